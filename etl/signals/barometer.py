"""The barometer of a focus area: which way most of its indicators have gone since the baseline, as Denmark's barometer does.

An odd number of indicators. Each has gone forward, backward or stands still by its values as the reader sees them, rounded.
What more than half say decides; where none has a majority, such as one of each, the answer is mixed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from etl.contract.codes import Direction
from etl.contract.rules import goodness


class Movement(StrEnum):
    """Which way an indicator, or a focus area, has gone."""

    FORWARD = "forward"
    UNCHANGED = "unchanged"
    BACKWARD = "backward"
    MIXED = "mixed"
    CANNOT_BE_JUDGED = "cannot_be_judged"


@dataclass(frozen=True)
class Entry:
    """One indicator's value in the year of the baseline and now, None where it is not shown or can't be compared."""

    indicator: str
    direction: Direction
    decimals: int
    baseline: float | None
    latest: float | None


@dataclass(frozen=True)
class Barometer:
    """The focus area's movement, why there is none (in Swedish), and that of each indicator in the order given."""

    movement: Movement
    reason: str | None
    entries: tuple[Movement, ...]


def barometer(focus_area: str, entries: Sequence[Entry]) -> Barometer:
    """What the majority of the focus area's indicators say.

    Raises:
        ValueError: the number of indicators is even, or an indicator is neutral: the choice of indicators is wrong.

    """
    if len(entries) % 2 == 0:
        raise ValueError(f"barometer of {focus_area}: {len(entries)} indicators; choose an odd number, so that a majority exists")
    movements = tuple(movement(entry) for entry in entries)
    silent = [entry.indicator for entry, said in zip(entries, movements, strict=True) if said is Movement.CANNOT_BE_JUDGED]
    if silent:
        return Barometer(Movement.CANNOT_BE_JUDGED, f"uppgift saknas för {', '.join(silent)}", movements)
    most, votes = Counter(movements).most_common(1)[0]
    return Barometer(most if 2 * votes > len(movements) else Movement.MIXED, None, movements)


def movement(entry: Entry) -> Movement:
    """Which way one indicator has gone, on values rounded as they are shown.

    Raises:
        ValueError: the indicator is neutral.

    """
    if entry.direction is Direction.NEUTRAL:
        raise ValueError(f"barometer: {entry.indicator} is neutral and can't go forward; choose one that has a direction")
    if entry.baseline is None or entry.latest is None:
        return Movement.CANNOT_BE_JUDGED
    shown = np.array([round(entry.baseline, entry.decimals), round(entry.latest, entry.decimals)])
    before, now = goodness(shown, entry.direction).tolist()
    if now == before:
        return Movement.UNCHANGED
    return Movement.FORWARD if now > before else Movement.BACKWARD
