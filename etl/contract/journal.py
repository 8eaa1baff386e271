"""The journal of what came with each version: which versions it tells of, and the reader of its rows."""

import functools
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from etl.contract import clock
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot
from etl.contract.schemas import JOURNAL

METADATA: Final = b"journal"
"""Where in the file's metadata it says what `Journal` says."""


@dataclass(frozen=True)
class Entry:
    """A version when it came into service: `at` is UTC, ISO 8601. The same version may have come twice."""

    number: int
    version: str
    at: str


@dataclass(frozen=True)
class Journal:
    """The versions that the journal tells of, the oldest first: its rows are what came with each but the first.

    `stamp` is the file's time and size.
    """

    file: Path
    stamp: tuple[int, int]
    demo: bool
    entries: tuple[Entry, ...]

    @property
    def head(self) -> Entry:
        """The newest."""
        return self.entries[-1]

    def latest(self, version: str) -> Entry | None:
        """When a version last came into service, as far as the journal tells."""
        return next((entry for entry in reversed(self.entries) if entry.version == version), None)

    def since(self, day: str) -> Entry | None:
        """The version in service when a day (`2026-11-21`, in Sweden) began; None where that is before the journal begins."""
        return next(
            (entry for entry in reversed(self.entries) if clock.day_of(datetime.fromisoformat(entry.at)).isoformat() < day), None
        )

    def rows(self, region: str) -> pa.Table:
        """What has come for a region, schema `JOURNAL`."""
        return _rows(self.file, self.stamp, region)


def read_journal(paths: DataPaths, current: Snapshot) -> Journal | None:
    """The journal; None where there is none that ends in the version in service, as right after it was published."""
    try:
        stat = paths.journal.stat()
        found = _read(paths.journal, (stat.st_mtime_ns, stat.st_size))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None
    return found if found.entries and found.head.version == current.version and found.demo == current.demo else None


def metadata(demo: bool, entries: tuple[Entry, ...]) -> dict[bytes, bytes]:
    """What the file says of itself."""
    content: dict[str, Any] = {"demo": demo, "entries": [[entry.number, entry.version, entry.at] for entry in entries]}
    return {METADATA: json.dumps(content).encode()}


@functools.lru_cache(maxsize=8)
def _read(file: Path, stamp: tuple[int, int]) -> Journal:
    content = json.loads(pq.read_schema(file).metadata[METADATA])
    entries = tuple(Entry(int(number), str(version), str(at)) for number, version, at in content["entries"])
    return Journal(file, stamp, bool(content["demo"]), entries)


@functools.lru_cache(maxsize=128)
def _rows(file: Path, stamp: tuple[int, int], region: str) -> pa.Table:  # noqa: ARG001 - a changed file is another one
    table = pq.read_table(file, filters=[("region", "==", region)])
    return table.replace_schema_metadata(None).cast(JOURNAL)
