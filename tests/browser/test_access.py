"""Reachable for everyone: axe finds nothing, the keyboard gets everywhere, nothing runs out of a narrow screen, paper works."""

import re
import unicodedata
from typing import Any

import pytest
from playwright.sync_api import expect
from reachable import controls_on_paper, faults, listed, too_wide, violations
from visits import NARROW, WIDE

from tests.random_tests import whole

CHARTED = "/indikator/syss_utrikes"
OVERVIEW = "/?region=0484"
PAGES = [OVERVIEW, "/", CHARTED, "/indikator/kas_ej_validerad", "/om", "/finns-inte", "/indikator/finns_inte", "/fokus/arbete"]
PAGES += ["/jamfor", "/jamfor?indikatorer=inga&kommuner=inga", "/validering?region=0484&typ=AKAD", "/validering"]
PAGES += ["/sok?q=nyanl%C3%A4nda+sfi", "/sok", "/sok?q=qqqqqq"]
PAGES += ["/kommun/0484", "/kommun/2425?strategi=moelndal", "/lan/04", "/kommun/0484?v=000000000000", "/kommun/9999"]
PAGES += [
    "/strategi",
    "/strategi?korsvag=eu:3",
    "/strategi/eskilstuna",
    "/strategi/finns-inte",
    "/strategi/soermland_2017?region=0482",
]
PAGES += ["/indikator", "/fokus", "/api"]
PAGES += ["/hjalp", "/hjalp/lasa", "/hjalp/metod", "/hjalp/finns-inte", "/tillganglighet"]
PAGES += ["/andrat?kommun=0484", "/andrat", "/andrat?strategi=skane"]
PAGES += ["/faktakort/syss_utrikes?plats=0484", "/faktakort/finns_inte", "/kalla?indikator=etab_arbete&region=0484"]
PAGES += [f"{CHARTED}?kommuner=0484,0482&kommun=0484&mot=liknande&medel=tre&tabell=vy"]
"""Each kind of page in each of its states."""
KINDS = {(address.split("?")[0].split("/")[1], address.split("?")[0].count("/")): address for address in reversed(PAGES)}
"""The first page of each kind, by the beginning of its address and how deep it lies."""
ALIKE = [
    "/?region=04",
    f"{CHARTED}?farg=lan&kommuner=lan04,04&kommun=04",
    "/indikator?omrade=boende&q=norm",
    "/fokus/boende?kon=K&mot=liknande",
    "/lan/14",
    "/strategi?korsvag=sdg:8.5",
    "/strategi/moelndal",
]
ALIKE += ["/hjalp/kommun"]
ALIKE += [f"{CHARTED}?kon=K"]
"""More of the same kinds and states, with other content: everything but axe, in `make test-all`."""


@pytest.mark.parametrize("address", PAGES + ALIKE if whole() else PAGES)
def test_every_page(visit, address):
    """One load, all that holds for every page, on a wide screen and a narrow one; every fault of the page is told."""
    visit.open(address)
    found = faults(visit, axe=address in PAGES, narrow_axe=whole() or address in KINDS.values())
    assert not found, listed(found)


NFD = unicodedata.normalize("NFD", "malmö stad")
"""As some pasted texts have it: a dot sign of its own after the o."""


@pytest.mark.parametrize(
    ("address", "lists"),
    [
        ("/", {"region": ("malmo stad", "Malmö")}),
        (CHARTED, {"indicator": ("trångbodda", "trångbodda"), "municipalities": (NFD, "Malmö"), "group": ("skane", "Skåne")}),
    ],
)
def test_open_lists(visit, address, lists):
    visit.open(address)
    found = []
    for size in (WIDE, NARROW):
        visit.resize(size)
        for control, hit in lists.items():
            visit.page.locator(f"button#{control}").click()
            found += [f"{control}, {size['width']} wide: {fault}" for fault in open_list(visit, *hit, colours=size == WIDE)]
            visit.page.keyboard.press("Escape")
            expect(visit.page.locator(".dash-dropdown-content")).to_have_count(0)
    assert not found, listed(found)


def open_list(visit: Any, typed: str, hit: str, *, colours: bool) -> list[str]:
    """What is wrong with the list that is open, before and after searching for what it has."""
    expect(visit.page.locator(".dash-dropdown-search")).to_be_visible()
    found = violations(visit, colours=colours)
    visit.page.locator(".dash-dropdown-search").fill(typed)
    expect(visit.page.locator(".dash-dropdown-option").first).to_contain_text(re.compile(hit, re.IGNORECASE))
    words = visit.page.locator(".dash-dropdown-content").inner_text()
    return found + too_wide(visit.page) + re.findall(r"\b(?:Search|Select|Clear|No options)\b", words)


