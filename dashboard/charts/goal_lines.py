"""Goals in a trend: a line at the level, on to the target year though there are no values that far, with the goal's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

from dashboard.charts import theme
from dashboard.charts.time_axis import EDGE, moment, step

MOST_AHEAD: Final = 24
"""Of more periods without any value than this the values would have no room: the line then only goes to the edge."""

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
    return found if len(found) <= MOST_AHEAD else []


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
    """The path that each goal requires from each of its bases, dotted; none where the axis doesn't reach the target year."""
    last = max((moment(period) for period in (*periods, *coming)), default=0.0)
    look = {"type": "line", "line": {"color": theme.GOAL, "width": 1.5, "dash": "dot"}, "layer": "below"}
    return [
        {**look, "x0": float(year), "y0": value, "x1": float(goal.year), "y1": goal.level}
        for goal in goals
        for year, value in goal.starts
        if goal.year is not None and year < goal.year <= last
    ]


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
