"""Figures as plain Swedish sentences: short, the same every time, and with no number that the table beside them lacks.

They say how things are and never why. A difference that rests on a survey is called sure or unsure only where margins are known.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dashboard import formats
from dashboard.published.facts import Aim, Fact
from dashboard.published.picks import Count
from dashboard.published.queries import Signals
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Status, Unit
from etl.contract.rows import Barometer, BarometerEntry

AFTER: Final = {
    Unit.PERCENT: "",
    Unit.PERCENTAGE_POINTS: "",
    Unit.PER_INHABITANT: f"{formats.HARD_SPACE}per invånare",
    Unit.PER_1000: f" per 1{formats.HARD_SPACE}000 invånare",
    Unit.PER_100000: f" per 100{formats.HARD_SPACE}000 invånare",
}
"""What follows a value in a sentence, where `formats.value` doesn't say it."""

NOUNS: Final = {Unit.COUNT: "Antalet", Unit.PARITY_RATIO: "Balanstalet"}
RATES: Final = frozenset((Unit.PER_1000, Unit.PER_100000, Unit.PER_INHABITANT))
ABSENT: Final = {
    Status.MISSING: "Uppgiften för {when} saknas.",
    Status.NOT_APPLICABLE: "Något eget värde redovisas inte för {when}.",
    Status.SUPPRESSED: "Uppgiften för {when} är dold för att skydda enskilda.",
}
LEVELS: Final = {"best": "bland den bästa fjärdedelen", "worst": "bland den sämsta fjärdedelen"}
HALVES: Final = ("den bättre hälften", "den sämre hälften")
MOVED_WORDS: Final = {"increasing": "ökat", "decreasing": "minskat"}
JUDGED: Final = {"better": " Det är en förbättring.", "worse": " Det är en försämring."}
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
    "unchanged": "Någon säker förändring mot målet i {title} syns inte.",
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
    "unchanged": "Måttet visar ingen säker förändring för {title}, men bara en del av målet.",
    "not_yet": "Måttet är inte framme vid nivån i {title}, men visar bara en del av målet.",
}
ISLAND: Final = re.compile(r" i Gotland\b")
"""An island has another preposition."""

ALONE: Final = ", 1 av 1"
"""The end of the label of a mean that is of one kommun, as Gotland's."""

INSIDE: Final = "Skillnaden mot riket är inom felmarginalen."
OUTSIDE: Final = "Skillnaden mot riket är säker: den är större än felmarginalen."
UNKNOWN: Final = "Svaren är från en enkät utan känd felmarginal. Skillnaden kan bero på slumpen."


def sentences(fact: Fact) -> tuple[str, ...]:
    """All that can be said of an indicator in one region, in order: value, riket and mean, change, level, trend, goals."""
    parts = (
        _mean_alone(fact) or _value(fact),
        _beside(fact),
        _margin(fact),
        _changed(fact),
        _level(fact),
        _trend(fact),
        _against_riket(fact),
    )
    return tuple(part for part in (*parts, *_aims(fact)) if part)


def standing(fact: Fact) -> tuple[str, ...]:
    """The latest value, how it stands to riket and the mean, and for a survey what its margins say."""
    return tuple(part for part in (_value(fact), _beside(fact), _margin(fact)) if part)


def news(fact: Fact) -> tuple[str, ...]:
    """The latest value beside riket's, and how it has changed since the period before."""
    return tuple(part for part in (_value(fact), _beside(fact), _changed(fact)) if part)


def course(fact: Fact, first: tuple[str, float] | None) -> tuple[str, ...]:
    """The value of an earlier period and the latest, and what the trend says; `first` None tells of the latest alone."""
    entry, here = fact.entry, fact.here
    trend = _trend(fact) or (f"Ingen trend räknas: {lowered(here.trend_reason)}." if here.trend_reason else None)
    if here.value is None or first is None or formats.category(here.value, entry.unit):
        return tuple(part for part in (_value(fact), trend) if part and (here.value is not None or part is not trend))
    then = f"{_start(when(first[0]))} var {_noun(entry).lower()} {_amount(first[1], entry)}"
    now = f"{when(here.period)} {_amount(here.value, entry)}"
    return tuple(part for part in (f"{then}, och {now}.", _caution(here), trend) if part)