NAME = 40
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    name: one.id || one.name || one.textContent.trim().slice(0, 40) || one.outerHTML.slice(0, 80),
    place: one === document.body ? 'body' : one.tagName,
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    shadow: style.boxShadow !== 'none',
    seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= window.innerWidth + 1,
  };
}"""


def tabbed(page: Any, most: int = 120) -> list[dict[str, Any]]:
    """What Tab comes to, one after another, until it leaves the page or comes round."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["place"] == "body" or (stops and stop == stops[0]):
            break
        stops.append(stop)
    return stops


def assert_keyboard_reaches_every_control(page: Any) -> None:
    stops = tabbed(page)
    names = [stop["name"] for stop in stops]
    assert names[0] == "Hoppa till innehållet"
    wanted = ("Översikt", "Indikatorer", "Om siffrorna", "indicator", "period", "municipalities", "group", "table")
    order = [names.index(name) for name in wanted]
    assert order == sorted(order), f"Tab jumps about: {names}"
    assert any(stop["place"] == "INPUT" for stop in stops), f"no way to the choice of sex: {names}"
    hidden = [stop["name"] for stop in stops if not stop["seen"]]
    assert hidden == [], "focus goes where nothing is seen"
    bare = [stop["name"] for stop in stops if not (stop["outline"] or stop["shadow"])]
    assert bare == [], "focus that can't be seen"


def assert_on_paper(page: Any) -> None:
    """Its controls are gone, and what is read is there."""
    assert controls_on_paper(page) == []
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()
    expect(page.get_by_text("Demodata, påhittade värden").first).to_be_visible()


def test_the_keyboard_reaches_every_indicator_on_the_overview_and_paper_works(visit):
    visit.open(OVERVIEW)
    names = {stop["name"] for stop in tabbed(visit.page, most=400)}
    links = visit.page.locator("main table a").all_inner_texts()
    assert links
    assert {link[:NAME] for link in links} <= names
    assert_on_paper(visit.page)


def test_the_skip_link_leads_to_the_content(visit):
    visit.open("/om")
    visit.page.keyboard.press("Tab")
    link = visit.page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("main")).to_be_focused()


# The map and what stands in for it


PAINTS = """() => [...document.querySelectorAll('#map .choroplethlayer path')].map((one) => {
  const {fill} = getComputedStyle(one), trace = one.closest('.trace');
  return {code: one.__data__.loc, z: one.__data__.z, fill, outline: trace !== trace.parentNode.firstElementChild};
})"""


def test_a_page_with_charts(screen):
    """One load on each screen: map, names, tables beside charts, the demo's mark, the keyboard, paper."""
    screen.open(CHARTED)
    assert_map_has_every_kommun(screen.page)
    assert_charts_have_names_and_tables(screen.page)
    for chart in ("#map", "#trend"):
        expect(screen.page.locator(f"{chart} .infolayer")).to_contain_text("Demodata, påhittade värden")
    assert_keyboard_reaches_every_control(screen.page)
    assert_on_paper(screen.page)


def assert_map_has_every_kommun(page: Any) -> None:
    areas = {path["code"]: path for path in page.evaluate(PAINTS) if not path["outline"]}
    assert len(areas) == 290
    legend = page.locator("#legend li")
    counts = [int(text) for text in re.findall(r"(\d+) kommun", legend.locator("..").first.inner_text())]
    assert sum(counts) == 290
    colours = {path["fill"] for path in areas.values()}
    assert len(colours) == legend.count()


def assert_charts_have_names_and_tables(page: Any) -> None:
    for name in ("Karta över Sveriges kommuner", "Linjediagram över utvecklingen"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Eskilstuna")).to_be_visible()
    expect(page.get_by_role("region", name="Tabell över de valda kommunerna")).to_be_visible()


def test_what_is_absent_has_a_pattern(visit):
    visit.open("/indikator/etab_arb_el_stud")
    areas = [path for path in visit.page.evaluate(PAINTS) if not path["outline"]]
    words = visit.page.locator("#legend").inner_text()
    for value, pattern, word in ((-1, "saknas", "Uppgift saknas"), (-2, "dold", "Dold")):
        absent = [path for path in areas if path["z"] == value]
        assert absent, f"the demo has nothing here that is {pattern}"
        assert {path["fill"] for path in absent} == {f'url("#{pattern}")'}
        assert not any(pattern in path["fill"] for path in areas if path["z"] != value)
        assert re.search(rf"{word}\s*{len(absent)} kommun", words)
        assert visit.page.locator(f"pattern#{pattern}").count() == 1
