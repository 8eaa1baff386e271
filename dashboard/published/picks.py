"""What a meeting should hear first: the rule that picks what goes well and what needs attention, and its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from dashboard import formats
from dashboard.published.facts import Fact, Tally
from etl.contract.codes import About, Direction, Role
from etl.contract.rules import goodness

MOST: Final = 3
MOST_OF_AN_AREA: Final = 2
HALF: Final = 0.5
WEIGHED: Final = (Role.CORE, Role.SUPPORT)
FORWARD: Final = frozenset(("met", "ahead", "at_best", "on_track", "improving"))
BACKWARD: Final = frozenset(("not_met", "too_slow", "far_from_pace", "no_progress", "wrong_direction"))
NEITHER: Final = frozenset(("unchanged", "not_yet"))

NEWCOMERS: Final = frozenset((About.BORN_ABROAD, About.NEWCOMERS, About.REFUGEES, About.SFI))
"""Those whom the work for integration is about: their measures come before those of all inhabitants."""

RULE: Final = (
    "Först kommer kärnmått om utrikes födda och nyanlända, sedan andra mått om dem och sist om alla; av dem går det mått "
    "före som ligger längst från mitten av kommunerna, och det som går bra är i den bättre hälften, inte sämre än riket och "
    "inte säkert sämre än förra gången."
)
"""How headlines are chosen, in the reader's words."""


class Picks(NamedTuple):
    """What goes well and what needs attention, the clearest first."""

    well: tuple[Fact, ...]
    attention: tuple[Fact, ...]


def picks(facts: Sequence[Fact]) -> Picks:
    """At most three of each, by `RULE`."""
    weighed = [fact for fact in facts if _may_lead(fact)]
    well = sorted((fact for fact in weighed if goes_well(fact)), key=lambda fact: (_importance(fact), place(fact)))
    chosen = _spread(well)
    taken = {_family(fact) for fact in chosen}
    poor = [fact for fact in weighed if needs_attention(fact) and _family(fact) not in taken]
    return Picks(chosen, _spread(sorted(poor, key=lambda fact: (_importance(fact), -place(fact)))))


def _may_lead(fact: Fact) -> bool:
    """A value of few persons, a suspected fault, a survey and what isn't judged are no news."""
    entry, here = fact.entry, fact.here
    judged = entry.role in WEIGHED and entry.direction is not Direction.NEUTRAL and not entry.survey
    return judged and not here.few and formats.note(here.reason) is None and (here.value is not None or fact.tally is not None)


def goes_well(fact: Fact) -> bool:
    """In the better half and no worse than riket, and clearly better off in something with nothing that speaks against it."""
    speaks = (_level(fact), _trend(fact), _goal(fact))
    return max(speaks) > 0 and min(speaks) >= 0 and place(fact) <= HALF and not (_than_riket(fact) < 0 or _since_last(fact) < 0)


def needs_attention(fact: Fact) -> bool:
    """In the worse half, not better than riket and clearly worse off in something with nothing that speaks for it."""
    speaks = (_level(fact), _trend(fact), _goal(fact))
    behind = place(fact) > HALF if fact.here.rank else place(fact) >= HALF
    return min(speaks) < 0 and max(speaks) <= 0 and behind and not _than_riket(fact) > 0


def _importance(fact: Fact) -> int:
    """0 for core measures of those whom it is about, then their other measures, then core measures of all, then the rest."""
    return 2 * (fact.entry.about not in NEWCOMERS) + (fact.entry.role is not Role.CORE)


def _family(fact: Fact) -> str:
    return fact.entry.family or fact.entry.id


def _spread(ordered: Iterable[Fact]) -> tuple[Fact, ...]:
    """The first three, one of each family and at most two of a focus area."""
    kept: list[Fact] = []
    for fact in ordered:
        same = sum(other.entry.focus_area == fact.entry.focus_area for other in kept)
        if same < MOST_OF_AN_AREA and len(kept) < MOST and _family(fact) not in map(_family, kept):
            kept.append(fact)
    return tuple(kept)


def _better(value: float, other: float, fact: Fact) -> int:
    """1 where the first of two values is the better as the reader sees them, -1 where it is the worse."""
    shown = np.array([round(one, fact.entry.decimals) for one in (value, other)])
    own, beside = np.round(goodness(shown, fact.entry.direction), fact.entry.decimals).tolist()
    return int(own > beside) - int(own < beside)


def _than_riket(fact: Fact) -> int:
    value = fact.here.value if fact.here.value is not None else fact.mean.value if fact.mean else None
    return 0 if value is None or fact.riket is None or not formats.beside_riket(fact.entry) else _better(value, fact.riket, fact)


def _since_last(fact: Fact) -> int:
    """Which way the value went since the period before, where that is more than chance; older versions don't tell chance."""
    value, change = fact.here.value, fact.here.change
    if value is None or change is None or fact.here.change_certain is False:
        return 0
    return _better(value, value - change, fact)


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
    """Against riket, whose own course is nobody's merit here; in versions without it the region's own."""
    if fact.tally is not None and fact.here.trend_first is None:
        return _majority(fact.tally.better, fact.tally.worse, fact.tally.trends)
    own = fact.here.trend_vs_riket_better if fact.here.trend_vs_riket is not None else fact.here.trend_better
    return {"better": 1, "worse": -1}.get(own or "", 0)


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
