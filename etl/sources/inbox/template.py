"""The workbook that is sent to kommuner: instructions, the sheet to fill in, an example, and the codes. All in Swedish."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from etl.contract.errors import ExpectedError
from etl.sources.inbox.definition import (
    CODES_SHEET,
    DATA_SHEET,
    EXAMPLE_SHEET,
    INSTRUCTIONS_SHEET,
    Column,
    Definition,
    Kind,
    load_definition,
)
from etl.sources.inbox.example import EXAMPLE_KOMMUN, example_rows
from etl.sources.inbox.fault_files import replace
from etl.sources.inbox.grid import MAX_ROWS, letters
from etl.sources.inbox.packed import packed

HEADER_FILL: Final = PatternFill("solid", fgColor="1F4E5F")
HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
MADE_UP_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
Limit = Literal["list", "whole", "decimal", "date", "textLength"]
TEXT_FORMAT: Final = "@"
FORMATS: Final = {
    Kind.COUNT: "0",
    Kind.DAYS: "0.0",
    Kind.PERCENT: "0.0",
    Kind.DATE: "yyyy-mm-dd",
}
MADE_UP: Final = f"Exempel med påhittade värden. Kommunkoden {EXAMPLE_KOMMUN} finns inte, så raderna kan inte tas in av misstag."

INSTRUCTIONS: Final = (
    "Rapport om validering: vilka som väntar, vilka som pågår och vad det blev av dem",
    "",
    f"1. Fyll i bladet {DATA_SHEET}, en rad för varje kombination av period, valideringstyp, steg, kön och målgrupp.",
    "2. Ta bara med de valideringstyper som kommunen följer. Saknas uppgifter om en typ, utelämna den; skriv inte 0.",
    "3. Varje typ, kön och målgrupp har två rader: en för S1_VANTAR och en för S2_PAGAR. Skriv 0 där ingen finns.",
    "4. Könet T (totalt) och målgruppen ALLA ska alltid finnas. K och M lämnas båda eller ingen.",
    "5. Spara som Excel-arbetsbok (.xlsx) eller CSV och skicka in filen. En fil får gälla flera perioder.",
    "6. En kommuns alla uppgifter för en period ska ligga i samma fil. En nyare fil ersätter hela perioden.",
    "",
    "Vad som kontrolleras",
    "Summerat över båda stegen: ib + nya − klara helt − klara delvis − avslag − avbrott = ub.",
    "Kvinnor och män tillsammans är högst totalen. Skillnaden är de vars kön är okänt.",
    "Målgrupperna ETABL och UTRIKES_OVR är tillsammans högst ALLA.",
    "Ingående balans är samma som utgående balans kvartalet före, eller så förklaras skillnaden i kommentar.",
    "Formler, makron, sammanfogade celler, dolda rader, kolumner och blad, och andra blad än mallens tas inte emot.",
    "En fil med något fel tas inte in alls. Då läggs två filer bredvid den, som räknar upp alla fel.",
    "",
    "Skriv aldrig namn, personnummer eller annat om enskilda personer. Små tal döljs innan något visas.",
    "",
    "Kolumnerna",
)


class TemplateError(ExpectedError):
    """The workbook was not written; the message says why and what to do."""


def write_template(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a workbook.

    Raises:
        TemplateError: the file is there and may not be written over, or it can't be written.

    """
    if path.exists() and not overwrite:
        raise TemplateError(f"{path} is there already and was left as it is. Choose another name, or write over it with --force.")
    try:
        replace(path, content)
    except OSError as error:
        raise TemplateError(
            f"{path} can't be written ({error.strerror}). Name a file in a directory that exists and may be written to."
        ) from error


def template_file() -> bytes:
    """The workbook's file, as it is sent out; the same catalogue gives the same bytes.

    Raises:
        CatalogueError: the catalogue's definition of the columns can't be used.

    """
    return packed(template(load_definition()))


def template(definition: Definition) -> Workbook:
    """The workbook, not yet written."""
    workbook = Workbook()
    instructions = workbook.worksheets[0]
    instructions.title = INSTRUCTIONS_SHEET
    _write_instructions(instructions, definition)
    data = workbook.create_sheet(DATA_SHEET)
    _write_data(data, definition)
    _write_example(workbook.create_sheet(EXAMPLE_SHEET), definition)
    _write_codes(workbook.create_sheet(CODES_SHEET), definition)
    for sheet in workbook.worksheets:
        _protect(sheet)
    workbook.active = data
    return workbook


