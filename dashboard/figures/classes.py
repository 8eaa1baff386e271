"""Classes for a map: where the limits go, what each is called and which colour it has."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard import formats, theme
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit

HIDDEN_CLASS = -2
MISSING_CLASS = -1
CLASS_COUNT = 5


@dataclass(frozen=True)
class MapClass:
    """One class: its place from low to high, its words, its colour and how many kommuner are in it."""

    place: int
    label: str
    colour: str
    count: int


@dataclass(frozen=True)
class Classification:
    """The class of each value (`MISSING_CLASS` or `HIDDEN_CLASS` where there is none) and the classes themselves."""

    places: tuple[int, ...]
    classes: tuple[MapClass, ...]
    missing: int
    hidden: int = 0

    def hiding(self, hidden: Sequence[bool]) -> "Classification":
        """The same, with those of the values that are not there because they are hidden in a class of their own."""
        places = tuple(HIDDEN_CLASS if flag else place for place, flag in zip(self.places, hidden, strict=True))
        return replace(self, places=places, missing=places.count(MISSING_CLASS), hidden=places.count(HIDDEN_CLASS))


def classify(values: Sequence[float | None], entry: Indicator) -> Classification:
    """Sort values into at most five classes.

    Words for yes/no and ordinal values; limits around zero for differences and around one for parity ratios; otherwise
    classes with about equally many kommuner in each. Equal values always share a class.
    """
    known = np.array([value for value in values if value is not None], dtype=float)
    if not known.size:
        return Classification((MISSING_CLASS,) * len(values), (), len(values))
    if entry.unit in formats.CATEGORY_WORDS:
        return _by_word(values, entry)
    centre = _centre(entry)
    limits = _quantiles(known) if centre is None else _around(known, centre)
    palette = theme.steps(len(limits) + 1) if centre is None else theme.DIVERGING
    return _by_limits(values, limits, palette, entry)


def _centre(entry: Indicator) -> float | None:
    if entry.unit is Unit.PERCENTAGE_POINTS:
        return 0.0
    return 1.0 if entry.direction is Direction.CLOSEST_TO_ONE else None


def _quantiles(known: np.ndarray) -> list[float]:
    """Limits that leave a fifth of the values in each class; fewer where values are tied.

    A lowest value that a fifth or more share, often zero, is a class of its own: else it would swallow the classes above it.
    """
    crowded = bool(np.mean(known == known.min()) >= 1 / CLASS_COUNT)
    rest = known[known > known.min()] if crowded else known
    if not rest.size:
        return []
    count = CLASS_COUNT - crowded
    limits = np.unique(np.quantile(rest, np.arange(1, count) / count, method="higher"))
    above = [float(limit) for limit in limits if limit > rest.min()]
    return [float(rest.min()), *above] if crowded else above


def _around(known: np.ndarray, centre: float) -> list[float]:
    """Limits at equal distances below and above the centre, wide enough for nine values in ten."""
    reach = float(np.quantile(np.abs(known - centre), 0.9)) or 1.0
    return [centre + reach * share for share in (-0.6, -0.2, 0.2, 0.6)]


def _by_limits(
    values: Sequence[float | None], limits: Sequence[float], palette: Sequence[str], entry: Indicator
) -> Classification:
    places = tuple(MISSING_CLASS if value is None else bisect.bisect_right(limits, value) for value in values)
    found = []
    for place in range(len(limits) + 1):
        inside = [value for value, at in zip(values, places, strict=True) if at == place and value is not None]
        label = formats.span(min(inside), max(inside), entry) if inside else "inga"
        found.append(MapClass(place, label, palette[place], len(inside)))
    return Classification(places, tuple(found), places.count(MISSING_CLASS))


def _by_word(values: Sequence[float | None], entry: Indicator) -> Classification:
    words = formats.CATEGORY_WORDS[entry.unit]
    places = tuple(MISSING_CLASS if value is None else int(value) for value in values)
    palette = theme.steps(len(words))
    classes = tuple(MapClass(place, word, palette[place], places.count(place)) for place, word in words.items())
    return Classification(places, classes, places.count(MISSING_CLASS))
