"""Reachable for everyone: axe finds nothing, the keyboard gets everywhere, nothing runs out of a narrow screen, paper works."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from reachable import assert_fits, assert_landmarks, assert_names, assert_paper_shows_no_controls, violations

EMPTY = "/indikator/kas_ej_validerad"
PAGES = ["/", "/?region=0484", "/?region=04", "/indikator/syss_utrikes", EMPTY, "/om", "/finns-inte", "/indikator/finns_inte"]
PAGES += ["/fokus/arbete", "/fokus/boende?kon=K&mot=liknande", "/jamfor", "/jamfor?indikatorer=inga&kommuner=inga"]
PAGES += ["/validering", "/validering?region=0484&typ=AKAD", "/sok", "/sok?q=nyanl%C3%A4nda+sfi", "/sok?q=qqqqqq"]
PAGES += ["/kommun/0484", "/kommun/2425?strategi=moelndal", "/lan/04", "/lan/14", "/kommun/0484?v=000000000000", "/kommun/9999"]
PAGES += ["/strategi", "/strategi?korsvag=eu:3", "/strategi?korsvag=sdg:8.5", "/strategi/finns-inte"]
PAGES += ["/strategi/eskilstuna", "/strategi/moelndal", "/strategi/soermland_2017?region=0482"]
PAGES += [
    "/andrat",
    "/andrat?kommun=0484",
    "/andrat?strategi=skane",
    "/faktakort/syss_utrikes?plats=0484",
    "/faktakort/finns_inte",
]
PAGES += ["/kalla?indikator=etab_arbete&region=0484"]
CHARTED = "/indikator/syss_utrikes"


@pytest.mark.parametrize("address", PAGES)
def test_every_page(screen, address):
    """One visit, all that holds for every page: loading each once for each check would take minutes."""
    screen.open(address)
    assert violations(screen) == []
    assert_landmarks(screen.page)
    assert_names(screen.page)
    assert_fits(screen.page)
    expect(screen.page.locator(".demo-notice")).to_contain_text("Demodata, påhittade värden")
    expect(screen.page.locator(".demo-notice")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "control", "hit"),
    [
        ("/", "region", "Nyköping"),
        (CHARTED, "indicator", "trångbodda"),
        (CHARTED, "municipalities", "Flen"),
        (CHARTED, "group", "Skåne"),
    ],
)
def test_an_open_list(screen, address, control, hit):
    screen.open(address)
    screen.page.locator(f"button#{control}").click()
    expect(screen.page.locator(".dash-dropdown-search")).to_be_visible()
    assert violations(screen) == []
    screen.page.locator(".dash-dropdown-search").fill(hit)
    expect(screen.page.locator(".dash-dropdown-option").first).to_contain_text(re.compile(hit, re.IGNORECASE))
    assert_fits(screen.page)
    words = screen.page.locator(".dash-dropdown-content").inner_text()
    assert not re.search(r"\b(Search|Select|Clear|No options)\b", words)


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


def test_the_keyboard_reaches_every_control(screen):
    screen.open(CHARTED)
    stops = tabbed(screen.page)
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


def test_the_keyboard_reaches_every_indicator_on_the_overview(visit):
    visit.open("/?region=0484")
    names = {stop["name"] for stop in tabbed(visit.page)}
    links = visit.page.locator("main table a").all_inner_texts()
    assert links
    assert {link[:NAME] for link in links} <= names


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


def test_the_map_has_every_kommun(screen):
    screen.open(CHARTED)
    paths = screen.page.evaluate(PAINTS)
    areas = {path["code"]: path for path in paths if not path["outline"]}
    assert len(areas) == 290
    legend = screen.page.locator("#legend li")
    counts = [int(text) for text in re.findall(r"(\d+) st", legend.locator("..").first.inner_text())]
    assert sum(counts) == 290
    colours = {path["fill"] for path in areas.values()}
    assert len(colours) == legend.count()


@pytest.mark.parametrize(("place", "pattern", "words"), [(-1, "saknas", "Uppgift saknas"), (-2, "dold", "Dold")])
def test_what_is_absent_has_a_pattern(visit, place, pattern, words):
    visit.open("/indikator/etab_arb_el_stud")
    areas = [path for path in visit.page.evaluate(PAINTS) if not path["outline"]]
    absent = [path for path in areas if path["z"] == place]
    assert absent, f"the demo has nothing here that is {pattern}"
    assert {path["fill"] for path in absent} == {f'url("#{pattern}")'}
    assert not any(pattern in path["fill"] for path in areas if path["z"] != place)
    assert re.search(rf"{words}\s*{len(absent)} st", visit.page.locator("#legend").inner_text())
    assert visit.page.locator(f"pattern#{pattern}").count() == 1


def test_charts_have_names_and_tables_beside_them(visit):
    visit.open(CHARTED)
    for name in ("Karta över Sveriges kommuner", "Linjediagram över utvecklingen"):
        expect(visit.page.get_by_role("img", name=name)).to_be_visible()
    expect(visit.page.get_by_role("table")).to_be_visible()
    expect(visit.page.get_by_role("rowheader", name="Eskilstuna")).to_be_visible()
    expect(visit.page.get_by_role("region", name="Tabell över de valda kommunerna")).to_be_visible()


def test_charts_keep_the_demo_mark(visit):
    visit.open(CHARTED)
    for chart in ("#map", "#trend"):
        expect(visit.page.locator(f"{chart} .infolayer")).to_contain_text("Demodata, påhittade värden")


@pytest.mark.parametrize("address", [CHARTED, "/?region=0484"])
def test_paper_shows_no_controls(visit, address):
    visit.open(address)
    assert_paper_shows_no_controls(visit.page)
    expect(visit.page.locator("h1")).to_be_visible()
    expect(visit.page.locator("main table").first).to_be_visible()
    expect(visit.page.get_by_text("Demodata, påhittade värden").first).to_be_visible()


def test_without_script_a_word_says_why(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert "behöver JavaScript" in page.locator("noscript").inner_html()
    context.close()
