"""The recent trend of annual series: over the latest eight years in a row, at least five, and never across a break.

Two kinds of data have a method each:

- Surveys with 95 % intervals in every year: regression weighted by 1/SE², with SE = (upper - lower) / 3.92. It is significant
  above `THRESHOLD`, the 99.8 % point of chi-square with one degree of freedom, and must keep the sign of its slope in all fits:
  the whole and those that leave one year out (England's Fingertips).
  https://fingertips.phe.org.uk/static-reports/public-health-technical-guidance/Presentation/Trend_markers.html
- All else, which is full counts of a population: the exact Mann-Kendall test at 5 % two-sided. Full counts have no sampling
  error, so no test of proportions is fit for them: of a large population it finds any change significant.

Where neither finds a trend there may still be one: `no_change` means that none is certain.

Every array is by year and series, oldest year first, so that one call judges all regions of an indicator.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from etl.contract.codes import Direction
from etl.signals import reasons
from etl.signals.mann_kendall import mann_kendall

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Objects = NDArray[Any]

THRESHOLD: Final = 9.54953570608324
SIGNIFICANCE: Final = 0.05
FEWEST: Final = 5
MOST: Final = 8
FEWEST_FOR_CHANGE: Final = 3
"""Of so many years, but fewer than `FEWEST`, the change is told."""

SE_PER_MARGIN: Final = 2 / 3.92
"""A margin is half an interval: SE = (upper - lower) / 3.92."""


class TrendDirection(StrEnum):
    """Where a series is going."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_CHANGE = "no_change"
    CANNOT_BE_CALCULATED = "cannot_be_calculated"


class TrendMethod(StrEnum):
    """How it was found out."""

    INTERVALS = "weighted_regression"
    MANN_KENDALL = "mann_kendall"


class Judgement(StrEnum):
    """Whether a change is for the better."""

    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Series:
    """Series over the same `periods`, each to its last: arrays by period and series, NaN where there is no number.

    `margin` is ± of a 95 % interval; `hidden` says that there is a value which is not shown; `there` that the source has the
    period at all, with a value or without.
    """

    periods: tuple[str, ...]
    value: Floats
    margin: Floats
    hidden: Mask
    there: Mask


@dataclass(frozen=True)
class Trends:
    """By series, a direction with what it rests on; None, or NaN, where there is nothing to tell.

    `direction` and `method` hold `TrendDirection` and `TrendMethod`; `statistic` is chi-square or S; `first` and `last` are the
    periods at the ends, `value_first` and `value_last` the values there; `reason` says in Swedish why there is no direction.
    `years` is how many of the latest can be compared, and `since` the first of them, also where they are too few for a test.
    """

    direction: Objects
    reason: Objects
    method: Objects
    statistic: Floats
    first: Objects
    last: Objects
    value_first: Floats
    value_last: Floats
    years: Integers
    since: Objects
    value_since: Floats


def recent_trends(series: Series, *, breaks: Collection[str] = (), only_elections: bool = False) -> Trends:
    """The trends up to the last period, over consecutive years and never across a break.

    Args:
        series: those of one indicator; at least `MOST` + 1 periods where there are so many, to tell a hole from a beginning.
        breaks: periods from which values can't be held against those before.
        only_elections: the measure is taken at elections, and has no annual values.

    Returns:
        The trends; `cannot_be_calculated` with a reason where fewer than five years can be compared.

    """
    trends = cannot(reasons.ONLY_ELECTIONS if only_elections else reasons.NOT_ANNUAL, series.value.shape[1])
    if only_elections or not series.periods or not series.periods[-1].isdigit():
        return trends
    years = _consecutive(series)
    trends.years[:] = _window(trends, years, frozenset(period[:4] for period in breaks))
    for many in range(1, MOST + 1):
        those = np.flatnonzero(trends.years == many)
        trends.since[those], trends.value_since[those] = years.periods[-many], years.value[-many, those]
        if many >= FEWEST and those.size:
            measured = (years.margin[-many:, those] > 0).all(axis=0)
            _of_intervals(trends, years, those[measured], many)
            _of_order(trends, years, those[~measured], many)
    return trends


def cannot(reason: str, size: int) -> Trends:
    """No trend for any of `size` series, for that reason."""
    objects = [
        np.full(size, content, dtype=object) for content in (TrendDirection.CANNOT_BE_CALCULATED, reason, None, None, None)
    ]
    numbers = [np.full(size, np.nan) for _ in range(4)]
    direction, why, method, first, last = objects
    since, years = np.full(size, None, dtype=object), np.zeros(size, dtype=np.int64)
    return Trends(direction, why, method, numbers[0], first, last, numbers[1], numbers[2], years, since, numbers[3])


