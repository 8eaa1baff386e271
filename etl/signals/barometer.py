"""The barometer of a focus area: which way most of its measures have gone, as Denmark's barometer does.

An odd number of measures, at least three. Each has gone forward or backward only where that is more than chance, by the rule of
the trends; what more than half of all say decides, whatever the rest say.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from etl.contract.catalogue import FEWEST_IN_BAROMETER


class Movement(StrEnum):
    """Which way a measure, or a focus area, has gone; `unchanged` where a change is not certain."""

    FORWARD = "forward"
    UNCHANGED = "unchanged"
    BACKWARD = "backward"
    MIXED = "mixed"
    CANNOT_BE_JUDGED = "cannot_be_judged"


@dataclass(frozen=True)
class Barometer:
    """The focus area's movement, and how many of its measures have gone which way."""

    movement: Movement
    forward: int
    unchanged: int
    backward: int
    unjudged: int


def barometer(focus_area: str, movements: Sequence[Movement]) -> Barometer:
    """What the majority of the focus area's measures say.

    Raises:
        ValueError: the number of measures is even or less than three: the choice of measures is wrong.

    """
    many = len(movements)
    if many % 2 == 0 or many < FEWEST_IN_BAROMETER:
        raise ValueError(f"barometer of {focus_area}: {many} measures; choose an odd number of at least {FEWEST_IN_BAROMETER}")
    counted = Counter(movements)
    most, votes = counted.most_common(1)[0]
    divided = Movement.CANNOT_BE_JUDGED if counted[Movement.CANNOT_BE_JUDGED] else Movement.MIXED
    return Barometer(
        most if 2 * votes > many else divided,
        *(counted[one] for one in (Movement.FORWARD, Movement.UNCHANGED, Movement.BACKWARD, Movement.CANNOT_BE_JUDGED)),
    )
