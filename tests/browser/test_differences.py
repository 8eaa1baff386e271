"""After any changes the browser shows what a fresh load of the address shows, though it was only sent what differs."""

import pytest

PAGES = (
    (
        "/",
        "region",
        "#overview-areas",
        (("0484", "/?region=0484"), ("04", "/?region=04"), (None, "/"), ("0180", "/?region=0180")),
    ),
    (
        "/kommun/0484",
        "meeting-region",
        "#meeting-content",
        (("0180", "/kommun/0180"), ("04", "/lan/04"), ("0483", "/kommun/0483")),
    ),
)
SET = "([id, value]) => dash_clientside.set_props(id, {value: value})"
SHOWN = "selector => document.querySelector(selector).innerHTML"
KNOWN = "([selector, code]) => document.querySelector(selector).dataset.known.split('/')[1] === code"
DRAWN = """() => [...document.querySelectorAll('.multiples .js-plotly-plot, #compare-scatter .js-plotly-plot')].map(plot =>
  plot.closest('[hidden]') ? null : plot.data.map(trace => [trace.name, trace.x, trace.y, trace.text]))"""


@pytest.mark.parametrize(("start", "control", "place", "steps"), PAGES, ids=lambda part: part if str(part)[:1] == "/" else "")
def test_content_is_the_same_as_when_loaded(visit, start, control, place, steps):
    visit.open(start)
    visit.page.wait_for_selector(f"{place} table")
    made = {}
    for code, address in steps:
        visit.page.evaluate(SET, [control, code])
        visit.page.wait_for_function(KNOWN, arg=[place, code or "00"])
        made[address] = visit.page.evaluate(SHOWN, place)
    for address, shown in made.items():
        visit.open(address)
        visit.page.wait_for_selector(f"{place} table")
        assert visit.page.evaluate(SHOWN, place) == shown, address


def test_compared_charts_are_the_same_as_when_loaded(visit):
    visit.open("/jamfor?indikatorer=inga")
    visit.page.wait_for_selector("#compare-table-title")
    wanted = ["syss_utrikes", "invanare", "trangbodd_n2"]
    for count in (1, 3, 2):
        visit.page.evaluate(SET, ["compare-indicators", wanted[:count]])
        visit.page.wait_for_function(
            "count => document.querySelectorAll('.multiples > :not([hidden])').length === count", arg=count
        )
    visit.page.wait_for_function("() => location.search.includes('invanare') && !location.search.includes('trangbodd')")
    visit.page.wait_for_timeout(500)
    made = visit.page.evaluate(DRAWN)
    visit.open("/jamfor?indikatorer=syss_utrikes,invanare")
    visit.page.wait_for_function("() => document.querySelectorAll('.multiples > :not([hidden]) .main-svg').length >= 2")
    visit.page.wait_for_timeout(500)
    assert visit.page.evaluate(DRAWN) == made
