"""A server that answers as Kolada does, steered from a test, and the command line.

It runs in a thread, holds the values of a few KPIs, and starts counting anew for each test: its faults and values change without
a new start. The replay of all values is a process, and reads them for seconds.
"""

import argparse
import hashlib
import importlib.util
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cached_property, partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from etl.__main__ import main
from etl.contract import clock
from etl.contract.faults import LOADER
from etl.contract.paths import ROOT, DataPaths
from etl.contract.reader import Snapshot, open_current

CATALOGUE = ROOT / "data" / "catalogue"
RECORDED = ROOT / "tests" / "kolada_server.py"
FEW = ("N02268", "N00973", "N00964")
"""Two shares and what one of them is a share of: all three have values in the replay."""

SOME = ("N02268", "N02926", "N01951", "N00971", "N00973", "N00700")
"""Six that take a second to read of the replay's values, which take ten."""

MORE = (
    *FEW,
    *("N01951", "N02797", "N00971", "N02926", "N18409"),
)
"""Five beside them, for the demo, which needs no source."""

NOWHERE = "http://127.0.0.1:9/v3"
SCB_NOWHERE = "http://127.0.0.1:9/api/v2"
HANG_SECONDS = 3.0
SECONDS = 180

Tree = dict[str, str]


class SteeredReplay:
    """`tests/kolada_server.py`, or the larger replay in `../shared`, in a thread of this process: `FEW` or other KPIs."""

    def __init__(self, program: Path = RECORDED, *kpis: str) -> None:
        kpis = kpis or FEW
        self._serve = _module(program, kpis)
        self._handler: Any = self._serve.Handler
        self._handler.store = self._serve.Store()
        self._true, self._known = dict(self._handler.store.values), dict(self._handler.store.kpis)
        assert set(self._true) == set(kpis)
        self.steer()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients are killed, faults close sockets
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v3"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @cached_property
    def _nulls(self) -> Any:
        return self._serve.Store(nulls=True).values

    def steer(self, *faults: str, **options: Any) -> None:
        """True values, these faults (`503@10-13`) and options of the replay's, and request number 1 comes next."""
        usual = {"latency_ms": 0, "rate": 0, "hang_s": HANG_SECONDS, "retry_after": 1, "next_url": "absolute", "page_cap": 0}
        self._handler.options = argparse.Namespace(
            faults=[self._serve.parse_fault(fault) for fault in faults], **{**usual, **options}
        )
        self._handler.store.values, self._handler.store.kpis = dict(self._true), dict(self._known)
        self._handler.seen = 0
        self._handler.log = []

    def live(self, *gone: str, revised: str | None = None, nulls: bool = False) -> None:
        """Until steered anew: KPIs that Kolada no longer has, one with a tenth less and a year more, and Kolada's own nulls."""
        store = self._handler.store
        store.values = dict(self._nulls if nulls else self._true)
        if revised is not None:
            cells = {key: [(sex, _less(value)) for sex, value in cell] for key, cell in store.values[revised].items()}
            last = max(year for _, year in self._true[revised])
            more = {(region, last + 1): cell for (region, year), cell in self._true[revised].items() if year == last}
            store.values[revised] = {**cells, **more}
        for kpi in gone:
            store.values.pop(kpi, None)
            store.kpis.pop(kpi, None)

    def describe(self, kpi: str, **changes: Any) -> None:
        """Until steered anew, that KPI's metadata is other."""
        self._handler.store.kpis[kpi] = {**self._known[kpi], **changes}

    def change(self, kpi: str, number: Callable[[float], float], *, share: float = 1.0) -> None:
        """Until steered anew, that KPI has other values, and only for the first `share` of kommuner and years."""
        cells = self._true[kpi]
        kept = sorted(cells)[: round(share * len(cells))]
        self._handler.store.values[kpi] = {region: [(sex, number(value)) for sex, value in cells[region]] for region in kept}

    def without_groups(self) -> None:
        """No groups of kommuner, whose 3,600 take longer to read than the values of a few KPIs."""
        self._handler.store.groups = {}

    def cells(self, kpi: str) -> dict[tuple[str, int], list[tuple[str, float | None]]]:
        """The true cells of a KPI: sex and value, by Kolada's region code and year."""
        return dict(self._true[kpi])

    def put(self, kpi: str, cells: dict[tuple[str, int], list[tuple[str, float | None]]]) -> None:
        """Until steered anew, that KPI has these cells."""
        self._handler.store.values[kpi] = cells

    def requests(self) -> list[str]:
        return list(self._handler.log)

    def data_requests(self) -> list[str]:
        return [request for request in self.requests() if request.startswith("/v3/data/")]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _less(value: float | None) -> float | None:
    return None if value is None else round(value * 0.9, 3)


def _module(program: Path, kpis: tuple[str, ...]) -> Any:
    spec = importlib.util.spec_from_file_location("kolada_replay_serve", program)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.pq = SimpleNamespace(read_table=partial(_read_few, kpis))
    return module


def _read_few(kpis: tuple[str, ...], file: Path) -> pa.Table:
    """The replay's tables, but of its million values only those of a few KPIs."""
    return pq.read_table(file, filters=[("kpi", "in", kpis)] if file.name in ("values.parquet", "nulls.parquet") else None)