def judgements(trends: Trends, direction: Direction) -> Objects:
    """By series better or worse (`Judgement`) by polarity, None where there is no trend or no polarity.

    Of a measure that is best at 1 the values at the ends decide, since either direction may lead to 1.
    """
    rising, falling = (trends.direction == wanted for wanted in (TrendDirection.INCREASING, TrendDirection.DECREASING))
    better, worse = (rising, falling) if direction is Direction.HIGHER else (falling, rising)
    if direction is Direction.CLOSEST_TO_ONE:
        nearer = np.round(np.abs(trends.value_first - 1) - np.abs(trends.value_last - 1), 10)
        better, worse = ((rising | falling) & (nearer > 0), (rising | falling) & (nearer < 0))
    judged = np.full(better.shape, None, dtype=object)
    if direction is not Direction.NEUTRAL:
        judged[better], judged[worse] = Judgement.BETTER, Judgement.WORSE
    return judged


def _consecutive(series: Series) -> Series:
    """The same series over `MOST` + 1 consecutive years to the last; a year that isn't among the periods has nothing."""
    last = int(series.periods[-1])
    years = tuple(str(year) for year in range(last - MOST, last + 1))
    index_of = {period: at for at, period in enumerate(series.periods)}
    at = [index_of.get(year, -1) for year in years]

    def placed(cells: NDArray[Any], nothing: object) -> NDArray[Any]:
        return np.concatenate([cells, np.full((1, cells.shape[1]), nothing)])[at]

    value, margin = placed(series.value, np.nan), placed(series.margin, np.nan)
    earlier = np.array([period < years[0] for period in series.periods], dtype=np.bool_)
    there = placed(series.there, False)
    there[0] |= series.there[earlier].any(axis=0)
    return Series(years, value, margin, placed(series.hidden, False), there)


def _window(trends: Trends, years: Series, breaks: Collection[str]) -> Integers:
    """How many of the latest years hold together, at most `MOST`; why no more where they are too few is told in `trends`."""
    open_, length = np.ones(years.value.shape[1], dtype=np.bool_), np.zeros(years.value.shape[1], dtype=np.int64)
    trends.reason[:] = reasons.TOO_SHORT
    for back in range(1, MOST + 1):
        year, absent = years.periods[-back], np.isnan(years.value[-back])
        hidden, inside = years.hidden[-back], years.there[:-back].any(axis=0) | years.there[-back]
        trends.reason[open_ & absent & inside] = reasons.missing(year)
        trends.reason[open_ & absent & hidden] = reasons.hidden(year)
        open_ &= ~absent
        length += open_
        if year in breaks:
            trends.reason[open_] = reasons.broken(year)
            break
    return length


def _of_intervals(trends: Trends, years: Series, chosen: Integers, many: int) -> None:
    values, margins = years.value[-many:, chosen], years.margin[-many:, chosen]
    weights = 1 / (margins * SE_PER_MARGIN) ** 2
    slope, error = _fit(np.arange(many), values, weights)
    statistic = (slope / error) ** 2
    significant, keeps_sign = statistic > THRESHOLD, _keeps_sign(slope, values, weights)
    _tell(trends, years, chosen, many)
    trends.method[chosen], trends.statistic[chosen] = TrendMethod.INTERVALS, statistic
    trends.direction[chosen] = _directions(np.where(significant & keeps_sign, slope, 0.0))
    trends.reason[chosen[significant & ~keeps_sign]] = reasons.UNSTABLE


def _of_order(trends: Trends, years: Series, chosen: Integers, many: int) -> None:
    score, chance = mann_kendall(years.value[-many:, chosen])
    _tell(trends, years, chosen, many)
    trends.method[chosen], trends.statistic[chosen] = TrendMethod.MANN_KENDALL, score
    trends.direction[chosen] = _directions(np.where(chance <= SIGNIFICANCE, score, 0.0))


def _tell(trends: Trends, years: Series, chosen: Integers, many: int) -> None:
    """There is a trend over so many years."""
    trends.reason[chosen] = None
    trends.first[chosen], trends.last[chosen] = years.periods[-many], years.periods[-1]
    trends.value_first[chosen], trends.value_last[chosen] = years.value[-many, chosen], years.value[-1, chosen]


def _directions(slope: Floats) -> Objects:
    words = np.array([TrendDirection.DECREASING, TrendDirection.NO_CHANGE, TrendDirection.INCREASING], dtype=object)
    return words[np.sign(slope).astype(np.int64) + 1]


def _keeps_sign(slope: Floats, values: Floats, weights: Floats) -> Mask:
    """Whether the whole and every fit that leaves one year out slope the way that `slope` does."""
    everywhere = np.arange(len(values))
    kept = [everywhere, *(np.delete(everywhere, out) for out in everywhere)]
    same_sign: Mask = np.logical_and.reduce([_fit(indices, values[indices], weights[indices])[0] * slope > 0 for indices in kept])
    return same_sign


def _fit(times: Integers, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The slope of the weighted regression on time, and its standard error where the weights are 1/SE²."""
    time, total = times[:, np.newaxis], weights.sum(axis=0)
    middle, level = (weights * time).sum(axis=0) / total, (weights * values).sum(axis=0) / total
    spread = (weights * (time - middle) ** 2).sum(axis=0)
    together = (weights * (time - middle) * (values - level)).sum(axis=0)
    return together / spread, 1 / np.sqrt(spread)
