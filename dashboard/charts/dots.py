"""The distribution: every kommun as a dot, stacked over its value, the chosen coloured and named, riket as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.charts import lanes, theme
from dashboard.charts.colours import looks
from etl.contract.catalogue import Indicator

COLUMNS = 56
"""How many stacks the values are sorted into."""

STEPS = 700
"""A chart is about as many pixels wide."""


@dataclass(frozen=True)
class DotsData:
    """All kommuner in a fixed order, each with its value (None where there is none); `chosen` are positions among them."""

    entry: Indicator
    names: Sequence[str]
    values: Sequence[float | None]
    chosen: Sequence[int]
    riket: float | None
    demo: bool
    focus: int | None = None

    @property
    def colours(self) -> dict[int, str]:
        """The colours of the chosen by their positions."""
        worn = looks(self.chosen, self.focus, theme.LINES[0])
        return {at: look.colour for at, look in zip(self.chosen, worn, strict=True)}


def applies(entry: Indicator) -> bool:
    """Whether the values are numbers that can be laid out along an axis."""
    return entry.unit not in formats.CATEGORY_WORDS


def dots_figure(data: DotsData) -> dict[str, Any]:
    """The figure. The first trace has all kommuner in their order, so that between two years only numbers differ."""
    known = [value for value in (*data.values, data.riket) if value is not None]
    if not any(value is not None for value in data.values):
        known = []
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    width = (high - low) / COLUMNS or 1.0
    heights = _stacked(data.values, low, width)
    names = _names(data, low - width, high + width)
    tallest = max((height for height in heights if height is not None), default=0) + 1
    top = tallest / max(1 - lanes.headroom(names), 0.3)
    return {
        "data": [_dots(data, heights), _marked(data, heights)],
        "layout": theme.layout(
            margin={"l": 16, "r": 16, "t": 8, "b": 34},
            xaxis=theme.axis(range=[round(low - width, 4), round(high + width, 4)], **_numbers(data.entry)),
            yaxis=theme.axis(range=[0, round(top, 2)], visible=False),
            shapes=lanes.threads(names, _feet(data, heights, top)),
            annotations=[*lanes.notes(names), *([theme.demo_mark()] if data.demo else [])],
            hovermode="closest",
        ),
    }


def _rounded(data: DotsData) -> list[float | None]:
    """As fine as a dot's position can be seen, and at least as it is written."""
    known = [value for value in data.values if value is not None]
    decimals = theme.drawn_decimals(known, data.entry.decimals, STEPS)
    return [None if value is None else formats.rounded(value, decimals) for value in data.values]


def _stacked(values: Sequence[float | None], low: float, width: float) -> list[int | None]:
    """How high each value's dot lies among those of about the same value."""
    filled: dict[int, int] = {}
    heights: list[int | None] = []
    for value in values:
        if value is None:
            heights.append(None)
            continue
        column = int((value - low) / width)
        filled[column] = filled.get(column, 0) + 1
        heights.append(filled[column])
    return heights


def _dots(data: DotsData, heights: Sequence[int | None]) -> dict[str, Any]:
    """The words are of the values as they are, since those that are drawn are rounded already."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": _rounded(data),
        "y": list(heights),
        "text": list(data.names),
        "customdata": [formats.value(value, data.entry) for value in data.values],
        "hovertemplate": "<b>%{text}</b><br>%{customdata}<extra></extra>",
        "marker": {"size": 6.5, "color": theme.FADED, "line": {"width": 0}},
    }


def _marked(data: DotsData, heights: Sequence[int | None]) -> dict[str, Any]:
    """The chosen once more, larger and in their colours."""
    shown = _rounded(data)
    positions = [at for at in data.chosen if heights[at] is not None]
    colours = data.colours
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [shown[at] for at in positions],
        "y": [heights[at] for at in positions],
        "hoverinfo": "skip",
        "marker": {
            "size": [14 if at == data.focus else 10 for at in positions] if data.focus in positions else 10,
            "color": [colours[at] for at in positions],
            "line": {"width": 1.2, "color": theme.PAPER},
        },
    }


def _named(data: DotsData) -> list[tuple[int, float, str]]:
    """Of the chosen that are named: the position, the value and the colour."""
    colours = data.colours
    known = [(at, value, colours[at]) for at in data.chosen if (value := data.values[at]) is not None]
    return [known[at] for at in lanes.named([value for _, value, _ in known])]


def _names(data: DotsData, left: float, right: float) -> list[lanes.Name]:
    """Riket first, then the chosen that are named."""
    found = [] if data.riket is None else [("<b>Riket</b>", data.riket, theme.RIKET)]
    found += [(data.names[at], value, colour) for at, value, colour in _named(data)]
    return [(words, (value - left) / (right - left), colour) for words, value, colour in found]


def _feet(data: DotsData, heights: Sequence[int | None], top: float) -> list[float]:
    """Where each name's line ends: at the axis for riket, at its dot for a kommun."""
    riket = [] if data.riket is None else [0.0]
    return [*riket, *((heights[at] or 0) / top for at, _, _ in _named(data))]


def _numbers(entry: Indicator) -> dict[str, str]:
    suffix = formats.SUFFIXES.get(entry.unit, "")
    return {"ticksuffix": suffix} if suffix == "\u00a0%" else {"tickformat": ",.1f" if entry.decimals else ","}
