"""A reader tries a goal on an indicator: the form writes it into the address, and the page draws and judges it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect
from reachable import faults_in_part, listed

PAGE = "/indikator/syss_alla?kommuner=0484"
LEVELS = """() => document.querySelector(".trend-panel .js-plotly-plot").layout.shapes
  .filter((line) => line.y0 === line.y1).map((line) => line.y0)"""
"""Of the goals that have a line in the trend: the axis needn't reach the target year, where a mark would stand."""


def test_a_goal_is_tried_mended_and_taken_away(screen):
    screen.open(PAGE)
    page = screen.page
    page.get_by_text("Pröva ett mål", exact=True).click()
    page.locator("#own-goal-level").fill("820")
    page.locator("#own-goal-year").fill("2030")
    page.locator("#own-goal-base").fill("2020")
    page.locator("#own-goal-try").click()
    expect(page.locator("#own-goal-fault")).to_contain_text("nivån ska ligga mellan 0 och 100")
    assert "mal=" not in page.url
    page.locator("#own-goal-level").fill("82,5")
    page.locator("#own-goal-try").click()
    goal = page.locator(".own-goal")
    expect(goal.locator("h2")).to_have_text("Minst 82,5\u00a0% år 2030, räknat från 2020 (eget mål, inget dokument)")
    expect(goal.locator("td .signal").first).to_be_visible()
    expect(goal).to_contain_text("procentenheter")
    expect(page.locator("#own-goal-fault")).to_be_empty()
    screen.settle()
    assert parse_qs(urlsplit(page.url).query)["mal"] == ["minst:82,5:2030:2020"]
    assert 82.5 in page.evaluate(LEVELS), "the level is drawn"
    expect(page.locator(".trend-panel .annotation-text", has_text="Minst 82,5")).to_be_visible()
    found = faults_in_part(screen)
    assert not found, listed(found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#own-goal-drop").click()
    expect(page.locator(".own-goal")).to_have_count(0)
    screen.settle()
    assert "mal=" not in page.url
