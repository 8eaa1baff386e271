"""The three stories of the start page: which measures they are about, by one rule for all regions, and what they say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from dashboard import formats, narrative
from dashboard.published import facts, queries
from dashboard.published.facts import Fact
from dashboard.published.queries import Signals
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Direction, Role, Sex, Unit
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

MOST: Final = 3
ROLES: Final = (Role.CORE, Role.SUPPORT)
FRESH: Final = ("new_period", "new_value")
"""The kinds of change that bring a value which the version before hadn't."""


class Kind(StrEnum):
    """Why a measure is told of, in the order of the rule."""

    NEW = "new"
    BETTER = "better"
    WORSE = "worse"
    GAP = "gap"
    FAR = "far"


WORDS: Final = {
    Kind.NEW: "Nytt sedan sist",
    Kind.BETTER: "Mest till det bättre",
    Kind.WORSE: "Mest till det sämre",
    Kind.GAP: "Störst gap",
    Kind.FAR: "Längst från riket",
}
RULE: Final = (
    "Samma regel väljer för alla platser. I tur och ordning: det mått som har fått ett nytt värde sedan sist och har "
    "ändrats mest, det vars säkerställda trend har gått mest till det bättre, det vars trend har gått mest till det sämre, det "
    "med störst gap mellan inrikes och utrikes födda och det som ligger längst från riket. De tre första som finns visas. Räcker "
    "de inte till tas nästa i samma ordning, och varje mått är med en gång. Ändringar och avstånd räknas i förhållande till hur "
    "mycket kommunerna skiljer sig åt (avståndet mellan den undre och den övre kvartilen), gap i procentenheter. Enkäter, "
    "antal, mått utan önskad riktning, mått med tveksamma värden och värden som bygger på få personer (högst 20) är inte med."
)
"""The rule in the reader's words."""


@dataclass(frozen=True)
class Story:
    """A measure, why it is told of, and the earlier value (period, value) that a trend is told from."""

    kind: Kind
    fact: Fact
    first: tuple[str, float] | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the story says."""
        return _TELLERS[self.kind](self)


_TELLERS: Final[dict[Kind, Callable[[Story], tuple[str, ...]]]] = {
    Kind.NEW: lambda story: narrative.news(story.fact),
    Kind.BETTER: lambda story: narrative.course(story.fact, story.first),
    Kind.WORSE: lambda story: narrative.course(story.fact, story.first),
    Kind.GAP: lambda story: narrative.gap(story.fact),
    Kind.FAR: lambda story: narrative.standing(story.fact),
}


class _Candidate(NamedTuple):
    """How strongly a measure speaks for one kind of story."""

    kind: Kind
    strength: float
    story: Story


@remembered(512)
def of_region(snapshot: Snapshot, region: str) -> tuple[Story, ...]:
    """At most three stories of riket, a län or a kommun, by `RULE`; none where nothing can be told."""
    fresh = {(row["indicator"], row["period"]) for row in facts.changes(snapshot, region) if row["kind"] in FRESH}
    found = [one for entry in eligible(snapshot) for one in _candidates(snapshot, entry, region, fresh)]
    return picked(found)


def eligible(snapshot: Snapshot) -> list[Indicator]:
    """The measures that stories can be about."""
    return [
        entry
        for entry in snapshot.catalogue.indicators
        if entry.role in ROLES
        and entry.direction is not Direction.NEUTRAL
        and not (entry.survey or entry.doubtful)
        and formats.beside_riket(entry)
    ]


def picked(candidates: Iterable[_Candidate]) -> tuple[Story, ...]:
    """The strongest of each kind in the kinds' order, then the next strongest; a measure once, equals as in the catalogue."""
    ranked = sorted(candidates, key=lambda one: -one.strength)
    queues = {kind: [one.story for one in ranked if one.kind is kind] for kind in Kind}
    chosen: list[Story] = []
    while len(chosen) < MOST and any(queues.values()):
        for queue in queues.values():
            known = {story.fact.entry.id for story in chosen}
            story = next((one for one in queue if one.fact.entry.id not in known), None)
            queue[:] = queue[queue.index(story) + 1 :] if story else []
            if story and len(chosen) < MOST:
                chosen.append(story)
    return tuple(chosen)


def _candidates(snapshot: Snapshot, entry: Indicator, region: str, fresh: set[tuple[str, str]]) -> list[_Candidate]:
    every = queries.signals(snapshot, entry.id)
    here, riket = every.get((region, Sex.TOTAL)), every.get((RIKET, Sex.TOTAL))
    if here is None or here.value is None or here.few:
        return []
    beside = None if riket is None or region == RIKET or riket.period != here.period else riket.value
    fact = Fact(entry, here, beside, None, region=queries.regions(snapshot)[region].name)
    spread = queries.spread(snapshot, entry.id, here.period, Sex.TOTAL)
    scale = spread.third_quarter - spread.first_quarter if spread else 0.0
    found = _gaping(fact)
    if scale > 0:
        found += _trended(snapshot, fact, region, scale) + _distant(fact, scale)
        if (entry.id, here.period) in fresh:
            found.append(_Candidate(Kind.NEW, abs(here.change or 0.0) / scale, Story(Kind.NEW, fact)))
    return found


def _gaping(fact: Fact) -> list[_Candidate]:
    """By the gap between those born in Sweden and abroad, of shares only: in percentage points they can be held together."""
    if fact.here.gap is None or fact.here.pair_value is None or fact.entry.unit is not Unit.PERCENT:
        return []
    return [_Candidate(Kind.GAP, abs(fact.here.gap), Story(Kind.GAP, fact))]


def _distant(fact: Fact, scale: float) -> list[_Candidate]:
    """Held against riket, unless they look the same."""
    if fact.riket is None or fact.here.value is None or _alike(fact.riket, fact.here.value, fact.entry):
        return []
    return [_Candidate(Kind.FAR, abs(fact.here.value - fact.riket) / scale, Story(Kind.FAR, fact))]


def _alike(one: float, other: float, entry: Indicator) -> bool:
    return formats.value(one, entry) == formats.value(other, entry)


def _trended(snapshot: Snapshot, fact: Fact, region: str, scale: float) -> list[_Candidate]:
    """By a trend that is judged, where the first and the last value lie that way too and look different."""
    here, kind = fact.here, {"better": Kind.BETTER, "worse": Kind.WORSE}.get(fact.here.trend_better or "")
    first = first_value(snapshot, fact.entry, here, region)
    if kind is None or first is None or here.value is None or _alike(first[1], here.value, fact.entry):
        return []
    moved = here.value - first[1]
    if (moved > 0) != (here.trend == "increasing"):
        return []
    return [_Candidate(kind, abs(moved) / scale, Story(kind, fact, first))]


def first_value(snapshot: Snapshot, entry: Indicator, here: Signals, region: str) -> tuple[str, float] | None:
    """Period and value that a region's trend begins with; None where it has no trend."""
    data = queries.cube(snapshot, entry.id)
    if here.trend_first not in data.periods:
        return None
    value = data.track(region, Sex.TOTAL)[data.periods.index(here.trend_first)]
    return None if value is None else (here.trend_first, value)
