"""An indicator at its latest period, and the trends up to it: a region's own, and that of its difference to riket.

What the table of latest values says of trends and what a barometer says of the same series is read from here, so they agree.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Unit
from etl.derive.grid import NOWHERE, Grid
from etl.signals import reasons
from etl.signals.trend import FEWEST, FEWEST_FOR_CHANGE, MOST, Series, TrendDirection, Trends, cannot, recent_trends

Floats = NDArray[np.float64]

NOT_WITH_RIKET: Final = frozenset({Unit.COUNT, Unit.YES_NO, Unit.ORDINAL})
"""Units in which a kommun's value can't be held against riket's."""

ANSWERS: Final = frozenset({Unit.YES_NO, Unit.ORDINAL})
"""Units whose differences mean nothing."""


@dataclass(frozen=True)
class Moment:
    """One indicator at its latest period: positions of that period (`now`) and of the one before it among the grid's."""

    entry: Indicator
    grid: Grid
    now: int
    before: int | None

    @property
    def period(self) -> str:
        """The latest period."""
        return self.grid.periods[self.now]

    @property
    def values(self) -> Floats:
        """By sex and region."""
        values: Floats = self.grid.value[self.now]
        return values


def moment_of(entry: Indicator, grid: Grid) -> Moment | None:
    """None where nothing has a value. What is measured at elections has its latest election, not a year that repeats it."""
    valued = grid.valued
    elections = tuple(at for at in valued if grid.periods[at] in map(str, entry.election_years))
    periods = elections or valued
    return Moment(entry, grid, periods[-1], periods[-2] if len(periods) > 1 else None) if periods else None


def own_trends(moment: Moment) -> Trends:
    """The trends of a region's own values, by sex and region in a row."""
    return _trends(moment, _series(moment), frozenset(step.period for step in moment.entry.breaks))


def trends_vs_riket(moment: Moment) -> Trends:
    """The trends of the differences to riket: a break that is the same everywhere is none in them."""
    entry, grid = moment.entry, moment.grid
    if RIKET not in grid.regions or entry.unit in NOT_WITH_RIKET:
        return cannot(reasons.NOT_WITH_RIKET, moment.values.size)
    trends = _trends(moment, _differences(moment), frozenset())
    itself = np.tile(np.array(grid.regions) == RIKET, len(grid.sexes))
    for column, nothing in ((trends.direction, TrendDirection.CANNOT_BE_CALCULATED), (trends.first, None)):
        column[itself] = nothing
    trends.reason[itself] = reasons.RIKET_ITSELF
    trends.value_first[itself] = np.nan
    return trends


def _trends(moment: Moment, series: Series, breaks: frozenset[str]) -> Trends:
    """The trends, and where years are too few for a test, the change over them; not of answers or values that share years."""
    entry = moment.entry
    if entry.doubtful is not None:
        return cannot(reasons.DOUBTFUL, moment.values.size)
    trends = recent_trends(series, breaks=breaks, only_elections=bool(entry.election_years))
    if entry.years_covered > 1 or entry.unit in ANSWERS:
        return trends
    last = series.value[-1]
    for at in np.flatnonzero((trends.years >= FEWEST_FOR_CHANGE) & (trends.years < FEWEST)):
        change = last[at] - trends.value_since[at]
        trends.reason[at] = reasons.too_few_years(trends.years[at], change, trends.since[at], entry.decimals)
    return trends


def _series(moment: Moment) -> Series:
    """Every sex and region over the latest years that a trend looks at, and one more to tell a hole from a beginning."""
    grid, span = moment.grid, slice(max(0, moment.now - MOST), moment.now + 1)
    value, margin = _by_series(grid.value[span]), _by_series(grid.margin[span])
    return Series(grid.periods[span], value, margin, _by_series(grid.hidden[span]), _by_series(grid.row[span] != NOWHERE))


def _differences(moment: Moment) -> Series:
    """The same series less riket's; the margin of a difference is that of both."""
    grid, own, span = moment.grid, _series(moment), slice(max(0, moment.now - MOST), moment.now + 1)
    riket = grid.regions.index(RIKET)
    value = np.round(grid.value[span] - grid.value[span, :, riket][..., None], rules.DECIMALS)
    margin = np.hypot(grid.margin[span], grid.margin[span, :, riket][..., None])
    return replace(own, value=_by_series(value), margin=_by_series(margin))


def _by_series(cells: NDArray[Any]) -> NDArray[Any]:
    """From period, sex, region to period and series."""
    return cells.reshape(len(cells), -1)
