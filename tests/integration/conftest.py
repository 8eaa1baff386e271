"""The replay of Kolada's API as a real process, and catalogues and regions to ask it for."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from replays import SOME, SteeredReplay, etl

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator, SkrGroup
from etl.contract.schemas import REGIONS
from tests.workers import alone, common

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
REPLAY = SHARED / "kolada_replay"
RESPONSES = Path(__file__).resolve().parents[1] / "responses" / "kolada"
START_SECONDS = 240


@dataclass
class Replay:
    """A running replay: its URL, and the requests that it has had."""

    url: str
    process: subprocess.Popen[bytes]
    http: httpx.Client

    def requests(self) -> list[str]:
        return list(self.http.get(self.url.replace("/v3", "/__log__")).json()["requests"])

    def data_requests(self) -> list[str]:
        return [request for request in self.requests() if request.startswith("/v3/data/")]

    def stop(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(10)


def launch(directory: Path, program: Path, *options: str) -> Replay:
    port_file = directory / "port.txt"
    command = [sys.executable, str(program), "--port", "0", "--port-file", str(port_file), *options]
    with (directory / "replay.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log)
    deadline = time.monotonic() + START_SECONDS
    while not (port_file.exists() and port_file.read_text()):
        assert process.poll() is None, (directory / "replay.log").read_text()
        assert time.monotonic() < deadline, "the replay doesn't start"
        time.sleep(0.05)
    return Replay(f"http://127.0.0.1:{port_file.read_text()}/v3", process, httpx.Client())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the replay and its values."""
    if not (REPLAY / "serve.py").exists():
        pytest.skip(f"{REPLAY} is missing: the replay of Kolada's API lives there")
    return SHARED


@pytest.fixture(scope="session")
def replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """A replay of all values, which takes a quarter of a minute to start; where a few KPIs do there is `some`."""
    running = launch(tmp_path_factory.mktemp("replay"), shared / "kolada_replay" / "serve.py")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def real_run(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple["subprocess.CompletedProcess[str]", Path]:
    """One run over all of the replay's values for all workers, and its data directory; read that only."""
    directory = common(tmp_path_factory) / "real"
    directory.mkdir(exist_ok=True)
    with alone(directory.with_suffix(".lock")):
        outcome_file = directory / "outcome.json"
        if not outcome_file.exists():
            replay: Replay = request.getfixturevalue("replay")
            done = etl("run", "--data", str(directory / "data"), KOLADA_URL=replay.url)
            outcome_file.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
        code, out, error = json.loads(outcome_file.read_text(encoding="utf-8"))
    return subprocess.CompletedProcess((), code, out, error), directory / "data"


@pytest.fixture(scope="session")
def start_replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Replay]]:
    """Starts replays with options of their own (`--fault NAME@N-M`, `--rate 5`); all are stopped at the end."""
    running: list[Replay] = []

    def start(*options: str) -> Replay:
        running.append(launch(tmp_path_factory.mktemp("replay"), shared / "kolada_replay" / "serve.py", *options))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture(scope="session")
def steered() -> Iterator[SteeredReplay]:
    """A server with Kolada's recorded answers about `FEW`; `steer()` before use."""
    running = SteeredReplay()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def some_kpis(shared: Path) -> Iterator[SteeredReplay]:
    running = SteeredReplay(shared / "kolada_replay" / "serve.py", *SOME)
    yield running
    running.stop()


@pytest.fixture
def some(some_kpis: SteeredReplay) -> SteeredReplay:
    """The replay with the values of a few KPIs, without faults; `steer()` for others."""
    some_kpis.steer()
    return some_kpis


@pytest.fixture(scope="session")
def kolada_kpis(shared: Path) -> tuple[str, ...]:
    """The 65 KPIs of the researched list, in its order."""
    with (shared / "domain" / "indikatorer_kolada.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["kpi_id"] for row in csv.DictReader(file))


@pytest.fixture(scope="session")
def make_catalogue() -> Callable[..., Catalogue]:
    """A catalogue of the KPIs that are named, as Kolada describes them; without the shared folder only of those recorded."""
    by_id = {row["id"]: row for row in json.loads((RESPONSES / "kpi.json").read_text(encoding="utf-8"))}
    if REPLAY.exists():
        by_id = {row["id"]: row for row in pq.read_table(REPLAY / "kpi.parquet").to_pylist()} | by_id

    def make(*kpis: str) -> Catalogue:
        area = FocusArea(id="area", title="Område", short_title="Område", description="Område")
        groups = Groups(
            skr_year=2023,
            skr=(SkrGroup(code="A1", title="Storstäder", kolada_group="G92787"),),
            peers_theme="Liknande kommuner socioekonomi",
        )
        return Catalogue(focus_areas=(area,), indicators=tuple(_indicator(by_id[kpi]) for kpi in kpis), groups=groups)

    return make


def _indicator(kpi: dict[str, Any]) -> Indicator:
    return Indicator.model_validate(
        {
            "id": f"of_{kpi['id'].lower()}",
            "title": kpi["title"],
            "short_title": kpi["id"],
            "definition": kpi["title"],
            "unit": "percent",
            "decimals": 1,
            "direction": "neutral",
            "role": "core",
            "focus_area": "area",
            "sex_split": kpi["is_divided_by_gender"] in (1, "True"),
            "source": {"name": "kolada", "kpi": kpi["id"], "title": kpi["title"]},
        }
    )


@pytest.fixture(scope="session")
def all_regions() -> pa.Table:
    """Riket, 21 län and 290 kommuner; schema `REGIONS`."""
    with (RESPONSES / "municipality.csv").open(encoding="utf-8", newline="") as file:
        rows = [_region(row["id"], row["title"]) for row in csv.DictReader(file)]
    return pa.Table.from_pylist(rows, schema=REGIONS).sort_by("code")


def _region(kolada: str, name: str) -> dict[str, str | None]:
    if kolada == "0000":
        return {"code": "00", "name": name, "type": "riket", "lan": None}
    if kolada.startswith("00"):
        return {"code": kolada[2:], "name": name, "type": "lan", "lan": kolada[2:]}
    return {"code": kolada, "name": name, "type": "kommun", "lan": kolada[:2]}
