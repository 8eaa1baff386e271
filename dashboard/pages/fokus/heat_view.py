"""The table of a focus area's indicators by kommun: level, change or trend, in the latest year or the chosen one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard import formats
from dashboard.charts.trend import broken_periods
from dashboard.markup import Element, element, link
from dashboard.pages.fokus import focus_view
from dashboard.pages.fokus.focus_view import FocusSelection
from dashboard.parts import regions, signals
from dashboard.parts.signals import GOODNESS, Mark
from dashboard.published import queries
from dashboard.published.queries import Signals
from dashboard.url_state import MeetingView, View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Direction, Sex, Status, Unit

LEVEL, CHANGE, TREND = "niva", "forandring", "trend"
MODE_WORDS: Final = {LEVEL: "Nivå", CHANGE: "Förändring", TREND: "Trend"}
CHANGES: Final[dict[str, Mark]] = {
    "good": ("●", "Till det bättre sedan perioden före", "good"),
    "plain": ("◐", "Ingen säker förändring sedan perioden före", "plain"),
    "poor": ("○", "Till det sämre sedan perioden före", "poor"),
}
JUDGED: Final = {"good": "bättre", "poor": "sämre"}
LATEST_ONLY: Final = "bedöms bara för senaste värdet"
OF_MEAN: Final = "Räknas inte på ett medel"


@dataclass(frozen=True)
class HeatCell:
    """What a cell says: seen, coloured, for those who don't see the colour, and when pointed at.

    `order` is what the table sorts it by, None last; an `absent` cell says by a shape that it has nothing, and why.
    """

    text: str
    colour: str = "none"
    said: str = ""
    title: str | None = None
    order: float | None = None
    below: str = ""
    absent: bool = False


@dataclass(frozen=True)
class HeatRow:
    """An indicator's cells, and the period that they are of."""

    entry: Indicator
    period: str
    riket: HeatCell
    lan: HeatCell | None
    cells: tuple[HeatCell, ...]


def lan(selection: FocusSelection) -> str | None:
    """The län that all chosen kommuner lie in, where it isn't chosen itself."""
    found = {code[: regions.LAN_DIGITS] for code in selection.codes}
    return found.pop() if len(found) == 1 and not found & set(selection.codes) else None


def row(selection: FocusSelection, entry: Indicator) -> HeatRow:
    """An indicator's row; an indicator without values of the chosen year says so in each cell."""
    latest = next((one.period for code in (RIKET, *selection.codes) if (one := selection.signals(entry, code))), "")
    period, county = selection.view.period or latest, lan(selection)
    cells = tuple(_cell(selection, entry, code, (period, latest)) for code in selection.codes)
    riket = _cell(selection, entry, RIKET, (period, latest))
    return HeatRow(entry, period, riket, _lan_cell(selection, entry, county, (period, latest)) if county else None, cells)


def _cell(selection: FocusSelection, entry: Indicator, code: str, at: tuple[str, str]) -> HeatCell:
    period, latest = at
    found = selection.signals(entry, code) if period == latest else None
    if period != latest or found is None:
        return _of_period(selection, entry, code, period)
    if found.value is None:
        return _absent(focus_view.absent_shape(found), formats.why_absent(found.status, found.reason))
    draw = {LEVEL: _level, CHANGE: _change, TREND: _trend}[selection.view.mode]
    return draw(selection, entry, found)


def _absent(shape: str, why: str) -> HeatCell:
    return HeatCell(shape, said=why, title=why, absent=True)


def _level(selection: FocusSelection, entry: Indicator, found: Signals) -> HeatCell:
    mark = focus_view.judged(selection, found)
    _, word, colour = mark or signals.NOT_JUDGED
    note = formats.note(found.reason)
    beside = signals.rank_words(found) or note
    ranked = f", {beside}" if beside else ""
    said = ", ".join(part for part in (word if mark else None, note) if part)
    by_rank = (
        1 - found.rank / found.ranked if found.rank and found.ranked and mark and not selection.peers else GOODNESS.get(colour)
    )
    return HeatCell(_number(selection, found.value, entry), colour, said, f"{word}{ranked}", by_rank)


