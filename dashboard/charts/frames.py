"""What part of Sweden a map shows, in which shape, and where the names of kommuner have room on it."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.charts.extents import Extent

Frame = Extent
"""West, east, south and north of the map's edges, in degrees."""

SWEDEN: Final[Frame] = (10.3, 24.6, 54.7, 70.3)
AROUND: Final = 0.12
"""Of a län's own extent, shown of its neighbours on each side at least."""

NAME_SIZE: Final = 11
LETTER: Final = 0.56
"""The width of a letter of a name as a share of its size, somewhat more than it mostly is."""
LINE: Final = 13
"""The height of a name in pixels."""
LINES: Final = (0, 1, -1)
"""Where a name is tried: at its point, then so many lines above it."""


class Shape(NamedTuple):
    """A map's usual width in pixels, and its width by its height, which the style sheet holds at every width."""

    width: int
    ratio: float


BESIDE: Final = Shape(310, 0.92)
"""Beside the other charts, and on a phone."""

WIDE: Final = Shape(1130, 1.9)
"""As wide as the page."""


class NamedPoint(NamedTuple):
    """A kommun's name and where the name is written, in degrees: at the middle of its largest part, or as near as has room."""

    code: str
    name: str
    longitude: float
    latitude: float


def around(extent: Extent, shape: Shape) -> Frame:
    """The smallest frame of a shape that shows an extent with something of what lies around it."""
    west, east = (math.radians(end) for end in extent[:2])
    south, north = (mercator(end) for end in extent[2:])
    across, along = (east - west) * (1 + 2 * AROUND), (north - south) * (1 + 2 * AROUND)
    across, along = max(across, along * shape.ratio), max(along, across / shape.ratio)
    x, y = (west + east) / 2, (south + north) / 2
    return (
        math.degrees(x - across / 2),
        math.degrees(x + across / 2),
        latitude(y - along / 2),
        latitude(y + along / 2),
    )


def mercator(degrees: float) -> float:
    """A latitude in degrees as a height on the map, in radians as longitudes are."""
    return math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2))


def latitude(height: float) -> float:
    """The way back from `mercator`."""
    return math.degrees(2 * math.atan(math.exp(height)) - math.pi / 2)


def with_room(names: Sequence[NamedPoint], frame: Frame, shape: Shape) -> list[NamedPoint]:
    """Those that can be written without touching one before them, some moved a line up or down: the first are most wanted."""
    scale = shape.width / math.radians(frame[1] - frame[0])
    taken: list[Extent] = []
    found = []
    for one in names:
        boxes = ((line, _box(one, line * LINE, scale)) for line in LINES)
        free = next(((line, box) for line, box in boxes if not any(_touch(box, other) for other in taken)), None)
        if free:
            line, box = free
            taken.append(box)
            found.append(one._replace(latitude=latitude(mercator(one.latitude) + line * LINE / scale)))
    return found


def _box(one: NamedPoint, above: float, scale: float) -> Extent:
    """What a name takes of the map in pixels, so many of them above its middle."""
    x, y = math.radians(one.longitude) * scale, mercator(one.latitude) * scale + above
    half = len(one.name) * LETTER * NAME_SIZE / 2
    return x - half, x + half, y - LINE / 2, y + LINE / 2


def _touch(one: Extent, other: Extent) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
