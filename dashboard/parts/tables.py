"""Tables of values, with caption and headers that a screen reader can follow."""

from collections.abc import Sequence
from typing import Any

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.published.queries import Cell
from dashboard.url_state import SourceView
from etl.contract.catalogue import Indicator


def cell_content(cell: Cell, entry: Indicator) -> str | Element:
    """A value for a table, with its note; where there is none, a short word, with the whole reason when pointed at."""
    if cell.value is not None:
        return with_note(formats.bare(cell.value, entry), cell.reason)
    why = formats.why_absent(cell.status, cell.reason)
    return element("Span", formats.absent(cell.status), title=why, className="absent")


def with_note(text: str, reason: str | None) -> str | Element:
    """A value with what stands beside it in small: that it rests on few persons, or may be wrong."""
    note = formats.note(reason)
    if note is None:
        return text
    look = "small"
    if (reason or "").startswith(formats.MEAN_OF_KOMMUNER):
        look, note = "small mean-of", note.replace(" av ", f"{formats.HARD_SPACE}av{formats.HARD_SPACE}")
    return element("Span", [text, element("Span", f" {note}", className=look)], title=reason)


def sourced(content: str | Element, view: SourceView) -> Element:
    """A value, leading to where it comes from."""
    return link(content, view.address, className="sourced", title="Varifrån siffran kommer")


def data_table(
    caption: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], *, quiet: bool = False, fixed: int = 0
) -> Element:
    """A table whose first column heads each row; the other columns are numbers, set to the right.

    So many `fixed` rows stay first when a reader sorts the table; with −1 the last one stays last. A `quiet` table keeps its
    caption for screen readers only, for where a visible heading says the same. Roles are spelled out because the style sheet lays
    rows out anew on a narrow screen, and browsers then forget that it is a table.
    """
    head = [
        element("Th", text, scope="col", role="columnheader", className=None if position == 0 else "number")
        for position, text in enumerate(headings)
    ]
    body = [
        element(
            "Tr",
            [element("Th", row[0], scope="row", role="rowheader"), *_cells(headings, row)],
            role="row",
            data_fixed=_stays(position, len(rows), fixed),
        )
        for position, row in enumerate(rows)
    ]
    parts = [
        element("Caption", caption),
        element("Thead", element("Tr", head, role="row"), role="rowgroup"),
        element("Tbody", body, role="rowgroup"),
    ]
    return element("Table", parts, className="data quiet" if quiet else "data", role="table")


def _stays(position: int, count: int, fixed: int) -> str | None:
    return ("foot" if position == count - 1 else None) if fixed < 0 else ("top" if position < fixed else None)


def _cells(headings: Sequence[str], row: Sequence[Any]) -> list[Element]:
    return [
        element("Td", cell, className="number", role="cell", data_heading=heading)
        for cell, heading in zip(row[1:], headings[1:], strict=True)
    ]
