"""Questions to the published barometers: which way most of a focus area's indicators have gone for a region."""

from typing import NamedTuple

import pyarrow.compute as pc

from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered


class Entry(NamedTuple):
    """One indicator of a barometer; see `BAROMETER_ENTRIES` in `etl.contract.schemas`."""

    indicator: str
    movement: str
    reason: str | None
    baseline_period: str | None
    baseline: float | None
    latest_period: str | None
    latest: float | None


class Barometer(NamedTuple):
    """What the majority says; see `BAROMETER` in `etl.contract.schemas`."""

    movement: str
    reason: str | None
    baseline_period: str | None
    latest_period: str | None
    forward: int
    unchanged: int
    backward: int
    unjudged: int


def published(snapshot: Snapshot) -> bool:
    """Whether the version has barometers at all; older ones don't."""
    return snapshot.has("barometer") and snapshot.has("barometer_entries")


@remembered(512)
def of_region(snapshot: Snapshot, region: str) -> dict[str, Barometer]:
    """By focus area; areas without a barometer, such as the context, are not there."""
    every = snapshot.table("barometer")
    rows = every.filter(pc.equal(every["region"], region))
    found = zip(*(rows[name].to_pylist() for name in Barometer._fields), strict=True)
    return {area: Barometer(*row) for area, row in zip(rows["focus_area"].to_pylist(), found, strict=True)}


@remembered(1024)
def entries(snapshot: Snapshot, focus_area: str, region: str) -> tuple[Entry, ...]:
    """The barometer's indicators, in the catalogue's order."""
    every = snapshot.table("barometer_entries")
    rows = every.filter(pc.and_(pc.equal(every["focus_area"], focus_area), pc.equal(every["region"], region)))
    return tuple(Entry(*row) for row in zip(*(rows[name].to_pylist() for name in Entry._fields), strict=True))
