"""Answers in words over time: one row a kommun, one mark a year, in the map's colours."""

from typing import Any

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.time_axis import moment, time_axis
from dashboard.charts.trend import TrendData


def answers_figure(data: TrendData) -> dict[str, Any]:
    """The figure for yes/no and ordinal indicators, whose lines would only cross each other; an absent answer has no mark."""
    words = formats.CATEGORY_WORDS[data.entry.unit]
    colours = theme.steps(len(words))
    traces = [_marks(data, answer, word, colours[position]) for position, (answer, word) in enumerate(words.items())]
    names = [line.name for line in data.lines]
    return {
        "data": traces,
        "layout": theme.layout(
            margin={"l": 110, "r": 16, "t": 34, "b": 30},
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
            xaxis=time_axis(data.periods),
            yaxis=theme.axis(type="category", categoryorder="array", categoryarray=names[::-1], automargin=False),
            annotations=[theme.demo_mark()] if data.demo else [],
            hovermode="closest",
        ),
    }


def _marks(data: TrendData, answer: int, word: str, colour: str) -> dict[str, Any]:
    points = [
        (period, line.name)
        for line in data.lines
        for period, value in zip(data.periods, line.values, strict=True)
        if value == answer
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": word,
        "x": [moment(period) for period, _ in points],
        "customdata": [period for period, _ in points],
        "y": [name for _, name in points],
        "hovertemplate": f"<b>%{{y}}</b><br>%{{customdata}}: {word}<extra></extra>",
        "marker": {"size": 14, "symbol": "square", "color": colour, "line": {"width": 1, "color": theme.MUTED}},
    }
