"""The tables of the barometer, by examples that are reckoned by hand."""

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator
from etl.contract.schemas import BAROMETER, BAROMETER_ENTRIES, OBSERVATIONS
from etl.derive.grid import grid_of
from etl.tables.barometers import barometers, span_of

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
    indicator("varaktigt", decimals=0),
)
TABLES = {
    "syss": table(
        *(("00", 2015, 1.0), ("00", 2017, 60.0), ("00", 2022, 65.0)),
        *(("0484", 2017, 50.0), ("0484", 2020, 40.0), ("0484", 2022, 55.0)),
        *(("1481", 2017, 70.0), ("1481", 2022, 69.0)),
    ),
    "bistand": table(
        *(("00", 2018, 5.0), ("00", 2022, 4.0)),
        *(("0484", 2018, 9.0), ("0484", 2022, 9.5)),
        *(("1481", 2018, 3.0), ("1481", 2022, 3.04)),
    ),
    "varaktigt": table(
        *(("00", 2017, 10.4), ("00", 2022, 9.6)),  # both are shown as 10
        *(("0484", 2017, 10.0), ("0484", 2022, 12.0)),
        *(("1481", 2017, None), ("1481", 2022, 3.0)),
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
    assert (whole["0484"]["movement"], whole["0484"]["forward"], whole["0484"]["backward"]) == ("forward", 2, 1)
    assert (whole["1481"]["movement"], whole["1481"]["unjudged"]) == ("cannot_be_judged", 1)
    assert whole["1481"]["reason"] == "Varaktigt: dold uppgift 2017"
    assert parts["0484", "bistand"] == {
        "focus_area": "arbete",
        "region": "0484",
        "indicator": "bistand",
        "movement": "backward",
        "reason": None,
        "baseline_period": "2018",
        "baseline": 9.0,
        "latest_period": "2022",
        "latest": 9.5,
    }
    assert parts["1481", "bistand"]["movement"] == "unchanged", "3,0 and 3,0 as shown"
    assert (parts["1481", "varaktigt"]["baseline"], parts["1481", "varaktigt"]["latest"]) == (None, 3.0)


def test_one_of_each_is_mixed():
    tables = {**TABLES, "syss": table(("00", 2017, 60.0), ("00", 2022, 59.0))}
    assert made([SYSS, BISTAND, VARAKTIGT], tables)[0]["00"]["movement"] == "mixed"


@pytest.mark.parametrize(
    ("fields", "periods", "expected"),
    [
        ({}, ("2010", "2016", "2017", "2020", "2022"), ("2017", "2022", None)),  # five years before 2022, no earlier
        ({}, ("2020", "2021", "2022"), ("2020", "2022", None)),  # the series is younger than five years
        ({}, ("2010", "2022"), (None, "2022", "inget tidigare värde")),
        ({}, ("2022",), (None, "2022", "inget tidigare värde")),
        ({}, (), (None, None, "uppgift saknas")),
        ({}, ("2022K1", "2022K2"), (None, None, "inga årsvärden")),
        ({"breaks": ["2019", "2020"]}, ("2017", "2019", "2020", "2021", "2022"), ("2020", "2022", None)),
        ({"breaks": ["2022"]}, ("2017", "2021", "2022"), (None, "2022", "brott 2022")),
        ({"breaks": ["2023"]}, ("2017", "2021", "2022"), ("2017", "2022", None)),
        ({"election_years": [2014, 2018, 2022]}, ("2016", "2017", "2018", "2019", "2022", "2023"), ("2018", "2022", None)),
    ],
)
def test_the_years_that_are_compared(fields, periods, expected):
    if "breaks" in fields:
        fields = {"breaks": [{"period": period, "text": "Ny metod."} for period in fields["breaks"]]}
    span = span_of(indicator("syss", **fields), periods)
    assert (span.baseline, span.latest, span.reason) == expected


def test_an_indicator_without_values_silences_its_area_and_is_named():
    whole, parts = made([SYSS, BISTAND, VARAKTIGT], {**TABLES, "bistand": OBSERVATIONS.empty_table()})
    assert {row["movement"] for row in whole.values()} == {"cannot_be_judged"}
    assert whole["00"]["reason"] == "Bistand: uppgift saknas"
    assert parts["00", "bistand"]["reason"] == "uppgift saknas"
