"""A meeting page can be read before its scripts have come, and without any; what Dash draws takes its place unseen."""

import re

import pytest
from playwright.sync_api import expect

PARTS = "h1, h2, .facts-table, .site-header, .demo-notice, .meeting-controls, .meeting-files, .meeting-sources"
BOXES = """([within, parts]) => [...document.querySelectorAll(`${within} :is(${parts})`)].map((one) => {
  const {left, top, width, height} = one.getBoundingClientRect();
  return [one.className, [left, top, width, height]];
})"""


@pytest.fixture
def waiting(screen):
    """A visitor whose Dash is told its layout only when the test says so, and what says so."""
    held = []
    screen.page.route("**/_dash-layout", lambda route: held.append(route))
    return screen, lambda: [held.pop().continue_() for _ in list(held)]


def test_what_comes_first_stands_where_dash_draws_it(waiting):
    visit, go_on = waiting
    visit.page.goto(f"{visit.site}/kommun/0484?strategi=skane")
    expect(visit.page.locator("#early .meeting-sources")).to_be_visible()
    expect(visit.page.locator("#early .demo-notice")).to_contain_text("Demodata, påhittade värden")
    expect(visit.page).to_have_title(re.compile("Mötesunderlag: Eskilstuna efter Strategiska forum"))
    first = visit.page.evaluate(BOXES, ["#early", PARTS])
    words = visit.page.locator("#early .meeting-body").all_inner_texts()
    visit.page.locator("#early").get_by_role("link", name="Länk som alltid visar").focus()
    go_on()
    expect(visit.page.locator("#early")).to_have_count(0)
    assert visit.page.evaluate("document.activeElement.textContent") == "Länk som alltid visar dagens siffror"
    later = visit.page.evaluate(BOXES, ["#react-entry-point", PARTS])
    assert [name for name, _ in later] == [name for name, _ in first]
    for (name, box), (_, before) in zip(later, first, strict=True):
        assert box == pytest.approx(before, abs=1), f"{name}: moved by more than a pixel"
    assert len(first) > 10
    assert visit.page.locator(".meeting-body").all_inner_texts() == words
    visit.settle()
    ids = visit.page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


def test_nothing_is_taken_from_under_somebody_who_searches(waiting):
    visit, go_on = waiting
    visit.page.goto(f"{visit.site}/lan/04")
    visit.page.locator("#early input").fill("sfi")
    go_on()
    expect(visit.page.locator("#react-entry-point h1")).to_have_count(1)
    visit.page.wait_for_timeout(500)
    expect(visit.page.locator("#early input")).to_have_value("sfi")
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(f"{visit.site}/sok?q=sfi")
    go_on()
    visit.settle()


def test_without_scripts_it_is_read_and_leads_on(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/kommun/0484")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mötesunderlag: Eskilstuna")
    assert page.locator(".facts-table tbody tr").count() > 30
    expect(page.get_by_role("link", name="Ladda ner PowerPoint")).to_have_attribute("href", "/export/motesunderlag/0484.pptx")
    page.get_by_role("link", name="Länk som alltid visar").click()
    expect(page.get_by_text("Låst till")).to_be_visible()
    for nothing in ("/kommun/9999", "/kommun/0484?v=000000000000", "/om"):
        page.goto(f"{site}{nothing}")
        expect(page.locator("#early")).to_have_count(0)
        expect(page.get_by_text("Laddar …")).to_be_visible()
    assert "behöver JavaScript" in page.locator("noscript").inner_html()
    context.close()
