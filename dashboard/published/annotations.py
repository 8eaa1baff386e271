"""Comments that strategists have written on figures: read anew when a file changes; whether each is still of what is shown."""

import datetime
import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.published import changed, queries
from etl.contract import clock
from etl.contract.journal import read_journal
from etl.contract.notes import FILE_NAME, Known, Note, read_notes
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, open_version
from etl.contract.remembered import remembered

OTHER: Final = "Kan vara inaktuell: siffran är en annan nu än när kommentaren skrevs."
UNKNOWN: Final = "Kan vara inaktuell: versionen som kommentaren skrevs till finns inte kvar, så siffran kan inte jämföras."
UNREAD: Final = "En eller flera kommentarer kunde inte läsas och visas inte. Den som sköter tjänsten kan se varför."


class Annotation(NamedTuple):
    """A comment on a region's figure; `doubt` says why it may be out of date."""

    region: str
    note: Note
    doubt: str | None


@dataclass(frozen=True)
class Annotations:
    """The comments on some regions' figures, and whether any could not be read."""

    found: tuple[Annotation, ...] = ()
    unread: bool = False

    def of(self, indicator: str) -> tuple[Annotation, ...]:
        """Those on one indicator."""
        return tuple(one for one in self.found if one.note.indicator == indicator)


NONE: Final = Annotations()


def read(paths: DataPaths, snapshot: Snapshot, regions: Iterable[str], indicators: Iterable[str] | None = None) -> Annotations:
    """The comments on the figures of some kommuner or län (and of some indicators alone), held against a version's figures."""
    stamps = _stamps(paths.notes)
    wanted = [code for code in regions if code in stamps]
    if not wanted:
        return NONE
    own = None if indicators is None else frozenset(indicators)
    read = {code: _read(paths, stamps[code], code) for code in wanted}
    found = [
        Annotation(code, note, _doubt(paths, snapshot, code, note))
        for code, (notes, _) in read.items()
        for note in notes
        if own is None or note.indicator in own
    ]
    return Annotations(tuple(found), any(unread for _, unread in read.values()))


def _stamps(directory: Path) -> dict[str, tuple[int, int]]:
    """The files' times and sizes by code."""
    try:
        with os.scandir(directory) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if FILE_NAME.match(entry.name)]
    except OSError:
        return {}
    return {name.removesuffix(".yaml"): (stat.st_mtime_ns, stat.st_size) for name, stat in found}


def _read(paths: DataPaths, stamp: tuple[int, int], code: str) -> tuple[tuple[Note, ...], bool]:
    today = clock.today()
    return _read_once(paths.notes / f"{code}.yaml", stamp, queries.current(paths), today)


@functools.lru_cache(maxsize=512)
def _read_once(
    file: Path,
    stamp: tuple[int, int],  # noqa: ARG001 - a changed file is another one
    snapshot: Snapshot,
    today: datetime.date,
) -> tuple[tuple[Note, ...], bool]:
    notes, faults = read_notes(file, Known(snapshot.catalogue, queries.regions(snapshot), today))
    return tuple(sorted(notes, key=lambda note: (note.indicator, note.period, note.date), reverse=True)), bool(faults)


def _doubt(paths: DataPaths, snapshot: Snapshot, region: str, note: Note) -> str | None:
    """Why the comment may be out of date, None where its figure is the one that is shown."""
    if note.version == snapshot.version:
        return None
    try:
        then = open_version(paths, note.version)
    except UnavailableError:
        return _doubt_by_journal(paths, snapshot, region, note)
    if then.demo != snapshot.demo:
        return UNKNOWN
    return None if _figures(then, region, note) == _figures(snapshot, region, note) else OTHER


def _doubt_by_journal(paths: DataPaths, snapshot: Snapshot, region: str, note: Note) -> str | None:
    """Of a version that is gone the journal may still tell whether the figure has changed since."""
    journal = read_journal(paths, snapshot)
    entry = journal.latest(note.version) if journal else None
    if journal is None or entry is None:
        return UNKNOWN
    cells = (one.cell for one in changed.changes(journal, region, entry))
    return OTHER if any((cell.indicator, cell.period) == (note.indicator, note.period) for cell in cells) else None


@remembered(512)
def _figures(snapshot: Snapshot, region: str, note: Note) -> tuple[tuple[str, float | None, str], ...]:
    """Value and status by sex of what a comment is on."""
    if snapshot.catalogue.indicator(note.indicator) is None:
        return ()
    table: pa.Table = snapshot.observations(note.indicator)
    rows = table.filter(pc.and_(pc.equal(table["region"], region), pc.equal(table["period"], note.period)))
    return tuple(zip(*(rows[name].to_pylist() for name in ("sex", "value", "status")), strict=True))
