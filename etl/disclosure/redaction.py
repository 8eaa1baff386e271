"""Tables of observations without the cells that are hidden, and what is said of these in Swedish."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract import schemas
from etl.contract.codes import Status
from etl.contract.persons import MOST_FEW
from etl.disclosure.complement import Mask

COUNT_REASON: Final = "Dolt enligt vår regel: 1–4 personer, eller ett antal som skulle röja ett så litet antal"
OPEN_SHARE_REASON: Final = "Dolt enligt vår regel: andelen gäller färre än 5 personer, eller skulle röja ett så litet antal"
FEW_REASON: Final = "Dolt enligt vår regel: andelen gäller högst 20 personer"
UNCOUNTED_REASON: Final = "Dolt enligt vår regel: antalet personer bakom andelen är dolt eller saknas i källan"
RATE_REASON: Final = "Dolt enligt vår regel: talet gäller 1–4 personer, eller skulle röja ett så litet antal"
UNCOUNTED_RATE_REASON: Final = (
    "Dolt enligt vår regel: antalet invånare saknas, så det går inte att se hur få personer talet gäller"
)
SHARE_REASON: Final = (
    "Dolt enligt vår regel: högst 5 personer har egenskapen eller saknar den, eller så skulle en sådan andel röjas"
)
FEW_MARK: Final = "Bygger på få personer"
"""What a shown value of few persons says, with their number in brackets."""

Reasons = NDArray[np.str_]


def count_reasons(rows: int) -> Reasons:
    """Why a number of persons is hidden, for so many rows: one reason for all, since two would tell which of them is small."""
    return np.full(rows, COUNT_REASON)


def open_share_reasons(uncounted: Mask) -> Reasons:
    """Why a share is hidden that the source publishes openly, by row: its number of persons is missing there, or few."""
    return np.where(uncounted, UNCOUNTED_REASON, OPEN_SHARE_REASON)


def share_reasons(uncounted: Mask, few: Mask) -> Reasons:
    """Why a share is hidden strictly, by row: its number of persons is hidden or missing; it is shown and small; or neither."""
    return np.where(uncounted, UNCOUNTED_REASON, np.where(few, FEW_REASON, SHARE_REASON))


def rate_reasons(uncounted: Mask) -> Reasons:
    """Why a rate per inhabitant is hidden, by row: its number of inhabitants is missing, or it tells of few."""
    return np.where(uncounted, UNCOUNTED_RATE_REASON, RATE_REASON)


def redacted(table: pa.Table, hidden: Mask, uncounted: Mask, reasons: Reasons) -> pa.Table:
    """The table (schema `OBSERVATIONS`) with status, reason and no value nor margin where `hidden`.

    Denominators go where `uncounted`, hidden row or not. A row without value in the source keeps its status and reason.
    """
    gone = pa.array(hidden & table["value"].is_valid().to_numpy())
    columns = {name: table[name] for name in schemas.OBSERVATIONS.names}
    for name, mask in (("value", gone), ("margin", gone), ("denominator", pa.array(uncounted))):
        columns[name] = pc.if_else(mask, pa.scalar(None, schemas.OBSERVATIONS.field(name).type), columns[name])
    columns["status"] = pc.if_else(gone, Status.SUPPRESSED.value, columns["status"])
    columns["reason"] = pc.if_else(gone, pa.array(reasons.tolist(), pa.string()), columns["reason"])
    return pa.table(columns, schema=schemas.OBSERVATIONS).combine_chunks()


def marked(table: pa.Table) -> pa.Table:
    """The table (schema `OBSERVATIONS`) with the mark of few persons in the reason of each value that rests on them."""
    few = pc.fill_null(pc.and_(pc.is_valid(table["value"]), pc.less_equal(table["denominator"], MOST_FEW)), False)
    if not pc.any(few).as_py():
        return table
    mark = pc.binary_join_element_wise(f"{FEW_MARK} (", table["denominator"].cast(pa.string()), ")", "")
    both = pc.binary_join_element_wise(table["reason"], mark, ". ")
    field = schemas.OBSERVATIONS.get_field_index("reason")
    reason = pc.if_else(few, pc.coalesce(both, mark), table["reason"])
    return table.set_column(field, schemas.OBSERVATIONS.field(field), reason)
