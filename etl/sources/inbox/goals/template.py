"""The workbook in which a strategy is entered: how it is done, the strategy, its goals, the measures, an example. In Swedish."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from etl.contract.catalogue import Catalogue, Indicator
from etl.sources.inbox.goals import example
from etl.sources.inbox.goals.sheets import (
    COLUMNS,
    EXAMPLE_SHEET,
    FITS,
    FORM_HEADERS,
    GOALS_SHEET,
    INSTRUCTIONS_SHEET,
    KINDS,
    LISTS_SHEET,
    MOST_GOALS,
    NO_MEASURE,
    QUESTIONS,
    STATUSES,
    STRATEGY_SHEET,
    UNITS,
    Question,
    Years,
    label,
    offered,
)
from etl.sources.inbox.grid import letters
from etl.sources.inbox.packed import packed

HEADER_FILL: Final = PatternFill("solid", fgColor="1F4E5F")
HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
MADE_UP_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
INPUT_FILL: Final = PatternFill("solid", fgColor="F3F7F9")
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
OPEN: Final = Protection(locked=False)
AS_TEXT: Final = "@"
WIDTHS: Final = {"text": 60, "area": 26, "kind": 34, "measure": 60, "fit": 18, "source": 36}
"""Of the goals' columns; the others are narrow."""

INSTRUCTIONS: Final = (
    "Lägg till en strategi i Integrationskollen",
    "",
    f"1. Fyll i bladet {STRATEGY_SHEET}: ett svar på varje rad, i kolumnen {FORM_HEADERS[1]}.",
    f"2. Fyll i bladet {GOALS_SHEET}: ett mål på varje rad. Skriv målet som det står i dokumentet.",
    "3. Välj typ av mål och mått i listorna som visas i cellerna. Efter måttets namn står det första och det senaste året.",
    f"   Bladet {LISTS_SHEET} säger vad varje mått visar, i vilken enhet, och när varje typ av mål passar.",
    f"   Finns det inget mått som visar målet, välj {NO_MEASURE}. Målet visas då med sina ord.",
    "4. Skriv nivån med decimalkomma och i måttets enhet: 75,5 eller 75,5 %. Skriv inte 0,755.",
    "5. Lämna basår, målår och nivå tomma där dokumentet inte säger något. Gissa aldrig.",
    "6. Spara som Excel-arbetsbok (.xlsx) och lämna filen till den som sköter Integrationskollen. Den läggs i mappen inbox.",
    "",
    "Utkast och beslutad",
    "Ett utkast får en egen sida som bara den som har adressen hittar till. Den är märkt med UTKAST och vem som har lämnat det.",
    "Utkastet står inte i listor, sökning, mötesunderlag, flöden eller öppna data. När strategin är beslutad: ändra Status till",
    "Beslutad, fyll i Antagen och lämna filen igen med samma titel.",
    "",
    "Vad som kontrolleras",
    "Målåret är efter basåret. Två mål har inte samma ord. En nivå finns bara där typen av mål har en.",
    "Ett gap till inrikes födda kräver ett mått som finns för dem; ett gap mellan könen ett mått som är uppdelat på kön.",
    "Formler, makron, sammanfogade celler, dolda rader, kolumner och blad, och andra blad än mallens tas inte emot.",
    "En fil med något fel tas inte in alls. Då läggs två filer bredvid den, som räknar upp alla fel med blad, rad och kolumn.",
    "",
    f"Svaren i bladet {STRATEGY_SHEET}",
)
GOALS_HEADING: Final = f"Kolumnerna i bladet {GOALS_SHEET}"


@dataclass(frozen=True)
class Lists:
    """What can be chosen, in the order of the lists: measures, with their years, areas, and places."""

    measures: Sequence[Indicator]
    years: Years
    areas: Sequence[str]
    places: Sequence[str]


