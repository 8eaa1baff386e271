"""Takes the pictures of the readers' guides and of README from the running product, into `assets/hjalp/`: `make guide`.

`python -m setup.guide_pictures [--data DIR] [--out DIR] [NAME ...]`. Without `--data` of a demo that is made for them. A picture
that has grown past `LARGEST` is a failure: take a smaller part of the page.
"""

import argparse
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from setup import chromium

ROOT: Final = Path(__file__).resolve().parent.parent
OUT: Final = ROOT / "assets" / "hjalp"
LARGEST: Final = 60_000
COLOURS: Final = (128, 64, 32)
"""Of a picture: the first number that makes it small enough."""
PATIENCE: Final = 60
BUSY: Final = """() => (window.dash_stores || []).some((store) => store.getState().isLoading)
  || !document.querySelector('main h1')
  || [...document.querySelectorAll('.dash-graph')].some((graph) => !graph.querySelector('.js-plotly-plot svg'))
  || [...document.images].some((one) => one.loading !== 'lazy' && !one.complete)"""


@dataclass(frozen=True)
class View:
    """What a picture shows: an address, the size of the window, and the part of the page, all of it down to so many pixels.

    `press` is clicked on before.
    """

    address: str
    size: tuple[int, int] = (1000, 640)
    part: str | None = None
    press: str | None = None
    most: int = 800


WIDE: Final = (1366, 768)
TABLE, DEVELOPMENT = ".table-panel", ".indicator-grid > :nth-child(2)"
INDICATOR: Final = "/indikator/syss_utrikes?kommuner="
VIEWS: Final = {
    "oversikt": View("/"),
    "indikator": View(f"{INDICATOR}04", WIDE),
    "nivaer": View("/?region=0484", WIDE, "#overview-areas > section:first-child", most=420),
    "saknas": View("/indikator/vrakn_barn?kommuner=04", WIDE, TABLE, most=460),
    "varfor": View(f"{INDICATOR}0484", WIDE, "#why-panel", f"{TABLE} tbody tr:nth-child(2) button.why"),
    "spara": View(f"{INDICATOR}lan04,04&kommun=04", WIDE, DEVELOPMENT, f"{DEVELOPMENT} .take summary"),
    "jamfor-lan": View(f"{INDICATOR}lan04", WIDE, DEVELOPMENT, most=520),
    "eget-mal": View(f"{INDICATOR}0484&mal=minst:75:2030:2020", WIDE, DEVELOPMENT, most=560),
    "motesunderlag": View("/kommun/0484"),
    "faktakort": View("/faktakort/syss_utrikes?plats=0484"),
    "validering": View("/validering"),
}


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of the dashboard with a data directory."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  the server is ours
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def taken(page: Any, site: str, view: View) -> bytes:
    """The picture of a view, as WebP.

    Raises:
        ValueError: it is larger than `LARGEST`.

    """
    width, height = view.size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(site + view.address)
    _rest(page)
    if view.press:
        page.locator(view.press).first.click()
        _rest(page)
    shown = page.locator(view.part).first if view.part else page
    picture = Image.open(io.BytesIO(shown.screenshot(animations="disabled")))
    return packed(picture.crop((0, 0, picture.width, min(picture.height, view.most))), view.address)


def packed(picture: Image.Image, address: str) -> bytes:
    """A screenshot as WebP without loss, of as many colours as there is room for: letters stay sharp.

    Raises:
        ValueError: it is larger than `LARGEST` with few colours too.

    """
    for colours in COLOURS:
        reduced = picture.convert("RGB").quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        content = io.BytesIO()
        reduced.convert("RGB").save(content, "WEBP", lossless=True, quality=100, method=6)
        if content.tell() <= LARGEST:
            return content.getvalue()
    raise ValueError(f"{address}: {content.tell()} bytes, at most {LARGEST} are wanted: take a smaller part of the page")


def _rest(page: Any) -> None:
    """Wait until the page is drawn; Playwright's own waiting for a function is refused by the pages' policy."""
    deadline = time.monotonic() + PATIENCE
    page.wait_for_load_state("networkidle")
    while page.evaluate(BUSY):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{page.url} is never drawn")
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)


def take(names: Sequence[str], data: Path, out: Path) -> None:
    """Take the pictures with these names."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with serving(data) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="sv-SE")
        for name in names:
            content = taken(page, site, VIEWS[name])
            (out / f"{name}.webp").write_bytes(content)
            print(f"{name}.webp: {len(content)} bytes")
        browser.close()


def main() -> int:
    """Take them; 1 where there is no browser."""
    parser = argparse.ArgumentParser(prog="python -m setup.guide_pictures", description="take the pictures of the guides")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(VIEWS)} (all)")
    parser.add_argument("--data", type=Path, help="a data directory with a published version (a demo made for it)")
    parser.add_argument("--out", type=Path, default=OUT, help="where they are written (assets/hjalp)")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in VIEWS]:
        parser.error(f"{unknown[0]!r} must be one of {', '.join(VIEWS)}")
    if chromium.executable() is None:
        print("guide_pictures: no Chromium; put one on PATH", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as directory:
        data = options.data or Path(directory)
        if options.data is None:
            subprocess.run([sys.executable, "-m", "etl", "demo", "--data", directory], cwd=ROOT, check=True, env=os.environ)
        take(options.names or list(VIEWS), data, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
