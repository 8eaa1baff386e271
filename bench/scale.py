"""Areas below the kommun at a country's scale, beside plain pandas and DuckDB: `python -m bench.scale [INDICATORS ...]`.

6,160 made-up areas in the 290 kommuner, 25 years, total, women and men: 462,000 rows an indicator. Ours completes, checks and
protects with cover, and writes; the others only hide 1-4 persons, sort and write, which is the most that a few lines of theirs
do. Each is a process of its own; memory is the sum of its processes at their peaks, µs a row are the processors'. pandas is left
out where it has no room. A page is what is read for one kommun's table of areas, the median of `KOMMUNER`.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.child import MAXRSS_UNIT, measure
from etl import geography
from etl.areas.executors import executor, in_order
from etl.areas.steps import Job, packed, published
from etl.contract.catalogue import Indicator
from etl.contract.codes import RegionType
from etl.contract.reader import Snapshot
from etl.contract.schemas import HARVEST, REGIONS
from etl.contract.whole import MANIFEST

AREAS: Final = 6_160
YEARS: Final = tuple(str(year) for year in range(2000, 2025))
SEXES: Final = ("T", "K", "M")
SIZES: Final = (2, 22, 300)
MOST_FOR_PANDAS: Final = 30
KOMMUNER: Final = ("0114", "0180", "0484", "1280", "1480", "2584")
PEERS: Final = ("ours", "pandas", "duckdb")
SMALL: Final = 0.02
"""Of the numbers so many are below ten: two in a hundred."""


def regions() -> pa.Table:
    """The areas (schema `REGIONS`), shared out evenly among the kommuner."""
    table = geography.regions()
    kommuner = [row["code"] for row in table.to_pylist() if row["type"] == RegionType.MUNICIPALITY]
    codes = sorted(f"{kommuner[number % len(kommuner)]}C{number // len(kommuner):04}" for number in range(AREAS))
    rows = [{"code": code, "name": code, "type": "deso", "lan": code[:2]} for code in codes]
    return pa.Table.from_pylist(rows, schema=REGIONS)


def name_of(number: int) -> str:
    """An indicator's id."""
    return f"antal_{number}"


def entry_of(number: int) -> Indicator:
    """A number of persons as the catalogue has it."""
    source = {"name": "scb", "tables": ["TAB9001"], "title": "Prov", "areas": "deso"}
    words = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    own = {"id": name_of(number), "unit": "count", "decimals": 0, "direction": "neutral", "role": "context", "sex_split": True}
    return Indicator.model_validate({**words, **own, "focus_area": "kontext", "source": source})


def write_answers(directory: Path, count: int) -> None:
    """What a source could answer: a file an indicator, schema `HARVEST`."""
    codes = regions()["code"].to_numpy()
    cells = len(codes) * len(YEARS)
    for number in range(count):
        rng = np.random.default_rng(number)
        women, men = (
            np.where(rng.random(cells) < SMALL, rng.integers(0, 10, cells), rng.lognormal(5, 0.6, cells) + 20).round()
            for _ in range(2)
        )
        values = np.concatenate([women + men, women, men])
        rows = len(values)
        columns = {
            "indicator": pa.repeat(name_of(number), rows),
            "region": pa.array(np.tile(np.repeat(codes, len(YEARS)), 3)),
            "period": pa.array(np.tile(np.array(YEARS), len(codes) * 3)),
            "sex": pa.array(np.repeat(np.array(SEXES), cells)),
            "value": pa.array(values),
            "status": pa.repeat("ok", rows),
            "reason": pa.nulls(rows, pa.string()),
        }
        pq.write_table(pa.table(columns, schema=HARVEST), directory / f"{name_of(number)}.parquet", compression="zstd")


def ours(answers: Path, out: Path, count: int) -> Callable[[str], object]:
    """The steps of a run, on the processes that a run takes."""
    areas = regions()
    (out / "areas").mkdir()

    def jobs() -> Iterator[Job]:
        for number in range(count):
            yield Job((entry_of(number),), packed(pq.read_table(answers / f"{name_of(number)}.parquet")), areas)

    with executor(count) as where:
        for done in in_order(published, jobs(), where):
            for name, content in done.files.items():
                (out / "areas" / f"{name}.parquet").write_bytes(content)
    (out / MANIFEST).write_text("{}", encoding="utf-8")
    snapshot = Snapshot("bench", out)
    return lambda kommun: snapshot.area_observations(name_of(count - 1), kommun).to_pylist()


