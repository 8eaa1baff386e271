"""The meeting page beside plain Dash's map and trend, over the same values, in a real browser: when it can be read, what moves.

The page can be read when the last line under its tables is on the screen's side of the browser: text and every table are then
there. Plain Dash's first draw is what `../shared/peers/measure.py` waits for: a map and a line. Each round is a browser that has
never been here, from the navigation to the frame after; taking turns, so that a busy machine slows both. Medians of `ROUNDS`
are printed, then each page's layout shift, all of it summed, until `AFTER_MS` after its last chart.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.page import our_page, plain_dash
from bench.seen import PATIENCE_MS, WIDE, seen
from bench.surroundings import PEERS, REPLAY, skip_without
from setup import chromium

ROUNDS: Final = 9
AFTER_MS: Final = 3_000
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
AIM: Final = 0.6
MOST_SHIFT: Final = 0.02
MEETING: Final = "/kommun/0484"
PAGES: Final = (
    *("/", MEETING, "/kommun/0484?strategi=soermland_2017", "/lan/04", "/indikator/syss_utrikes", "/jamfor", "/fokus/arbete"),
    *("/strategi", "/strategi/soermland_2017", "/validering", "/faktakort/syss_utrikes?plats=0484", "/andrat?kommun=0484"),
    *("/sok?q=sfi", "/kalla?indikator=syss_utrikes&region=0484", "/om"),
)

DRAWN: Final = (
    "document.querySelectorAll('.choroplethlayer path').length >= 250"
    " && document.querySelectorAll('.scatterlayer .trace, .lines .js-line').length >= 1"
)
"""As `READY` of `measure.py`."""
READABLE: Final = "document.querySelector('.facts-table tbody tr td') && document.querySelector('.meeting-sources')"
"""The sources are the page's last line: before them come its text and every table."""

MOVED: Final = """() => {
  window.moved = 0;
  window.movers = [];
  new PerformanceObserver((list) => list.getEntries().filter((one) => !one.hadRecentInput).forEach((one) => {
    window.moved += one.value;
    for (const {node} of one.sources) {
      const own = node?.nodeType === 1 ? node : node?.parentElement;
      if (own) window.movers.push(own.id ? '#' + own.id : [own.tagName.toLowerCase(), ...own.classList].join('.'));
    }
  })).observe({type: 'layout-shift', buffered: true});
}"""
AT_REST: Final = """document.querySelector('main h1')
  && [...document.querySelectorAll('.dash-graph')].every((graph) => graph.querySelector('.js-plotly-plot svg'))"""


class Shift(NamedTuple):
    """A page's layout shift, and what moved most often."""

    value: float
    movers: tuple[str, ...]


def shift(browser: Browser, url: str, viewport: ViewportSize) -> Shift:
    """The layout shift of a first visit."""
    context = browser.new_context(viewport=viewport, locale="sv-SE", bypass_csp=True)  # waiting evaluates text
    page = context.new_page()
    page.add_init_script(f"({MOVED})()")
    page.goto(url)
    _rest(page)
    value: float = page.evaluate("window.moved")
    movers: list[str] = page.evaluate("window.movers")
    context.close()
    return Shift(value, tuple(dict.fromkeys(movers))[:4])


def _rest(page: Page) -> None:
    page.wait_for_function(AT_REST, timeout=PATIENCE_MS)
    page.wait_for_timeout(AFTER_MS)


def _read(browser: Browser, plain: str, ours: str) -> None:
    sides = ((plain, DRAWN), (f"{ours}{MEETING}", READABLE))
    rounds = [[seen(browser, *side) for side in sides] for _ in range(ROUNDS)]
    for name, times in zip(
        ("plain Dash, map and line drawn", "meeting page, text and tables readable"), zip(*rounds, strict=True), strict=True
    ):
        answered, drawn = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name:40}{drawn:8,.0f} ms; the server's first byte {answered:.0f} ms")
    ratio = statistics.median(ours.drawn / plain.drawn for plain, ours in rounds)
    print(f"ratio {ratio:.2f}, of at most {AIM}")


def _shifts(browser: Browser, ours: str) -> Iterator[float]:
    print(f"\n{'layout shift (at most ' + str(MOST_SHIFT) + ')':46}{WIDE['width']:>8}{NARROW['width']:>8}")
    for address in PAGES:
        wide, narrow = (shift(browser, f"{ours}{address}", size) for size in (WIDE, NARROW))
        moved = " ".join(dict.fromkeys((*wide.movers, *narrow.movers)))
        print(f"{address:46}{wide.value:8.3f}{narrow.value:8.3f}  {moved}", flush=True)
        yield from (wide.value, narrow.value)


def main() -> None:
    """Print when it can be read, and what moves."""
    skip_without(PEERS / "measure.py", REPLAY)
    executable = chromium.executable()
    if executable is None:
        print("Skipped: there is no Chromium.")
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        plain, ours = (stack.enter_context(side(Path(name))) for side in (plain_dash, our_page))
        origin = "/".join(ours.url.split("/")[:3])
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"First visits, headless Chromium, gunicorn with 2 workers, median of {ROUNDS}")
        _read(browser, plain.url, origin)
        print(f"Largest layout shift {max(_shifts(browser, origin)):.3f}")
        browser.close()


if __name__ == "__main__":
    main()
