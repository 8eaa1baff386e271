"""Reading the whole inbox: every file judged, resubmissions settled, faults written beside the refused ones.

The directory is the state. All its files are read at each run, and a file's fate depends on its own content alone (with the
register of kommuner and the day), never on other files or earlier runs. Two things build on that:

- Of several files that report the same kommun and quarter, the newest counts whole: the one changed last, by the file's time of
  change; of the same time, the one whose name comes last. The others' rows for that kommun and quarter are left out.
- A file that was accepted and is then spoilt under the same name counts as it was when accepted (see `memory`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import clock
from etl.contract.catalogue import load_catalogue
from etl.contract.codes import RegionType
from etl.contract.paths import catalogue_path
from etl.contract.schemas import REPORTS
from etl.contract.strategies import load_strategies
from etl.harvest import SourceError
from etl.sources.inbox import memory
from etl.sources.inbox.coherence import findings
from etl.sources.inbox.definition import KEY, Definition, load_definition
from etl.sources.inbox.fault_files import OURS
from etl.sources.inbox.faults import Fault, in_order, visible
from etl.sources.inbox.form import Formed, Row, Surroundings, form
from etl.sources.inbox.goals.reading import GoalReading, is_strategy, read_strategy
from etl.sources.inbox.goals.sheets import Known, codes_by_name
from etl.sources.inbox.plausibility import Sent, oddities
from etl.sources.inbox.reading import Reading, read_file
from etl.sources.inbox.traces import Refused, leave_traces

OTHERS: Final = re.compile(r"\.|~\$|(?:ehthumbs|thumbs)\.db$|desktop\.ini$|.+\.(?:tmp|crdownload|part)$", re.IGNORECASE)
"""Names of what file systems, spreadsheets and browsers leave beside the files of people."""

Claim = tuple[str, str]
"""A kommun and a quarter that a file reports."""


BATCH: Final = 50
"""Files read together: of more the cells would fill the memory, of fewer the schema's checks would cost more than the rows."""


