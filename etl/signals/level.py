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

from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.rules import NONE, Obstacle
from etl.signals import reasons

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

FEWEST_PEERS: Final = 5
"""Of the seven peers, so many must have a value."""

REFUSED: Final = {
    Obstacle.DOUBTFUL: reasons.DOUBTFUL,
    Obstacle.SURVEY: "enkätvärden rangordnas inte",
    Obstacle.COUNT: "antal rangordnas inte",
    Obstacle.YES_NO: "ja- och nej-svar rangordnas inte",
    Obstacle.ORDINAL: "bedömningar i steg rangordnas inte",
    Obstacle.NEUTRAL: reasons.NEUTRAL,
    Obstacle.PARTLY_HIDDEN: "tal för få personer döljs, så en rangordning vore skev",
}
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
    obstacle = rules.judgement_obstacle(indicator)
    return None if obstacle is None else REFUSED[obstacle]


def standing(good: Floats) -> Standing:
    """Rank and quarter of each kommun by its goodness (NaN is not ranked)."""
    has = ~np.isnan(good)
    ordered = np.sort(good[has])
    better = len(ordered) - np.searchsorted(ordered, good, side="right")
    tied = np.searchsorted(ordered, good, side="right") - np.searchsorted(ordered, good, side="left")
    level = np.where(has & (len(ordered) >= rules.FEWEST_IN_QUARTERS), _part(better, tied, len(ordered)), NONE)
    return Standing(rules.ranks(good), len(ordered), level)


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
