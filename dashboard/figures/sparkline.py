"""The small trend in a table's row: an SVG of a few hundred bytes, as a data address for an image."""

from collections.abc import Sequence

from dashboard import theme

WIDTH, HEIGHT, EDGE = 96, 26, 3
LEVELS = 2 * (HEIGHT - 2 * EDGE)
"""Half pixels: finer steps can't be seen, and each costs bytes."""


def sparkline(track: Sequence[float | None], beside: Sequence[float | None]) -> str | None:
    """A `data:` address of a region's line (blue, with a dot at its last value) over riket's (grey); None without two values."""
    known = [value for value in (*track, *beside) if value is not None]
    if sum(value is not None for value in track) < 2:
        return None
    low, high = min(known), max(known)
    last = max(place for place, value in enumerate(track) if value is not None)
    step = (WIDTH - 2 * EDGE) / max(len(track) - 1, 1)
    x, y = EDGE + step * last, EDGE + _level(track[last] or 0.0, low, high) / 2
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g fill="none" stroke-linejoin="round" transform="translate({EDGE} {EDGE})scale({step:.4g} .5)">'
        f"{_line(beside, low, high, theme.FADED, 1.4)}{_line(track, low, high, theme.LINES[0], 1.8)}</g>"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{theme.LINES[0]}"/></svg>'
    )
    return theme.svg_address(svg)


def _line(track: Sequence[float | None], low: float, high: float, colour: str, width: float) -> str:
    look = f'vector-effect="non-scaling-stroke" stroke="{colour}" stroke-width="{width}"'
    return f'<path d="{_path(track, low, high)}" {look}/>'


def _level(value: float, low: float, high: float) -> int:
    """Half pixels from the top."""
    return LEVELS // 2 if high == low else LEVELS - round(LEVELS * ((value - low) / (high - low)))


def _path(track: Sequence[float | None], low: float, high: float) -> str:
    """An SVG path, a step to the right a period, that lifts the pen where a value is missing."""
    span = high - low
    parts: list[str] = []
    at = before = 0
    for place, value in enumerate(track):
        if value is None:
            continue
        level = LEVELS - round(LEVELS * ((value - low) / span)) if span else LEVELS // 2
        pen = "l" if parts and place == at + 1 else "m"
        parts.append(f"{pen}{place - at} {level - before}")
        at, before = place, level
    return "".join(parts)
