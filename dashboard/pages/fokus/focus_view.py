"""The parts of a focus area's page: one kommun close up, the barometer and the goals that it serves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats, narrative
from dashboard.charts.spine import HEIGHT, WIDTH, Spine, spine
from dashboard.markup import Element, element, link
from dashboard.parts import goal_verdicts, regions, signals
from dashboard.parts.signals import Mark
from dashboard.parts.tables import data_table, sourced
from dashboard.published import barometers, provenance, queries
from dashboard.published.queries import Signals
from dashboard.url_state import FocusView, SourceView, View
from etl.contract.catalogue import FocusArea, Indicator
from etl.contract.codes import RIKET, Direction, GroupKind, Status, Unit
from etl.contract.goal import Goal
from etl.contract.reader import Snapshot
from etl.contract.rows import BarometerEntry
from etl.contract.strategies import Strategy

MANY: Final = 12
"""With more kommuner than this their names are written upwards."""

NOT_SPLIT: Final = "Inte uppdelad på kön"


@dataclass(frozen=True)
class FocusSelection:
    """A view held against the data."""

    snapshot: Snapshot
    area: FocusArea
    entries: tuple[Indicator, ...]
    sex: str
    codes: tuple[str, ...]
    single: str | None
    peers: bool
    remarks: tuple[str, ...]
    view: FocusView

    def name(self, code: str) -> str:
        """The region's name."""
        return queries.regions(self.snapshot)[code].name

    @property
    def against(self) -> str:
        """What the levels are held against."""
        return "liknande kommuner" if self.peers else "alla kommuner med värde"

    @property
    def many(self) -> bool:
        """Whether the table must save room."""
        return len(self.codes) > MANY

    def signals(self, entry: Indicator, code: str) -> Signals | None:
        """What is said of the region's latest value; None where the indicator isn't reported by sex."""
        return queries.signals(self.snapshot, entry.id).get((code, self.sex))


def choose(snapshot: Snapshot, view: FocusView) -> FocusSelection | None:
    """Hold a view against the data; None where the focus area doesn't exist."""
    area = next((area for area in snapshot.catalogue.focus_areas if area.id == view.area), None)
    if area is None:
        return None
    codes, remarks = regions.known_kommuner(snapshot, view.municipalities)
    exists = view.single in queries.regions(snapshot)
    if view.single and not exists:
        remarks.append(f"Det finns ingen kommun med koden {view.single}.")
    single = view.single if exists else (codes[0] if codes else None)
    kept = regions.in_address(snapshot, codes)
    named = single if codes[:1] != (single,) else None
    entries = queries.area(snapshot, area.id).entries
    period = view.period if view.period in years(snapshot, entries) else None
    if view.period and period is None:
        remarks.append(f"Inget i området har värden för {view.period}. Här visas senaste värden.")
    settled = FocusView(area.id, view.sex, municipalities=kept, single=named, peers=view.peers, mode=view.mode, period=period)
    return FocusSelection(snapshot, area, entries, view.sex, codes, single, view.peers, tuple(remarks), settled)


def years(snapshot: Snapshot, entries: tuple[Indicator, ...]) -> list[str]:
    """The periods that any of the indicators has values of, newest first."""
    return sorted({period for entry in entries for period in queries.cube(snapshot, entry.id).periods}, reverse=True)


def summary(selection: FocusSelection) -> str:
    """How one kommun stands, in a sentence: `Eskilstuna är bland den bästa fjärdedelen av kommunerna i 2 av 9 mått …`."""
    if selection.single is None:
        return "Välj kommuner ovanför, så visas hur de ligger i varje indikator."
    levels = [found.level for entry in selection.entries if (found := selection.signals(entry, selection.single)) and found.level]
    if not levels:
        return f"{selection.name(selection.single)} har inga värden som kan rangordnas här."
    best, worst = (levels.count(level) or "inget" for level in ("best", "worst"))
    return (
        f"{selection.name(selection.single)} är bland den bästa fjärdedelen av kommunerna i {best} av {len(levels)} mått "
        f"och bland den sämsta i {worst}."
    )


def source(selection: FocusSelection) -> str:
    """Where the values come from; with the unit where the tables tell it."""
    return provenance.source_line(selection.snapshot, selection.entries, "står vid indikatorn, annars procent")


def barometer_source(selection: FocusSelection, what: str = "Barometern") -> str:
    """Where the barometer, or what else we make of the indicators' values, comes from."""
    own = "" if selection.snapshot.demo else f" {what} är egen bearbetning."
    return f"{provenance.source_line(selection.snapshot, selection.entries)}{own}"


