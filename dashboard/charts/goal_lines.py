"""Goals in a trend: a line at the level, on to the target year though there are no values that far, with the goal's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any, Final

from dashboard.charts import theme
from dashboard.charts.time_axis import EDGE, moment, step

MOST_AHEAD: Final = 24
"""Of more periods without any value than this the values would have no room: the line then only goes to the edge."""

LEAST_OF_DATA: Final = 2 / 3
"""Of the width and of the height of a chart: so much the values have, however far away a goal lies."""

LINE_LENGTH: Final = 50
"""In letters: what a phone has room for."""

ROW: Final = 17


@dataclass(frozen=True)
class GoalLine:
    """A level to reach, in the indicator's unit, the goal in words, and the year to reach it by.

    `starts` are the years and values of the bases from which a path to the goal is drawn.
    """

    level: float
    words: str
    year: int | None = None
    starts: tuple[tuple[int, float], ...] = ()


def ahead(periods: Sequence[str], goals: Sequence[GoalLine]) -> list[str]:
    """The periods after the last one with values up to the last target year, as far apart as those before."""
    year = max((goal.year or 0 for goal in goals), default=0)
    if not periods or year <= int(periods[-1][:4]):
        return []
    last = int(periods[-1][:4])
    if len(periods[-1]) > 4:
        found = [f"{one}K{quarter}" for one in range(last, year + 1) for quarter in (1, 2, 3, 4)]
        found = [period for period in found if period > periods[-1]]
    else:
        step = max(last - int(periods[-2]), 1) if len(periods) > 1 else 1
        found = [*map(str, range(last + step, year, step)), str(year)]
    return found if len(found) <= MOST_AHEAD and _share_of_data(periods, found) >= LEAST_OF_DATA else []


def _share_of_data(periods: Sequence[str], coming: Sequence[str]) -> float:
    """How much of the axis the periods with values have, their edges with them."""
    edges = 2 * EDGE * step([*periods, *coming])
    first, last, end = moment(periods[0]), moment(periods[-1]), moment(coming[-1])
    return (last - first + edges) / (end - first + edges)


def within(goals: Sequence[GoalLine], low: float, high: float) -> list[GoalLine]:
    """The goals that the value axis has room for, the nearest first, if it leaves values from `low` to `high` enough of it."""
    span = (high - low) or abs(high) * 0.2 or 1.0
    found: list[GoalLine] = []
    bottom, top = low, high
    for goal in sorted(goals, key=lambda goal: max(low - goal.level, goal.level - high)):
        lower, upper = min(bottom, goal.level), max(top, goal.level)
        if span >= LEAST_OF_DATA * (upper - lower):
            found.append(goal)
            bottom, top = lower, upper
    return [goal for goal in goals if goal in found]


def told(goals: Sequence[GoalLine], shown: Sequence[GoalLine], low: float) -> list[GoalLine]:
    """The same goals; of those that the axis has no room for the words say where they lie."""
    return [
        goal if goal in shown else replace(goal, words=f"{goal.words}, {'under' if goal.level < low else 'över'} diagrammet")
        for goal in goals
    ]


def _end(goal: GoalLine, coming: Sequence[str]) -> str | None:
    """The period of the target year, None where the axis doesn't reach it or it has passed."""
    return next((period for period in reversed(coming) if period[:4] == str(goal.year)), None)


def lines(goals: Sequence[GoalLine], periods: Sequence[str], coming: Sequence[str]) -> list[dict[str, Any]]:
    """A dashed line a goal, from edge to edge or up to the target year."""
    look = {"type": "line", "line": {"color": theme.GOAL, "width": 1.5, "dash": "longdash"}, "layer": "below"}
    start = moment(periods[0]) - EDGE * step([*periods, *coming]) if periods else 0.0
    found = []
    for goal in goals:
        end = _end(goal, coming)
        along = {"xref": "paper", "x0": 0, "x1": 1} if end is None else {"x0": start, "x1": moment(end)}
        found.append({**look, **along, "y0": goal.level, "y1": goal.level})
    return found


def paths(goals: Sequence[GoalLine], periods: Sequence[str], coming: Sequence[str]) -> list[dict[str, Any]]:
    """The path that each goal requires from each of its bases, dotted, as far as the axis reaches."""
    last = max((moment(period) for period in (*periods, *coming)), default=0.0)
    look = {"type": "line", "line": {"color": theme.GOAL, "width": 1.5, "dash": "dot"}, "layer": "below"}
    found = []
    for goal in goals:
        for year, value in goal.starts:
            if goal.year is not None and year < min(goal.year, last):
                end = min(float(goal.year), last)
                level = value + (goal.level - value) * (end - year) / (goal.year - year)
                found.append({**look, "x0": float(year), "y0": value, "x1": end, "y1": round(level, 4)})
    return found


def ends(goals: Sequence[GoalLine], coming: Sequence[str]) -> list[dict[str, Any]]:
    """A mark where the line of a goal ends, at its target year."""
    marks = [(end, goal) for goal in goals if (end := _end(goal, coming))]
    if not marks:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Mål",
            "x": [moment(end) for end, _ in marks],
            "y": [goal.level for _, goal in marks],
            "text": [goal.words for _, goal in marks],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"size": 10, "symbol": "diamond", "color": theme.GOAL},
        }
    ]


def notes(goals: Sequence[GoalLine]) -> list[dict[str, Any]]:
    """The goals' words over the chart, a row each, so that they cover no line and no name; the first is nearest to it."""
    look = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
    font = {"size": 12, "color": theme.GOAL}
    return [{**look, "text": words, "yshift": 2 + ROW * at, "font": font} for at, words in enumerate(_rows(goals))]


def height(goals: Sequence[GoalLine]) -> int:
    """The pixels that the goals' words need over the chart."""
    return ROW * len(_rows(goals))


def _rows(goals: Sequence[GoalLine]) -> list[str]:
    """From below: each goal's lines in their order from above."""
    wrapped = [wrap(f"◆ {goal.words}", LINE_LENGTH) for goal in goals]
    return [line for goal in wrapped[::-1] for line in goal[::-1]]
