"""Tables of values, with caption and headers that a screen reader can follow."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard import formats
from dashboard.queries import Cell
from etl.contract.catalogue import Indicator


def cell_content(cell: Cell, entry: Indicator) -> str | html.Span:
    """A value for a table; where there is none, a short word, with the whole reason when pointed at."""
    if cell.value is not None:
        return formats.bare(cell.value, entry)
    why = formats.why_absent(cell.status, cell.reason)
    return html.Span(formats.absent(cell.status), title=why, className="absent")


def data_table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> html.Table:
    """A table whose first column heads each row; the other columns are numbers, set to the right."""
    head = [html.Th(text, scope="col", className=None if place == 0 else "number") for place, text in enumerate(headings)]
    body = [html.Tr([html.Th(row[0], scope="row"), *[html.Td(cell, className="number") for cell in row[1:]]]) for row in rows]
    return html.Table([html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(body)], className="data")