# Values


def number(selection: FocusSelection, value: float, entry: Indicator) -> str:
    """The value as the table has room for it."""
    text = formats.bare(value, entry)
    return text.removesuffix(formats.SUFFIXES[Unit.PERCENT]) if selection.many else text


def _riket(found: Signals | None, entry: Indicator) -> str | Element:
    return _absent(found) if found is None or found.value is None else formats.bare(found.value, entry)


def judged(selection: FocusSelection, found: Signals) -> Mark | None:
    """Shape, word and colour of the level that the table shows; None where the value isn't judged."""
    table, key = (signals.PEERS, found.peer_level) if selection.peers else (signals.LEVELS, found.level)
    return table.get(key or "")


def _absent(found: Signals | None) -> Element:
    """A dash that says why there is no value."""
    why = NOT_SPLIT if found is None else formats.why_absent(found.status, found.reason)
    return element(
        "Span",
        [element("Span", absent_shape(found), aria_hidden="true"), element("Span", why, className="visually-hidden")],
        title=why,
        className="absent",
    )


def absent_shape(found: Signals | None) -> str:
    """A cross where the value is hidden, else a dash."""
    return "×" if found is not None and found.status == Status.SUPPRESSED else formats.DASH


# One kommun close up


def spine_table(selection: FocusSelection) -> Element:
    """One kommun beside riket, its län and its peers, with its position between the lowest and the highest."""
    code = selection.single
    if code is None:
        return element("P", "Ingen kommun är vald.")
    rows = [_spine_row(selection, entry, code) for entry in selection.entries]
    return data_table(f"{selection.name(code)} bland alla kommuner, senaste värden", spine_headings(selection), rows)


def spine_headings(selection: FocusSelection) -> list[str]:
    """The headings of the close-up."""
    name = selection.name(selection.single) if selection.single else "Kommun"
    return ["Indikator", name, "Riket", "Länet, medel", "Läge", "Alla kommuner", "Nivå", "Trend"]


def _spine_row(selection: FocusSelection, entry: Indicator, code: str) -> list[Any]:
    name = link(entry.short_title, View(entry.id, sex=selection.sex, municipalities=(code,)).address, title=entry.title)
    found, riket = selection.signals(entry, code), selection.signals(entry, RIKET)
    values = [_sourced(selection, entry, code, found), _riket(riket, entry), _mean(selection, entry, found)]
    if found is None:
        return [name, *values, NOT_SPLIT, formats.DASH, formats.DASH, formats.DASH]
    marks = [signals.level_mark(found), signals.trend_mark(found)]
    spread = queries.spread(selection.snapshot, entry.id, found.period, selection.sex)
    if spread is None or entry.unit in formats.CATEGORY_WORDS:
        return [name, *values, formats.DASH, formats.DASH, *marks]
    ends = formats.span(spread.low, spread.high, entry)
    return [name, *values, _picture(selection, entry, (found, riket), spread), ends, *marks]


def _sourced(selection: FocusSelection, entry: Indicator, code: str, found: Signals | None) -> str | Element:
    """The value, leading to where it comes from."""
    text = _riket(found, entry)
    if found is None:
        return text
    return sourced(text, SourceView(entry.id, code, found.period, selection.sex))


def mean_of_lan(selection: FocusSelection, entry: Indicator, found: Signals | None) -> queries.Mean | None:
    """The unweighted mean of the kommun's län in the period, with how many kommuner it is of; None where there is none."""
    lan = queries.regions(selection.snapshot)[selection.single or RIKET].lan
    means = queries.unweighted_means(selection.snapshot, entry.id, f"lan:{lan}", selection.sex) if found and lan else {}
    return means.get(found.period) if found else None


def _mean(selection: FocusSelection, entry: Indicator, found: Signals | None) -> str | Element:
    mean = mean_of_lan(selection, entry, found)
    if mean is None or mean.value is None:
        return formats.DASH
    return element("Span", formats.bare(mean.value, entry), title=mean.label)


def spine_of(selection: FocusSelection, entry: Indicator, pair: tuple[Signals, Signals | None], spread: queries.Spread) -> Spine:
    """Where the kommun (the first of the pair) lies beside riket (the second) and its peers."""
    found, riket = pair
    beside = riket.value if riket and formats.beside_riket(entry) else None
    near = [one.value for peer in _peers(selection) if (one := selection.signals(entry, peer)) and one.value is not None]
    return Spine(spread, found.value, beside, near, reverse=entry.direction is Direction.LOWER)


