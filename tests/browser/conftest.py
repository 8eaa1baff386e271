"""The real server with the demo, a real Chromium, and visitors who watch over what each page asks for and complains of."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright
from visits import NARROW, SECOND, WIDE, Visit

from etl.contract.paths import ROOT
from setup import chromium
from tests.workers import common, one_for_all

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--no-opt --no-maglev --always-sparkplug",  # compiled once and simply: a page is left before more is worth it
]


FRAMING = "http://ramen.example.se"
"""The one other site that may show charts in a frame; nothing answers there but what a test says."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none tests skip, in CI they fail."""
    executable = chromium.shell()
    if executable is None:
        lacking = "there is no Chromium; 'make test' installs one where it can"
        (pytest.fail if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else pytest.skip)(lacking)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def _serving(data: Path, log: Path) -> Iterator[str]:
    """The address of a gunicorn that serves a data directory."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as out:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = ["--bind", f"fd://{listener.fileno()}", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "dashboard.wsgi:server", *options],
            cwd=ROOT,
            env={**os.environ, "KOLLEN_DATA": str(data), "KOLLEN_EMBED": FRAMING},
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


@pytest.fixture(scope="session")
def serving() -> Callable[[Path, Path], AbstractContextManager[str]]:
    """How a test has a server of its own: of a data directory, with a file for what it says."""
    return _serving


@pytest.fixture(scope="session")
def site(sparse_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the gunicorn that serves the demo to all workers; in it one indicator has no values."""
    directory = common(tmp_path_factory) / "site"
    log = directory / "log"
    with one_for_all(directory, lambda: _serving(sparse_data, log)) as address:
        yield address
    complaints = log.read_text(encoding="utf-8")
    assert "Traceback" not in complaints, complaints
    assert "ERROR" not in complaints, complaints


@pytest.fixture(scope="session")
def published(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that has published two versions, of which the first is real and in service, and its CURRENT."""
    data = tmp_path_factory.mktemp("two")
    directory = data / "published"
    shutil.copytree(demo_data / "published", directory)
    first = (directory / "CURRENT").read_text(encoding="utf-8").strip()
    shutil.copytree(directory / first, directory / SECOND)
    manifest = json.loads((directory / first / "manifest.json").read_text(encoding="utf-8"))
    (directory / first / "manifest.json").write_text(json.dumps({**manifest, "demo": False}), encoding="utf-8")
    with _serving(data, data / "log") as address:
        yield address, directory / "CURRENT"


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 240
    while True:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            if httpx.get(f"{address}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "gunicorn doesn't answer"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def regular(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has been here before. Its one tab is used by test after test: a new one costs more than loading a page."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    yield context
    context.close()


def in_tab(context: BrowserContext, site: str, size: ViewportSize = WIDE) -> Iterator[Visit]:
    """A visit in the context's tab, or in a new one where the last test left none; its pages must have been clean."""
    page = context.pages[0] if context.pages else context.new_page()
    page.set_viewport_size(size)
    visit = Visit(page, site)
    yield visit
    visit.leave()


@pytest.fixture
def visit(regular: BrowserContext, site: str) -> Iterator[Visit]:
    """A tab with a wide screen, in a browser that has stored nothing of ours but its cache."""
    yield from in_tab(regular, site)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def screen(request: pytest.FixtureRequest, regular: BrowserContext, site: str) -> Iterator[Visit]:
    """A tab on a screen of either size, which each page is loaded on."""
    yield from in_tab(regular, site, request.param)


@pytest.fixture
def copier(regular: BrowserContext, visit: Visit) -> Iterator[Visit]:
    """A visitor whose browser lets pages write to its clipboard."""
    regular.grant_permissions(["clipboard-read", "clipboard-write"])
    yield visit
    regular.clear_permissions()


@pytest.fixture
def stranger(browser: Browser, site: str) -> Iterator[Visit]:
    """A tab in a browser that has never been here."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    yield from in_tab(context, site)
    context.close()


@pytest.fixture(scope="session")
def elsewhere(browser: Browser) -> Iterator[BrowserContext]:
    """Another browser than the visitor's, which has been here before too."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    yield context
    context.close()


@pytest.fixture
def friend(elsewhere: BrowserContext, site: str) -> Iterator[Visit]:
    """Who is sent a link."""
    yield from in_tab(elsewhere, site)
