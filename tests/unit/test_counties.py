"""A län's value: its own, or the mean of its kommuner, never mixed in one line or one order."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.published import counties
from etl.contract.codes import Sex
from etl.contract.reader import Snapshot
from etl.contract.schemas import GROUPS, MEANS, OBSERVATIONS, REGIONS

LAN = {"03": "Uppsala län", "04": "Södermanlands län", "05": "Östergötlands län", "06": "Jönköpings län"}
YEARS = ("2021", "2022")


def entry(name, **more):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 1, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    return {"id": name, "unit": "percent", "direction": "higher_is_better", **texts, **fixed, **more}


def observed(region, period, value, sex="T"):
    return {"region": region, "period": period, "sex": sex, "value": value, "status": "missing" if value is None else "ok"}


def averaged(indicator, lan, period, value, n):
    label = f"ovägt medel, {n} av 5"
    keys = {"indicator": indicator, "group": f"lan:{lan}", "period": period, "sex": "T", "kind": "unweighted"}
    return {**keys, "value": value, "n": n, "of": 5, "label": label}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """Two län have values of their own, one in the first year only; two have none, of which one a mean in one year."""
    directory = tmp_path_factory.mktemp("version")
    (directory / "observations").mkdir()
    rows = [observed("00", year, 60.0) for year in YEARS] + [observed("00", year, 60.0, "K") for year in YEARS]
    rows += [observed("03", "2021", 70.0), observed("03", "2022", 71.0), observed("05", "2021", 50.0)]
    means = [averaged(name, lan, "2022", 65.0, 5) for name in ("prov", "antal") for lan in ("03", "04", "05")]
    means += [averaged("prov", "04", "2021", None, 3), averaged("prov", "06", "2022", 66.0, 4)]
    tables = {"observations/prov": (rows, OBSERVATIONS), "observations/antal": (rows, OBSERVATIONS), "means": (means, MEANS)}
    regions = [{"code": "00", "name": "Riket", "type": "riket", "lan": None}]
    regions += [{"code": code, "name": name, "type": "lan", "lan": code} for code, name in LAN.items()]
    for name, (content, schema) in {**tables, "regions": (regions, REGIONS), "groups": ([], GROUPS)}.items():
        pq.write_table(pa.Table.from_pylist(content, schema=schema), directory / f"{name}.parquet")
    catalogue = {"focus_areas": [], "indicators": [entry("prov"), entry("antal", unit="count")]}
    catalogue["groups"] = {"skr_year": 2023, "skr": [], "peers_theme": "Prov"}
    (directory / "manifest.json").write_text(json.dumps({"schema": 1, "demo": True}), encoding="utf-8")
    (directory / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
    return Snapshot("lan", directory)


def test_a_mean_stands_in_only_where_the_source_has_no_value_of_the_lan_at_all(snapshot):
    assert counties.averaged(snapshot, "prov") == {"04", "06"}
    tracks = {code: counties.cube(snapshot, "prov").track(code, Sex.TOTAL) for code in LAN}
    assert tracks == {"03": [70.0, 71.0], "04": [None, 65.0], "05": [50.0, None], "06": [None, 66.0]}


def test_a_mean_is_marked_with_what_it_is_of(snapshot):
    cell = counties.cube(snapshot, "prov").cell("04", "2022", Sex.TOTAL)
    assert (cell.value, cell.reason) == (65.0, "Medel av länets kommuner, 5 av 5")
    assert counties.name(snapshot, "prov", "04") == "Södermanlands län (medel av kommunerna)"
    assert counties.name(snapshot, "prov", "03") == "Uppsala län"


@pytest.mark.parametrize(
    ("sex", "period", "why"),
    [("T", "2021", "bara 3 av 5 kommuner har ett värde som kan räknas in i ett medel"), ("K", "2022", counties.ONE_YEAR)],
)
def test_a_lan_without_either_says_why(snapshot, sex, period, why):
    cell = counties.cube(snapshot, "prov").cell("04", period, sex)
    assert (cell.value, cell.reason) == (None, f"{counties.NO_VALUE}, och {why}")


def test_own_values_and_means_are_in_orders_of_their_own(snapshot):
    assert counties.ranks(snapshot, "prov", "2021", "T") == {"03": (1, 2, False), "05": (2, 2, False)}
    found = counties.ranks(snapshot, "prov", "2022", "T")
    assert found == {"03": (1, 1, False), "06": (1, 2, True), "04": (2, 2, True)}
    assert [found[code].words for code in ("03", "04")] == ["plats 1 av 1 län", "plats 2 av 2 läns medel"]


def test_what_has_no_order_has_no_rank(snapshot):
    assert counties.ranks(snapshot, "antal", "2021", "T") == {}


def test_a_latest_value_says_whether_it_is_a_mean(snapshot):
    known = snapshot.catalogue.indicators[0]
    found = [counties.latest_value(snapshot, known, code) for code in ("03", "04", "05")]
    assert [(one.here.value, one.mean) for one in found] == [(71.0, False), (65.0, True), (None, False)]


def test_one_line_is_that_of_all_lines(snapshot):
    """`history` answers for one region what `cube` holds for all of them."""
    for name in ("prov", "antal"):
        data = counties.cube(snapshot, name)
        for code in ("00", *LAN):
            for sex in Sex:
                cells = [data.cell(code, period, sex) for period in data.periods]
                assert counties.history(snapshot, name, code, sex) == cells, (name, code, sex)
