"""The verdicts on Kolada's real values, reckoned anew from the published observations: none of a direction within chance."""

import itertools
import json
import math
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from etl.contract.catalogue import load_catalogue
from etl.contract.codes import Direction
from etl.contract.goal import GoalKind
from etl.contract.goal_schema import GOALS
from etl.contract.paths import DataPaths, catalogue_path
from etl.contract.reader import Snapshot, open_current
from etl.contract.strategies import Strategies, load_strategies
from etl.derive.grid import grid_of
from etl.signals.aim import Target
from etl.signals.base import Since
from etl.signals.noise import Course, noise
from etl.signals.target import progress
from etl.tables.goals import goals

Row = dict[str, Any]
Cells = dict[tuple[str, str], dict[int, Row]]

FORWARD = ("improving", "on_track", "too_slow", "far_from_pace")
WORDS = (*FORWARD, "wrong_direction", "no_progress")
HELD = ("above_riket", "below_riket", "equal_riket")


@pytest.fixture(scope="module")
def snapshot(real_run: tuple["subprocess.CompletedProcess[str]", Path]) -> Snapshot:
    done, data = real_run
    assert done.returncode == 0, done.stderr
    assert "Goals: " in done.stdout
    return open_current(DataPaths(data))


@pytest.fixture(scope="module")
def rows(snapshot: Snapshot) -> list[Row]:
    return snapshot.table("goals").to_pylist()


@cache
def cells(directory: Path, indicator: str, elections: tuple[int, ...]) -> Cells:
    """By region and sex, the shown values with what is behind them by year; of elections only their years."""
    found: Cells = {}
    for row in pq.read_table(directory / "observations" / f"{indicator}.parquet").to_pylist():
        if row["value"] is not None and row["period"].isdigit() and (not elections or int(row["period"]) in elections):
            found.setdefault((row["region"], row["sex"]), {})[int(row["period"])] = row
    return found


class Reckoning:
    """One row's series, put together from the observations as the table of goals says that it is."""

    def __init__(self, snapshot: Snapshot, entries: dict[str, Row], row: Row) -> None:
        entry = entries[row["indicator"]]
        own = cells(snapshot.directory, entry["id"], tuple(entry["election_years"]))
        here = own.get((row["region"], row["sex"]), {})
        other: dict[int, Row] = {}
        if row["measure"] == "sex_gap":
            here, other = own.get((row["region"], "K"), {}), own.get((row["region"], "M"), {})
        elif row["measure"] == "gap":
            other = cells(snapshot.directory, entry["pair"], tuple(entry["election_years"])).get((row["region"], row["sex"]), {})
        elif row["kind"] == "both_at_least" and row["sex"] == "T":
            women, men = (own.get((row["region"], sex), {}) for sex in ("K", "M"))
            both = women.keys() & men.keys()
            here = {year: min(women[year], men[year], key=lambda cell: cell["value"]) for year in both}
        elif row["kind"] in HELD:
            other = own.get(("00", row["sex"]), {})
        self.entry, self.row, self.here, self.other = entry, row, here, other
        people = cells(snapshot.directory, "invanare", ()).get((row["region"], "T"), {})
        self.people = {year: cell["value"] for year, cell in people.items()}

    def judged(self, year: int) -> float:
        """What is to grow."""
        value, kind = self.here[year]["value"], self.row["kind"]
        if self.row["measure"] == "sex_gap" or kind == "equal_riket":
            return -abs(value - self.other[year]["value"])
        lower = self.entry["direction"] == "lower_is_better"
        if self.row["measure"] == "gap":
            return (self.other[year]["value"] - value) if lower else (value - self.other[year]["value"])
        if kind == "above_riket":
            return value - self.other[year]["value"]
        if kind == "below_riket":
            return self.other[year]["value"] - value
        if kind == "direction_only":
            return -abs(value - 1) if self.entry["direction"] == "closest_to_one" else -value if lower else value
        return -value if kind in ("at_most", "reduce_by_share") else value

    def certain(self) -> bool:
        """Whether the change since the base is more than chance."""
        first, last = self.row["baseline_year"], self.row["latest_year"]
        change = self.judged(last) - self.judged(first)
        if self.entry["survey"]:
            margins = [self.here[year]["margin"] for year in (first, last)]
            return abs(self.here[last]["value"] - self.here[first]["value"]) > math.hypot(*margins)
        share = self.entry["unit"] == "percent"
        counts = [self.here[year]["denominator"] for year in (first, last)]
        others = [self.other.get(year, {}).get("denominator") for year in (first, last)]
        if share and all(counts) and (self.row["measure"] == "level" or all(others)):
            spread = pooled([self.here[year]["value"] for year in (first, last)], counts)
            if self.row["measure"] != "level":
                spread += pooled([self.other[year]["value"] for year in (first, last)], others)
            return spread > 0 and abs(change / 100) / math.sqrt(spread) >= 1.96
        known = self.here.keys() & self.other.keys() if self.needs_other else self.here.keys()
        years = [year for year in range(max(first, last - 7), last + 1) if year in known]
        if len(years) >= 5 and len(years) == last - max(first, last - 7) + 1:
            values = [self.judged(year) for year in years]
            score = sum(sign(later - earlier) for earlier, later in itertools.combinations(values, 2))
            ranks = tuple(sorted(sorted(set(values)).index(value) for value in values))
            return chance(ranks, abs(score)) <= 0.05 and score * change > 0
        before, decimals = self.judged(first), self.entry["decimals"]
        large = abs(change) >= 0.03 * abs(before) and round(before, decimals) != round(before + change, decimals)
        if large and share and first in self.people and last in self.people:
            spread = pooled([self.here[year]["value"] for year in (first, last)], [self.people[first], self.people[last]])
            return spread == 0 or abs(change / 100) / math.sqrt(spread) >= 1.96
        return large

    @property
    def needs_other(self) -> bool:
        return self.row["measure"] != "level" or self.row["kind"] in HELD