def _number(selection: FocusSelection, value: float | None, entry: Indicator) -> str:
    return "" if value is None else focus_view.number(selection, value, entry)


def _change(_selection: FocusSelection, entry: Indicator, found: Signals) -> HeatCell:
    """Since the period before, as published."""
    before = found.value - found.change if found.value is not None and found.change is not None else None
    since = f"sedan {found.previous_period}" if found.previous_period else ""
    cell = _changed(entry, (before, found.value), found.change, since)
    if found.change_certain is False and cell.colour in JUDGED:
        word = CHANGES["plain"][1].removesuffix(" sedan perioden före")
        return replace(cell, colour="plain", said=word.lower(), title=f"{word} {since}", order=0.0)
    return cell


def _changed(entry: Indicator, values: tuple[float | None, float | None], change: float | None, since: str) -> HeatCell:
    """A change with its sign; better or worse by the indicator's direction, and by what is written of it."""
    before, after = values
    if change is None or before is None or after is None or entry.unit in formats.CATEGORY_WORDS:
        return _absent(formats.DASH, "Kan inte jämföras med perioden före")
    text = formats.difference(change, entry)
    turns = {Direction.HIGHER: change, Direction.LOWER: -change, Direction.CLOSEST_TO_ONE: abs(before - 1) - abs(after - 1)}
    better = turns.get(entry.direction)
    if better is None:
        return HeatCell(text, "none", title=since)
    colour = "plain" if text.startswith("±") or not better else "good" if better > 0 else "poor"
    word = CHANGES[colour][1].removesuffix(" sedan perioden före")
    return HeatCell(text, colour, word.lower(), f"{word} {since}", 0.0 if colour == "plain" else better)


def _trend(_selection: FocusSelection, _entry: Indicator, found: Signals) -> HeatCell:
    shape, words, colour = signals.trend_words(found)
    if found.trend not in signals.TRENDS:
        return _absent(formats.DASH, words)
    since = f", {found.trend_first}{formats.DASH}{found.period}" if found.trend_first else ""
    return HeatCell(f"{shape} {JUDGED.get(colour, '')}".strip(), colour, words, f"{words}{since}", GOODNESS.get(colour))


def _of_period(selection: FocusSelection, entry: Indicator, code: str, period: str) -> HeatCell:
    """Of a period that has no signals: its value, or its change since the period before."""
    data = queries.cube(selection.snapshot, entry.id)
    if selection.sex not in data.sexes:
        return _absent(formats.DASH, focus_view.NOT_SPLIT)
    if period not in data.periods:
        return _absent(formats.DASH, f"Inget värde för {period}.")
    cell = data.cell(code, period, selection.sex)
    if cell.value is None:
        return _absent("×" if cell.status == Status.SUPPRESSED else formats.DASH, formats.why_absent(cell.status, cell.reason))
    if selection.view.mode == TREND:
        return _absent(formats.DASH, f"Trend {LATEST_ONLY}")
    if selection.view.mode == CHANGE:
        return _since_before(selection, entry, code, period)
    note = formats.note(cell.reason)
    return HeatCell(
        _number(selection, cell.value, entry), said=note or "", title=f"Nivå {LATEST_ONLY}{f', {note}' if note else ''}"
    )


def _since_before(selection: FocusSelection, entry: Indicator, code: str, period: str) -> HeatCell:
    """Never over a break, nor between values that share years."""
    data = queries.cube(selection.snapshot, entry.id)
    at = data.periods.index(period)
    before = data.periods[at - 1] if at else ""
    shared = entry.years_covered > 1 and before and int(period[:4]) - int(before[:4]) < entry.years_covered
    if not before or shared or period in broken_periods(entry, data.periods):
        return _absent(formats.DASH, "Kan inte jämföras med perioden före")
    values = data.cell(code, before, selection.sex).value, data.cell(code, period, selection.sex).value
    change = None if values[0] is None or values[1] is None else round(values[1] - values[0], 10)
    return _changed(entry, values, change, f"sedan {before}")


