"""Charts of the validation backlog: who waits, who comes and goes, how long; and what UHR has received and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.time_axis import moments, time_axis

Values = Sequence[float | None]


@dataclass(frozen=True)
class Series:
    """One row of bars or one line; a period without a value has no mark."""

    name: str
    values: Values
    colour: str


def bars_figure(periods: Sequence[str], series: Sequence[Series], *, stacked: bool, demo: bool) -> dict[str, Any]:
    """Bars by period: stacked parts of a whole, or side by side."""
    if not any(value is not None for one in series for value in one.values):
        return theme.blank("Inga tal att visa", demo=demo)
    traces = [
        {
            "type": "bar",
            "name": one.name,
            "x": moments(periods),
            "customdata": list(map(formats.short_period, periods)),
            "y": list(one.values),
            "marker": {"color": one.colour, "line": {"width": 0.5, "color": theme.INK}},
            "hovertemplate": "<b>%{fullData.name}</b><br>%{customdata}: %{y:,.0f}<extra></extra>",
        }
        for one in series
    ]
    return {"data": traces, "layout": _layout(periods, barmode="stack" if stacked else "group", demo=demo)}


def lines_figure(periods: Sequence[str], series: Sequence[Series], *, demo: bool, suffix: str = "") -> dict[str, Any]:
    """Lines by period; gaps stay gaps."""
    if not any(value is not None for one in series for value in one.values):
        return theme.blank("Inga tal att visa", demo=demo)
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": one.name,
            "x": moments(periods),
            "customdata": list(map(formats.short_period, periods)),
            "y": list(one.values),
            "connectgaps": False,
            "line": {"color": one.colour, "width": 2.2, "dash": theme.DASHES[position % len(theme.DASHES)]},
            "marker": {"size": 7, "symbol": theme.SYMBOLS[position % len(theme.SYMBOLS)], "color": one.colour},
            "hovertemplate": f"<b>%{{fullData.name}}</b><br>%{{customdata}}: %{{y:,.0f}}{suffix}<extra></extra>",
        }
        for position, one in enumerate(series)
    ]
    return {"data": traces, "layout": _layout(periods, demo=demo)}


def _layout(periods: Sequence[str], *, demo: bool, **more: Any) -> dict[str, Any]:
    return theme.layout(
        margin={"l": 48, "r": 10, "t": 46 if demo else 30, "b": 28},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}},
        xaxis=time_axis(periods),
        yaxis=theme.axis(rangemode="tozero", tickformat=","),
        annotations=[theme.demo_mark()] if demo else [],
        hovermode="closest",
        **more,
    )
