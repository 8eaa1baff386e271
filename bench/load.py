"""Many readers at once: clicks that a browser made, sent again by `USERS` readers, each every five seconds, for some minutes.

`python -m bench.load [MINUTES]` prints how long a click takes, errors and memory; how many map changes a second the server
answers, beside plain Dash; and what thirty simultaneous clicks wait for while a new version goes into service. The server
runs on one processor and the readers on another, where the system can keep them apart.
"""

import asyncio
import itertools
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import httpx
from playwright.sync_api import sync_playwright

from bench import callback, changes
from bench.callback import Recorded
from bench.child import measure
from bench.etl import run_ours
from bench.page import KPIS, plain_dash
from bench.replay import replay
from bench.served import served
from bench.surroundings import PEERS, REPLAY, catalogue, skip_without
from etl.contract.paths import ROOT, DataPaths, catalogue_path
from setup import chromium

USERS: Final = 300
EVERY_SECONDS: Final = 5.0
MINUTES: Final = 10.0
ALOUD_SECONDS: Final = 15.0
"""How long map changes are asked for as fast as they are answered."""
AT_ONCE: Final = 30
SWITCH_SECONDS: Final = 26.0
"""From when a version is published until it has been shown for some seconds."""
BETWEEN_SECONDS: Final = 1.0
BURSTS: Final = 6
SERVER_CORE, READERS_CORE = 0, 1
WARM_UP: Final = 60.0
OF_EACH: Final = 6
SEED: Final = 20_261_129

Click = Sequence[Recorded]


class Clicked(NamedTuple):
    """When a click was made, in seconds from the start, how long its last answer took, and what went wrong."""

    at: float
    seconds: float
    fault: str


class Load(NamedTuple):
    """All clicks, and the memory of the server's processes before and after, in MB."""

    clicks: list[Clicked]
    before_mb: float
    after_mb: float


async def click(client: httpx.AsyncClient, requests: Click, begun: float) -> Clicked:
    """Send what a browser sent for one click, at the same time, as it did."""
    start = time.perf_counter()
    faults = await asyncio.gather(*(_ask(client, one) for one in requests))
    return Clicked(start - begun, time.perf_counter() - start, "; ".join(filter(None, faults)))


async def _ask(client: httpx.AsyncClient, request: Recorded) -> str:
    try:
        answer = await client.post(request.url, content=request.body, headers=request.headers)
    except httpx.HTTPError as error:
        return type(error).__name__
    return "" if answer.status_code in {200, 204} else f"{answer.status_code}"


async def readers(clicks: Sequence[Click], users: int, seconds: float) -> list[Clicked]:
    """`users` readers for so long, each with a click every `EVERY_SECONDS`, from a moment of its own."""
    chance = random.Random(SEED)  # noqa: S311
    begun, found = time.perf_counter(), list[Clicked]()
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)

    async def reader(offset: float) -> None:
        for number in itertools.count():
            wait = begun + offset + number * EVERY_SECONDS - time.perf_counter()
            await asyncio.sleep(max(0.0, wait))
            if time.perf_counter() - begun > seconds:
                return
            found.append(await click(client, chance.choice(clicks), begun))

    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        await asyncio.gather(*(reader(chance.random() * EVERY_SECONDS) for _ in range(users)))
    return found


async def as_fast_as_answered(clicks: Sequence[Click], at_once: int, seconds: float) -> list[Clicked]:
    """`at_once` readers who click again as soon as they are answered."""
    begun, found = time.perf_counter(), list[Clicked]()

    async def reader(turn: int) -> None:
        for requests in itertools.islice(itertools.cycle(clicks), turn, None):
            if time.perf_counter() - begun > seconds:
                return
            found.append(await click(client, requests, begun))

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=at_once)) as client:
        await asyncio.gather(*(reader(turn) for turn in range(at_once)))
    return found


def memory_mb(url: str) -> float:
    """Memory of the processes that serve `url`, what they share counted once (Linux)."""
    address = url.removeprefix("http://").encode()
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if address in (process / "cmdline").read_bytes().split(b"\0"):
                lines = (process / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            continue
    return total / 1024


def under_load(url: str, clicks: Sequence[Click], minutes: float) -> Load:
    """`USERS` readers for so many minutes, after a minute that warms up."""
    asyncio.run(readers(clicks, USERS, min(WARM_UP, minutes * 60)))
    before = memory_mb(url)
    found = asyncio.run(readers(clicks, USERS, minutes * 60))
    return Load(found, before, memory_mb(url))


async def together(clicks: Sequence[Click], number: int) -> list[Clicked]:
    """`AT_ONCE` clicks at the same moment, others for each `number`."""
    begun = time.perf_counter()
    chosen = itertools.islice(itertools.cycle(clicks), number * AT_ONCE, (number + 1) * AT_ONCE)
    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None)) as client:
        return await asyncio.gather(*(click(client, requests, begun) for requests in chosen))


