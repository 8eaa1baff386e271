"""A län's value: the source's own, or the mean of its kommuner, marked as what it is; and its rank among län of the same kind.

The one place that answers it, for every page. A mean stands in only where the source has no value of the län in any period, so
that no line is partly the one and partly the other, and a län's own value is never held in one order with a mean.
"""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from dashboard import formats
from dashboard.published import queries
from dashboard.published.queries import ABSENT, Cell, Cube, Mean, Region
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Direction, RegionType, Sex, Status
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

MARK: Final = "medel av kommunerna"
"""What stands beside a län's name wherever what is shown is the mean of its kommuner."""

ALSO_CALLED: Final = {"04": "Sörmland"}
"""What people call a län that its name doesn't show."""

NO_VALUE: Final = "Källan har inget eget värde för länet"
ONE_YEAR: Final = "medel för kvinnor och män räknas bara för det senaste året"


class Rank(NamedTuple):
    """A län's rank among those with a value of the same kind: 1 is the best, or the highest where no direction is better."""

    rank: int
    of: int
    mean: bool

    @property
    def words(self) -> str:
        """`plats 7 av 21 län`, for means `plats 7 av 21 läns medel`."""
        return f"plats {self.rank} av {self.of} {'läns medel' if self.mean else 'län'}"


@remembered(8)
def counties(snapshot: Snapshot) -> tuple[Region, ...]:
    """The län, by code."""
    return tuple(region for region in queries.regions(snapshot).values() if region.type is RegionType.COUNTY)


def is_county(snapshot: Snapshot, code: str) -> bool:
    """Whether the code is a län's."""
    region = queries.regions(snapshot).get(code)
    return region is not None and region.type is RegionType.COUNTY


@remembered(512)
def averaged(snapshot: Snapshot, indicator: str) -> frozenset[str]:
    """The län whose values of an indicator are means of their kommuner: the source has none of theirs, and there are means."""
    data = queries.cube(snapshot, indicator)
    codes = [region.code for region in counties(snapshot)]
    own = {code for code in codes if any(value is not None for sex in data.sexes for value in data.track(code, sex))}
    return frozenset(
        code
        for code in codes
        if code not in own and any(mean.value is not None for mean in _means(snapshot, indicator, code, Sex.TOTAL).values())
    )


def is_mean(snapshot: Snapshot, indicator: str, code: str) -> bool:
    """Whether what is shown of a region is the mean of its kommuner."""
    return code in averaged(snapshot, indicator)


def name(snapshot: Snapshot, indicator: str, code: str) -> str:
    """A region's name, with the mark where what is shown is a mean: `Södermanlands län (medel av kommunerna)`."""
    known = queries.regions(snapshot)[code].name
    return f"{known} ({MARK})" if is_mean(snapshot, indicator, code) else known


@remembered(48)
def cube(snapshot: Snapshot, indicator: str) -> Cube:
    """The observations of an indicator, with the means of their kommuner where the source has no values of län.

    A mean's cell has as its reason what it is of, `Medel av länets kommuner, 9 av 9`; a län without either says why.
    """
    data = queries.cube(snapshot, indicator)
    lacking = [one.code for one in counties(snapshot) if not _has_own(data, one.code)]
    if not lacking or not data.periods:
        return data
    values, statuses, reasons = data.values.copy(), data.statuses.copy(), data.reasons.copy()
    for code in lacking:
        for at, sex in enumerate(data.sexes):
            line = slice(None), at, data.regions.index(code)
            cells = history(snapshot, indicator, code, sex)
            values[line] = [np.nan if cell.value is None else cell.value for cell in cells]
            statuses[line], reasons[line] = [cell.status for cell in cells], [cell.reason for cell in cells]
    return replace(data, values=values, statuses=statuses, reasons=reasons, slices={})


