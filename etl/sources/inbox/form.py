"""What each cell may hold, as a pandera schema over the rows of all files at once, and the values that cells stand for.

One call for all files: a call costs more than the rows in it. https://pandera.readthedocs.io
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import pandera.pandas as pandera

from etl.sources.inbox.definition import KEY, Column, Definition, Kind
from etl.sources.inbox.faults import Fault
from etl.sources.inbox.quarters import PATTERN, last_whole_quarter
from etl.sources.inbox.reading import Submission

Value = str | int | float | date

FORMULA_STARTS: Final = "=+-@\t\r＝＋－＠"
"""What makes some spreadsheet take a text for a formula, the full-width forms included."""

TEXT_LENGTH: Final = 500
COUNT_ALLOWED: Final = "Tillåtet: ett heltal, 0 eller mer (högst 9 999 999), utan mellanslag och decimaler."
DAYS_ALLOWED: Final = "Tillåtet: ett antal dagar, 0 eller mer (högst 99 999), med högst 15 decimaler."
PERCENT_ALLOWED: Final = "Tillåtet: ett tal från 0 till 100, i procent."
DATE_ALLOWED: Final = "Tillåtet: ett datum som finns, skrivet 2024-03-31."
TEXT_ALLOWED: Final = (
    f"Tillåtet: högst {TEXT_LENGTH} tecken, inga styrtecken, och inte =, +, - eller @ först (det kan tas för en formel)."
)
KOMMUN_ALLOWED: Final = "Tillåtet: kommunens fyrsiffriga kod hos SCB, med inledande nolla (0484, inte 484)."
REQUIRED: Final = "Cellen är tom. Uppgiften krävs."

_COUNT: Final = r"(?:0|[1-9][0-9]{0,6})"
_DECIMAL: Final = r"[0-9]{1,5}(?:[.,][0-9]{1,15})?"
_DAY: Final = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True)
class Surroundings:
    """What the values are held against: the kommuner's codes, and the day of the reading."""

    kommuner: frozenset[str]
    today: date


@dataclass(frozen=True)
class Row:
    """One row with the values of its good cells by field; `bad` has the fields whose cells hold something not allowed."""

    number: int
    values: Mapping[str, Value]
    bad: frozenset[str] = frozenset()

    @functools.cached_property
    def key(self) -> tuple[str | None, ...]:
        """What the row is about: its texts in the fields of `KEY`."""
        return tuple(self.code(field) for field in KEY)

    def count(self, field: str) -> int | None:
        """A whole number, or None where there is no good one."""
        value = self.values.get(field)
        return value if isinstance(value, int) else None

    def number_in(self, field: str) -> float | None:
        """Any number, or None where there is no good one."""
        value = self.values.get(field)
        return float(value) if isinstance(value, int | float) else None

    def code(self, field: str) -> str | None:
        """A text, or None where there is no good one."""
        value = self.values.get(field)
        return value if isinstance(value, str) else None


@dataclass(frozen=True)
class Formed:
    """The rows of one file, and the faults of single cells."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def form(submissions: Sequence[Submission], definition: Definition, surroundings: Surroundings) -> list[Formed]:
    """Hold every cell of all files against the schema, and turn the good ones into values."""
    places = [(place, number) for place, submission in enumerate(submissions) for number in submission.rows]
    headers = list(definition.by_header)
    texts = [submissions[place].rows[number] for place, number in places]
    frame = pd.DataFrame({header: pd.Series([row.get(header) for row in texts], dtype="str") for header in headers})
    faults: list[list[Fault]] = [[] for _ in submissions]
    bad: dict[int, set[str]] = {}
    for index, header, allowed in _failures(frame, definition, surroundings):
        place, number = places[index]
        faults[place].append(submissions[place].fault(allowed, number, header))
        bad.setdefault(index, set()).add(definition.by_header[header].field)
    rows: list[list[Row]] = [[] for _ in submissions]
    for index, (place, number) in enumerate(places):
        rows[place].append(_row(number, texts[index], frozenset(bad.get(index, ())), definition))
    return [Formed(tuple(some), tuple(wrong)) for some, wrong in zip(rows, faults, strict=True)]


def schema(definition: Definition, surroundings: Surroundings) -> pandera.DataFrameSchema:
    """The schema of the cells as text, by header; a check's `error` is what the sender reads."""
    return pandera.DataFrameSchema(
        {column.id: _column(column, surroundings) for column in definition.columns}, strict=True, unique_column_names=True
    )


def _failures(frame: pd.DataFrame, definition: Definition, surroundings: Surroundings) -> Iterator[tuple[int, str, str]]:
    """Index, header and what is allowed, for every cell that fails."""
    try:
        schema(definition, surroundings).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for column, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
            yield int(index), str(column), REQUIRED if check == "not_nullable" else str(check)


def _column(column: Column, surroundings: Surroundings) -> pandera.Column:
    return pandera.Column(str, _check(column, surroundings), nullable=not column.required)


def _check(column: Column, surroundings: Surroundings) -> pandera.Check:
    match column.kind:
        case Kind.KOMMUN:
            return pandera.Check.isin(sorted(surroundings.kommuner), error=KOMMUN_ALLOWED)
        case Kind.CODE:
            return pandera.Check.isin(column.allowed_codes, error=f"Tillåtet: {', '.join(column.allowed_codes)}.")
        case Kind.PERIOD:
            last = last_whole_quarter(surroundings.today)
            error = f"Tillåtet: ett avslutat kvartal, skrivet 2024K1; det senaste är {last}."
            return pandera.Check(lambda texts: texts.str.fullmatch(PATTERN) & (texts <= last), error=error)
        case Kind.DATE:
            return pandera.Check(_are_days, error=DATE_ALLOWED)
        case Kind.COUNT:
            return pandera.Check(lambda texts: texts.str.fullmatch(_COUNT), error=COUNT_ALLOWED)
        case Kind.DAYS:
            return pandera.Check(lambda texts: texts.str.fullmatch(_DECIMAL), error=DAYS_ALLOWED)
        case Kind.PERCENT:
            return pandera.Check(_are_percent, error=PERCENT_ALLOWED)
        case Kind.TEXT:
            return pandera.Check(lambda texts: texts.map(is_harmless).astype(bool), error=TEXT_ALLOWED)


def _are_days(texts: "pd.Series[str]") -> "pd.Series[bool]":
    return texts.str.fullmatch(_DAY) & pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce").notna()


def _are_percent(texts: "pd.Series[str]") -> "pd.Series[bool]":
    good = texts.str.fullmatch(_DECIMAL)
    return good & (pd.to_numeric(texts.where(good).str.replace(",", "."), errors="coerce") <= 100)


def is_harmless(text: str) -> bool:
    """Whether a free text is short enough, can't be taken for a formula, and has no control characters but line breaks."""
    printable = all(character.isprintable() or character in "\n\r\u00a0\u202f\u2009" for character in text)
    return len(text) <= TEXT_LENGTH and printable and not text.lstrip().startswith(tuple(FORMULA_STARTS))


def _row(number: int, texts: Mapping[str, str], bad: frozenset[str], definition: Definition) -> Row:
    good = ((definition.by_header[header], text) for header, text in texts.items())
    return Row(number, {column.field: _value(text, column.kind) for column, text in good if column.field not in bad}, bad)


def _value(text: str, kind: Kind) -> Value:
    match kind:
        case Kind.COUNT:
            return int(text)
        case Kind.DAYS | Kind.PERCENT:
            return float(text.replace(",", "."))
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.TEXT:
            return re.sub(r"\r\n?", "\n", text)
        case _:
            return text
