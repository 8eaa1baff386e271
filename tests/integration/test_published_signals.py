"""The published tables of goals, barometers and means, reckoned anew, cell by cell, from the published observations alone."""

import json
import math
import re
import statistics
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from etl.contract import goal_schema, schemas
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, open_current

TABLES = {
    "goals": (goal_schema.GOALS, 1_000_000),
    "barometer": (schemas.BAROMETER, 1_000_000),
    "barometer_entries": (schemas.BAROMETER_ENTRIES, 1_000_000),
    "means": (schemas.MEANS, 3_000_000),
    "latest": (schemas.LATEST, 2_000_000),
}
SHOWN = ("ok", "preliminary")
Cells = dict[tuple[str, str, str], float]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def snapshot(demo_data: Path) -> Snapshot:
    return open_current(DataPaths(demo_data))


@pytest.fixture(scope="module")
def catalogue(snapshot: Snapshot) -> dict[str, Any]:
    return dict(json.loads((snapshot.directory / "catalogue.json").read_text(encoding="utf-8")))


@cache
def cells(directory: Path, indicator: str) -> Cells:
    """The shown values by region, period and sex."""
    rows = pq.read_table(directory / "observations" / f"{indicator}.parquet").to_pylist()
    return {(row["region"], row["period"], row["sex"]): row["value"] for row in rows if row["status"] in SHOWN}


@cache
def of_few(directory: Path, indicator: str) -> set[tuple[str, str, str]]:
    """The cells that rest on at most twenty persons."""
    rows = pq.read_table(directory / "observations" / f"{indicator}.parquet").to_pylist()
    known = [row for row in rows if row["denominator"] is not None and row["denominator"] <= 20]
    return {(row["region"], row["period"], row["sex"]) for row in known}


def by_id(catalogue: dict[str, Any]) -> dict[str, Row]:
    return {entry["id"]: entry for entry in catalogue["indicators"]}


def periods(entry: Row, values: Cells, sex: str | None = None) -> list[str]:
    """Those with any value; of what is measured at elections only they."""
    found = {period for _, period, one in values if sex in (None, one)}
    elections = {str(year) for year in entry["election_years"]}
    return sorted(found & elections if elections else found)


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_there_as_described_and_small(name: str, snapshot: Snapshot) -> None:
    schema, most = TABLES[name]
    assert snapshot.has(name)
    assert snapshot.table(name).schema == schema
    assert (snapshot.directory / f"{name}.parquet").stat().st_size < most


def test_an_older_version_without_a_table_says_what_to_run(snapshot: Snapshot) -> None:
    assert not snapshot.has("horoscopes")
    with pytest.raises(UnavailableError, match=r"has no horoscopes\.parquet.*older release.*python -m etl run"):
        snapshot.table("horoscopes")


# Goals


