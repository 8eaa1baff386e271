"""Fact cards: one fact of one region, what the figure does not say, and the numbers of its small chart. All but the drawing."""

from dataclasses import dataclass
from typing import Final

from dashboard import formats, narrative
from dashboard.parts.stories import first_value
from dashboard.published import provenance, queries
from dashboard.published.facts import NOTHING, Fact
from dashboard.published.queries import Region
from dashboard.url_state import CardView
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, RegionType, Sex, Unit
from etl.contract.reader import Snapshot

AGAINST_RIKET, COURSE, GAP, VALUE = "riket", "utveckling", "gap", "varde"
KIND_WORDS: Final = {AGAINST_RIKET: "Mot riket", COURSE: "Utveckling", GAP: "Inrikes och utrikes födda", VALUE: "Svaret"}

BY_UNIT: Final = {
    Unit.PERCENT: "Andelen säger inget om en enskild person och inte hur många det rör sig om.",
    Unit.PERCENTAGE_POINTS: "Talet är en skillnad mellan två andelar. Det säger inte hur hög någon av dem är.",
    Unit.COUNT: "Antalet säger inte hur stor del av invånarna det är.",
    Unit.PER_INHABITANT: "Talet är ett genomsnitt. Det säger inget om en enskild person.",
    Unit.PER_1000: "Talet är räknat på invånarna. Det säger inte hur många det är.",
    Unit.PER_100000: "Talet är räknat på invånarna. Det säger inte hur många det är.",
    Unit.PARITY_RATIO: "Balanstalet jämför två andelar. Det säger inte hur stor någon av dem är.",
    Unit.YES_NO: "Svaret är ja eller nej. Det säger inte hur mycket eller hur bra.",
    Unit.ORDINAL: "Omdömet har tre steg. Det säger inte hur stort ett underskott eller ett överskott är.",
}
"""What a figure of each unit leaves unsaid."""

SURVEY: Final = "Svaren kommer från en enkät till ett urval. De visar vad de som svarade tycker eller upplever."
WHY: Final = {
    AGAINST_RIKET: "Siffrorna visar hur det är, inte varför platserna skiljer sig åt.",
    COURSE: "Siffrorna visar hur det har gått, inte varför, och inte hur det blir.",
    GAP: "Siffrorna visar hur stor skillnaden är, inte varför den finns.",
    VALUE: "Siffran visar hur det är, inte varför.",
}
FEWEST: Final = 2
"""A line has two ends."""

NO_VALUES: Final = "Källan har inga värden för indikatorn i den här versionen."
DOUBTFUL: Final = "Värdena är tveksamma, så kortet visar dem inte."


@dataclass(frozen=True)
class Bar:
    """A value beside others; `margin` is a survey's ±, and the `main` one is what the card is about."""

    label: str
    value: float
    main: bool = False
    margin: float | None = None


@dataclass(frozen=True)
class Course:
    """A region's values over the years, riket's beside it; empty for riket itself. A series is broken before `breaks`."""

    periods: tuple[str, ...]
    track: tuple[float | None, ...]
    riket: tuple[float | None, ...]
    first: str
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A card's content; a `silent` one shows no value and says why. Without `bars` and `course` there is no chart."""

    snapshot: Snapshot
    view: CardView
    entry: Indicator
    region: Region
    fact: Fact
    sentences: tuple[str, ...]
    bars: tuple[Bar, ...] = ()
    course: Course | None = None
    silent: bool = False

    @property
    def kind(self) -> str:
        """One of `url_state.CARDS`."""
        return self.view.kind or VALUE

    @property
    def region_name(self) -> str:
        """The name of the region, as a heading has it."""
        return "Riket" if self.region.code == RIKET else self.region.name

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What the figure does not say; nothing where there is none."""
        if self.silent:
            return ()
        survey = (SURVEY,) if self.entry.survey else ()
        return (*survey, BY_UNIT[self.entry.unit], WHY[self.kind])

    @property
    def notes(self) -> tuple[str, ...]:
        """What the catalogue says there is to think of."""
        return self.entry.notes

    @property
    def origin(self) -> str:
        """Source, period, version and day."""
        snapshot = self.snapshot
        built = formats.timestamp(snapshot.manifest["built_at"])
        source = provenance.source_line(snapshot, [self.entry])
        period = f"Avser {formats.period(self.fact.here.period)}. " if self.fact.here.period else ""
        return f"{source} {period}Integrationskollen, dataversion {snapshot.version}, publicerad {built}."


def kinds(entry: Indicator, region: Region) -> tuple[str, ...]:
    """The cards that there are of an indicator and a region, the usual one first."""
    found = []
    if formats.beside_riket(entry) and region.code != RIKET:
        found.append(AGAINST_RIKET)
    if entry.unit not in formats.CATEGORY_WORDS:
        found.append(COURSE)
    if entry.pair is not None:
        found.append(GAP)
    return tuple(found) or (VALUE,)


def make(snapshot: Snapshot, view: CardView) -> Card | None:
    """The card that is asked for, of the first kind where there is none such; None without such an indicator or region."""
    entry, region = snapshot.catalogue.indicator(view.indicator), queries.regions(snapshot).get(view.region)
    if entry is None or region is None:
        return None
    known = kinds(entry, region)
    kind = view.kind if view.kind in known else known[0]
    settled = CardView(entry.id, region.code, kind, view.version, view.square)
    fact = fact_of(snapshot, entry, region)
    silent = _silence(fact)
    if silent:
        return Card(snapshot, settled, entry, region, fact, silent, silent=True)
    if kind == COURSE:
        return _course_card(snapshot, settled, region, fact)
    if kind == GAP:
        return Card(snapshot, settled, entry, region, fact, narrative.gap(fact), bars=_gap_bars(fact))
    return Card(snapshot, settled, entry, region, fact, narrative.standing(fact), bars=_bars(fact, region))


def _silence(fact: Fact) -> tuple[str, ...]:
    """Why the card shows no value; empty where it does."""
    if fact.entry.doubtful:
        return (DOUBTFUL, fact.entry.doubtful)
    if not fact.here.period:
        return (NO_VALUES,)
    if fact.here.value is None:
        reason = (f"{fact.here.reason}.",) if fact.here.reason else ()
        return (*narrative.standing(fact), *reason)
    return ()


def fact_of(snapshot: Snapshot, entry: Indicator, region: Region) -> Fact:
    """An indicator's latest value in a region, beside riket's of the same period and the mean of similar kommuner."""
    every = queries.signals(snapshot, entry.id)
    riket = every.get((RIKET, Sex.TOTAL))
    here = every.get((region.code, Sex.TOTAL)) or NOTHING._replace(period=riket.period if riket else "")
    beside = riket if riket and region.code != RIKET and riket.period == here.period else None
    means = queries.unweighted_means(snapshot, entry.id, f"peer:{region.code}", Sex.TOTAL)
    mean = means.get(here.period) if region.type is RegionType.MUNICIPALITY else None
    own, theirs = (_margin(snapshot, entry, code, here.period) for code in (region.code, RIKET))
    return Fact(entry, here, beside.value if beside else None, mean, own, theirs, region=region.name)


def _margin(snapshot: Snapshot, entry: Indicator, region: str, period: str) -> float | None:
    known = queries.margins(snapshot, entry.id, region, Sex.TOTAL) if entry.survey else ()
    periods = queries.cube(snapshot, entry.id).periods
    return known[periods.index(period)] if known and period in periods else None


def _bars(fact: Fact, region: Region) -> tuple[Bar, ...]:
    """The region, riket and, of what is no survey, the mean of similar kommuner; none where there aren't two to hold together."""
    entry, value = fact.entry, fact.here.value
    if value is None or fact.riket is None or not formats.beside_riket(entry):
        return ()
    mean = fact.mean.value if fact.mean and not entry.survey else None
    alike = (Bar("Liknande kommuner, medel", mean),) if mean is not None else ()
    return (Bar(region.name, value, main=True, margin=fact.margin), Bar("Riket", fact.riket, margin=fact.riket_margin), *alike)


