"""The meeting page's chart, a focus area a row: each indicator's place among all kommuner, or how many of a län's are where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from dashboard.charts import theme

WIDTH, LABEL, EDGE, TOP, ROW = 620, 112, 14, 26, 30
RADIUS, SMALL, NARROWEST = 8, 3.6, 28


@dataclass(frozen=True)
class Dot:
    """An indicator's place from 0 (best) to 1; those told of in the text have their number and go well, or don't."""

    share: float
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


def picture(strips: Sequence[Strip]) -> str:
    """A `data:` address of the dots, the best to the right, over the three zones of the levels."""
    tall = height(len(strips))
    span = WIDTH - LABEL - 2 * EDGE
    quarter = span / 4 + EDGE
    parts = [
        _zone(LABEL, quarter, tall, theme.POOR_SOFT),
        _zone(LABEL + quarter, span / 2, tall, theme.GROUND),
        _zone(WIDTH - quarter, quarter, tall, theme.GOOD_SOFT),
        _text(LABEL + 6, 17, "De 25 % sämsta", muted=True),
        _text(LABEL + (WIDTH - LABEL) / 2, 17, "I mitten", anchor="middle", muted=True),
        _text(WIDTH - 6, 17, "De 25 % bästa", anchor="end", muted=True),
    ]
    for row, strip in enumerate(strips):
        middle = TOP + ROW * row + ROW / 2
        parts.append(_text(0, middle + 5, strip.label))
        parts.append(f'<path d="M{LABEL} {middle}H{WIDTH}" stroke="{theme.FADED}" stroke-width="0.8"/>')
        parts += [_dot(*one) for one in _positions(strip.dots, middle, lambda position: LABEL + EDGE + span * (1 - position))]
    return _svg(parts, tall)


def _positions(dots: Sequence[Dot], middle: float, at: Callable[[float], float]) -> list[tuple[Dot, float, float]]:
    """Where each dot is drawn: the small ones first; of two numbered ones that would cover each other one goes up, one down."""
    found: list[tuple[Dot, float, float]] = [(dot, at(dot.share), middle) for dot in dots if dot.number is None]
    numbered = sorted((dot for dot in dots if dot.number is not None), key=lambda dot: dot.share)
    for dot in numbered:
        x, y = at(dot.share), middle
        if found and found[-1][0].number is not None and abs(found[-1][1] - x) < 2 * RADIUS:
            before = found.pop()
            found.append((before[0], before[1], middle - RADIUS + 1))
            y = middle + RADIUS - 1
        found.append((dot, x, y))
    return found


def _dot(dot: Dot, x: float, y: float) -> str:
    if dot.number is None:
        return f'<circle cx="{x:.1f}" cy="{y}" r="{SMALL}" fill="{theme.MUTED}" fill-opacity="0.55"/>'
    edge = theme.GOOD if dot.well else theme.POOR
    fill, ink = (edge, theme.PAPER) if dot.well else (theme.PAPER, edge)
    circle = f'<circle cx="{x:.1f}" cy="{y}" r="{RADIUS}" fill="{fill}" stroke="{edge}" stroke-width="2"/>'
    look = f'text-anchor="middle" font-size="11" font-weight="700" fill="{ink}"'
    return f'{circle}<text x="{x:.1f}" y="{y + 4:.1f}" {look}>{dot.number}</text>'


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


BARS: Final = ((theme.POOR_SOFT, theme.POOR), (theme.GRID, theme.INK), (theme.GOOD, theme.PAPER))
"""Fill and ink of the worst, the middle and the best: light, grey and dark, so that grey print tells them apart."""


def _bar(counts: tuple[int, int, int], top: float) -> list[str]:
    total, left, parts = sum(counts), float(LABEL), []
    for count, (fill, ink) in zip(counts, BARS, strict=True):
        wide = (WIDTH - LABEL) * count / total if total else 0
        if count:
            box = f'x="{left + 0.5:.1f}" y="{top}" width="{max(wide - 1, 1):.1f}" height="{ROW - 8}"'
            parts.append(f'<rect {box} fill="{fill}" stroke="{theme.MUTED}" stroke-width="0.6"/>')
        if wide > NARROWEST:
            look = f'text-anchor="middle" font-size="15" fill="{ink}"'
            parts.append(f'<text x="{left + wide / 2:.1f}" y="{top + 15.5}" {look}>{count}</text>')
        left += wide
    return parts


def _zone(left: float, width: float, tall: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="0" width="{width:.1f}" height="{tall}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", muted: bool = False) -> str:
    ink = theme.MUTED if muted else theme.INK
    text = escape(words, quote=False).replace("%", "%25")
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="15" fill="{ink}">{text}</text>'


def _svg(parts: Sequence[str], tall: int) -> str:
    style = f'font-family="{theme.FONT.replace(chr(34), "")}"'
    return theme.svg_address(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" {style}>{"".join(parts)}</svg>'
    )
