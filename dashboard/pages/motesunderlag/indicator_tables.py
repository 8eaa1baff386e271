"""The meeting page's tables: every indicator of the region by group, how the groups stand, and a län's kommuner side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.parts import comment_box, goal_words, signals
from dashboard.parts.tables import data_table, sourced
from dashboard.published import barometers, facts, picks, queries
from dashboard.published.annotations import NONE as NO_COMMENTS
from dashboard.published.annotations import Annotation, Annotations
from dashboard.published.facts import Aim, Fact
from dashboard.published.queries import Signals
from dashboard.url_state import EVERY, FocusView, MeetingView, SourceView
from etl.contract import rules
from etl.contract.catalogue import FocusArea, Indicator
from etl.contract.codes import Direction, Role, Sex, Unit
from etl.contract.reader import Snapshot
from etl.contract.rows import Barometer
from etl.contract.strategies import Strategy


@dataclass(frozen=True)
class Group:
    """Indicators under one heading: a focus area, in the words of the strategy where one is chosen."""

    area: FocusArea
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class MeetingSelection:
    """A view held against the data of the version that it shows; `locked` is whether the address names that version."""

    snapshot: Snapshot
    view: MeetingView
    region: queries.Region
    strategy: Strategy | None
    groups: tuple[Group, ...]
    locked: bool
    newest: bool
    remarks: tuple[str, ...] = ()
    comments: Annotations = NO_COMMENTS

    @property
    def lan(self) -> bool:
        """Whether it is of a län."""
        return len(self.region.code) == 2

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All indicators shown."""
        return tuple(fact for group in self.groups for fact in group.facts)


# All indicators

HEADINGS: Final = {
    False: ("Kvinnor", "Män", "Ändring", "Riket", "Liknande", "Plats", "Trend", "Mål", "Avser"),
    True: ("Kvinnor", "Män", "Ändring", "Riket", "Medel", "Kommuner", "Trend", "Mål", "Avser"),
}
"""The columns after the measure and its value, of a kommun and of a län (True)."""

ON_SCREEN: Final = frozenset(("Ändring", "Mål"))
"""Columns that paper has no room for in letters that can be read."""


def fact_table(selection: MeetingSelection, paper: frozenset[Annotation]) -> Element:
    """Every indicator, by group; each group's heading has its barometer. Of the comments those in `paper` are printed."""
    own = [element("Span", selection.region.name, className="screen-only"), element("Span", "Värde", className="paper-only")]
    head = [element("Th", "Mått", scope="col"), element("Th", own, scope="col", className="number")]
    head += [element("Th", name, scope="col", className=_column(name)) for name in HEADINGS[selection.lan]]
    found = _barometers(selection)
    printed = on_paper(selection)
    bodies = [_body(selection, group, found.get(group.area.id), paper, printed) for group in selection.groups if group.facts]
    means = (
        "ovägt medel för länets kommuner" if selection.lan else "ovägt medel för de sju kommuner som Kolada räknar som liknande"
    )
    ranks_text = "Kommuner: antal bland de 25 % bästa / sämsta i landet" if selection.lan else "Plats: 1 är bäst"
    beside = f"{HEADINGS[selection.lan][4]}: {means}"
    change = element("Span", " Ändring i procentenheter för andelar.", className="screen-only")
    caption = [f"{selection.region.name}, senaste värden.", change, f" {beside}. {ranks_text}."]
    return element(
        "Table", [element("Caption", caption), element("Thead", element("Tr", head)), *bodies], className="data facts-table"
    )


def _column(name: str) -> str:
    """The classes of a column's cells."""
    return "number screen-only" if name in ON_SCREEN else "number"


def _barometers(selection: MeetingSelection) -> dict[str, Barometer]:
    if not barometers.published(selection.snapshot):
        return {}
    return barometers.of_region(selection.snapshot, selection.region.code)


