"""The rules that both sides follow: what is put in order and how, which indicators have a gap, when a difference is sure.

Pure functions of a catalogue entry and numbers. The words for what a rule refuses are those of each side: the ETL's stand in
the published tables, the dashboard's on its pages.
"""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]

DECIMALS: Final = 10
"""Enough for every unit; hides the binary tail of a difference, so that 0.98 and 1.02 are as near to 1."""

NONE: Final = -1
"""The rank of what has no value."""

UNTESTED: Final = "räcker inte för prövning"
"""Said of so few years that there is a change to tell, but no trend to test: `3 år räcker inte för prövning; +8,3 sedan 2020`."""

FEWEST_IN_QUARTERS: Final = 4
"""Of fewer kommuner with a value there are no quarters."""

GAPPED_UNITS: Final = frozenset({Unit.PERCENT, Unit.PERCENTAGE_POINTS})


class Obstacle(StrEnum):
    """Why an indicator's kommuner are not put in order, or not judged by it."""

    DOUBTFUL = "doubtful"
    SURVEY = "survey"
    COUNT = "count"
    YES_NO = "yes_no"
    ORDINAL = "ordinal"
    NEUTRAL = "neutral"
    PARTLY_HIDDEN = "partly_hidden"


class GapObstacle(StrEnum):
    """Why an indicator has no gap between groups."""

    DIRECTION = "direction"
    UNIT = "unit"


UNORDERED_UNITS: Final = {Unit.COUNT: Obstacle.COUNT, Unit.YES_NO: Obstacle.YES_NO, Unit.ORDINAL: Obstacle.ORDINAL}


def order_obstacle(indicator: Indicator) -> Obstacle | None:
    """Why the kommuner can't be put in order; None where they can, highest first where no direction is better.

    The hidden of an indicator that counts persons lie close together, between none and many: without them nearly all that are
    shown would be among the worst.
    """
    if indicator.survey:
        return Obstacle.SURVEY
    if indicator.unit in UNORDERED_UNITS:
        return UNORDERED_UNITS[indicator.unit]
    judged = indicator.direction is not Direction.NEUTRAL
    return Obstacle.PARTLY_HIDDEN if judged and indicator.counts_persons else None


def judgement_obstacle(indicator: Indicator) -> Obstacle | None:
    """Why the kommuner are not ranked from best to worst; None where they are."""
    if indicator.doubtful is not None:
        return Obstacle.DOUBTFUL
    neutral = Obstacle.NEUTRAL if indicator.direction is Direction.NEUTRAL else None
    return order_obstacle(indicator) or neutral


def goodness(values: Floats, direction: Direction) -> Floats:
    """A number that is higher the better the value; NaN where there is no value, and for neutral indicators throughout."""
    if direction is Direction.HIGHER:
        return values
    if direction is Direction.LOWER:
        return -values
    if direction is Direction.CLOSEST_TO_ONE:
        return np.asarray(-np.round(np.abs(values - 1), DECIMALS), dtype=np.float64)
    return np.full(values.shape, np.nan)


def ranks(good: Floats) -> Ranks:
    """From 1 (the highest number); ties share a rank, and what is NaN has `NONE`."""
    has = ~np.isnan(good)
    ordered = np.sort(good[has])
    higher = len(ordered) - np.searchsorted(ordered, good, side="right")
    return np.where(has, higher + 1, NONE)


def gap_obstacle(indicator: Indicator) -> GapObstacle | None:
    """Why an indicator has no gap between groups; None where it has."""
    if indicator.direction is Direction.CLOSEST_TO_ONE:
        return GapObstacle.DIRECTION
    return None if indicator.unit in GAPPED_UNITS else GapObstacle.UNIT


def is_turned(direction: Direction) -> bool:
    """Whether a gap by origin is the foreign-born's level less the other: so that a positive one says that they fare worse."""
    return direction is Direction.LOWER


def gap(first: Floats, second: Floats, *, turned: bool) -> Floats:
    """The first level less the second, or with `turned` the second less the first; NaN where either is."""
    return np.asarray(np.round(second - first if turned else first - second, DECIMALS) + 0.0, dtype=np.float64)


def difference_is_certain(difference: float, margin: float, other_margin: float) -> bool:
    """Whether two surveyed values differ by more than both margins (±, 95 %) together allow: |d| > √(o₁² + o₂²)."""
    return abs(difference) > float(np.hypot(margin, other_margin))
