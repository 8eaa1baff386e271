"""Every indicator on every page: it renders with its title, and is nowhere left out without a word."""

import json
import re

import pytest
from page_json import links, words

from dashboard.published import facts, queries
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT, data_paths
from tests.random_tests import whole

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
INDICATORS = [entry.id for entry in CATALOGUE.indicators]


def assert_whole(page):
    """A page with a heading, and no Python word where a number should be."""
    text = json.dumps(page, ensure_ascii=False)
    assert '"H1"' in text
    for fault in ("nan", "NaN", "None", "undefined"):
        assert f'"{fault}"' not in text
    return words(page)


def in_turn(at, ways):
    """One of the ways, another for the next; all where all cases run."""
    return ways if whole() else [ways[at % len(ways)]]


def test_every_indicator_has_its_own_pages(subtests, visitor):
    for at, indicator in enumerate(INDICATORS):
        with subtests.test(indicator):
            entry = CATALOGUE.indicator(indicator)
            ways = [
                f"/indikator/{indicator}?kommuner=inga",
                f"/kalla?indikator={indicator}&region=0484",
                f"/indikator/{indicator}?kommuner=0484,2584,0125&tabell=karta,vy",
            ]
            for address in in_turn(at, ways):
                text = assert_whole(visitor.open(address))
                assert entry.title in text
                assert entry.definition in text or not address.endswith("vy")


def test_every_indicator_stands_in_the_comparison(subtests, visitor):
    for at, indicator in enumerate(INDICATORS):
        with subtests.test(indicator):
            other = "syss_utrikes" if indicator != "syss_utrikes" else "trangbodd_n2"
            ways = [f"{indicator}&kommuner=inga", f"{other},{indicator}&kommuner=0484,2584,0125&tabell={indicator}"]
            for query in in_turn(at, ways):
                text = assert_whole(visitor.open(f"/jamfor?indikatorer={query}"))
                assert CATALOGUE.indicator(indicator).short_title in text


PAGES = ("/?region=0484", "/fokus/{}?kommuner=0484", "/kommun/0484", "/lan/04")


@pytest.mark.parametrize("page", PAGES)
def test_every_indicator_that_can_be_shown_stands_in_the_pages_of_many(visitor, page):
    """Those that are left out, for lack of values or for doubt, are counted there."""
    shown = {entry.id for entry in facts.shown(queries.current(data_paths()))}
    assert len(shown) > 40
    areas = {entry.focus_area for entry in CATALOGUE.indicators}
    opened = {area: visitor.open(page.format(area)) for area in areas}
    texts = {area: (assert_whole(content), links(content)) for area, content in opened.items()}
    for entry in CATALOGUE.indicators:
        text, ways = texts[entry.focus_area]
        there = entry.short_title in text or any(way.partition("?")[0] == f"/indikator/{entry.id}" for way in ways)
        assert there or entry.id not in shown, f"{entry.id} is missing on {page.format(entry.focus_area)}"


COMMAND = re.compile(r"python -m|\bmake (?:run|demo|vendor)\b|\betl (?:run|check)\b|\bKör (?:om )?(?:python|etl|make)")
ANSWERS = (
    "/_dash-layout", "/healthz", "/readyz", "/api/v1/", "/api/v1/openapi.json", "/api/v1/indicators", "/andrat.atom?kommun=0484",
    "/export/indikator/syss_utrikes.csv", "/export/validering.csv", "/export/indikator/finns_inte.csv", "/export/x",
    "/validering/finns-inte.xlsx", "/karta/x/lan.geojson", "/samlat/x.js", "/export/faktakort/syss_utrikes.svg",
)  # fmt: skip


def test_no_reader_is_told_to_run_a_command(visitor):
    pages = ("/", "/kommun/0484", "/om", "/kalla", "/andrat", "/hamta", "/validering", "/finns-inte", "/indikator/syss_utrikes")
    found = {page: COMMAND.findall(words(visitor.open(page))) for page in pages}
    found |= {address: COMMAND.findall(visitor.get(address).text) for address in ANSWERS}
    assert {address: said for address, said in found.items() if said} == {}