def _body(
    selection: MeetingSelection,
    group: Group,
    barometer: Barometer | None,
    paper: frozenset[Annotation],
    printed: frozenset[str],
) -> Element:
    """A group's rows; on paper are the comments of `paper` and the indicators of `printed`."""
    width = len(HEADINGS[selection.lan]) + 2
    mark = (
        [element("Span", ["Barometer: ", signals.mark(signals.MOVEMENTS[barometer.movement])], className="moved")]
        if barometer
        else []
    )
    heading = element("Th", [*_group_title(selection, group), *mark], scope="rowgroup", colSpan=width)
    kinds = {fact.entry.id: None if fact.entry.id in printed else "screen-only" for fact in group.facts}
    rows = [
        row
        for fact in group.facts
        for row in (
            element("Tr", fact_row(fact, selection.region.code, linked=selection.newest), className=kinds[fact.entry.id]),
            *comment_box.rows(selection.comments, fact.entry.id, width, paper),
        )
    ]
    kind = "group" if None in kinds.values() else "group screen-only"
    return element("Tbody", [element("Tr", heading, className=kind), *rows])


def _group_title(selection: MeetingSelection, group: Group) -> list[Element]:
    """The strategy's own titles can be many: paper has the focus area's."""
    if selection.strategy is None:
        return [element("B", group.title)]
    return [element("B", group.title, className="screen-only"), element("B", group.area.title, className="paper-only")]


FEWEST_PRINTED: Final = 5


def on_paper(selection: MeetingSelection) -> frozenset[str]:
    """The indicators that paper has: core measures, with a strategy those that measure its goals; of few, all that do.

    Of a län what neither it nor the mean of its kommuner has a value of is left out.
    """
    aimed = [one for one in selection.facts if one.aims] if selection.strategy else []
    core = [one for one in aimed or selection.facts if one.entry.role is Role.CORE]
    chosen = aimed if aimed and len(core) < FEWEST_PRINTED else core
    return frozenset(fact.entry.id for fact in chosen if not (selection.lan and _unknown(fact)))


def _unknown(fact: Fact) -> bool:
    return fact.here.value is None and (fact.mean is None or fact.mean.value is None)


def left_out_on_paper(selection: MeetingSelection) -> int:
    """How many measures of the table are on the web page only."""
    printed = on_paper(selection)
    return sum(fact.entry.id not in printed for fact in selection.facts)


def fact_row(fact: Fact, region: str, *, linked: bool = False) -> list[Element]:
    """The cells of an indicator's row; every number of its sentences is among them. The value leads to its source if `linked`."""
    source = SourceView(fact.entry.id, region, fact.here.period) if linked else None
    cells = (
        _value(fact, source),
        _of_sex(fact, fact.women),
        _of_sex(fact, fact.men),
        _change(fact),
        _riket(fact),
        _mean(fact),
        _rank(fact),
        _trend(fact),
        _aims(fact),
        _period(fact),
    )
    names = ("", *HEADINGS[len(region) == 2])
    columns = zip(names, cells, strict=True)
    return [_name(fact.entry, region), *(element("Td", cell, className=_column(name)) for name, cell in columns)]


def _period(fact: Fact) -> str:
    return fact.here.period


def _name(entry: Indicator, region: str) -> Element:
    parameters = f"?kommuner={region}" if len(region) == 4 else ""
    name = link(entry.short_title, f"/indikator/{entry.id}{parameters}", title=entry.title)
    unit = "närmast 1 är bäst" if entry.direction is Direction.CLOSEST_TO_ONE else formats.unit(entry)
    return element("Th", [name, *([] if entry.unit is Unit.PERCENT else [element("Span", unit, className="unit")])], scope="row")


def _dash(why: str | None) -> Element:
    return _shaped(formats.DASH, why)


def _shaped(shape: str, why: str | None) -> Element:
    """A shape whose meaning is in words for those who point at it or don't see it."""
    notes = [element("Span", why, className="visually-hidden")] if why else []
    return element("Span", [element("Span", shape, aria_hidden="true"), *notes], title=why, className="absent")