def _lan_cell(selection: FocusSelection, entry: Indicator, code: str, at: tuple[str, str]) -> HeatCell:
    """The län's own value; where the source has none, the mean of its kommuner, marked as that and of how many."""
    own = _cell(selection, entry, code, at)
    if not own.absent:
        return HeatCell(own.text, own.colour, own.said, own.title)
    mean = queries.unweighted_means(selection.snapshot, entry.id, f"lan:{code}", selection.sex).get(at[0])
    if mean is None or mean.value is None:
        return own
    if selection.view.mode != LEVEL:
        return _absent(formats.DASH, OF_MEAN)
    return HeatCell(_number(selection, mean.value, entry), title=mean.label, below=mean.label.removeprefix("ovägt "))


# The table


def table(selection: FocusSelection) -> Element:
    """Indicators by kommuner, riket and the kommuner's län first."""
    if not selection.entries:
        return element("P", "Inget i det här området har värden i den version som visas.")
    county = lan(selection)
    first = [element("Th", "Indikator", scope="col"), element("Th", "Avser", scope="col", className="number")]
    codes = (RIKET, *([county] if county else []), *selection.codes)
    headings = [*first, *(_heading(selection, code) for code in codes)]
    parts = [
        element("Caption", _caption(selection)),
        element("Thead", element("Tr", headings)),
        element("Tbody", [_table_row(selection, row(selection, entry)) for entry in selection.entries]),
    ]
    many = " many" if selection.many else ""
    return element("Table", parts, className=f"data heat {selection.view.mode}{many}")


def _caption(selection: FocusSelection) -> str:
    sex = "" if selection.sex == Sex.TOTAL else f" {formats.SEX_WORDS[Sex(selection.sex)]}."
    when = selection.view.period or "senaste värden"
    against = f" jämfört med {selection.against}" if selection.view.mode == LEVEL and not selection.view.period else ""
    what = {LEVEL: f"{when} och nivå{against}", CHANGE: f"förändring, {when}", TREND: f"trend, {when}"}[selection.view.mode]
    if selection.view.period and selection.view.mode != CHANGE:
        what = f"{when}. {MODE_WORDS[selection.view.mode]} {LATEST_ONLY}"
    return f"{selection.area.title}: {what}.{sex}"


def _heading(selection: FocusSelection, code: str) -> Element:
    name = element("Span", selection.name(code))
    return element("Th", name if code == RIKET else link(name, MeetingView(code).address), scope="col", className="number place")


def _table_row(selection: FocusSelection, shown: HeatRow) -> Element:
    entry = shown.entry
    view = View(entry.id, shown.period if selection.view.period else None, selection.sex, selection.view.municipalities)
    name = link(entry.short_title, view.address, title=entry.title)
    beside = [(shown.riket, "riket"), *([(shown.lan, "lan")] if shown.lan else [])]
    return element(
        "Tr",
        [
            element("Th", [name, _unit(selection, entry)], scope="row"),
            element("Td", shown.period, className="number period"),
            *(element("Td", _content(cell), className=f"number {kind}", title=cell.title, data_sort="") for cell, kind in beside),
            *(_table_cell(cell) for cell in shown.cells),
        ],
    )


def _table_cell(cell: HeatCell) -> Element:
    kind = f"number heat-{'none' if cell.absent else cell.colour}"
    title = None if cell.absent else cell.title
    return element("Td", _content(cell), className=kind, title=title, data_sort="" if cell.order is None else cell.order)


def _content(cell: HeatCell) -> str | Element | list[str | Element]:
    if cell.absent:
        hidden = element("Span", cell.said, className="visually-hidden")
        return element("Span", [element("Span", cell.text, aria_hidden="true"), hidden], title=cell.title, className="absent")
    more = [element("Span", f" {cell.said}", className="visually-hidden")] if cell.said else []
    below = [element("Span", cell.below, className="unit")] if cell.below else []
    return [cell.text, *more, *below] if more or below else cell.text


