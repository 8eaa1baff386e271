"""Two indicators against each other: a dot a kommun, the chosen ones in colour with their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats, theme
from etl.contract.catalogue import Indicator

STEPS = 400
"""A diagram is about as many pixels high."""

POSITIONS = ("top center", "bottom center", "middle right", "middle left")
"""Where the names stand, in turn, so that near ones seldom cover each other."""


@dataclass(frozen=True)
class ScatterData:
    """Names and values of all kommuner, None where there is none; `chosen` are places among them."""

    across: Indicator
    up: Indicator
    names: Sequence[str]
    x: Sequence[float | None]
    y: Sequence[float | None]
    chosen: Sequence[int]
    riket: tuple[float | None, float | None]
    demo: bool

    @property
    def both(self) -> int:
        """How many have both values."""
        return sum(x is not None and y is not None for x, y in zip(self.x, self.y, strict=True))


def scatter_figure(data: ScatterData) -> dict[str, Any]:
    """The figure; a kommun without one of the values has no dot."""
    every = {**_every(data.names), "x": _rounded(data.x, data.across), "y": _rounded(data.y, data.up)}
    return {
        "data": [{**every, "hovertemplate": _hovered(data)}, _chosen(data), _riket(data)],
        "layout": theme.layout(
            margin={"l": 64, "r": 20, "t": 10, "b": 48},
            xaxis=theme.axis(title={"text": _named(data.across), "font": {"size": 13}}),
            yaxis=theme.axis(title={"text": _named(data.up), "font": {"size": 13}}),
            annotations=[theme.demo_mark()] if data.demo else [],
            hovermode="closest",
        ),
    }


def _every(names: Sequence[str]) -> dict[str, Any]:
    """All kommuner, without their places."""
    look = {"size": 7, "color": theme.FADED, "line": {"width": 0.5, "color": theme.PAPER}}
    return {"type": "scatter", "mode": "markers", "text": list(names), "x": [], "y": [], "marker": look}


def empty_traces(names: Sequence[str]) -> list[dict[str, Any]]:
    """The traces without any point, for the next figure's numbers to be laid over."""
    return [_every(names), {"type": "scatter", "x": [], "y": []}, {"type": "scatter", "x": [], "y": []}]


def _named(entry: Indicator) -> str:
    return f"{entry.short_title}, {formats.unit(entry)}"


def _rounded(values: Sequence[float | None], entry: Indicator) -> list[float | None]:
    """As fine as a point's place can be seen, and at least as it is written."""
    known = [value for value in values if value is not None]
    decimals = theme.drawn_decimals(known, formats.decimals(entry), STEPS)
    return [None if value is None else round(value, decimals) for value in values]


def _hovered(data: ScatterData) -> str:
    parts = [
        f"{entry.short_title}: %{{{axis}:,.{formats.decimals(entry)}f}}" for axis, entry in (("x", data.across), ("y", data.up))
    ]
    return f"<b>%{{text}}</b><br>{'<br>'.join(parts)}<extra></extra>"


def _chosen(data: ScatterData) -> dict[str, Any]:
    few = len(data.chosen) <= len(theme.LINES)
    colours = list(theme.LINES[: len(data.chosen)]) if few else [theme.LINES[0]] * len(data.chosen)
    return {
        "type": "scatter",
        "mode": "markers+text" if few else "markers",
        "text": [data.names[place] for place in data.chosen],
        "textposition": [POSITIONS[place % len(POSITIONS)] for place in range(len(data.chosen))],
        "textfont": {"size": 11, "color": theme.INK},
        "x": _rounded([data.x[place] for place in data.chosen], data.across),
        "y": _rounded([data.y[place] for place in data.chosen], data.up),
        "marker": {"size": 11, "color": colours, "line": {"width": 1, "color": theme.PAPER}},
        "hovertemplate": _hovered(data),
        "cliponaxis": False,
    }


def _riket(data: ScatterData) -> dict[str, Any]:
    """Riket, without a point where it can't be compared."""
    x, y = data.riket
    known = x is not None and y is not None and formats.beside_riket(data.across) and formats.beside_riket(data.up)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "text": ["<b>Riket</b>"],
        "textposition": "bottom center",
        "x": [x] if known else [],
        "y": [y] if known else [],
        "marker": {"size": 12, "symbol": "diamond", "color": theme.RIKET},
        "hovertemplate": _hovered(data),
    }
