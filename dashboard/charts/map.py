"""The map of all kommuner: one colour a class, hatched where there is no value, the chosen ones outlined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts import theme
from dashboard.charts.classes import NOT_APPLICABLE_CLASS, Classification
from dashboard.charts.extents import Extent

LONGITUDES = [10.3, 24.6]
LATITUDES = [54.7, 70.3]
MARGIN = 0.04
"""Of a län's own extent, left free around it."""


@dataclass(frozen=True)
class MapData:
    """What the map shows: codes of all kommuner, a text for each, their classes, the chosen codes, and which part of Sweden.

    `lan` is the code of the län that the map shows, with its `extent`; without them it shows the whole country.
    """

    codes: Sequence[str]
    texts: Sequence[str]
    classification: Classification
    chosen: Sequence[str]
    geometry: str
    demo: bool
    lan: str | None = None
    extent: Extent | None = None


def map_figure(data: MapData) -> dict[str, Any]:
    """The figure; `geometry` is the address of the boundaries, whose features have `id` and `properties.name`."""
    return {
        "data": [_areas(data), _outlines(data)],
        "layout": theme.layout(
            geo=_geo(data.extent),
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            annotations=[theme.demo_mark()] if data.demo else [],
            uirevision=f"karta {data.lan or ''}".strip(),
            hovermode="closest",
            dragmode="pan",
        ),
    }


def _geo(extent: Extent | None) -> dict[str, Any]:
    """The part of the world that is shown. A pointer's zoom and pan last until another part is asked for."""
    west, east, south, north = _with_margin(extent) if extent else (*LONGITUDES, *LATITUDES)
    return {
        "visible": False,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west, east]},
        "lataxis": {"range": [south, north]},
        "bgcolor": theme.PAPER,
    }


def _with_margin(extent: Extent) -> Extent:
    west, east, south, north = extent
    across, along = (east - west) * MARGIN, (north - south) * MARGIN
    return west - across, east + across, south - along, north + along


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
    """A colour scale in steps: the three kinds of absence first, then the classes from low to high."""
    colours = [theme.NOT_APPLICABLE, theme.HIDDEN, theme.MISSING, *(step.colour for step in classification.classes)]
    width = 1 / len(colours)
    return [[edge, colour] for number, colour in enumerate(colours) for edge in (number * width, (number + 1) * width)]
