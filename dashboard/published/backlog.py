"""Questions to the published validation backlog: what kommuner have reported, the codes' words, and UHR's national figures."""

import functools
from typing import NamedTuple

import pyarrow.compute as pc

from etl.contract.codes import Status
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.rows import National, ValidationCode, ValidationKey, rows_of

ALL = "ALLA"
"""All types, or both steps, together."""

STEPS = ("S1_VANTAR", "S2_PAGAR")


class Figure(NamedTuple):
    """A reported figure, or why there is none; `included` of the `reported` kommuner are in the sum of a län or riket."""

    value: float | None
    status: str
    reason: str | None
    included: int | None
    reported: int | None


ABSENT = Figure(None, Status.MISSING.value, None, None, None)


def published(snapshot: Snapshot) -> bool:
    """Whether the version has the tables at all; older ones don't."""
    return snapshot.has("validation") and snapshot.has("national")


@remembered(512)
def figures(snapshot: Snapshot, region: str) -> dict[ValidationKey, Figure]:
    """All that is published of a kommun, län or riket."""
    every = snapshot.table("validation")
    rows = every.filter(pc.equal(every["region"], region))
    return dict(zip(rows_of(rows, ValidationKey), rows_of(rows, Figure), strict=True))


@remembered(8)
def periods(snapshot: Snapshot) -> tuple[str, ...]:
    """The quarters that anyone has reported, in order."""
    return tuple(sorted(snapshot.table("validation")["period"].unique().to_pylist()))


@remembered(8)
def codes(snapshot: Snapshot) -> dict[str, dict[str, ValidationCode]]:
    """By field and code, in the order to show them."""
    found: dict[str, dict[str, ValidationCode]] = {}
    for row in snapshot.table("validation_codes").to_pylist():
        found.setdefault(row["field"], {})[row["code"]] = ValidationCode(row["title"], row["unit"], row["definition"])
    return found


@remembered(64)
def by_kommun(snapshot: Snapshot, period: str, kind: str) -> dict[str, Figure]:
    """The stock of both steps at the end of a quarter, for each kommun that has a row; also those that did not report."""
    every = snapshot.table("validation")
    wanted = {"period": period, "type": kind, "step": ALL, "sex": "T", "measure": "stock"}
    mask = functools.reduce(pc.and_, (pc.equal(every[name], value) for name, value in wanted.items()))
    rows = every.filter(mask)
    figures = zip(rows["region"].to_pylist(), rows_of(rows, Figure), strict=True)
    return {region: figure for region, figure in figures if len(region) == 4}


@remembered(8)
def national(snapshot: Snapshot) -> tuple[National, ...]:
    """The national figures in the order to show them."""
    rows = snapshot.table("national")
    return tuple(rows_of(rows, National))