def gap(fact: Fact) -> tuple[str, ...]:
    """Both levels and the gap between them, of a measure that is there for those born abroad and in Sweden."""
    entry, here = fact.entry, fact.here
    if here.value is None:
        return standing(fact)
    if here.pair_value is None or here.gap is None:
        return (f"{_value(fact)}", "Uppgiften för inrikes födda saknas eller är dold, så skillnaden kan inte visas.")
    levels = f"för utrikes födda {_amount(here.value, entry)} och för inrikes födda {_amount(here.pair_value, entry)}"
    size = _size(formats.difference(here.gap, entry)[1:], entry)
    text = (f"{_start(when(here.period))} var {_noun(entry).lower()} {levels}.", f"Skillnaden är {size}.", _caution(here))
    return tuple(part for part in text if part)


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


def plain_amount(value: float, entry: Indicator) -> str:
    """A value with its unit, to stand beside another: `58,1 %`."""
    return _amount(value, entry)


def _amount(value: float, entry: Indicator) -> str:
    if entry.unit is Unit.PERCENTAGE_POINTS:
        sign = formats.MINUS if value < 0 else ""
        return sign + _points(formats.number(abs(value), entry.decimals))
    return formats.value(value, entry) + AFTER.get(entry.unit, "")


def _noun(entry: Indicator) -> str:
    if entry.unit in RATES:
        return "Antalet"
    if entry.unit is Unit.PERCENTAGE_POINTS:
        return "Utfallet mot väntat"
    return NOUNS.get(entry.unit, "Andelen")


def _value(fact: Fact) -> str:
    here = fact.here
    if here.value is None:
        return ABSENT.get(Status(here.status), ABSENT[Status.MISSING]).format(when=formats.period(here.period))
    text = stated(fact)
    early = "Uppgiften är preliminär." if here.status == Status.PRELIMINARY else None
    return " ".join(part for part in (text, early, formats.caution(here.reason)) if part)


def stated(fact: Fact) -> str:
    """The value in the indicator's own sentence; in versions without it after its name.

    Raises:
        ValueError: there is no value.

    """
    entry, here = fact.entry, fact.here
    if here.value is None:
        raise ValueError(f"{entry.id}: no value to state in {fact.region}")
    text = amount(here.value, entry)
    sentence = entry.sentence_of_none if here.value == 0 and entry.sentence_of_none else entry.sentence
    if sentence is None:
        return f"{entry.short_title}: {text} {formats.period(here.period)}."
    said = sentence.format(value=text, region=fact.region or "området", period=formats.period(here.period))
    return _start(ISLAND.sub(" på Gotland", said))


def amount(value: float, entry: Indicator) -> str:
    """A value as the sentence has it: `31,5 procent`, `8,2 procentenheter lägre än`, `ja`; others the number alone."""
    if word := formats.category(value, entry.unit):
        return word.lower()
    if entry.unit is Unit.PERCENTAGE_POINTS and entry.sentence is not None:
        size = formats.number(abs(value), entry.decimals)
        if not size.strip("0,"):
            return "lika stor som"
        return f"{_points(size)} {'högre' if value > 0 else 'lägre'} än"
    return formats.number(value, formats.decimals(entry)) + (f"{formats.HARD_SPACE}procent" if entry.unit is Unit.PERCENT else "")


def _points(size: str) -> str:
    return f"{size}{formats.HARD_SPACE}{'procentenhet' if size in ('1', '1,0') else 'procentenheter'}"


