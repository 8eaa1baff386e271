"""From a file in the inbox to rows under known headers: which files are taken, and what each may be."""

import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from etl.sources.inbox.definition import DATA_SHEET, SHEETS, Column, Definition, Kind
from etl.sources.inbox.delimited import read_csv
from etl.sources.inbox.faults import Fault, RefusedError, visible
from etl.sources.inbox.grid import Cell, Grid, letters
from etl.sources.inbox.workbook import day_of, in_percent, read_workbook

MAX_BYTES: Final = 10 * 1024 * 1024

TOO_LARGE: Final = f"Filen är större än {MAX_BYTES // 1024 // 1024} MB. Dela upp den i flera filer, en för varje kommun."
WRONG_TYPE: Final = "Bara .xlsx och .csv tas emot. Kopiera uppgifterna till mallen."
MACRO_TYPE: Final = "Arbetsböcker som kan innehålla makron tas inte emot. Spara filen som vanlig Excel-arbetsbok (.xlsx)."
NO_FILE: Final = "Genvägar, mappar och annat som inte är en vanlig fil tas inte emot. Lägg själva filen i mappen."
STRANGE_NAME: Final = "Filnamnet innehåller tecken som inte går att visa. Döp om filen."
NO_HEADER: Final = "Rad 1 ska vara rubrikraden, med mallens kolumnnamn."
NO_ROWS: Final = "Filen har inga rader med uppgifter."

MACRO_TYPES: Final = (".xlsm", ".xltm", ".xlam", ".xlsb", ".xls")


@dataclass(frozen=True)
class Submission:
    """The rows of one file as text by header, empty cells left out; `letters` has each header's column in that file."""

    name: str
    sheet: str | None
    letters: Mapping[str, str]
    rows: Mapping[int, Mapping[str, str]]

    def fault(self, allowed: str, row: int, header: str) -> Fault:
        """A fault at a cell of this file."""
        return Fault(allowed, self.rows[row].get(header, ""), row, self.letters.get(header), header, self.sheet)


@dataclass(frozen=True)
class Reading:
    """What could be read of a file: `submission` is None where that isn't enough to judge it by, and then there are faults.

    `grid` has its cells as they were, for a copy that shows the faults.
    """

    name: str
    grid: Grid | None
    submission: Submission | None
    faults: tuple[Fault, ...]


def read_file(file: Path, definition: Definition) -> Reading:
    """Read one file; whatever is wrong with it is among the faults."""
    name = visible(file.name)
    try:
        grid = _grid(file)
    except RefusedError as error:
        return Reading(name, None, None, error.faults)
    except OSError as error:
        return Reading(name, None, None, (Fault(f"Filen går inte att läsa ({error.strerror}). Lägg den i mappen igen."),))
    headers = grid.rows.get(1, {})
    faults = tuple(_header_faults(grid, headers, definition))
    if faults:
        return Reading(name, grid, None, (*grid.faults, *faults))
    submission = _submission(name, grid, definition)
    empty = () if submission.rows else (Fault(NO_ROWS, sheet=grid.sheet),)
    named = [_named(fault, submission) for fault in grid.faults]
    return Reading(name, grid, submission, (*named, *_stray_cells(grid, headers), *empty))


def _named(fault: Fault, submission: Submission) -> Fault:
    """The fault with its column's header."""
    headers = {letter: header for header, letter in submission.letters.items()}
    return replace(fault, header=headers.get(fault.letter)) if fault.letter is not None else fault


def _grid(file: Path) -> Grid:
    if not file.name.isprintable():
        raise RefusedError(Fault(STRANGE_NAME))
    kind = file.suffix.lower()
    if kind in MACRO_TYPES:
        raise RefusedError(Fault(MACRO_TYPE))
    if kind not in (".xlsx", ".csv"):
        raise RefusedError(Fault(WRONG_TYPE))
    content = content_of(file)
    return read_workbook(content, (DATA_SHEET,), SHEETS)[DATA_SHEET] if kind == ".xlsx" else read_csv(content)


def content_of(file: Path) -> bytes:
    """The file's bytes; no more than allowed is ever read, whatever the size is said to be.

    Raises:
        RefusedError: it is no file, or too large.
        OSError: it can't be read.

    """
    if not stat.S_ISREG(file.lstat().st_mode):
        raise RefusedError(Fault(NO_FILE))
    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise RefusedError(Fault(TOO_LARGE))
    return content


def _header_faults(grid: Grid, headers: Mapping[int, Cell], definition: Definition) -> Iterator[Fault]:
    if not headers:
        yield Fault(NO_HEADER, row=1, sheet=grid.sheet)
        return
    known = definition.by_header
    uses = Counter(cell.text for cell in headers.values())
    for place, cell in headers.items():
        if cell.text not in known:
            yield _at_header(grid, place, cell, "Kolumnen finns inte i mallen. Ta bort den eller rätta namnet.")
        elif uses[cell.text] > 1:
            yield _at_header(grid, place, cell, "Kolumnen finns flera gånger. Behåll en av dem.")
    for column in definition.columns:
        if column.required and column.id not in uses:
            yield Fault(f"Kolumnen {column.id} saknas. Den krävs.", row=1, sheet=grid.sheet)


def _at_header(grid: Grid, column: int, cell: Cell, allowed: str) -> Fault:
    return Fault(allowed, cell.text, 1, letters(column), sheet=grid.sheet)


def _stray_cells(grid: Grid, headers: Mapping[int, Cell]) -> Iterator[Fault]:
    for row, cells in grid.rows.items():
        for column, cell in cells.items():
            if column not in headers:
                yield Fault("Cellen står utanför mallens kolumner. Töm den.", cell.text, row, letters(column), sheet=grid.sheet)


def _submission(name: str, grid: Grid, definition: Definition) -> Submission:
    columns = {place: definition.by_header[cell.text] for place, cell in grid.rows[1].items()}
    rows = {
        number: {columns[place].id: _text(cell, columns[place], grid) for place, cell in cells.items() if place in columns}
        for number, cells in grid.rows.items()
        if number > 1
    }
    return Submission(name, grid.sheet, {column.id: letters(place) for place, column in columns.items()}, rows)


def _text(cell: Cell, column: Column, grid: Grid) -> str:
    """Spreadsheets store dates as numbers, and 45 % as 0.45; everything else is its own text, per cent without its sign."""
    if column.kind is Kind.PERCENT:
        return in_percent(cell)
    return day_of(cell.text, from_1904=grid.from_1904) if cell.number and column.kind is Kind.DATE else cell.text
