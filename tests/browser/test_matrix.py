"""Every kind of page in every kind of trouble: what is told where it matters, and whole afterwards.

`make test` takes one page a trouble, another for each; `make test-all` takes them all.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect
from test_missing_answers import MISSING, NOTICE, TOLD, UPDATE, _expected
from visits import NARROW, SECOND, WIDE, Visit

from setup import chromium
from tests import random_tests

Serving = Callable[..., AbstractContextManager[str]]

PAGES = {
    "/": ("region", "0484"),
    "/indikator/syss_utrikes": ("sex", "K"),
    "/fokus/arbete": ("focus-sex", "K"),
    "/jamfor?indikatorer=syss_utrikes,invanare": ("compare-indicators", ["syss_utrikes"]),
    "/kommun/0484": ("meeting-strategy", "skane"),
    "/strategi/eskilstuna": ("strategy-region", "1280"),
    "/strategi": ("crosswalk", "eu:1"),
    "/validering": ("backlog-region", "0484"),
    "/andrat": ("changed-region", "0484"),
    "/faktakort/syss_utrikes": ("card-place", "0484"),
}
"""A page of each kind, and a control of its own with another value."""

UNSETTLED = "window.kollen.unsettled()"
SET = "([id, value]) => dash_clientside.set_props(id, {value})"
TRANSLATED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.textContent.trim() || text.parentElement.closest('script, style, svg, noscript, #answers, #announced')) continue;
    const outer = document.createElement('font'), inner = outer.appendChild(document.createElement('font'));
    inner.textContent = `¤${text.textContent}`;
    text.replaceWith(outer);
  }
}"""
"""What Chrome's translation does to a page: each text becomes two elements, with a text of its own."""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def sample(trouble: str) -> list[str]:
    """The pages that a trouble is tried on."""
    pages = list(PAGES)
    return pages if random_tests.whole() else [pages[sum(map(ord, trouble)) % len(pages)]]


def cases(*troubles: str) -> list[Any]:
    return [pytest.param(trouble, page, id=f"{trouble}-{page}") for trouble in troubles for page in sample(trouble)]


def change(visit: Visit, address: str) -> None:
    visit.page.evaluate(SET, list(PAGES[address]))


@pytest.mark.parametrize(("trouble", "address"), cases(*MISSING))
def test_an_answer_that_is_missing(visit, trouble, address):
    visit.open(address)
    before = visit.page.locator("main h1").inner_text()
    visit.page.route(UPDATE, MISSING[trouble])
    change(visit, address)
    expect(visit.page.locator(f"{NOTICE} [role=alert]")).to_contain_text(TOLD)
    assert visit.page.locator("main h1").inner_text() == before
    assert visit.page.evaluate(UNSETTLED), "nothing is saved meanwhile"
    visit.page.unroute(UPDATE)
    visit.page.get_by_role("button", name="Försök igen").click()
    expect(visit.page.locator(NOTICE)).to_be_hidden()
    visit.settle()
    assert not visit.page.evaluate(UNSETTLED)
    _expected(visit)


@pytest.mark.parametrize(("_trouble", "address"), cases("slow"))
def test_an_answer_that_takes_half_a_minute(stranger, _trouble, address):
    """The clock of a tab stays in the visitor's hands: so it is a tab that nobody uses afterwards."""
    stranger.page.clock.install()
    stranger.open(address)
    held: list[Route] = []
    waiting = [True]
    stranger.page.route(UPDATE, lambda route: held.append(route) if waiting else route.continue_())
    change(stranger, address)
    while not held:
        stranger.page.wait_for_timeout(20)
    stranger.page.clock.fast_forward(30_000)
    expect(stranger.page.locator(f"{NOTICE} [role=alert]")).to_contain_text("Sidan väntar fortfarande")
    assert stranger.page.evaluate(UNSETTLED)
    waiting.clear()
    for route in held:
        route.continue_()
    expect(stranger.page.locator(NOTICE)).to_be_hidden()
    assert not stranger.page.evaluate(UNSETTLED)


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose one tab is used test after test at the server with two versions."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    yield context
    context.close()


@pytest.mark.parametrize(("_trouble", "address"), cases("version switched"))
def test_a_version_that_is_published_under_an_open_page(reader, published, _trouble, address):
    """Made-up values after real ones, and on the next page real ones after made-up ones; both with the new choice."""
    site, current = published
    made_up = current.read_text(encoding="utf-8").strip() != SECOND
    version = SECOND if made_up else next(one.name for one in current.parent.glob("*/") if one.name != SECOND)
    visit = Visit(reader.pages[0] if reader.pages else reader.new_page(), site)
    visit.open(address)
    expect(visit.page.locator(".demo-notice")).to_have_count(int(not made_up))
    current.write_text(version, encoding="utf-8")
    os.utime(current, (0, 0))  # long enough ago to have been read
    change(visit, address)
    expect(visit.page.locator(f"{NOTICE} [role=alert]")).to_contain_text("Nya siffror har publicerats. Sidan har laddats om.")
    visit.settle()
    expect(visit.page.locator(".site-footer code")).to_have_text(version)
    expect(visit.page.locator(".demo-notice")).to_have_count(int(made_up))
    control, value = PAGES[address]
    assert visit.page.evaluate("(id) => window.dash_component_api.getLayout(id).props.value", control) == value
    visit.leave()


