"""From a workbook's bytes to the cells of its sheets: openpyxl reads them, once the file has proved harmless and whole."""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException

from etl.sources.inbox.archive import DAMAGED, ZIP_ERRORS, open_archive, read_part
from etl.sources.inbox.faults import Fault, RefusedError
from etl.sources.inbox.grid import MAX_ROWS, TOO_MANY_ROWS, Cell, Grid, letters
from etl.sources.inbox.markup import Attributes, damaged, parse
from etl.sources.inbox.structure import HIDDEN_COLUMN, Structure

STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
"""Names of the strict form of the format, which openpyxl doesn't know; the usual ones differ by the year."""

NO_WORKBOOK: Final = "Filen är ingen Excel-arbetsbok (.xlsx). Använd mallen."
LINKED: Final = "Filen innehåller länkar till andra filer. Kopiera uppgifterna som värden till en ny mall."
FORMULA: Final = "Cellen innehåller en formel. Klistra in värdet i stället (Klistra in special, Värden)."
ERROR_VALUE: Final = "Cellen innehåller ett felvärde i stället för en uppgift."

DAMAGE: Final = (
    *ZIP_ERRORS,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    SyntaxError,
    TypeError,
    CellCoordinatesException,
    InvalidFileException,
)
"""What openpyxl raises on parts that aren't what they should be; a fault in the XML is a SyntaxError."""

TYPES: Final = frozenset(("n", "s", "b", "d", "e", "inlineStr"))
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")


def read_workbook(content: bytes, wanted: Sequence[str], allowed: Sequence[str]) -> dict[str, Grid]:
    """The cells of the wanted sheets, by the sheet's name; the workbook must have each of them once, and none but the allowed.

    What is wrong with the form of a wanted sheet is among its grid's faults.

    Raises:
        RefusedError: the file is no workbook, is damaged or dangerous, or has other sheets.

    """
    with open_archive(content) as archive:
        parts = _checked(archive)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl would lose on saving
        reader, targets = _opened(parts, wanted, allowed)
        return {name: _grid(reader, name, parts.get(targets[name], b"")) for name in wanted}


def sheet_names(content: bytes) -> tuple[str, ...]:
    """The names of a workbook's sheets; none where it can't be read that far."""
    names: list[str] = []

    def note(_parent: str, name: str, attributes: Attributes) -> None:
        if name.rpartition(" ")[2] == "sheet":
            names.append(attributes.get("name", ""))

    try:
        with open_archive(content) as archive:
            for part in (name for name in archive.namelist() if name.endswith("workbook.xml")):
                parse(read_part(archive, part), part, note)
    except RefusedError:
        return ()
    return tuple(names)


def _checked(archive: ZipFile) -> dict[str, bytes]:
    """The XML parts by name, none with a document type, and none with a link out of the file; openpyxl gets no others.

    All must be whole, also those that aren't needed: what else is lost, nobody knows. A web address in a cell is no more than
    text, so hyperlinks may stay.
    """
    parts = {name: read_part(archive, name) for name in archive.namelist()}
    markup = {name: content for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    for name, content in markup.items():
        parse(content, name, _refuse_link if name.endswith(".rels") else None)
    return {name: STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content) for name, content in markup.items()}


def _refuse_link(_parent: str, _name: str, attributes: Attributes) -> None:
    hyperlink = attributes.get("Type", "").endswith("/hyperlink")
    if attributes.get("TargetMode", "Internal") != "Internal" and not hyperlink:
        raise RefusedError(Fault(LINKED))


