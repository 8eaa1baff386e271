"""About how many people a difference is."""

from typing import Final

FEWEST_SAID: Final = 10
"""Fewer are not said: the smallest numbers are those that disclosure control hides."""

STEPS: Final = ((100, 10), (1000, 50))


def about(persons: float) -> int | None:
    """A number of people rounded to tens, from 100 to fifties, from 1,000 to hundreds; None below ten."""
    step = next((step for end, step in STEPS if persons < end), 100)
    rounded = int(persons / step + 0.5) * step
    return rounded if persons >= FEWEST_SAID else None
