"""The indicator page at work: panes, pictures, copies, the player, reasons and "min plats"."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from reachable import faults_in_part, listed
from visits import Visit

PAGE = "/indikator/etab_arb_el_stud"
VIEWS = [
    "?vy=fordelning&farg=niva",
    "?vy=rangordning&lan=04",
    "?vy=gap&visa=valda&farg=riket",
    "?tabell=karta,vy&karta=stor",
    "?vy=gap&kommuner=inga",
]


@pytest.mark.parametrize("query", VIEWS)
def test_every_view_is_reachable_for_everyone(visit, query):
    visit.open(PAGE + query)
    found = faults_in_part(visit)
    assert not found, listed(found)


NAMES = "() => [...document.querySelectorAll('#map .scattergeo text, #map .geo text')].map((one) => one.textContent)"


def test_the_map_is_on_the_chosen_lan_and_as_wide_as_the_page_when_asked(visit):
    visit.open("/indikator/syss_utrikes")
    assert {"Eskilstuna", "Flen", "Strängnäs"} <= set(visit.page.evaluate(NAMES))
    narrow = visit.page.locator("#map").bounding_box()["width"]
    visit.page.locator("#wide").focus()
    visit.page.keyboard.press("Space")
    visit.settle()
    visit.expect_address("/indikator/syss_utrikes?kommuner=04&karta=stor")
    assert visit.page.locator("#map").bounding_box()["width"] > 2 * narrow
    assert "Vingåker" in visit.page.evaluate(NAMES)


SWIPE = 200


def test_a_finger_on_a_chart_moves_the_page(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site}/indikator/syss_utrikes")
    page.locator("#map .choroplethlayer path").first.wait_for()
    finger = context.new_cdp_session(page)
    for chart in ("#map", "#trend"):
        page.eval_on_selector(chart, "(one) => one.scrollIntoView({ block: 'center' })")
        box, before = page.locator(chart).bounding_box(), page.evaluate("scrollY")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for kind, moved in (("touchStart", 0), *(("touchMove", step) for step in range(10, SWIPE, 10))):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - moved}]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_function("(before) => scrollY > before + 50", arg=before, timeout=3000)
    context.close()


AXIS = """() => { const chart = document.querySelector(".trend-panel .js-plotly-plot"), axis = chart._fullLayout.xaxis;
  const at = chart.data.flatMap((line) => line.x), marked = chart.layout.shapes.map((one) => one.x0);
  return { type: axis.type, range: axis.range, at, marked }; }"""


@pytest.mark.parametrize(
    "address", ["syss_utrikes?ar=2022", "rost_utrikes_kf?ar=2018", "balans_kf?ar=2018", "syss_utrikes?ar=2022&vy=gap"]
)
def test_an_earlier_year_leaves_time_as_long_as_it_was(visit, address):
    visit.open(f"/indikator/{address}")
    drawn = visit.page.evaluate(AXIS)
    known = [at for at in drawn["at"] if at is not None]
    low, high = drawn["range"]
    assert drawn["type"] == "linear"
    assert low <= min(known) < max(known) <= high
    assert high - low <= max(known) - min(known) + 4, "no more room than a step at either end"
    assert all(low <= at <= high for at in drawn["marked"])


def take(visit: Visit, panel: str, what: str) -> None:
    menu = visit.page.locator(f".{panel}-panel .take")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    menu.locator(f"[data-take={what}]").click()


STATE = (
    "[scrollY, location.href, document.getElementById('trend-as-table').checked, !!document.querySelector('#trend-twin table')]"
)
COLUMN = 16 / 2.54 * 72
"""A report's column in points."""


def smallest(picture: str) -> float:
    """The smallest letters of a saved picture that stands in a report's column, in points."""
    width = float(re.search(r'<svg [^>]*width="([\d.]+)"', picture).group(1))
    sizes = re.findall(r'font-size[=:]\s*"?([\d.]+)', picture)
    return min(map(float, sizes)) * COLUMN / width


