"""The level of a kommun among the others: rank, best 25 % / middle 50 % / worst 25 %, and its place among its own peers.

The quarters are those of KKiK (Kommunens kvalitet i korthet). Ties share a rank, and a tie is placed in a quarter by its
middle: with b kommuner better and t equal (oneself among them) of n, the place is (b + t/2) / n; at most 1/4 is among the best,
at least 3/4 among the worst. So a tie of more than half of all is never best or worst. Values count as they are published.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit
from etl.signals import reasons

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

NONE: Final = -1
"""No level, no peer: what `Standing.level` and a table of peers hold instead of a place."""

FEWEST_RANKED: Final = 4
"""Of fewer there is no quarter."""

FEWEST_PEERS: Final = 5
"""Of the seven peers, so many must have a value."""

DECIMALS: Final = 10
"""Hides the binary tail of a distance to 1, so that 0.98 and 1.02 tie."""

UNRANKED_UNITS: Final = {
    Unit.COUNT: "antal rangordnas inte",
    Unit.YES_NO: "ja- och nej-svar rangordnas inte",
    Unit.ORDINAL: "bedömningar i steg rangordnas inte",
}
SURVEY: Final = "enkätvärden rangordnas inte"
PARTLY_HIDDEN: Final = "tal för få personer döljs, så en rangordning vore skev"
"""The hidden lie close together, between none and many: without them nearly all that are shown would be among the worst."""

TOO_FEW: Final = "för få kommuner med värde"


class Level(StrEnum):
    """Which part of all kommuner with a value."""

    BEST = "best"
    MIDDLE = "middle"
    WORST = "worst"


class PeerLevel(StrEnum):
    """Which part of the kommun and its peers, by the same rule: of eight, the first two, the next four, the last two."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"


LEVELS: Final = tuple(Level)
PEER_LEVELS: Final = tuple(PeerLevel)


@dataclass(frozen=True)
class Standing:
    """By kommun: `rank` from 1 (best), of `ranked` with a value; `level` is a place in `LEVELS`; `NONE` where there is none."""

    rank: Places
    ranked: int
    level: Places


def refusal(indicator: Indicator) -> str | None:
    """Why an indicator's values are neither ranked nor judged, in Swedish; None where they are."""
    if indicator.doubtful is not None:
        return reasons.DOUBTFUL
    if indicator.survey:
        return SURVEY
    if indicator.unit in UNRANKED_UNITS:
        return UNRANKED_UNITS[indicator.unit]
    if indicator.direction is Direction.NEUTRAL:
        return reasons.NEUTRAL
    return PARTLY_HIDDEN if indicator.counts_persons else None


def goodness(values: Floats, direction: Direction) -> Floats:
    """A number that is higher the better the value; NaN where there is no value, and for neutral indicators throughout."""
    if direction is Direction.HIGHER:
        return values
    if direction is Direction.LOWER:
        return -values
    if direction is Direction.CLOSEST_TO_ONE:
        return np.asarray(-np.round(np.abs(values - 1), DECIMALS), dtype=np.float64)
    return np.full(values.shape, np.nan)


def standing(good: Floats) -> Standing:
    """Rank and quarter of each kommun by its goodness (NaN is not ranked)."""
    has = ~np.isnan(good)
    ordered = np.sort(good[has])
    better = len(ordered) - np.searchsorted(ordered, good, side="right")
    tied = np.searchsorted(ordered, good, side="right") - np.searchsorted(ordered, good, side="left")
    level = np.where(has & (len(ordered) >= FEWEST_RANKED), _part(better, tied, len(ordered)), NONE)
    return Standing(np.where(has, better + 1, NONE), len(ordered), level)


def peer_standing(good: Floats, peers: Places) -> Places:
    """A place in `PEER_LEVELS` by kommun, `NONE` where it, or more than two of its peers, has no value.

    Args:
        good: goodness by kommun.
        peers: one row a kommun with the places of its peers in `good`, filled up with `NONE`.

    """
    theirs = np.where(peers == NONE, np.nan, good[peers])
    own = good[:, None]
    having = np.sum(~np.isnan(theirs), axis=1)
    place = _part(np.sum(theirs > own, axis=1), np.sum(theirs == own, axis=1) + 1, having + 1)
    return np.where(~np.isnan(good) & (having >= FEWEST_PEERS), place, NONE)


def _part(better: Places, tied: Places, all_of_them: int | Places) -> Places:
    """0, 1 or 2: the first quarter, the middle half, the last quarter; whole numbers, so that no rounding decides."""
    twice = 2 * (2 * better + tied)
    return np.where(twice <= all_of_them, 0, np.where(twice >= 3 * np.asarray(all_of_them), 2, 1))