def goals_template(catalogue: Catalogue, places: Sequence[str], years: Years) -> bytes:
    """The workbook's file.

    Args:
        catalogue: whose measures and areas can be chosen.
        places: the names of riket, län and kommuner, in the list's order.
        years: the first and last year of each measure that has values.

    """
    areas = [area.title for area in catalogue.focus_areas]
    lists = Lists(list(offered(catalogue)), years, areas, places)
    workbook = Workbook()
    instructions = workbook.worksheets[0]
    instructions.title = INSTRUCTIONS_SHEET
    _write_instructions(instructions)
    strategy = workbook.create_sheet(STRATEGY_SHEET)
    _write_strategy(strategy, lists)
    _write_goals(workbook.create_sheet(GOALS_SHEET), lists)
    _write_lists(workbook.create_sheet(LISTS_SHEET), lists)
    _write_example(workbook.create_sheet(EXAMPLE_SHEET), catalogue, lists)
    for sheet in workbook.worksheets:
        sheet.protection.enable()
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        _as_wide_as_paper(sheet)
    workbook.active = strategy
    return packed(workbook)


def _as_wide_as_paper(sheet: Worksheet) -> None:
    """Printed on A4 lying down, so that no line is cut."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_instructions(sheet: Worksheet) -> None:
    for line in INSTRUCTIONS:
        sheet.append([line])
    headings = [1, *(INSTRUCTIONS.index(text) + 1 for text in ("Utkast och beslutad", "Vad som kontrolleras", INSTRUCTIONS[-1]))]
    _explain(sheet, QUESTIONS)
    sheet.append([])
    sheet.append([GOALS_HEADING])
    headings.append(sheet.max_row)
    _explain(sheet, COLUMNS)
    for row in headings:
        sheet.cell(row, 1).font = Font(bold=True, size=13)
    _widen(sheet, (22, 11, 100))


def _explain(sheet: Worksheet, questions: Mapping[str, Question]) -> None:
    for question in questions.values():
        sheet.append([question.header, "krävs" if question.required else "ibland", question.help])


def _write_strategy(sheet: Worksheet, lists: Lists) -> None:
    _head(sheet, 1, FORM_HEADERS)
    for row, question in enumerate(QUESTIONS.values(), start=2):
        sheet.cell(row, 1, question.header).font = Font(bold=True)
        answer = sheet.cell(row, 2)
        answer.protection, answer.number_format, answer.fill, answer.alignment = OPEN, AS_TEXT, INPUT_FILL, WRAPPED
        sheet.cell(row, 3, question.help).alignment = WRAPPED
    rows = {key: row for row, key in enumerate(QUESTIONS, start=2)}
    _choose(sheet, f"B{rows['region']}", _range("P", len(lists.places)))
    _choose(sheet, f"B{rows['status']}", f'"{",".join(STATUSES)}"')
    _widen(sheet, (22, 60, 70))
    sheet.freeze_panes = "B2"


def _write_goals(sheet: Worksheet, lists: Lists) -> None:
    _head(sheet, 1, [question.header for question in COLUMNS.values()])
    choices = {
        "area": _range("N", len(lists.areas)),
        "kind": _range("K", len(KINDS)),
        "measure": _range("A", len(lists.measures) + 1),
        "fit": f'"{",".join(FITS)}"',
    }
    for place, (key, question) in enumerate(COLUMNS.items(), start=1):
        column = letters(place)
        sheet.column_dimensions[column].width = WIDTHS.get(key, 10)
        sheet.column_dimensions[column].protection = OPEN
        cells = f"{column}2:{column}{MOST_GOALS + 1}"
        if key in choices:
            _choose(sheet, cells, choices[key])
        else:
            hint = DataValidation(promptTitle=question.header, prompt=question.help, showInputMessage=True)
            hint.add(cells)
            sheet.add_data_validation(hint)
    for row in sheet.iter_rows(min_row=2, max_row=MOST_GOALS + 1, max_col=len(COLUMNS)):
        for cell in row:
            cell.protection, cell.alignment = OPEN, WRAPPED
    sheet.freeze_panes = "B2"


def _write_lists(sheet: Worksheet, lists: Lists) -> None:
    """Measures in A to I, kinds of goal in K and L, areas in N, places in P."""
    headings = ("Mått", "Enhet", "Första år", "Sista år", "Lägst", "Högst", "Uppdelat på kön", "Finns för inrikes födda", "Visar")
    _head(sheet, 1, headings)
    for row, entry in enumerate(lists.measures, start=2):
        first, last = lists.years.get(entry.id, (None, None))
        by_sex, paired = ("ja" if has else "nej" for has in (entry.sex_split, entry.pair))
        scale = (entry.minimum, entry.maximum)
        cells = (label(entry, lists.years), UNITS[entry.unit], first, last, *scale, by_sex, paired, entry.definition)
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    sheet.cell(len(lists.measures) + 2, 1, NO_MEASURE)
    sheet.cell(len(lists.measures) + 2, 9, "Väljs när inget av måtten visar målet.")
    for column, heading, values in (
        (11, "Typ av mål", list(KINDS)),
        (12, "När den passar", [kind.when for kind in KINDS.values()]),
        (14, "Fokusområde", lists.areas),
        (16, "Kommun eller län", lists.places),
    ):
        _head(sheet, 1, [heading], column)
        for row, value in enumerate(values, start=2):
            sheet.cell(row, column, value)
    _widen(sheet, (70, 18, 10, 10, 8, 8, 16, 22, 90, 3, 36, 60, 3, 36, 3, 26))
    sheet.freeze_panes = "B2"


def _write_example(sheet: Worksheet, catalogue: Catalogue, lists: Lists) -> None:
    sheet.cell(1, 1, example.MADE_UP).font = Font(bold=True, color="9C0006")
    _head(sheet, 2, FORM_HEADERS[:2])
    for row, (key, question) in enumerate(QUESTIONS.items(), start=3):
        sheet.cell(row, 1, question.header)
        cell = sheet.cell(row, 2, example.STRATEGY.get(key))
        cell.fill, cell.alignment = MADE_UP_FILL, WRAPPED
    start = len(QUESTIONS) + 4
    _head(sheet, start, [question.header for question in COLUMNS.values()])
    for row, values in enumerate(example_goals(catalogue, lists.years), start=start + 1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, value)
            cell.fill, cell.alignment = MADE_UP_FILL, WRAPPED
    _widen(sheet, (44, 60, 34, 60, 18, 10, 10, 10, 30))


def example_goals(catalogue: Catalogue, years: Years) -> list[list[example.Cell | None]]:
    """The example's rows in the order of the columns, measures and areas as the lists have them."""
    names: dict[example.Cell, str] = {entry.id: label(entry, years) for entry in catalogue.indicators}
    names |= {area.id: area.title for area in catalogue.focus_areas}
    return [[_chosen(goal.get(key), names) for key in COLUMNS] for goal in example.GOALS]


def _chosen(value: example.Cell | None, names: Mapping[example.Cell, str]) -> example.Cell | None:
    return None if value is None else names.get(value, value)


def _range(column: str, count: int) -> str:
    """A list in the sheet of the measures, for a drop-down."""
    return f"'{LISTS_SHEET}'!${column}$2:${column}${count + 1}"


def _choose(sheet: Worksheet, cells: str, choices: str) -> None:
    """A drop-down."""
    validation = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    validation.errorTitle, validation.error = "Välj i listan", "Välj något ur listan som visas i cellen."
    validation.add(cells)
    sheet.add_data_validation(validation)


def _head(sheet: Worksheet, row: int, headings: Iterable[str], first: int = 1) -> None:
    for column, text in enumerate(headings, start=first):
        cell = sheet.cell(row, column, text)
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL


def _widen(sheet: Worksheet, widths: Iterable[float]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[letters(column)].width = width
