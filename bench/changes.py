"""The server's time and the size of its answer for changes of filters over all pages and indicators.

A browser makes the changes on each page in turn, from what the one before left; its requests are then sent again over HTTP, to
the same gunicorn. `KOLLEN_DATA` may name data that is published already; else the replay's values are fetched.
"""

import os
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import Page, sync_playwright

from bench import callback
from bench.callback import Recorded
from bench.etl import run_ours
from bench.replay import replay
from bench.served import served
from bench.surroundings import REPLAY, skip_without
from dashboard.published import queries
from etl.contract.paths import ROOT, DataPaths
from setup import chromium

PATIENCE_MS: Final = 30_000
FOUR: Final = ("syss_utrikes", "gymnbeh_hemkommun", "trangbodd_n2", "langv_bistand_bef")


class Change(NamedTuple):
    """A control of a page, and what it is set to."""

    control: str
    value: Any


def journeys(data: Path) -> dict[str, list[Change]]:
    """By the address to begin at, what is changed there."""
    snapshot = queries.current(DataPaths(data))
    skane = [region.code for region in queries.municipalities(snapshot) if region.lan == "12"]
    choices = [["0484"], ["0484", "0480", "0180"], skane]
    areas = [area.id for area in snapshot.catalogue.focus_areas]
    strategies = [strategy.id for strategy in snapshot.strategies.strategies]
    indicators = [entry.id for entry in snapshot.catalogue.indicators]
    panes = [Change("pane", name) for name in ("fordelning", "rangordning", "gap", "utveckling")]
    colours = [Change("colouring", name) for name in ("forandring", "trend", "niva", "varde")]
    chosen = [Change("municipalities", codes) for codes in choices]
    some = [Change("compare-municipalities", codes) for codes in choices[1:]]
    with_lan = f"?kommuner={','.join(skane)}"
    found = {
        "/indikator/andel_utrikes": [Change("indicator", name) for name in indicators],
        f"/indikator/andel_utrikes{with_lan}": [Change("indicator", name) for name in indicators],
        f"/indikator/andel_utrikes{with_lan}&vy=rangordning": [Change("indicator", name) for name in indicators],
        "/indikator/syss_utrikes": [Change("period", "2019"), Change("sex", "K"), *panes, *colours, *chosen],
        "/": [Change("region", code) for code in ("0484", "0180", "04", "2482")],
        "/kommun/0484": [*(Change("meeting-strategy", name) for name in strategies), Change("meeting-region", "0180")],
        "/lan/04": [*(Change("meeting-strategy", name) for name in strategies), Change("meeting-region", "12")],
        f"/jamfor?indikatorer={','.join(FOUR)}": [*some, Change("compare-sex", "K"), Change("compare-indicators", FOUR[:2])],
        "/validering": [Change("backlog-region", "0484"), Change("backlog-region", "04")],
        "/andrat": [Change("changed-region", "0484"), Change("changed-strategy", strategies[0])],
        "/faktakort/syss_utrikes": [Change("card-place", "0484")],
    }
    on_focus = [Change("focus-sex", "K"), Change("focus-against", "lan"), Change("focus-municipalities", choices[1])]
    return (
        found
        | {f"/fokus/{area}": on_focus for area in areas}
        | {f"/strategi/{name}": [Change("strategy-region", "0484")] for name in strategies}
    )


class Answered(NamedTuple):
    """A change, the server's milliseconds for all of its answers, and the bytes of the largest."""

    what: str
    server_ms: float
    size: int


def made(page: Page, url: str, wanted: Mapping[str, Sequence[Change]]) -> Iterator[tuple[str, list[Recorded]]]:
    """The requests that each change leads to, with what was changed; `wanted` are journeys."""
    for address, changes in wanted.items():
        page.goto(url + address)
        page.wait_for_load_state("networkidle", timeout=PATIENCE_MS)
        page.wait_for_timeout(500)
        for change in changes:
            page.locator(f"#{change.control}").wait_for(state="attached", timeout=PATIENCE_MS)
            requests = callback.requests(page, *change)
            if requests:
                yield f"{address[:60]} {change.control}={str(change.value)[:24]}", requests


def _replayed(what: str, requests: list[Recorded], log: Path) -> Answered:
    answers = [callback.replay(request, log, repeats=20) for request in requests]
    return Answered(what, sum(answer.server_ms for answer in answers), max(answer.size for answer in answers))


def _table(found: list[Answered]) -> None:
    times = sorted(one.server_ms for one in found)
    print(
        f"{len(found)} changes: server {statistics.median(times):.1f} ms median, {times[int(0.95 * len(times))]:.1f} ms p95, ",
        end="",
    )
    print(f"{times[-1]:.1f} ms at most; largest answers {statistics.median(one.size for one in found):,.0f} bytes median")
    for one in sorted(found, key=lambda one: -one.server_ms)[:8]:
        print(f"  slowest: {one.what}: {one.server_ms:.1f} ms, {one.size:,} bytes")


def main() -> None:
    """Print the times, and the slowest."""
    executable = chromium.executable()
    if executable is None:
        print("Skipped: there is no Chromium.")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        log, data = Path(name) / "log", Path(os.environ.get("KOLLEN_DATA") or Path(name) / "data")
        if "KOLLEN_DATA" not in os.environ:
            skip_without(REPLAY)
            with replay() as server:
                run_ours(server, str(data))
        browser = playwright.chromium.launch(executable_path=executable, args=callback.FLAGS)
        with served(["dashboard.wsgi:server", "--preload"], ROOT, {"KOLLEN_DATA": str(data)}, log) as url:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            recorded = list(made(page, url, journeys(data)))
            page.goto("about:blank")
            found = [_replayed(what, requests, log) for what, requests in recorded]
        browser.close()
    _table(found)


if __name__ == "__main__":
    main()
