"""What differs between two versions in what kommuner report of validation, and what of it must not be told."""

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.codes import RIKET, Status
from etl.contract.schemas import VALIDATION, VALIDATION_CHANGES
from etl.versions.changes import blanked, conflicting, joined, with_kinds

KEY: Final = ("region", "period", "type", "step", "sex", "measure")
SERIES: Final = ("region", "period", "type")


def validation_changes(old: pa.Table | None, new: pa.Table | None) -> pa.Table:
    """What differs between the tables `validation` (schema `VALIDATION`) of two versions; None where a version has none.

    A kommun's old values are told unless any of its cells is hidden in one version and shown in the other: its quarters, types
    and steps hang together. Then neither are those of the sums that it is in.

    Returns:
        One row a cell, schema `VALIDATION_CHANGES`, sorted by the cell's key.

    """
    before, after = (VALIDATION.empty_table() if table is None else table for table in (old, new))
    if before.equals(after):
        return VALIDATION_CHANGES.empty_table()
    cells = joined(before, after, KEY)
    reported = before.filter(pc.not_equal(before["status"], Status.MISSING.value))
    known = pc.is_in(_series(cells), _series(reported).combine_chunks()).to_numpy(zero_copy_only=False)
    table = with_kinds(cells, known).select(VALIDATION_CHANGES.names).cast(VALIDATION_CHANGES)
    kept = _without_old(table, silent(table.filter(conflicting(table))["region"].unique().to_pylist()))
    return kept.sort_by([(name, "ascending") for name in KEY])


def silent(flipped: Iterable[str]) -> set[str]:
    """The regions whose old values aren't told where those have cells that are hidden on one side only: with their sums."""
    regions = set(flipped)
    return regions | {region[:2] for region in regions} | ({RIKET} if regions else set())


def _series(table: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(*(table[name] for name in SERIES), " ")


def _without_old(table: pa.Table, regions: set[str]) -> pa.Table:
    field = VALIDATION_CHANGES.get_field_index("old_value")
    hushed = pc.is_in(table["region"], pa.array(sorted(regions), pa.string()))
    return table.set_column(field, VALIDATION_CHANGES.field(field), blanked(table["old_value"], hushed))
