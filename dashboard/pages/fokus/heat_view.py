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


def lan(choice: FocusSelection) -> str | None:
    """The län that all chosen kommuner lie in, where it isn't chosen itself."""
    found = {code[: regions.LAN_DIGITS] for code in choice.codes}
    return found.pop() if len(found) == 1 and not found & set(choice.codes) else None


def row(choice: FocusSelection, entry: Indicator) -> HeatRow:
    """An indicator's row; an indicator without values of the chosen year says so in each cell."""
    latest = next((one.period for code in (RIKET, *choice.codes) if (one := choice.signals(entry, code))), "")
    period, county = choice.view.period or latest, lan(choice)
    cells = tuple(_cell(choice, entry, code, (period, latest)) for code in choice.codes)
    riket = _cell(choice, entry, RIKET, (period, latest))
    return HeatRow(entry, period, riket, _lan_cell(choice, entry, county, (period, latest)) if county else None, cells)


def _cell(choice: FocusSelection, entry: Indicator, code: str, at: tuple[str, str]) -> HeatCell:
    period, latest = at
    found = choice.signals(entry, code) if period == latest else None
    if period != latest or found is None:
        return _of_period(choice, entry, code, period)
    if found.value is None:
        return _absent(focus_view.absent_shape(found), formats.why_absent(found.status, found.reason))
    draw = {LEVEL: _level, CHANGE: _change, TREND: _trend}[choice.view.mode]
    return draw(choice, entry, found)


def _absent(shape: str, why: str) -> HeatCell:
    return HeatCell(shape, said=why, title=why, absent=True)


def _level(choice: FocusSelection, entry: Indicator, found: Signals) -> HeatCell:
    mark = focus_view.judged(choice, found)
    _, word, colour = mark or signals.NOT_JUDGED
    note = formats.note(found.reason)
    beside = signals.rank_words(found) or note
    ranked = f", {beside}" if beside else ""
    said = ", ".join(part for part in (word if mark else None, note) if part)
    by_rank = 1 - found.rank / found.ranked if found.rank and found.ranked and mark and not choice.peers else GOODNESS.get(colour)
    return HeatCell(_number(choice, found.value, entry), colour, said, f"{word}{ranked}", by_rank)


def _number(choice: FocusSelection, value: float | None, entry: Indicator) -> str:
    return "" if value is None else focus_view.number(choice, value, entry)


def _change(_choice: FocusSelection, entry: Indicator, found: Signals) -> HeatCell:
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


def _trend(_choice: FocusSelection, _entry: Indicator, found: Signals) -> HeatCell:
    shape, words, colour = signals.trend_words(found)
    if found.trend not in signals.TRENDS:
        return _absent(formats.DASH, words)
    since = f", {found.trend_first}{formats.DASH}{found.period}" if found.trend_first else ""
    return HeatCell(f"{shape} {JUDGED.get(colour, '')}".strip(), colour, words, f"{words}{since}", GOODNESS.get(colour))


def _of_period(choice: FocusSelection, entry: Indicator, code: str, period: str) -> HeatCell:
    """Of a period that has no signals: its value, or its change since the period before."""
    data = queries.cube(choice.snapshot, entry.id)
    if choice.sex not in data.sexes:
        return _absent(formats.DASH, focus_view.NOT_SPLIT)
    if period not in data.periods:
        return _absent(formats.DASH, f"Inget värde för {period}.")
    cell = data.cell(code, period, choice.sex)
    if cell.value is None:
        return _absent("×" if cell.status == Status.SUPPRESSED else formats.DASH, formats.why_absent(cell.status, cell.reason))
    if choice.view.mode == TREND:
        return _absent(formats.DASH, f"Trend {LATEST_ONLY}")
    if choice.view.mode == CHANGE:
        return _since_before(choice, entry, code, period)
    note = formats.note(cell.reason)
    return HeatCell(_number(choice, cell.value, entry), said=note or "", title=f"Nivå {LATEST_ONLY}{f', {note}' if note else ''}")


def _since_before(choice: FocusSelection, entry: Indicator, code: str, period: str) -> HeatCell:
    """Never over a break, nor between values that share years."""
    data = queries.cube(choice.snapshot, entry.id)
    at = data.periods.index(period)
    before = data.periods[at - 1] if at else ""
    shared = entry.years_covered > 1 and before and int(period[:4]) - int(before[:4]) < entry.years_covered
    if not before or shared or period in broken_periods(entry, data.periods):
        return _absent(formats.DASH, "Kan inte jämföras med perioden före")
    values = data.cell(code, before, choice.sex).value, data.cell(code, period, choice.sex).value
    change = None if values[0] is None or values[1] is None else round(values[1] - values[0], 10)
    return _changed(entry, values, change, f"sedan {before}")


def _lan_cell(choice: FocusSelection, entry: Indicator, code: str, at: tuple[str, str]) -> HeatCell:
    """The län's own value; where the source has none, the mean of its kommuner, marked as that and of how many."""
    own = _cell(choice, entry, code, at)
    if not own.absent:
        return HeatCell(own.text, own.colour, own.said, own.title)
    mean = queries.unweighted_means(choice.snapshot, entry.id, f"lan:{code}", choice.sex).get(at[0])
    if mean is None or mean.value is None:
        return own
    if choice.view.mode != LEVEL:
        return _absent(formats.DASH, OF_MEAN)
    return HeatCell(_number(choice, mean.value, entry), title=mean.label, below=mean.label.removeprefix("ovägt "))


