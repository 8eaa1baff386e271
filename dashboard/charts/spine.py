"""The spine chart's row: where one kommun lies between the lowest and the highest, beside riket and its peers; an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts import theme
from dashboard.published.queries import Spread

WIDTH, HEIGHT, EDGE = 240, 24, 7


@dataclass(frozen=True)
class Spine:
    """The values of a row; `reverse` puts the low ones to the right, for measures where lower is better."""

    spread: Spread
    here: float | None
    riket: float | None
    peers: Sequence[float]
    reverse: bool


def spine(data: Spine) -> str:
    """The row's drawing as a `data:` address."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{spine_marks(data)}</svg>'
    return theme.svg_address(svg)


def spine_marks(data: Spine) -> str:
    """SVG elements: light band for all kommuner, darker for the middle half, a line for riket, a dot for the kommun."""
    at = _scale(data)
    quarter = sorted((at(data.spread.first_quarter), at(data.spread.third_quarter)))
    middle = HEIGHT / 2
    parts = [
        _band(EDGE, WIDTH - EDGE, 10, theme.GRID),
        _band(quarter[0], quarter[1], 10, theme.FADED),
        *(_tick(at(value), 5, theme.MUTED, 1.2) for value in data.peers),
        *([] if data.riket is None else [_tick(at(data.riket), 10, theme.RIKET, 2.6)]),
    ]
    if data.here is not None:
        parts.append(
            f'<circle cx="{at(data.here):.1f}" cy="{middle}" r="5.5" fill="{theme.FOCUS}" stroke="#fff" stroke-width="1.5"/>'
        )
    return "".join(parts)


def _scale(data: Spine) -> "_Scale":
    known = [value for value in (data.here, data.riket, data.spread.low, data.spread.high) if value is not None]
    return _Scale(min(known), max(known), data.reverse)


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    reverse: bool

    def __call__(self, value: float) -> float:
        share = 0.5 if self.high == self.low else (value - self.low) / (self.high - self.low)
        return round(EDGE + (WIDTH - 2 * EDGE) * (1 - share if self.reverse else share), 1)


def _band(left: float, right: float, height: float, colour: str) -> str:
    top = (HEIGHT - height) / 2
    return f'<rect x="{left}" y="{top}" width="{max(right - left, 1):.1f}" height="{height}" fill="{colour}"/>'


def _tick(x: float, reach: float, colour: str, width: float) -> str:
    middle = HEIGHT / 2
    return f'<path d="M{x} {middle - reach}V{middle + reach}" stroke="{colour}" stroke-width="{width}"/>'
