"""The focus area's table of levels for Skåne's 33 kommuner, drawn cold in Chromium, beside a page of text only.

Each round is a browser that has never been here; the time is from the navigation to the frame after the last cell is in place.
Taking turns, so that a busy machine slows both; medians of `ROUNDS` are printed.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from bench.etl import run_ours
from bench.replay import replay
from bench.served import served
from bench.surroundings import REPLAY, skip_without
from dashboard import queries
from etl.contract.paths import ROOT, DataPaths
from setup import chromium

ROUNDS: Final = 9
LAN: Final = "12"
PATIENCE_MS: Final = 20_000
SEEN: Final = """selector => {
  window.drawn = null;
  new MutationObserver(() => {
    if (window.drawn !== null || !document.querySelector(selector)) return;
    window.drawn = 0;
    requestAnimationFrame(() => setTimeout(() => { window.drawn = performance.now(); }, 0));
  }).observe(document, {childList: true, subtree: true});
}"""


def drawn_ms(browser: Browser, url: str, selector: str) -> float:
    """Milliseconds from the navigation until what the selector finds has been drawn.

    Raises:
        TimeoutError: it never was.

    """
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="sv-SE")
    page = context.new_page()
    page.add_init_script(f"({SEEN})({selector!r})")
    page.goto(url, wait_until="commit")
    for _ in range(PATIENCE_MS // 20):
        told: float | None = page.evaluate("window.drawn")
        if told:
            context.close()
            return told
        page.wait_for_timeout(20)
    raise TimeoutError(f"{url}: nothing matches {selector} after {PATIENCE_MS} ms: see in a browser whether the page is whole")


def main() -> None:
    """Print the medians."""
    skip_without(REPLAY)
    executable = chromium.executable()
    if executable is None:
        print("Skipped: there is no Chromium.")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        data = Path(name) / "data"
        with replay() as server:
            run_ours(server, str(data))
        snapshot = queries.current(DataPaths(data))
        codes = [region.code for region in queries.municipalities(snapshot) if region.lan == LAN]
        rows = {area.id: len(queries.area(snapshot, area.id).entries) for area in snapshot.catalogue.focus_areas}
        area = max(rows, key=lambda one: rows[one])
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        last = f"#focus-heat tbody tr:nth-child({rows[area]}) td:nth-child({len(codes) + 3})"
        with served(["dashboard.wsgi:server", "--preload"], ROOT, {"KOLLEN_DATA": str(data)}, Path(name) / "log") as url:
            sides = ((f"{url}/fokus/{area}?kommuner={','.join(codes)}", last), (f"{url}/om", "main h1"))
            rounds = [[drawn_ms(browser, *side) for side in sides] for _ in range(ROUNDS)]
        browser.close()
    heat, shell = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"{len(codes)} kommuner x {rows[area]} indicators of {area}, cold, headless Chromium, median of {ROUNDS}")
    print(f"drawn in {heat:,.0f} ms; a page of text in {shell:,.0f} ms; ratio {heat / shell:.2f}")


if __name__ == "__main__":
    main()
