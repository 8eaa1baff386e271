"""Every goal, barometer and indicator of the real catalogue: told in the published tables, or refused with a reason."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl.contract.catalogue import KoladaSource, load_catalogue
from etl.contract.codes import Role
from etl.contract.goal import GoalKind
from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import Snapshot, open_current
from etl.contract.strategies import load_strategies
from etl.signals.target import TargetStatus

DIRECTORY = ROOT / "data" / "catalogue"
CATALOGUE = load_catalogue(DIRECTORY)
STRATEGIES = load_strategies(DIRECTORY, CATALOGUE).strategies
GOALS = [(strategy, goal) for strategy in STRATEGIES for goal in strategy.goals]
ENGLISH = re.compile(r"\b(the|and|no|not|missing|cannot|year|baseline|value)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def snapshot(demo_data: Path) -> Snapshot:
    return open_current(DataPaths(demo_data))


def rows(table: pa.Table, **wanted: str) -> pa.Table:
    for column, value in wanted.items():
        table = table.filter(pc.equal(table[column], value))
    return table


def test_each_goal_is_told_where_it_holds_with_a_status_or_a_reason(subtests: pytest.Subtests, snapshot: Snapshot) -> None:
    for strategy, goal in GOALS:
        with subtests.test(f"{strategy.id}-{goal.id}"):
            found = rows(snapshot.table("goals"), strategy=strategy.id, goal=goal.id)
            here = found.filter(pc.equal(found["region"], strategy.region)).to_pylist()
            assert [row["indicator"] for row in here if row["sex"] == "T"] == list(goal.indicators or [None])
            apart = goal.by_sex or goal.kind is GoalKind.BOTH_AT_LEAST
            assert {row["sex"] for row in here} == ({"T", "K", "M"} if apart else {"T"})
            for row in here:
                assert row["status"] in list(TargetStatus)
                assert (row["kind"], row["measure"], row["limit"]) == (goal.kind.value, goal.measure, goal.value)
                assert (row["target_year"], row["stated_as"]) == (goal.target_year, goal.stated_as)
                assert row["status"] != TargetStatus.CANNOT_BE_MEASURED or row["reason"]
                assert row["approximate"] == (goal.fit == "partial")


def test_a_base_is_stated_or_follows_from_adoption(subtests: pytest.Subtests, snapshot: Snapshot) -> None:
    for strategy, goal in GOALS:
        with subtests.test(f"{strategy.id}-{goal.id}"):
            adopted = strategy.adoption(goal)
            for row in rows(snapshot.table("goals"), strategy=strategy.id, goal=goal.id).to_pylist():
                year, origin, broken = row["baseline_year"], row["baseline_origin"], _breaks(row["indicator"], row["latest_year"])
                assert (origin is not None) == (row["observed_pace"] is not None)
                if origin is None:
                    assert year in (None, goal.baseline_year)
                    continue
                assert year >= broken, "never across a break"
                assert (origin == "stated") == (goal.baseline_year is not None)
                if origin != "stated":
                    assert adopted is not None, "no base without a year of adoption"
                    sides = {"adopted": year == adopted.year, "following": year > adopted.year, "in_force": year < adopted.year}
                    assert sides[origin]


def _breaks(indicator: str | None, latest: int | None) -> int:
    """The last year from which the series is new, no later than its latest; 0 where there is none."""
    entry = CATALOGUE.indicator(indicator or "")
    return max((int(one.period) for one in entry.breaks if int(one.period) <= (latest or 0)), default=0) if entry else 0


def test_reasons_read_as_swedish(snapshot: Snapshot) -> None:
    said: set[str] = set()
    for name, column in (("goals", "reason"), ("goals", "approximate_reason"), ("barometer", "reason"), ("means", "reason")):
        said |= {text for text in snapshot.table(name)[column].unique().to_pylist() if text}
    said |= set(snapshot.table("means")["label"].unique().to_pylist())
    assert len(said) > 10
    assert not [text for text in said if ENGLISH.search(text) or "_" in text]


def test_a_focus_area_has_a_barometer_of_three_measures_or_none(subtests: pytest.Subtests) -> None:
    for area in CATALOGUE.focus_areas:
        with subtests.test(area.id):
            chosen = CATALOGUE.in_barometer(area)
            assert [entry.id for entry in chosen] == list(area.barometer)
            assert not chosen or (len(chosen) >= 3 and len(chosen) % 2 == 1 and not area.context)
            assert {entry.role for entry in chosen} <= {Role.CORE, Role.SUPPORT}


def test_each_indicator_has_means_or_a_reason_why_not(subtests: pytest.Subtests, snapshot: Snapshot) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            found = rows(snapshot.table("means"), indicator=entry.id)
            groups = pc.count_distinct(snapshot.table("groups")["group"]).as_py()
            assert pc.count_distinct(found["group"]).as_py() == groups
            assert found.filter(pc.and_(pc.is_null(found["value"]), pc.is_null(found["reason"]))).num_rows == 0


def test_each_survey_names_its_margin_or_says_that_there_is_none(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            if entry.survey:
                assert isinstance(entry.source, KoladaSource)
                assert any("felmarginal" in note for note in entry.notes)
                assert entry.source.margin_kpi is None or any(entry.source.margin_kpi in note for note in entry.notes)
