"""Whether a change between two years is more than chance: before any word of direction.

In this order, by what is known of the series:

- counts: the two-proportion z = (p₂ − p₁) / √(p(1 − p)(1/n₁ + 1/n₂)), certain from |z| ≥ 1.96; for a difference between two
  series of counts both variances are added, and what the other one moved is taken off;
- a survey: |d| > √(o₁² + o₂²);
- five consecutive years or more since the base: the exact Mann-Kendall test at 5 %, which the product's trends use too;
- else at least 3 % of the base (JNCC's limit, which it calls arbitrary), visible at the shown rounding, and for shares of
  people more than chance would give had every inhabitant been counted.
  https://jncc.gov.uk/our-work/assessing-indicators/
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import hypot, inf, sqrt
from typing import Final, NamedTuple

from etl.contract.rules import difference_is_certain
from etl.signals.mann_kendall import probability
from etl.signals.trend import FEWEST, MOST, SIGNIFICANCE

CERTAIN_Z: Final = 1.96
LEAST_SHARE: Final = 0.03
DECIMALS_OF_STATISTIC: Final = 4

NO_MARGIN: Final = "felmarginalen är inte känd"
WITHIN_MARGIN: Final = "skillnaden ryms inom felmarginalen"
BY_CHANCE: Final = "förändringen kan vara slump, för så få personer är det"
NO_TREND: Final = "åren sedan basåret visar ingen säker trend"
TOO_SMALL: Final = "förändringen är mindre än 3 procent"
IN_ANY_CASE: Final = "förändringen är för liten för så få invånare"


class NoiseMethod(StrEnum):
    """How it was found out."""

    COUNTS = "two_proportions"
    MARGINS = "margins"
    TREND = "mann_kendall"
    SHARE = "three_per_cent"


class Noise(NamedTuple):
    """What the test says; `reason` in Swedish why a change isn't certain. A survey without margins has no method.

    `statistic` is z; or the difference over both margins; or the probability of such an order by chance; or the change as a
    share of the base.
    """

    certain: bool
    method: NoiseMethod | None = None
    statistic: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Course:
    """What has been: shown values by year, those held against them by year, and the years from which a series is new.

    `persons` are those behind each share, `reference_persons` those behind the reference, where the source gives them.
    Of a `survey`, `margins` are ± by year, and `reference_margins` those of the reference. `riket` is the same figure (value or
    gap) in riket, and `inhabitants` all who live in the region, where the values are shares of people.
    """

    values: Mapping[int, float]
    reference: Mapping[int, float] = field(default_factory=dict)
    breaks: Collection[int] = ()
    survey: bool = False
    margins: Mapping[int, float] = field(default_factory=dict)
    reference_margins: Mapping[int, float] = field(default_factory=dict)
    persons: Mapping[int, float] = field(default_factory=dict)
    reference_persons: Mapping[int, float] = field(default_factory=dict)
    riket: Mapping[int, float] = field(default_factory=dict)
    inhabitants: Mapping[int, float] = field(default_factory=dict)


def two_proportions(change: float, shares: tuple[float, float], persons: tuple[float, float]) -> float:
    """Z of a change between two shares of different persons; infinite where every one or none has the property both years.

    Args:
        change: in percentage points; the difference of the shares, less what the reference has moved.
        shares: of both years, per cent.
        persons: behind them.

    """
    return _z(change, variance(shares, persons))


def _z(change: float, spread: float) -> float:
    return change / 100 / sqrt(spread) if spread else (inf if change else 0.0)


def _finite(statistic: float) -> float | None:
    return round(statistic, DECIMALS_OF_STATISTIC) if abs(statistic) < inf else None


def variance(shares: tuple[float, float], persons: tuple[float, float]) -> float:
    """p(1 − p)(1/n₁ + 1/n₂) with the pooled share."""
    pooled = (shares[0] * persons[0] + shares[1] * persons[1]) / (persons[0] + persons[1]) / 100
    return pooled * (1 - pooled) * (1 / persons[0] + 1 / persons[1])


def noise(course: Course, advance: Mapping[int, float], years: tuple[int, int], *, decimals: int, both_vary: bool) -> Noise:
    """Whether the advance (positive towards the goal) differs between two years by more than chance.

    Args:
        course: the series.
        advance: by year, what is judged, in the indicator's unit.
        years: the base and the one held against it.
        decimals: those that the reader sees.
        both_vary: whether the reference is a group of the same size, so that its chance counts too; riket has hardly any.

    """
    if course.survey:
        return _of_survey(course, years, alone=not both_vary)
    change = advance[years[1]] - advance[years[0]]
    counted = _of_counts(course, change, years, both_vary=both_vary)
    if counted is not None:
        return counted
    return _of_order(advance, years) or _of_share(course, advance, years, decimals)


def _of_survey(course: Course, years: tuple[int, int], *, alone: bool) -> Noise:
    margins = [course.margins.get(year) for year in years]
    if not alone or margins[0] is None or margins[1] is None:
        return Noise(certain=False, reason=NO_MARGIN)
    difference = course.values[years[1]] - course.values[years[0]]
    together = hypot(margins[0], margins[1])
    certain = difference_is_certain(difference, margins[0], margins[1])
    statistic = round(abs(difference) / together, DECIMALS_OF_STATISTIC) if together else None
    return Noise(certain, NoiseMethod.MARGINS, statistic, None if certain else WITHIN_MARGIN)


def _pair(numbers: Mapping[int, float], years: tuple[int, int]) -> tuple[float, float] | None:
    """The numbers of both years; None where one of them is missing or none at all."""
    first, last = numbers.get(years[0], 0.0), numbers.get(years[1], 0.0)
    return (first, last) if first > 0 and last > 0 else None


def _of_counts(course: Course, change: float, years: tuple[int, int], *, both_vary: bool) -> Noise | None:
    persons, others = _pair(course.persons, years), _pair(course.reference_persons, years)
    if persons is None or (both_vary and others is None):
        return None
    spread = variance((course.values[years[0]], course.values[years[1]]), persons)
    if both_vary and others is not None:
        spread += variance((course.reference[years[0]], course.reference[years[1]]), others)
    z = _z(change, spread)
    certain = abs(z) >= CERTAIN_Z
    return Noise(certain, NoiseMethod.COUNTS, _finite(z), None if certain else BY_CHANCE)


def _of_order(advance: Mapping[int, float], years: tuple[int, int]) -> Noise | None:
    """None where there are fewer than five consecutive years since the base."""
    first = max(years[0], years[1] - MOST + 1)
    values = [advance[year] for year in range(first, years[1] + 1) if year in advance]
    if len(values) < FEWEST or len(values) != years[1] - first + 1:
        return None
    score = sum((later > earlier) - (later < earlier) for at, earlier in enumerate(values) for later in values[at + 1 :])
    chance = probability(tuple(sorted(values.count(value) for value in set(values))), abs(score))
    agrees = score * (advance[years[1]] - advance[years[0]]) > 0
    certain = chance <= SIGNIFICANCE and agrees
    return Noise(certain, NoiseMethod.TREND, round(chance, DECIMALS_OF_STATISTIC), None if certain else NO_TREND)


def _of_share(course: Course, advance: Mapping[int, float], years: tuple[int, int], decimals: int) -> Noise:
    before, after = (advance[year] for year in years)
    share = (after - before) / abs(before) if before else (inf if after else 0.0)
    visible = round(after, decimals) != round(before, decimals)
    everyone = _pair(course.inhabitants, years)
    reason = None if abs(share) >= LEAST_SHARE and visible else TOO_SMALL
    if reason is None and everyone is not None:
        shares = course.values[years[0]], course.values[years[1]]
        if abs(two_proportions(after - before, shares, everyone)) < CERTAIN_Z:
            reason = IN_ANY_CASE
    return Noise(reason is None, NoiseMethod.SHARE, _finite(share), reason)
