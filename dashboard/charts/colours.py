"""Which colour and symbol a kommun wears: its own in all charts of a page and beside whomever it is, the one in focus apart."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.charts import theme

OWN: Final = len(theme.LINES)
"""Of more kommuner than this none but the one in focus has a colour of its own."""

HEAVY: Final = 3.2
"""The width of the line of the one in focus."""


class Look(NamedTuple):
    """How a kommun is drawn; `own` says whether the colour is its own, `focus` whether it is the one in focus."""

    colour: str
    symbol: str
    own: bool
    focus: bool = False


def slots(numbers: Sequence[int]) -> dict[int, int]:
    """A place in the palette for each kommun by its number among all, in whatever order they are chosen.

    Neighbours in the register, such as those of a län, never want the same; of others the first has it and the next takes
    the first free one after it.
    """
    found: dict[int, int] = {}
    free = set(range(OWN))
    for number in sorted(set(numbers))[:OWN]:
        wanted = [(number + step) % OWN for step in range(OWN)]
        found[number] = next(slot for slot in wanted if slot in free)
        free.remove(found[number])
    return found


def looks(numbers: Sequence[int], focus: int | None = None, many: str = theme.FADED) -> list[Look]:
    """How each of the chosen is drawn; `many` is the colour of all where there are too many for one each."""
    own = slots(numbers) if len(set(numbers)) <= OWN else {}
    found = []
    for number in numbers:
        symbol = theme.SYMBOLS[own.get(number, 0)]
        if number == focus:
            found.append(Look(theme.FOCUS, symbol, own=True, focus=True))
        elif own:
            found.append(Look(theme.LINES[own[number]], symbol, own=True))
        else:
            found.append(Look(many, theme.SYMBOLS[0], own=False))
    return found
