"""Disclosure control of one table of numbers of persons on its own, over any dimensions with totals."""

from collections.abc import Sequence

import numpy as np

from etl.disclosure.complement import Counts, Floats, Mask, complement, margins, sound
from etl.disclosure.rules import FEWEST_PERSONS


def suppress_counts(numbers: Floats, totals: Sequence[int | None]) -> Mask:
    """The cells to hide: those of 1 to 4 persons, and those that would give them away.

    Args:
        numbers: persons by cell, one axis a dimension; NaN where unknown.
        totals: by axis the position that is the sum of the others; None for an axis that has none, such as periods.

    Returns:
        An array of the same shape; totals are hidden only where nothing else will do.

    """
    value = np.round(numbers.ravel())
    few = np.asarray((value > 0) & (value < FEWEST_PERSONS), dtype=np.bool_)
    boundless = np.full_like(value, np.inf)
    places = np.indices(numbers.shape).reshape(numbers.ndim, -1)
    level = np.sum([places[axis] == total for axis, total in enumerate(totals)], axis=0).astype(np.int64)
    counts = Counts(value, np.ones_like(value), boundless, boundless, level, value)
    return complement(counts, few, sound(value, margins(numbers.shape, totals))).reshape(numbers.shape)
