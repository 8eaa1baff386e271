"""The journal (`published/journal.parquet`): what came with each version, carried on at every publishing, less what must go.

An older version that lies beside a newer one may give hidden values away, and then goes (`etl.versions.history`). The journal
outlives it, so where values are protected strictly no value of an older version stays in it if any cell of the same persons
has been hidden in one version and shown in another since: the rule of `etl.versions.changes`, over all versions that the
journal tells of. No value at all stays of a cell that is hidden now.
"""

import os
from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.contract.catalogue import Catalogue
from etl.contract.journal import Entry, Journal, metadata, read_journal
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, open_current, open_version
from etl.contract.schemas import JOURNAL
from etl.versions.changes import HIDDEN, SHOWN, blanked, kin, strictly
from etl.versions.publish import Comparison, PublishError, now
from etl.versions.validation_changes import silent

MOST_ENTRIES: Final = 25
MOST_ROWS: Final = 400_000
"""Older entries go when there are more rows than this; those of the newest stay however many."""

ROWS_READ_AT_ONCE: Final = 20_000
CELL: Final = ("indicator", "region", "period", "sex", "type", "step", "measure")
ORDER: Final = [(name, "ascending") for name in ("region", "entry", "indicator", "period", "sex", "type", "step", "measure")]


def record(paths: DataPaths, comparison: Comparison | None) -> None:
    """Carry the journal on to the version in service, with what differs from the one before; nothing to do where it is there.

    Where the journal can't be continued (there is none, it is damaged, it ends elsewhere, the values are of another kind) it
    begins anew. The caller holds the run lock.

    Raises:
        PublishError: the disk refused; the version in service stays, and the next run carries the journal on.
        UnavailableError: nothing is in service.

    """
    current = open_current(paths)
    if read_journal(paths, current) is not None:
        return
    before = _before(paths, current, comparison)
    if before is None:
        _write(paths, current.demo, (Entry(1, current.version, current.manifest["built_at"]),), JOURNAL.empty_table())
        return
    journal, made = before
    number = journal.head.number + 1
    rows = pa.concat_tables([_all_rows(journal), _numbered(made, number)])
    entries, rows = _bounded((*journal.entries, Entry(number, current.version, _came(current, journal))), rows)
    _write(paths, current.demo, entries, protected(current.catalogue, rows))


def _before(paths: DataPaths, current: Snapshot, comparison: Comparison | None) -> tuple[Journal, Comparison] | None:
    """The journal as it is, and what differs from its end; None where it has to begin anew.

    A run that died right after publishing leaves the comparison beside the version.
    """
    beside = _beside(current)
    for found in (comparison, beside):
        journal = _ending_in(paths, found.since) if found else None
        if found and journal and journal.demo == current.demo and _whole(journal):
            return journal, found
    if beside is None or paths.journal.exists():
        return None
    try:
        since = open_version(paths, beside.since)
    except UnavailableError:
        return None
    return Journal(paths.journal, (0, 0), current.demo, (Entry(1, since.version, since.manifest["built_at"]),)), beside


def _beside(current: Snapshot) -> Comparison | None:
    files = current.manifest.get("changes")
    return Comparison(files["since"], current.changes(), current.validation_changes()) if files else None


def _whole(journal: Journal) -> bool:
    try:
        _all_rows(journal)
    except (OSError, pa.ArrowException):
        return False
    return True


def _ending_in(paths: DataPaths, version: str) -> Journal | None:
    try:
        return read_journal(paths, open_version(paths, version))
    except UnavailableError:
        return None


def _came(current: Snapshot, journal: Journal) -> str:
    """When the version in service came: when it was built, or now, where an older one has come back."""
    built = str(current.manifest["built_at"])
    return built if built >= journal.head.at else now()


def _all_rows(journal: Journal) -> pa.Table:
    if len(journal.entries) < 2:
        return JOURNAL.empty_table()
    return pq.read_table(journal.file).replace_schema_metadata(None).cast(JOURNAL)


def _numbered(comparison: Comparison, number: int) -> pa.Table:
    """Both tables of a comparison as rows of one entry."""
    return pa.concat_tables([_as_journal(table, number) for table in (comparison.changes, comparison.validation)])


def _as_journal(table: pa.Table, number: int) -> pa.Table:
    rows = len(table)
    given = {"entry": pa.repeat(pa.scalar(number), rows)}
    columns = [
        given.get(field.name, table[field.name] if field.name in table.column_names else pa.nulls(rows, field.type))
        for field in JOURNAL
    ]
    return pa.table(columns, schema=JOURNAL)


