"""Complete tables out of what a source answered: absent rows, levels that aren't reported, denominators, the latest period."""

import itertools
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import tidy
from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator
from etl.contract.schemas import GROUPS, HARVEST, LATEST, OBSERVATIONS, REGIONS
from etl.harvest import SourceError
from etl.tables.latest import latest

COUNTRY = [
    ("00", "Riket", "riket"),
    ("04", "Södermanlands län", "lan"),
    ("0483", "Katrineholm", "kommun"),
    ("0484", "Eskilstuna", "kommun"),
]
CODES = [code for code, *_ in COUNTRY]
Row = tuple[str, str, str, str, float | None]
"""Indicator, region, period, sex, value."""


def regions(country: list[tuple[str, str, str]] = COUNTRY) -> pa.Table:
    rows = [{"code": code, "name": name, "type": kind, "lan": code[:2]} for code, name, kind in country]
    return pa.Table.from_pylist(rows, schema=REGIONS)


def indicator(name: str, kpi: str, denominator: str | None = None) -> Indicator:
    source = {"name": "kolada", "kpi": kpi, "title": name, "denominator_kpi": denominator}
    texts = dict.fromkeys(("title", "short_title", "definition"), name)
    rest = {"unit": "percent", "decimals": 1, "direction": "neutral", "role": "core", "focus_area": "area", "sex_split": True}
    return Indicator.model_validate({"id": name, **texts, **rest, "source": source})


def catalogue(*indicators: Indicator) -> Catalogue:
    area = FocusArea(id="area", title="Område", short_title="Område", description="Område")
    return Catalogue(focus_areas=(area,), indicators=indicators, groups=Groups(skr_year=2023, skr=(), peers_theme="Liknande"))


def harvest(*rows: Row) -> pa.Table:
    filled = [(*row, "missing" if row[4] is None else "ok", "Saknas i Kolada" if row[4] is None else None) for row in rows]
    return pa.Table.from_pylist([dict(zip(HARVEST.names, row, strict=True)) for row in filled], schema=HARVEST)


def tidied(*rows: Row) -> pa.Table:
    return tidy.observations(catalogue(indicator("share", "N00001")), harvest(*rows), regions())["share"]


def column(table: pa.Table, name: str) -> dict[tuple[str, str, str], Any]:
    keys = zip(table["period"].to_pylist(), table["sex"].to_pylist(), table["region"].to_pylist(), strict=True)
    return dict(zip(keys, table[name].to_pylist(), strict=True))


def test_every_region_gets_a_row_in_each_period_and_sex_that_the_source_has() -> None:
    table = tidied(("share", "0484", "2021", "T", 1.5), ("share", "00", "2020", "K", 2.0), ("share", "04", "2020", "K", 3.0))
    assert table.schema == OBSERVATIONS
    slots = [("2020", "K"), ("2021", "T")]
    assert list(column(table, "value")) == [(*slot, code) for slot, code in itertools.product(slots, CODES)]
    assert column(table, "value")["2021", "T", "0484"] == 1.5
    assert table["value"].null_count == 5


def test_an_absent_row_is_missing_and_says_so() -> None:
    table = tidied(("share", "0484", "2021", "T", 1.0), ("share", "04", "2020", "T", 1.0), ("share", "00", "2020", "T", 1.0))
    assert column(table, "status")["2021", "T", "0483"] == "missing"
    assert column(table, "reason")["2021", "T", "0483"] == "Saknas i källan"
    assert column(table, "status")["2021", "T", "04"] == "missing"
    assert column(table, "reason")["2021", "T", "0484"] is None


def test_what_the_source_says_is_kept() -> None:
    table = tidied(("share", "0484", "2021", "T", None), ("share", "0483", "2021", "T", 0.0))
    assert column(table, "reason")["2021", "T", "0484"] == "Saknas i Kolada"
    assert column(table, "status")["2021", "T", "0483"] == "ok"
    assert column(table, "value")["2021", "T", "0483"] == 0.0


def test_a_level_without_any_value_is_not_applicable() -> None:
    table = tidied(("share", "0484", "2021", "T", 1.0), ("share", "00", "2021", "K", None), ("share", "0484", "2021", "K", 1.0))
    assert column(table, "status")["2021", "T", "04"] == "not_applicable"
    assert column(table, "reason")["2021", "T", "04"] == "Redovisas inte för län"
    assert column(table, "reason")["2021", "T", "00"] == "Redovisas inte för riket"
    assert column(table, "status")["2021", "K", "00"] == "not_applicable", "a null says no more than its absence"
    assert column(table, "status")["2021", "T", "0483"] == "missing"


def test_a_period_or_a_sex_of_nothing_but_nulls_is_none() -> None:
    rows = ("share", "0484", "2021", "T", 1.0), ("share", "0484", "2021", "K", None), ("share", "0484", "2020", "T", None)
    assert set(column(tidied(*rows), "value")) == {("2021", "T", code) for code in CODES}
    assert tidied(("share", "0484", "2021", "T", None)).num_rows == 0


def test_kommuner_are_missing_even_where_only_riket_has_values() -> None:
    table = tidied(("share", "00", "2021", "T", 1.0))
    assert column(table, "status") == {
        ("2021", "T", "00"): "ok",
        ("2021", "T", "04"): "not_applicable",
        ("2021", "T", "0483"): "missing",
        ("2021", "T", "0484"): "missing",
    }


