"""How far regions reach on the map, read from the published boundaries."""

import json
from collections.abc import Iterable

import numpy as np

from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

Extent = tuple[float, float, float, float]
"""West, east, south and north, in degrees."""


@remembered(8)
def counties(snapshot: Snapshot) -> dict[str, Extent]:
    """How far each län reaches, by its code."""
    features = json.loads(snapshot.boundaries("lan").read_text(encoding="utf-8"))["features"]
    return {feature["id"]: _extent(feature["geometry"]["coordinates"]) for feature in features}


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