def _value(fact: Fact, source: SourceView | None) -> Any:
    entry, here = fact.entry, fact.here
    if here.value is None:
        return _shaped("×" if here.status == "suppressed" else formats.DASH, formats.why_absent(here.status, here.reason))
    content = element("B", formats.bare(here.value, entry))
    content = sourced(content, source) if source else content
    margin = f"±{formats.number(fact.margin, entry.decimals)}" if fact.margin is not None else ""
    preliminary = "preliminär" if here.status == "preliminary" else ""
    beside = " ".join(part for part in (margin, preliminary, formats.note(here.reason)) if part)
    return [content, element("Span", f" {beside}", className="small")] if beside else content


def _of_sex(fact: Fact, one: Signals | None) -> Any:
    """The value of women or men."""
    if one is None:
        return _dash(None)
    if one.value is None:
        return _shaped("×" if one.status == "suppressed" else formats.DASH, formats.why_absent(one.status, one.reason))
    note = formats.note(one.reason)
    value = formats.bare(one.value, fact.entry)
    return [value, element("Span", f" {note}", className="small")] if note else value


def _change(fact: Fact) -> Any:
    here = fact.here
    if here.change is None or fact.entry.unit in formats.CATEGORY_WORDS:
        return _dash(None)
    return [formats.difference(here.change, fact.entry), element("Span", f" sedan {here.previous_period}", className="small")]


def _riket(fact: Fact) -> Any:
    if fact.riket is None or not formats.beside_riket(fact.entry):
        return _dash(None)
    margin = f" ±{formats.number(fact.riket_margin, fact.entry.decimals)}" if fact.riket_margin is not None else ""
    many = fact.here.persons_vs_riket
    said = f"ca {formats.number(many, 0)} personer" if many else ""
    persons = element("Span", said, className="small vs-riket screen-only") if said else ""
    return [formats.bare(fact.riket, fact.entry), element("Span", margin, className="small") if margin else "", persons]


def _mean(fact: Fact) -> Any:
    if fact.mean is None or fact.mean.value is None or not formats.beside_riket(fact.entry):
        return _dash(None)
    part = formats.part_of(fact.mean.label)
    those = [element("Span", f" ({part[0]} av {part[1]})", className="small")] if part else []
    return element("Span", [formats.bare(fact.mean.value, fact.entry), *those], title=fact.mean.label)


def _rank(fact: Fact) -> Any:
    if fact.tally is not None:
        best, worst = fact.tally.best, fact.tally.worst
        text = f"{best} / {worst} av {fact.tally.ranked}"
        hidden = element("Span", f" ({best} bland de 25 % bästa, {worst} bland de 25 % sämsta)", className="visually-hidden")
        return [text, hidden] if fact.tally.ranked else _dash("Rangordnas inte")
    here = fact.here
    if here.rank is None:
        return _dash(signals.level_words(here)[1])
    those = [element("Span", f" (av {here.of})", className="small")] if signals.partial(here) else []
    return [signals.mark(signals.level_words(here), brief=True), f" {here.rank} av {here.ranked}", *those]


def _trend(fact: Fact) -> Any:
    """The shape, with whether it goes for the better or worse by a sign, and the years that it rests on."""
    here = fact.here
    shape, words, colour = signals.trend_words(here)
    if here.trend_first is None:
        own = _untested(words) if rules.UNTESTED in words else _dash(words)
        return [own, *_against_riket(here)]
    judged = {"better": "bättre", "worse": "sämre"}.get(here.trend_better or "", "")
    years = element("Span", f" {here.trend_first}–{here.period[2:]}", className="small")
    hidden = element("Span", f" {words}, {here.trend_first} till {here.period}", className="visually-hidden")
    shown = element("Span", f"{shape} {judged}".strip(), className=f"signal-{colour}", aria_hidden="true")
    own = element("Span", [shown, element("Span", years, aria_hidden="true"), hidden], title=words)
    return [own, *_against_riket(here)]


