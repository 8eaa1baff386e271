"""One of several small charts: the same kommuner in the same colours in each, riket as the thick dark line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats, theme
from dashboard.figures.trend import COLOURED, Line
from etl.contract.catalogue import Indicator


@dataclass(frozen=True)
class Multiple:
    """One small chart; `riket` is None where it can't be compared."""

    entry: Indicator
    periods: Sequence[str]
    lines: Sequence[Line]
    riket: Line | None
    demo: bool


def multiple_figure(part: Multiple) -> dict[str, Any]:
    """The figure; periods without a value are gaps."""
    known = [value for line in (*part.lines, part.riket) if line for value in line.values if value is not None]
    if not known:
        return theme.blank("Inga värden att visa", demo=part.demo)
    return {
        "data": _traces(part),
        "layout": theme.layout(
            xaxis=theme.axis(type="category", **_ticks(part.periods)),
            yaxis=theme.axis(nticks=5, range=_range(known)),
            annotations=[theme.demo_mark(above=True)] if part.demo else [],
            margin={"l": 40, "r": 14, "t": 18 if part.demo else 6, "b": 24},
            hovermode="closest",
        ),
    }


def _ticks(periods: Sequence[str]) -> dict[str, Any]:
    """The first, a middle and the last period."""
    shown = list(dict.fromkeys([periods[0], periods[len(periods) // 2], periods[-1]])) if periods else []
    order = {"categoryarray": list(periods), "categoryorder": "array"}
    return {"tickvals": shown, "tickangle": 0, "showgrid": False, **order}


def _range(known: Sequence[float]) -> list[float]:
    low, high = min(known), max(known)
    room = (high - low) * 0.08 or max(abs(high) * 0.1, 0.5)
    return [0.0 if 0 <= low < room else low - room, high + room]


def _traces(part: Multiple) -> list[dict[str, Any]]:
    few = len(part.lines) <= COLOURED
    colours = theme.LINES if few else [theme.FADED] * len(part.lines)
    found = [_trace(part, line, colours[at], 1.7 if few else 1.0) for at, line in enumerate(part.lines)]
    return [*found, _trace(part, part.riket, theme.RIKET, 3)] if part.riket else found


def _trace(part: Multiple, line: Line, colour: str, width: float) -> dict[str, Any]:
    decimals = formats.decimals(part.entry)
    suffix = formats.SUFFIXES.get(part.entry.unit, "")
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": line.name,
        "x": list(part.periods),
        "y": [None if value is None else round(value, part.entry.decimals + 2) for value in line.values],
        "connectgaps": False,
        "line": {"color": colour, "width": width},
        "marker": {"size": 3.5, "color": colour},
        "hovertemplate": f"<b>%{{fullData.name}}</b><br>%{{x}}: %{{y:,.{decimals}f}}{suffix}<extra></extra>",
    }
