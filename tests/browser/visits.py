"""One visitor's tab: what its pages asked for and complained of, and when they are at rest."""

import time
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize, expect

WIDE: Final[ViewportSize] = {"width": 1366, "height": 768}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
PATIENCE: Final = 20_000
BROKEN_OFF: Final = "net::ERR_ABORTED"
"""What the page itself gave up, such as the answer to a search that has been typed past; no fault."""

expect.set_options(timeout=PATIENCE)


class Visit:
    """A tab of the browser; keeps what its pages asked for and complained of."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        self.failed: list[str] = []
        self.updates: list[str] = []
        self.pending: set[Request] = set()
        page.on("console", self._complained)
        page.on("pageerror", lambda error: self.console.append(f"uncaught: {error}"))
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

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

    def leave(self) -> None:
        """Close the tab, whose pages must have been clean; what leaving breaks off is no fault of theirs."""
        failed, console = list(self.failed), list(self.console)
        self.page.close()
        assert console == []
        assert failed == []
        assert self.elsewhere == []


REST = """() => {
  window.atRest = false;
  const later = (act) => requestIdleCallback(act, {timeout: 400});
  later(() => setTimeout(() => later(() => { window.atRest = true; }), 30));
}"""
"""Notes when the page has done what it has put off: however slow the machine, it is idle only then. Where nothing is painted it
may never be told that it is, hence the timeout."""
BUSY = """() => window.atRest !== true
  || (window.dash_stores || []).some((store) => store.getState().isLoading)
  || [...document.querySelectorAll('.js-plotly-plot')].some((graph) => !graph._fullLayout || graph._promises?.length)
  || [...document.querySelectorAll('.dash-graph')].some((graph) => !graph.querySelector('.js-plotly-plot svg'))
  || [...document.querySelectorAll('#map .js-plotly-plot')].some((graph) =>
    (graph.data || []).some((trace) => trace.locations?.length) && !graph.querySelector('.choroplethlayer path'))"""
"""Whether there is work left, Dash has something to ask, or a chart is still to be drawn."""
