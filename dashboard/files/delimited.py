"""A table as CSV for Swedish Excel: UTF-8 with BOM, semicolon, decimal comma, CRLF."""

import csv
import io
import re
from typing import Final

from dashboard import formats
from dashboard.files.table import Amount, Cell, Column, Facts, Table

STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER: Final = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")
BOM: Final = "\ufeff"


def csv_bytes(table: Table, facts: Facts) -> bytes:
    """The table's columns, after them unit, source, day and version on every row, terms, address and notes on the first.

    Numbers have the decimals that the page shows, no thousands separator, and a minus that programs read.
    """
    terms = (*facts.terms, ("Att tänka på", " ".join(facts.notes))) if facts.notes else facts.terms
    every, once = ([harmless(text) for _, text in pairs] for pairs in (facts.short, terms))
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(column.heading) for column in table.columns] + [heading for heading, _ in (*facts.short, *terms)])
    for position, row in enumerate(table.rows):
        cells = [_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        writer.writerow(cells + every + (once if position == 0 else [""] * len(once)))
    return (BOM + sink.getvalue()).encode()


def _text(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    value, decimals = (cell.value, cell.decimals) if isinstance(cell, Amount) else (cell, column.decimals or 0)
    text = f"{formats.rounded(value, decimals):.{decimals}f}"
    return (text.removeprefix("-") if not text.strip("-0.") else text).replace(".", ",")


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula; numbers stay numbers."""
    return f"'{text}" if text.startswith(STARTS_FORMULA) and not NUMBER.fullmatch(text) else text
