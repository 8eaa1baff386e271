"""How far regions reach on the map and where their middles are, read from the published boundaries."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

Extent = tuple[float, float, float, float]
"""West, east, south and north, in degrees."""


class Middle(NamedTuple):
    """The middle of a kommun's largest part in degrees, and that part's area in square degrees."""

    longitude: float
    latitude: float
    area: float


@remembered(8)
def counties(snapshot: Snapshot) -> dict[str, Extent]:
    """How far each län reaches, by its code."""
    return {code: _extent(geometry["coordinates"]) for code, geometry in _geometries(snapshot, "lan")}


@remembered(8)
def middles(snapshot: Snapshot) -> dict[str, Middle]:
    """The middle of each kommun, by its code: where its name can be written."""
    return {code: max(map(_middle, _rings(geometry)), key=_area) for code, geometry in _geometries(snapshot, "kommuner")}


def _geometries(snapshot: Snapshot, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for feature in json.loads(snapshot.boundaries(what))["features"]:
        yield feature["id"], feature["geometry"]


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    """The outer ring of each part."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    yield from (part[0] for part in parts)


def _middle(ring: list[list[float]]) -> Middle:
    """A ring's centre of gravity; the ring ends where it begins."""
    x, y = np.array(ring, dtype=float)[:, :2].T
    east, north = x - x[0], y - y[0]
    cross = east[:-1] * north[1:] - east[1:] * north[:-1]
    area = float(cross.sum()) / 2
    across = float(((east[:-1] + east[1:]) * cross).sum()) / (6 * area)
    along = float(((north[:-1] + north[1:]) * cross).sum()) / (6 * area)
    return Middle(round(float(x[0]) + across, 3), round(float(y[0]) + along, 3), abs(area))


def _area(middle: Middle) -> float:
    return middle.area


def _extent(coordinates: list[object]) -> Extent:
    """Of rings however deeply nested."""
    flat = np.array(list(_points(coordinates)), dtype=float)
    (west, south), (east, north) = flat.min(axis=0).tolist(), flat.max(axis=0).tolist()
    return west, east, south, north


def _points(part: list[object]) -> Iterable[list[object]]:
    for inner in part:
        if isinstance(inner, list) and inner and isinstance(inner[0], list):
            yield from _points(inner)
        elif isinstance(inner, list):
            yield inner
