"""Figures as plain Swedish sentences: short, the same every time, and with no number that the table beside them lacks.

They say how things are and never why. A difference that rests on a survey is called sure or unsure only where margins are known.
"""

from collections.abc import Sequence
from typing import Final

from dashboard import formats
from dashboard.published.facts import Aim, Fact
from dashboard.published.picks import Count
from dashboard.published.queries import Signals
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Status, Unit
from etl.contract.rows import Barometer

AFTER: Final = {
    Unit.PERCENT: "",
    Unit.PERCENTAGE_POINTS: "",
    Unit.PER_INHABITANT: f"{formats.HARD_SPACE}per invånare",
    Unit.PER_1000: f" per 1{formats.HARD_SPACE}000 invånare",
    Unit.PER_100000: f" per 100{formats.HARD_SPACE}000 invånare",
}
"""What follows a value in a sentence, where `formats.value` doesn't say it."""

NOUNS: Final = {Unit.COUNT: "antalet", Unit.PARITY_RATIO: "balanstalet"}
ABSENT: Final = {
    Status.MISSING: "Uppgiften för {when} saknas.",
    Status.NOT_APPLICABLE: "Måttet redovisas inte här.",
    Status.SUPPRESSED: "Uppgiften för {when} är dold. Den gäller för få personer för att kunna visas.",
}
LEVELS: Final = {"best": "hör till de 25 % bästa", "middle": "ligger i mitten", "worst": "hör till de 25 % sämsta"}
TRENDS: Final = {"increasing": "går uppåt", "decreasing": "går nedåt"}
JUDGED: Final = {key: f", {words}" for key, words in formats.JUDGED_WORDS.items()}
AIMS: Final = {
    "met": "Målet i {title} är nått.",
    "ahead": "Nivån för målet i {title} är nådd i dag.",
    "at_best": "Måttet är på bästa möjliga nivå för målet i {title}.",
    "on_track": "Takten räcker för målet i {title}.",
    "improving": "Det går åt rätt håll för målet i {title}.",
    "too_slow": "Det går framåt, men takten räcker inte för målet i {title}.",
    "far_from_pace": "Takten är långt från den som krävs för målet i {title}.",
    "no_progress": "Det har inte blivit bättre mot målet i {title}.",
    "wrong_direction": "Det går åt fel håll för målet i {title}.",
    "not_met": "Målet i {title} nåddes inte.",
    "unchanged": "Det är i stort sett oförändrat mot målet i {title}.",
    "not_yet": "Målet i {title} är inte nått än.",
}
PARTLY: Final = {
    "met": "Måttet nådde nivån i {title}, men visar bara en del av målet.",
    "ahead": "Måttet når nivån i {title} i dag, men visar bara en del av målet.",
    "at_best": "Måttet är på bästa möjliga nivå för {title}, men visar bara en del av målet.",
    "on_track": "Måttet är i takt med {title}, men visar bara en del av målet.",
    "improving": "Måttet går åt rätt håll för {title}, men visar bara en del av målet.",
    "too_slow": "Måttet går för långsamt för {title}, men visar bara en del av målet.",
    "far_from_pace": "Måttet är långt från takten för {title}, men visar bara en del av målet.",
    "no_progress": "Måttet visar inget framsteg för {title}, men bara en del av målet.",
    "wrong_direction": "Måttet går åt fel håll för {title}, men visar bara en del av målet.",
    "not_met": "Måttet kom inte fram till nivån i {title} i tid, men visar bara en del av målet.",
    "unchanged": "Måttet är i stort sett oförändrat för {title}, men visar bara en del av målet.",
    "not_yet": "Måttet är inte framme vid nivån i {title}, men visar bara en del av målet.",
}
INSIDE: Final = "Skillnaden mot riket är inom felmarginalen."
OUTSIDE: Final = "Skillnaden mot riket är större än felmarginalen."
UNKNOWN: Final = "Svaren kommer från en enkät. Felmarginalen är inte publicerad, så det går inte att säga om skillnaden är säker."


def sentences(fact: Fact) -> tuple[str, ...]:
    """All that can be said of an indicator in one region, in order: value, riket and mean, change, level, trend, goals."""
    parts = (_value(fact), _mean_alone(fact), _beside(fact), _margin(fact), _changed(fact), _level(fact), _trend(fact))
    aims = dict.fromkeys(_aim(aim) for aim in fact.aims)
    return tuple(part for part in (*parts, *aims) if part)


def standing(fact: Fact) -> tuple[str, ...]:
    """The latest value, how it stands to riket and the mean, and for a survey what its margins say."""
    return tuple(part for part in (_value(fact), _beside(fact), _margin(fact)) if part)


def news(fact: Fact) -> tuple[str, ...]:
    """The latest value beside riket's, and how it has changed since the period before."""
    return tuple(part for part in (_value(fact), _beside(fact), _changed(fact)) if part)


