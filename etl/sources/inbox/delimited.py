"""The cells of a CSV file: semicolons or commas, UTF-8 or Windows-1252."""

import csv
import io
import re
import sys
from typing import Final

from etl.sources.inbox.faults import Fault, RefusedError
from etl.sources.inbox.grid import MAX_ROWS, TOO_MANY_ROWS, Cell, Grid

UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
MIXED: Final = re.compile("Ã[¥¤¶\u0085\u0084\u0096…„–]")
"""What å, ä, ö become when UTF-8 is read as Windows-1252."""

NAMED_SEPARATOR: Final = re.compile(r'\A"?sep=[;,]"?[;,]*(?:\r\n?|\n)', re.IGNORECASE)
"""A first line that tells Excel what separates the cells; Excel shows it nowhere, and counts the rows after it."""

UNREADABLE: Final = "Filens teckenkodning går inte att läsa. Spara den som CSV UTF-8 eller som .xlsx."
NO_TEXT: Final = (
    "Filen är ingen CSV-fil: den innehåller tecken som inte hör hemma i text. Spara den som CSV UTF-8 eller som .xlsx."
)


def read_csv(content: bytes) -> Grid:
    """The cells of a CSV file; rows are numbered as a spreadsheet numbers them, also where a value spans lines.

    Raises:
        RefusedError: it is no text, in another encoding, or quotes don't match.

    """
    text = NAMED_SEPARATOR.sub("", _decoded(content))
    separator = _separator(text)
    rows: dict[int, dict[int, Cell]] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, start=1):
            texts = ((column, sys.intern(value.strip())) for column, value in enumerate(values, start=1))
            cells = {column: Cell(text) for column, text in texts if text}
            if cells:
                rows[number] = cells
            if len(rows) > MAX_ROWS + 1:
                raise RefusedError(Fault(TOO_MANY_ROWS))
    except csv.Error as error:
        raise RefusedError(Fault("Citattecken stämmer inte eller en cell är för lång.", row=number + 1)) from error
    return Grid(None, rows)


def _decoded(content: bytes) -> str:
    if content.startswith(UTF16_MARKS) or b"\0" in content:
        raise RefusedError(Fault(NO_TEXT))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _windows(content)
    if MIXED.search(text):
        raise RefusedError(Fault(UNREADABLE))
    return text


def _windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise RefusedError(Fault(UNREADABLE)) from error


def _separator(text: str) -> str:
    """The one that the headers are separated by."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") >= header.count(",") else ","
