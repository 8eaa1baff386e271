"""What differs between two versions, cell by cell, and what of it must not be told."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, counts_for
from etl.contract.codes import Protection, Status

Mask = NDArray[np.bool_]

SHOWN: Final = (Status.OK.value, Status.PRELIMINARY.value)
HIDDEN: Final = Status.SUPPRESSED.value
ABSENT: Final = "absent"
"""The status, while comparing, of a cell that a version doesn't have."""

SORTED: Final = [(column, "ascending") for column in ("indicator", "period", "sex", "region")]


class Kind(StrEnum):
    """How a cell differs."""

    NEW_PERIOD = "new_period"
    """The version before had nothing of that period."""
    NEW_VALUE = "new_value"
    """There was no value, and now there is."""
    REVISED = "revised"
    """Another value."""
    REMOVED = "removed"
    """There was a value, and now there is none; it isn't hidden either."""
    STATUS = "status"
    """Another status and no value to tell of: hidden now, hidden no more but missing, or no longer preliminary."""


def changes(catalogue: Catalogue, old: Mapping[str, pa.Table], new: Mapping[str, pa.Table]) -> pa.Table:
    """What differs between the tables of observations (schema `OBSERVATIONS`) of two versions, by indicator id.

    The old value of a cell that is hidden now isn't told. Where values are protected strictly, none is told in a period in which
    anything of the same persons (a number of persons and its shares) is hidden in one of the versions and shown in the other:
    there, what was known could be held against what is known.

    Returns:
        One row a cell, schema `CHANGES`.

    """
    differing = [name for name in {**old, **new} if not _same(old.get(name), new.get(name))]
    found = {name: _compared(name, old.get(name), new.get(name)) for name in differing}
    withheld = _withheld(catalogue, found)
    tables = [_without_old(table, withheld.get(name, set())) for name, table in found.items()]
    rows = pa.concat_tables([schemas.CHANGES.empty_table(), *tables])
    return rows.sort_by(SORTED).combine_chunks()


def _same(old: pa.Table | None, new: pa.Table | None) -> bool:
    return old is not None and new is not None and old.equals(new)


def _compared(indicator: str, old: pa.Table | None, new: pa.Table | None) -> pa.Table:
    """The cells of both tables in `CHANGES`' columns, but for those that are the same."""
    before, after = (schemas.OBSERVATIONS.empty_table() if table is None else table for table in (old, new))
    cells = joined(before, after, schemas.OBSERVATIONS_KEY)
    known = pc.is_in(cells["period"], before["period"].combine_chunks()).to_numpy(zero_copy_only=False)
    table = with_kinds(cells, known)
    table = table.append_column("indicator", pa.repeat(pa.scalar(indicator), len(table)))
    return table.select(schemas.CHANGES.names).cast(schemas.CHANGES)


def joined(before: pa.Table, after: pa.Table, key: Sequence[str]) -> pa.Table:
    """Every cell of either table: its key, and value and status before and after."""
    sides = [
        table.select([*key, "value", "status"]).rename_columns([*key, f"{side}_value", f"{side}_status"])
        for side, table in (("old", before), ("new", after))
    ]
    return sides[0].join(sides[1], keys=list(key), join_type="full outer", use_threads=False).combine_chunks()


def with_kinds(cells: pa.Table, known: Mask) -> pa.Table:
    """Those of the cells (as `joined` gives them) that differ, with their `kind`; `known` where the period isn't new."""
    statuses = [pc.fill_null(cells[side], ABSENT).to_numpy(zero_copy_only=False) for side in ("old_status", "new_status")]
    values = [cells[side].to_numpy(zero_copy_only=False).astype(float) for side in ("old_value", "new_value")]
    table = cells.append_column("kind", pa.array(_kinds(statuses, values, known), pa.string()))
    return table.filter(pc.is_valid(table["kind"]))


def _kinds(statuses: Sequence[NDArray[np.object_]], values: Sequence[NDArray[np.float64]], known: Mask) -> NDArray[np.object_]:
    """The kind by cell, None where nothing differs that is worth telling."""
    old_shown, new_shown = (np.isin(status.astype(str), SHOWN) for status in statuses)
    old_status, new_status = statuses
    something = (old_status != new_status) | (old_shown & new_shown & (values[0] != values[1]))
    stated = new_shown | (new_status == HIDDEN)
    kinds = np.full(len(known), None, dtype=object)
    kinds[something & (old_status != ABSENT) & (new_status != ABSENT)] = Kind.STATUS.value
    kinds[old_shown & ~new_shown & (new_status != HIDDEN)] = Kind.REMOVED.value
    kinds[~old_shown & new_shown] = Kind.NEW_VALUE.value
    kinds[old_shown & new_shown & (values[0] != values[1])] = Kind.REVISED.value
    kinds[(old_status == ABSENT) & (new_status == HIDDEN)] = Kind.STATUS.value
    kinds[(old_status == HIDDEN) & (new_status == ABSENT)] = Kind.STATUS.value
    kinds[~known] = None
    kinds[~known & stated] = Kind.NEW_PERIOD.value
    return kinds


def conflicting(table: pa.Table) -> pa.Array:
    """Which rows (columns old_status, new_status) are hidden on one side and shown on the other."""
    old, new = table["old_status"], table["new_status"]
    shown = pa.array(SHOWN)
    return pc.or_(
        pc.and_(pc.equal(pc.fill_null(old, ABSENT), HIDDEN), pc.is_in(new, shown)),
        pc.and_(pc.is_in(old, shown), pc.equal(pc.fill_null(new, ABSENT), HIDDEN)),
    )


def _withheld(catalogue: Catalogue, found: Mapping[str, pa.Table]) -> dict[str, set[str]]:
    """By indicator, the periods whose old values aren't told."""
    strict = {name: table for name, table in found.items() if strictly(catalogue, name)}
    periods = {name: set(table.filter(conflicting(table))["period"].to_pylist()) for name, table in strict.items()}
    return {name: set().union(*(periods.get(other, set()) for other in kin(catalogue, name))) for name in found}


def strictly(catalogue: Catalogue, indicator: str) -> bool:
    """Whether an indicator's values are protected strictly; so is what the catalogue doesn't know any more."""
    entry = catalogue.indicator(indicator)
    return entry is None or catalogue.protection_of(entry) is Protection.STRICT


def kin(catalogue: Catalogue, indicator: str) -> set[str]:
    """The indicators about the same persons: a number of them, and its shares."""
    entry = catalogue.indicator(indicator)
    if entry is None:
        return {indicator}
    counted = catalogue.denominator_of(entry) or entry
    return {indicator, counted.id, *(other.id for other in catalogue.indicators if counts_for(counted, other))}


def _without_old(table: pa.Table, withheld: set[str]) -> pa.Table:
    """No old value in those periods, nor of a cell that is hidden now."""
    close = pc.is_in(table["period"], pa.array(sorted(withheld), pa.string()))
    silent = pc.or_(close, pc.equal(pc.fill_null(table["new_status"], ABSENT), HIDDEN))
    field = schemas.CHANGES.get_field_index("old_value")
    return table.set_column(field, schemas.CHANGES.field(field), blanked(table["old_value"], silent))


def blanked(values: pa.ChunkedArray, silent: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values, null where `silent`."""
    return pc.if_else(silent, pa.scalar(None, pa.float64()), values)