def history(snapshot: Snapshot, indicator: str, code: str, sex: str) -> list[Cell]:
    """A region's cells over all periods, as `cube` has them."""
    data = queries.cube(snapshot, indicator)
    own = data.history(code, sex)
    if sex not in data.sexes or not is_county(snapshot, code) or _has_own(data, code):
        return own
    means = _means(snapshot, indicator, code, sex)
    return [_cell(means.get(period), cell, sex) for period, cell in zip(data.periods, own, strict=True)]


def _has_own(data: Cube, code: str) -> bool:
    return any(value is not None for sex in data.sexes for value in data.track(code, sex))


def _means(snapshot: Snapshot, indicator: str, code: str, sex: str) -> dict[str, Mean]:
    return queries.unweighted_means(snapshot, indicator, f"lan:{code}", sex)


def _cell(mean: Mean | None, own: Cell, sex: str) -> Cell:
    """A mean with what it is of, or why there is neither a mean nor a value of the län's own."""
    if mean is None:
        return own._replace(reason=f"{NO_VALUE}, och {ONE_YEAR}" if sex != Sex.TOTAL else NO_VALUE)
    covered = formats.COVERED.search(mean.label)
    if mean.value is not None:
        return Cell(mean.value, Status.OK.value, f"{formats.MEAN_OF_KOMMUNER}, {covered[0]}" if covered else None)
    why = f"bara {covered[0]} kommuner har ett värde som kan räknas in i ett medel" if covered else mean.label
    return own._replace(reason=f"{NO_VALUE}, och {why}")


@remembered(256)
def ranks(snapshot: Snapshot, indicator: str, period: str, sex: str) -> dict[str, Rank]:
    """By code, the rank of each län with a value; own values and means in orders of their own. Empty for what has no order."""
    entry = snapshot.catalogue.indicator(indicator)
    if entry is None or entry.doubtful or rules.order_obstacle(entry) is not None:
        return {}
    means = averaged(snapshot, indicator)
    codes = [region.code for region in counties(snapshot)]
    own = _ranked(snapshot, entry, [code for code in codes if code not in means], (period, sex))
    return own | _ranked(snapshot, entry, [code for code in codes if code in means], (period, sex), mean=True)


def _ranked(
    snapshot: Snapshot, entry: Indicator, codes: list[str], at: tuple[str, str], *, mean: bool = False
) -> dict[str, Rank]:
    period, sex = at
    periods = queries.cube(snapshot, entry.id).periods
    lines = {code: history(snapshot, entry.id, code, sex) for code in codes} if period in periods else {}
    cells = ((code, line[periods.index(period)]) for code, line in lines.items())
    known = [(code, cell.value) for code, cell in cells if cell.value is not None]
    values = np.array([value for _, value in known], dtype=np.float64)
    good = values if entry.direction is Direction.NEUTRAL else rules.goodness(values, entry.direction)
    return {code: Rank(int(rank), len(known), mean) for (code, _), rank in zip(known, rules.ranks(good), strict=True)}


# The latest values


@dataclass(frozen=True)
class LatestValue:
    """One indicator for one region beside riket in the indicator's latest period.

    With `mean` the values are the means of a län's kommuner: the source has none of the län's own.
    """

    entry: Indicator
    period: str | None
    here: Cell
    riket: Cell
    periods: tuple[str, ...]
    track: tuple[float | None, ...]
    riket_track: tuple[float | None, ...]
    mean: bool = False


def latest_value(snapshot: Snapshot, entry: Indicator, region: str) -> LatestValue:
    """The latest value of a region beside riket's, with both series, totals over sex."""
    periods = queries.cube(snapshot, entry.id).periods
    here, riket = (history(snapshot, entry.id, code, Sex.TOTAL) for code in (region, RIKET))
    own, beside = (tuple(cell.value for cell in line) for line in (here, riket))
    latest, latest_riket = (line[-1] if line else ABSENT for line in (here, riket))
    period, mean = periods[-1] if periods else None, is_mean(snapshot, entry.id, region)
    return LatestValue(entry, period, latest, latest_riket, periods, own, beside, mean)
