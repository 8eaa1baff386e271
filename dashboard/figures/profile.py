"""The meeting page's chart, a focus area a row: where each indicator is placed among all kommuner; or for a län, how many are where."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard import theme

WIDTH, LABEL, EDGE, TOP, ROW = 620, 112, 14, 26, 30
RADIUS, SMALL = 8, 3.6


@dataclass(frozen=True)
class Dot:
    """An indicator's place from 0 (best) to 1; those told of in the text have their number and go well, or don't."""

    place: float
    number: int | None = None
    well: bool = False


@dataclass(frozen=True)
class Strip:
    """A row: a focus area and its dots."""

    label: str
    dots: tuple[Dot, ...]


def height(rows: int) -> int:
    """Of a picture with so many rows."""
    return TOP + ROW * rows + 4


def places(strips: Sequence[Strip]) -> str:
    """A `data:` address of the dots, the best to the right, over the three zones of the levels."""
    tall = height(len(strips))
    span = WIDTH - LABEL - 2 * EDGE
    quarter = span / 4 + EDGE
    parts = [
        _zone(LABEL, quarter, tall, "#fbe6d3"),
        _zone(LABEL + quarter, span / 2, tall, "#f4f6f8"),
        _zone(WIDTH - quarter, quarter, tall, "#d7efeb"),
        _text(LABEL + 6, 17, "De 25 % sämsta", muted=True),
        _text(LABEL + (WIDTH - LABEL) / 2, 17, "I mitten", anchor="middle", muted=True),
        _text(WIDTH - 6, 17, "De 25 % bästa", anchor="end", muted=True),
    ]
    for row, strip in enumerate(strips):
        middle = TOP + ROW * row + ROW / 2
        parts.append(_text(0, middle + 5, strip.label))
        parts.append(f'<path d="M{LABEL} {middle}H{WIDTH}" stroke="{theme.FADED}" stroke-width="0.8"/>')
        dots = sorted(strip.dots, key=lambda dot: dot.number is not None)
        parts += [_dot(dot, LABEL + EDGE + span * (1 - dot.place), middle) for dot in dots]
    return _svg(parts, tall)


def _dot(dot: Dot, x: float, y: float) -> str:
    if dot.number is None:
        return f'<circle cx="{x:.1f}" cy="{y}" r="{SMALL}" fill="{theme.MUTED}" fill-opacity="0.55"/>'
    fill, ink = ("#0b5f55", theme.PAPER) if dot.well else (theme.PAPER, "#8f3b06")
    circle = f'<circle cx="{x:.1f}" cy="{y}" r="{RADIUS}" fill="{fill}" stroke="{"#0b5f55" if dot.well else "#8f3b06"}" stroke-width="2"/>'
    number = f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="11" font-weight="700" fill="{ink}">{dot.number}</text>'
    return circle + number


def shares(rows: Sequence[tuple[str, tuple[int, int, int]]]) -> str:
    """A `data:` address of bars: how many are among the worst, in the middle and among the best, with their numbers."""
    tall = height(len(rows))
    parts = [
        _text(LABEL, 17, "De 25 % sämsta", muted=True),
        _text(LABEL + (WIDTH - LABEL) / 2, 17, "I mitten", anchor="middle", muted=True),
        _text(WIDTH, 17, "De 25 % bästa", anchor="end", muted=True),
    ]
    for row, (label, counts) in enumerate(rows):
        top = TOP + ROW * row + 4
        parts.append(_text(0, top + 15.5, label))
        parts += _bar(counts, top)
    return _svg(parts, tall)


def _bar(counts: tuple[int, int, int], top: float) -> list[str]:
    total, left, parts = sum(counts), float(LABEL), []
    for count, (fill, ink) in zip(counts, (("#fbe6d3", "#8f3b06"), ("#e3e8ec", theme.INK), ("#0b5f55", theme.PAPER)), strict=True):
        wide = (WIDTH - LABEL) * count / total if total else 0
        if count:
            box = f'x="{left + 0.5:.1f}" y="{top}" width="{max(wide - 1, 1):.1f}" height="{ROW - 8}"'
            parts.append(f'<rect {box} fill="{fill}" stroke="{theme.MUTED}" stroke-width="0.6"/>')
        if wide > 20:
            parts.append(
                f'<text x="{left + wide / 2:.1f}" y="{top + 15.5}" text-anchor="middle" font-size="15" fill="{ink}">{count}</text>'
            )
        left += wide
    return parts


def _zone(left: float, width: float, tall: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="0" width="{width:.1f}" height="{tall}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", muted: bool = False) -> str:
    ink = theme.MUTED if muted else theme.INK
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="15" fill="{ink}">{escape(words, quote=False).replace("%", "%25")}</text>'


def _svg(parts: Sequence[str], tall: int) -> str:
    style = f'font-family="{theme.FONT.replace(chr(34), "")}"'
    return theme.svg_address(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" {style}>{"".join(parts)}</svg>')
