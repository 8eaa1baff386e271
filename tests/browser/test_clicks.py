"""What a reader wants most, by the number of clicks; one place in all charts; groups of one's own; each in one load of a page."""

from typing import Any

from playwright.sync_api import Locator, expect

TREND = "document.querySelector('#trend .js-plotly-plot').data"
NAMES = f"() => {TREND}.map((trace) => trace.name)"
FAINT = f"() => {TREND}.filter((trace) => trace.opacity < 1).map((trace) => trace.name)"


class Clicks:
    """Clicks of a visit, counted."""

    def __init__(self, visit: Any) -> None:
        self.visit = visit
        self.count = 0

    def on(self, part: Locator | str) -> None:
        """Click and wait until the page is at rest."""
        (self.visit.page.locator(part).first if isinstance(part, str) else part).click()
        self.count += 1
        self.visit.settle()


def test_employment_beside_the_lan_riket_and_similar_kommuner_over_time_in_three_clicks(visit):
    visit.open("/")
    clicks = Clicks(visit)
    clicks.on("button#region")
    visit.page.locator(".dash-dropdown-search").fill("Eskilstuna")
    clicks.on(".dash-dropdown-option:has-text('Eskilstuna')")
    clicks.on("#overview-areas a[href^='/indikator/syss_utrikes']")
    names = visit.page.evaluate(NAMES)
    similar = [name for name in names if name.startswith("Liknande ")]
    lan = [name for name in names if name.startswith("Länsmedel ")]
    assert (clicks.count, len(similar), len(lan)) == (3, 1, 1)
    assert {"Eskilstuna", "Riket"} < set(names)
    assert len(names) == 4 + 7, "seven similar kommuner, each with its line"
    expect(visit.page.locator("#trend-notes")).to_contain_text("av 7")


def test_nine_kommuner_by_five_measures_in_four_clicks(visit):
    visit.open("/")
    clicks = Clicks(visit)
    clicks.on(visit.page.get_by_role("link", name="Jämför", exact=True))
    clicks.on("button#compare-indicators")
    visit.page.locator(".dash-dropdown-search").fill("Trångbodda i flerbostadshus, enligt norm 3")
    clicks.on(".dash-dropdown-option")
    visit.page.keyboard.press("Escape")
    visit.settle()
    assert clicks.count <= 4
    expect(visit.page.locator("#compare-summary")).to_contain_text("9 kommuner och 5 indikatorer")
    expect(visit.page.locator("#compare-multiples > div:visible")).to_have_count(5)


def test_from_a_goal_to_its_chart_in_one_click(visit):
    visit.open("/strategi/eskilstuna")
    clicks = Clicks(visit)
    clicks.on("main a[href*='fran=']")
    assert clicks.count == 1
    expect(visit.page.locator("#trend .js-plotly-plot .scatterlayer").first).to_be_visible()


def test_a_chart_into_a_report_in_two_clicks(copier):
    copier.open("/indikator/syss_utrikes?kommuner=0484")
    clicks = Clicks(copier)
    menu = copier.page.locator(".trend-panel details.take")
    clicks.on(menu.locator("summary"))
    clicks.on(menu.get_by_role("button", name="Kopiera bild"))
    expect(menu.get_by_role("status")).not_to_have_text("")
    types = copier.page.evaluate("navigator.clipboard.read().then((items) => items.flatMap((item) => item.types))")
    assert (clicks.count, "image/png" in types) == (2, True)


def test_a_place_that_is_pointed_at_or_reached_by_keyboard_shows_in_all_charts(visit):
    visit.open("/indikator/syss_utrikes?kommuner=0484,0482&kommun=0484")
    row = visit.page.locator("#table tr", has_text="Flen")
    row.hover()
    visit.until(f"() => {FAINT[6:]}.length > 0")
    assert visit.page.evaluate(FAINT) == ["Eskilstuna"]
    assert visit.page.evaluate("document.querySelector('#map .js-plotly-plot').data[0].selectedpoints.length") == 1
    expect(visit.page.locator(".chip-list .highlighted")).to_contain_text("Flen")
    visit.page.mouse.move(2, 2)
    visit.until(f"() => {FAINT[6:]}.length === 0")
    visit.page.locator("#table tr", has_text="Eskilstuna").get_by_role("button").focus()
    visit.until(f"() => {FAINT[6:]}.length > 0")
    assert visit.page.evaluate(FAINT) == ["Flen"]


def test_a_group_of_ones_own_is_kept_in_the_browser_and_used_on_another_page(visit):
    visit.open("/fokus/arbete?kommuner=0484,0482&kommun=0484")
    visit.page.locator(".own-groups summary").click()
    visit.page.locator(".own-groups input").fill("Våra två")
    visit.page.locator(".own-groups input").press("Enter")
    expect(visit.page.locator(".own-groups [role=status]")).to_have_text("Gruppen Våra två är sparad.")
    visit.open("/indikator/syss_utrikes?kommuner=0180,1280&kommun=0180")
    visit.page.locator(".own-groups summary").click()
    visit.page.get_by_role("button", name="Våra två (2)").click()
    visit.settle()
    visit.expect_address("/indikator/syss_utrikes?kommuner=0180,0484,0482&kommun=0180")
    assert visit.page.context.cookies() == []
    visit.page.get_by_role("button", name="Ta bort gruppen Våra två").click()
    assert visit.page.evaluate("localStorage.getItem('mina-grupper')") == "[]"