def _mean_alone(fact: Fact) -> str | None:
    """Where a län has no value of its own: the mean of its kommuner and riket, side by side without a verdict."""
    if fact.tally is None or fact.here.value is not None or fact.mean is None or fact.mean.value is None:
        return None
    if not formats.beside_riket(fact.entry):
        return None
    own = _amount(fact.mean.value, fact.entry)
    text = f"Det finns inget värde för länet. I genomsnitt har {_members(fact)} {own}"
    if fact.mean.label.endswith(ALONE):
        text = f"Det finns inget värde för länet. Dess enda kommun har {own}"
    return f"{text}." if fact.riket is None else f"{text}, riket {_amount(fact.riket, fact.entry)}."


def _beside(fact: Fact) -> str | None:
    """`Det är lägre än i riket (66,0 %) och högre än medel för liknande kommuner (58,1 %).`"""
    entry, value = fact.entry, fact.here.value
    if value is None or not formats.beside_riket(entry):
        return None
    if entry.survey and not _margins_known(fact):
        return f"I riket är {_noun(entry).lower()} {_amount(fact.riket, entry)}." if fact.riket is not None else None
    mean = fact.mean.value if fact.mean and not entry.survey and not fact.mean.label.endswith(ALONE) else None
    others = {"i riket": fact.riket, f"genomsnittet för {_members(fact)}": mean}
    text = [
        f"{_relation(value, other, entry)} {what} ({_amount(other, entry)})"
        for what, other in others.items()
        if other is not None
    ]
    lead = f"Balanstalet, {formats.value(value, entry)}, är" if value == 0 and entry.sentence_of_none else "Det är"
    return f"{lead} {' och '.join(text)}.{_persons(fact)}" if text else None


def _persons(fact: Fact) -> str:
    """About how many persons the difference to riket is, where it is published how many the share is of."""
    many = fact.here.persons_vs_riket
    if many is None or fact.riket is None or fact.here.value is None:
        return ""
    lacking = "färre" if fact.here.value < fact.riket else "fler"
    return f" Skillnaden mot riket motsvarar ungefär {formats.number(many, 0)} {lacking} personer (egen beräkning)."


def _members(fact: Fact) -> str:
    """`liknande kommuner`, or how many of them where not all are in the mean: `6 av 7 liknande kommuner`."""
    part = formats.part_of(fact.mean.label) if fact.mean else None
    if fact.tally is not None:
        return f"{part[0]} av länets {part[1]} kommuner" if part else "länets kommuner"
    return f"{part[0]} av {part[1]} liknande kommuner" if part else "liknande kommuner"


def _relation(value: float, other: float, entry: Indicator) -> str:
    """Which of two values is the higher, by what the reader sees of them; for a parity ratio which is nearer to 1."""
    if formats.value(value, entry) == formats.value(other, entry):
        return "lika mycket som"
    if entry.direction is Direction.CLOSEST_TO_ONE:
        near, far = (abs(round(one, entry.decimals) - 1) for one in (value, other))
        if round(near - far, entry.decimals + 2) == 0:
            return "lika långt från 1, men åt andra hållet, som"
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
    text = formats.difference(here.change, entry)
    before = formats.period(here.previous_period)
    if text.startswith("±"):
        return f"{_noun(entry)} är {_same(entry)} som {before}."
    way = "ökat" if here.change > 0 else "minskat"
    return f"Sedan {before} har {_noun(entry).lower()} {way} med {_size(text[1:], entry)}."


def _same(entry: Indicator) -> str:
    return "detsamma" if _noun(entry) != "Andelen" else "densamma"


def _size(number: str, entry: Indicator) -> str:
    """A difference without sign, with its unit."""
    if entry.unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS):
        return _points(number)
    if entry.unit is Unit.COUNT:
        return f"{number} {'person' if number == '1' else 'personer'}"
    return number + AFTER.get(entry.unit, "")


