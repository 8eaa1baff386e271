"""The focus area's table of levels for Skåne's 33 kommuner, drawn cold in Chromium, beside a page of text only.

The catalogue is a copy in which the largest area has got some of the other areas' indicators: `ROWS` of them have values. Each
round is a browser that has never been here; taking turns, so that a busy machine slows both. Medians of `ROUNDS` are printed.
"""

import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from bench.etl import run_ours
from bench.replay import replay
from bench.seen import seen
from bench.served import served
from bench.surroundings import REPLAY, skip_without
from dashboard.published import queries
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT, DataPaths, catalogue_path
from setup import chromium

ROUNDS: Final = 9
ROWS: Final = 15
LAN: Final = "12"
AREA, LENDER = "arbete", "boende"
AIM_MS: Final = 1_200


def larger_catalogue(directory: Path) -> Path:
    """A copy of the catalogue in which `AREA` has what `LENDER` can do without: all that its barometer doesn't rest on."""
    shutil.copytree(catalogue_path(), directory)
    kept = next(area.barometer for area in load_catalogue(directory).focus_areas if area.id == LENDER)
    file = directory / "indicators" / f"{LENDER}.yaml"
    entries = file.read_text(encoding="utf-8").split("\n- id: ")
    own, theirs = f"focus_area: {AREA}", f"focus_area: {LENDER}"
    lent = [one if one.partition("\n")[0] in kept else one.replace(theirs, own) for one in entries]
    file.write_text("\n- id: ".join(lent), encoding="utf-8")
    return directory


def main() -> None:
    """Print the medians."""
    skip_without(REPLAY)
    executable = chromium.executable()
    if executable is None:
        print("Skipped: there is no Chromium.")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        data = Path(name) / "data"
        os.environ["KOLLEN_CATALOGUE"] = str(larger_catalogue(Path(name) / "catalogue"))
        with replay() as server:
            run_ours(server, str(data))
        snapshot = queries.current(DataPaths(data))
        codes = [region.code for region in queries.municipalities(snapshot) if region.lan == LAN]
        rows = len(queries.area(snapshot, AREA).entries)
        if rows < ROWS:
            raise RuntimeError(f"{AREA} has {rows} indicators with values, and {ROWS} are to be drawn: let it borrow more")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        last = f"#focus-heat tbody tr:nth-child({rows}) td:nth-child({len(codes) + 3})"
        with served(["dashboard.wsgi:server", "--preload"], ROOT, {"KOLLEN_DATA": str(data)}, Path(name) / "log") as url:
            sides = ((f"{url}/fokus/{AREA}?kommuner={','.join(codes)}", last), (f"{url}/om", "main h1"))
            rounds = [[seen(browser, to, f"document.querySelector('{what}')").drawn for to, what in sides] for _ in range(ROUNDS)]
        browser.close()
    heat, text = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"{len(codes)} kommuner x {rows} indicators, cold, headless Chromium, median of {ROUNDS}")
    print(f"drawn in {heat:,.0f} ms, of at most {AIM_MS:,}; a page of text in {text:,.0f} ms; ratio {heat / text:.2f}")


if __name__ == "__main__":
    main()
