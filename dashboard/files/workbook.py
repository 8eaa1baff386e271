"""Tables as an XLSX workbook: numbers as numbers, a sheet on what they are, a native chart.

Importing this module reads openpyxl, which takes a while: import it where a workbook is made.
"""

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dashboard import formats
from dashboard.files.native_chart import chart_on
from dashboard.files.table import (
    STATUS_EXPLANATIONS,
    Amount,
    Cell,
    Chart,
    Column,
    Facts,
    Table,
    along_time,
    number_format,
    segments,
)

PERIOD: Final = "Period"
YEAR: Final = re.compile("[12][0-9]{3}")
ABOUT: Final = "Om uppgifterna"
CHART: Final = "Diagram"
HEAD_ROW: Final = 4
A4: Final = 9
WIDEST: Final = 48
CATEGORY_WIDTH: Final = 22
TEXT_WIDTH: Final = 100
LINE_HEIGHT: Final = 15
TYPEFACE: Final = "Calibri"
PLAIN: Final = Font(name=TYPEFACE, size=11)
TITLE: Final = Font(name=TYPEFACE, size=14, bold=True)
BOLD: Final = Font(name=TYPEFACE, size=11, bold=True)
ABSENT: Final = Font(name=TYPEFACE, size=11, italic=True, color="5A6570")
WARNING: Final = Font(name=TYPEFACE, size=11, bold=True, color="9C2A00")
HEAD: Final = PatternFill("solid", fgColor="E8EEF2")
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
RIGHT: Final = Alignment(horizontal="right", wrap_text=True, vertical="top")


def xlsx_bytes(tables: Sequence[Table], facts: Facts, chart: Chart | None = None) -> bytes:
    """A sheet a table, one with the chart and its numbers, and `Om uppgifterna`. Made-up values say so on every sheet."""
    book = Workbook(write_only=True)
    _describe(book, facts)
    for table in tables:
        _table_sheet(book, table, facts)
    if chart is not None:
        _chart_sheet(book, chart, facts)
    _about_sheet(book, facts, [table.name for table in tables if table.real])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _describe(book: Workbook, facts: Facts) -> None:
    properties = book.properties
    properties.title = _plain(facts.title)
    properties.subject = formats.DEMO_WORDS if facts.demo else _plain(facts.source)
    properties.creator = "Integrationskollen"
    properties.identifier = facts.version
    properties.language = "sv-SE"
    properties.created = datetime.fromisoformat(facts.built).replace(tzinfo=None)


def _sheet(book: Workbook, name: str) -> Any:
    """A sheet that prints on lying pages, as wide as one."""
    sheet = book.create_sheet(name)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def _table_sheet(book: Workbook, table: Table, facts: Facts) -> None:
    sheet = _sheet(book, table.name)
    last = get_column_letter(len(table.columns))
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + len(table.rows)}"
    for position, column in enumerate(table.columns):
        sheet.column_dimensions[get_column_letter(position + 1)].width = _width(table, position, column)
    _heading(sheet, facts, real=table.real)
    sheet.append([_head(sheet, column) for column in table.columns])
    brushes = _brushes(sheet, table)
    years = [position for position, column in enumerate(table.columns) if column.heading == PERIOD]
    for row in table.rows:
        cells = [int(str(cell)) if at in years and YEAR.fullmatch(str(cell)) else cell for at, cell in enumerate(row)]
        sheet.append([_cell(cell, brush) for cell, brush in zip(cells, brushes, strict=True)])


def _heading(sheet: Any, facts: Facts, *, real: bool = False) -> None:
    """Three rows above the columns' heads: title, unit and source, and whether the values are made up."""
    if real:
        sheet.append([_styled(sheet, sheet.title, TITLE)])
        sheet.append([f"Enhet och källa står vid varje tal. Dataversion {facts.version}."])
        sheet.append([None])
        return
    day = f" Hämtad {facts.fetched}." if facts.fetched else ""
    sheet.append([_styled(sheet, facts.title, TITLE)])
    sheet.append([f"Enhet: {facts.unit}. {facts.source}.{day} Dataversion {facts.version}."])
    sheet.append([_styled(sheet, formats.DEMO_WORDS, WARNING) if facts.demo else None])


def _styled(sheet: Any, text: str, font: Font) -> SheetCell:
    cell = WriteOnlyCell(sheet, _plain(text))
    cell.data_type = "s"
    cell.font = font
    return cell