def _gap_bars(fact: Fact) -> tuple[Bar, ...]:
    if fact.here.value is None or fact.here.pair_value is None or fact.here.gap is None:
        return ()
    return (Bar("Utrikes födda", fact.here.value, main=True), Bar("Inrikes födda", fact.here.pair_value))


def _course_card(snapshot: Snapshot, view: CardView, region: Region, fact: Fact) -> Card:
    course = _course(snapshot, fact, region)
    first = None
    if course is not None:
        at = course.periods.index(course.first)
        first = (course.first, course.track[at] or 0.0)
    return Card(snapshot, view, fact.entry, region, fact, narrative.course(fact, first), course=course)


def _course(snapshot: Snapshot, fact: Fact, region: Region) -> Course | None:
    """From the first value to the latest; None without two that compare."""
    entry, here = fact.entry, fact.here
    data = queries.cube(snapshot, entry.id)
    own = data.track(region.code, Sex.TOTAL)
    positions = [position for position, period in enumerate(data.periods) if period <= here.period]
    positions = positions[next((at for at, position in enumerate(positions) if own[position] is not None), 0) :]
    periods = [data.periods[position] for position in positions]
    breaks = tuple(step.period for step in entry.breaks if periods and periods[0] < step.period <= here.period)
    known = [data.periods[position] for position in positions if own[position] is not None]
    comparable = [period for period in known if period >= max(breaks, default="")]
    if here.value is None or len(comparable) < FEWEST:
        return None
    trend = first_value(snapshot, entry, here, region.code)
    beside = formats.beside_riket(entry) and region.code != RIKET
    riket = _picked(data.track(RIKET, Sex.TOTAL), positions) if beside else ()
    return Course(tuple(periods), _picked(own, positions), riket, trend[0] if trend else comparable[0], breaks)


def _picked(track: list[float | None], positions: list[int]) -> tuple[float | None, ...]:
    return tuple(track[position] for position in positions)


def alt_text(card: Card) -> str:
    """The card in words, for whoever can't see the picture."""
    demo = f"{formats.DEMO_WORDS}. " if card.snapshot.demo else ""
    unsaid = " ".join(card.unsaid)
    drawn = chart_words(card)
    parts = [f"{demo}Faktakort. {card.entry.title}, {card.region_name}.", *card.sentences, drawn, unsaid, card.origin]
    return " ".join(part for part in parts if part)


def chart_words(card: Card) -> str:
    """What the chart shows; empty where there is none."""
    entry = card.entry
    if card.course is not None:
        ends = f"Diagrammet är en linje för {card.region_name} från {card.course.periods[0]} till {card.course.periods[-1]}"
        return f"{ends}, med rikets linje bredvid." if card.course.riket else f"{ends}."
    listed = ", ".join(f"{bar.label} {formats.value(bar.value, entry)}{_plus_minus(bar, entry)}" for bar in card.bars)
    return f"Diagrammet har staplar: {listed}." if listed else ""


def _plus_minus(bar: Bar, entry: Indicator) -> str:
    return "" if bar.margin is None else f" (± {formats.number(bar.margin, entry.decimals)})"