def _write_instructions(sheet: Worksheet, definition: Definition) -> None:
    for line in INSTRUCTIONS:
        sheet.append([line])
    for row in (1, INSTRUCTIONS.index("Vad som kontrolleras") + 1, len(INSTRUCTIONS)):
        sheet.cell(row, 1).font = Font(bold=True, size=13)
    for column in definition.columns:
        needed = "krävs" if column.required else "frivillig"
        sheet.append([column.id, needed, column.unit or "", column.definition])
        sheet.cell(sheet.max_row, 4).alignment = WRAPPED
    for letter, width in {"A": 26, "B": 11, "C": 11, "D": 90}.items():
        sheet.column_dimensions[letter].width = width


def _write_data(sheet: Worksheet, definition: Definition) -> None:
    _write_headers(sheet, 1, definition)
    for place, column in enumerate(definition.columns, start=1):
        whole = sheet.column_dimensions[letters(place)]
        whole.protection = Protection(locked=False)
        whole.number_format = FORMATS.get(column.kind, TEXT_FORMAT)
        validation = _validation(column)
        validation.add(f"{letters(place)}2:{letters(place)}{MAX_ROWS + 1}")
        sheet.add_data_validation(validation)
    sheet.freeze_panes = "H2"


def _write_headers(sheet: Worksheet, row: int, definition: Definition) -> None:
    for place, column in enumerate(definition.columns, start=1):
        cell = sheet.cell(row, place, column.id)
        cell.font, cell.fill, cell.protection = HEADER_FONT, HEADER_FILL, Protection(locked=True)
        sheet.column_dimensions[letters(place)].width = max(12, len(column.id) + 3)


def _validation(column: Column) -> DataValidation:
    """Drop-downs for codes, limits for the rest; the definition shows when a cell is chosen."""
    kind, formula, allowed = _limits(column)
    validation = DataValidation(type=kind, formula1=formula, allow_blank=not column.required)
    if kind in ("whole", "decimal", "date"):
        validation.operator = "greaterThanOrEqual"
    if kind == "textLength":
        validation.operator = "equal" if column.kind is not Kind.TEXT else "lessThanOrEqual"
    if column.kind is Kind.PERCENT:
        validation.operator, validation.formula2 = "between", "100"
    validation.promptTitle, validation.prompt = column.id, column.definition
    validation.errorTitle, validation.error = column.id, allowed
    validation.showInputMessage = validation.showErrorMessage = True
    return validation


def _limits(column: Column) -> tuple[Limit, str, str]:
    """The kind of validation, its formula, and what is allowed in words."""
    match column.kind:
        case Kind.CODE:
            return "list", f'"{",".join(column.allowed_codes)}"', "Välj en av koderna i listan."
        case Kind.COUNT:
            return "whole", "0", "Skriv ett heltal, 0 eller mer."
        case Kind.DAYS:
            return "decimal", "0", "Skriv ett antal dagar, 0 eller mer."
        case Kind.PERCENT:
            return "decimal", "0", "Skriv ett tal från 0 till 100, i procent."
        case Kind.DATE:
            return "date", "36526", "Skriv ett datum, till exempel 2024-03-31."
        case Kind.KOMMUN:
            return "textLength", "4", "Skriv fyra siffror, med inledande nolla."
        case Kind.PERIOD:
            return "textLength", "6", "Skriv kvartalet som 2024K1."
        case Kind.TEXT:
            return "textLength", "500", "Skriv högst 500 tecken."


def _write_example(sheet: Worksheet, definition: Definition) -> None:
    sheet.cell(1, 1, MADE_UP).font = Font(bold=True, color="9C0006")
    _write_headers(sheet, 2, definition)
    for row, values in enumerate(example_rows(), start=3):
        for place, column in enumerate(definition.columns, start=1):
            cell = sheet.cell(row, place, values.get(column.field))
            cell.fill, cell.number_format = MADE_UP_FILL, FORMATS.get(column.kind, TEXT_FORMAT)
    sheet.freeze_panes = "H3"


def _write_codes(sheet: Worksheet, definition: Definition) -> None:
    for row, line in enumerate(_code_lines(definition.columns), start=1):
        for place, text in enumerate(line, start=1):
            sheet.cell(row, place, text).font = Font(bold=row == 1)
    for letter, width in {"A": 18, "B": 18, "C": 75}.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _code_lines(columns: Sequence[Column]) -> Iterator[tuple[str, str, str]]:
    yield "Kolumn", "Kod", "Vad den betyder"
    for column in columns:
        for entry in column.codes:
            yield column.id, entry.code, entry.title


def _protect(sheet: Worksheet) -> None:
    """Lock everything but the cells to fill in; rows may be added, removed, sorted and made wider."""
    protection = sheet.protection
    protection.enable()
    protection.insertRows = protection.deleteRows = protection.sort = False
    protection.formatColumns = protection.formatRows = protection.formatCells = False
