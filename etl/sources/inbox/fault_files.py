"""The files beside a refused one: `<name>.fel.txt` and `<name>.fel.xlsx`, with every fault; gone once the file is mended."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from etl.sources.inbox.faults import Fault, report, visible
from etl.sources.inbox.grid import Grid, column_number, letters
from etl.sources.inbox.packed import packed

OURS: Final = re.compile(r"\.fel\.(xlsx|txt)$", re.I)
LIST_HEADERS: Final = {"Nr": 5, "Blad": 12, "Rad": 8, "Kolumn": 10, "Rubrik": 24, "Värde": 30, "Vad som gäller": 100}
MARK: Final = PatternFill("solid", fgColor="F4B8B0")
CELL_LENGTH: Final = 1_000
"""How much of a cell is repeated in the marked copy."""

COPIED_COLUMNS: Final = 200
COPIED_ROWS: Final = 2_000
"""What lies beyond is not copied, which would take long; its faults are in the list."""


def fault_files(file: Path, *, alone: bool) -> tuple[Path, Path]:
    """The paths of the text and of the workbook; `alone` says that no other file has the name with another ending."""
    stem = file.stem if alone else file.name
    return file.with_name(f"{stem}.fel.txt"), file.with_name(f"{stem}.fel.xlsx")


def write_fault_files(paths: tuple[Path, Path], name: str, grids: Sequence[Grid], faults: Sequence[Fault]) -> None:
    """Write text and workbook for the file `name`; one that is already right is left alone.

    Raises:
        OSError: the disk refused, or another program holds one of them.

    """
    text, workbook = paths
    replace(text, report(name, faults).encode("utf-8-sig"))
    replace(workbook, fault_workbook(name, grids, faults))


def fault_workbook(name: str, grids: Sequence[Grid], faults: Sequence[Fault]) -> bytes:
    """A workbook with the list of faults and, where the file could be read, a copy of its sheets in which they are marked."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Fel"
    _write_list(sheet, name, faults)
    for grid in (grid for grid in grids if grid.rows):
        title = "Markerat" if len(grids) == 1 else f"{grid.sheet} markerat"
        _write_copy(workbook.create_sheet(title), grid, [fault for fault in faults if fault.sheet in (None, grid.sheet)])
    for each in workbook.worksheets:
        each.protection.enable()
    return packed(workbook)


def _write_list(sheet: Worksheet, name: str, faults: Sequence[Fault]) -> None:
    _put(sheet, 1, 1, f"{name}: {len(faults)} fel. Inget av filen har lästs in. Rätta i {name}; den här filen skrivs över.")
    sheet.cell(1, 1).font = Font(bold=True)
    for column, (header, width) in enumerate(LIST_HEADERS.items(), start=1):
        _put(sheet, 2, column, header)
        sheet.cell(2, column).font = Font(bold=True)
        sheet.column_dimensions[letters(column)].width = width
    sheet.freeze_panes = "A3"
    for place, fault in enumerate(faults, start=1):
        in_row = (place, fault.sheet, fault.row, fault.letter, fault.header, fault.value, fault.allowed)
        for column, value in enumerate(in_row, start=1):
            _put(sheet, place + 2, column, value)


def _write_copy(sheet: Worksheet, grid: Grid, faults: Sequence[Fault]) -> None:
    """The cells as read, in their own rows and columns; the faults are marked, and told at the end of the row."""
    last = max(column for cells in grid.rows.values() for column in cells)
    last = min(max(last, *_columns(faults)), COPIED_COLUMNS)
    for row, cells in grid.rows.items():
        for column, cell in cells.items():
            if row <= COPIED_ROWS and column <= last:
                _put(sheet, row, column, cell.text)
    _put(
        sheet,
        1,
        last + 1,
        "FEL" if max(grid.rows) <= COPIED_ROWS else f"FEL (till och med rad {COPIED_ROWS}; resten i bladet Fel)",
    )
    for row, in_row in _by_row(faults).items():
        _put(sheet, row, last + 1, " ".join(fault.line for fault in in_row))
        for column in _columns(in_row):
            if 0 < column <= last:
                sheet.cell(row, column).fill = MARK
        sheet.cell(row, last + 1).fill = MARK
    sheet.freeze_panes = "A2"


def _columns(faults: Sequence[Fault]) -> Iterator[int]:
    yield 0
    yield from (column_number(fault.letter) for fault in faults if fault.letter is not None)


def _by_row(faults: Sequence[Fault]) -> Mapping[int, list[Fault]]:
    rows: dict[int, list[Fault]] = {}
    for fault in faults:
        if fault.row is not None and fault.row <= COPIED_ROWS:
            rows.setdefault(fault.row, []).append(fault)
    return rows


def _put(sheet: Worksheet, row: int, column: int, value: str | int | None) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, SheetCell) or value is None:
        return
    cell.value = visible(value)[:CELL_LENGTH] if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = True


def replace(file: Path, content: bytes) -> None:
    """Put the content in place in one step, unless it is there already.

    Raises:
        OSError: the disk refused, or another program holds the file.

    """
    if file.is_file() and not file.is_symlink() and file.read_bytes() == content:
        return
    fresh = file.with_name(f".{uuid4().hex}.tmp")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
