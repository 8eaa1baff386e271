"""Gaps in percentage points: those born in Sweden less those born abroad.

A gap is what those in focus lack: for measures where lower is better the foreign-born's share less the other, so that a
positive gap always means that they fare worse. A gap that closes because the other level got worse is no progress, which is
why no gap goes without its levels.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit

Floats = NDArray[np.float64]

DECIMALS: Final = 10
"""Enough for every unit; hides the binary tail of a difference."""

GAPPED_UNITS: Final = frozenset({Unit.PERCENT, Unit.PERCENTAGE_POINTS})
NO_GAP_UNIT: Final = "gap räknas bara för andelar"
NO_GAP_DIRECTION: Final = "gap räknas inte för mått som är bäst nära 1,0"


def refusal(indicator: Indicator) -> str | None:
    """Why an indicator has no gap, in Swedish; None where it has."""
    if indicator.direction is Direction.CLOSEST_TO_ONE:
        return NO_GAP_DIRECTION
    return None if indicator.unit in GAPPED_UNITS else NO_GAP_UNIT


def origin_gap(native: Floats, foreign: Floats, direction: Direction) -> Floats:
    """Percentage points that the foreign-born lack; NaN where either level is."""
    gap = foreign - native if direction is Direction.LOWER else native - foreign
    return np.round(gap, DECIMALS) + 0.0


def difference_is_certain(difference: float, margin: float, other_margin: float) -> bool:
    """Whether two surveyed values differ by more than both margins (±, 95 %) together allow: |d| > √(o₁² + o₂²)."""
    return abs(difference) > float(np.hypot(margin, other_margin))
