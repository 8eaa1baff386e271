"""What a meeting should hear first: the rule that picks what goes well and what needs attention, and its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dashboard.published.facts import Fact, Tally
from etl.contract.codes import Role

MOST: Final = 3
MOST_OF_AN_AREA: Final = 2
WEIGHED: Final = (Role.CORE, Role.SUPPORT)
FORWARD: Final = frozenset(("met", "ahead", "at_best", "on_track", "improving"))
BACKWARD: Final = frozenset(("not_met", "too_slow", "far_from_pace", "no_progress", "wrong_direction"))
NEITHER: Final = frozenset(("unchanged", "not_yet"))

_SCALE: Final = (
    "Minus räknas på samma sätt: de 25 % sämsta, till det sämre, för långsamt eller åt fel håll. De tre mått som har flest plus "
    "visas som går bra, de tre som har flest minus som behöver uppmärksamhet, men högst två från samma fokusområde och inget "
    "som har lika många plus som minus. Vid lika går mått som hör till ett mål före, sedan avgör platsen. "
    "Enkäter, antal och mått utan önskad riktning har ingen plats."
)
RULES: Final = {
    False: (
        "Så väljs måtten: ett plus om kommunen hör till de 25 % bästa, ett om trenden går till det bättre och ett om ett mål som "
        f"måttet mäter är nått, i takt eller går åt rätt håll. {_SCALE}"
    ),
    True: (
        "Så väljs måtten: ett plus om minst hälften av kommunerna hör till de 25 % bästa i landet, ett om trenden går till det "
        "bättre (länets egen, annars den som minst hälften av kommunernas visar) och ett om ett mål som måttet mäter är nått, i "
        f"takt eller går åt rätt håll. {_SCALE}"
    ),
}
"""The rule in the reader's words, for a kommun and for a län (True)."""


class Picks(NamedTuple):
    """What goes well and what needs attention, the clearest first."""

    well: tuple[Fact, ...]
    attention: tuple[Fact, ...]


def picks(facts: Sequence[Fact]) -> Picks:
    """At most three of each, by the rule that `RULES` states."""
    weighed = [fact for fact in facts if fact.entry.role in WEIGHED]
    well = sorted((fact for fact in weighed if points(fact) > 0), key=lambda fact: (-points(fact), not fact.aims, place(fact)))
    poor = sorted((fact for fact in weighed if points(fact) < 0), key=lambda fact: (points(fact), not fact.aims, -place(fact)))
    return Picks(_spread(well), _spread(poor))


def _spread(ordered: Iterable[Fact]) -> tuple[Fact, ...]:
    """The first three, passing over what would be a third of the same focus area."""
    kept: list[Fact] = []
    for fact in ordered:
        same = sum(other.entry.focus_area == fact.entry.focus_area for other in kept)
        if same < MOST_OF_AN_AREA and len(kept) < MOST:
            kept.append(fact)
    return tuple(kept)


def points(fact: Fact) -> int:
    """Plus less minus over level, trend and goal, from -3 to 3."""
    return _level(fact) + _trend(fact) + _goal(fact)


def place(fact: Fact) -> float:
    """From 0 (best of all) to 1: the rank, or in a län how many more of its kommuner are among the worst than the best."""
    if fact.tally and fact.tally.ranked:
        return 0.5 + (fact.tally.worst - fact.tally.best) / fact.tally.ranked / 2
    return fact.here.rank / fact.here.ranked if fact.here.rank and fact.here.ranked else 0.5


def _level(fact: Fact) -> int:
    if fact.tally is not None:
        return _majority(fact.tally.best, fact.tally.worst, fact.tally.ranked)
    return {"best": 1, "worst": -1}.get(fact.here.level or "", 0)


def _trend(fact: Fact) -> int:
    if fact.tally is not None and fact.here.trend_first is None:
        return _majority(fact.tally.better, fact.tally.worse, fact.tally.trends)
    return {"better": 1, "worse": -1}.get(fact.here.trend_better or "", 0)


def _majority(plus: int, minus: int, of: int) -> int:
    """Half is enough, but not half of each."""
    return (2 * plus >= of > 0 and plus > minus) - (2 * minus >= of > 0 and minus > plus)


def _goal(fact: Fact) -> int:
    """Only goals that the indicator measures as a whole; one forward and one backward outweigh each other."""
    own = {aim.progress.status for aim in fact.aims if not aim.progress.approximate}
    return bool(own & FORWARD) - bool(own & BACKWARD)


@dataclass(frozen=True)
class Count:
    """How many indicators of a kommun, or kommun values of a län, stand where."""

    best: int
    middle: int
    worst: int
    better: int
    worse: int

    @property
    def ranked(self) -> int:
        """How many have a level."""
        return self.best + self.middle + self.worst


def count(facts: Iterable[Fact]) -> Count:
    """The levels and trends of some indicators; comparison measures such as those of the born in Sweden are left out."""
    tallies = [fact.tally or _own(fact) for fact in facts if fact.entry.role is not Role.PAIR]
    best, middle, worst, better, worse, _ = (sum(column) for column in zip(*tallies, strict=True)) if tallies else (0,) * 6
    return Count(best, middle, worst, better, worse)


def _own(fact: Fact) -> Tally:
    level, way = fact.here.level, fact.here.trend_better
    parts = [
        level == "best",
        level == "middle",
        level == "worst",
        way == "better",
        way == "worse",
        fact.here.trend_first is not None,
    ]
    return Tally(*map(int, parts))
