"""The real server with the demo, a real Chromium, and a watch over what each page asks for and complains of."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from etl.contract.paths import ROOT
from setup import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1366, "height": 768}
NARROW = {"width": 390, "height": 844}
PATIENCE = 20_000
QUIET_SECONDS = 0.12
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none tests skip, in CI they fail."""
    executable = chromium.executable()
    if executable is None:
        lacking = "there is no Chromium; 'make test' installs one where it can"
        (pytest.fail if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else pytest.skip)(lacking)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def site(sparse_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gunicorn that serves the demo, in which one indicator has no values."""
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as out:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = ["--bind", f"fd://{listener.fileno()}", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "dashboard.wsgi:server", *options],
            cwd=ROOT,
            env={**os.environ, "KOLLEN_DATA": str(sparse_data)},
            pass_fds=[listener.fileno()],
            stdout=out,
            stderr=out,
        )
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(20)
    complaints = log.read_text(encoding="utf-8")
    assert "Traceback" not in complaints, complaints
    assert "ERROR" not in complaints, complaints


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            if httpx.get(f"{address}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "gunicorn doesn't answer"
        time.sleep(0.1)


class Visit:
    """One visitor with a browser context of her own; keeps what her pages asked for and complained of."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        self.failed: list[str] = []
        self.updates: list[str] = []
        self.pending: set[Request] = set()
        context.on("console", self._complained)
        context.on("weberror", lambda error: self.console.append(f"uncaught: {error.error}"))
        context.on("request", self._asked)
        context.on("requestfinished", self._answered)
        context.on("requestfailed", self._answered)
        self.page: Page = context.new_page()

    def _complained(self, message: ConsoleMessage) -> None:
        """Chromium itself reports a document that answers 404, which unknown pages are meant to."""
        document = message.page.url.split("#")[0] if message.page else ""
        own = "404" in message.text and message.location.get("url") == document
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
        """Wait until the page is there, its charts are drawn, and nothing has been under way for a moment."""
        expect(self.page.locator("main h1")).to_be_visible()
        deadline, still = time.monotonic() + PATIENCE / 1000, time.monotonic()
        while time.monotonic() - still < QUIET_SECONDS:
            self.page.wait_for_timeout(30)
            if self.pending or self.page.evaluate(BUSY):
                still = time.monotonic()
            assert time.monotonic() < deadline, f"never quiet: {[request.url for request in self.pending]}"

    @property
    def address(self) -> str:
        """Path and query, readable."""
        return unquote(self.page.url.removeprefix(self.site))

    def assert_clean(self) -> None:
        """No word in the console, no request that failed, nobody else asked."""
        assert self.console == []
        assert self.failed == []
        assert self.elsewhere == []


BUSY = """() => [...document.querySelectorAll('.js-plotly-plot')].some((graph) => !graph._fullLayout || graph._promises?.length)
  || [...document.querySelectorAll('.dash-graph')].some((graph) => !graph.querySelector('.js-plotly-plot svg'))
  || [...document.querySelectorAll('#map .js-plotly-plot')].some((graph) => (graph.data || []).some((trace) => trace.locations?.length)
    && !graph.querySelector('.choroplethlayer path'))"""
"""Whether a chart has still to be drawn."""


@pytest.fixture
def enter(browser: Browser, site: str) -> Iterator[Callable[..., Visit]]:
    """Makes visitors, each with a browser context of her own, `enter(NARROW)` with a small screen; all are clean at the end."""
    visits: list[Visit] = []

    def make(viewport: dict[str, int] | None = None) -> Visit:
        visits.append(Visit(browser.new_context(viewport=viewport or WIDE, locale="sv-SE"), site))
        return visits[-1]

    yield make
    for visit in visits:
        visit.context.close()
    for visit in visits:
        visit.assert_clean()


@pytest.fixture
def visit(enter: Callable[..., Visit]) -> Visit:
    """One visitor with a wide screen."""
    return enter()
