"""Corrections put into a harvest, each only while the source still says what the correction expects."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import schemas
from etl.contract.codes import Status
from etl.contract.corrections import Correction
from etl.contract.errors import ExpectedError

CLOSENESS: Final = 1e-6
"""How far from `expect`, of its size, the source's value may be: more decimals of the same number are no other number."""


class CorrectionError(ExpectedError):
    """A correction no longer fits the source; the message names the entry, both values and what to do."""


def corrected(values: pa.Table, corrections: Iterable[Correction]) -> pa.Table:
    """The values (schema `HARVEST`) with the corrections of those indicators that it has any value of.

    A corrected cell says so in its reason: without a value where it is set to missing, else with the value given instead.

    Raises:
        CorrectionError: the source's value is no longer the one expected; all such entries at once.

    """
    present = set(values["indicator"].unique().to_pylist())
    wanted = [entry for entry in corrections if entry.indicator in present]
    if not wanted:
        return values
    found_rows = [_row_of(values, entry) for entry in wanted]
    _refuse([_fault(values, entry, row) for entry, row in zip(wanted, found_rows, strict=True)])
    kept = np.delete(np.arange(values.num_rows), [row for row in found_rows if row is not None])
    rows = pa.Table.from_pylist([_row(entry) for entry in wanted], schema=schemas.HARVEST)
    return pa.concat_tables([values.take(kept), rows]).combine_chunks()


def _row_of(values: pa.Table, entry: Correction) -> int | None:
    """The row of the cell; None where the source says nothing of it."""
    wanted = {"indicator": entry.indicator, "region": entry.region, "period": entry.period, "sex": entry.sex.value}
    found = pa.array([True] * values.num_rows)
    for column, code in wanted.items():
        found = pc.and_(found, pc.equal(values[column], code))
    rows = pc.indices_nonzero(found).to_pylist()
    return rows[0] if rows else None


def _fault(values: pa.Table, entry: Correction, row: int | None) -> str | None:
    value = None if row is None else values["value"][row].as_py()
    if value is not None and math.isclose(value, entry.expect, rel_tol=CLOSENESS, abs_tol=CLOSENESS):
        return None
    found = "nothing" if value is None else f"{value:g}"
    return f"corrections.yaml: entry {entry.id} ({entry.cell}): expects {entry.expect:g} of the source, which now says {found}"


def _refuse(found: Sequence[str | None]) -> None:
    if faults := [fault for fault in found if fault is not None]:
        raise CorrectionError(
            "\n".join(
                [
                    f"{len(faults)} correction(s) no longer fit the source:",
                    *faults,
                    "Look at the source (each entry's url): remove the entry if the source has been mended, else give the new "
                    "value as expect. Nothing was changed.",
                ]
            )
        )


def _row(entry: Correction) -> dict[str, Any]:
    return {
        "indicator": entry.indicator,
        "region": entry.region,
        "period": entry.period,
        "sex": entry.sex.value,
        "value": entry.instead.value,
        "status": (Status.MISSING if entry.instead.value is None else Status.OK).value,
        "reason": entry.reason,
    }