# The table


def table(choice: FocusSelection) -> Element:
    """Indicators by kommuner, riket and the kommuner's län first."""
    if not choice.entries:
        return element("P", "Inget i det här området har värden i den version som visas.")
    county = lan(choice)
    first = [element("Th", "Indikator", scope="col"), element("Th", "Avser", scope="col", className="number")]
    codes = (RIKET, *([county] if county else []), *choice.codes)
    headings = [*first, *(_heading(choice, code) for code in codes)]
    parts = [
        element("Caption", _caption(choice)),
        element("Thead", element("Tr", headings)),
        element("Tbody", [_table_row(choice, row(choice, entry)) for entry in choice.entries]),
    ]
    many = " many" if choice.many else ""
    return element("Table", parts, className=f"data heat {choice.view.mode}{many}")


def _caption(choice: FocusSelection) -> str:
    sex = "" if choice.sex == Sex.TOTAL else f" {formats.SEX_WORDS[Sex(choice.sex)]}."
    when = choice.view.period or "senaste värden"
    against = f" jämfört med {choice.against}" if choice.view.mode == LEVEL and not choice.view.period else ""
    what = {LEVEL: f"{when} och nivå{against}", CHANGE: f"förändring, {when}", TREND: f"trend, {when}"}[choice.view.mode]
    if choice.view.period and choice.view.mode != CHANGE:
        what = f"{when}. {MODE_WORDS[choice.view.mode]} {LATEST_ONLY}"
    return f"{choice.area.title}: {what}.{sex}"


def _heading(choice: FocusSelection, code: str) -> Element:
    name = element("Span", choice.name(code))
    return element("Th", name if code == RIKET else link(name, MeetingView(code).address), scope="col", className="number place")


def _table_row(choice: FocusSelection, shown: HeatRow) -> Element:
    entry = shown.entry
    view = View(entry.id, shown.period if choice.view.period else None, choice.sex, choice.view.municipalities)
    name = link(entry.short_title, view.address, title=entry.title)
    beside = [(shown.riket, "riket"), *([(shown.lan, "lan")] if shown.lan else [])]
    return element(
        "Tr",
        [
            element("Th", [name, _unit(choice, entry)], scope="row"),
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


def _unit(choice: FocusSelection, entry: Indicator) -> Element | None:
    """The unit under the name, where the cells don't tell it: with many kommuner there is no room for per cent signs."""
    if choice.view.mode == CHANGE:
        return element("Span", formats.difference_unit(entry), className="unit")
    in_heading = entry.unit is Unit.PERCENT and not choice.many
    return None if in_heading else element("Span", formats.unit(entry), className="unit")


def key(choice: FocusSelection) -> list[Mark]:
    """The shapes and colours of the table with what they mean."""
    levels = signals.PEERS if choice.peers else signals.LEVELS
    absences = [("×", formats.absent(Status.SUPPRESSED), "none"), (formats.DASH, "Värde saknas", "none")]
    if choice.view.mode == CHANGE:
        dash = (formats.DASH, "Kan inte jämföras, eller värde saknas", "none")
        chance = ("", "Utan önskad riktning. En förändring på ett år kan vara slump: se Trend", "none")
        return [*CHANGES.values(), chance, absences[0], dash]
    if choice.view.mode == TREND:
        ways = [(shape, words, "plain") for shape, words in signals.TRENDS.values()]
        return [
            *ways,
            ("", "Till det bättre", "good"),
            ("", "Till det sämre", "poor"),
            (formats.DASH, "Trend kan inte räknas", "none"),
        ]
    return [*levels.values(), ("", "Bedöms inte: enkät, antal eller mått utan önskad riktning", "none"), *absences]


def legend(choice: FocusSelection) -> Element:
    """What the shapes and colours of the table mean."""
    rows = [element("Li", [signals.shape(shape, f"heat-key heat-{colour}"), word]) for shape, word, colour in key(choice)]
    return element("Ul", rows, className="heat-legend")


# The point of it


def headline(choice: FocusSelection) -> str:
    """What stands out among the chosen kommuner, with how many values that is of."""
    if len(choice.codes) < 2 or not choice.entries:
        return ""
    where = regions.short(choice.snapshot, choice.codes)
    where = f"{where[0].upper()}{where[1:]}"
    if choice.view.mode == LEVEL:
        return f"Nivå {LATEST_ONLY}, inte för {choice.view.period}." if choice.view.period else _of_levels(choice, where)
    rows = [row(choice, entry).cells for entry in choice.entries]
    colours = [cell.colour for cells in rows for cell in cells if not cell.absent and cell.colour in GOODNESS]
    if not colours:
        return ""
    good, poor, plain = (colours.count(name) for name in ("good", "poor", "plain"))
    if choice.view.mode == CHANGE:
        return f"{where}: av {len(colours)} förändringar sedan perioden före är {good} till det bättre och {poor} till det sämre."
    return f"{where}: av {len(colours)} trender är {good} till det bättre, {poor} till det sämre och {plain} varken eller."


def _of_levels(choice: FocusSelection, where: str) -> str:
    levels = [
        (entry, [one.level for code in choice.codes if (one := choice.signals(entry, code)) and one.level])
        for entry in choice.entries
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
