"""A signal's words and colours on the map: in which order they are classes, and what colour each has."""

import functools
from collections.abc import Mapping
from typing import Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.parts import signals
from dashboard.published.queries import Signals
from etl.contract.catalogue import Indicator

NOTES: Final[Mapping[str, str]] = {
    "niva": "Alla kommuner med värde rangordnas. De 25 % bästa, de 50 % i mitten och de 25 % sämsta. Gäller senaste året.",
    "liknande": "Kommunen rangordnas bland sina sju liknande kommuner enligt Kolada. Gäller senaste året.",
    "trend": f"Säker förändring under {formats.WINDOW}, annars ingen säker trend.",
}


def mark(row: Signals, colouring: str) -> signals.Mark:
    """Shape, word and colour of the signal that colours the map."""
    if colouring == "trend":
        return signals.trend_words(row)
    return signals.level_words(row) if colouring == "niva" else signals.PEERS.get(row.peer_level or "", signals.NOT_JUDGED)


def worded(mark: signals.Mark | None, row: Signals | None) -> str | None:
    """`● Bland de 25 % bästa`; None where nothing is said."""
    return None if mark is None or mark[0] == formats.DASH or row is None or row.value is None else f"{mark[0]} {mark[1]}"


def in_words(mark: signals.Mark | None) -> str:
    """The signal's word, or that there is none."""
    return "Bedöms inte" if mark is None else mark[1]


@functools.cache
def order(colouring: str) -> tuple[str, ...]:
    """The signal's words from the worst or the lowest to the best or the highest."""
    if colouring != "trend":
        marks = (signals.LEVELS if colouring == "niva" else signals.PEERS).values()
        return tuple(f"{shape} {word}" for shape, word, _ in reversed(list(marks)))
    ends = ("", *(f", {words}" for words, _ in signals.JUDGEMENTS.values()))
    order = ("decreasing", "no_change", "increasing")
    return tuple(f"{shape} {word}{end}" for shape, word in (signals.TRENDS[key] for key in order) for end in ends)


def signal_colour(word: str, entry: Indicator) -> str:
    """Teal for the better, brown for the worse, as the signs' own colours; without a direction, teal for what increases."""
    good = ("●" in word) or word.endswith(signals.JUDGEMENTS["better"][0])
    poor = ("○" in word) or word.endswith(signals.JUDGEMENTS["worse"][0])
    if good or (word.startswith("▲") and not poor and entry.direction.value == "neutral"):
        return theme.DIVERGING[3]
    if poor or word.startswith("▼"):
        return theme.DIVERGING[1]
    return theme.MIDDLE
