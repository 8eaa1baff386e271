"""A sheet or CSV file as cells by row and column, before anything is known of what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from etl.sources.inbox.faults import Fault

MAX_ROWS: Final = 10_000
MAX_COLUMN: Final = 16_384
MAX_ROW: Final = 1_048_576

TOO_MANY_ROWS: Final = f"Filen har fler än {MAX_ROWS} rader. Dela upp den i flera filer, en för varje kommun."


@dataclass(frozen=True)
class Cell:
    """What a cell holds; `number` says whether the spreadsheet stored it as a number, and `format` how it shows that: `0000`."""

    text: str
    number: bool = False
    format: str = "General"


@dataclass(frozen=True)
class Grid:
    """The cells that aren't empty, by row and column, both from 1, and what is wrong with the sheet's form.

    `sheet` is None for a CSV file. `from_1904` says that dates are counted from 1904 instead of 1900.
    """

    sheet: str | None
    rows: Mapping[int, Mapping[int, Cell]]
    faults: tuple[Fault, ...] = ()
    from_1904: bool = False


def letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """The column of the letters: A is 1, AA is 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
