"""The focus area's two charts that are HTML, as pictures for reports: the table of levels and one kommun close up."""

from typing import Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.spine import WIDTH, spine_marks
from dashboard.charts.table_picture import Cell, Column, TablePicture, fits, table_svg
from dashboard.pages.fokus import focus_view, heat_view
from dashboard.pages.fokus.focus_view import FocusSelection
from dashboard.pages.fokus.heat_view import HeatCell
from dashboard.parts import regions, signals
from dashboard.parts.signals import Mark
from dashboard.published import queries
from dashboard.published.queries import Signals
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex

FULL: Final = 1128.0
"""What is left of a report's picture inside its margins; wider ones are shrunk to it."""

NAMES: Final = 260.0
NARROWEST, WIDEST = 38.0, 110.0
FOR_WORDS: Final = 50.0
"""The narrowest column where some indicator's values are words."""
GROUNDS: Final = {"good": theme.GOOD_SOFT, "poor": theme.POOR_SOFT, "plain": theme.GROUND}
SHAPES: Final = {colour: shape for shape, _, colour in signals.LEVELS.values()}
INKS: Final = {"good": theme.GOOD, "poor": theme.POOR, "none": theme.MUTED}
SPINE_WIDTHS: Final = (270.0, 84.0, 78.0, 84.0, WIDTH + 12.0, 100.0, 130.0, 130.0)


def filters_text(selection: FocusSelection) -> str:
    """What is chosen, in words."""
    sex = formats.SEX_WORDS[Sex(selection.sex)]
    single = f" Kommun på nära håll: {selection.name(selection.single)}." if selection.single else ""
    return f"{regions.in_words(selection.snapshot, selection.codes)}. Kön: {sex.lower()}. {_shown(selection)}{single}"


def _shown(selection: FocusSelection) -> str:
    mode, period = selection.view.mode, selection.view.period
    if mode == heat_view.LEVEL and not period:
        return f"Nivå jämförd med {selection.against}."
    return f"{heat_view.MODE_WORDS[mode]}, {period or 'senaste värden'}."


def heat(selection: FocusSelection) -> str:
    """The table of levels as an SVG document."""
    first = [Column("Indikator", NAMES, right=False), Column("Avser", 60), Column("Riket", 74)]
    county = heat_view.lan(selection)
    first += [Column("Länet", 96)] if county else []
    room = (FULL - sum(column.width for column in first)) / max(len(selection.codes), 1)
    worded = any(entry.unit in formats.CATEGORY_WORDS for entry in selection.entries)
    width = min(max(room, FOR_WORDS if worded else NARROWEST), WIDEST)
    names = [selection.name(code) for code in selection.codes]
    turned = not all(fits(name, width) for name in names)
    columns = [*first, *(Column(name, width, turned=turned) for name in names)]
    rows = [_heat_row(selection, entry) for entry in selection.entries]
    key = [(shape, _marked((shape, word, colour), word)) for shape, word, colour in heat_view.key(selection)]
    return table_svg(TablePicture(columns, rows, key, selection.snapshot.demo))


def _marked(mark: Mark, text: str) -> Cell:
    return Cell(text, INKS.get(mark[2], theme.INK), GROUNDS.get(mark[2]))


def _heat_row(selection: FocusSelection, entry: Indicator) -> list[Cell]:
    shown = heat_view.row(selection, entry)
    unit = formats.difference_unit(entry) if selection.view.mode == heat_view.CHANGE else formats.unit(entry)
    beside = [_beside(cell) for cell in (shown.riket, shown.lan) if cell]
    name = Cell(f"{entry.short_title}, {unit}")
    return [name, Cell(shown.period, theme.MUTED), *beside, *(_heat_cell(selection, cell, entry) for cell in shown.cells)]


def _beside(cell: HeatCell) -> Cell:
    """Riket's or the län's, which has no level."""
    if cell.absent:
        return Cell(cell.text, theme.MUTED)
    return Cell(f"{cell.text} {cell.below}".strip(), bold=True)


def _plain(found: Signals | None, entry: Indicator) -> Cell:
    """A value that isn't judged, or the shape of its absence."""
    if found is None or found.value is None:
        return Cell(focus_view.absent_shape(found), theme.MUTED)
    return Cell(formats.bare(found.value, entry), bold=True)


def _heat_cell(selection: FocusSelection, cell: HeatCell, entry: Indicator) -> Cell:
    if cell.absent:
        return Cell(cell.text, theme.MUTED)
    text = cell.text
    if selection.many and entry.unit in formats.CATEGORY_WORDS:
        text = text.replace("skott", "- skott")
    shape = "" if selection.view.mode == heat_view.TREND else SHAPES.get(cell.colour, "")
    ink = theme.INK if cell.colour == "none" else INKS.get(cell.colour, theme.INK)
    return Cell(f"{text} {shape}".strip(), ink, GROUNDS.get(cell.colour))


def spine(selection: FocusSelection) -> str:
    """The kommun close up as an SVG document: riket, the mean of its län, its position among all, level and trend."""
    code = selection.single
    headings = focus_view.spine_headings(selection)
    columns = [
        Column(heading, width, right=1 <= position <= 3)
        for position, (heading, width) in enumerate(zip(headings, SPINE_WIDTHS, strict=True))
    ]
    rows = [_spine_row(selection, entry, code) for entry in selection.entries] if code else []
    return table_svg(TablePicture(columns, rows, (), selection.snapshot.demo))


def _spine_row(selection: FocusSelection, entry: Indicator, code: str) -> list[Cell]:
    found, riket = selection.signals(entry, code), selection.signals(entry, RIKET)
    mean = focus_view.mean_of_lan(selection, entry, found)
    lan = formats.DASH if mean is None or mean.value is None else formats.bare(mean.value, entry)
    cells = [Cell(f"{entry.short_title}, {formats.unit(entry)}"), _plain(found, entry), _plain(riket, entry), Cell(lan)]
    if found is None:
        return [*cells, Cell(focus_view.NOT_SPLIT), *[Cell(formats.DASH)] * 3]
    marks = [_marked(mark, f"{mark[0]} {mark[1]}") for mark in (signals.level_words(found), signals.trend_words(found))]
    spread = queries.spread(selection.snapshot, entry.id, found.period, selection.sex)
    if spread is None or entry.unit in formats.CATEGORY_WORDS:
        return [*cells, Cell(formats.DASH), Cell(formats.DASH), *marks]
    said = focus_view.described(found.value, spread, entry) if found.value is not None else "Inget värde att visa"
    drawing = spine_marks(focus_view.spine_of(selection, entry, (found, riket), spread))
    return [*cells, Cell(said, drawing=drawing), Cell(formats.span(spread.low, spread.high, entry)), *marks]
