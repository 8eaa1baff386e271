"""A gap as a row of a table: both levels as marks with a bar between them, on a scale that all rows share; an SVG."""

from dashboard.charts import theme
from dashboard.charts.dumbbell import COLOURS
from dashboard.charts.spine import EDGE, HEIGHT, WIDTH


def dumbbell_row(first: float, second: float, scale: tuple[float, float]) -> str:
    """The drawing as a `data:` address: a circle for the first level, a diamond for the second."""
    low, high = scale
    span = (high - low) or 1.0
    left, right = (round(EDGE + (WIDTH - 2 * EDGE) * (value - low) / span, 1) for value in (first, second))
    middle = HEIGHT / 2
    parts = [
        f'<path d="M{EDGE} {middle}H{WIDTH - EDGE}" stroke="{theme.GRID}" stroke-width="1"/>',
        f'<path d="M{left} {middle}H{right}" stroke="{theme.FADED}" stroke-width="5"/>',
        f'<circle cx="{left}" cy="{middle}" r="5.5" fill="{COLOURS[0]}"/>',
        f'<path d="M{right} {middle - 6.5}l6.5 6.5l-6.5 6.5l-6.5 -6.5z" fill="{COLOURS[1]}"/>',
    ]
    return theme.svg_address(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>')