def sign(number: float) -> int:
    rounded = round(number, 9)
    return (rounded > 0) - (rounded < 0)


def pooled(shares: list[float], persons: list[float]) -> float:
    both = sum(share / 100 * number for share, number in zip(shares, persons, strict=True)) / sum(persons)
    return both * (1 - both) * sum(1 / number for number in persons)


@cache
def scores(ranks: tuple[int, ...]) -> Counter[int]:
    """How many of all orders have each score, by trying every one."""
    return Counter(
        abs(sum((b > a) - (b < a) for a, b in itertools.combinations(order, 2))) for order in itertools.permutations(ranks)
    )


def chance(ranks: tuple[int, ...], score: int) -> float:
    """What part of all orders has so great a score."""
    orders = scores(ranks)
    return sum(number for found, number in orders.items() if found >= score) / sum(orders.values())


def test_no_verdict_of_a_direction_is_within_chance_and_no_certain_change_is_called_unchanged(
    snapshot: Snapshot, rows: list[Row]
) -> None:
    entries = {entry["id"]: entry for entry in json.loads((snapshot.directory / "catalogue.json").read_text())["indicators"]}
    checked: Counter[str] = Counter()
    for row in rows:
        if row["status"] not in (*WORDS, "unchanged"):
            continue
        reckoned = Reckoning(snapshot, entries, row)
        change = reckoned.judged(row["latest_year"]) - reckoned.judged(row["baseline_year"])
        assert row["observed_pace"] * (row["latest_year"] - row["baseline_year"]) == pytest.approx(change, abs=1e-6)
        assert reckoned.certain() == (row["status"] in WORDS), row
        if row["status"] in WORDS:
            assert row["latest_year"] - row["baseline_year"] >= 2
            assert (change > 0) == (row["status"] != "wrong_direction")
        checked[row["status"]] += 1
    assert min(checked[name] for name in ("improving", "on_track", "too_slow", "wrong_direction", "unchanged")) > 10


def test_the_class_of_a_pace_follows_from_its_share(rows: list[Row]) -> None:
    for row in rows:
        if row["status"] in ("on_track", "too_slow", "far_from_pace"):
            assert row["pace_share"] == pytest.approx(row["observed_pace"] / row["required_pace"])
            share = round(row["pace_share"], 9)
            assert row["status"] == ("on_track" if share >= 0.95 else "too_slow" if share >= 0.6 else "far_from_pace")
        if row["status"] in ("met", "ahead") and row["kind"] != "equal_riket":
            assert row["distance"] <= 0
        if row["status"] in ("not_met", "not_yet"):
            assert row["distance"] >= 0
        if row["year_at_pace"] is not None:
            assert row["status"] in FORWARD
            assert not row["depends_on_base"]
            assert row["latest_year"] < row["year_at_pace"] <= 2100
        assert row["persons"] is None or row["persons"] >= 10


