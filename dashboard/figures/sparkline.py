"""The small trend in a table's row: an SVG of a few hundred bytes, as a data address for an image."""

from collections.abc import Sequence

from dashboard import theme

WIDTH, HEIGHT, EDGE = 96, 26, 3


def sparkline(track: Sequence[float | None], beside: Sequence[float | None]) -> str | None:
    """A `data:` address of a region's line (blue, with a dot at its last value) over riket's (grey); None without two values."""
    known = [value for value in (*track, *beside) if value is not None]
    if sum(value is not None for value in track) < 2:
        return None
    low, high = min(known), max(known)
    grey = _path(beside, low, high)
    blue = _path(track, low, high)
    last = max(place for place, value in enumerate(track) if value is not None)
    x, y = _point(last, track[last] or 0.0, len(track), low, high)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g fill="none" stroke-linejoin="round"><path d="{grey}" stroke="{theme.FADED}" stroke-width="1.4"/>'
        f'<path d="{blue}" stroke="{theme.LINES[0]}" stroke-width="1.8"/></g>'
        f'<circle cx="{x}" cy="{y}" r="2.4" fill="{theme.LINES[0]}"/></svg>'
    )
    return theme.svg_address(svg)


def _point(place: int, value: float, count: int, low: float, high: float) -> tuple[float, float]:
    x = EDGE + (WIDTH - 2 * EDGE) * place / max(count - 1, 1)
    share = 0.5 if high == low else (value - low) / (high - low)
    return round(x, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share, 1)


def _path(track: Sequence[float | None], low: float, high: float) -> str:
    """An SVG path that lifts the pen where a value is missing."""
    parts, pen = [], "M"
    for place, value in enumerate(track):
        if value is None:
            pen = "M"
            continue
        x, y = _point(place, value, len(track), low, high)
        parts.append(f"{pen}{x} {y}")
        pen = "L"
    return "".join(parts)
