"""Two indicators against each other: a dot a kommun, the chosen ones in colour with their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.colours import OWN, looks
from etl.contract.catalogue import Indicator

STEPS = 400
"""A diagram is about as many pixels high."""

POSITIONS: Final = {
    "top center": (0.0, 13.0),
    "bottom center": (0.0, -13.0),
    "middle right": (9.0, 0.0),
    "middle left": (-9.0, 0.0),
}
"""Where a name may stand, the best first, and how many pixels its middle is from its point's: to the side, its near end."""

PLOT: Final = (440.0, 300.0)
LETTER: Final = (6.2, 13.0)
"""About how many pixels wide and high the plot and a letter of a name are."""

FOCUSED: Final = 15
"""The size of the point of the one in focus."""

Box = tuple[float, float, float, float]
"""Left, right, bottom, top in pixels."""


@dataclass(frozen=True)
class ScatterData:
    """Names and values of all kommuner, None where there is none; `chosen` are positions among them."""

    across: Indicator
    up: Indicator
    names: Sequence[str]
    x: Sequence[float | None]
    y: Sequence[float | None]
    chosen: Sequence[int]
    riket: tuple[float | None, float | None]
    demo: bool
    focus: int | None = None


def scatter_figure(data: ScatterData) -> dict[str, Any]:
    """The figure; a kommun without one of the values has no dot."""
    every = {**_every(data.names), "x": _rounded(data.x, data.across), "y": _rounded(data.y, data.up)}
    return {
        "data": [{**every, "hovertemplate": _hovered(data)}, _chosen(data), _riket(data)],
        "layout": theme.layout(
            margin={"l": 64, "r": 20, "t": 10, "b": 48},
            xaxis=theme.axis(title={"text": _named(data.across), "font": {"size": 13}}, tickformat=","),
            yaxis=theme.axis(title={"text": _named(data.up), "font": {"size": 13}}, tickformat=","),
            annotations=[theme.demo_mark()] if data.demo else [],
            hovermode="closest",
        ),
    }


def _every(names: Sequence[str]) -> dict[str, Any]:
    """All kommuner, without their positions."""
    look = {"size": 7, "color": theme.FADED, "line": {"width": 0.5, "color": theme.PAPER}}
    return {"type": "scatter", "mode": "markers", "text": list(names), "x": [], "y": [], "marker": look}


def empty_traces(names: Sequence[str]) -> list[dict[str, Any]]:
    """The traces without any point, for the next figure's numbers to be laid over."""
    return [_every(names), {"type": "scatter", "x": [], "y": []}, {"type": "scatter", "x": [], "y": []}]


def _named(entry: Indicator) -> str:
    return f"{entry.short_title}, {formats.unit(entry)}"


def _rounded(values: Sequence[float | None], entry: Indicator) -> list[float | None]:
    """As fine as a point's position can be seen, and at least as it is written."""
    known = [value for value in values if value is not None]
    decimals = theme.drawn_decimals(known, formats.decimals(entry), STEPS)
    return [None if value is None else formats.drawn(value, decimals, formats.decimals(entry)) for value in values]


def _hovered(data: ScatterData) -> str:
    parts = [
        f"{entry.short_title}: %{{{axis}:,.{formats.decimals(entry)}f}}" for axis, entry in (("x", data.across), ("y", data.up))
    ]
    return f"<b>%{{text}}</b><br>{'<br>'.join(parts)}<extra></extra>"


def _chosen(data: ScatterData) -> dict[str, Any]:
    few = len(data.chosen) <= OWN
    worn = looks(data.chosen, data.focus, theme.LINES[0])
    return {
        "type": "scatter",
        "mode": "markers+text" if few else "markers",
        "text": [data.names[position] for position in data.chosen],
        "textposition": positions(data) if few else [],
        "textfont": {"size": 12, "color": theme.INK},
        "x": _rounded([data.x[position] for position in data.chosen], data.across),
        "y": _rounded([data.y[position] for position in data.chosen], data.up),
        "marker": {
            "size": [FOCUSED if look.focus else 11 for look in worn] if data.focus in data.chosen else 11,
            "color": [look.colour for look in worn],
            "line": {"width": 1, "color": theme.PAPER},
        },
        "hovertemplate": _hovered(data),
        "cliponaxis": False,
    }


def positions(data: ScatterData) -> list[str]:
    """Where the name of each chosen kommun stands: where it covers no other name and no chosen point, if it can."""
    spots = _spots(data)
    taken = [_box(spot, (0.0, 0.0), 1) for spot in spots if spot]
    taken += [_box(spot, POSITIONS["bottom center"], len("Riket")) for spot in spots[-1:] if spot]
    found = []
    for position, spot in zip(data.chosen, spots, strict=False):
        boxes = {name: _box(spot, shift, len(data.names[position])) for name, shift in POSITIONS.items()} if spot else {}
        best = min(boxes, key=lambda name: sum(_covers(boxes[name], other) for other in taken), default="top center")
        taken += [boxes[best]] if boxes else []
        found.append(best)
    return found


def _spots(data: ScatterData) -> list[tuple[float, float] | None]:
    """Where the chosen kommuner, and last riket, are in the plot, in pixels; None where one has no point."""
    scales = [_scale(data.x, PLOT[0]), _scale(data.y, PLOT[1])]
    points = [*((data.x[position], data.y[position]) for position in data.chosen), data.riket]
    return [None if x is None or y is None else (x * scales[0], y * scales[1]) for x, y in points]


def _scale(values: Sequence[float | None], pixels: float) -> float:
    known = [value for value in values if value is not None]
    return pixels / ((max(known) - min(known)) or 1.0) if known else 1.0


def _box(spot: tuple[float, float], shift: tuple[float, float], letters: int) -> Box:
    width, height = letters * LETTER[0], LETTER[1]
    middle = spot[0] + shift[0] + (0 if not shift[0] else width / 2 if shift[0] > 0 else -width / 2)
    level = spot[1] + shift[1]
    return middle - width / 2, middle + width / 2, level - height / 2, level + height / 2


def _covers(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


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
