"""The level of a kommun among the others: rank, best 25 % / middle 50 % / worst 25 %, and its place among its own peers.

The quarters are those of KKiK (Kommunens kvalitet i korthet). With b kommuner better of n, the place is (b + 1/2) / n; at most
1/4 is among the best, at least 3/4 among the worst. Ties share a rank, and have a quarter only where all of them would be in it.
Values count as they are published, but for those that rest on few persons. Where fewer than 80 % of all kommuner have one that
counts, nobody has a rank; nor a place among its peers, where fewer than 80 % of these have.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.persons import covered
from etl.contract.rules import NONE, Obstacle
from etl.signals import reasons

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

FEWEST_PEERS: Final = 5
"""Whatever their share, so many peers must have a value that counts."""

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
FEW_PERSONS: Final = "bygger på få personer"
UNCOVERED: Final = "bara {ranked} av {members} kommuner har ett värde som kan jämföras"
TIE: Final = "{tied} kommuner delar {value}"
ENDS: Final = ("det lägsta värdet", "det högsta värdet", "samma värde")


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
class Ranks:
    """By kommun: `rank` from 1 (best), of `ranked` with a value that counts among all `members`; `level` is a place in `LEVELS`.

    `tied` is how many share the value, oneself among them; rank and level are `NONE` where there is none.
    """

    rank: Integers
    ranked: int
    members: int
    level: Integers
    tied: Integers


def refusal(indicator: Indicator) -> str | None:
    """Why an indicator's values are neither ranked nor judged, in Swedish; None where they are."""
    obstacle = rules.judgement_obstacle(indicator)
    return None if obstacle is None else REFUSED[obstacle]


def ranked_by_goodness(good: Floats) -> Ranks:
    """Rank and quarter of each kommun by its goodness (NaN doesn't count)."""
    ordered = np.sort(good[~np.isnan(good)])
    ranked, members = len(ordered), len(good)
    has = ~np.isnan(good) & covered(ranked, members)
    better = ranked - np.searchsorted(ordered, good, side="right")
    tied = np.searchsorted(ordered, good, side="right") - np.searchsorted(ordered, good, side="left")
    level = np.where(has & (ranked >= rules.FEWEST_IN_QUARTERS), _part(better, tied, ranked), NONE)
    return Ranks(np.where(has, rules.ranks(good), NONE), ranked, members, level, tied)


def why_no_level(values: Floats, found: Ranks) -> NDArray[np.object_]:
    """In Swedish why kommuner with a value that counts have no level: too few have one, or a tie crosses a quarter."""
    if not covered(found.ranked, found.members):
        return np.full(values.shape, UNCOVERED.format(ranked=found.ranked, members=found.members), dtype=object)
    if found.ranked < rules.FEWEST_IN_QUARTERS:
        return np.full(values.shape, TOO_FEW, dtype=object)
    end = np.select([values == np.nanmin(values), values == np.nanmax(values)], [0, 1], 2)
    texts = [TIE.format(tied=tied, value=ENDS[at]) for tied, at in zip(found.tied, end, strict=True)]
    return np.array(texts, dtype=object)


def peer_quarters(good: Floats, peers: Integers) -> Integers:
    """A place in `PEER_LEVELS` by kommun, `NONE` where it, or more than a fifth of its peers, has no value that counts.

    Args:
        good: goodness by kommun.
        peers: one row a kommun with the places of its peers in `good`, filled up with `NONE`.

    """
    theirs = np.where(peers == NONE, np.nan, good[peers])
    own = good[:, None]
    having, all_of_them = np.sum(~np.isnan(theirs), axis=1), np.sum(peers != NONE, axis=1)
    quarter = _part(np.sum(theirs > own, axis=1), np.sum(theirs == own, axis=1) + 1, having + 1)
    enough = (having >= FEWEST_PEERS) & covered(having, all_of_them)
    return np.where(~np.isnan(good) & enough, quarter, NONE)


def _part(better: Integers, tied: Integers, ranked: int | Integers) -> Integers:
    """0, 1 or 2: the first quarter, the middle half, the last quarter; `NONE` for a tie that isn't within one of them."""
    first, last = _quarter(better, ranked), _quarter(better + tied - 1, ranked)
    return np.where(first == last, first, NONE)


def _quarter(better: Integers, ranked: int | Integers) -> Integers:
    """Whole numbers, so that no rounding decides."""
    twice = 2 * (2 * better + 1)
    return np.where(twice <= ranked, 0, np.where(twice >= 3 * np.asarray(ranked), 2, 1))