def test_what_is_taken_away_explains_itself(copier, tmp_path):
    """One load, and all that can be taken from the page: the map drawn, pictures of report size, a table, the link."""
    copier.open(PAGE)
    assert_map_explains_itself(copier, tmp_path / "karta.svg")
    for panel in ("map", "trend"):
        with copier.page.expect_download() as download:
            take(copier, panel, "png")
        download.value.save_as(tmp_path / f"{panel}.png")
        head = (tmp_path / f"{panel}.png").read_bytes()[:24]
        assert head[1:4] == b"PNG"
        assert int.from_bytes(head[16:20]) == 2040
    as_it_was = copier.page.evaluate(STATE)
    take(copier, "trend", "table")
    expect(copier.page.locator(".trend-panel .take-told")).to_have_text("Tabellen är kopierad.")
    assert copier.page.evaluate(STATE) == as_it_was, "the view is left alone"
    assert copier.page.evaluate("navigator.clipboard.readText()").startswith("Område\t20")
    take(copier, "trend", "link")
    expect(copier.page.locator(".trend-panel .take-told")).to_have_text("Länken är kopierad.")
    assert copier.page.evaluate("navigator.clipboard.readText()").endswith(f"{PAGE}?kommuner=04")
    take(copier, "map", "embed")
    expect(copier.page.locator(".map-panel .take-told")).to_have_text("Koden är kopierad. Klistra in den på er webbplats.")
    code = copier.page.evaluate("navigator.clipboard.readText()")
    (src,) = re.findall(r'^<iframe src="([^"]+)" title="[^"]+, Integrationskollen"[^>]*></iframe>$', code)
    assert src == f"{copier.site}/embed{PAGE}/karta?kommuner=04"
    assert copier.page.request.get(src).status == 200


def assert_map_explains_itself(copier: Visit, file: Path) -> None:
    with copier.page.expect_download() as download:
        take(copier, "map", "svg")
    assert re.fullmatch(r"integrationskollen_etab-arb-el-stud_karta_\d{4}_demo\.svg", download.value.suggested_filename)
    download.value.save_as(file)
    picture = file.read_text(encoding="utf-8")
    assert "Södermanlands län" in re.sub(r"</tspan><tspan[^>]*>", " ", picture), "it is of the chosen kommuner"
    for words in ("Demodata", "dataversion", "Dold", "Uppgift saknas", "/indikator/etab_arb_el_stud"):
        assert words in picture
    assert smallest(picture) >= 7
    assert "url(#dold)" in picture
    assert 'id="dold"' in picture
    assert "rgb(181, 181, 182)" not in picture, "a hidden area has lost its pattern"


def test_why_by_keyboard(visit):
    visit.open(PAGE)
    visit.page.get_by_role("button", name="Varför? Eskilstuna").focus()
    visit.page.keyboard.press("Enter")
    panel = visit.page.locator("#why-panel")
    expect(panel).to_contain_text("Eskilstuna")
    expect(panel).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(visit.page.get_by_role("button", name="Varför? Eskilstuna")).to_be_focused()


def test_the_player_steps_and_plays(visit):
    visit.open(f"{PAGE}?ar=2022")
    visit.page.get_by_role("button", name="Året före").click()
    visit.expect_address(f"{PAGE}?ar=2021&kommuner=04")
    visit.page.get_by_role("button", name="Spela upp åren").click()
    visit.expect_address(f"{PAGE}?kommuner=04")
    expect(visit.page.get_by_role("button", name="Spela upp åren")).to_be_visible()


def test_those_who_want_no_motion_step_by_hand(visit):
    visit.page.emulate_media(reduced_motion="reduce")
    visit.open(PAGE)
    expect(visit.page.get_by_role("button", name="Spela upp åren")).to_be_hidden()
    expect(visit.page.get_by_role("button", name="Året före")).to_be_visible()


def test_min_kommun_is_remembered_and_forgotten(copier):
    copier.open(PAGE)
    copier.page.locator(".own-place summary").click()
    copier.page.locator("#own-place option[value='0484']").wait_for(state="attached")
    copier.page.select_option("#own-place", "0484")
    copier.expect_address(f"{PAGE}?kommuner=0484")
    copier.open("/")
    copier.expect_address("/?region=0484")
    copier.open("/indikator/syss_utrikes?kommuner=0180")
    copier.expect_address("/indikator/syss_utrikes?kommuner=0180")
    copier.page.locator(".own-place summary").click()
    copier.page.locator("#own-place option[value='0484']").wait_for(state="attached")
    copier.page.get_by_role("button", name="Glöm").click()
    copier.settle()
    copier.open("/")
    copier.expect_address("/")
    assert copier.page.evaluate("document.cookie") == ""


def test_the_address_keeps_the_whole_view(visit):
    visit.open(PAGE)
    visit.page.get_by_label("Rangordning", exact=True).check()
    visit.settle()
    visit.page.select_option("#detail", "grannar")
    visit.settle()
    visit.page.select_option("#colouring", "trend")
    visit.settle()
    visit.page.select_option("#lan", "12")
    visit.settle()
    visit.expect_address(f"{PAGE}?kommuner=04&vy=rangordning&visa=grannar&farg=trend&lan=12")
    title = visit.page.locator("#trend-title").inner_text()
    visit.page.reload()
    visit.settle()
    expect(visit.page.locator("#trend-title")).to_have_text(title)
    expect(visit.page.locator("#map-title")).to_contain_text("trend")