def _picture(
    selection: FocusSelection, entry: Indicator, pair: tuple[Signals, Signals | None], spread: queries.Spread
) -> Element:
    value = pair[0].value
    alt = "Inget värde att visa" if value is None else described(value, spread, entry)
    drawn = spine(spine_of(selection, entry, pair, spread))
    return element("Img", src=drawn, alt=alt, title=alt, width=WIDTH, height=HEIGHT)


def described(value: float, spread: queries.Spread, entry: Indicator) -> str:
    """The row's drawing in words."""
    half = formats.span(spread.first_quarter, spread.third_quarter, entry)
    ends = formats.span(spread.low, spread.high, entry)
    return f"{formats.value(value, entry)}. Hälften av kommunerna ligger i {half}, alla i {ends}."


def _peers(selection: FocusSelection) -> tuple[str, ...]:
    group = queries.groups(selection.snapshot).get(f"peer:{selection.single}")
    return group.members if group and group.kind is GroupKind.PEER else ()


# Barometer


def barometer(selection: FocusSelection) -> Element:
    """Which way most of the area's indicators have gone, for the kommun and riket, and what each of them says."""
    codes = [code for code in (selection.single, RIKET) if code]
    if not barometers.published(selection.snapshot) or selection.area.id not in barometers.of_region(selection.snapshot, RIKET):
        return element("P", "Området har ingen barometer i den här versionen.")
    found = {code: barometers.of_region(selection.snapshot, code)[selection.area.id] for code in codes}
    by_region = {
        code: {one.indicator: one for one in barometers.entries(selection.snapshot, selection.area.id, code)} for code in codes
    }
    head = ["Barometern", *(signals.mark(signals.MOVEMENTS[one.movement], one.reason) for one in found.values())]
    rows = [
        [entry.short_title, *(_moved(by_region[code].get(entry.id), by_region[RIKET].get(entry.id), entry) for code in codes)]
        for entry in selection.snapshot.catalogue.indicators
        if entry.id in by_region[RIKET]
    ]
    caption = "Hur varje mått har gått, prövat som trenden. Det som mer än hälften visar avgör barometern."
    return data_table(caption, ["Indikator", *(selection.name(code) for code in codes)], [head, *rows], fixed=1)


def _moved(one: BarometerEntry | None, riket: BarometerEntry | None, entry: Indicator) -> Element:
    """The measure's word with its values; riket's beside, where its own column has them of other years."""
    if one is None:
        return signals.mark(signals.MOVEMENTS["cannot_be_judged"])
    found = signals.mark(signals.moved_words(one))
    if one.baseline is None or one.latest is None:
        return found
    same = riket is not None and (one.baseline_period, one.latest_period) == (riket.baseline_period, riket.latest_period)
    text = narrative.over_years(one, entry, with_riket=not same)
    return element("Span", [found, element("Span", text, className="unit")])


# Goals


def goals(selection: FocusSelection) -> Element:
    """The strategies' goals that the focus area serves, by strategy, with the verdicts on those that are measured whole."""
    found = list(_goals(selection.snapshot, selection.area.id))
    if not found:
        return element("P", "Ingen av strategierna har något mål i det här området.")
    rows = [
        element("Div", [element("Dt", _strategy(strategy)), *[element("Dd", _goal(selection, strategy, goal)) for goal in own]])
        for strategy, own in found
    ]
    return element("Dl", rows, className="goal-list")


def _goal(selection: FocusSelection, strategy: Strategy, goal: Goal) -> list[Any]:
    """A goal's words with the verdict for the only kommun, where the strategy holds for it, else for the strategy's own place."""
    code = selection.single if selection.single and strategy.concerns(selection.single) else strategy.region
    said = goal_verdicts.of_goal(selection.snapshot, strategy, goal, code)
    where = queries.regions(selection.snapshot)[code].name
    return [_wording(goal), *([element("Div", [f"{where}: ", line], className="small") for line in said])]


def _goals(snapshot: Snapshot, area: str) -> Iterator[tuple[Strategy, list[Goal]]]:
    for strategy in snapshot.strategies.strategies:
        areas = {one.id for one in strategy.areas if area in one.focus_areas}
        goals_here = [goal for goal in strategy.goals if goal.area in areas]
        if goals_here:
            yield strategy, goals_here


def _strategy(strategy: Strategy) -> list[Any]:
    return [link(strategy.title, f"/strategi/{strategy.id}"), f", {strategy.actor}, {strategy.dated}"]


def _wording(goal: Goal) -> str:
    return goal.text or f"{formats.UNREAD_GOAL}."
