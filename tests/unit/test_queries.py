"""The cube: a cell for every region, and why there is none where there is none."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.published import counties, queries
from etl.contract.codes import GroupKind, RegionType, Sex
from etl.contract.reader import Snapshot
from etl.contract.schemas import GROUPS, OBSERVATIONS, REGIONS

COUNTRY = [("00", "Riket", "riket", None), ("04", "Södermanlands län", "lan", "04"), ("0480", "Nyköping", "kommun", "04")]
COUNTRY += [("0484", "Eskilstuna", "kommun", "04")]
ROWS = [
    ("00", "2021", "T", 50.0, "ok", None),
    ("0480", "2021", "T", 0.0, "ok", None),
    ("0484", "2021", "T", None, "suppressed", "Färre än fem"),
    ("00", "2022", "T", 51.0, "preliminary", None),
    ("0484", "2022", "T", 40.5, "preliminary", None),
    ("0480", "2022", "K", 44.0, "ok", None),
    ("0480", "2023", "T", None, "missing", "Inte publicerad"),
]


def entry(name, **more):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 1, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    return {"id": name, "unit": "percent", "direction": "neutral", **texts, **fixed, **more}


CATALOGUE = {
    "focus_areas": [],
    "indicators": [entry("prov"), entry("tom"), entry("val", election_years=[2018, 2022])],
    "groups": {"skr_year": 2023, "skr": [], "peers_theme": "Prov"},
}


@pytest.fixture
def snapshot(tmp_path):
    (tmp_path / "observations").mkdir()
    rows = [dict(zip(("region", "period", "sex", "value", "status", "reason"), row, strict=True)) for row in ROWS]
    pq.write_table(pa.Table.from_pylist(rows, schema=OBSERVATIONS), tmp_path / "observations" / "prov.parquet")
    pq.write_table(OBSERVATIONS.empty_table(), tmp_path / "observations" / "tom.parquet")
    regions = [dict(zip(("code", "name", "type", "lan"), fields, strict=True)) for fields in COUNTRY]
    pq.write_table(pa.Table.from_pylist(regions, schema=REGIONS), tmp_path / "regions.parquet")
    members = [
        {"group": "lan:04", "name": "Södermanlands län", "kind": "lan", "year": None, "source": "SCB", "member": code}
        for code in ("0480", "0484")
    ]
    pq.write_table(pa.Table.from_pylist(members, schema=GROUPS), tmp_path / "groups.parquet")
    (tmp_path / "manifest.json").write_text(json.dumps({"schema": 1, "demo": True}), encoding="utf-8")
    (tmp_path / "catalogue.json").write_text(json.dumps(CATALOGUE), encoding="utf-8")
    return Snapshot("prov", tmp_path)


@pytest.fixture
def cube(snapshot):
    return queries.cube(snapshot, "prov")


def test_periods_are_those_with_any_value(cube):
    assert cube.periods == ("2021", "2022")


def test_sexes_are_in_the_order_of_the_codes(cube):
    assert cube.sexes == ("T", "K")


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        (("0480", "2021", "T"), (0.0, "ok", None)),
        (("0484", "2021", "T"), (None, "suppressed", "Färre än fem")),
        (("0484", "2022", "T"), (40.5, "preliminary", None)),
        (("04", "2022", "T"), (None, "missing", None)),
        (("0480", "2023", "T"), (None, "missing", None)),
        (("9999", "2022", "T"), (None, "missing", None)),
        (("0480", "2022", "M"), (None, "missing", None)),
        (("0480", "", "T"), (None, "missing", None)),
    ],
)
def test_a_cell_is_a_value_or_why_there_is_none(cube, key, cell):
    found = cube.cell(*key)
    assert (found.value, found.status, found.reason) == cell


def test_zero_is_a_value_and_missing_is_none(cube):
    assert cube.track("0480", "T") == [0.0, None]
    assert [cell.value for cell in cube.across(["0480", "0484", "9999"], "2021", "T")] == [0.0, None, None]


@pytest.mark.parametrize(("period", "sex"), [("2021", "T"), ("2022", "K"), ("2023", "T"), ("2021", "M"), ("", "T")])
def test_across_is_cell_by_cell(cube, period, sex):
    codes = ["9999", "0484", "00", "0480", "04"]
    assert cube.across(codes, period, sex) == [cube.cell(code, period, sex) for code in codes]


@pytest.mark.parametrize(("region", "sex"), [("9999", "T"), ("0480", "M")])
def test_an_unknown_track_is_as_long_as_the_others(cube, region, sex):
    assert cube.track(region, sex) == [None, None]


def test_preliminary_periods(cube):
    assert cube.preliminary("T") == ("2022",)
    assert cube.preliminary("K") == ()
    assert cube.preliminary("M") == ()


def test_an_indicator_without_values_has_an_empty_cube(snapshot):
    empty = queries.cube(snapshot, "tom")
    assert empty.periods == ()
    assert empty.sexes == ()
    assert empty.cell("0484", "2022", "T").status == "missing"
    assert empty.track("0484", "T") == []


def test_regions_and_groups(snapshot):
    assert [region.code for region in queries.municipalities(snapshot)] == ["0480", "0484"]
    assert queries.regions(snapshot)["04"].type is RegionType.COUNTY
    group = queries.groups(snapshot)["lan:04"]
    assert (group.kind, group.members, group.year) == (GroupKind.COUNTY, ("0480", "0484"), None)


def test_of_elections_the_years_that_repeat_them_are_left_out(snapshot):
    rows = [("00", str(year), "T", 71.0 if year < 2022 else 60.0, "ok", None) for year in range(2018, 2024)]
    table = [dict(zip(("region", "period", "sex", "value", "status", "reason"), row, strict=True)) for row in rows]
    pq.write_table(pa.Table.from_pylist(table, schema=OBSERVATIONS), snapshot.directory / "observations" / "val.parquet")
    found = queries.cube(snapshot, "val")
    assert (found.periods, found.track("00", "T")) == (("2018", "2022"), [71.0, 60.0])


# Against the demo, cell by cell


def test_the_cube_holds_what_is_published(demo_data):
    snapshot = queries.current(_paths(demo_data))
    for entry in snapshot.catalogue.indicators[::13]:
        cube = queries.cube(snapshot, entry.id)
        elections = set(map(str, entry.election_years))
        rows = [row for row in snapshot.observations(entry.id).to_pylist() if not elections or row["period"] in elections]
        assert {row["region"] for row in rows} <= set(cube.regions)
        for row in rows[:: max(len(rows) // 400, 1)]:
            if row["period"] in cube.periods:
                cell = cube.cell(row["region"], row["period"], row["sex"])
                assert (cell.value, cell.status, cell.reason) == (row["value"], row["status"], row["reason"])
        assert np.count_nonzero(~np.isnan(cube.values)) == sum(row["value"] is not None for row in rows)


def test_the_default_group_exists(demo_data):
    snapshot = queries.current(_paths(demo_data))
    assert len(queries.groups(snapshot)[queries.DEFAULT_GROUP].members) == 9
    assert len(queries.municipalities(snapshot)) == 290


def test_standing_is_the_latest_total_beside_riket(demo_data):
    snapshot = queries.current(_paths(demo_data))
    entry = snapshot.catalogue.indicators[0]
    rows = [row for row in snapshot.observations(entry.id).to_pylist() if row["sex"] == Sex.TOTAL]
    newest = max(row["period"] for row in rows if row["value"] is not None)
    published = {row["region"]: row["value"] for row in rows if row["period"] == newest}
    found = counties.latest_value(snapshot, entry, "0484")
    assert (found.period, found.here.value, found.riket.value) == (newest, published["0484"], published["00"])
    assert found.track[-1] == found.here.value
    assert len(found.track) == len(found.riket_track) == len(found.periods)


def _paths(directory):
    from etl.contract.paths import DataPaths

    return DataPaths(directory)


def test_a_version_from_before_a_column_came_is_read_without_it():
    whole = {name: [None] for name in queries.Signals._fields} | {"period": ["2022"], "status": ["ok"], "trend": ["no_change"]}
    older = {name: column for name, column in whole.items() if name not in ("few", "of", "trend_vs_riket")}
    found = queries.signals_of(pa.table(older))
    assert [(one.period, one.few, one.of, one.trend_vs_riket, one.trend) for one in found] == [
        ("2022", None, None, None, "no_change")
    ]
