"""What single cells of a strategy's workbook may hold, and the values they stand for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from etl.contract.codes import Unit
from etl.sources.inbox.faults import Fault
from etl.sources.inbox.form import TEXT_ALLOWED, TEXT_LENGTH, is_harmless
from etl.sources.inbox.goals.sheets import UNITS, Question
from etl.sources.inbox.grid import Cell
from etl.sources.inbox.workbook import day_of

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
YEAR_ALLOWED: Final = f"Tillåtet: ett år med fyra siffror, från {FIRST_YEAR} till {LAST_YEAR}, till exempel 2030."
DATE_ALLOWED: Final = f"Tillåtet: när det beslutades, skrivet 2024, 2024-03 eller 2024-03-18, tidigast {FIRST_YEAR}."
URL_ALLOWED: Final = "Tillåtet: en webbadress utan mellanslag som börjar med https:// eller http://."
LEVEL_ALLOWED: Final = "Tillåtet: ett tal med decimalkomma, till exempel 75,5."
EMPTY: Final = "Cellen är tom. Uppgiften krävs."

_SPACE: Final = r"[ \u00a0\u2009\u202f]"
_THOUSANDS: Final = re.compile(rf"(?<=[0-9]){_SPACE}(?=[0-9]{{3}}(?![0-9]))")
_LEVEL: Final = re.compile(
    rf"(?P<whole>[-−]?[0-9]{{1,12}})(?:(?P<mark>[.,])(?P<part>[0-9]{{1,10}}))?{_SPACE}?(?P<unit>%|procent|procentenheter)?"
)
_ADOPTED: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_URL: Final = re.compile(r"https?://[^\s]+")


Value = TypeVar("Value")


class WrongError(Exception):
    """A cell holds something else than it may; the message says in Swedish what is allowed."""


@dataclass(frozen=True)
class Answer:
    """A cell with where it stands."""

    cell: Cell
    sheet: str
    row: int
    letter: str
    header: str

    def fault(self, allowed: str) -> Fault:
        """What is wrong with it."""
        return Fault(allowed, self.cell.text, self.row, self.letter, self.header, self.sheet)


@dataclass
class Answers:
    """The answers to some questions, by their keys, empty ones too, and the faults found in them so far."""

    questions: Mapping[str, Question]
    cells: Mapping[str, Answer]
    faults: list[Fault] = field(default_factory=list)

    def read(self, key: str, parse: Callable[[Cell], Value]) -> Value | None:
        """The value of a cell; None where it is empty or wrong, which is then among the faults if it must not be."""
        answer = self.cells[key]
        if not answer.cell.text:
            if self.questions[key].required:
                self.refuse(key, EMPTY)
            return None
        try:
            return parse(answer.cell)
        except WrongError as error:
            self.refuse(key, str(error))
            return None

    def refuse(self, key: str, allowed: str) -> None:
        """Add a fault at a cell."""
        self.faults.append(self.cells[key].fault(allowed))

    def filled(self, key: str) -> bool:
        """Whether the cell holds anything."""
        return bool(self.cells[key].cell.text)


def text(cell: Cell) -> str:
    """A text of some length, which no spreadsheet takes for a formula, in one paragraph."""
    if not is_harmless(cell.text):
        longer = f" Texten har {len(cell.text)} tecken." if len(cell.text) > TEXT_LENGTH else ""
        raise WrongError(TEXT_ALLOWED + longer)
    if not any(character.isalpha() for character in cell.text):
        raise WrongError("Tillåtet: en text med ord, inte bara siffror och tecken.")
    return " ".join(cell.text.split())


def year(cell: Cell) -> int:
    """A year alone."""
    if not re.fullmatch("[0-9]{4}", cell.text) or not FIRST_YEAR <= int(cell.text) <= LAST_YEAR:
        raise WrongError(YEAR_ALLOWED)
    return int(cell.text)


def adopted(cell: Cell, *, from_1904: bool) -> str:
    """A year, a month or a day as `2024`, `2024-03` or `2024-03-18`."""
    dated = cell.number and not re.fullmatch("(19|20)[0-9]{2}", cell.text)
    found = day_of(cell.text, from_1904=from_1904) if dated else cell.text
    parts = found.split("-")
    if not _ADOPTED.fullmatch(found) or not FIRST_YEAR <= int(parts[0]) <= LAST_YEAR:
        raise WrongError(DATE_ALLOWED)
    try:
        date(*(int(part) for part in (*parts, "1", "1")[:3]))
    except ValueError as error:
        raise WrongError(f"Datumet finns inte. {DATE_ALLOWED}") from error
    return found


def url(cell: Cell) -> str:
    """A web address."""
    if not _URL.fullmatch(cell.text) or not is_harmless(cell.text):
        raise WrongError(URL_ALLOWED)
    return cell.text


def level(cell: Cell, unit: Unit | None) -> float:
    """A goal's level in its unit, None for one that nobody measures.

    Per cent can be written in three ways, which are told apart: as a number (75,5), as a text with its sign (75,5 %), and as a
    spreadsheet's share (0,755 shown as 75,5 %). A share that isn't shown as per cent could be less than one per cent: it is
    refused, and the sender says which.
    """
    found = _LEVEL.fullmatch(_THOUSANDS.sub("", cell.text))
    if found is None:
        raise WrongError(LEVEL_ALLOWED)
    if not cell.number and found["mark"] == "." and len(found["part"]) == 3:
        raise WrongError(f"Är punkten ett decimalkomma eller skiljer den tusental? {LEVEL_ALLOWED}")
    value = float(f"{found['whole'].replace('−', '-')}.{found['part'] or '0'}")
    share = cell.number and "%" in cell.format
    signed = share or found["unit"] is not None
    value = round(value * 100, 10) if share else value
    in_percent = unit in (None, Unit.PERCENT, Unit.PERCENTAGE_POINTS)
    if signed and not in_percent and unit is not None:
        raise WrongError(f"Måttet räknas i {UNITS[unit]}, inte i procent. {LEVEL_ALLOWED}")
    if unit is Unit.PERCENT and not signed and 0 < abs(value) <= 1:
        raise WrongError(_either(value))
    return value


def _either(value: float) -> str:
    """What to write where a number may be a share or per cent."""
    return f"Är det {_shown(value * 100)} % eller {_shown(value)} %? Skriv talet i procent med procenttecken."


def _shown(value: float) -> str:
    return f"{value:.10g}".replace(".", ",")
