"""The trend: one line a kommun with its name at the end, riket as the thick dark one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats, theme
from etl.contract.catalogue import Indicator
from etl.contract.codes import Unit

COLOURED = len(theme.LINES)
"""With more lines than this they turn grey and only the highest and lowest are named."""

LABEL_HEIGHT = 0.052
"""A label's height as a share of the chart's."""

NAME_LENGTH = 17


@dataclass(frozen=True)
class Line:
    """One region's values over the periods, None where there is none."""

    name: str
    values: Sequence[float | None]

    @property
    def last(self) -> float | None:
        """The newest value."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True)
class TrendData:
    """What the trend shows: periods, riket (None where it can't be compared), the chosen and the period that the map shows."""

    entry: Indicator
    periods: Sequence[str]
    riket: Line | None
    lines: Sequence[Line]
    marked: str | None
    demo: bool


def trend_figure(data: TrendData) -> dict[str, Any]:
    """The figure; gaps stay gaps."""
    few = len(data.lines) <= COLOURED
    colours = list(theme.LINES) if few else [theme.FADED] * len(data.lines)
    traces = [_trace(data, line, colours[place], place) for place, line in enumerate(data.lines)]
    riket = {**_trace(data, data.riket, theme.RIKET, 0), "line": {"color": theme.RIKET, "width": 3.5}} if data.riket else None
    shown = [line for line in (*data.lines, data.riket) if line and line.last is not None]
    if not shown:
        return _empty(data)
    low, high = _limits(shown)
    named = _named(data, few=few)
    return {
        "data": [*traces, *([riket] if riket else [])],
        "layout": theme.layout(
            margin={"l": 46, "r": 132, "t": 22 if data.demo else 8, "b": 30},
            xaxis=theme.axis(type="category", showgrid=False, **_ticks(data.periods)),
            yaxis=theme.axis(range=[low, high], **_units(data.entry)),
            annotations=[*_labels(named, colours, low, high), *([theme.demo_mark(above=True)] if data.demo else [])],
            shapes=_marker(data.marked),
            hovermode="closest",
        ),
    }


def _empty(data: TrendData) -> dict[str, Any]:
    """A chart that says that it has nothing to draw."""
    words = {"text": "Inga värden att visa", "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    marks = [theme.demo_mark()] if data.demo else []
    hidden = theme.axis(visible=False)
    return {"data": [], "layout": theme.layout(xaxis=hidden, yaxis=hidden, annotations=[words, *marks])}


def _ticks(periods: Sequence[str]) -> dict[str, Any]:
    """Every period where there are few, else every second or fifth; always the last."""
    step = 1 if len(periods) <= 8 else 2 if len(periods) <= 14 else 5
    kept = [period for place, period in enumerate(reversed(periods)) if place % step == 0]
    return {"tickvals": kept[::-1], "tickangle": 0, "categoryarray": list(periods), "categoryorder": "array"}


def _units(entry: Indicator) -> dict[str, str]:
    """How the value axis writes its numbers."""
    if entry.unit is Unit.PARITY_RATIO:
        return {"tickformat": ".1f"}
    return {"ticksuffix": formats.SUFFIXES[Unit.PERCENT]} if entry.unit is Unit.PERCENT else {"tickformat": ","}


def _hovered(entry: Indicator) -> str:
    """How a pointed-at value is written; plotly.js puts in the Swedish comma and spaces."""
    return f"%{{y:,.{formats.decimals(entry)}f}}{formats.SUFFIXES.get(entry.unit, '')}"


def _trace(data: TrendData, line: Line, colour: str, place: int) -> dict[str, Any]:
    coloured = len(data.lines) <= COLOURED
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": line.name,
        "x": list(data.periods),
        "y": [None if value is None else round(value, data.entry.decimals + 2) for value in line.values],
        "hovertemplate": f"<b>%{{fullData.name}}</b><br>%{{x}}: {_hovered(data.entry)}<extra></extra>",
        "connectgaps": False,
        "line": {"color": colour, "width": 1.8 if coloured else 1.1},
        "marker": {"size": 5.5 if coloured else 3, "symbol": theme.SYMBOLS[place % len(theme.SYMBOLS)], "color": colour},
    }


def _limits(lines: Sequence[Line]) -> tuple[float, float]:
    known = [value for line in lines for value in line.values if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = (high - low) * 0.06 or max(abs(high) * 0.1, 0.5)
    return (0.0 if 0 <= low < room else low - room), high + room


def _named(data: TrendData, *, few: bool) -> list[tuple[Line, int | None]]:
    """The lines that get a label, with their place among the lines (None for riket)."""
    ranked = sorted(
        ((line, place) for place, line in enumerate(data.lines) if line.last is not None),
        key=lambda pair: pair[0].last or 0.0,
    )
    kept = ranked if few else [*ranked[:2], *ranked[-2:]]
    riket: list[tuple[Line, int | None]] = [(data.riket, None)] if data.riket and data.riket.last is not None else []
    return [*riket, *kept]


def _labels(named: list[tuple[Line, int | None]], colours: Sequence[str], low: float, high: float) -> list[dict[str, Any]]:
    if not named:
        return []
    heights = spread([((line.last or 0.0) - low) / (high - low) for line, _ in named], LABEL_HEIGHT)
    faded = theme.FADED in colours
    return [
        {
            "text": f"<b>{line.name}</b>" if place is None else _short(line.name),
            "xref": "paper",
            "yref": "paper",
            "x": 1.01,
            "y": height,
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": 12, "color": theme.RIKET if place is None else theme.MUTED if faded else colours[place]},
        }
        for (line, place), height in zip(named, heights, strict=True)
    ]


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Move labels as little as needed for each to be `gap` from the next and all between 0 and 1, keeping their order."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    gap = min(gap, 1 / max(len(order) - 1, 1))
    moved = list(heights)
    floor = 0.0
    for place in order:
        moved[place] = max(moved[place], floor)
        floor = moved[place] + gap
    ceiling = 1.0
    for place in reversed(order):
        moved[place] = min(moved[place], ceiling)
        ceiling = moved[place] - gap
    return moved


def _marker(period: str | None) -> list[dict[str, Any]]:
    """A thin line at the period that the map shows."""
    if period is None:
        return []
    line = {"color": theme.FADED, "width": 1, "dash": "dot"}
    return [{"type": "line", "x0": period, "x1": period, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}]
