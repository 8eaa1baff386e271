"""The catalogue of indicators, the choice of focus area and the page of the API: where the short addresses lead."""

import pytest
from page_json import identified, inside, links, words

from dashboard import url_state
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")


def listed(page):
    """The indicators whose pages the table leads to, in its order."""
    table = identified(page, "catalogue-table")["content"]
    return [where.removeprefix("/indikator/") for where in links(table) if where.startswith("/indikator/")]


def test_every_indicator_is_listed_with_source_years_and_coverage(visitor):
    page = visitor.open("/indikator")
    assert listed(page) == [entry.id for entry in CATALOGUE.indicators]
    _, _, body = inside(identified(page, "catalogue-table")["content"])
    first = words(inside(body)[0]).split("\n")
    entry = CATALOGUE.indicators[0]
    assert first[:3] == [entry.title, CATALOGUE.focus_areas[0].short_title, entry.about]
    assert first[-1].endswith(" av 290")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=N02268", ["syss_utrikes"]),
        ("q=trångbodda+norm+2", None),
        ("omrade=boende", [entry.id for entry in CATALOGUE.indicators if entry.focus_area == "boende"]),
        ("q=zzzz", []),
        ("omrade=finns_inte", [entry.id for entry in CATALOGUE.indicators]),
    ],
)
def test_words_and_focus_area_filter(visitor, query, kept):
    page = visitor.open(f"/indikator?{query}")
    found = listed(page)
    assert found == kept if kept is not None else "trangbodd_n2" in found and len(found) < 5
    assert ("Ingen indikator passar" in words(page)) == (not found)


def test_the_filters_are_in_the_address(visitor):
    given = {"catalogue-words.value": "sfi", "catalogue-area.value": "utbildning"}
    parts = visitor.change("catalogue-table.content", given, "catalogue-words.value")
    assert parts["catalogue-address.data"]["href"] == url_state.CatalogueView("sfi", "utbildning").address
    assert parts["catalogue-count.content"].endswith(f" av {len(CATALOGUE.indicators)} indikatorer.")


@pytest.mark.parametrize("address", ["/indikator", "/indikator/", "/fokus", "/fokus/", "/api", "/api/"])
def test_short_addresses_lead_somewhere(visitor, address):
    assert visitor.get(address).status_code == 200
    assert '"H1"' in str(visitor.open(address)).replace("'", '"')


def test_the_focus_areas_can_be_chosen(visitor):
    found = [where for where in links(visitor.open("/fokus")) if where.startswith("/fokus/")]
    assert found == [f"/fokus/{area.id}" for area in CATALOGUE.focus_areas]


def test_the_questions_of_the_api_page_are_answered(visitor):
    asked = [where for where in links(visitor.open("/api")) if where.startswith("/api/v1")]
    assert len(asked) > 4
    assert {where: visitor.get(where).status_code for where in asked} == dict.fromkeys(asked, 200)
