"""The small trend in a table's row: an SVG of a few hundred bytes, as a data address for an image."""

from collections.abc import Sequence

from dashboard.charts import theme
from dashboard.charts.time_axis import shares

WIDTH, HEIGHT, EDGE = 96, 26, 3


def sparkline(periods: Sequence[str], track: Sequence[float | None], beside: Sequence[float | None]) -> str | None:
    """A `data:` address of a region's line (blue, with a dot at its last value) over riket's (grey), along time.

    None where the region has fewer than two values.
    """
    known = [value for value in (*track, *beside) if value is not None]
    if sum(value is not None for value in track) < 2:
        return None
    low, high = min(known), max(known)
    across = [EDGE + (WIDTH - 2 * EDGE) * share for share in shares(periods)]
    last = max(at for at, value in enumerate(track) if value is not None)
    height = _level(track[last] or 0.0, low, high)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        '<g fill="none" stroke-linejoin="round">'
        f"{_line(across, beside, (low, high), (theme.FADED, 1.4))}{_line(across, track, (low, high), (theme.FOCUS, 1.8))}</g>"
        f'<circle cx="{across[last]:.1f}" cy="{height:.1f}" r="2.4" fill="{theme.FOCUS}"/></svg>'
    )
    return theme.svg_address(svg)


def _line(across: Sequence[float], track: Sequence[float | None], ends: tuple[float, float], look: tuple[str, float]) -> str:
    """An SVG path that lifts the pen where a value is missing."""
    parts, pen = [], "M"
    for x, value in zip(across, track, strict=False):
        if value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {_level(value, *ends):.1f}")
        pen = "L"
    colour, width = look
    return f'<path d="{"".join(parts)}" stroke="{colour}" stroke-width="{width}"/>'


def _level(value: float, low: float, high: float) -> float:
    """Pixels from the top."""
    inside = HEIGHT - 2 * EDGE
    return EDGE + inside / 2 if high == low else EDGE + inside * (high - value) / (high - low)