def course(fact: Fact, first: tuple[str, float] | None) -> tuple[str, ...]:
    """The value of an earlier period and the latest, and what the trend says; `first` None tells of the latest alone."""
    entry, here = fact.entry, fact.here
    trend = _trend(fact) or (f"Ingen trend kan beräknas: {lowered(here.trend_reason)}." if here.trend_reason else None)
    if here.value is None or first is None or formats.category(here.value, entry.unit):
        return tuple(part for part in (_value(fact), trend) if part and (here.value is not None or part is not trend))
    then = f"{_start(when(first[0]))} var {_noun(entry)} {_amount(first[1], entry)}"
    now = f"{when(here.period)} var det {_amount(here.value, entry)}"
    return tuple(part for part in (f"{then}, och {now}.", _caution(here), trend) if part)


def gap(fact: Fact) -> tuple[str, ...]:
    """Both levels and the gap between them, of a measure that is there for those born abroad and in Sweden."""
    entry, here = fact.entry, fact.here
    if here.value is None:
        return standing(fact)
    if here.pair_value is None or here.gap is None:
        return (f"{_value(fact)}", "Uppgiften för inrikes födda saknas eller är dold, så skillnaden kan inte visas.")
    levels = f"för utrikes födda {_amount(here.value, entry)} och för inrikes födda {_amount(here.pair_value, entry)}"
    size = formats.difference(here.gap, entry)[1:] + _change_unit(entry)
    told = (f"{_start(when(here.period))} var {_noun(entry)} {levels}.", f"Skillnaden är {size}.", _caution(here))
    return tuple(part for part in told if part)


def _caution(here: Signals) -> str | None:
    """That the value isn't final, rests on few persons or may be wrong."""
    early = f"Uppgiften för {formats.period(here.period)} är preliminär." if here.status == Status.PRELIMINARY else None
    return " ".join(part for part in (early, formats.caution(here.reason)) if part) or None


def lowered(text: str) -> str:
    """The same with a small letter first, to stand inside a sentence."""
    return text[:1].lower() + text[1:]


def when(period: str) -> str:
    """`år 2022`, `första kvartalet 2024`."""
    return formats.period(period) if len(period) == 6 else f"år {period}"


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(value: float, entry: Indicator) -> str:
    return formats.value(value, entry) + AFTER.get(entry.unit, "")


def _noun(entry: Indicator) -> str:
    return NOUNS.get(entry.unit, "värdet")


def _value(fact: Fact) -> str:
    entry, here = fact.entry, fact.here
    if here.value is None:
        return ABSENT.get(Status(here.status), ABSENT[Status.MISSING]).format(when=formats.period(here.period))
    word = formats.category(here.value, entry.unit)
    if word is not None:
        noun = "svaret" if entry.unit is Unit.YES_NO else "bedömningen"
        told = f"{_start(when(here.period))} var {noun} {word.lower()}."
    else:
        told = f"{_start(when(here.period))} var {_noun(entry)} {_amount(here.value, entry)}."
    early = "Uppgiften är preliminär." if here.status == Status.PRELIMINARY else None
    return " ".join(part for part in (told, early, formats.caution(here.reason)) if part)


def _mean_alone(fact: Fact) -> str | None:
    """Where a län has no value of its own: the mean of its kommuner and riket, side by side without a verdict."""
    if fact.tally is None or fact.here.value is not None or fact.mean is None or fact.mean.value is None:
        return None
    if not formats.beside_riket(fact.entry):
        return None
    told = f"Medel för länets kommuner är {_amount(fact.mean.value, fact.entry)}"
    return f"{told}." if fact.riket is None else f"{told}. I riket är {_noun(fact.entry)} {_amount(fact.riket, fact.entry)}."


def _beside(fact: Fact) -> str | None:
    """`Det är lägre än i riket (66,0 %) och högre än medel för liknande kommuner (58,1 %).`"""
    entry, value = fact.entry, fact.here.value
    if value is None or not formats.beside_riket(entry):
        return None
    if entry.survey and not _margins_known(fact):
        return f"I riket är {_noun(entry)} {_amount(fact.riket, entry)}." if fact.riket is not None else None
    mean = fact.mean.value if fact.mean and not entry.survey else None
    others = {"i riket": fact.riket, f"medel för {_members(fact)}": mean}
    told = [
        f"{_relation(value, other, entry)} {what} ({_amount(other, entry)})"
        for what, other in others.items()
        if other is not None
    ]
    return f"Det är {' och '.join(told)}." if told else None


def _members(fact: Fact) -> str:
    return "länets kommuner" if fact.tally is not None else "liknande kommuner"


def _relation(value: float, other: float, entry: Indicator) -> str:
    """Which of two values is the higher, by what the reader sees of them; for a parity ratio which is nearer to 1."""
    if formats.value(value, entry) == formats.value(other, entry):
        return "samma som"
    if entry.direction is Direction.CLOSEST_TO_ONE:
        near, far = (abs(round(one, entry.decimals) - 1) for one in (value, other))
        if round(near - far, entry.decimals + 2) == 0:
            return "lika nära 1 som"
        return "närmare 1 än" if near < far else "längre från 1 än"
    return "högre än" if value > other else "lägre än"


