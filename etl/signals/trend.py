"""The recent trend of annual series, after the method of England's Fingertips.

- Counts and denominators behind a share: chi-square for a linear trend in proportions over the latest five years.
- 95 % intervals: regression weighted by 1/SE², with SE = (upper - lower) / 3.92, over the latest five years.
- Otherwise: exact Mann-Kendall at 5 % two-sided over the latest five to eight years.

The first two are significant above `THRESHOLD`, the 99.8 % point of chi-square with one degree of freedom, and must keep the
sign of their slope in six fits: the whole and the five that leave one year out (for proportions unweighted on the log odds).
https://fingertips.phe.org.uk/static-reports/public-health-technical-guidance/Presentation/Trend_markers.html

Every array is by year and series, oldest year first, so that one call judges all regions of an indicator.
"""

from collections.abc import Collection, Iterator
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

    PROPORTIONS = "chi_square_proportions"
    INTERVALS = "weighted_regression"
    MANN_KENDALL = "mann_kendall"


class Judgement(StrEnum):
    """Whether a change is for the better."""

    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Series:
    """Series over the same `periods`, each to its last: arrays by period and series, NaN where there is no number.

    `persons` of the `denominator` have the property; `margin` is ± of a 95 % interval; `hidden` says that there is a value which
    is not shown; `there` that the source has the period at all, with a value or without.
    """

    periods: tuple[str, ...]
    value: Floats
    persons: Floats
    denominator: Floats
    margin: Floats
    hidden: Mask
    there: Mask


@dataclass(frozen=True)
class Trends:
    """By series, a direction with what it rests on; None, or NaN, where there is nothing to tell.

    `direction` and `method` hold `TrendDirection` and `TrendMethod`; `statistic` is chi-square or S; `first` and `last` are the
    periods at the ends, `value_first` and `value_last` the values there; `reason` says in Swedish why there is no direction.
    """

    direction: Objects
    reason: Objects
    method: Objects
    statistic: Floats
    first: Objects
    last: Objects
    value_first: Floats
    value_last: Floats


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
    length = _window(trends, years, frozenset(period[:4] for period in breaks))
    for method, mask in _methods(years, length):
        chosen = np.flatnonzero(mask)
        if chosen.size:
            _METHODS[method](trends, years, chosen, length)
    return trends


def cannot(reason: str, size: int) -> Trends:
    """No trend for any of `size` series, for that reason."""
    objects = [
        np.full(size, content, dtype=object) for content in (TrendDirection.CANNOT_BE_CALCULATED, reason, None, None, None)
    ]
    numbers = [np.full(size, np.nan) for _ in range(3)]
    direction, why, method, first, last = objects
    return Trends(direction, why, method, numbers[0], first, last, numbers[1], numbers[2])


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
    place = {period: at for at, period in enumerate(series.periods)}
    at = [place.get(year, -1) for year in years]

    def placed(cells: NDArray[Any], nothing: object) -> NDArray[Any]:
        return np.concatenate([cells, np.full((1, cells.shape[1]), nothing)])[at]

    numbers = (series.value, series.persons, series.denominator, series.margin)
    value, persons, denominator, margin = (placed(cells, np.nan) for cells in numbers)
    earlier = np.array([period < years[0] for period in series.periods], dtype=np.bool_)
    there = placed(series.there, False)
    there[0] |= series.there[earlier].any(axis=0)
    return Series(years, value, persons, denominator, margin, placed(series.hidden, False), there)


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


def _methods(years: Series, length: Integers) -> Iterator[tuple[TrendMethod, Mask]]:
    enough = length >= FEWEST
    counted = (~np.isnan(years.persons[-FEWEST:]) & (years.denominator[-FEWEST:] > 0)).all(axis=0)
    measured = (years.margin[-FEWEST:] > 0).all(axis=0)
    yield TrendMethod.PROPORTIONS, enough & counted
    yield TrendMethod.INTERVALS, enough & ~counted & measured
    yield TrendMethod.MANN_KENDALL, enough & ~counted & ~measured


