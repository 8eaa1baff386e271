"""One of several small charts: the same kommuner in the same colours in each, riket as the thick dark line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.colours import HEAVY, OWN, Look, looks
from dashboard.charts.time_axis import moments, time_axis
from dashboard.charts.trend import Line
from etl.contract.catalogue import Indicator

STEPS = 120
"""A small chart is about as many pixels high."""


LARGE, NARROW, WIDE = 100_000, 40, 58
"""Room to the left for the numbers, and from which number on it takes the wider."""


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
    few = len(part.lines) <= OWN
    return {
        "data": _traces(part, theme.drawn_decimals(known, formats.decimals(part.entry), STEPS)),
        "layout": theme.layout(
            template={"data": {"scatter": [_shared(part.entry, few=few)]}},
            xaxis=time_axis(part.periods, _named(part.periods)),
            yaxis=theme.axis(range=_range(known), **_units(part.entry)),
            annotations=[theme.demo_mark(above=True)] if part.demo else [],
            margin={"l": WIDE if max(known) >= LARGE else NARROW, "r": 14, "t": 18 if part.demo else 6, "b": 24},
            hovermode="closest",
        ),
    }


def _units(entry: Indicator) -> dict[str, Any]:
    """How the value axis writes its values: an answer by its word."""
    words = formats.CATEGORY_WORDS.get(entry.unit)
    return {"tickvals": list(words), "ticktext": list(words.values())} if words else {"nticks": 5, "tickformat": ","}


def _shared(entry: Indicator, *, few: bool) -> dict[str, Any]:
    """What all lines have in common, told once."""
    value = f"%{{y:,.{formats.decimals(entry)}f}}{formats.SUFFIXES.get(entry.unit, '')}"
    return {
        "mode": "lines+markers",
        "connectgaps": False,
        "line": {"width": 1.7 if few else 1, "color": theme.FADED},
        "marker": {"size": 3.5, "color": theme.FADED},
        "hovertemplate": f"<b>%{{fullData.name}}</b><br>%{{customdata}}: {value}<extra></extra>",
    }


def _named(periods: Sequence[str]) -> list[str]:
    """The first, a middle and the last period."""
    return list(dict.fromkeys([periods[0], periods[len(periods) // 2], periods[-1]])) if periods else []


def _range(known: Sequence[float]) -> list[float]:
    low, high = min(known), max(known)
    room = (high - low) * 0.08 or max(abs(high) * 0.1, 0.5)
    return [0.0 if 0 <= low < room else low - room, high + room]


def _traces(part: Multiple, decimals: int) -> list[dict[str, Any]]:
    worn = [line.look or alone for line, alone in zip(part.lines, looks(range(len(part.lines))), strict=True)]
    pairs = sorted(zip(part.lines, worn, strict=True), key=lambda pair: pair[1].focus)
    found = [{**_trace(part, line, decimals), **(_worn(line, look) if look.own else {})} for line, look in pairs]
    if part.riket:
        found.append(
            {**_trace(part, part.riket, decimals), "line": {"color": theme.RIKET, "width": 3}, "marker": {"color": theme.RIKET}}
        )
    return found


def _worn(line: Line, look: Look) -> dict[str, Any]:
    """A colour of its own, for the one in focus a thick line, and dashes for means."""
    width = {"width": HEAVY} if look.focus else {}
    dash = {"dash": "dash"} if line.mean else {}
    return {"line": {"color": look.colour, **width, **dash}, "marker": {"color": look.colour}}


def _trace(part: Multiple, line: Line, decimals: int) -> dict[str, Any]:
    written = formats.decimals(part.entry)
    values = [None if value is None else formats.drawn(value, decimals, written) for value in line.values]
    return {"type": "scatter", "name": line.name, "x": moments(part.periods), "y": values, "customdata": list(part.periods)}
