"""The recent trend of an annual series, after the method of England's Fingertips.

- Counts and denominators behind a share: chi-square for a linear trend in proportions over the latest five years.
- 95 % intervals: regression weighted by 1/SE², with SE = (upper - lower) / 3.92, over the latest five years.
- Otherwise: exact Mann-Kendall at 5 % two-sided over the latest five to eight years.

The first two are significant above `THRESHOLD`, the 99.8 % point of chi-square with one degree of freedom, and must keep the
sign of their slope in six fits: the whole and the five that leave one year out (for proportions unweighted on the log odds).
https://fingertips.phe.org.uk/static-reports/public-health-technical-guidance/Presentation/Trend_markers.html
"""

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from etl.contract.codes import Direction
from etl.signals import reasons
from etl.signals.mann_kendall import mann_kendall

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


class Point(NamedTuple):
    """One year of a series, in the indicator's unit.

    `persons` of the `denominator` have the property; `margin` is ± of a 95 % interval; `hidden` says that there is a value
    which is not shown.
    """

    period: str
    value: float | None
    persons: int | None = None
    denominator: int | None = None
    margin: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """A direction with what it rests on: `statistic` is chi-square or S; `reason` says in Swedish why there is no direction."""

    direction: TrendDirection
    reason: str | None = None
    method: TrendMethod | None = None
    statistic: float | None = None
    first: str | None = None
    last: str | None = None


def recent_trend(points: Sequence[Point], *, breaks: Collection[str] = (), only_elections: bool = False) -> Trend:
    """The trend up to the last of `points`, over consecutive years and never across a break.

    Args:
        points: one region's series in order of period; the last is the one that the trend must reach.
        breaks: periods from which values can't be held against those before.
        only_elections: the measure is taken at elections, and has no annual values.

    Returns:
        The trend; `cannot_be_calculated` with a reason where fewer than five years can be compared.

    """
    if only_elections:
        return cannot(reasons.ONLY_ELECTIONS)
    window, obstacle = _window(points, frozenset(period[:4] for period in breaks))
    if len(window) < FEWEST:
        return cannot(obstacle)
    latest = window[-FEWEST:]
    if all(point.persons is not None and point.denominator for point in latest):
        return _of_proportions(latest)
    if all(point.margin for point in latest):
        return _of_intervals(latest)
    return _of_order(window)


def cannot(reason: str) -> Trend:
    """No trend, for that reason."""
    return Trend(TrendDirection.CANNOT_BE_CALCULATED, reason)


def judgement(trend: Trend, direction: Direction, *, first: float, last: float) -> Judgement | None:
    """Better or worse by polarity, None where there is no trend or no polarity.

    `first` and `last` are the values at the ends of the trend; only a measure that is best at 1 needs them, since either
    direction may lead to 1.
    """
    if trend.direction not in (TrendDirection.INCREASING, TrendDirection.DECREASING) or direction is Direction.NEUTRAL:
        return None
    if direction is Direction.CLOSEST_TO_ONE:
        nearer = round(abs(first - 1) - abs(last - 1), 10)
        return None if nearer == 0 else _either(better=nearer > 0)
    return _either(better=(trend.direction is TrendDirection.INCREASING) == (direction is Direction.HIGHER))


def _either(*, better: bool) -> Judgement:
    return Judgement.BETTER if better else Judgement.WORSE


def _window(points: Sequence[Point], breaks: Collection[str]) -> tuple[list[Point], str]:
    """At most `MOST` consecutive years with values, oldest first, and what kept it from being longer."""
    if not points or not points[-1].period.isdigit():
        return [], reasons.NOT_ANNUAL if points else reasons.TOO_SHORT
    window: list[Point] = []
    for year, point in zip(itertools.count(int(points[-1].period), -1), reversed(points[-MOST:]), strict=False):
        if point.period != str(year) or point.value is None:
            return window[::-1], reasons.absent(str(year), suppressed=point.hidden and point.period == str(year))
        window.append(point)
        if point.period in breaks:
            return window[::-1], reasons.broken(point.period)
    return window[::-1], reasons.TOO_SHORT


