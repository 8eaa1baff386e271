"""Text in server-made pictures: broken into lines by widths that the common sans-serif fonts stay within.

The reader's own font is used, so its widths aren't known here; those of DejaVu Sans, the widest that systems choose, are.
"""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from dashboard.charts import theme

ORDINARY: Final = 0.64
"""Of a letter or digit that isn't named below, in parts of the font's size."""

WIDTHS: Final = {
    **dict.fromkeys("'ijl.,’|", 0.32),
    **dict.fromkeys(" \u00a0:;/-IJf", 0.36),
    **dict.fromkeys("rt()", 0.42),
    **dict.fromkeys("sz–c?L", 0.55),
    **dict.fromkeys("kFvxyPaåäoöTYeé", 0.62),
    **dict.fromkeys("KAVBRXZCÅÄU", 0.73),
    **dict.fromkeys("HNDGOQÖw−±&", 0.84),
    **dict.fromkeys("mMW%", 1.0),
}
BOLD: Final = 1.12
LEADING: Final = 1.3
BOLD_WEIGHT: Final = 600


class Style(NamedTuple):
    """How a text looks: size in pixels, colour and weight; `name` is its class, for what is no figure of its own."""

    size: float
    colour: str = theme.INK
    weight: int = 400
    name: str = ""

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return self.size * LEADING


def width(text: str, style: Style) -> float:
    """How wide a text is at most, in pixels."""
    factor = BOLD if style.weight >= BOLD_WEIGHT else 1.0
    return sum(WIDTHS.get(sign, ORDINARY) for sign in text) * style.size * factor


def broken(text: str, style: Style, room: float) -> list[str]:
    """The text in lines that fit; hard spaces hold together, and what is longer than a line, as an address, is cut anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer, style) > room:
            lines.append(line)
            longer = word
        while width(longer, style) > room and len(longer) > 1:
            fits = max(1, int(len(longer) * room / width(longer, style)) - 1)
            lines.append(longer[:fits])
            longer = longer[fits:]
        line = longer
    return [*lines, line] if line else lines


def balanced(text: str, style: Style, room: float) -> list[str]:
    """The text in as few lines as fit, each about as long: no heading ends with a word by itself."""
    rows = broken(text, style, room)
    narrower = rows
    while len(narrower) == len(rows) > 1:
        rows, room = narrower, room - style.size
        narrower = broken(text, style, room)
    return rows


def lines(rows: Sequence[str], x: float, top: float, style: Style) -> str:
    """Lines of text as SVG, the first just below `top`."""
    return "".join(line(row, x, top + style.size * 0.95 + position * style.leading, style) for position, row in enumerate(rows))


def line(text: str, x: float, baseline: float, style: Style, *, anchor: str = "start") -> str:
    """One line of text as SVG."""
    end = "" if anchor == "start" else f' text-anchor="{anchor}"'
    named = f' class="{style.name}"' if style.name else ""
    heavy = f' font-weight="{style.weight}"' if style.weight != 400 else ""
    look = f'font-size="{style.size:g}" fill="{style.colour}"{heavy}{end}{named}'
    return f'<text x="{x:.1f}" y="{baseline:.1f}" {look}>{escape(text)}</text>'


def largest(text: str, style: Style, sizes: Sequence[float], room: tuple[float, float]) -> Style:
    """The style in the largest of some sizes, given from large to small, that fits in a width and height; else the smallest."""
    for size in sizes:
        tried = style._replace(size=size)
        if len(broken(text, tried, room[0])) * tried.leading <= room[1]:
            return tried
    return style._replace(size=sizes[-1])