def _level(fact: Fact) -> str | None:
    """The rank, in words at the ends, and of how many kommuner."""
    here = fact.here
    if fact.tally is not None:
        return _shares(fact.tally.best, fact.tally.worst, fact.tally.ranked)
    if here.rank is None or here.ranked is None:
        return None
    whole = here.of in (None, here.ranked)
    those = f"alla {here.ranked} kommuner" if whole else f"de {here.ranked} kommuner, av {here.of}, vars uppgift kan jämföras"
    first, last = here.rank == 1, here.rank + fact.sharing - 1 == here.ranked
    if fact.sharing > 1 and (first or last):
        return f"{fact.sharing} kommuner ligger lika och {_ends(fact.entry)[not first]} av {those}."
    if first or last:
        return f"Det är {_ends(fact.entry)[not first]} av {those}."
    part = LEVELS.get(here.level or "") or f"i {HALVES[2 * here.rank > here.ranked]}"
    shared = f", delad med {fact.sharing - 1} till" if fact.sharing > 1 else ""
    return f"Kommunen har plats {here.rank} av {those}{shared}, {part}."


def _ends(entry: Indicator) -> tuple[str, str]:
    """What the first and the last are called."""
    if entry.direction is Direction.CLOSEST_TO_ONE:
        return "jämnast", "ojämnast"
    return ("högst", "lägst") if entry.direction is Direction.HIGHER else ("lägst", "högst")


def _shares(best: int, worst: int, ranked: int) -> str | None:
    if not ranked:
        return None
    if ranked == 1:
        where = "bästa" if best else "sämsta" if worst else None
        return f"Länets enda jämförda kommun är bland den {where} fjärdedelen i landet." if where else None
    text = f"{best or 'ingen'} bland den bästa fjärdedelen i landet och {worst or 'ingen'} bland den sämsta"
    return f"Av länets {ranked} jämförda kommuner är {text}."


def _trend(fact: Fact) -> str | None:
    """Over the years that the trend rests on, or what too few years show; nothing where there is nothing to compare."""
    here, noun = fact.here, _noun(fact.entry)
    if fact.entry.unit in formats.CATEGORY_WORDS:
        return None
    if here.trend_first is None:
        return f"{here.trend_reason}." if rules.UNTESTED in (here.trend_reason or "") else None
    years = f"{here.trend_first}{formats.DASH}{here.period}"
    if here.trend not in MOVED_WORDS:
        return f"Någon säker ökning eller minskning syns inte {years}."
    turned = here.change is not None and here.change != 0 and (here.change > 0) != (here.trend == "increasing")
    bridge = ", trots det senaste årets rörelse åt andra hållet" if turned and not fact.entry.survey else ""
    return f"{noun} har {MOVED_WORDS[here.trend]} {years}{bridge}.{JUDGED.get(here.trend_better or '', '')}"


def _against_riket(fact: Fact) -> str | None:
    """How the distance to riket has gone, where that is sure."""
    here = fact.here
    if here.trend_vs_riket not in MOVED_WORDS or here.trend_vs_riket_first is None or here.trend_vs_riket_change is None:
        return None
    moved = formats.difference(abs(here.trend_vs_riket_change), fact.entry)
    if moved.startswith("±"):
        return None
    size = _size(moved[1:], fact.entry)
    way = "mer" if here.trend_vs_riket_change > 0 else "mindre"
    judged = {"better": ", till det bättre", "worse": ", till det sämre"}.get(here.trend_vs_riket_better or "", "")
    return f"Jämfört med riket har {_noun(fact.entry).lower()} utvecklats {size} {way} sedan {here.trend_vs_riket_first}{judged}."


def _aims(fact: Fact) -> list[str]:
    """A sentence a goal that is measured, and one for all strategies for which the measure says the same of a part."""
    direct = [AIMS[aim.progress.status].format(title=aim.strategy.title) for aim in fact.aims if _said(aim, AIMS, partly=False)]
    partly: dict[str, dict[str, None]] = {}
    for aim in fact.aims:
        if _said(aim, PARTLY, partly=True):
            partly.setdefault(aim.progress.status, {})[aim.strategy.title] = None
    return [*dict.fromkeys(direct), *(_of_parts(status, list(titles)) for status, titles in partly.items())]


def _said(aim: Aim, words: Mapping[str, str], *, partly: bool) -> bool:
    return aim.progress.approximate == partly and aim.progress.status in words


