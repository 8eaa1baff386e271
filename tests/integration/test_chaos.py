"""Everything at once, with readers: runs are killed, disks fill, sources lie, versions are damaged. No answer is wrong.

Each round something goes wrong, drawn from the seed, while readers ask a real server without a rest. What they get is held
against the files of the version that the answer names, and what a run publishes against what the source has said.
"""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from replays import FEW, RECORDED, SteeredReplay, etl_process, limited_etl, start_etl, surroundings, trimmed_catalogue

from etl.contract import clock
from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import open_current
from tests.random_tests import seed, whole

ROUNDS = 200 if whole() else 1
REVISED, ENTRY = "N02268", "syss_utrikes"
LIES = (
    *("timeout@2-3", "html@2-9", "truncate@3", "badtype", "wrongcount@2-4"),
    *("loop", "unknownkommun", "dupes", "503@1-99", "reset@2-9"),
)
PAGES = (
    "/",
    "/kommun/0484",
    "/lan/04",
    "/indikator/syss_utrikes",
    "/fokus/arbete",
    "/jamfor",
    "/andrat",
    "/indikator",
    "/healthz",
)
START_SECONDS = 60.0
LEAST_BYTES = 20
LONGEST_SECONDS = 3.0
"""Somewhat longer than a run."""

Cell = tuple[str, str, str]
"""Region, period and sex."""


def _code(region: str) -> str:
    """Ours for the source's: its län and riket have four digits too."""
    return region.removeprefix("00") if region.startswith("00") else region


class Source:
    """The source, which raises every value of `ENTRY` a little at each revision, and all that it has ever said."""

    def __init__(self) -> None:
        self.replay = SteeredReplay(RECORDED)
        self._revision = 0
        self.said: dict[Cell, set[float]] = {}
        self.steer()

    def steer(self, *faults: str) -> None:
        self.replay.steer(*faults, hang_s=1.5)
        self.replay.without_groups()
        self.replay.change(REVISED, self.revised)
        for (region, year), cells in self.replay.cells(REVISED).items():
            for sex, value in cells:
                if value is not None:
                    self.said.setdefault((_code(region), str(year), sex), set()).add(self.revised(value))

    def revise(self) -> None:
        self._revision += 1
        self.steer()

    def now(self) -> dict[Cell, float]:
        """What it says where nothing is wrong."""
        cells = self.replay.cells(REVISED).items()
        return {
            (_code(region), str(year), sex): self.revised(value)
            for (region, year), found in cells
            for sex, value in found
            if value is not None
        }

    def revised(self, value: float) -> float:
        return round(value + self._revision / 1000, 6)


class Readers:
    """Threads that ask for figures and pages until they are stopped, and what was wrong with what they got."""

    def __init__(self, url: str, known: Callable[[str], dict[Cell, float | None]]) -> None:
        self._url, self._known = url, known
        self.faults: list[str] = []
        self.answers = 0
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(3)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        chance = random.Random(f"{seed()}-{number}")
        with httpx.Client(base_url=self._url, timeout=30) as client:
            while not self._stopped.is_set():
                try:
                    fault = self._figures(client, chance) if number else self._page(client, chance)
                except httpx.HTTPError as error:
                    fault = f"{type(error).__name__}: {error}"
                self.answers += 1
                if fault:
                    self.faults.append(fault)
                time.sleep(0.02)

    def _figures(self, client: httpx.Client, chance: random.Random) -> str:
        region = chance.choice(("0484", "0180", "2523", "00"))
        answer = client.get("/api/v1/observations", params={"indicator": ENTRY, "region": region})
        if answer.status_code != httpx.codes.OK:
            return f"{region}: {answer.status_code} {answer.text[:200]}"
        rows: list[dict[str, Any]] = answer.json()["data"]
        true = self._known(answer.headers["X-Data-Version"])
        wrong = [row for row in rows if row["value"] != true[row["region"], row["period"], row["sex"]]]
        return f"{region}: not what the version has: {wrong[0]}" if wrong else "" if rows else f"{region}: an empty answer"

    def _page(self, client: httpx.Client, chance: random.Random) -> str:
        path = chance.choice(PAGES)
        answer = client.get(path)
        fine = answer.status_code == httpx.codes.OK and len(answer.content) > LEAST_BYTES
        return "" if fine else f"{path}: {answer.status_code}, {len(answer.content)} bytes"


class Service:
    """A data directory that is run into again and again, and the values of every version that has been in it."""

    def __init__(self, data: Path, catalogue: Path, source: Source) -> None:
        self.paths, self.source = DataPaths(data), source
        self.settings = {"KOLLEN_DATA": str(data), "KOLLEN_CATALOGUE": str(catalogue), "KOLADA_URL": source.replay.url}
        self.settings |= {"KOLADA_RETRY_SECONDS": "1", "KOLADA_READ_SECONDS": "1"}
        self.versions: dict[str, dict[Cell, float | None]] = {}

    def run(self) -> None:
        """A run that nothing disturbs: what is published is what the source says."""
        self.source.steer()
        done = etl_process("run", "--source", "kolada", "--refresh", "--accept", **self.settings)
        assert done.returncode == 0, done.stderr
        now = self.source.now()
        shown = {cell: value for cell, value in self.keep().items() if value is not None}
        assert shown
        assert shown == {cell: now[cell] for cell in shown}

    def keep(self) -> dict[Cell, float | None]:
        """The values of the version in service, each of which the source has said."""
        snapshot = open_current(self.paths)
        if snapshot.version not in self.versions:
            rows = snapshot.observations(ENTRY).to_pylist()
            found = {(row["region"], row["period"], row["sex"]): row["value"] for row in rows}
            strange = [cell for cell, value in found.items() if value is not None and value not in self.source.said[cell]]
            assert not strange, f"the source never said {strange[:5]}"
            self.versions[snapshot.version] = found
        return self.versions[snapshot.version]

    def values_of(self, version: str) -> dict[Cell, float | None]:
        """For readers, who may be the first to see a version."""
        return self.versions.get(version) or self.keep()


