"""The guides in a browser: the way to a question, pictures that move nothing and fit, paper, and one picture taken again."""

from playwright.sync_api import Browser, expect
from reachable import controls_on_paper

from dashboard import guides
from etl.contract.paths import ROOT
from setup import guide_pictures

QUESTION = "/hjalp/lasa#hjalp-varfor-saknas-min-kommuns-siffra"
PLACES = """() => [...document.querySelectorAll('.guide-picture')].map((one) => {
  const {width, height} = one.getBoundingClientRect();
  return Math.round(100 * (width / height) / (one.getAttribute('width') / one.getAttribute('height')));
})"""
LOADED = "() => [...document.querySelectorAll('.guide-picture')].every((one) => one.complete && one.naturalWidth > 0)"


def test_a_question_is_arrived_at_and_its_pictures_have_their_place(visit):
    visit.page.route("**/*.webp*", lambda _route: None)
    visit.page.goto(visit.site + QUESTION)
    heading = visit.page.get_by_role("heading", name="Varför saknas min kommuns siffra?")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    places = visit.page.evaluate(PLACES)
    assert len(places) == 3
    assert all(abs(place - 100) <= 2 for place in places), "a picture moves the page when it comes"
    visit.page.unroute("**/*.webp*")


def test_pictures_come_and_fit_and_paper_has_them(screen):
    screen.open("/hjalp/rapport")
    expect(screen.page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Hjälp")).to_be_in_viewport()
    for picture in screen.page.locator(".guide-picture").all():
        picture.scroll_into_view_if_needed()
    screen.until(LOADED)
    assert all(abs(place - 100) <= 2 for place in screen.page.evaluate(PLACES))
    assert controls_on_paper(screen.page) == []
    expect(screen.page.locator(".guide figcaption").first).to_be_visible()
    expect(screen.page.locator(".guide-picture").first).to_be_visible()


def test_the_search_box_finds_a_question(visit):
    visit.open("/om")
    visit.page.locator("#search-input").fill("demodata")
    visit.page.locator("#search-list [role=option]").first.click()
    visit.expect_address("/hjalp/lasa#hjalp-vad-ar-demodata")
    expect(visit.page.get_by_role("heading", name="Vad är demodata?")).to_be_focused()


def test_the_script_takes_a_picture_again(browser: Browser, site: str):
    name = "jamfor-lan"
    page = browser.new_page(locale="sv-SE")
    content = guide_pictures.taken(page, site, guide_pictures.VIEWS[name])
    page.close()
    kept = (ROOT / "assets" / "hjalp" / f"{name}.webp").read_bytes()
    assert len(content) <= guide_pictures.LARGEST
    assert guides.size(content[:25]) == guides.size(kept[:25])