def test_an_indicator_without_values_has_an_empty_table() -> None:
    assert tidied().equals(OBSERVATIONS.empty_table())
    assert tidied(("other", "00", "2021", "T", 1.0)).num_rows == 0


def test_the_order_of_regions_and_rows_does_not_matter() -> None:
    rows: list[Row] = [("share", code, year, "T", float(code)) for code in CODES for year in ("2020", "2021")]
    entries = catalogue(indicator("share", "N00001"))
    turned = tidy.observations(entries, harvest(*reversed(rows)), regions(COUNTRY[::-1]))["share"]
    assert turned.equals(tidied(*rows))


def test_the_same_answered_twice_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^share: 2021 T 0484: answered twice"):
        tidied(("share", "0484", "2021", "T", 1.0), ("share", "0484", "2021", "T", 1.0))


def test_a_region_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^share: 2021 T 9999: no such region"):
        tidied(("share", "0484", "2021", "T", 1.0), ("share", "9999", "2021", "T", 1.0))


def test_denominators_are_the_counts_of_the_same_period_sex_and_region() -> None:
    entries = catalogue(indicator("share", "N00001", "N00002"), indicator("persons", "N00002"))
    rows: list[Row] = [
        *(("share", "0484", year, sex, 50.0) for year in ("2020", "2021") for sex in "TK"),
        ("persons", "0484", "2021", "T", 120.0),
        ("persons", "0483", "2021", "T", 80.0),
        ("persons", "0484", "2021", "K", None),
        ("persons", "0484", "2019", "T", 7.0),
    ]
    tables = tidy.observations(entries, harvest(*rows), regions())
    assert tables["share"].schema == OBSERVATIONS
    counts = {key: count for key, count in column(tables["share"], "denominator").items() if count is not None}
    assert counts == {("2021", "T", "0484"): 120, ("2021", "T", "0483"): 80}
    assert tables["persons"]["denominator"].null_count == tables["persons"].num_rows


def latest_of(*rows: Row) -> dict[tuple[str, str], dict[str, Any]]:
    table = latest(catalogue(indicator("share", "N00001")), {"share": tidied(*rows)}, GROUPS.empty_table())
    assert table.schema == LATEST
    return {(row["sex"], row["region"]): row for row in table.to_pylist()}


def test_latest_is_the_newest_period_with_any_value_beside_the_one_before() -> None:
    rows = latest_of(
        ("share", "0484", "2018", "T", 10.1),
        ("share", "0484", "2020", "T", 12.3),
        ("share", "0483", "2020", "T", 5.0),
        ("share", "0484", "2021", "T", None),
    )
    assert rows["T", "0484"]["period"] == "2020"
    assert rows["T", "0484"]["previous_period"] == "2018"
    assert (rows["T", "0484"]["previous"], rows["T", "0484"]["change"]) == (10.1, 2.2)
    assert (rows["T", "0483"]["value"], rows["T", "0483"]["previous"], rows["T", "0483"]["change"]) == (5.0, None, None)


def test_a_gap_in_the_latest_period_is_told_and_not_filled_from_the_period_before() -> None:
    rows = latest_of(("share", "0484", "2020", "T", 10.0), ("share", "0483", "2021", "T", 1.0))
    gap = rows["T", "0484"]
    assert (gap["period"], gap["value"], gap["status"], gap["reason"]) == ("2021", None, "missing", "Saknas i källan")
    assert (gap["previous"], gap["change"]) == (10.0, None)


def test_latest_of_the_first_period_has_nothing_before() -> None:
    row = latest_of(("share", "0484", "2021", "T", 1.0))["T", "0484"]
    assert (row["value"], row["previous_period"], row["previous"], row["change"]) == (1.0, None, None, None)


def test_a_sex_that_the_period_before_did_not_have_has_no_previous_value() -> None:
    rows = latest_of(
        ("share", "0484", "2020", "T", 1.0), ("share", "0484", "2021", "T", 2.0), ("share", "0484", "2021", "K", 3.0)
    )
    assert rows["T", "0484"]["change"] == 1.0
    assert rows["K", "0484"]["previous"] is None


def test_latest_is_sorted_by_indicator_sex_and_region_and_leaves_out_what_has_no_values() -> None:
    entries = catalogue(indicator("b", "N00001"), indicator("a", "N00002"), indicator("none", "N00003"))
    rows: list[Row] = [(name, "0484", "2021", sex, 1.0) for name in ("b", "a") for sex in "TK"]
    tables = tidy.observations(entries, harvest(*rows, ("none", "0484", "2021", "T", None)), regions())
    table = latest(entries, tables, GROUPS.empty_table())
    keys = list(zip(*(table[name].to_pylist() for name in ("indicator", "sex", "region")), strict=True))
    assert keys == list(itertools.product("ab", "KT", CODES))


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(["2019", "2020", "2022"]), st.sampled_from("TKM")),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
)


@settings(deadline=None)
@given(CELLS)
def test_nothing_is_lost_and_nothing_made_up(cells: dict[tuple[str, str, str], float | None]) -> None:
    table = tidied(*(("share", *cell, value) for cell, value in cells.items()))
    values, statuses = column(table, "value"), column(table, "status")
    assert list(values) == sorted(values)
    slots = {(period, sex) for (_, period, sex), value in cells.items() if value is not None}
    assert set(values) == {(period, sex, code) for period, sex in slots for code in CODES}
    for (period, sex, code), value in values.items():
        assert value == cells.get((code, period, sex))
        assert (statuses[period, sex, code] == "ok") == (value is not None)