WITHOUT_INDICATORS = """
id: none
actor: Ingen kommun
region: "0484"
title: Ett prov
document: Ett dokument
year: 2020
url: https://example.org/
summary: En strategi för prov.
areas: []
goals:
  - id: goal
    text: Ett mål
    stated_as: need
    kind: direction_only
    why_no_indicator: Inget finns.
    evidence: documented
    source: Ett dokument
"""


def _read(name: str) -> list[dict[str, Any]]:
    """A list of the real catalogue."""
    return list(yaml.load((CATALOGUE / name).read_text(encoding="utf-8"), Loader=LOADER))  # noqa: S506 - it is the safe one


def trimmed_catalogue(directory: Path, *kpis: str, strict: bool = False) -> Path:
    """A copy of the catalogue in which only the indicators of those KPIs are left, with no strategy but one that needs none.

    What Kolada says of few persons is protected as an open source's, or strictly.
    """
    (directory / "indicators").mkdir(parents=True)
    (directory / "strategies").mkdir()
    (directory / "strategies" / "none.yaml").write_text(WITHOUT_INDICATORS, encoding="utf-8")
    (directory / "links.yaml").write_text("[]\n", encoding="utf-8")
    for name in ("groups.yaml", "eu_principles.yaml", "sdg_targets.yaml", "validation.yaml", "national.yaml"):
        (directory / name).write_bytes((CATALOGUE / name).read_bytes())
    (directory / "protection.yaml").write_text(f"kolada: {'strict' if strict else 'source'}\n", encoding="utf-8")
    areas = _read("focus_areas.yaml")
    without = [{name: value for name, value in area.items() if name != "barometer"} for area in areas]
    (directory / "focus_areas.yaml").write_text(yaml.safe_dump(without, allow_unicode=True), encoding="utf-8")
    entries = [
        entry
        for file in sorted((CATALOGUE / "indicators").glob("*.yaml"))
        for entry in _read(f"indicators/{file.name}")
        if entry["source"].get("kpi") in kpis
    ]
    assert len(entries) == len(kpis)
    ids = {entry["id"] for entry in entries}
    for entry in entries:
        if entry.get("pair") not in ids:
            entry.pop("pair", None)
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
    (directory / "indicators" / "few.yaml").write_text(text, encoding="utf-8")
    return directory


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "etl", *arguments]


def surroundings(**settings: str) -> dict[str, str]:
    """This process's environment with the day of the tests, those settings of ours and no others."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KOLLEN_", "KOLADA_", "SCB_"))}
    return {**own, clock.SETTING: os.environ[clock.SETTING], "KOLADA_RATE": "0", "SCB_URL": SCB_NOWHERE, **settings}


def etl(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`python -m etl ...` with those environment variables, in this process: a new one reads its modules for a second first."""
    out, error = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ, surroundings(**settings), clear=True), redirect_stdout(out), redirect_stderr(error):
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 1
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), error.getvalue())


def etl_process(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The same as a process of its own, warnings as errors."""
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=surroundings(**settings), capture_output=True, text=True, timeout=SECONDS, check=False
    )


def start_etl(*arguments: str, **settings: str) -> "subprocess.Popen[str]":
    """The same, not waited for: of what it does the test sees what a file or a server that it waits for lets it see."""
    return _started(command(*arguments), settings)


DYING = """
import os, signal, sys
from etl.__main__ import main

left, sync = int(sys.argv.pop(1)), os.fsync

def last(descriptor):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    sync(descriptor)

os.fsync = last
main()
"""


def start_dying_etl(files: int, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
    """The same, and it is killed with so many files on the disk and one more begun: it waits for each to be there."""
    return _started([sys.executable, "-W", "error", "-c", DYING, str(files), *arguments], settings)


def _started(line: list[str], settings: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        line, cwd=ROOT, env=surroundings(**settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def limited_etl(*arguments: str, blocks: int = 100, **settings: str) -> subprocess.CompletedProcess[str]:
    """The same where no file may grow past so many half kilobytes: to the program it is what a full disk is.

    It writes no bytecode: Python leaves such files cut off, and the next process to read them fails.
    """
    line = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *command(*arguments)]
    environment = {**surroundings(**settings), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)


def wait_for(happened: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert process.poll() is None, f"it has ended: {process.communicate()[0]}"
        assert time.monotonic() < deadline, "it did not come that far"
        time.sleep(0.02)


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    died(process)


def died(process: "subprocess.Popen[str]") -> None:
    """Wait for a process that is killed."""
    process.communicate(timeout=SECONDS)
    assert process.returncode == -signal.SIGKILL


def outcome(done: subprocess.CompletedProcess[str]) -> str:
    """What the run says of its outcome: on standard error where it failed, and never a stack trace."""
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout if done.returncode in (0, 3) else done.stderr


def served(data: Path) -> Snapshot:
    return open_current(DataPaths(data))


def tree(directory: Path) -> Tree:
    """Every file below with the hash of its bytes, but for what says how the last run went."""
    files = sorted(path for path in directory.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
