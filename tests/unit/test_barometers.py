"""The tables of the barometer, by examples that are reckoned by hand."""

import pyarrow as pa

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator
from etl.contract.schemas import BAROMETER, BAROMETER_ENTRIES, OBSERVATIONS
from etl.derive.grid import grid_of
from etl.tables.barometers import barometers
from etl.tables.latest import latest

REGIONS = ("00", "0484", "1481")


def indicator(name, **fields):
    texts = dict.fromkeys(("title", "short_title", "definition"), name.capitalize())
    source = {"name": "kolada", "kpi": "N00000", "title": name}
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "arbete"}
    return Indicator.model_validate({"id": name, **texts, **fixed, "sex_split": False, "source": source, **fields})


def table(*rows):
    """Rows of region, year and value; None is hidden."""
    names = ("region", "period", "sex", "value", "status")
    full = [(region, str(year), "T", value, "suppressed" if value is None else "ok") for region, year, value in rows]
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in full], schema=OBSERVATIONS)


def made(entries, tables):
    area = FocusArea(id="arbete", title="Arbete", short_title="Arbete", description="Arbete", barometer=tuple(tables))
    context = FocusArea(id="kontext", title="Bakgrund", short_title="Bakgrund", description="Bakgrund", context=True)
    catalogue = Catalogue(
        focus_areas=(area, context), indicators=tuple(entries), groups=Groups(skr_year=2023, skr=(), peers_theme="prov")
    )
    whole, parts = barometers(catalogue, {name: grid_of(one) for name, one in tables.items()}, REGIONS)
    assert (whole.schema, parts.schema) == (BAROMETER, BAROMETER_ENTRIES)
    return {row["region"]: row for row in whole.to_pylist()}, {
        (row["region"], row["indicator"]): row for row in parts.to_pylist()
    }


SYSS, BISTAND, VARAKTIGT = (
    indicator("syss"),
    indicator("bistand", direction="lower_is_better"),
    indicator("varaktigt", election_years=[2014, 2018, 2022]),
)


def years(region, first, *values):
    return [(region, year, value) for year, value in enumerate(values, first)]


TABLES = {
    "syss": table(
        *years("00", 2017, 60.0, 61.0, 62.0, 63.0, 64.0, 65.0),
        *years("0484", 2017, 50.0, 49.0, 53.0, 51.0, 50.5, 52.0),
        *years("1481", 2020, 50.0, 55.0, 58.3),
    ),
    "bistand": table(
        *years("00", 2018, 5.0, 4.8, 4.6, 4.4, 4.2),
        *years("0484", 2018, 9.0, 9.5, 9.6, 9.7, 9.8),
        *years("1481", 2018, 3.0, 2.9, None, 2.7, 2.6),
    ),
    "varaktigt": table(
        *(("00", 2018, 60.0), ("00", 2022, 61.0), ("00", 2023, 99.0)),
        *(("0484", 2018, 60.0), ("0484", 2022, 54.0)),
        *(("1481", 2018, None), ("1481", 2022, 54.0)),
    ),
}


def test_the_majority_by_region_with_what_it_rests_on():
    whole, parts = made([SYSS, BISTAND, VARAKTIGT], TABLES)
    assert list(whole) == list(REGIONS), "the context has no barometer"
    assert whole["00"] == {
        "focus_area": "arbete",
        "region": "00",
        "movement": "forward",
        "reason": None,
        "baseline_period": "2017",
        "latest_period": "2022",
        "forward": 2,
        "unchanged": 1,
        "backward": 0,
        "unjudged": 0,
    }
    assert (whole["0484"]["movement"], whole["0484"]["unchanged"], whole["0484"]["backward"]) == ("backward", 1, 2)
    assert parts["0484", "bistand"] == {
        "focus_area": "arbete",
        "region": "0484",
        "indicator": "bistand",
        "movement": "backward",
        "reason": None,
        "baseline_period": "2018",
        "baseline": 9.0,
        "latest_period": "2022",
        "latest": 9.8,
        "riket_baseline": 5.0,
        "riket_latest": 4.2,
    }
    assert parts["0484", "syss"]["movement"] == "unchanged", "two points up may be chance"


def test_what_the_trend_says_where_there_is_none_is_said_word_for_word():
    whole, parts = made([SYSS, BISTAND, VARAKTIGT], TABLES)
    said = "3 år räcker inte för prövning; +8,3 sedan 2020"
    assert parts["1481", "syss"]["reason"] == said == trend_reason("syss", "1481")
    assert [parts["1481", "syss"][name] for name in ("baseline_period", "baseline", "riket_baseline")] == ["2020", 50.0, 63.0]
    assert parts["1481", "bistand"]["reason"] == "dold uppgift 2020" == trend_reason("bistand", "1481")
    assert whole["1481"]["movement"] == "cannot_be_judged"
    assert whole["1481"]["reason"] == f"Syss: {said}; Bistand: dold uppgift 2020; Varaktigt: dold uppgift 2018"


def trend_reason(name, region):
    groups = pa.table({"group": [], "kind": [], "member": []}, schema=pa.schema([(one, pa.string()) for one in GROUP]))
    catalogue = Catalogue(
        focus_areas=(AREA,), indicators=(SYSS, BISTAND), groups=Groups(skr_year=2023, skr=(), peers_theme="prov")
    )
    rows = latest(catalogue, {one.id: TABLES[one.id] for one in (SYSS, BISTAND)}, groups).to_pylist()
    return next(row["trend_reason"] for row in rows if (row["indicator"], row["region"]) == (name, region))


GROUP = ("group", "kind", "member")
AREA = FocusArea(id="arbete", title="Arbete", short_title="Arbete", description="Arbete")


def test_elections_are_held_against_the_election_before_by_the_rule_of_goals():
    parts = made([SYSS, BISTAND, VARAKTIGT], TABLES)[1]
    riket, kommun = parts["00", "varaktigt"], parts["0484", "varaktigt"]
    assert (riket["baseline_period"], riket["latest_period"]) == ("2018", "2022"), "2023 only repeats 2022"
    assert (riket["movement"], riket["reason"]) == ("unchanged", "förändringen är mindre än 3 procent")
    assert kommun["movement"] == "backward"


def test_elections_of_unknown_persons_are_not_judged():
    ratio = indicator("varaktigt", election_years=[2018, 2022], unit="parity_ratio", direction="closest_to_one")
    parts = made([SYSS, BISTAND, ratio], TABLES)[1]
    assert parts["00", "varaktigt"]["reason"] == "hur många personer det gäller är inte känt"


def test_a_break_between_two_elections():
    broken = indicator("varaktigt", election_years=[2018, 2022], breaks=[{"period": "2022", "text": "Ny metod."}])
    assert made([SYSS, BISTAND, broken], TABLES)[1]["00", "varaktigt"]["reason"] == "inget tidigare värde"


def test_an_indicator_without_values_is_named():
    whole, parts = made([SYSS, BISTAND, VARAKTIGT], {**TABLES, "bistand": OBSERVATIONS.empty_table()})
    assert whole["00"]["reason"] == "Bistand: uppgift saknas"
    assert whole["00"]["movement"] == "cannot_be_judged", "one forward, one uncertain, one unknown"
    assert parts["00", "bistand"]["reason"] == "uppgift saknas"
