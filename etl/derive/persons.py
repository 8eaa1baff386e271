"""The number of persons behind a share where nothing is left to guess, and about how many people a difference is."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_DECIMALS: Final = 6
"""Sources that don't round send about eight digits, six decimals of a two-digit share, and cut off the rest."""

BINARY_TAIL: Final = 1e-9


def source_decimals(shares: Floats) -> int:
    """The fewest decimals that hold every share as the source gave it, at most `MOST_DECIMALS`."""
    known = shares[~np.isnan(shares)]
    for decimals in range(MOST_DECIMALS):
        if np.all(np.abs(known - np.round(known, decimals)) < BINARY_TAIL):
            return decimals
    return MOST_DECIMALS


def persons(shares: Floats, denominators: Floats, decimals: int) -> Floats:
    """The count whose share, rounded to `decimals`, is the one given; NaN where none or more than one is.

    A share with `MOST_DECIMALS` may also have been cut off there, as Kolada does it.

    Args:
        shares: per cent.
        denominators: persons, NaN where unknown.
        decimals: those that the source rounds to, as `source_decimals` finds them.

    """
    known = ~np.isnan(shares) & (denominators > 0)
    of = np.where(known, denominators, np.nan)
    counts = np.round(shares / 100 * of)
    lost = 10.0**-decimals if decimals >= MOST_DECIMALS else 0.5 * 10.0**-decimals
    fits = np.abs(counts / of * 100 - shares) <= lost + BINARY_TAIL
    only_one = 100 / of > 2 * lost
    return np.where(known & fits & only_one, counts, np.nan)


FEWEST_TOLD: Final = 10
"""Fewer are not told: the smallest numbers are those that disclosure control hides."""

STEPS: Final = ((100, 10), (1000, 50))


def about(persons: float) -> int | None:
    """A number of people rounded to tens, from 100 to fifties, from 1,000 to hundreds; None below ten."""
    step = next((step for end, step in STEPS if persons < end), 100)
    rounded = int(persons / step + 0.5) * step
    return rounded if persons >= FEWEST_TOLD else None
