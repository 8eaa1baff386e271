"""A table as a picture for reports: an SVG with the cells' colours and small drawings, laid out without a browser."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from dashboard import formats
from dashboard.charts import theme

SIZE: Final = 13
LINE: Final = 16
PADDING: Final = 5
GAP: Final = 2
LETTER, BOLD_LETTER = 0.54, 0.62
"""The width of a letter of running text as a share of its size, somewhat more than it mostly is."""


@dataclass(frozen=True)
class Column:
    """A column's heading and width; `turned` headings are written upwards, and `right` ones hold numbers."""

    heading: str
    width: float
    turned: bool = False
    right: bool = True


@dataclass(frozen=True)
class Cell:
    """Text in a colour on a ground, or a drawing (SVG elements, 24 high) with the text as what it says."""

    text: str
    ink: str = theme.INK
    ground: str | None = None
    bold: bool = False
    drawing: str = ""


@dataclass(frozen=True)
class TablePicture:
    """What is drawn; `key` are shape, word, ink and ground of what the cells' colours mean."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    key: Sequence[tuple[str, Cell]]
    demo: bool

    @property
    def width(self) -> float:
        """All columns side by side."""
        return sum(column.width for column in self.columns)


def table_svg(picture: TablePicture) -> str:
    """The picture as an SVG document, as wide as its columns."""
    y = _head_height(picture.columns)
    parts = [_head(picture, y)]
    for row in picture.rows:
        lines = max(len(_lines(cell, column)) for cell, column in zip(row, picture.columns, strict=True))
        parts.append(_row(picture, row, y, lines * LINE + 2 * PADDING))
        y += lines * LINE + 2 * PADDING + GAP
    key, height = _key(picture, y + 8)
    parts.append(key)
    y += height + 8
    if picture.demo:
        parts.append(_text(0, y + LINE, formats.DEMO_WORDS, Cell("", ink=theme.WARNING, bold=True)))
        y += LINE + PADDING
    size = f'width="{picture.width:g}" height="{y + PADDING:g}" viewBox="0 0 {picture.width:g} {y + PADDING:g}"'
    style = f'font-family="{escape(theme.FONT)}" font-size="{SIZE}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{"".join(parts)}</svg>'


def fits(heading: str, width: float) -> bool:
    """Whether a heading's longest word has room in a column."""
    return max(map(len, heading.split()), default=0) * BOLD_LETTER * SIZE <= width - 2 * PADDING


def _fitting(text: str, width: float, size: float = SIZE) -> list[str]:
    """The text in lines that fit."""
    return textwrap.wrap(text, max(int((width - PADDING - GAP) / (LETTER * size)), 4)) or [""]


def _lines(cell: Cell, column: Column) -> list[str]:
    return [""] * 2 if cell.drawing else _fitting(cell.text, column.width)


def _head_height(columns: Sequence[Column]) -> float:
    turned = [len(column.heading) * BOLD_LETTER * SIZE for column in columns if column.turned]
    level = [len(_fitting(column.heading, column.width)) * LINE for column in columns if not column.turned]
    return max([*turned, *level, LINE]) + 2 * PADDING


def _head(picture: TablePicture, bottom: float) -> str:
    parts, x = [], 0.0
    for column in picture.columns:
        bold = Cell("", bold=True)
        if column.turned:
            middle = x + column.width / 2 + SIZE / 3
            parts.append(f'<g transform="translate({middle:g} {bottom - PADDING:g}) rotate(-90)">')
            parts.append(f"{_text(0, 0, column.heading, bold)}</g>")
        else:
            lines = _fitting(column.heading, column.width)
            top = bottom - PADDING - (len(lines) - 1) * LINE - 3
            parts += [_placed(x, top + position * LINE, line, (column, bold)) for position, line in enumerate(lines)]
        x += column.width
    return "".join(parts)


def _row(picture: TablePicture, row: Sequence[Cell], top: float, height: float) -> str:
    parts, x = [], 0.0
    for cell, column in zip(row, picture.columns, strict=True):
        if cell.ground:
            size = f'width="{column.width - GAP:g}" height="{height:g}"'
            parts.append(f'<rect x="{x + GAP / 2:g}" y="{top:g}" {size} rx="3" fill="{cell.ground}"/>')
        if cell.drawing:
            parts.append(f'<g transform="translate({x + PADDING:g} {top + (height - 24) / 2:g})">')
            parts.append(f"<title>{escape(cell.text)}</title>{cell.drawing}</g>")
        else:
            lines = _lines(cell, column)
            first = top + (height - len(lines) * LINE) / 2 + 12
            parts += [_placed(x, first + position * LINE, line, (column, cell)) for position, line in enumerate(lines)]
        x += column.width
    return "".join(parts)


def _placed(x: float, y: float, text: str, look: tuple[Column, Cell]) -> str:
    column, cell = look
    if column.right:
        return _text(x + column.width - PADDING, y, text, cell, anchor="end")
    return _text(x + PADDING, y, text, cell)


def _text(x: float, y: float, text: str, look: Cell, *, anchor: str = "") -> str:
    weight = ' font-weight="650"' if look.bold else ""
    end = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{look.ink}"{weight}{end}>{escape(text)}</text>'


def _key(picture: TablePicture, top: float) -> tuple[str, float]:
    """What shapes and colours mean, in as many lines as it takes; and how high it is."""
    parts, x, y = [], 0.0, top
    for shape, look in picture.key:
        wide = 34 + len(look.text) * LETTER * SIZE + 16
        if x and x + wide > picture.width:
            x, y = 0.0, y + LINE + PADDING
        parts.append(f'<rect x="{x:g}" y="{y:g}" width="24" height="18" rx="3" fill="{look.ground or theme.PAPER}"')
        parts.append(f' stroke="{theme.GRID}"/>{_text(x + 12, y + 13, shape, look, anchor="middle")}')
        parts.append(_text(x + 30, y + 13, look.text, Cell("")))
        x += wide
    return "".join(parts), (y - top + LINE + PADDING if picture.key else 0.0)
