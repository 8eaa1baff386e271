"""How few is too few: the limits of persons behind a value and of members behind a comparison, which all rules share."""

from typing import Any, Final

FEWEST_PERSONS: Final = 5
"""The smallest number of persons, but for none, of whom a value is shown."""

MOST_FEW: Final = 20
"""A share of so many persons or fewer is marked as resting on few: it is in no rank, mean or headline."""


def covered(having: Any, members: Any) -> Any:
    """Whether a group may be judged by those of its members that have a value that can be compared: 80 per cent, or more.

    Numbers or arrays of them.
    """
    return 5 * having >= 4 * members