def _head(sheet: Any, column: Column) -> SheetCell:
    """A year is a number, as a spreadsheet counts with it."""
    cell = _styled(sheet, column.heading, BOLD)
    if YEAR.fullmatch(column.heading):
        cell.value = int(column.heading)
    cell.fill = HEAD
    cell.alignment = WRAPPED if column.decimals is None else RIGHT
    return cell


@dataclass(frozen=True)
class Brush:
    """A column's cells, one of each kind: a row is written as it is appended, so they are used over and over."""

    number: SheetCell
    word: SheetCell
    amounts: Mapping[int, SheetCell]


def _brushes(sheet: Any, table: Table) -> list[Brush]:
    made = []
    for position, column in enumerate(table.columns):
        own = {cell.decimals for row in table.rows if isinstance(cell := row[position], Amount)}
        word = WriteOnlyCell(sheet)
        if column.decimals is not None:
            word.font, word.alignment = ABSENT, RIGHT
        made.append(Brush(_number_cell(sheet, column.decimals), word, {one: _number_cell(sheet, one) for one in own}))
    return made


def _number_cell(sheet: Any, decimals: int | None) -> SheetCell:
    cell = WriteOnlyCell(sheet)
    cell.number_format = number_format(decimals) if decimals is not None else "0"
    return cell


def _cell(value: Cell, brush: Brush) -> SheetCell | None:
    """Text is text, never a formula, whatever it begins with."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        brush.word.value = _plain(value)
        brush.word.data_type = "s"
        return brush.word
    cell = brush.amounts[value.decimals] if isinstance(value, Amount) else brush.number
    cell.value = value.value if isinstance(value, Amount) else value
    return cell


def _plain(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _width(table: Table, position: int, column: Column) -> float:
    """Wide enough for the longest word and for the heading in two lines."""
    texts = [row[position] for row in table.rows]
    longest = max((len(text) if isinstance(text, str) else 10 for text in texts), default=8)
    return float(min(max(longest + 2, len(column.heading) // 2 + 4, 9), WIDEST))


def _chart_sheet(book: Workbook, chart: Chart, facts: Facts) -> None:
    """The chart's numbers, empty where there are none since a word would be drawn as zero, and the chart beside them."""
    sheet = _sheet(book, CHART)
    timed = along_time(chart)
    parts = segments(timed)
    sheet.column_dimensions["A"].width = CATEGORY_WIDTH
    for column, part in enumerate(parts, 2):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(len(part.name) + 3, 12), WIDEST)
    _heading(sheet, facts)
    sheet.append([_styled(sheet, text, BOLD) for text in ("", *(part.name for part in parts))])
    for position, category in enumerate(timed.categories):
        values = [_number(sheet, part.values[position], chart.decimals) for part in parts]
        sheet.append([_styled(sheet, category, PLAIN), *values])
    if parts:
        sheet.add_chart(chart_on(sheet, chart, HEAD_ROW), f"{get_column_letter(len(parts) + 3)}{HEAD_ROW}")


def _number(sheet: Any, value: float | None, decimals: int) -> SheetCell | None:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format(decimals)
    return cell


def _about_sheet(book: Workbook, facts: Facts, real: Sequence[str]) -> None:
    sheet = _sheet(book, ABOUT)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = TEXT_WIDTH
    rows = [("Innehåll", facts.title), ("Sammanfattning", facts.message), ("Definition", facts.definition), *facts.filters]
    rows += [("Att tänka på", note) for note in facts.notes]
    rows += [(heading, text) for heading, text in (*facts.short, *facts.terms) if text]
    rows += [("Publicerad", formats.timestamp(facts.built)), ("Verktyg", "Integrationskollen")]
    rows += [(f"”{word}”", meaning) for word, meaning in STATUS_EXPLANATIONS.items()]
    if facts.demo:
        unreal = "Inga siffror i filen är verkliga" + (", utom de i bladet " + " och ".join(real) if real else "")
        rows.insert(0, (formats.DEMO_WORDS, f"{unreal}."))
    for position, (heading, text) in enumerate(rows, 1):
        sheet.row_dimensions[position].height = LINE_HEIGHT * math.ceil(max(len(text), 1) / (TEXT_WIDTH - 4))
        line = [_styled(sheet, heading, BOLD), _styled(sheet, text, PLAIN)]
        for cell in line:
            cell.alignment = WRAPPED
        sheet.append(line)