def _opened(parts: Mapping[str, bytes], wanted: Sequence[str], allowed: Sequence[str]) -> tuple[ExcelReader, dict[str, str]]:
    """The reader of the parts, and each sheet's part by its name."""
    checked = io.BytesIO()
    with ZipFile(checked, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    try:
        reader = ExcelReader(checked, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        sheets = [(sheet.name, str(sheet.state), rel.target) for sheet, rel in reader.parser.find_sheets()]
        faults = [*_sheet_faults([(name, state) for name, state, _ in sheets], wanted, allowed)]
        if not faults:
            reader.read()
    except OSError as error:
        raise RefusedError(Fault(NO_WORKBOOK)) from error
    except DAMAGE as error:
        raise RefusedError(Fault(DAMAGED)) from error
    if faults:
        raise RefusedError(*faults)
    return reader, {name: target for name, _, target in sheets}


def _sheet_faults(sheets: Sequence[tuple[str, str]], wanted: Sequence[str], allowed: Sequence[str]) -> Iterator[Fault]:
    known, names = ", ".join(allowed), [name for name, _ in sheets]
    for name in wanted:
        if names.count(name) != 1:
            yield Fault(f"Bladet {name} saknas eller finns flera gånger. Använd mallen, som har bladen {known}.")
    for name, state in sheets:
        if name not in allowed:
            yield Fault(f"Bladet hör inte till mallen. Ta bort det. Tillåtna blad: {known}.", sheet=name)
        if state != "visible":
            yield Fault("Bladet är dolt. Visa det eller ta bort det.", sheet=name)


def _grid(reader: ExcelReader, name: str, content: bytes) -> Grid:
    structure = Structure(name, content)
    rows: dict[int, dict[int, Cell]] = {}
    faults = structure.faults
    try:
        for cell in _cells(reader, name):
            found, at = _cell(cell, reader.wb.epoch), (cell.row, cell.column)
            if at in structure.formulas or cell.data_type == "e":
                allowed = FORMULA if at in structure.formulas else ERROR_VALUE
                faults.append(Fault(allowed, found.text, cell.row, letters(cell.column), sheet=name))
            if found.text or at in structure.formulas:
                rows.setdefault(cell.row, {})[cell.column] = found
            if len(rows) > MAX_ROWS + 1:
                raise RefusedError(Fault(TOO_MANY_ROWS, sheet=name))
    except DAMAGE as error:
        raise RefusedError(damaged(name)) from error
    last = max((column for row in rows.values() for column in row), default=0)
    hidden = [Fault(HIDDEN_COLUMN, letter=letters(column), sheet=name) for column in structure.hidden if column <= last]
    return Grid(name, rows, (*faults, *hidden), reader.wb.epoch == CALENDAR_MAC_1904)


def _cells(reader: ExcelReader, name: str) -> Iterator[Any]:
    """The cells that the sheet's XML has, in order, whatever size it says that it has."""
    sheet = reader.wb[name]
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for cell in row:
            if hasattr(cell, "row"):  # what stands between them, openpyxl fills with cells that have no place
                yield cell


def _cell(cell: Any, epoch: datetime) -> Cell:
    """Dates are numbers here, as they are stored; whether a number is one depends on its column."""
    if cell.data_type not in TYPES:
        raise ValueError(cell.data_type)
    match cell.value:
        case None:
            return Cell("")
        case bool(value):
            return Cell("SANT" if value else "FALSKT")
        case int() | float() as value:
            return Cell(plain_number(str(value)), number=True, format=cell.number_format)
        case datetime() | date() | time() | timedelta() as value:
            return Cell(plain_number(str(to_excel(value, epoch))), number=True, format=cell.number_format)
        case value:
            return Cell(unescaped(str(value)).strip())


def unescaped(text: str) -> str:
    """The text as a spreadsheet shows it: `_x003D_` stands for an equals sign; halves of characters become U+FFFD."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain_number(text: str) -> str:
    """A stored number as a spreadsheet shows it: no exponent, 15 digits, no decimals where there are none; else as it is."""
    if not _NUMBER.fullmatch(text) or abs(Decimal(text).adjusted()) > 15:
        return text
    rounded = f"{Decimal(f'{Decimal(text):.14e}'):f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def in_percent(cell: Cell) -> str:
    """A cell of a column in per cent: `45` also where a share is shown as 45 %, or the sign was typed."""
    if not cell.number:
        return cell.text.removesuffix("%").rstrip()
    if "%" not in cell.format or not _NUMBER.fullmatch(cell.text):
        return cell.text
    return plain_number(str(Decimal(cell.text) * 100))


def day_of(serial: str, *, from_1904: bool) -> str:
    """A stored date as `2024-03-31`; a number that is no whole day of this or the last century, as it is."""
    if not re.fullmatch("[0-9]{1,5}", serial) or not 1 <= int(serial) <= 80_000:
        return serial
    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    return date.fromordinal(start.toordinal() + int(serial)).isoformat()