def _of_proportions(points: Sequence[Point]) -> Trend:
    shares = [(point.persons or 0, point.denominator or 0) for point in points]
    for point, (count, persons) in zip(points, shares, strict=True):
        if not 0 < count < persons:
            return cannot(f"andelen är {0 if count <= 0 else 100} procent {point.period}")
    slope, chi_square = _chi_square(shares)
    log_odds = [math.log(count / (persons - count)) for count, persons in shares]
    keeps_sign = _keeps_sign(slope, log_odds, [1.0] * len(points))
    return _concluded(points, TrendMethod.PROPORTIONS, slope, chi_square, keeps_sign=keeps_sign)


def _chi_square(shares: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """A number with the sign of the slope, and χ² = N(N·Σct − C·Σnt)² / (C(N−C)(N·Σnt² − (Σnt)²))."""
    times = range(1, len(shares) + 1)
    having, persons = (sum(share[part] for share in shares) for part in (0, 1))
    having_by_time = sum(share[0] * time for share, time in zip(shares, times, strict=True))
    persons_by_time = sum(share[1] * time for share, time in zip(shares, times, strict=True))
    persons_by_square = sum(share[1] * time * time for share, time in zip(shares, times, strict=True))
    slope = persons * having_by_time - having * persons_by_time
    spread = persons * persons_by_square - persons_by_time**2
    return float(slope), persons * slope**2 / (having * (persons - having) * spread)


def _of_intervals(points: Sequence[Point]) -> Trend:
    values = [point.value or 0.0 for point in points]
    weights = [1 / ((point.margin or 0.0) * SE_PER_MARGIN) ** 2 for point in points]
    slope, error = _fit(range(len(points)), values, weights)
    keeps_sign = _keeps_sign(slope, values, weights)
    return _concluded(points, TrendMethod.INTERVALS, slope, (slope / error) ** 2, keeps_sign=keeps_sign)


def _of_order(points: Sequence[Point]) -> Trend:
    score, chance = mann_kendall([point.value or 0.0 for point in points])
    direction = _sign_of(score) if chance <= SIGNIFICANCE else TrendDirection.NO_CHANGE
    return Trend(direction, None, TrendMethod.MANN_KENDALL, float(score), points[0].period, points[-1].period)


def _concluded(points: Sequence[Point], method: TrendMethod, slope: float, statistic: float, *, keeps_sign: bool) -> Trend:
    significant = statistic > THRESHOLD
    direction = _sign_of(slope) if significant and keeps_sign else TrendDirection.NO_CHANGE
    reason = reasons.UNSTABLE if significant and not keeps_sign else None
    return Trend(direction, reason, method, statistic, points[0].period, points[-1].period)


def _sign_of(slope: float) -> TrendDirection:
    if slope == 0:
        return TrendDirection.NO_CHANGE
    return TrendDirection.INCREASING if slope > 0 else TrendDirection.DECREASING


def _keeps_sign(slope: float, values: Sequence[float], weights: Sequence[float]) -> bool:
    """Whether the whole and every fit that leaves one point out slope the way that `slope` does."""
    everywhere = list(range(len(values)))
    kept = [everywhere, *(everywhere[:out] + everywhere[out + 1 :] for out in everywhere)]
    fits = (_fit(places, [values[at] for at in places], [weights[at] for at in places]) for places in kept)
    return all(fitted * slope > 0 for fitted, _ in fits)


def _fit(times: Sequence[int], values: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """The slope of the weighted regression on time, and its standard error where the weights are 1/SE²."""
    total = sum(weights)
    middle = sum(weight * time for weight, time in zip(weights, times, strict=True)) / total
    level = sum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    spread = sum(weight * (time - middle) ** 2 for weight, time in zip(weights, times, strict=True))
    together = sum(w * (time - middle) * (value - level) for w, time, value in zip(weights, times, values, strict=True))
    return together / spread, 1 / math.sqrt(spread)
