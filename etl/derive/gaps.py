"""Gaps in percentage points: those born in Sweden less those born abroad.

A gap is what those in focus lack: for measures where lower is better the foreign-born's share less the other, so that a
positive gap always means that they fare worse. A gap that closes because the other level got worse is no progress, which is
why no gap goes without its levels.
"""

from typing import Final

from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction
from etl.contract.rules import Floats, GapObstacle

REFUSED: Final = {
    GapObstacle.UNIT: "gap räknas bara för andelar",
    GapObstacle.DIRECTION: "gap räknas inte för mått som är bäst nära 1,0",
}


def refusal(indicator: Indicator) -> str | None:
    """Why an indicator has no gap, in Swedish; None where it has."""
    obstacle = rules.gap_obstacle(indicator)
    return None if obstacle is None else REFUSED[obstacle]


def origin_gap(native: Floats, foreign: Floats, direction: Direction) -> Floats:
    """Percentage points that the foreign-born lack; NaN where either level is."""
    return rules.gap(native, foreign, turned=rules.is_turned(direction))