def with_pandas(answers: Path, out: Path, _count: int) -> Callable[[str], object]:
    """Everything in one frame, and in one file."""
    import pandas as pd

    frame = pd.concat([pd.read_parquet(file) for file in sorted(answers.glob("*.parquet"))])
    few = frame["value"].between(1, 4)
    frame.loc[few, "status"] = "suppressed"
    frame.loc[few, "value"] = None
    file = out / "all.parquet"
    frame.sort_values(["indicator", "region", "period", "sex"]).to_parquet(file, compression="zstd", index=False)
    wanted = str(frame["indicator"].iloc[-1])

    def page(kommun: str) -> object:
        chosen = pd.read_parquet(file)
        return chosen[(chosen["indicator"] == wanted) & chosen["region"].str.startswith(kommun)].to_dict("records")

    return page


def with_duckdb(answers: Path, out: Path, count: int) -> Callable[[str], object]:
    """One statement, one file; at most 1.5 GB of memory, as we may have."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '1.5GB'; SET temp_directory = '{out}/temp'")
    connection.execute(f"""COPY (
        SELECT indicator, region, period, sex, CASE WHEN value BETWEEN 1 AND 4 THEN NULL ELSE value END AS value,
               CASE WHEN value BETWEEN 1 AND 4 THEN 'suppressed' ELSE status END AS status
        FROM read_parquet('{answers}/*.parquet') ORDER BY indicator, region, period, sex
    ) TO '{out}/all.parquet' (FORMAT parquet, COMPRESSION zstd)""")  # noqa: S608 - names of our own
    question = f"SELECT * FROM read_parquet('{out}/all.parquet') WHERE indicator = ? AND region >= ? AND region < ?"  # noqa: S608

    def page(kommun: str) -> object:
        return connection.execute(question, [name_of(count - 1), kommun, f"{kommun}S"]).fetchall()

    return page


WAYS: Final = {"ours": ours, "pandas": with_pandas, "duckdb": with_duckdb}


def one(way: str, answers: Path, count: int) -> dict[str, float]:
    """What one way takes, in this process."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        began = time.perf_counter()
        page = WAYS[way](answers, out, count)
        built = time.perf_counter() - began
        times = [_timed(page, kommun) for kommun in KOMMUNER]
        size = sum(file.stat().st_size for file in out.rglob("*.parquet"))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processes = min(os.cpu_count() or 1, count) if children.ru_maxrss else 0
    return {
        "seconds": built,
        "cpu": sum(each.ru_utime + each.ru_stime for each in (own, children)),
        "memory_mb": (own.ru_maxrss + processes * children.ru_maxrss) * MAXRSS_UNIT / 1e6,
        "page_ms": 1000 * statistics.median(times),
        "size_mb": size / 1e6,
    }


def _timed(page: Callable[[str], object], kommun: str) -> float:
    began = time.perf_counter()
    page(kommun)
    return time.perf_counter() - began


def main() -> None:
    """Print a line a size and way."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("indicators", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--one", nargs=2, metavar=("WAY", "DIRECTORY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one[0], Path(options.one[1]), options.indicators[0])))
        return
    print(f"{'rows':>12}  {'way':8}{'seconds':>9}{'of CPU':>9}{'µs a row':>10}{'memory MB':>11}{'page ms':>9}{'files MB':>10}")
    for count in options.indicators:
        with tempfile.TemporaryDirectory() as name:
            write_answers(Path(name), count)
            for way in PEERS:
                if way == "pandas" and count > MOST_FOR_PANDAS:
                    continue
                done = measure([sys.executable, "-m", "bench.scale", str(count), "--one", way, name], {})
                found = json.loads(done.last_line)
                rows = count * AREAS * len(YEARS) * len(SEXES)
                print(
                    f"{rows:>12,}  {way:8}{found['seconds']:>9.1f}{found['cpu']:>9.1f}{1e6 * found['cpu'] / rows:>10.2f}"
                    f"{found['memory_mb']:>11,.0f}{found['page_ms']:>9.1f}{found['size_mb']:>10.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
