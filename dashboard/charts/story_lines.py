"""The meeting page's first chart: lines over time with their last values at their ends, readable on a phone and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.time_axis import shares

WIDTH, HEIGHT = 380, 196
LEFT, RIGHT, TOP, BOTTOM = 40, 64, 12, 26
TEXT: Final = 13
APART: Final = 16
"""Two words at line ends are so far apart at least."""

STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_STEPS: Final = 4
LOOKS: Final = {
    "place": (theme.FOCUS, 3.0, ""),
    "pair": (theme.LINES[1], 2.4, "7 4"),
    "riket": (theme.RIKET, 2.0, "2 3"),
}
"""Colour, width and dashes of a line by what it is of: told apart in grey print too."""


@dataclass(frozen=True)
class Line:
    """A line with what it is of, one of `LOOKS`, and its name; None is a gap."""

    kind: str
    name: str
    values: tuple[float | None, ...]

    @property
    def known(self) -> bool:
        """Whether it has any value."""
        return any(value is not None for value in self.values)

    @property
    def last(self) -> float | None:
        """Its last value."""
        return next((value for value in reversed(self.values) if value is not None), None)


def picture(periods: Sequence[str], lines: Sequence[Line], *, suffix: str, decimals: int) -> str:
    """A `data:` address of the lines, as `drawing` draws them."""
    style = f'font-family="{theme.FONT.replace(chr(34), "")}" font-size="{TEXT}"'
    drawn = drawing(periods, lines, suffix=suffix, decimals=decimals).replace("%", "%25")
    return theme.svg_address(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>{drawn}</svg>')


def drawing(periods: Sequence[str], lines: Sequence[Line], *, suffix: str, decimals: int) -> str:
    """SVG elements of the lines, at most three; `suffix` follows each number, as a hard space and a per cent sign."""
    known = [value for line in lines for value in line.values if value is not None]
    ticks = _ticks(min(known), max(known))
    ends = (min(ticks[0], *known), max(ticks[-1], *known))
    across = [LEFT + (WIDTH - LEFT - RIGHT) * share for share in shares(periods)]
    parts = [_grid(tick, ends, suffix) for tick in ticks]
    parts += _years(periods, across)
    parts += [_line(line, across, ends) for line in lines]
    parts += _ends(lines, ends, suffix, decimals)
    return "".join(parts)


def _ticks(low: float, high: float) -> list[float]:
    """Even numbers around the values, four steps at most."""
    step = next((one for one in STEPS if (high - low) / one <= MOST_STEPS - 1), (high - low) or 1.0)
    first = low // step
    count = max(1, int(-((first * step - high) // step)))
    return [round((first + at) * step, 3) for at in range(count + 1)]


def _level(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    share = (high - value) / (high - low) if high > low else 0.5
    return TOP + (HEIGHT - TOP - BOTTOM) * share


def _grid(tick: float, ends: tuple[float, float], suffix: str) -> str:
    y = _level(tick, ends)
    words = f"{formats.number(tick, 0 if tick == int(tick) else 1)}{suffix}"
    rule = f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{theme.GRID}"/>'
    return rule + _text(LEFT - 5, y + 4.5, words, anchor="end", ink=theme.MUTED)


def _years(periods: Sequence[str], across: Sequence[float]) -> list[str]:
    """The first and the last, and the middle one where there is room."""
    middle = [len(periods) // 2] if len(periods) > len(LOOKS) else []
    at = dict.fromkeys((0, *middle, len(periods) - 1))
    return [_text(across[one], HEIGHT - 7, formats.short_period(periods[one]), anchor="middle", ink=theme.MUTED) for one in at]


def _line(line: Line, across: Sequence[float], ends: tuple[float, float]) -> str:
    """A path that lifts the pen where a value is missing, and a dot at each value."""
    (colour, width, dashes), path, dots, pen = LOOKS[line.kind], [], [], "M"
    for x, value in zip(across, line.values, strict=True):
        if value is None:
            pen = "M"
            continue
        y = _level(value, ends)
        path.append(f"{pen}{x:.1f} {y:.1f}")
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width * 0.9:.1f}" fill="{colour}"/>')
        pen = "L"
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    stroke = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dash}'
    return f'<path d="{"".join(path)}" {stroke}/>{"".join(dots)}'


def _ends(lines: Sequence[Line], ends: tuple[float, float], suffix: str, decimals: int) -> list[str]:
    """The last value of each line at the right, moved apart where they would cover each other."""
    found = sorted((_level(line.last, ends) + 4.5, line.last, LOOKS[line.kind][0]) for line in lines if line.last is not None)
    parts, before = [], float("-inf")
    for height, value, colour in found:
        y = max(height, before + APART)
        words = f"{formats.number(value, decimals)}{suffix}"
        parts.append(f'<g font-weight="700">{_text(WIDTH - RIGHT + 8, y, words, ink=colour)}</g>')
        before = y
    return parts


def _text(x: float, y: float, words: str, *, ink: str, anchor: str = "start") -> str:
    text = escape(words, quote=False)
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}">{text}</text>'
