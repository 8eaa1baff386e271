"""The whole run: Kolada from the replay, made-up answers of SCB's, a year's reports of every kommun in the inbox, to published.

SCB allows three questions a second and is asked at that rate; Kolada's limit is lifted. Medians of `ROUNDS`.
"""

import csv
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.child import Measured, measure
from bench.replay import Replay, replay
from bench.scb import scb, tables_of
from bench.surroundings import REPLAY, catalogue, skip_without
from etl import geography
from etl.contract.codes import RIKET, RegionType
from etl.sources.demo.reports import KOMMUNER, DemoReporter
from etl.sources.inbox.definition import load_definition

ROUNDS: Final = 3
YEAR: Final = "2024"


def write_reports(inbox: Path) -> int:
    """A CSV file a kommun, of the demo's reports of a year in turn; how many rows there are in all."""
    regions = geography.regions()
    kinds = zip(regions["code"].to_pylist(), regions["type"].to_pylist(), strict=True)
    kommuner = [code for code, kind in kinds if kind == RegionType.MUNICIPALITY]
    made_up = [row for row in DemoReporter().report(regions).table.to_pylist() if row["period"].startswith(YEAR)]
    known = {column.id: column.field for column in load_definition().columns}
    inbox.mkdir(parents=True)
    rows_written = 0
    for position, kommun in enumerate(kommuner):
        model = sorted(KOMMUNER)[position % len(KOMMUNER)]
        rows = [{**row, "region": kommun} for row in made_up if row["region"] == model]
        with (inbox / f"{kommun}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(known)
            writer.writerows([row.get(field) for field in known.values()] for row in rows)
        rows_written += len(rows)
    return rows_written


def _run(server: Replay, scb_url: str) -> tuple[Measured, int]:
    with tempfile.TemporaryDirectory() as data:
        rows = write_reports(Path(data) / "inbox")
        environment = {"KOLLEN_DATA": data, "KOLADA_URL": server.url, "KOLADA_RATE": "0", "SCB_URL": scb_url}
        return measure([sys.executable, "-m", "etl", "run"], environment), rows


def main() -> None:
    """Print seconds and peak memory."""
    skip_without(REPLAY)
    regions = geography.regions()["code"].to_pylist()
    with replay() as server, scb(tables_of(catalogue(), [*regions, *([] if RIKET in regions else [RIKET])])) as url:
        rounds = [_run(server, url) for _ in range(ROUNDS)]
    seconds = statistics.median(run.seconds for run, _ in rounds)
    peak = statistics.median(run.peak_mb for run, _ in rounds)
    print(f"Kolada, SCB and {rounds[0][1]:,} rows of reports, to published: {seconds:.1f} s, {peak:.0f} MB, median of {ROUNDS}")
    print(rounds[-1][0].last_line)


if __name__ == "__main__":
    main()
