"""The pages under their security policy: what isn't ours neither runs nor brings style.

That no page has anything to complain of is told by every visit: see `visits.py`.
"""

import pytest
from playwright.sync_api import expect
from reachable import violations

INJECTED = """() => {
  const part = document.createElement("div");
  part.innerHTML = '<img src="x" onerror="window.ran = true"><p id="styled" style="color: rgb(1, 2, 3)">x</p>';
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(part, script);
  return getComputedStyle(document.getElementById("styled")).color;
}"""


def test_what_libraries_style_themselves_is_styled(visit):
    """Dash's dropdown brings its style sheet in a script, Plotly writes what is bold as a style attribute."""
    visit.open("/indikator/syss_utrikes")
    chosen = visit.page.locator("#indicator")
    assert chosen.evaluate("(one) => getComputedStyle(one.closest('.dash-dropdown') || one).display") == "block"
    bold = visit.page.locator("#trend .annotation-text tspan", has_text="Riket").first
    expect(bold).to_have_css("font-weight", "700")


def test_what_is_not_ours_does_not_run(stranger):
    stranger.open("/om")
    assert stranger.page.evaluate(INJECTED) != "rgb(1, 2, 3)"
    stranger.page.wait_for_timeout(200)
    assert stranger.page.evaluate("() => window.ran") is None
    refused = [line for line in stranger.console if "violates the following Content Security Policy" in line]
    assert len(refused) >= 3
    stranger.console.clear()
    stranger.failed.clear()


OURS = "http://kollen.example.se"
FRAME = '<!DOCTYPE html><title>Kommunen</title><iframe src="{}" title="Diagram" width="700" height="640"></iframe>'


@pytest.mark.parametrize(("host", "shown"), [("http://ramen.example.se", True), ("http://annan.example.se", False)])
def test_a_chart_is_shown_in_the_frames_of_the_sites_that_may(browser, site, host, shown):
    """All under made-up names: a browser keeps pages of other sites away from this machine."""
    chart, page_of_ours = "/embed/indikator/syss_utrikes/diagram?kommuner=0484", "/indikator/syss_utrikes?kommuner=0484"
    with browser.new_context() as context:
        page = context.new_page()
        answer = page.request.get(f"{site}{chart}")
        page.route(f"{host}/", lambda route: route.fulfill(body=FRAME.format(OURS + chart), content_type="text/html"))
        page.route(f"{OURS}/embed/**", lambda route: route.fulfill(response=answer))
        context.route(f"{site}/indikator/**", lambda route: route.fulfill(body="Hela sidan"))
        page.goto(f"{host}/")
        frame = page.frame_locator("iframe")
        if not shown:
            page.wait_for_function("() => performance.getEntriesByType('resource').length")
            assert frame.locator("svg").count() == 0
            return
        expect(frame.locator(".wide svg")).to_be_visible()
        frame.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(frame.locator("table")).to_be_visible()
        with context.expect_page() as opened:
            frame.get_by_role("link", name="Öppna hela sidan").click()
        assert opened.value.url == f"{site}{page_of_ours}"


@pytest.mark.parametrize("chart", ["karta", "diagram"])
def test_an_embedded_chart_can_be_reached_by_everyone(visit, chart):
    answer = visit.page.request.get(f"{visit.site}/embed/indikator/syss_utrikes/{chart}?kommuner=0484")
    visit.page.set_content(answer.text().replace("<details>", "<details open>"))  # no script may run in the page itself
    assert violations(visit) == []
