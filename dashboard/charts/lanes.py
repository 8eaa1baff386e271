"""Names over a chart of many values: each above its own, in as few rows as let none lie on another."""

from collections.abc import Sequence
from typing import Any

from dashboard.charts import theme

LETTER = 0.02
"""A letter's width as a share of the chart's: of one beside the map on a small laptop, and, in smaller type, on a phone."""

ROW = 0.058
"""A row's height as a share of the chart's."""

ENDS = 2
"""Of many chosen so many are named at either end; the others are told when pointed at."""

Name = tuple[str, float, str]
"""The words, the position from 0 (left) to 1 (right), and the colour."""


def named(values: Sequence[float]) -> list[int]:
    """The positions of those that are named: all that have a colour of their own, else only the lowest and the highest."""
    order = sorted(range(len(values)), key=values.__getitem__)
    return sorted(order if len(order) <= len(theme.LINES) else [*order[:ENDS], *order[-ENDS:]])


def lanes(names: Sequence[Name]) -> list[int]:
    """The row of each name, 0 nearest the values, so that names in the same row don't touch."""
    taken: list[list[tuple[float, float]]] = []
    rows = [0] * len(names)
    for at in sorted(range(len(names)), key=lambda at: names[at][1]):
        left, right = extent(names[at])
        row = next((row for row, spans in enumerate(taken) if all(left >= end or right <= start for start, end in spans)), None)
        if row is None:
            row = len(taken)
            taken.append([])
        taken[row].append((left, right))
        rows[at] = row
    return rows


def extent(name: Name) -> tuple[float, float]:
    """Where a name begins and ends, kept within the chart."""
    words, at, _ = name
    half = len(words) * LETTER / 2
    centre = min(max(at, half), 1 - half) if half < 0.5 else 0.5
    return centre - half - LETTER / 2, centre + half + LETTER / 2


def headroom(names: Sequence[Name]) -> float:
    """How much of the chart's height the names need."""
    return ROW * (max(lanes(names), default=-1) + 1)


def notes(names: Sequence[Name]) -> list[dict[str, Any]]:
    """The names as annotations at the top of a chart."""
    return [
        {
            "text": words,
            "xref": "paper",
            "yref": "paper",
            "x": round(sum(extent((words, position, colour))) / 2, 4),
            "y": round(1 - ROW * row, 4),
            "xanchor": "center",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": 12, "color": colour},
            "bgcolor": "rgba(255,255,255,0.8)",
            "borderpad": 0,
        }
        for (words, position, colour), row in zip(names, lanes(names), strict=True)
    ]


def threads(names: Sequence[Name], foot: Sequence[float]) -> list[dict[str, Any]]:
    """A thin line from each name down to its value; `foot` is where, from 0 (bottom) to 1."""
    return [
        {
            "type": "line",
            "xref": "paper",
            "yref": "paper",
            "x0": round(position, 4),
            "x1": round(position, 4),
            "y0": round(low, 3),
            "y1": round(1 - ROW * (row + 0.9), 3),
            "line": {"color": colour, "width": 1},
            "layer": "below",
        }
        for (_, position, colour), row, low in zip(names, lanes(names), foot, strict=True)
    ]
