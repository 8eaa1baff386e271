"""A visit in a tab: what its pages asked for and complained of, when they are at rest, and the tab as good as new afterwards."""

import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, ViewportSize, expect

WIDE: Final[ViewportSize] = {"width": 1366, "height": 768}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
PATIENCE: Final = 60_000
"""In ms, on a machine that others use too; nothing here is measured by it."""
NOWHERE: Final = "/healthz"
"""An address of the server without a page: scripts end there, and what a page has stored can be removed."""
SECOND: Final = "0123456789xy"
"""The made-up version of the server that has two."""
BROKEN_OFF: Final = "net::ERR_ABORTED"
"""What the page itself gave up, such as the answer to a search that has been typed past; no fault."""

expect.set_options(timeout=PATIENCE)


class Visit:
    """What is done in a tab between two cleanings; keeps what its pages asked for and complained of."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        self.failed: list[str] = []
        self.updates: list[str] = []
        self.pending: set[Request] = set()
        self._heard: list[tuple[Any, Callable[[Any], None]]] = []
        page.set_default_timeout(PATIENCE)
        self.hear("console", self._complained)
        self.hear("pageerror", lambda error: self.console.append(f"uncaught: {error}"))
        self.hear("request", self._asked)
        self.hear("requestfinished", self._answered)
        self.hear("requestfailed", self._answered)

    def hear(self, event: Any, act: Callable[[Any], None]) -> None:
        """Have an event of the tab call this until the visit is over."""
        self.page.on(event, act)
        self._heard.append((event, act))

    def _complained(self, message: ConsoleMessage) -> None:
        """Chromium itself reports a document that answers 404, which unknown pages are meant to."""
        own = "404" in message.text and message.location.get("url") == self.page.url.split("#")[0]
        if not own:
            self.console.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        self.pending.add(request)
        if urlsplit(request.url).scheme not in {"data", "blob"} and not request.url.startswith(f"{self.site}/"):
            self.elsewhere.append(request.url)
        if urlsplit(request.url).path == "/_dash-update-component":
            self.updates.append(str(request.post_data_json["output"]))

    def _answered(self, request: Request) -> None:
        self.pending.discard(request)
        if request.failure == BROKEN_OFF:
            return
        if request.failure:
            self.failed.append(f"{request.url}: {request.failure}")
            return
        answer = request.response()
        if answer is not None and answer.status >= 400 and request.resource_type != "document":
            self.failed.append(f"{request.url}: {answer.status}")

    def open(self, address: str) -> None:
        """Go to an address and wait for its page."""
        self.page.goto(self.site + address)
        self.settle()

    def settle(self) -> None:
        """Wait until the page is there, its charts are drawn, and neither it nor the server has anything left to do."""
        expect(self.page.locator("#early")).to_have_count(0)
        expect(self.page.locator("main h1")).to_be_visible()
        deadline = time.monotonic() + PATIENCE / 1000
        for _ in range(2):
            self.page.evaluate(REST)
            while self.pending or self.page.evaluate(BUSY):
                self.page.wait_for_timeout(20)
                assert time.monotonic() < deadline, f"never at rest: {[request.url for request in self.pending]}"

    def expect_address(self, address: str) -> None:
        """The address bar shows it, now or soon."""
        expect(self.page).to_have_url(self.site + quote(address, safe="/?=&,#"))

    @property
    def address(self) -> str:
        """Path and query, readable."""
        return unquote(self.page.url.removeprefix(self.site))

    def resize(self, size: ViewportSize) -> None:
        """Make the screen another, and wait until the charts are drawn for it."""
        self.page.set_viewport_size(size)
        self.until(FITTED)
        self.settle()

    def until(self, question: str) -> None:
        """Wait for a function of the page to say yes; Playwright's own waiting reads it in the page, which the policy refuses."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(question):
            self.page.wait_for_timeout(20)
            assert time.monotonic() < deadline, f"never: {question}"

    def faults(self) -> list[str]:
        """What the pages have complained of, asked for in vain, or asked of another server."""
        return [*self.console, *self.failed, *(f"asked elsewhere: {address}" for address in self.elsewhere)]

    def leave(self) -> None:
        """Hand the tab back as if it were new; its pages must have been clean, but for what leaving breaks off."""
        faults = self.faults()
        for event, act in self._heard:
            self.page.remove_listener(event, act)
        try:
            self._clean()
        except Error:
            self.page.close()
            raise
        assert not faults, "\n".join(("", *faults))

    def _clean(self) -> None:
        """Nothing is left of the visit: no page, no route, nothing stored, and the mouse out of the way."""
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.emulate_media(media="null", reduced_motion="null")
        self.page.goto(self.site + NOWHERE)
        self.page.mouse.move(0, 0)
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.context.clear_cookies()


REST = """() => {
  window.atRest = false;
  const later = (act) => requestIdleCallback(act, {timeout: 400});
  later(() => setTimeout(() => later(() => { window.atRest = true; }), 30));
}"""
"""Notes when the page has done what it has put off: however slow the machine, it is idle only then. Where nothing is painted it
may never be told that it is, hence the timeout."""
FITTED = """() => [...document.querySelectorAll('.js-plotly-plot')].filter((one) => one.getClientRects().length)
  .every((one) => !one._fullLayout?.autosize || Math.abs(one._fullLayout.width - one.getBoundingClientRect().width) < 2)"""
"""Whether every chart is as wide as its place."""
BUSY = """() => window.atRest !== true
  || (window.dash_stores || []).some((store) => store.getState().isLoading)
  || [...document.querySelectorAll('.js-plotly-plot')].some((graph) => !graph._fullLayout || graph._promises?.length)
  || [...document.querySelectorAll('.dash-graph')].some((graph) => !graph.querySelector('.js-plotly-plot svg'))
  || [...document.querySelectorAll('#map .js-plotly-plot')].some((graph) =>
    (graph.data || []).some((trace) => trace.locations?.length) && !graph.querySelector('.choroplethlayer path'))"""
"""Whether there is work left, Dash has something to ask, or a chart is still to be drawn."""
