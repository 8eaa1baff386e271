"""`/kalla`: from a value to its source, in words, for shown, hidden, missing and unknown ones."""

import pyarrow.parquet as pq
import pytest
from page_json import words

from dashboard import formats
from dashboard.url_state import SourceView
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import catalogue_path

CATALOGUE = load_catalogue(catalogue_path())


def rows(demo_data, indicator):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    return pq.read_table(demo_data / "published" / version / "observations" / f"{indicator}.parquet").to_pylist()


@pytest.mark.parametrize("name", [entry.id for entry in CATALOGUE.indicators])
def test_every_indicator_tells_its_value(visitor, demo_data, name):
    row = next(row for row in reversed(rows(demo_data, name)) if row["value"] is not None)
    page = words(visitor.open(SourceView(name, row["region"], row["period"], row["sex"]).address))
    assert formats.value(row["value"], CATALOGUE.indicator(name)) in page
    assert "Demodata, påhittade värden" in page


def test_a_hidden_value_stays_hidden_and_names_its_rule(visitor, demo_data):
    row = next(row for row in rows(demo_data, "etab_arbete") if row["status"] == "suppressed")
    page = words(visitor.open(SourceView("etab_arbete", row["region"], row["period"], row["sex"]).address))
    assert f"Dold, för få personer. {row['reason']}" in page
    assert "Regel som döljer" in page


UNKNOWN = ["", "?indikator=finns_inte&region=0484", "?indikator=syss_utrikes&region=9999", "?indikator=%3Cb%3E&region=x&kon=z"]


@pytest.mark.parametrize("query", UNKNOWN)
def test_what_is_not_there_is_explained(visitor, query):
    assert "Följ länken från ett värde i en tabell" in words(visitor.open(f"/kalla{query}"))


def test_a_year_without_values(visitor):
    assert "Källan har inga uppgifter för perioden" in words(visitor.open("/kalla?indikator=syss_utrikes&region=0484&ar=1950"))


def test_values_in_tables_lead_there(visitor):
    page = str(visitor.open("/fokus/arbete?kommun=0180"))
    assert "/kalla?indikator=syss_utrikes&region=0180" in page