def _against_riket(here: queries.Signals) -> list[Element]:
    """Which way the distance to riket has gone, where that is sure; on paper the sentences say it."""
    if here.trend_vs_riket not in ("increasing", "decreasing"):
        return []
    shape, words, _ = signals.trend(here.trend_vs_riket, here.trend_vs_riket_better)
    judged = {"better": " bättre", "worse": " sämre"}.get(here.trend_vs_riket_better or "", "")
    explanation = f" {words} jämfört med riket {here.trend_vs_riket_first} till {here.period}"
    shown = element("Span", f"mot riket {shape}{judged}", aria_hidden="true")
    return [
        element(
            "Span",
            [shown, element("Span", explanation, className="visually-hidden")],
            className="small vs-riket screen-only",
            title=explanation,
        )
    ]


def _untested(words: str) -> Element:
    """`3 år: +8,3 sedan 2020`: too few years for a trend, and the change over them."""
    years, _, change = words.partition(f" {rules.UNTESTED}; ")
    shown = element("Span", f"{years}: {change}", className="small", aria_hidden="true")
    return element("Span", [shown, element("Span", words, className="visually-hidden")], title=words)


def _aims(fact: Fact) -> Any:
    """The shape of each verdict once, with the strategies in words."""
    if not fact.aims:
        return ""
    by_words: dict[str, list[Aim]] = {}
    for aim in fact.aims:
        by_words.setdefault(goal_words.sentence(aim.progress, fact.entry), []).append(aim)
    return [_aim(words, aims) for words, aims in by_words.items()]


def _aim(words: str, aims: Sequence[Aim]) -> Element:
    shape, _, colour = goal_words.mark(aims[0].progress)
    titles = ", ".join(dict.fromkeys(aim.strategy.title for aim in aims))
    return signals.mark((shape, f"{titles}: {words}", colour), brief=True)


# How the groups stand


def group_table(selection: MeetingSelection) -> Element:
    """Levels, trends and barometer of each group, and of all together."""
    found = _barometers(selection)
    what = "kommunernas värden" if selection.lan else "mått"
    headings = [
        *("Område", "Barometer", "Bättre / osäkert / sämre", "Bästa 25 %", "I mitten", "Sämsta 25 %", "Jämförbara mått"),
        *("Säkert bättre", "Säkert sämre"),
    ]
    rows: list[list[Any]] = [
        [group.area.short_title, *_moved(found.get(group.area.id)), *_counts(picks.count(group.facts))]
        for group in selection.groups
        if picks.count(group.facts).ranked or group.area.id in found
    ]
    total = ["Alla", "", "", *_counts(picks.count(selection.facts))]
    return data_table(f"{selection.region.name}: antal {what} efter plats och trend", headings, [*rows, total], fixed=-1)


def _counts(counted: picks.Count) -> list[str]:
    return [
        str(number) for number in (counted.best, counted.middle, counted.worst, counted.ranked, counted.better, counted.worse)
    ]


def _moved(barometer: Barometer | None) -> list[Any]:
    if barometer is None:
        return [formats.DASH, formats.DASH]
    judged = barometer.forward + barometer.unchanged + barometer.backward
    of = f" av {judged + barometer.unjudged}" if barometer.unjudged else ""
    numbers = f"{barometer.forward} / {barometer.unchanged} / {barometer.backward}{of}" if judged else formats.DASH
    return [signals.mark(signals.MOVEMENTS[barometer.movement], barometer.reason), numbers]


# A län's kommuner side by side


