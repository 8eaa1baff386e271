"""The map of all kommuner: one colour a class, hatched where there is no value, the chosen ones outlined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import theme
from dashboard.figures.classes import HIDDEN_CLASS, Classification

LONGITUDES = [10.3, 24.6]
LATITUDES = [54.7, 70.3]


@dataclass(frozen=True)
class MapData:
    """What the map shows: codes of all kommuner, a text for each, their classes, and the chosen codes."""

    codes: Sequence[str]
    texts: Sequence[str]
    classification: Classification
    chosen: Sequence[str]
    geometry: str
    demo: bool


def map_figure(data: MapData) -> dict[str, Any]:
    """The figure; `geometry` is the address of the boundaries, whose features have `id` and `properties.name`."""
    return {
        "data": [_areas(data), _outlines(data)],
        "layout": theme.layout(
            geo=_geo(),
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            annotations=[theme.demo_mark()] if data.demo else [],
            uirevision="karta",
            hovermode="closest",
            dragmode="pan",
        ),
    }


def _geo() -> dict[str, Any]:
    return {
        "visible": False,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": LONGITUDES},
        "lataxis": {"range": LATITUDES},
        "bgcolor": theme.PAPER,
    }


def _areas(data: MapData) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": data.geometry,
        "locations": list(data.codes),
        "z": list(data.classification.places),
        "zmin": HIDDEN_CLASS - 0.5,
        "zmax": len(data.classification.classes) - 0.5,
        "colorscale": _steps(data.classification),
        "showscale": False,
        "text": list(data.texts),
        "hovertemplate": "<b>%{properties.name}</b><br>%{text}<extra></extra>",
        "marker": {"line": {"color": theme.PAPER, "width": 0.4}},
    }


def _outlines(data: MapData) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "geojson": data.geometry,
        "locations": list(data.chosen),
        "z": [0] * len(data.chosen),
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        "showscale": False,
        "hoverinfo": "skip",
        "marker": {"line": {"color": theme.INK, "width": 1.6}},
    }


def _steps(classification: Classification) -> list[list[Any]]:
    """A colour scale in steps: the hidden and the missing first, then the classes from low to high."""
    colours = [theme.HIDDEN, theme.MISSING, *(step.colour for step in classification.classes)]
    width = 1 / len(colours)
    return [[edge, colour] for place, colour in enumerate(colours) for edge in (place * width, (place + 1) * width)]
