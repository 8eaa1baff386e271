"""The indicator page beside the same map and trend in plain Dash, in a real browser, over the same values.

Taking turns, each measured by `../shared/peers/measure.py`; medians of `ROUNDS` cold loads are printed with their ratios, then
the change beside its floor (a bare page that redraws the same maps) and the server's time for it.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import callback, floor
from bench.etl import run_ours
from bench.replay import replay
from bench.served import served
from bench.surroundings import PEERS, REPLAY, catalogue, skip_without
from etl.contract.paths import ROOT

ROUNDS = 3
AWAKE = 20
"""Questions after which each worker has had one: plain Dash serves its scripts only from those that have shown the page."""
KPIS = ("N00700", "N31816", "N02926", "N02797", "N15428", "N18409")
MEASURES = ("cold_s", "warm_s", "first_visit_kB", "second_visit_kB", "change_ms", "change_bytes")


@dataclass(frozen=True)
class Side:
    """An app that is up: its page, the dropdown that chooses the indicator, and the values to choose."""

    name: str
    url: str
    control: str
    values: tuple[str, ...]
    log: Path


@contextmanager
def plain_dash(directory: Path, *, core: int | None = None) -> Iterator[Side]:
    """The peer app, from a copy of its folder in `directory`, as it writes beside itself; with `core` on that processor alone."""
    copy = directory / "shared" / "peers"
    copy.mkdir(parents=True)
    (directory / "shared" / REPLAY.name).symlink_to(REPLAY)
    for file in ("common.py", "plain_dash/app.py"):
        (copy / file).parent.mkdir(exist_ok=True)
        (copy / file).write_bytes((PEERS / file).read_bytes())
    log = directory / "plain.log"
    with served(["app:server"], copy / "plain_dash", {}, log, core=core) as url:
        for _ in range(AWAKE):
            httpx.get(url)
        yield Side("plain Dash", url, "kpi", KPIS, log)


@contextmanager
def our_page(directory: Path) -> Iterator[Side]:
    """Our indicator page, over what the ETL publishes from the replay."""
    by_kpi = {entry.source.reference: entry.id for entry in catalogue().of_source("kolada")}
    with replay() as server:
        run_ours(server, str(directory / "data"))
    environment, log = {"KOLLEN_DATA": str(directory / "data")}, directory / "ours.log"
    with served(["dashboard.wsgi:server", "--preload"], ROOT, environment, log) as url:
        page, values = f"{url}/indikator/syss_utrikes", tuple(by_kpi[kpi] for kpi in KPIS)
        yield Side("Integrationskollen", page, "indicator", values, log)


def measure(side: Side) -> dict[str, Any]:
    """One round of `measure.py`: cold and warm load, then every change of indicator.

    Raises:
        RuntimeError: it failed; the message ends with what it printed.

    """
    command = [sys.executable, str(PEERS / "measure.py"), side.name, side.url, "--runs", "1"]
    done = subprocess.run(
        [*command, "--change", side.control, ",".join(side.values)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"measure.py on {side.url} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _table(theirs: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]) -> None:
    print(f"{'':18}{'plain Dash':>12}{'ours':>12}{'ratio':>9}")
    for name in MEASURES:
        their, our = _median(theirs, name), _median(ours, name)
        ratio = f"{our / their:9.2f}" if our is not None and their else "        -"
        print(f"{name:18}{_cell(their):>12}{_cell(our):>12}{ratio}")
    for name, rounds in (("plain Dash", theirs), ("ours", ours)):
        print(f"{name}: requests to other hosts {rounds[-1]['outside'] or 'none'}, axe {rounds[-1]['axe'] or 'none'}")


def _median(rounds: Sequence[dict[str, Any]], name: str) -> float | None:
    found = [entry[name] for entry in rounds if entry[name] is not None]
    return statistics.median(found) if found else None


def _cell(value: float | None) -> str:
    return "never drawn" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def _callbacks(side: Side) -> None:
    for recorded in callback.record(side.url, side.control, side.values[0]):
        timed = callback.replay(recorded, side.log)
        print(f"{side.name}: callback {timed.output[:40]}…: server {timed.server_ms:.1f} ms,", end=" ")
        print(f"p95 {timed.server_p95_ms:.1f}; with the way there and back {timed.whole_ms:.1f} ms; {timed.size:,} bytes")


def main() -> None:
    """Print the table and the callbacks' times."""
    skip_without(PEERS / "measure.py", REPLAY)
    if shutil.which("chromium") is None:
        print("Skipped: measure.py needs a 'chromium' on PATH.")
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sides = [stack.enter_context(plain_dash(Path(name))), stack.enter_context(our_page(Path(name)))]
        rounds = [[measure(side) for side in sides] for _ in range(ROUNDS)]
        print(f"Map and trend of syss_utrikes, headless Chromium, gunicorn with 2 workers, median of {ROUNDS}")
        _table([pair[0] for pair in rounds], [pair[1] for pair in rounds])
        least = floor.floor_ms(sides[1].url, sides[1].control, sides[1].values)
        ours = _median([pair[1] for pair in rounds], "change_ms") or 0.0
        print(f"Floor: the same maps redrawn on a bare page {least:.0f} ms; our change takes {ours / least:.2f} times that")
        for side in sides:
            _callbacks(side)


if __name__ == "__main__":
    main()