def _margins_known(fact: Fact) -> bool:
    return fact.margin is not None and fact.riket_margin is not None


def _margin(fact: Fact) -> str | None:
    """Whether a survey's difference from riket is sure: it must be greater than the root of the margins' squares."""
    if not fact.entry.survey or fact.here.value is None or fact.riket is None:
        return None
    if fact.margin is None or fact.riket_margin is None:
        return UNKNOWN
    sure = rules.difference_is_certain(fact.here.value - fact.riket, fact.margin, fact.riket_margin)
    return OUTSIDE if sure else INSIDE


def _changed(fact: Fact) -> str | None:
    """Since the period before, in percentage points for shares; nothing for surveys, whose changes are seldom sure."""
    entry, here = fact.entry, fact.here
    if here.change is None or here.previous_period is None or entry.survey or entry.unit in formats.CATEGORY_WORDS:
        return None
    told = formats.difference(here.change, entry)
    before = formats.period(here.previous_period)
    if told.startswith("±"):
        return f"{_start(_noun(entry))} är oförändrat sedan {before}."
    return f"Sedan {before} har {_noun(entry)} {'ökat' if here.change > 0 else 'minskat'} med {told[1:]}{_change_unit(entry)}."


def _change_unit(entry: Indicator) -> str:
    """What follows a difference: shares differ in percentage points."""
    if entry.unit is Unit.PERCENT:
        return formats.SUFFIXES[Unit.PERCENTAGE_POINTS]
    return formats.SUFFIXES.get(entry.unit, "") + AFTER.get(entry.unit, "")


def _level(fact: Fact) -> str | None:
    if fact.tally is not None:
        return _shares(fact.tally.best, fact.tally.worst, fact.tally.ranked)
    if fact.here.level is None or fact.here.rank is None:
        return None
    return f"Kommunen har plats {fact.here.rank} av {fact.here.ranked} och {LEVELS[fact.here.level]}."


def _shares(best: int, worst: int, ranked: int) -> str | None:
    if not ranked:
        return None
    return f"Av {ranked} kommuner hör {best or 'ingen'} till de 25 % bästa i landet och {worst or 'ingen'} till de 25 % sämsta."


def _trend(fact: Fact) -> str | None:
    """Over the years that the trend rests on; nothing where it can't be computed."""
    here = fact.here
    if here.trend_first is None:
        return None
    years = f"{here.trend_first} och {here.period}"
    if here.trend not in TRENDS:
        return f"Mellan {years} finns ingen säker trend."
    return f"Trenden mellan {years} {TRENDS[here.trend]}{JUDGED.get(here.trend_better or '', '')}."


def _aim(aim: Aim) -> str | None:
    words = PARTLY if aim.progress.approximate else AIMS
    found = words.get(aim.progress.status)
    return found.format(title=aim.strategy.title) if found else None


# Whole regions


def overall(name: str, counted: Count, *, lan: bool) -> str:
    """The first sentence of the page."""
    if not counted.ranked and not counted.better and not counted.worse:
        return f"{name} har inga värden som kan bedömas i den här versionen."
    if lan:
        levels = (
            f"I {name} är {counted.best} av kommunernas {counted.ranked} placeringar bland de 25 % bästa i landet och "
            f"{counted.worst} bland de 25 % sämsta. Kommunernas trender går"
        )
    else:
        levels = (
            f"{name} hör till de 25 % bästa kommunerna i {counted.best} mått och till de 25 % sämsta i {counted.worst}, av "
            f"{counted.ranked} mått som har en plats. Trenden går"
        )
    return f"{levels} till det bättre i {counted.better} fall och till det sämre i {counted.worse}."


def focus(areas: Sequence[tuple[str, Count]], *, lan: bool) -> str | None:
    """Which focus area has most among the worst; None where none has any."""
    name, counted = max(areas, key=lambda area: area[1].worst, default=("", Count(0, 0, 0, 0, 0)))
    if not counted.worst:
        return None
    what = "av kommunernas placeringar" if lan else "mått"
    return f"{name} har flest {what} bland de 25 % sämsta: {counted.worst} av {counted.ranked}."


MOVED: Final = {
    "forward": "Barometern visar framåt",
    "unchanged": "Barometern står still",
    "backward": "Barometern visar bakåt",
    "mixed": "Barometern är blandad",
}


def barometer(told: Barometer) -> str:
    """`Barometern visar framåt: 2 mått framåt, 0 oförändrade, 1 bakåt sedan 2017.`"""
    if told.movement not in MOVED:
        return f"Barometern kan inte bedömas. {_start(told.reason)}." if told.reason else "Barometern kan inte bedömas."
    counts = f"{told.forward} mått framåt, {told.unchanged} oförändrade, {told.backward} bakåt"
    return f"{MOVED[told.movement]}: {counts} sedan {told.baseline_period}."