@pytest.mark.parametrize(("_trouble", "address"), cases("translated"))
def test_a_translated_page(visit, _trouble, address):
    """A page that was translated is left by a reload, so that the tab has nothing of it."""
    visit.open(address)
    visit.page.evaluate(TRANSLATED)
    with visit.page.expect_response(UPDATE):
        change(visit, address)
    visit.settle()
    expect(visit.page.locator("#announced")).not_to_be_empty()
    assert visit.page.locator("#announced").inner_text().count("¤") <= 2, "what is told is of the new content"
    assert not visit.page.locator(NOTICE).is_visible()
    visit.page.reload()
    visit.settle()


@pytest.fixture
def own_browser(browser: Browser, site: str) -> Iterator[Callable[..., Visit]]:
    """A visit with a browser that is set as its reader wants it; its pages must have been clean."""
    contexts: list[tuple[BrowserContext, Visit]] = []

    def opened(**settings: Any) -> Visit:
        context = browser.new_context(locale="sv-SE", **{"viewport": WIDE, **settings})
        contexts.append((context, Visit(context.new_page(), site)))
        return contexts[-1][1]

    yield opened
    for context, visit in contexts:
        visit.leave()
        context.close()


@pytest.mark.parametrize(("_trouble", "address"), cases("forced colours"))
def test_forced_colours(own_browser, _trouble, address):
    visit = own_browser(forced_colors="active")
    visit.open(address)
    kept = "(one) => getComputedStyle(one).forcedColorAdjust"
    for shown in visit.page.locator(".swatch, .line-key, .js-plotly-plot, main img, .area-link[aria-current=page]").all():
        assert shown.evaluate(kept) == "none"
    change(visit, address)
    visit.settle()


def test_forced_colours_of_legend_and_chosen_pane(own_browser):
    """What the legend's squares look like is what a saved picture has of them."""
    background = "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"
    usual, forced = own_browser(), own_browser(forced_colors="active")
    for visit in (usual, forced):
        visit.open("/indikator/syss_utrikes")
    squares = [visit.page.locator("#legend .swatch").evaluate_all(background) for visit in (usual, forced)]
    assert squares[0] == squares[1]
    assert len(set(squares[0])) > 3
    labels = forced.page.locator(".pane-choice .form-check-label").evaluate_all(background)
    assert labels.count(labels[0]) == 1


@pytest.fixture(scope="module")
def large_letters(browser: Browser) -> Iterator[Browser]:
    """A browser whose letters are set to twice the usual size, which pages and the widths that they change at follow."""
    arguments = ["--no-sandbox", "--blink-settings=defaultFontSize=32"]
    launched = browser.browser_type.launch(executable_path=chromium.executable(), args=arguments)
    yield launched
    launched.close()


@pytest.mark.parametrize(("_trouble", "address"), cases("large letters"))
def test_letters_of_32_px(large_letters, site, _trouble, address):
    context = large_letters.new_context(viewport=WIDE, locale="sv-SE")
    visit = Visit(context.new_page(), site)
    visit.open(address)
    assert float(visit.page.locator("body").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")) >= 28
    assert not visit.page.evaluate(TOO_WIDE)
    change(visit, address)
    visit.settle()
    visit.leave()
    context.close()


@pytest.mark.parametrize(
    "address", ["/", "/fokus/arbete", "/fokus", "/kommun/0484", "/hjalp", "/sok?q=arbete", "/tillganglighet"]
)
def test_letters_of_32_px_on_a_phone(large_letters, site, address):
    context = large_letters.new_context(viewport=NARROW, locale="sv-SE")
    visit = Visit(context.new_page(), site)
    visit.open(address)
    assert not visit.page.evaluate(TOO_WIDE)
    visit.leave()
    context.close()


@pytest.mark.parametrize(("_trouble", "address"), cases("touch"))
def test_touch(own_browser, _trouble, address):
    visit = own_browser(viewport=NARROW, has_touch=True, is_mobile=True)
    visit.open(address)
    assert not visit.page.evaluate(TOO_WIDE)
    change(visit, address)
    visit.settle()
    assert not visit.page.evaluate(TOO_WIDE)


@pytest.fixture(scope="module")
def below(sparse_data: Path, tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[str]:
    """A server under /kollen of its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOLLEN_PREFIX", "/kollen")
        with serving(sparse_data, tmp_path_factory.mktemp("below") / "log") as address:
            yield f"{address}/kollen"


@pytest.mark.parametrize(("_trouble", "address"), cases("prefix"))
def test_under_a_path(browser, below, _trouble, address):
    """Nothing is asked for outside the path, and links, choices and the search box stay below it."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    visit = Visit(context.new_page(), below)
    visit.open(address)
    change(visit, address)
    visit.settle()
    visit.page.get_by_role("link", name="Jämför", exact=True).first.click()
    visit.settle()
    visit.page.locator("#search-input").fill("trångbodda")
    visit.page.locator("#search-list [role=option]").first.click()
    visit.settle()
    assert visit.page.url.startswith(f"{below}/indikator/trangbodd")
    assert visit.elsewhere == visit.failed == visit.console == []
    context.close()
