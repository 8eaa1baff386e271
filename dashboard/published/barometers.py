"""Questions to the published barometers: which way most of a focus area's indicators have gone for a region."""

import pyarrow.compute as pc

from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.rows import Barometer, BarometerEntry, rows_of


def published(snapshot: Snapshot) -> bool:
    """Whether the version has barometers that are tested for chance; older ones have none, or such as aren't."""
    both = snapshot.has("barometer") and snapshot.has("barometer_entries")
    return both and "riket_latest" in snapshot.table("barometer_entries").column_names


@remembered(512)
def of_region(snapshot: Snapshot, region: str) -> dict[str, Barometer]:
    """By focus area; areas without a barometer, such as the context, are not there."""
    every = snapshot.table("barometer")
    rows = every.filter(pc.equal(every["region"], region))
    return dict(zip(rows["focus_area"].to_pylist(), rows_of(rows, Barometer), strict=True))


@remembered(1024)
def entries(snapshot: Snapshot, focus_area: str, region: str) -> tuple[BarometerEntry, ...]:
    """The barometer's indicators, in the catalogue's order."""
    every = snapshot.table("barometer_entries")
    rows = every.filter(pc.and_(pc.equal(every["focus_area"], focus_area), pc.equal(every["region"], region)))
    return tuple(rows_of(rows, BarometerEntry))
