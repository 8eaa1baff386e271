"""The map of kommuner: one colour a class, hatched where there is no value, the chosen ones outlined, a län's with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts import theme
from dashboard.charts.classes import NOT_APPLICABLE_CLASS, Classification
from dashboard.charts.frames import NAME_SIZE, Frame, NamedPoint


@dataclass(frozen=True)
class MapData:
    """What the map shows: codes of all kommuner, a text for each, their classes, the chosen codes, and which part of Sweden.

    `frame` is what the map shows, with the names that are written there.
    """

    codes: Sequence[str]
    texts: Sequence[str]
    classification: Classification
    chosen: Sequence[str]
    geometry: str
    demo: bool
    frame: Frame
    names: Sequence[NamedPoint] = ()
    focus: str | None = None


def map_figure(data: MapData) -> dict[str, Any]:
    """The figure; `geometry` is the address of the boundaries, whose features have `id` and `properties.name`."""
    return {
        "data": [_areas(data), _outlines(data), *([_names(data)] if data.names else [])],
        "layout": theme.layout(
            geo=_geo(data.frame),
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            annotations=[theme.demo_mark()] if data.demo else [],
            hovermode="closest",
        ),
    }


def _geo(frame: Frame) -> dict[str, Any]:
    """The part of the world that is shown. It stands still, so a finger on it moves the page."""
    west, east, south, north = frame
    return {
        "visible": False,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west, east]},
        "lataxis": {"range": [south, north]},
        "bgcolor": theme.PAPER,
    }


def _areas(data: MapData) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": data.geometry,
        "locations": list(data.codes),
        "z": list(data.classification.indices),
        "zmin": NOT_APPLICABLE_CLASS - 0.5,
        "zmax": len(data.classification.classes) - 0.5,
        "colorscale": _steps(data.classification),
        "showscale": False,
        "text": list(data.texts),
        "hovertemplate": "<b>%{properties.name}</b><br>%{text}<extra></extra>",
        "marker": {"line": {"color": theme.PAPER, "width": 0.4}},
    }


def _outlines(data: MapData) -> dict[str, Any]:
    """The chosen; the one in focus last, so that no neighbour's outline covers its own."""
    chosen = sorted(data.chosen, key=lambda code: code == data.focus)
    line: dict[str, Any] = {"color": theme.INK, "width": 1}
    if chosen and chosen[-1] == data.focus:
        others = len(chosen) - 1
        line = {"color": [*[theme.INK] * others, theme.FOCUS], "width": [*[1] * others, 3]}
    return {
        "type": "choropleth",
        "geojson": data.geometry,
        "locations": chosen,
        "z": [0] * len(chosen),
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        "showscale": False,
        "hoverinfo": "skip",
        "marker": {"line": line},
    }


def _names(data: MapData) -> dict[str, Any]:
    """Dark letters with a light edge, or on dark classes the other way around."""
    names, dark = data.names, _dark(data)
    inks = [theme.PAPER if one.code in dark else theme.INK for one in names]
    edges = [theme.INK if one.code in dark else theme.PAPER for one in names]
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [one.longitude for one in names],
        "lat": [one.latitude for one in names],
        "text": [one.name for one in names],
        "textfont": {"size": NAME_SIZE, "color": inks, "shadow": [", ".join([f"0 0 2px {edge}"] * 3) for edge in edges]},
        "hoverinfo": "skip",
    }


def _dark(data: MapData) -> set[str]:
    """The codes of the areas whose colour is dark."""
    dark = {step.index for step in data.classification.classes if theme.is_dark(step.colour)}
    return {code for code, step in zip(data.codes, data.classification.indices, strict=True) if step in dark}


def _steps(classification: Classification) -> list[list[Any]]:
    """A colour scale in steps: the three kinds of absence first, then the classes from low to high."""
    colours = [theme.NOT_APPLICABLE, theme.HIDDEN, theme.MISSING, *(step.colour for step in classification.classes)]
    width = 1 / len(colours)
    return [[edge, colour] for number, colour in enumerate(colours) for edge in (number * width, (number + 1) * width)]