def _of_proportions(trends: Trends, years: Series, chosen: Integers, _length: Integers) -> None:
    having, persons = (cells[-FEWEST:, chosen] for cells in (years.persons, years.denominator))
    none, every = having <= 0, having >= persons
    for at, year in reversed(list(enumerate(years.periods[-FEWEST:]))):  # the earliest year is told
        for extreme, share in ((every[at], 100), (none[at], 0)):
            trends.reason[chosen[extreme]] = f"andelen är {share} procent {year}"
    sound = ~(none | every).any(axis=0)
    having, persons, chosen = having[:, sound], persons[:, sound], chosen[sound]
    slope, chi_square = _chi_square(having, persons)
    log_odds = np.log(having / (persons - having))
    steady = _keeps_sign(slope, log_odds, np.ones(log_odds.shape))
    _conclude(trends, years, chosen, TrendMethod.PROPORTIONS, (slope, chi_square, steady))


def _chi_square(having: Floats, persons: Floats) -> tuple[Floats, Floats]:
    """A number with the sign of the slope, and χ² = N(N·Σct − C·Σnt)² / (C(N−C)(N·Σnt² − (Σnt)²))."""
    times = np.arange(1, len(having) + 1)[:, np.newaxis]
    every, those = persons.sum(axis=0), having.sum(axis=0)
    slope = every * (having * times).sum(axis=0) - those * (persons * times).sum(axis=0)
    spread = every * (persons * times**2).sum(axis=0) - (persons * times).sum(axis=0) ** 2
    return slope, every * slope**2 / (those * (every - those) * spread)


def _of_intervals(trends: Trends, years: Series, chosen: Integers, _length: Integers) -> None:
    values, margins = years.value[-FEWEST:, chosen], years.margin[-FEWEST:, chosen]
    weights = 1 / (margins * SE_PER_MARGIN) ** 2
    slope, error = _fit(np.arange(FEWEST), values, weights)
    steady = _keeps_sign(slope, values, weights)
    _conclude(trends, years, chosen, TrendMethod.INTERVALS, (slope, (slope / error) ** 2, steady))


def _of_order(trends: Trends, years: Series, chosen: Integers, length: Integers) -> None:
    for many in range(FEWEST, MOST + 1):
        those = chosen[length[chosen] == many]
        values = years.value[-MOST:][-many:, those]
        score, chance = mann_kendall(values)
        _tell(trends, years, those, many)
        trends.method[those], trends.statistic[those] = TrendMethod.MANN_KENDALL, score
        trends.direction[those] = _directions(np.where(chance <= SIGNIFICANCE, score, 0.0))


def _conclude(trends: Trends, years: Series, chosen: Integers, method: TrendMethod, found: tuple[Floats, Floats, Mask]) -> None:
    slope, statistic, steady = found
    significant = statistic > THRESHOLD
    _tell(trends, years, chosen, FEWEST)
    trends.method[chosen], trends.statistic[chosen] = method, statistic
    trends.direction[chosen] = _directions(np.where(significant & steady, slope, 0.0))
    trends.reason[chosen[significant & ~steady]] = reasons.UNSTABLE


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
    steady: Mask = np.logical_and.reduce([_fit(places, values[places], weights[places])[0] * slope > 0 for places in kept])
    return steady


def _fit(times: Integers, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The slope of the weighted regression on time, and its standard error where the weights are 1/SE²."""
    time, total = times[:, np.newaxis], weights.sum(axis=0)
    middle, level = (weights * time).sum(axis=0) / total, (weights * values).sum(axis=0) / total
    spread = (weights * (time - middle) ** 2).sum(axis=0)
    together = (weights * (time - middle) * (values - level)).sum(axis=0)
    return together / spread, 1 / np.sqrt(spread)


_METHODS: Final = {
    TrendMethod.PROPORTIONS: _of_proportions,
    TrendMethod.INTERVALS: _of_intervals,
    TrendMethod.MANN_KENDALL: _of_order,
}
