"""Areas below the kommun: their codes, their boundaries, and what is hidden in them."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from etl.areas.boundaries import read_areas
from etl.areas.steps import Job, groups_of, packed, protected, published
from etl.contract.areas import kind_of, kommun_of
from etl.contract.catalogue import Indicator
from etl.contract.schemas import HARVEST, OBSERVATIONS, REGIONS
from etl.disclosure.grid import grid_of
from etl.geography import GeographyError

KOMMUNER = frozenset({"0484", "0486"})
AREAS = ("0484A0010", "0484B0010", "0484C1010", "0484C1020", "0486A0010", "0486C1010")
COMMON = {
    "short_title": "Prov", "definition": "Ett prov.", "decimals": 0, "direction": "neutral", "role": "context",
    "focus_area": "kontext", "sex_split": True,
}  # fmt: skip


def entry(name, unit, areas="deso", **source):
    scb = {"name": "scb", "tables": ["TAB9001"], "title": "Prov", "areas": areas, **source}
    return Indicator.model_validate({"id": name, "title": name, "unit": unit, **COMMON, "source": scb})


COUNTED = entry("antal", "count")
SHARE = entry("andel", "percent", denominator="antal")


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0180C1010", "deso"), ("0180R001", "regso"), ("0180", None), ("0180D1010", None), ("0180R01", None), ("0180C1010_x", None)],
)
def test_a_code_says_which_kind(code, kind):
    assert kind_of(code) == kind
    assert kommun_of(code) == "0180"


def test_only_numbers_of_persons_and_shares_of_them_have_areas():
    assert groups_of(type("Some", (), {"indicators": (SHARE, COUNTED)})) == [(COUNTED, SHARE)]
    for unit, more in (("percent", {}), ("per_1000", {"denominator": "antal"})):
        with pytest.raises(ValueError, match="only of a count"):
            entry("annat", unit, **more)


def square(number, size=0.01):
    return shapely.box(16 + number * size, 59, 16 + (number + 1) * size, 59 + size)


def features(codes=AREAS, **more):
    made = [
        {"type": "Feature", "properties": {"objectid": number, "DESOKOD": code, "Namn": f"Område {number}"}, **more,
         "geometry": json.loads(shapely.to_geojson(square(number)))}
        for number, code in enumerate(codes)
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": made}


def test_boundaries_are_read_from_geojson_and_parquet(tmp_path):
    assert read_areas(tmp_path, KOMMUNER) is None
    (tmp_path / "deso.geojson").write_text(json.dumps(features()), encoding="utf-8")
    regso = {"regsokod": ["0484R001"], "regsonamn": ["Centrum"], "geometry": [shapely.to_wkb(square(1))]}
    pq.write_table(pa.table(regso), tmp_path / "regso.parquet")
    areas = read_areas(tmp_path, KOMMUNER)
    assert areas.table["code"].to_pylist() == sorted((*AREAS, "0484R001"))
    assert areas.table.to_pylist()[4] == {"code": "0484R001", "name": "Centrum", "type": "regso", "kommun": "0484"}
    drawn = json.loads(areas.shapes["0486"])["features"]
    assert [(one["id"], one["properties"]["name"]) for one in drawn] == [(AREAS[4], "Område 4"), (AREAS[5], "Område 5")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "no GeoJSON or GeoParquet"),
        (json.dumps({"type": "FeatureCollection"}), "no GeoJSON or GeoParquet"),
        (json.dumps(features(("Centrum",))), "no code of a DeSO or RegSO"),
        (json.dumps(features(("9999A0010",))), "no kommun has the code 9999"),
        (json.dumps(features((AREAS[0], AREAS[0]))), "occurs twice"),
        (json.dumps(features()).replace("59.", "6559000."), "isn't drawn in degrees"),
        (json.dumps(features()).replace("59", "6559000"), "isn't drawn in degrees"),
    ],
)
def test_boundaries_that_are_none_are_told_in_one_line(content, told, tmp_path):
    (tmp_path / "deso.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(GeographyError, match=told) as raised:
        read_areas(tmp_path, KOMMUNER)
    assert "\n" not in str(raised.value)


def table(numbers):
    """Of each area: total, women, men."""
    rows = [
        {"region": region, "period": "2024", "sex": sex, "value": value, "status": "ok" if value is not None else "missing",
         "denominator": None, "margin": None, "reason": None}
        for position, sex in enumerate("TKM") for region, values in numbers.items() for value in [values[position]]
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=OBSERVATIONS)


def test_small_numbers_and_what_gives_them_away_are_hidden():
    own = [(3.0, 1.0, 2.0), (60.0, 30.0, 30.0), (400.0, 200.0, 200.0), (0.0, 0.0, 0.0), (90.0, 40.0, 50.0), (80.0, 40.0, 40.0)]
    numbers = dict(zip(AREAS, own, strict=True))
    shown = protected((COUNTED,), {"antal": table(numbers)})["antal"]
    cells = {(row["region"], row["sex"]): row for row in shown.to_pylist()}
    assert {cells[AREAS[0], sex]["status"] for sex in "TKM"} == {"suppressed"}
    # The kommun's own number less the others would give it away: one more is hidden, and another kommun covers for nothing.
    for sex in "TKM":
        others = [area for area in AREAS[1:3] if cells[area, sex]["status"] == "suppressed"]
        assert others, sex
    assert all(cells[area, sex]["value"] is not None for area in AREAS[3:] for sex in "TKM")
    assert {row["reason"] is None for row in shown.to_pylist() if row["value"] is None} == {False}


def test_where_nothing_covers_none_of_the_kommun_is_shown():
    numbers = dict.fromkeys(AREAS[:3], (0.0, 0.0, 0.0)) | {AREAS[3]: (3.0, 1.0, 2.0), AREAS[4]: (90.0, 40.0, 50.0)}
    shown = protected((COUNTED,), {"antal": table(numbers)})["antal"].to_pylist()
    assert {row["region"] for row in shown if row["value"] is not None} == {AREAS[4]}


def test_shares_are_hidden_strictly():
    numbers = dict.fromkeys(AREAS[:4], (200.0, 100.0, 100.0)) | {AREAS[0]: (20.0, 10.0, 10.0)}
    shares = dict.fromkeys(AREAS[:4], (50.0, 50.0, 50.0)) | {AREAS[3]: (1.0, 1.0, 1.0)}
    shown = protected((COUNTED, SHARE), {"antal": table(numbers), "andel": table(shares)})
    hidden = {(row["region"], row["sex"]) for row in shown["andel"].to_pylist() if row["status"] == "suppressed"}
    assert {(area, sex) for area in (AREAS[0], AREAS[3]) for sex in "TKM"} <= hidden
    assert shown["antal"]["value"].null_count == 0


def job(names=("antal", "andel"), seed=1):
    """A number of persons and a share of it in all areas, made up."""
    rng, rows = np.random.default_rng(seed), []
    for area in AREAS:
        women, men = (int(number) for number in rng.integers(0, 60, 2))
        for sex, persons in (("T", women + men), ("K", women), ("M", men)):
            for name, value in zip(names, (float(persons), float(rng.integers(0, 101))), strict=True):
                rows.append((name, area, "2024", sex, value, "ok", None))
    made = [dict(zip(HARVEST.names, row, strict=True)) for row in rows]
    regions = [{"code": area, "name": area, "type": "deso", "lan": "04"} for area in AREAS]
    entries = (entry(names[0], "count"), entry(names[1], "percent", denominator=names[0]))
    return Job(entries, packed(pa.Table.from_pylist(made, schema=HARVEST)), pa.Table.from_pylist(regions, schema=REGIONS))


def test_a_step_gives_files_by_area_in_order():
    done = published(job())
    read = pq.read_table(pa.BufferReader(done.files["antal"]))
    assert read.schema.equals(OBSERVATIONS)
    keys = list(zip(*(read[name].to_pylist() for name in ("region", "period", "sex")), strict=True))
    assert keys == sorted(keys)
    assert len(keys) == 3 * len(AREAS)
    assert grid_of([read]).regions == AREAS
    assert done.hidden["antal"] == sum(status == "suppressed" for status in read["status"].to_pylist())
    assert published(job()).files == done.files