def test_eskilstunas_three_goals_are_answered(rows: list[Row]) -> None:
    found = {row["goal"]: row for row in rows if row["strategy"] == "eskilstuna" and row["region"] == "0484"}
    work = found["sysselsattning_2030"]
    assert (work["status"], work["baseline_year"], work["baseline_origin"]) == ("on_track", 2020, "following")
    assert (work["distance_at_base"], work["distance"], work["observed_pace"], work["required_pace"]) == (4.6, 3.4, 0.6, 0.46)
    assert work["pace_share"] == pytest.approx(1.304, abs=0.001)
    assert work["depends_on_base"]
    assert "10 procent" in work["base_note"]
    young = found["ungdomsarbetsloshet_2022"]
    assert (young["status"], young["baseline_year"], young["baseline_origin"]) == ("not_met", 2017, "adopted")
    assert (young["distance_at_base"], young["distance"]) == (pytest.approx(2.91, abs=0.005), pytest.approx(2.12, abs=0.005))
    assert young["pace_share"] == pytest.approx(0.27, abs=0.005)
    settled = found["arbetsloshet_2020"]
    assert (settled["status"], settled["reported"], settled["latest"], settled["distance"]) == ("not_met", True, 14.1, 4.1)


def test_at_least_twenty_goals_and_directions_have_a_verdict_where_they_hold(rows: list[Row]) -> None:
    judged = {(row["strategy"], row["goal"]) for row in rows if row["concerned"] and row["status"] != "cannot_be_measured"}
    assert len(judged) >= 20
    silent = [row for row in rows if row["status"] in ("cannot_be_measured", "unchanged", "not_yet")]
    assert all(row["reason"] for row in silent)


def test_riket_is_answered_where_the_goal_is_rikets(rows: list[Row]) -> None:
    row = next(row for row in rows if row["goal"] == "sysselsattning_2030" and row["region"] == "00")
    assert (row["strategy"], row["concerned"], row["distance"]) == ("riket_mal", True, pytest.approx(0.6))
    gap = next(row for row in rows if row["goal"] == "konsgap_halverat" and row["region"] == "00")
    assert (gap["status"], gap["target"], gap["stated_baseline"]) == ("ahead", 5.9, 11.7)


def test_rufs_before_the_noise_rule(snapshot: Snapshot) -> None:
    # All pupils qualified by 2030 from 2018, for the län and its 26 kommuner, as it was worked out by hand.
    rufs = snapshot.strategies.strategy("rufs_2050")
    assert rufs is not None
    goal = rufs.goals[0].model_copy(update={"kind": GoalKind.AT_LEAST})
    wanted = Strategies(strategies=(rufs.model_copy(update={"goals": (goal,)}),), principles=(), targets=(), links=())
    grids = {entry.id: grid_of(snapshot.observations(entry.id)) for entry in snapshot.catalogue.indicators}
    made = goals(snapshot.catalogue, wanted, grids, snapshot.table("regions"))
    assert made.schema == GOALS
    shares = [row["pace_share"] for row in made.to_pylist() if row["concerned"] and row["sex"] == "T"]
    assert Counter("on_track" if one >= 0.95 else "too_slow" if one >= 0 else "wrong" for one in shares) == {
        "on_track": 1,
        "too_slow": 8,
        "wrong": 18,
    }


@pytest.mark.parametrize(
    ("region", "years", "values", "z", "certain"),
    [
        ("0480", (2017, 2022), (32.3, 17.9), -2.01, True),
        ("0484", (2017, 2022), (34.0, 24.5), -2.27, True),
        ("1481", (2021, 2022), (37.8, 46.8), 1.08, False),
    ],
)
def test_after_the_introduction_programme(  # a row of the worked examples
    snapshot: Snapshot, region: str, years: tuple[int, int], values: tuple[float, float], z: float, *, certain: bool
) -> None:
    found = cells(snapshot.directory, "etab_arb_el_stud", ())[region, "T"]
    series = {year: cell["value"] for year, cell in found.items()}
    assert tuple(round(series[year], 1) for year in years) == values
    persons = {year: float(cell["denominator"]) for year, cell in found.items() if cell["denominator"]}
    noises = noise(Course(series, persons=persons), series, years, decimals=1, both_vary=False)
    assert (round(noises.statistic or 0.0, 2), noises.certain) == (z, certain)
    target = Target(GoalKind.DIRECTION_ONLY, Direction.HIGHER, since=Since(stated=years[0]))
    assert progress(target, Course(series, persons=persons)).status == ("wrong_direction" if certain else "unchanged")


def test_the_real_catalogue_is_the_one_published(snapshot: Snapshot) -> None:
    directory = catalogue_path()
    assert snapshot.strategies == load_strategies(directory, load_catalogue(directory))
