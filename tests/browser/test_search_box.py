"""The search box by keyboard: suggestions, choosing, leaving, the key that leads there, and words that are markup."""

import re

from playwright.sync_api import expect
from reachable import too_wide, violations
from visits import NARROW

from etl.contract.paths import ROOT

SCRIPT = "<img src=x onerror=alert(1)>"


def box(visit):
    return visit.page.get_by_role("combobox", name="Sök")


def write(visit, words):
    box(visit).focus()
    visit.page.keyboard.type(words, delay=20)
    visit.settle()


def options(visit):
    return visit.page.locator("#search-list [role=option]")


def test_the_open_list(visit):
    visit.open("/om")
    write(visit, "Eskilstuna")
    expect(options(visit).first).to_contain_text("Eskilstuna")
    assert violations(visit) + too_wide(visit.page) == []
    visit.page.keyboard.press("ArrowDown")
    assert violations(visit) == []
    expect(box(visit)).to_have_attribute("aria-expanded", "true")
    expect(box(visit)).to_have_attribute("aria-activedescendant", "search-option-0")
    expect(options(visit).first).to_have_attribute("aria-selected", "true")
    visit.resize(NARROW)
    expect(options(visit).first).to_be_visible()
    assert violations(visit, colours=False) + too_wide(visit.page) == []


def test_the_key_leads_to_the_box_and_enter_to_the_hit(visit):
    visit.open("/om")
    visit.page.keyboard.press("/")
    expect(box(visit)).to_be_focused()
    visit.page.keyboard.type("nyanlända sfi", delay=20)
    expect(options(visit).first).to_contain_text("Elever som klarat minst två sfi-kurser")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    visit.settle()
    visit.expect_address("/indikator/sfi_2kurser?kommuner=04")
    expect(visit.page.locator("h1")).to_contain_text("sfi-kurser")
    expect(visit.page.locator("main")).to_be_focused()
    visit.page.go_back()
    visit.settle()
    visit.expect_address("/om")


def test_enter_without_a_choice_shows_all(visit):
    visit.open("/om")
    write(visit, "validering")
    visit.page.keyboard.press("Enter")
    visit.settle()
    visit.expect_address("/sok?q=validering")
    expect(visit.page.get_by_text("Träff: ”validering” i sökorden").first).to_be_visible()


def test_arrows_go_round(visit):
    visit.open("/om")
    write(visit, "Eskilstuna")
    expect(options(visit).first).to_be_visible()
    count = options(visit).count()
    visit.page.keyboard.press("ArrowUp")
    expect(options(visit).nth(count - 1)).to_have_attribute("aria-selected", "true")
    visit.page.keyboard.press("ArrowDown")
    assert box(visit).get_attribute("aria-activedescendant") is None


def test_nobody_is_trapped(visit):
    visit.open("/om")
    write(visit, "sfi")
    expect(options(visit).first).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(options(visit)).to_have_count(0)
    expect(box(visit)).to_be_focused()
    expect(box(visit)).to_have_value("sfi")
    visit.page.keyboard.press("Tab")
    expect(box(visit)).not_to_be_focused()
    visit.page.keyboard.press("Shift+Tab")
    expect(options(visit).first).to_be_visible()
    visit.page.keyboard.press("Tab")
    expect(options(visit)).to_have_count(0)


def test_the_key_is_left_alone_where_one_writes(visit):
    visit.open("/sok")
    visit.page.locator("#sok-q").focus()
    visit.page.keyboard.type("a/b")
    expect(visit.page.locator("#sok-q")).to_have_value("a/b")


def test_the_key_can_be_switched_off(visit):
    visit.open("/sok")
    visit.page.get_by_label("Tangenten / går till sökrutan").uncheck()
    visit.settle()
    visit.open("/om")
    visit.page.keyboard.press("/")
    expect(box(visit)).not_to_be_focused()


def test_the_mouse_chooses_too(visit):
    visit.open("/om")
    write(visit, "eu-princip 3")
    options(visit).filter(has_text="Arbete är en väsentlig del").click()
    visit.settle()
    expect(visit.page).to_have_url(f"{visit.site}/strategi?korsvag=eu:3")


def test_the_same_words_are_asked_for_once(visit):
    requests = []
    visit.hear("request", lambda request: requests.append(request.url) if "/sok.json" in request.url else None)
    visit.open("/om")
    write(visit, "sfi")
    expect(options(visit).first).to_be_visible()
    visit.page.keyboard.press("Backspace")
    visit.settle()
    visit.page.keyboard.type("i")
    visit.settle()
    assert len(requests) == len(set(requests))


def test_markup_is_only_text(visit):
    ran = []
    visit.hear("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    visit.open("/om")
    for words in (SCRIPT, '"><script>alert(1)</script>', "&lt;b&gt;"):
        box(visit).fill(words)
        visit.settle()
        visit.page.keyboard.press("Enter")
        visit.settle()
        expect(visit.page).to_have_url(re.compile(r"/sok\?q="))
        expect(visit.page.locator("#sok-q")).to_have_value(words)
        assert visit.page.locator("main img[src=x]").count() == 0
    assert ran == []


def test_without_our_scripts_the_form_leads_to_the_page(visit):
    """But for those that show what is static, which the pages' words need: with their links and their tables."""
    names = ("address", "html", "sortable", "url_state")
    only = "\n".join((ROOT / "assets" / f"{name}.js").read_text(encoding="utf-8") for name in names)
    visit.page.route("**/samlat/*.js", lambda route: route.fulfill(body=only, content_type="text/javascript"))
    visit.open("/om")
    visit.page.locator("#search-input").fill("validering")
    visit.page.keyboard.press("Enter")
    visit.settle()
    visit.expect_address("/sok?q=validering")
    expect(visit.page.get_by_text("Träff: ”validering” i sökorden").first).to_be_visible()
    visit.page.unroute_all()
    visit.console.clear()  # The page misses the function that keeps the choice of key, which is in the script.