def kommun_table(selection: MeetingSelection) -> Element:
    """Indicators by kommuner: the value, with shape and colour for its level among all kommuner."""
    codes = facts.kommuner(selection.snapshot, selection.region.code)
    names = queries.regions(selection.snapshot)
    headings = [element("Th", "Mått", scope="col")]
    headings += [
        element("Th", link(element("Span", names[code].name), _address(selection, code)), scope="col", className="number place")
        for code in codes
    ]
    bodies = [_kommun_body(selection, group, codes) for group in selection.groups if group.facts]
    what = f"Kommunerna i {selection.region.name}: senaste värden och nivå bland alla kommuner"
    unit = " Procent där inget annat står." if len(codes) > BROAD else ""
    caption = f"{what}.{unit} × är dold, – saknas."
    parts = [element("Caption", caption), element("Thead", element("Tr", headings)), *bodies]
    size = " many" if len(codes) > MANY else " few" if len(codes) <= BROAD else ""
    return element("Table", parts, className=f"data heat kommuner{size}")


MANY: Final = 12
"""With more kommuner than this their names are written upwards."""

BROAD: Final = 10
"""With more kommuner than this the table is wider than an ordinary screen, and there is no room for per cent signs."""


def _address(selection: MeetingSelection, code: str) -> str:
    return MeetingView(code, selection.view.strategy, selection.view.version).address


OTHER_MODES: Final = (("Visa förändring", "forandring"), ("Visa trend", "trend"))
"""What else the focus area's page tells of the same kommuner."""


def _kommun_body(selection: MeetingSelection, group: Group, codes: Sequence[str]) -> Element:
    places = (f"{EVERY}{selection.region.code}",)
    ways = [(words, FocusView(group.area.id, municipalities=places, mode=mode)) for words, mode in OTHER_MODES]
    links = [part for words, view in ways for part in (" ", link(words, view.address))]
    more = element("Span", links, className="other-modes screen-only")
    title = element("Th", [element("B", group.area.title), more], scope="rowgroup", colSpan=len(codes) + 1)
    heading = element("Tr", title, className="group")
    rows = []
    for fact in group.facts:
        every = queries.signals(selection.snapshot, fact.entry.id)
        cells = kommun_cells(fact.entry, [every.get((code, Sex.TOTAL.value)) for code in codes])
        rows.append(element("Tr", [_name(fact.entry, selection.region.code), *cells]))
    return element("Tbody", [heading, *rows])


def kommun_cells(entry: Indicator, found: Sequence[queries.Signals | None]) -> list[Element]:
    """A row's values, each coloured by its level, or why it isn't there."""
    broad = len(found) > BROAD
    return [kommun_cell(entry, one, broad=broad) for one in found]


def kommun_cell(entry: Indicator, found: queries.Signals | None, *, broad: bool) -> Element:
    """A value coloured by its level among all kommuner; `broad` where there are so many that a per cent sign has no room."""
    if found is None or found.value is None:
        return element("Td", _shaped(*_absence(found)), className="number heat-none")
    sign = formats.SUFFIXES.get(entry.unit, "") if entry.unit is Unit.PERCENT else ""
    number = formats.bare(found.value, entry).removesuffix(sign)
    amount = element("Span", number if broad else f"{number}{sign}", className="amount")
    note = None if found.level else formats.note(found.reason)
    if note:
        hidden = element("Span", f" {note}", className="visually-hidden")
        return element("Td", [amount, hidden], className="number heat-none", title=f"{number}{sign}, {note}")
    _, word, colour = signals.LEVELS.get(found.level or "", signals.NOT_JUDGED)
    level = [element("Span", f" {word}", className="visually-hidden")] if found.level else []
    return element("Td", [amount, *level], className=f"number heat-{colour}", title=f"{word}: {number}{sign}")


def _absence(found: queries.Signals | None) -> tuple[str, str]:
    """Shape and reason of a value that isn't there."""
    if found is None:
        return formats.DASH, formats.absent("missing")
    return ("×" if found.status == "suppressed" else formats.DASH), formats.why_absent(found.status, found.reason)
