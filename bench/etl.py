"""The whole ETL, from start to published, beside the PyPI client koladapy doing only the fetch of the same values.

Both ask the replay of Kolada, in fresh processes, taking turns; medians of `ROUNDS` are printed with their ratio.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.child import Measured, measure
from bench.replay import Replay, replay
from bench.surroundings import REPLAY, catalogue, skip_without

ROUNDS = 3
YEARS = range(2000, 2026)
NOWHERE = "http://127.0.0.1:9"
"""Where nobody answers: the run goes on without SCB."""


@dataclass(frozen=True)
class Round:
    """One run and the data requests it made."""

    run: Measured
    requests: int


def run_ours(server: Replay, data: str) -> Measured:
    """`python -m etl run` into the empty directory `data`, no limit on the rate of requests."""
    environment = {"KOLLEN_DATA": data, "KOLADA_URL": server.url, "KOLADA_RATE": "0", "SCB_URL": NOWHERE}
    return measure([sys.executable, "-m", "etl", "run", "--source", "kolada"], environment)


def _ours(server: Replay) -> Measured:
    with tempfile.TemporaryDirectory() as data:
        return run_ours(server, data)


def _koladapy(server: Replay) -> Measured:
    job = {
        "base_url": f"{server.url}/",
        "kpis": [entry.source.reference for entry in catalogue().of_source("kolada")],
        "municipalities": server.municipalities(),
        "years": list(YEARS),
    }
    return measure([sys.executable, "-m", "bench.koladapy_fetch", json.dumps(job)], {})


def _counted(run: Callable[[Replay], Measured], server: Replay) -> Round:
    before = server.data_requests()
    measured = run(server)
    return Round(measured, server.data_requests() - before)


def _line(name: str, rounds: Sequence[Round]) -> tuple[float, float]:
    seconds = statistics.median(entry.run.seconds for entry in rounds)
    peak = statistics.median(entry.run.peak_mb for entry in rounds)
    print(f"{name:34} {seconds:7.2f} s {peak:7.0f} MB {rounds[-1].requests:5d} data requests   {rounds[-1].run.last_line}")
    return seconds, peak


def main() -> None:
    """Print both sides and the ratio."""
    skip_without(REPLAY)
    ours: list[Round] = []
    theirs: list[Round] = []
    with replay() as server:
        for _ in range(ROUNDS):
            theirs.append(_counted(_koladapy, server))
            ours.append(_counted(_ours, server))
    print(
        f"ETL, {len(catalogue().indicators)} KPIs, {YEARS[0]}-{YEARS[-1]}: median of {ROUNDS} runs, peak of the largest process"
    )
    their_seconds, their_peak = _line("koladapy, only the fetch", theirs)
    our_seconds, our_peak = _line("Integrationskollen, to published", ours)
    print(f"{'ratio, ours to koladapy':34} {our_seconds / their_seconds:7.2f}   {our_peak / their_peak:7.2f}")


if __name__ == "__main__":
    main()