Mischief = Callable[[Service, random.Random, pytest.MonkeyPatch], None]


def _start(service: Service) -> "subprocess.Popen[str]":
    return start_etl("run", "--source", "kolada", "--refresh", "--accept", **service.settings)


def killed(service: Service, chance: random.Random, _: pytest.MonkeyPatch) -> None:
    process = _start(service)
    time.sleep(chance.random() * LONGEST_SECONDS)
    process.kill()
    process.communicate()


def full_disk(service: Service, chance: random.Random, _: pytest.MonkeyPatch) -> None:
    limited_etl("run", "--source", "kolada", "--refresh", "--accept", blocks=chance.choice((1, 20, 100, 400)), **service.settings)


def lying(service: Service, chance: random.Random, _: pytest.MonkeyPatch) -> None:
    service.source.steer(chance.choice(LIES))
    etl_process("run", "--source", "kolada", "--refresh", **service.settings)


def slow(service: Service, chance: random.Random, _: pytest.MonkeyPatch) -> None:
    service.source.replay.steer(latency_ms=chance.choice((50, 300)))
    service.source.replay.change(REVISED, service.source.revised)
    process = _start(service)
    process.communicate()


def two_runs(service: Service, _chance: random.Random, _: pytest.MonkeyPatch) -> None:
    for process in (_start(service), _start(service)):
        process.communicate()


def another_day(service: Service, chance: random.Random, patch: pytest.MonkeyPatch) -> None:
    with patch.context() as other:
        other.setenv(clock.SETTING, chance.choice(("2019-05-01", "2026-02-29", "2031-12-31", "soon")))
        etl_process("run", "--source", "kolada", **service.settings)


def damaged(service: Service, chance: random.Random, _: pytest.MonkeyPatch) -> None:
    """A file of the version in service is cut off, has a bit turned, or is gone."""
    files = sorted(path for path in open_current(service.paths).directory.rglob("*") if path.is_file())
    file = chance.choice(files)
    body = bytearray(file.read_bytes())
    way = chance.randrange(3)
    if way == 0:
        file.write_bytes(body[: len(body) // 2])
    elif way == 1 and body:
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        file.write_bytes(body)
    else:
        file.unlink()


def torn_name(service: Service, chance: random.Random, _: pytest.MonkeyPatch) -> None:
    """`CURRENT` names nothing, or is gone."""
    if chance.random() < 0.5:
        service.paths.current.write_bytes(chance.choice((b"", b"\xff", b"abc123abc123\n", b"../..")))
    else:
        service.paths.current.unlink()


def without_store(service: Service, _chance: random.Random, _: pytest.MonkeyPatch) -> None:
    """Versions can't be sent where they should be shared."""
    etl_process("run", "--source", "kolada", "--refresh", "--accept", **service.settings, KOLLEN_STORE="file:///proc/1/nowhere")


MISCHIEF: tuple[Mischief, ...] = (
    *(killed, full_disk, lying, slow, two_runs),
    *(another_day, damaged, torn_name, without_store),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    source = Source()
    directory = tmp_path_factory.mktemp("chaos")
    made = Service(directory / "data", trimmed_catalogue(directory / "catalogue", *FEW), source)
    made.run()
    source.revise()
    made.run()
    yield made
    source.replay.stop()


@pytest.fixture
def url(service: Service, tmp_path: Path) -> Iterator[str]:
    """A real server of it, as it is shipped."""
    with socket.create_server(("127.0.0.1", 0)) as listener, (tmp_path / "log").open("wb") as log:
        options = ["--bind", f"fd://{listener.fileno()}", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "dashboard.wsgi:server", *options],
            cwd=ROOT,
            env=surroundings(**service.settings),
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        process.terminate()
        process.wait(20)


def test_whatever_happens_readers_get_whole_pages_and_true_figures(
    service: Service, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed())
    httpx.get(f"{url}/healthz", timeout=START_SECONDS).raise_for_status()
    with Readers(url, service.values_of) as readers:
        for number in range(ROUNDS):
            mischief = MISCHIEF[number % len(MISCHIEF)] if whole() else chance.choice(MISCHIEF)
            mischief(service, chance, monkeypatch)
            service.source.revise()
            service.run()
            if chance.random() < 0.5:
                os.utime(service.paths.current, (0, 0))  # so the new version has been there for long enough
            assert not readers.faults, f"round {number}, {mischief.__name__}: {readers.faults[:3]} of {readers.answers} answers"
    assert readers.answers > ROUNDS
