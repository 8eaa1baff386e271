"""The replay of Kolada steered from a test, so that its faults and values change without a new start; and the command line.

One that is started as a process reads its million values for seconds, and its faults are fixed by the number of the request.
Here the same server runs in a thread, holds the values of a few KPIs, and starts counting anew for each test.
"""

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from etl.contract.paths import ROOT

CATALOGUE = ROOT / "data" / "catalogue"
FEW = ("N02268", "N00973", "N00964", "N01951")
"""A share, a share of the leavers that the third counts, and the inhabitants: all four have values in the replay."""

NOWHERE = "http://127.0.0.1:9/v3"
HANG_SECONDS = 3.0
SECONDS = 180

Tree = dict[str, str]


class SteeredReplay:
    """`../shared/kolada_replay/serve.py` in a thread of this process, with the values of `FEW`."""

    def __init__(self, program: Path) -> None:
        self._serve = _module(program)
        self._handler: Any = self._serve.Handler
        self._handler.store = self._serve.Store()
        self._true = {kpi: self._handler.store.values[kpi] for kpi in FEW}
        self.steer()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients are killed, faults close sockets
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v3"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def steer(self, *faults: str, latency_ms: float = 0) -> None:
        """True values, these faults (`503@10-13`), and request number 1 comes next."""
        self._handler.options = argparse.Namespace(
            faults=[self._serve.parse_fault(fault) for fault in faults], latency_ms=latency_ms, rate=0, hang_s=HANG_SECONDS
        )
        self._handler.store.values = dict(self._true)
        self._handler.seen = 0
        self._handler.log = []

    def change(self, kpi: str, number: Callable[[float], float], *, share: float = 1.0) -> None:
        """Until steered anew, that KPI has other values, and only for the first `share` of kommuner and years."""
        cells = self._true[kpi]
        kept = sorted(cells)[: round(share * len(cells))]
        self._handler.store.values[kpi] = {place: [(sex, number(value)) for sex, value in cells[place]] for place in kept}

    def requests(self) -> list[str]:
        return list(self._handler.log)

    def data_requests(self) -> list[str]:
        return [request for request in self.requests() if request.startswith("/v3/data/")]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _module(program: Path) -> Any:
    spec = importlib.util.spec_from_file_location("kolada_replay_serve", program)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def trimmed_catalogue(directory: Path, *kpis: str) -> Path:
    """A copy of the catalogue in which only the indicators of those KPIs are left."""
    (directory / "indicators").mkdir(parents=True)
    for name in ("focus_areas.yaml", "groups.yaml"):
        (directory / name).write_bytes((CATALOGUE / name).read_bytes())
    entries = [
        entry
        for file in sorted((CATALOGUE / "indicators").glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
        if entry["source"]["kpi"] in kpis
    ]
    assert len(entries) == len(kpis)
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
    (directory / "indicators" / "few.yaml").write_text(text, encoding="utf-8")
    return directory


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "etl", *arguments]


def surroundings(**settings: str) -> dict[str, str]:
    """This process's environment with those settings of ours and no others."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KOLLEN_", "KOLADA_"))}
    return {**own, "KOLADA_RATE": "0", **settings}


def etl(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`python -m etl ...` with those environment variables, warnings as errors."""
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=surroundings(**settings), capture_output=True, text=True, timeout=SECONDS, check=False
    )


def start_etl(*arguments: str, **settings: str) -> "subprocess.Popen[str]":
    """The same, not waited for."""
    return subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=surroundings(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def tree(directory: Path) -> Tree:
    """Every file below with the hash of its bytes."""
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
