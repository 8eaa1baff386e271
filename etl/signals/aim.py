"""What a goal requires, and the number that grows towards it: the value itself, or what it is held against.

The advance is the value itself (at least), its negative (at most, reduce), its lead over the same year's value of riket or of a
group (above), riket's over it (below), the negative distance to riket (level with it), the negative gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from etl.contract.codes import Direction
from etl.contract.goal import ON_BASE, GoalKind, Measure
from etl.contract.rules import goodness
from etl.signals.base import Since
from etl.signals.noise import Course

DECIMALS: Final = 10

BELOW: Final = frozenset({GoalKind.AT_MOST, GoalKind.BELOW_RIKET, GoalKind.REDUCE_BY_SHARE})
STRICT: Final = frozenset({GoalKind.ABOVE_RIKET, GoalKind.BELOW_RIKET, GoalKind.ABOVE_GROUP})
HELD_AGAINST: Final = STRICT | {GoalKind.EQUAL_RIKET}
"""The kinds that hold a value against another region's of the same year."""


@dataclass(frozen=True)
class Target:
    """What is to be reached: `limit` in the indicator's unit (for a gap in percentage points), by `year`, `since` the base.

    `direction` is the indicator's polarity, `decimals` those that the reader sees, `best` the best value that there can be.
    """

    kind: GoalKind
    direction: Direction
    limit: float | None = None
    since: Since = field(default_factory=Since)
    year: int | None = None
    measure: Measure = Measure.LEVEL
    decimals: int = 1
    best: float | None = None

    @property
    def concerns_gap(self) -> bool:
        """Whether the reference is the other side of a gap, a group whose chance counts too."""
        return self.measure is not Measure.LEVEL

    @property
    def has_aim(self) -> bool:
        """Whether there is anything to reach."""
        return self.kind is not GoalKind.DIRECTION_ONLY


def advance_of(target: Target, course: Course) -> dict[int, float]:
    """By year, a number that grows towards the goal; only years that have what the goal needs."""
    values, others = course.values, course.reference
    if target.concerns_gap or target.kind in HELD_AGAINST:
        both = sorted(values.keys() & others.keys())
        sign = sign_of(target)
        if target.measure is Measure.SEX_GAP or target.kind is GoalKind.EQUAL_RIKET:
            return {year: -round(abs(values[year] - others[year]), DECIMALS) for year in both}
        return {year: round(sign * (values[year] - others[year]), DECIMALS) for year in both}
    years = sorted(values)
    if target.has_aim:
        return {year: sign_of(target) * values[year] for year in years}
    good = goodness(np.array([values[year] for year in years], dtype=np.float64), target.direction)
    return dict(zip(years, good.tolist(), strict=True))


def sign_of(target: Target) -> int:
    """Whether the goal lies upwards; a gap is what those in focus lack, so it closes the way that is better."""
    if target.concerns_gap:
        return -1 if target.direction is Direction.LOWER else 1
    return -1 if target.kind in BELOW else 1


def limit_of(target: Target, advance: Mapping[int, float], base: int | None) -> float | None:
    """The advance at which the goal is reached; None where there is none to reach, or its base is missing."""
    if not target.has_aim or (target.kind in ON_BASE and base is None):
        return None
    if target.kind in ON_BASE and base is not None:
        kept = 0.5 if target.kind is GoalKind.GAP_HALVED else 1 - (target.limit or 0.0) / 100
        return round(advance[base] * kept, DECIMALS)
    if target.limit is None:
        return 0.0
    return -target.limit if target.concerns_gap or target.kind in BELOW else target.limit


def shown_target(target: Target, course: Course, limit: float | None, latest: int) -> float | None:
    """What the value, or for a gap the gap, is held against, as the reader reads it."""
    if limit is None:
        return None
    if target.kind in HELD_AGAINST:
        return course.reference.get(latest)
    return -limit if target.concerns_gap or target.kind in BELOW else limit


def required_of(target: Target, left: float | None, base: int) -> float | None:
    """The pace a year that it takes from the base to the target year; None where there is no such year after it."""
    if left is None or target.year is None or target.year <= base:
        return None
    return round(left / (target.year - base), DECIMALS)
