"""What must hold before a version is published: schema, unique key, ranges, coverage and magnitude against the last version."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import Status
from etl.contract.errors import ExpectedError
from etl.contract.reader import Snapshot

COVERAGE_LOSS = 0.25
"""Share of a period's values that may vanish since the last version."""

MAGNITUDE_FACTOR = 3.0
"""How many times larger or smaller a period's median may become since the last version."""

LISTED = 12
WITH_VALUE = (Status.OK.value, Status.PRELIMINARY.value)


class CheckError(ExpectedError):
    """The tables are not fit to publish; the message lists what is wrong and where."""


def check(catalogue: Catalogue, tables: dict[str, pa.Table], last: Snapshot | None = None) -> None:
    """Check every table of observations (schema `OBSERVATIONS`), and against `last` where one is given.

    Raises:
        CheckError: with indicator, period, region, what was found and what to do.

    """
    faults = [fault for entry in catalogue.indicators for fault in faults_of(entry, tables[entry.id])]
    if faults:
        raise CheckError(_report("The values are not fit to publish", faults, "Mend the source or the catalogue and run again."))
    if last is None:
        return
    surprises = [fault for entry in catalogue.indicators for fault in against(entry, tables[entry.id], last)]
    if surprises:
        raise CheckError(
            _report(
                f"The values differ too much from version {last.version}",
                surprises,
                "Look at the source; if the new values are right, run again with --accept.",
            )
        )


def _report(title: str, faults: list[str], advice: str) -> str:
    more = [f"... and {len(faults) - LISTED} more"] if len(faults) > LISTED else []
    return "\n".join([f"{title} ({len(faults)} fault(s)):", *faults[:LISTED], *more, advice])


def faults_of(entry: Indicator, table: pa.Table) -> Iterator[str]:
    """What is wrong with one table of observations on its own, a line each."""
    if table.schema != schemas.OBSERVATIONS:
        yield f"{entry.id}: columns are {table.schema.names}, expected {schemas.OBSERVATIONS.names}"
        return
    for key in _twice(table):
        yield f"{entry.id}: {key}: occurs twice"
    absent = pc.is_null(table["value"], nan_is_null=True)
    unsound = pc.equal(absent, pc.is_in(table["status"], pa.array(WITH_VALUE)))
    for row in table.filter(unsound).to_pylist():
        yield f"{entry.id}: {_cell(row)}: value {row['value']} does not go with status {row['status']!r}"
    yield from _out_of_range(entry, table)


def _cell(row: dict[str, Any]) -> str:
    return " ".join(row[column] for column in schemas.OBSERVATIONS_KEY)


def _twice(table: pa.Table) -> list[str]:
    """The keys, in words, that more than one row has."""
    columns = (table[column] for column in schemas.OBSERVATIONS_KEY)
    keys = pc.value_counts(pc.binary_join_element_wise(*columns, " "))
    again: list[str] = keys.filter(pc.greater(keys.field("counts"), 1)).field("values").to_pylist()
    return again


def _out_of_range(entry: Indicator, table: pa.Table) -> Iterator[str]:
    low = float("-inf") if entry.minimum is None else entry.minimum
    high = float("inf") if entry.maximum is None else entry.maximum
    outside = pc.or_(pc.less(table["value"], low), pc.greater(table["value"], high))
    for row in table.filter(outside).to_pylist():
        yield f"{entry.id} ({entry.source.reference}): {_cell(row)}: {row['value']} is outside {low} to {high}"


def against(entry: Indicator, table: pa.Table, last: Snapshot) -> Iterator[str]:
    """Where one indicator has lost values or changed magnitude since the last version, a line a period."""
    if last.catalogue.indicator(entry.id) is None:
        return
    before, now = _by_period(last.observations(entry.id)), _by_period(table)
    for period, (old_count, old_median) in before.items():
        count, median = now.get(period, (0, 0.0))
        if old_count - count > COVERAGE_LOSS * old_count:
            yield f"{entry.id}: {period}: {count} values, {old_count} in the last version"
        elif not _same_magnitude(old_median, median):
            yield f"{entry.id}: {period}: median {median:g}, {old_median:g} in the last version"


def _by_period(table: pa.Table) -> dict[str, tuple[int, float]]:
    """The number of values and their median by period, over all regions and sexes."""
    valued = table.filter(pc.is_valid(table["value"]))
    lists = valued.group_by("period", use_threads=False).aggregate([("value", "list")])
    values = zip(lists["period"].to_pylist(), lists["value_list"], strict=True)
    return {period: (len(some), float(np.median(some.values.to_numpy()))) for period, some in values}


def _same_magnitude(old: float, new: float) -> bool:
    """Whether a median is in the same magnitude; around zero any change of sign or size says little."""
    if old == 0 or new == 0 or (old < 0) != (new < 0):
        return True
    return 1 / MAGNITUDE_FACTOR <= abs(new / old) <= MAGNITUDE_FACTOR
