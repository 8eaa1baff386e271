"""What a worksheet's XML holds beside values: what hides, merges or computes cells, and damage that would lose some of them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from etl.sources.inbox.faults import Fault, RefusedError
from etl.sources.inbox.grid import MAX_COLUMN, MAX_ROW, column_number, letters
from etl.sources.inbox.markup import Attributes, damaged, parse

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
TRUE: Final = ("1", "true", "on")
CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    f"{MAIN}{parent}": frozenset(f"{MAIN}{child}" for child in children)
    for parent, children in {"sheetData": ("row",), "row": ("c", "extLst"), "c": ("v", "f", "is", "extLst")}.items()
}
"""What may stand within the elements that hold the values: anything else is damage, and a value may be lost with it."""

MOST_PLACES: Final = 5_000_000
"""Cells up to each row's last one, empty ones too: all of them are walked through."""

MERGED: Final = "Cellerna är sammanfogade. Dela dem, så att varje cell har sitt eget värde."
HIDDEN_ROW: Final = "Raden är dold. Visa den eller ta bort den, och ta bort filter."
HIDDEN_COLUMN: Final = "Kolumnen är dold. Visa den."
HIDDEN_ROWS: Final = "Rader är dolda som standard i bladet. Visa alla rader."
SCATTERED: Final = "Cellerna står för långt från varandra. Kopiera uppgifterna till en ny mall."

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ZERO: Final = re.compile(r"0+(\.0*)?")


class Structure:
    """What was found in a sheet: `faults`, the cells with `formulas` by row and column, and the `hidden` columns."""

    def __init__(self, sheet: str, content: bytes) -> None:
        """Go through the XML of the sheet.

        Raises:
            RefusedError: it is damaged, or too scattered to be read.

        """
        self.faults: list[Fault] = []
        self.formulas: set[tuple[int, int]] = set()
        self.hidden: list[int] = []
        self._sheet = sheet
        self._row = self._column = self._places = 0
        parse(content, sheet, self._take)

    def _take(self, parent: str, name: str, attributes: Attributes) -> None:
        if name not in CHILDREN.get(parent, (name,)) or (not parent and name != f"{MAIN}worksheet"):
            raise RefusedError(damaged(self._sheet))
        match parent.removeprefix(MAIN), name.removeprefix(MAIN):
            case "sheetData", "row":
                self._begin_row(attributes)
            case "row", "c":
                self._begin_cell(attributes)
            case "c", "f":
                self.formulas.add((self._row, self._column))
            case "mergeCells", "mergeCell":
                column, row = _position(attributes.get("ref", "").partition(":")[0]) or (1, 1)
                self.faults.append(Fault(MERGED, attributes.get("ref", ""), row, letters(column), sheet=self._sheet))
            case "cols", "col":
                self.hidden += self._hidden_columns(attributes)
            case "worksheet", "sheetFormatPr" if attributes.get("zeroHeight") in TRUE:
                self.faults.append(Fault(HIDDEN_ROWS, sheet=self._sheet))

    def _begin_row(self, attributes: Attributes) -> None:
        number = self._number(attributes.get("r", str(self._row + 1)))
        if not self._row < number <= MAX_ROW:
            raise RefusedError(damaged(self._sheet))
        self._row, self._column = number, 0
        if attributes.get("hidden") in TRUE or _ZERO.fullmatch(attributes.get("ht", "")):
            self.faults.append(Fault(HIDDEN_ROW, row=number, sheet=self._sheet))

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        column, row = (self._column + 1, self._row) if reference is None else (_position(reference) or (0, 0))
        if row != self._row or not self._column < column <= MAX_COLUMN:
            raise RefusedError(damaged(self._sheet))
        self._places += column - self._column
        self._column = column
        if self._places > MOST_PLACES:
            raise RefusedError(Fault(SCATTERED, sheet=self._sheet))

    def _hidden_columns(self, attributes: Attributes) -> Iterator[int]:
        if attributes.get("hidden") in TRUE or _ZERO.fullmatch(attributes.get("width", "")):
            first, last = self._number(attributes.get("min", "")), self._number(attributes.get("max", ""))
            yield from range(max(first, 1), min(last, MAX_COLUMN) + 1)

    def _number(self, text: str) -> int:
        if not re.fullmatch("[0-9]{1,7}", text):
            raise RefusedError(damaged(self._sheet))
        return int(text)


def _position(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference)
    return (column_number(found[1]), int(found[2])) if found else None