@dataclass(frozen=True)
class Replacement:
    """A kommun's quarter in `file` that a newer file, `by`, replaces; `lost_types` were reported in the older one only."""

    region: str
    period: str
    file: str
    by: str
    lost_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inbox:
    """What the inbox holds. `table` has the schema `REPORTS`.

    `accepted` are the files taken in, by name; `refused` has every fault by file, and `warnings` what looks odd in those taken
    in. `kept` are refused files of which the last accepted version still counts. `remarks` are lines for who runs the ETL.
    `strategies` are those that count of the strategies that were entered in workbooks.
    """

    table: pa.Table
    accepted: tuple[str, ...]
    refused: Mapping[str, tuple[Fault, ...]]
    replaced: tuple[Replacement, ...]
    warnings: Mapping[str, tuple[Fault, ...]]
    kept: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    strategies: tuple[GoalReading, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A file that was read: its rows, or its faults; `changed` is its time of change in nanoseconds."""

    file: Path
    reading: Reading
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    changed: int

    @property
    def name(self) -> str:
        """The file's name, fit to be shown."""
        return self.reading.name

    def claims(self) -> dict[Claim, list[Row]]:
        """The rows by what they claim."""
        claimed: dict[Claim, list[Row]] = {}
        for row in self.rows:
            claimed.setdefault((str(row.code("region")), str(row.code("period"))), []).append(row)
        return claimed


def read_inbox(directory: Path, regions: pa.Table, *, today: date | None = None) -> Inbox:
    """Read all files of the inbox; `regions` has the schema `REGIONS`. A missing directory is an empty inbox.

    Beside each refused file its faults are written, and those of mended files are removed. What other
    programs leave there (`OTHERS`), and the fault files themselves, are no submissions.

    Raises:
        SourceError: the directory can't be listed.
        CatalogueError: the catalogue's definition of the columns can't be used.

    """
    definition = load_definition()
    surroundings = Surroundings(_kommuner(regions), today or clock.today())
    files = _submissions(directory)
    goals = read_strategies([file for file in files if is_strategy(file)], regions, surroundings.today)
    judged = judge([file for file in files if file not in goals], definition, surroundings)
    refused = [*(one.file for one in judged if one.faults), *(file for file, one in goals.items() if one.faults)]
    copies = memory.remembered(directory, {file.name for file in refused})
    former = read_strategies([file for file in copies if is_strategy(file)], regions, surroundings.today)
    earlier = judge([file for file in copies if file not in former], definition, surroundings)
    counted = [one for one in (*judged, *earlier) if not one.faults]
    winners, replaced = settle(counted)
    strategies, superseded = settle_strategies({**former, **goals})
    accepted = [*(one.file for one in judged if not one.faults), *(file for file, one in goals.items() if not one.faults)]
    told = [Refused(one.file, (one.reading.grid,) if one.reading.grid else (), one.faults) for one in judged if one.faults]
    told += [Refused(file, one.grids, one.faults) for file, one in goals.items() if one.faults]
    kept = [*(one.name for one in earlier if not one.faults), *(one.name for one in former.values() if not one.faults)]
    return Inbox(
        table=_table(winners, {one.name: _day(one.changed) for one in counted}),
        accepted=tuple(visible(file.name) for file in accepted),
        refused={visible(one.file.name): one.faults for one in told},
        replaced=replaced,
        warnings={**_warnings(winners, counted, definition), **{one.name: one.warnings for one in strategies if one.warnings}},
        kept=tuple(kept),
        remarks=(*superseded, *leave_traces(directory, accepted, told)),
        strategies=strategies,
    )


def read_strategies(files: Sequence[Path], regions: pa.Table, today: date) -> dict[Path, GoalReading]:
    """Read the workbooks with strategies; the catalogue, which they are held against, is read where there are any.

    Raises:
        CatalogueError: the catalogue can't be used.

    """
    if not files:
        return {}
    catalogue = load_catalogue(catalogue_path())
    own = load_strategies(catalogue_path(), catalogue)
    taken = frozenset(entry.id for entry in (*own.strategies, *own.drafts))
    known = Known(catalogue, taken, codes_by_name(regions), today)
    return {file: read_strategy(file, known) for file in files}


def settle_strategies(readings: Mapping[Path, GoalReading]) -> tuple[tuple[GoalReading, ...], tuple[str, ...]]:
    """The strategies that count, by id, and a line for each file that a newer one with the same title replaces."""
    winners: dict[str, GoalReading] = {}
    lines = []
    for _, one in sorted(readings.items(), key=lambda each: (_changed(each[0]), each[0].name), reverse=True):
        if one.strategy is None:
            continue
        newer = winners.setdefault(one.strategy.id, one)
        if newer is not one:
            lines.append(f"inbox: {one.name} is replaced by {newer.name}, which is newer: both are {one.strategy.title!r}")
    return tuple(one for _, one in sorted(winners.items())), tuple(lines)


def judge(files: Sequence[Path], definition: Definition, surroundings: Surroundings) -> list[Judged]:
    """Read the files, some at a time, and hold them against all rules; a file has either rows or faults."""
    batches = (files[start : start + BATCH] for start in range(0, len(files), BATCH))
    return [one for batch in batches for one in _judge(batch, definition, surroundings)]


def _judge(files: Sequence[Path], definition: Definition, surroundings: Surroundings) -> list[Judged]:
    readings = [read_file(file, definition) for file in files]
    submissions = [reading.submission for reading in readings if reading.submission is not None]
    formed = iter(form(submissions, definition, surroundings) if submissions else ())
    return [_judged(file, reading, formed, definition) for file, reading in zip(files, readings, strict=True)]


def settle(counted: Sequence[Judged]) -> tuple[list[Sent], tuple[Replacement, ...]]:
    """The rows that count, with their file's name, and what newer files replace."""
    winners: dict[Claim, tuple[str, list[Row]]] = {}
    replaced = []
    for one in sorted(counted, key=lambda one: (one.changed, one.name), reverse=True):
        for claim, rows in one.claims().items():
            if claim in winners:
                by, newer = winners[claim]
                lost = sorted({str(row.code("type")) for row in rows} - {str(row.code("type")) for row in newer})
                replaced.append(Replacement(*claim, file=one.name, by=by, lost_types=tuple(lost)))
            else:
                winners[claim] = (one.name, rows)
    sent = [(name, row) for _, (name, rows) in sorted(winners.items()) for row in rows]
    return sent, tuple(sorted(replaced, key=lambda each: (each.region, each.period, each.file)))


def _kommuner(regions: pa.Table) -> frozenset[str]:
    return frozenset(regions.filter(pc.field("type") == RegionType.MUNICIPALITY.value)["code"].to_pylist())


def _submissions(directory: Path) -> list[Path]:
    try:
        files = sorted(directory.iterdir()) if directory.exists() else []
    except OSError as error:
        raise SourceError(f"inbox: {directory} can't be listed ({error.strerror}); it must be a readable directory") from error
    return [file for file in files if not OTHERS.match(file.name) and not OURS.search(file.name)]


def _judged(file: Path, reading: Reading, formed: Iterator[Formed], definition: Definition) -> Judged:
    faults = list(reading.faults)
    told = {(fault.row, fault.letter) for fault in faults}
    rows: tuple[Row, ...] = ()
    if reading.submission is not None:
        mine = next(formed)
        found = findings(mine.rows, definition)
        placed = [reading.submission.fault(one.allowed, one.row, definition.headers[one.field]) for one in found]
        faults += [*(fault for fault in mine.faults if (fault.row, fault.letter) not in told), *placed]
        rows = mine.rows
    kept = reading if faults else replace(reading, grid=None)
    return Judged(file, kept, () if faults else rows, in_order(faults), _changed(file))


def _changed(file: Path) -> int:
    """The time of change; a file that has just vanished, and so could not be read, has none."""
    try:
        return file.lstat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _day(changed: int) -> date:
    return clock.day_of(datetime.fromtimestamp(changed / 1e9, UTC))


def _table(sent: Iterable[Sent], days: Mapping[str, date]) -> pa.Table:
    rows = [{**row.values, "file": name, "row": row.number, "reported_on": days[name]} for name, row in sent]
    return pa.Table.from_pylist(rows, schema=REPORTS).sort_by([(field, "ascending") for field in KEY])


def _warnings(sent: Sequence[Sent], counted: Sequence[Judged], definition: Definition) -> dict[str, tuple[Fault, ...]]:
    submissions = {one.name: one.reading.submission for one in counted}
    found: dict[str, list[Fault]] = {}
    for name, odd in oddities(sent, definition):
        submission = submissions[name]
        if submission is not None:
            found.setdefault(name, []).append(submission.fault(odd.allowed, odd.row, definition.headers[odd.field]))
    return {name: in_order(faults) for name, faults in sorted(found.items())}
