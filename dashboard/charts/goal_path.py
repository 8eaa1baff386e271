"""The way towards a goal as a small picture: the values since the base, and dashed the path that the goal requires."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboard.charts import theme
from dashboard.charts.time_axis import moment

WIDTH: Final = 132
HEIGHT: Final = 34
EDGE: Final = 5


@dataclass(frozen=True)
class GoalPath:
    """What is drawn: values by period from `start` on, the level to reach and the year to reach it by, where there are any."""

    values: Mapping[str, float]
    start: str | None = None
    level: float | None = None
    year: int | None = None

    @property
    def shown(self) -> dict[str, float]:
        """The values from the base on; all of them where there is no base."""
        return {period: value for period, value in self.values.items() if self.start is None or period >= self.start}

    @property
    def required(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """The two ends of the required path: time and value at the base and at the target year."""
        if self.start is None or self.level is None or self.year is None or self.start not in self.values:
            return None
        begin = moment(self.start)
        return ((begin, self.values[self.start]), (float(self.year), self.level)) if self.year > begin else None


def goal_path(path: GoalPath) -> str | None:
    """A `data:` address: blue the values, violet and dashed the required path with a diamond at the target year.

    None where there are fewer than two values to draw.
    """
    shown = [(moment(period), value) for period, value in sorted(path.shown.items())]
    if len(shown) < 2:
        return None
    required = path.required or ()
    levels = [] if path.level is None else [path.level]
    heights = [value for _, value in (*shown, *required)] + levels
    times = [at for at, _ in (*shown, *required)]
    ends = ((min(times), max(times)), (min(heights), max(heights)))
    line = _points(shown, ends)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{_goal(path, ends)}"
        f'<polyline points="{line}" fill="none" stroke="{theme.FOCUS}" stroke-width="1.8" stroke-linejoin="round"/>'
        f"{_dot(shown[-1], ends)}</svg>"
    )
    return theme.svg_address(svg)


Ends = tuple[tuple[float, float], tuple[float, float]]
"""The first and last time, the lowest and highest value."""


def _goal(path: GoalPath, ends: Ends) -> str:
    """The required path with its end; without one, the level alone from edge to edge."""
    look = f'fill="none" stroke="{theme.GOAL}" stroke-width="1.3" stroke-dasharray="4 3"'
    if path.required:
        x, y = _pixel(path.required[1], ends)
        diamond = f'<path d="M{x - 4:.1f} {y:.1f}l4 -4l4 4l-4 4z" fill="{theme.GOAL}"/>'
        return f'<polyline points="{_points(list(path.required), ends)}" {look}/>{diamond}'
    if path.level is None:
        return ""
    level = [(ends[0][0], path.level), (ends[0][1], path.level)]
    return f'<polyline points="{_points(level, ends)}" {look}/>'


def _dot(point: tuple[float, float], ends: Ends) -> str:
    x, y = _pixel(point, ends)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{theme.FOCUS}"/>'


def _points(points: list[tuple[float, float]], ends: Ends) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (_pixel(point, ends) for point in points))


def _pixel(point: tuple[float, float], ends: Ends) -> tuple[float, float]:
    """From the left and from the top."""
    (first, last), (low, high) = ends
    across = (point[0] - first) / (last - first) if last > first else 0.5
    up = (point[1] - low) / (high - low) if high > low else 0.5
    return EDGE + (WIDTH - 2 * EDGE) * across, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * up