def _unit(selection: FocusSelection, entry: Indicator) -> Element | None:
    """The unit under the name, where the cells don't tell it: with many kommuner there is no room for per cent signs."""
    if selection.view.mode == CHANGE:
        return element("Span", formats.difference_unit(entry), className="unit")
    in_heading = entry.unit is Unit.PERCENT and not selection.many
    return None if in_heading else element("Span", formats.unit(entry), className="unit")


def key(selection: FocusSelection) -> list[Mark]:
    """The shapes and colours of the table with what they mean."""
    levels = signals.PEERS if selection.peers else signals.LEVELS
    absences = [("×", formats.absent(Status.SUPPRESSED), "none"), (formats.DASH, "Värde saknas", "none")]
    if selection.view.mode == CHANGE:
        dash = (formats.DASH, "Kan inte jämföras, eller värde saknas", "none")
        chance = ("", "Utan önskad riktning. En förändring på ett år kan vara slump: se Trend", "none")
        return [*CHANGES.values(), chance, absences[0], dash]
    if selection.view.mode == TREND:
        ways = [(shape, words, "plain") for shape, words in signals.TRENDS.values()]
        return [
            *ways,
            ("", "Till det bättre", "good"),
            ("", "Till det sämre", "poor"),
            (formats.DASH, "Trend kan inte räknas", "none"),
        ]
    return [*levels.values(), ("", "Bedöms inte: enkät, antal eller mått utan önskad riktning", "none"), *absences]


def legend(selection: FocusSelection) -> Element:
    """What the shapes and colours of the table mean."""
    rows = [element("Li", [signals.shape(shape, f"heat-key heat-{colour}"), word]) for shape, word, colour in key(selection)]
    return element("Ul", rows, className="heat-legend")


# The point of it


def headline(selection: FocusSelection) -> str:
    """What stands out among the chosen kommuner, with how many values that is of."""
    if len(selection.codes) < 2 or not selection.entries:
        return ""
    where = regions.short(selection.snapshot, selection.codes)
    where = f"{where[0].upper()}{where[1:]}"
    if selection.view.mode == LEVEL:
        return f"Nivå {LATEST_ONLY}, inte för {selection.view.period}." if selection.view.period else _of_levels(selection, where)
    rows = [row(selection, entry).cells for entry in selection.entries]
    colours = [cell.colour for cells in rows for cell in cells if not cell.absent and cell.colour in GOODNESS]
    if not colours:
        return ""
    good, poor, plain = (colours.count(name) for name in ("good", "poor", "plain"))
    if selection.view.mode == CHANGE:
        return f"{where}: av {len(colours)} förändringar sedan perioden före är {good} till det bättre och {poor} till det sämre."
    return f"{where}: av {len(colours)} trender är {good} till det bättre, {poor} till det sämre och {plain} varken eller."


def _of_levels(selection: FocusSelection, where: str) -> str:
    levels = [
        (entry, [one.level for code in selection.codes if (one := selection.signals(entry, code)) and one.level])
        for entry in selection.entries
    ]
    every = [level for _, found in levels for level in found]
    if not every:
        return ""
    measures = sum(bool(found) for _, found in levels)
    best, worst = every.count("best"), every.count("worst")
    lead = (
        f"{where}: av {len(every)} rangordnade värden ({measures} mått) är {worst or 'inget'} bland den sämsta fjärdedelen "
        f"i landet och {best or 'inget'} bland den bästa."
    )
    return " ".join(part for part in (lead, _most(levels, "worst"), _most(levels, "best")) if part)


HALF: Final = 0.5
ENDS: Final = {"worst": "sämsta", "best": "bästa"}


def _most(levels: Sequence[tuple[Indicator, list[str]]], end: str) -> str:
    """The measure with the largest share at an end, where that is more than half; the first in the catalogue's order."""
    entry, found = max(((entry, found) for entry, found in levels if found), key=lambda one: one[1].count(end) / len(one[1]))
    count = found.count(end)
    if count / len(found) <= HALF:
        return ""
    return f"Flest bland de {ENDS[end]}: {entry.short_title}, {count} av {len(found)} kommuner."
