"""Classes for a map: where the limits go, what each is called and which colour it has."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.limits import equal_steps, natural_breaks, quantiles
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit

NOT_APPLICABLE_CLASS: Final = -3
HIDDEN_CLASS: Final = -2
MISSING_CLASS: Final = -1
CLASS_COUNT: Final = 5
CROWD: Final = 0.9
METHODS: Final = {"kvantiler": quantiles, "lika": equal_steps, "naturliga": natural_breaks}
"""The ways to place limits, by their names in the address."""


@dataclass(frozen=True)
class MapClass:
    """One class: its position from low to high, its words, its colour and how many kommuner are in it."""

    index: int
    label: str
    colour: str
    count: int


@dataclass(frozen=True)
class Classification:
    """The class of each value (one of the negative ones where there is none) and the classes themselves."""

    indices: tuple[int, ...]
    classes: tuple[MapClass, ...]
    missing: int
    hidden: int = 0
    not_applicable: int = 0

    @property
    def crowded(self) -> MapClass | None:
        """The class that nine in ten of those with a value are in, where there are others to be in."""
        known = sum(one.count for one in self.classes)
        largest = max(self.classes, key=lambda one: one.count, default=None)
        return largest if largest and len(self.classes) > 1 and known and largest.count >= known * CROWD else None

    def hiding(self, hidden: Sequence[bool]) -> "Classification":
        """The same, with those of the values that are not there because they are hidden in a class of their own."""
        return self._moved(hidden, HIDDEN_CLASS)

    def excusing(self, excused: Sequence[bool]) -> "Classification":
        """The same with those that have nothing to show because it doesn't apply to them in a class of their own."""
        return self._moved(excused, NOT_APPLICABLE_CLASS)

    def _moved(self, flags: Sequence[bool], to: int) -> "Classification":
        indices = tuple(to if flag else position for position, flag in zip(self.indices, flags, strict=True))
        missing, hidden, excused = (indices.count(kind) for kind in (MISSING_CLASS, HIDDEN_CLASS, NOT_APPLICABLE_CLASS))
        return replace(self, indices=indices, missing=missing, hidden=hidden, not_applicable=excused)


@dataclass(frozen=True)
class Scale:
    """The limits between classes, and each class's words and colour from low to high; a class begins at its limit."""

    limits: tuple[float, ...]
    labels: tuple[str, ...]
    palette: tuple[str, ...]


def scale(pool: Sequence[float], entry: Indicator, method: str = "kvantiler", *, signed: bool = False) -> Scale:
    """The classes that suit all values of a pool, at most five.

    Limits around zero for differences (`signed`, or percentage points) and around one for parity ratios, whatever the method;
    otherwise as the method has it. A pool of all years gives classes that mean the same in each of them.
    """
    known = np.asarray(pool, dtype=float)
    if not known.size:
        return Scale((), (), ())
    centre = 0.0 if signed else _centre(entry)
    limits = tuple(METHODS[method](known, CLASS_COUNT) if centre is None else _around(known, centre))
    palette = theme.steps(len(limits) + 1) if centre is None else theme.DIVERGING
    position = np.searchsorted(np.array(limits), known, side="right")
    labels = tuple(_label(known[position == at], entry, signed=signed) for at in range(len(limits) + 1))
    return Scale(limits, labels, tuple(palette))


def _label(inside: np.ndarray, entry: Indicator, *, signed: bool) -> str:
    if not inside.size:
        return "inga"
    low, high = float(inside.min()), float(inside.max())
    if not signed:
        return formats.span(low, high, entry)
    first, last = formats.difference(low, entry), formats.difference(high, entry)
    return first if first == last else f"{first} till {last}"


def sort(values: Sequence[float | None], steps: Scale) -> Classification:
    """The class of each value on a scale; equal values always share one."""
    outside = not steps.labels
    indices = tuple(MISSING_CLASS if value is None or outside else bisect.bisect_right(steps.limits, value) for value in values)
    described = zip(steps.labels, steps.palette, strict=True)
    classes = tuple(MapClass(at, label, colour, indices.count(at)) for at, (label, colour) in enumerate(described))
    return Classification(indices, classes, indices.count(MISSING_CLASS))


def classify(values: Sequence[float | None], entry: Indicator, steps: Scale | None = None) -> Classification:
    """Sort values into the classes of a scale, their own where none is given; words for yes/no and ordinal values."""
    if entry.unit in formats.CATEGORY_WORDS and any(value is not None for value in values):
        words = formats.CATEGORY_WORDS[entry.unit]
        return by_word([None if value is None else words[int(value)] for value in values], tuple(words.values()))
    return sort(values, steps or scale([value for value in values if value is not None], entry))


def by_word(words: Sequence[str | None], known: Sequence[str], palette: Sequence[str] | None = None) -> Classification:
    """A class a word, in their given order; the sequential palette where none is given."""
    order = {word: at for at, word in enumerate(known)}
    indices = tuple(MISSING_CLASS if word is None else order[word] for word in words)
    colours = palette or theme.steps(len(known))
    classes = tuple(MapClass(at, word, colours[at], indices.count(at)) for word, at in order.items())
    return Classification(indices, classes, indices.count(MISSING_CLASS))


def _centre(entry: Indicator) -> float | None:
    if entry.unit is Unit.PERCENTAGE_POINTS:
        return 0.0
    return 1.0 if entry.direction is Direction.CLOSEST_TO_ONE else None


def _around(known: np.ndarray, centre: float) -> list[float]:
    """Limits at equal distances below and above the centre, wide enough for nine values in ten."""
    reach = float(np.quantile(np.abs(known - centre), 0.9)) or 1.0
    return [centre + reach * share for share in (-0.6, -0.2, 0.2, 0.6)]
