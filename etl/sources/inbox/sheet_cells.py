"""The cells of a worksheet's XML, each with its place; what hides, merges or computes cells is kept as a fault."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from etl.sources.inbox.faults import Fault, RefusedError
from etl.sources.inbox.grid import MAX_COLUMN, MAX_ROWS, TOO_MANY_ROWS, Cell, Grid, column_number, letters
from etl.sources.inbox.markup import SPREADSHEET, Attributes, Element, Handler, damaged
from etl.sources.inbox.shared_strings import unescaped

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,7}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
TRUE: Final = ("1", "true", "on")
CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c", "extLst"}),
    "c": frozenset({"v", "f", "is", "extLst"}),
}
"""What may stand within the elements that hold the values: anything else is damage, and a value may be lost with it."""

FORMULA: Final = "Cellen innehåller en formel. Klistra in värdet i stället (Klistra in special, Värden)."
MERGED: Final = "Cellerna är sammanfogade. Dela dem, så att varje cell har sitt eget värde."
HIDDEN_ROW: Final = "Raden är dold. Visa den eller ta bort den, och ta bort filter."
HIDDEN_COLUMN: Final = "Kolumnen är dold. Visa den."
HIDDEN_ROWS: Final = "Rader är dolda som standard i bladet. Visa alla rader."
ERROR_VALUE: Final = "Cellen innehåller ett felvärde i stället för en uppgift."


class SheetCells(Handler):
    """Collects the cells of one sheet; `strings` are the workbook's shared texts."""

    def __init__(self, sheet: str, strings: Sequence[str]) -> None:
        super().__init__()
        self._sheet = sheet
        self._strings = strings
        self._rows: dict[int, dict[int, Cell]] = {}
        self._hidden_columns: list[int] = []
        self._faults: list[Fault] = []
        self._row = 0
        self._column = 0
        self._type = "n"
        self._value: list[str] = []
        self._formula = False

    def grid(self, *, from_1904: bool) -> Grid:
        """What was collected. Hidden columns beyond the last one in use do no harm."""
        last = max((column for row in self._rows.values() for column in row), default=0)
        hidden = [self._fault(HIDDEN_COLUMN, column=column) for column in self._hidden_columns if column <= last]
        return Grid(self._sheet, self._rows, (*self._faults, *hidden), from_1904)

    def start(self, element: Element) -> None:
        """Rows and cells are placed; what hides or merges them is noted."""
        if len(self.stack) == 1 and (element.name != "worksheet" or element.namespace not in SPREADSHEET):
            raise RefusedError(damaged(self._sheet))
        parent = self.stack[-2] if len(self.stack) > 1 else ""
        if parent in CHILDREN and (element.name not in CHILDREN[parent] or element.namespace not in SPREADSHEET):
            raise RefusedError(damaged(self._sheet))
        match parent, element.name:
            case "sheetData", "row":
                self._begin_row(element.attributes)
            case "row", "c":
                self._begin_cell(element.attributes)
            case "c", "f":
                self._formula = True
            case "mergeCells", "mergeCell":
                self._note_merged(element.attributes)
            case "cols", "col":
                self._note_column(element.attributes)
            case "worksheet", "sheetFormatPr" if element.attributes.get("zeroHeight") in TRUE:
                self._faults.append(Fault(HIDDEN_ROWS, sheet=self._sheet))

    def end(self, name: str) -> None:
        """The cell is whole."""
        if name == "c" and self.stack[-2] == "row":
            self._finish_cell()

    def text(self, data: str) -> None:
        """The value stands in `v`, or in the `t` of a text of its own."""
        if self.stack[-1] == "v" or (self.stack[-1] == "t" and "is" in self.stack and "rPh" not in self.stack):
            self._value.append(data)

    def _begin_row(self, attributes: Attributes) -> None:
        number = _whole(attributes.get("r", str(self._row + 1)))
        if number is None or number <= self._row:
            raise RefusedError(damaged(self._sheet))
        self._row, self._column = number, 0
        if attributes.get("hidden") in TRUE or _is_zero(attributes.get("ht")):
            self._faults.append(self._fault(HIDDEN_ROW, row=number))

    def _begin_cell(self, attributes: Attributes) -> None:
        column, row = self._column + 1, self._row
        if "r" in attributes:
            column, row = _place(attributes["r"]) or (0, 0)
        if row != self._row or not self._column < column <= MAX_COLUMN:
            raise RefusedError(damaged(self._sheet))
        self._column, self._type, self._value, self._formula = column, attributes.get("t", "n"), [], False

    def _finish_cell(self) -> None:
        cell = self._cell("".join(self._value))
        if self._formula:
            self._faults.append(self._fault(FORMULA, row=self._row, column=self._column, value=cell.text))
        elif self._type == "e":
            self._faults.append(self._fault(ERROR_VALUE, row=self._row, column=self._column, value=cell.text))
        if cell.text or self._formula:
            self._rows.setdefault(self._row, {})[self._column] = cell
        if len(self._rows) > MAX_ROWS + 1:
            raise RefusedError(Fault(TOO_MANY_ROWS, sheet=self._sheet))

    def _cell(self, value: str) -> Cell:
        match self._type:
            case "n":
                return Cell(plain_number(value.strip()), number=True)
            case "s":
                index = _whole(value.strip()) if value.strip() else None
                if index is None or index >= len(self._strings):
                    raise RefusedError(damaged(self._sheet))
                return Cell(self._strings[index].strip())
            case "b":
                return Cell({"1": "SANT", "0": "FALSKT"}.get(value.strip(), value.strip()))
            case "str" | "inlineStr" | "e":
                return Cell(unescaped(value).strip())
            case "d":
                return Cell(value.strip().removesuffix("T00:00:00"))
            case _:
                raise RefusedError(damaged(self._sheet))

    def _note_merged(self, attributes: Attributes) -> None:
        column, row = _place(attributes.get("ref", "").partition(":")[0]) or (1, 1)
        self._faults.append(self._fault(MERGED, row=row, column=column, value=attributes.get("ref", "")))

    def _note_column(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in TRUE or _is_zero(attributes.get("width")):
            first, last = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
            if first is None or last is None:
                raise RefusedError(damaged(self._sheet))
            self._hidden_columns += range(max(first, 1), min(last, MAX_COLUMN) + 1)

    def _fault(self, allowed: str, *, row: int | None = None, column: int | None = None, value: str = "") -> Fault:
        return Fault(allowed, value, row, letters(column) if column is not None else None, sheet=self._sheet)


def plain_number(text: str) -> str:
    """A stored number as a spreadsheet shows it: no exponent, 15 digits, no decimals where there are none; else as it is."""
    if not _NUMBER.fullmatch(text) or abs(Decimal(text).adjusted()) > 15:
        return text
    rounded = f"{Decimal(f'{Decimal(text):.14e}'):f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def day_of(serial: str, *, from_1904: bool) -> str:
    """A stored date as `2024-03-31`; a number that is no whole day of this or the last century, as it is."""
    number = _whole(serial)
    if number is None or not 1 <= number <= 80_000:
        return serial
    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    return date.fromordinal(start.toordinal() + number).isoformat()


def _place(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference)
    return (column_number(found[1]), int(found[2])) if found else None


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def _is_zero(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"0+(\.0*)?", text) is not None
