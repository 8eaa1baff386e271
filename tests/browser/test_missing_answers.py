"""An open page never shows other than it says: answers that are missing, late, unreadable, or of another version."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visits import SECOND, WIDE, Visit

UPDATE = "**/_dash-update-component*"
NOTICE = "#answers"
TOLD = "Servern svarade inte. Sidan visar fortfarande"

MISSING = {
    "offline": lambda route: route.abort("internetdisconnected"),
    "502": lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>"),
    "500": lambda route: route.fulfill(status=500, body=""),
    "a page with 200": lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Logga in</h1>"),
    "other JSON with 200": lambda route: route.fulfill(status=200, content_type="application/json", body='{"login": true}'),
    "204": lambda route: route.fulfill(status=204),
}


def test_a_missing_answer_is_told_and_asked_for_again(visit):
    """One load, and every fault in turn, each on the way to the other sex."""
    visit.open("/indikator/syss_utrikes")
    for turn, fault in enumerate(MISSING):
        label, code = (("Kvinnor", "K"), ("Män", "M"))[turn % 2]
        before = visit.page.locator("#summary").inner_text()
        visit.page.route(UPDATE, MISSING[fault])
        visit.page.get_by_label(label, exact=True).check()
        expect(visit.page.locator(f"{NOTICE} [role=alert]")).to_contain_text(TOLD)
        assert visit.page.locator("#summary").inner_text() == before, fault
        visit.page.get_by_role("button", name="Försök igen").click()
        expect(visit.page.locator(f"{NOTICE} [role=alert]")).to_contain_text(TOLD)
        visit.page.unroute(UPDATE)
        visit.page.get_by_role("button", name="Försök igen").click()
        expect(visit.page.locator(NOTICE)).to_be_hidden()
        expect(visit.page.locator("#summary")).not_to_have_text(before)
        visit.settle()
        visit.expect_address(f"/indikator/syss_utrikes?kon={code}&kommuner=04")
    _expected(visit)


def test_a_page_that_was_followed_to_comes_when_the_server_answers(visit):
    visit.open("/indikator/syss_utrikes")
    visit.page.route(UPDATE, MISSING["offline"])
    visit.page.get_by_role("link", name="Jämför", exact=True).first.click()
    expect(visit.page.locator(f"{NOTICE} [role=alert]")).to_contain_text(TOLD)
    visit.page.unroute(UPDATE)
    visit.page.get_by_role("button", name="Försök igen").click()
    expect(visit.page.locator("main h1")).to_contain_text("Jämför")
    expect(visit.page.locator(NOTICE)).to_be_hidden()
    _expected(visit)


def test_while_an_answer_is_missing_nothing_is_saved(copier):
    copier.open("/indikator/syss_utrikes")
    copier.page.route(UPDATE, MISSING["502"])
    copier.page.get_by_label("Kvinnor", exact=True).check()
    expect(copier.page.locator(NOTICE)).to_be_visible()
    copier.page.evaluate("document.querySelector('[data-take=png]').click()")
    expect(copier.page.locator(".take-told", has_text="Sidan väntar på svar från servern.")).to_have_count(1)
    _expected(copier)


@pytest.fixture
def witness(browser: Browser, published: tuple[str, Path]) -> Iterator[Visit]:
    """A visitor of that server."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    yield Visit(context.new_page(), published[0])
    context.close()


def test_a_version_or_demo_that_is_published_under_an_open_page_renews_all_of_it(witness, published):
    _, current = published
    first = next(one.name for one in current.parent.glob("*/") if one.name != SECOND)
    current.write_text(first, encoding="utf-8")
    os.utime(current, (0, 0))
    witness.open("/indikator/syss_utrikes")
    expect(witness.page.locator(".site-footer code")).to_have_text(first)
    expect(witness.page.locator(".demo-notice")).to_have_count(0)
    witness.page.evaluate(WATCH)
    current.write_text(SECOND, encoding="utf-8")
    os.utime(current, (0, 0))  # long enough ago to have been read
    witness.page.get_by_label("Kvinnor", exact=True).check()
    expect(witness.page.locator(f"{NOTICE} [role=alert]")).to_contain_text("Nya siffror har publicerats. Sidan har laddats om.")
    witness.settle()
    witness.expect_address("/indikator/syss_utrikes?kon=K&kommuner=04")
    expect(witness.page.locator(".site-footer code")).to_have_text(SECOND)
    expect(witness.page.locator(".demo-notice")).to_be_visible()
    assert witness.page.locator("#sex input:checked").get_attribute("value") == "K"
    assert witness.page.evaluate("sessionStorage.getItem('seen')") is None
    directory = current.parent
    gone = directory.with_name("gone")
    directory.rename(gone)  # Without CURRENT alone the last whole version would be shown.
    witness.page.get_by_label("Män", exact=True).check()
    expect(witness.page.locator(f"{NOTICE} [role=alert]")).to_contain_text(TOLD)
    witness.settle()  # none of the questions is answered by what comes back
    gone.rename(directory)
    witness.page.get_by_role("button", name="Försök igen").click()
    witness.expect_address("/indikator/syss_utrikes?kon=M&kommuner=04")
    expect(witness.page.locator(NOTICE)).to_be_hidden()


WATCH = """() => {
  new MutationObserver(() => sessionStorage.setItem('seen', document.querySelector('#summary').textContent))
    .observe(document.querySelector('#summary'), {childList: true, subtree: true, characterData: true});
}"""
"""Notes any figures that are drawn on the page before it is renewed."""


def _expected(visit: Visit) -> None:
    """What the browser itself says of answers that didn't come; nothing else went wrong."""
    noise = (
        "Failed to load resource",
        "Callback failed",
        "Callback error",
        "_dash-update",
        "500",
        "502",
    )
    visit.console[:] = [line for line in visit.console if not any(word in line for word in noise)]
    visit.failed.clear()