def at_a_switch(clicks: Sequence[Click], switch: Callable[[], object]) -> tuple[list[Clicked], list[Clicked]]:
    """What `AT_ONCE` clicks at the same moment wait for: on a warm server, and from `switch` until the new version is shown."""
    asyncio.run(as_fast_as_answered(clicks, AT_ONCE, ALOUD_SECONDS))
    warm = [one for number in range(BURSTS) for one in asyncio.run(together(clicks, number))]
    switch()
    begun, switched = time.perf_counter(), list[Clicked]()
    while time.perf_counter() - begun < SWITCH_SECONDS:
        switched += asyncio.run(together(clicks, len(switched) // AT_ONCE))
        time.sleep(BETWEEN_SECONDS)
    return warm, switched


def another_version(data: Path, directory: Path, kolada: str) -> Callable[[], object]:
    """Publish a second version beside the first, and go back; what is given puts it in service as a run does.

    Raises:
        RuntimeError: there is no second version.

    """
    paths = DataPaths(data)
    first = paths.current.read_text(encoding="utf-8")
    shutil.copytree(catalogue_path(), directory)
    file = directory / "indicators" / "arbete.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("synonyms: [", "synonyms: [arbetsfrekvens, ", 1), encoding="utf-8")
    given = {"KOLLEN_DATA": str(data), "KOLLEN_CATALOGUE": str(directory), "KOLADA_URL": kolada, "KOLADA_RATE": "0"}
    measure([sys.executable, "-m", "etl", "run", "--source", "kolada"], given)
    second = paths.current.read_text(encoding="utf-8")
    if second == first:
        raise RuntimeError("no second version was published")
    _put(paths.current, first)
    return lambda: _put(paths.current, second)


def _put(file: Path, text: str) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def words(name: str, found: Sequence[Clicked]) -> str:
    """Clicks, median, 95th percentile and maximum in milliseconds, and errors."""
    times = sorted(one.seconds * 1000 for one in found)
    faults = [one.fault for one in found if one.fault]
    said = f"; errors {len(faults)}, the first {faults[0]}" if faults else "; no error"
    p95 = times[round(0.95 * (len(times) - 1))]
    return (
        f"{name}: {len(times):,} clicks, {statistics.median(times):.0f} ms median, {p95:.0f} p95, {times[-1]:.0f} at most{said}"
    )


def _clicks(url: str, data: Path) -> dict[str, list[Recorded]]:
    """By what was changed, what a browser sends: `OF_EACH` changes of each journey that the pages' measurement makes."""
    journeys = {address: made[:OF_EACH] for address, made in changes.journeys(data).items()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=callback.FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        found = dict(changes.made(page, url, journeys))
        browser.close()
    return found


def _a_second(url: str, control: str, values: Sequence[str]) -> float:
    """Changes of indicator answered in a second."""
    clicks = [callback.record(url, control, value) for value in values]
    asyncio.run(as_fast_as_answered(clicks, AT_ONCE, ALOUD_SECONDS / 3))
    return len(asyncio.run(as_fast_as_answered(clicks, AT_ONCE, ALOUD_SECONDS))) / ALOUD_SECONDS


def main() -> None:
    """Print clicks, memory, throughput and what a switch costs."""
    skip_without(PEERS / "measure.py", REPLAY)
    if chromium.executable() is None:
        print("Skipped: there is no Chromium.")
        return
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > READERS_CORE:
        os.sched_setaffinity(0, {READERS_CORE})
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        data, log = directory / "data", directory / "log"
        with replay() as kolada:
            run_ours(kolada, str(data))
            switch = another_version(data, directory / "catalogue", kolada.url)
        ours = ["dashboard.wsgi:server", "--preload"]
        with served(ours, ROOT, {"KOLLEN_DATA": str(data)}, log, core=SERVER_CORE) as url:
            clicks = _clicks(url, data)
            load = under_load(url, list(clicks.values()), minutes)
            print(words(f"{USERS} readers, a click every {EVERY_SECONDS:.0f} s, {minutes:g} minutes", load.clicks))
            print(f"memory {load.before_mb:.0f} MB before, {load.after_mb:.0f} after: {load.after_mb / load.before_mb - 1:+.1%}")
            by_kpi = {entry.source.reference: entry.id for entry in catalogue().of_source("kolada")}
            fast = _a_second(f"{url}/indikator/syss_utrikes", "indicator", [by_kpi[kpi] for kpi in KPIS])
            warm, switched = at_a_switch(list(clicks.values()), switch)
            print(words(f"{AT_ONCE} at once, warm", warm))
            print(words(f"{AT_ONCE} at once, a new version", switched))
        with plain_dash(directory, core=SERVER_CORE) as plain:
            slow = _a_second(plain.url, plain.control, plain.values)
        print(f"changes of indicator a second: {fast:.0f}, plain Dash {slow:.1f}: {fast / slow:.1f} times")


if __name__ == "__main__":
    main()