def listed(words: Sequence[str]) -> str:
    """`Arbete, Boende och Internt`."""
    return " och ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _of_parts(status: str, titles: Sequence[str]) -> str:
    if len(titles) == 1:
        return PARTLY[status].format(title=titles[0])
    named = listed(titles) if len(titles) <= MOST_TITLES else f"{len(titles)} strategier"
    return PARTLY[status].format(title=named).replace("en del av målet", "delar av målen")


MOST_TITLES: Final = 2


# Whole regions


def overall(name: str, counted: Count, *, lan: bool) -> str:
    """The first sentence of the page."""
    if not counted.ranked and not counted.better and not counted.worse:
        return f"{name} har inga värden som kan bedömas i den här versionen."
    best, worst = (str(n) if n else "inget" for n in (counted.best, counted.worst))
    if lan:
        values = f"Av {counted.ranked} jämförda värden i länets kommuner är"
        levels = f"{values} {best} bland den bästa fjärdedelen i landet och {worst} bland den sämsta."
    else:
        levels = (
            f"{name} är bland den bästa fjärdedelen av kommunerna i {best} av {counted.ranked} mått "
            f"och bland den sämsta i {worst}."
        )
    return f"{levels} {_ways(counted.better, counted.worse, lan=lan)}"


def _ways(better: int, worse: int, *, lan: bool) -> str:
    what = ("kommunvärde", "kommunvärden") if lan else ("mått", "mått")
    gained = f"{better} {what[better != 1]}" if better else "Inget"
    lost = str(worse) if worse else "inget"
    return f"{gained} har förbättrats säkert de senaste åren och {lost} har försämrats."


def focus(areas: Sequence[tuple[str, Count]], *, lan: bool) -> str | None:
    """Which focus area has most among the worst; None where none has any."""
    name, counted = max(areas, key=lambda area: area[1].worst, default=("", Count(0, 0, 0, 0, 0)))
    if not counted.worst:
        return None
    what = "kommunvärden" if lan else "mått"
    return f"Svagast är {lowered(name)}: {counted.worst} av {counted.ranked} {what} är bland den sämsta fjärdedelen."


MOVED: Final = {
    "forward": "De flesta mått har utvecklats till det bättre",
    "unchanged": "De flesta mått har ingen säker trend",
    "backward": "De flesta mått har utvecklats till det sämre",
    "mixed": "Måtten pekar åt olika håll",
}
PART: Final = {"forward": "till det bättre", "unchanged": "ingen säker trend", "backward": "till det sämre"}


def barometer(found: Barometer, parts: Sequence[tuple[Indicator, BarometerEntry]] = ()) -> str:
    """What most of a focus area's measures say, and what each of them says, over its own years and beside riket."""
    whole = MOVED.get(found.movement, "För få mått kan prövas")
    return " ".join([f"{whole}.", *(_part(entry, one) for entry, one in parts)])


def _part(entry: Indicator, one: BarometerEntry) -> str:
    said = PART.get(one.movement) or one.reason or "kan inte bedömas"
    values = f", {over_years(one, entry, with_riket=True)}" if one.movement in PART and one.baseline is not None else ""
    return f"{entry.short_title}: {said}{values}."


def over_years(one: BarometerEntry, entry: Indicator, *, with_riket: bool) -> str:
    """`från 9,0 % 2017 till 9,5 % 2022 (riket från 5,0 % till 4,0 %)`.

    Raises:
        ValueError: it has no values.

    """
    if one.baseline is None or one.latest is None:
        raise ValueError(f"{one.indicator}: a barometer's measure without values has no years")
    ends = (_amount(value, entry) for value in (one.baseline, one.latest))
    first, last = (f"{amount} {year}" for amount, year in zip(ends, (one.baseline_period, one.latest_period), strict=True))
    beside = ""
    if with_riket and one.riket_baseline is not None and one.riket_latest is not None and formats.beside_riket(entry):
        beside = f" (riket från {_amount(one.riket_baseline, entry)} till {_amount(one.riket_latest, entry)})"
    return f"från {first} till {last}{beside}"