def test_every_goal_has_its_rows_in_order(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    found = [(row["strategy"], row["goal"], row["indicator"]) for row in snapshot.table("goals").to_pylist()]
    wanted = [
        (strategy["id"], goal["id"], name)
        for strategy in catalogue["strategies"]
        for goal in strategy["goals"]
        for name in goal["indicators"] or [None]
    ]
    assert list(dict.fromkeys(found)) == wanted


def test_every_kommun_and_only_known_lan_can_read_itself(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    kommuner = {row["code"] for row in snapshot.table("regions").to_pylist() if row["type"] == "kommun"}
    own = {strategy["id"]: strategy["region"] for strategy in catalogue["strategies"]}
    regions: dict[tuple[str, str, str], set[str]] = {}
    for row in snapshot.table("goals").to_pylist():
        assert row["concerned"] == row["region"].startswith(own[row["strategy"]])
        if row["indicator"] is None:
            assert row["region"] == own[row["strategy"]]
            continue
        regions.setdefault((row["strategy"], row["goal"], row["indicator"]), set()).add(row["region"])
        if row["sex"] == "T":
            assert len(row["region"]) == 4 or row["latest"] is not None or row["region"] == own[row["strategy"]]
    for (strategy, _, _), found in regions.items():
        assert found >= kommuner
        assert ("00" in found) == (own[strategy] == "00"), "riket where the strategy is riket's"


def test_levels_and_distances_are_those_of_the_observations(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    entries, checked = by_id(catalogue), 0
    held = {name: periods(entry, cells(snapshot.directory, name)) for name, entry in entries.items()}
    for row in snapshot.table("goals").to_pylist():
        if row["latest"] is None or row["reported"]:
            continue
        entry = entries[row["indicator"]]
        values = cells(snapshot.directory, entry["id"])
        own = [period for period in held[entry["id"]] if (row["region"], period, row["sex"]) in values]
        year = str(row["latest_year"])
        if row["measure"] == "sex_gap":
            women, men = (values[row["region"], year, sex] for sex in ("K", "M"))
            assert (row["latest"], row["reference"]) == (women, men)
            continue
        if row["kind"] == "both_at_least" and row["sex"] == "T":
            assert row["latest"] == min(values[row["region"], year, sex] for sex in ("K", "M"))
            continue
        assert row["latest"] == values[row["region"], year, row["sex"]]
        if row["measure"] == "gap":
            pair = cells(snapshot.directory, entry["pair"])
            assert row["reference"] == pair[row["region"], year, row["sex"]]
            continue
        held_against = row["kind"] in ("above_riket", "below_riket", "equal_riket")
        passed = row["target_year"] is not None and row["target_year"] < int(own[-1])
        assert year == own[-1] or held_against or passed
        assert row["reference"] == (None if row["region"] == "00" else values.get(("00", year, row["sex"])))
        if row["kind"] == "above_riket":
            assert row["distance"] == pytest.approx(row["reference"] - row["latest"])
            assert (row["status"] in ("met", "ahead")) == (row["latest"] > row["reference"])
            checked += 1
    assert checked > 280


def test_no_goal_is_called_anything_without_its_reservation(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    fits = {(strategy["id"], goal["id"]): goal["fit"] for strategy in catalogue["strategies"] for goal in strategy["goals"]}
    for row in snapshot.table("goals").to_pylist():
        partial = fits[row["strategy"], row["goal"]] == "partial"
        assert (row["approximate"], row["approximate_reason"] is not None) == (partial, partial)
        assert row["reason"] is not None or row["status"] != "cannot_be_measured"
        assert row["baseline_year"] is not None or row["required_pace"] is row["observed_pace"] is None


# The barometer


def of_the_trend(row: Row) -> tuple[str, str | None]:
    """What the trend of the same series says: the way, and its own words where there is none."""
    judged = {"better": "forward", "worse": "backward"}.get(row["trend_better"], "unchanged")
    return ("cannot_be_judged" if row["trend"] == "cannot_be_calculated" else judged), row["trend_reason"]


def of_the_elections(shares: tuple[float | None, float | None], people: tuple[float | None, float | None]) -> str:
    """Shares of which it isn't known how many they are of: 3 per cent, and certain had every inhabitant been counted."""
    (before, now), (first, last) = shares, people
    if before is None or now is None:
        return "cannot_be_judged"
    certain = abs(now - before) >= 0.03 * before and round(now, 1) != round(before, 1)
    if first and last:
        share = (before * first + now * last) / (first + last) / 100
        certain = certain and abs(now - before) / 100 >= 1.96 * math.sqrt(share * (1 - share) * (1 / first + 1 / last))
    return "unchanged" if not certain else "forward" if now > before else "backward"


def test_the_barometer_of_every_region(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    entries, inhabitants = by_id(catalogue), cells(snapshot.directory, "invanare")
    wholes = {(row["focus_area"], row["region"]): row for row in snapshot.table("barometer").to_pylist()}
    parts = {(row["region"], row["indicator"]): row for row in snapshot.table("barometer_entries").to_pylist()}
    latest = {(row["region"], row["indicator"]): row for row in snapshot.table("latest").to_pylist() if row["sex"] == "T"}
    regions = snapshot.table("regions")["code"].to_pylist()
    areas = [area for area in catalogue["focus_areas"] if area["barometer"]]
    assert [area["id"] for area in areas] == ["arbete", "utbildning", "delaktighet"], "the others have no three measures"
    assert len(wholes) == len(areas) * len(regions)
    for area in areas:
        for region in regions:
            found = []
            for name in area["barometer"]:
                entry, row, values = entries[name], parts[region, name], cells(snapshot.directory, name)
                ends = [values.get((region, row[f"{end}_period"] or "", "T")) for end in ("baseline", "latest")]
                beside = [values.get(("00", row[f"{end}_period"] or "", "T")) for end in ("baseline", "latest")]
                assert [row[one] for one in ("baseline", "latest", "riket_baseline", "riket_latest")] == [*ends, *beside]
                if not entry["election_years"]:
                    assert (row["movement"], row["reason"]) == of_the_trend(latest[region, name])
                elif entry["unit"] == "percent":
                    two = periods(entry, values, "T")[-2:]
                    shares, people = ([of.get((region, year, "T")) for year in two] for of in (values, inhabitants))
                    assert row["movement"] == of_the_elections(tuple(shares), tuple(people))
                else:
                    assert row["movement"] == "cannot_be_judged"
                found.append(row["movement"])
            most = max(found, key=found.count)
            divided = "cannot_be_judged" if "cannot_be_judged" in found else "mixed"
            row = wholes[area["id"], region]
            assert row["movement"] == (most if found.count(most) > len(found) / 2 else divided)
            counts = [row[name] for name in ("forward", "unchanged", "backward", "unjudged")]
            assert counts == [found.count(name) for name in ("forward", "unchanged", "backward", "cannot_be_judged")]


# Means


def test_every_mean_of_the_latest_period(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    entries = by_id(catalogue)
    members: dict[str, list[str]] = {}
    for row in snapshot.table("groups").to_pylist():
        members.setdefault(row["group"], []).append(row["member"])
    means = [row for row in snapshot.table("means").to_pylist() if row["kind"] == "unweighted"]
    latest = {name: periods(entry, cells(snapshot.directory, name))[-1] for name, entry in entries.items()}
    assert {(row["indicator"], row["group"]) for row in means} == {(name, group) for name in entries for group in members}
    for row in means:
        values, last = cells(snapshot.directory, row["indicator"]), latest[row["indicator"]]
        if row["period"] != last or row["label"] == row["reason"]:
            continue
        few = of_few(snapshot.directory, row["indicator"])
        keys = [(code, last, row["sex"]) for code in members[row["group"]]]
        counted = [values[region] for region in keys if region in values and region not in few]
        assert (row["n"], row["of"]) == (len(counted), len(keys))
        assert row["label"] == f"ovägt medel, {row['n']} av {row['of']}"
        enough = bool(counted) and len(counted) >= 0.8 * len(keys)
        assert row["value"] == (pytest.approx(statistics.fmean(counted)) if enough else None)
        assert (row["reason"] is None) == enough


def test_weighted_means_are_of_lan_with_known_persons(snapshot: Snapshot) -> None:
    rows = [row for row in snapshot.table("means").to_pylist() if row["kind"] == "weighted"]
    assert rows
    for row in rows[::7]:
        table = pq.read_table(
            snapshot.directory / "observations" / f"{row['indicator']}.parquet", filters=[("period", "=", row["period"])]
        )
        kommuner = [
            one for one in table.to_pylist() if one["sex"] == "T" and re.fullmatch(row["group"][4:] + "..", one["region"])
        ]
        known = [(one["value"], one["denominator"]) for one in kommuner if one["value"] is not None and one["denominator"]]
        assert row["label"] == f"vägt medel, {row['n']} av {len(kommuner)}"
        assert 0.8 * len(kommuner) <= row["n"] == len(known)
        assert row["value"] == pytest.approx(sum(value * of for value, of in known) / sum(of for _, of in known))


def test_what_has_no_mean_says_why(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    entries = by_id(catalogue)
    refused = {row["indicator"] for row in snapshot.table("means").to_pylist() if row["label"] == row["reason"]}
    wanted = {name for name, one in entries.items() if one["survey"] or one["doubtful"] or one["unit"] in ("yes_no", "ordinal")}
    assert refused == wanted | {name for name, one in entries.items() if one.get("rate_of") not in (None, "things")}


# Margins


def test_surveys_have_margins_and_others_have_none(snapshot: Snapshot, catalogue: dict[str, Any]) -> None:
    for name, entry in by_id(catalogue).items():
        table = pq.read_table(snapshot.directory / "observations" / f"{name}.parquet")
        for row in table.filter(table["margin"].is_valid()).slice(0, 500).to_pylist():
            assert row["status"] in SHOWN
            assert row["margin"] > 0
        assert (table["margin"].null_count < table.num_rows) == entry["survey"]
