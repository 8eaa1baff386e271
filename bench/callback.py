"""The server's time for a change of indicator: the browser's own callback requests are recorded, then replayed over HTTP."""

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, Request, sync_playwright

from setup.chromium import executable

REPEATS = 50
SETTLED_MS = 1_000
MAP_SHAPES = ".choroplethlayer path"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SET_VALUE = "([id, value]) => dash_clientside.set_props(id, {value: value})"


@dataclass(frozen=True)
class Recorded:
    """One callback request of the browser."""

    url: str
    output: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Timed:
    """A recorded callback, replayed: median and 95th percentile of what the server counted, median with the way there and back.

    `size` is the bytes of the answer as sent.
    """

    output: str
    server_ms: float
    server_p95_ms: float
    whole_ms: float
    size: int


def record(url: str, control: str, value: str) -> list[Recorded]:
    """The callback requests that setting `control` to `value` on the page at `url` leads to."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        page = browser.new_page()
        page.goto(url)
        page.locator(MAP_SHAPES).nth(249).wait_for(state="attached", timeout=40_000)
        page.wait_for_timeout(1_000)
        found = requests(page, control, value)
        browser.close()
    return found


def requests(page: Page, control: str, value: Any) -> list[Recorded]:
    """The callback requests that setting `control` to `value` on an open page leads to."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        seen.append(request)

    page.on("request", note)
    page.evaluate(SET_VALUE, [control, value])
    page.wait_for_timeout(SETTLED_MS)
    page.remove_listener("request", note)
    return [_recorded(request) for request in seen if "/_dash-update-component" in request.url]


def _recorded(request: Request) -> Recorded:
    content: dict[str, Any] = json.loads(request.post_data_buffer or b"{}")
    headers = {"content-type": "application/json", "accept-encoding": "gzip, br"}
    return Recorded(request.url, content["output"], request.post_data_buffer or b"", headers)


def replay(recorded: Recorded, log: Path, repeats: int = REPEATS) -> Timed:
    """Send the request so many times, after five to warm up, and read the server's `log` of them.

    Raises:
        httpx.HTTPStatusError: the server refused it.

    """
    with httpx.Client(timeout=30) as client:
        answers = [_send(client, recorded) for _ in range(repeats + 5)][5:]
    whole = statistics.median(seconds * 1000 for seconds, _ in answers)
    counted = sorted(int(line.split()[-1]) / 1000 for line in log.read_text().splitlines()[-repeats:])
    return Timed(recorded.output, statistics.median(counted), counted[round(0.95 * (repeats - 1))], whole, answers[0][1])


def _send(client: httpx.Client, recorded: Recorded) -> tuple[float, int]:
    start = time.perf_counter()
    with client.stream("POST", recorded.url, content=recorded.body, headers=recorded.headers) as response:
        size = sum(len(part) for part in response.iter_raw())
    response.raise_for_status()
    return time.perf_counter() - start, size