def _bounded(entries: Sequence[Entry], rows: pa.Table) -> tuple[tuple[Entry, ...], pa.Table]:
    """The newest entries, so many that their rows are not too many; the first is what the rows of the next differ from."""
    kept = list(entries)[-MOST_ENTRIES:]
    while len(kept) > 2 and _after(rows, kept[0]).num_rows > MOST_ROWS:
        kept.pop(0)
    return tuple(kept), _after(rows, kept[0])


def _after(rows: pa.Table, entry: Entry) -> pa.Table:
    return rows.filter(pc.greater(rows["entry"], entry.number))


def protected(catalogue: Catalogue, rows: pa.Table) -> pa.Table:
    """The rows (schema `JOURNAL`) without the values of older versions that, with the others, could give hidden ones away.

    The newest entry's new values are those in service, and stay.
    """
    if not len(rows):
        return rows
    hushed = _hushed(catalogue, rows)
    older = pc.less(rows["entry"], pc.max(rows["entry"]))
    for column, silenced in (("old_value", hushed), ("new_value", pc.and_(hushed, older))):
        field = JOURNAL.get_field_index(column)
        rows = rows.set_column(field, JOURNAL.field(field), blanked(rows[column], silenced))
    return rows


def _hushed(catalogue: Catalogue, rows: pa.Table) -> pa.ChunkedArray:
    """Which rows are of a cell that is hidden now, or strictly of persons of whom any was hidden once, shown at another time."""
    flipped = _flipped(rows)
    own = flipped.filter(pc.is_valid(flipped["indicator"]))
    found = zip(own["indicator"].to_pylist(), own["period"].to_pylist(), strict=True)
    cells = {f"{other} {period}" for name, period in found if strictly(catalogue, name) for other in kin(catalogue, name)}
    regions = silent(flipped.filter(pc.is_null(flipped["indicator"]))["region"].to_pylist())
    cell = pc.binary_join_element_wise(pc.fill_null(rows["indicator"], ""), rows["period"], " ")
    reported = pc.and_(pc.is_null(rows["indicator"]), pc.is_in(rows["region"], pa.array(sorted(regions), pa.string())))
    silenced = pc.or_(pc.is_in(cell, pa.array(sorted(cells), pa.string())), reported)
    return pc.or_(silenced, pc.and_(pc.is_valid(rows["indicator"]), _hidden_now(rows)))


def _hidden_now(rows: pa.Table) -> pa.ChunkedArray:
    """Which rows are of a cell whose newest row says that it is hidden."""
    cells = pc.binary_join_element_wise(*(pc.fill_null(rows[name], "") for name in CELL), " ")
    hidden = pc.if_else(pc.equal(pc.fill_null(rows["new_status"], ""), HIDDEN), rows["entry"], -1)
    by_cell = pa.table({"cell": cells, "entry": rows["entry"], "hidden": hidden})
    newest = by_cell.group_by("cell", use_threads=False).aggregate([("entry", "max"), ("hidden", "max")])
    return pc.is_in(cells, newest.filter(pc.equal(newest["entry_max"], newest["hidden_max"]))["cell"].combine_chunks())


def _flipped(rows: pa.Table) -> pa.Table:
    """The cells that are hidden in any row and shown in any, on either side: every way from the one to the other is in rows."""
    sides = [pc.fill_null(rows[name], "") for name in ("old_status", "new_status")]
    hidden = pc.or_(*(pc.equal(side, HIDDEN) for side in sides))
    shown = pc.or_(*(pc.is_in(side, pa.array(SHOWN)) for side in sides))
    marked = rows.select(CELL).append_column("hidden", hidden.cast(pa.int8())).append_column("shown", shown.cast(pa.int8()))
    found = marked.group_by(list(CELL), use_threads=False).aggregate([("hidden", "max"), ("shown", "max")])
    return found.filter(pc.and_(pc.equal(found["hidden_max"], 1), pc.equal(found["shown_max"], 1)))


def _write(paths: DataPaths, demo: bool, entries: tuple[Entry, ...], rows: pa.Table) -> None:
    """In one step, so that readers have the old journal or the new one."""
    table = rows.sort_by(ORDER).combine_chunks().replace_schema_metadata(metadata(demo, entries))
    draft = paths.journal.with_name(f".journal-{os.getpid()}")
    try:
        pq.write_table(table, draft, compression="zstd", row_group_size=ROWS_READ_AT_ONCE)
        with draft.open("rb+") as handle:
            os.fsync(handle.fileno())
        draft.replace(paths.journal)
    except OSError as error:
        raise PublishError(
            f"Could not write {paths.journal}: {error.strerror or error}. Free space or mend the permissions and run again; "
            "the new version is in service, what changed with it is told once the journal is written."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
