"""Strategies in a real browser: reachable for everyone, links to single goals, another region, the strategies side by side."""

from actions import back, pick
from playwright.sync_api import expect
from reachable import controls_on_paper, faults_in_part, listed


def test_why_opens_by_keyboard(visit):
    visit.open("/strategi/soermland_2017?region=0482")
    why = visit.page.locator("details.why").first
    why.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    expect(why.get_by_text("Takten är förändringen per år sedan startåret.")).to_be_visible()
    found = faults_in_part(visit)
    assert not found, listed(found)
    expect(why).to_have_attribute("open", "")


def test_another_region(visit):
    visit.open("/strategi/soermland_2017")
    pick("strategy-region", "Flen")(visit)
    visit.settle()
    visit.expect_address("/strategi/soermland_2017?region=0482")
    expect(visit.page.locator("#strategy-region-words")).to_contain_text("Här visas Flen.")
    expect(visit.page.get_by_role("columnheader", name="Flen").first).to_be_visible()
    shown = visit.page.locator("main").inner_text()
    visit.page.reload()
    visit.settle()
    assert visit.page.locator("main").inner_text() == shown


def test_another_region_is_asked_for_once(visit):
    visit.open("/strategi/eskilstuna")
    assert len(visit.updates) == 1
    visit.updates.clear()
    pick("strategy-region", "Flen")(visit)
    visit.settle()
    visit.page.wait_for_timeout(300)
    assert len(visit.updates) == 1, visit.updates


def test_side_by_side_and_to_a_goal_and_back(visit):
    visit.open("/strategi")
    pick("crosswalk", "delmål 8.5")(visit)
    visit.settle()
    expect(visit.page).to_have_url(f"{visit.site}/strategi?korsvag=sdg:8.5")
    for column in ("Mölndal", "Södermanlands län", "Eskilstuna", "Skåne län"):
        expect(visit.page.get_by_role("columnheader", name=column)).to_be_visible()
    visit.page.get_by_role("link", name="Sysselsättningsgraden i Eskilstuna ska vara högre än rikssnittet år 2030.").click()
    visit.settle()
    visit.expect_address("/strategi/eskilstuna#mal-sysselsattning_2030")
    goal = visit.page.locator("#mal-sysselsattning_2030")
    expect(goal).to_be_in_viewport()
    expect(goal).to_be_focused()
    back(visit)
    visit.settle()
    expect(visit.page).to_have_url(f"{visit.site}/strategi?korsvag=sdg:8.5")
    expect(visit.page.locator("h2").first).to_contain_text("Delmål 8.5")


def test_paper_shows_no_controls(visit):
    visit.open("/strategi/eskilstuna")
    assert controls_on_paper(visit.page) == []
    expect(visit.page.locator(".goal").first).to_be_visible()
