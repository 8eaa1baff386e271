"""What must hold before a version is published: schema, unique key, ranges, coverage and magnitude against the last version."""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import schemas
from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import Status
from etl.contract.reader import Snapshot

COVERAGE_LOSS = 0.25
"""Share of a period's values that may vanish since the last version."""

MAGNITUDE_FACTOR = 3.0
"""How many times larger or smaller a period's median may become since the last version."""

LISTED = 12
WITH_VALUE = (Status.OK.value, Status.PRELIMINARY.value)


class CheckError(Exception):
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
    key = list(schemas.OBSERVATIONS_KEY)
    frame = table.select([*key, "value", "status"]).to_pandas()
    for row in frame[frame.duplicated(key)].itertuples():
        yield f"{entry.id}: {row.period} {row.region} {row.sex}: occurs twice"
    unsound = frame["value"].notna() != frame["status"].isin(WITH_VALUE)
    for row in frame[unsound].itertuples():
        yield f"{entry.id}: {row.period} {row.region} {row.sex}: value {row.value} does not go with status {row.status!r}"
    yield from _out_of_range(entry, frame)


def _out_of_range(entry: Indicator, frame: pd.DataFrame) -> Iterator[str]:
    low = float("-inf") if entry.minimum is None else entry.minimum
    high = float("inf") if entry.maximum is None else entry.maximum
    outside = frame["value"].notna() & ~frame["value"].between(low, high)
    for row in frame[outside].itertuples():
        yield f"{entry.id} ({entry.source.kpi}): {row.period} {row.region} {row.sex}: {row.value} is outside {low} to {high}"


def against(entry: Indicator, table: pa.Table, last: Snapshot) -> Iterator[str]:
    """Where one indicator has lost values or changed magnitude since the last version, a line a period."""
    if last.catalogue.indicator(entry.id) is None:
        return
    before, now = _by_period(last.observations(entry.id)), _by_period(table)
    for period, old in before.iterrows():
        count = now["count"].get(period, 0)
        if old["count"] - count > COVERAGE_LOSS * old["count"]:
            yield f"{entry.id}: {period}: {count} values, {old['count']:.0f} in the last version"
        elif not _same_magnitude(old["median"], median := now["median"].get(period, 0.0)):
            yield f"{entry.id}: {period}: median {median:g}, {old['median']:g} in the last version"


def _by_period(table: pa.Table) -> pd.DataFrame:
    """Columns count and median by period, over all regions and sexes."""
    frame = table.filter(pc.is_valid(table["value"])).select(["period", "value"]).to_pandas()
    summary: pd.DataFrame = frame.groupby("period")["value"].agg(["count", "median"])
    return summary


def _same_magnitude(old: float, new: float) -> bool:
    """Whether a median is in the same magnitude; around zero any change of sign or size says little."""
    if old == 0 or new == 0 or (old < 0) != (new < 0):
        return True
    return 1 / MAGNITUDE_FACTOR <= abs(new / old) <= MAGNITUDE_FACTOR
