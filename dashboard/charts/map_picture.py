"""The map as a PNG, drawn here from the published boundaries, for files that can't hold the page's own."""

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PIL import Image, ImageDraw

from dashboard.charts import theme

if TYPE_CHECKING:  # it reads pyarrow, which the process that makes slides can do without
    from dashboard.charts.extents import Extent

TALL: Final = 1400
FINER: Final = 2
"""It is drawn so many times as large and made smaller, which smooths the borders."""

COLOURS: Final = 128
"""Smooth borders need no more, and the file is a third as large."""

MARGIN: Final = 0.02
APART: Final = 9
"""How far apart the marks are of what has no value."""


class Marked(NamedTuple):
    """Codes of areas with an outline, and groups of them with a ring around, since a small kommun is lost on a whole map."""

    outlined: Sequence[str]
    rings: Sequence[Sequence[str]] = ()


Ring = list[tuple[float, float]]
Frame = tuple[float, float, float, float]


def png(
    boundaries: bytes,
    colours: Mapping[str, str],
    marked: Marked,
    extent: "Extent | None" = None,
    *,
    tall: int = TALL,
) -> bytes:
    """Areas by code in colours, `tall` pixels high; `boundaries` is GeoJSON, `extent` in degrees (None shows everything)."""
    features = json.loads(boundaries)["features"]
    areas = {feature["id"]: [_projected(ring) for ring in _rings(feature["geometry"])] for feature in features}
    frame = _frame(areas, extent)
    placed = {code: [_placed(ring, frame, tall) for ring in found] for code, found in areas.items()}
    image = Image.new("RGB", _size(frame, tall), theme.PAPER)
    brush = ImageDraw.Draw(image)
    for code, found in placed.items():
        for ring in found:
            brush.polygon(ring, fill=colours.get(code, theme.MISSING), outline=theme.PAPER)
    for hatch in theme.HATCHES:
        _hatch(image, [ring for code, found in placed.items() if colours.get(code) == hatch.key for ring in found], hatch)
    for code in marked.outlined:
        for ring in placed.get(code, ()):
            brush.line([*ring, ring[0]], fill=theme.INK, width=3 * FINER)
    for group in marked.rings:
        _ring(brush, [point for code in group for ring in placed.get(code, ()) for point in ring])
    small = image.resize((image.width // FINER, image.height // FINER), Image.Resampling.LANCZOS)
    sink = io.BytesIO()
    small.quantize(COLOURS).save(sink, "PNG")
    return sink.getvalue()


SMALLEST_RING: Final = 34 * FINER


def _ring(brush: ImageDraw.ImageDraw, points: Ring) -> None:
    """A dark ring on a white one around the points, where there are any."""
    if not points:
        return
    across, along = [x for x, _ in points], [y for _, y in points]
    x, y = (min(across) + max(across)) / 2, (min(along) + max(along)) / 2
    radius = max(SMALLEST_RING, 0.7 * max(max(across) - min(across), max(along) - min(along)))
    for width, colour in ((10, theme.PAPER), (5, theme.INK)):
        beyond = radius + width * FINER / 2
        brush.ellipse((x - beyond, y - beyond, x + beyond, y + beyond), outline=colour, width=width * FINER)


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    """The outer ring of each part: no kommun has a hole."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    yield from (part[0] for part in parts)


def _projected(ring: Sequence[Sequence[float]]) -> Ring:
    """Mercator, as on the page."""
    return [_point(longitude, latitude) for longitude, latitude, *_ in ring]


def _point(longitude: float, latitude: float) -> tuple[float, float]:
    return math.radians(longitude), math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _frame(rings: Mapping[str, Sequence[Ring]], extent: "Extent | None") -> Frame:
    """Left, right, bottom and top of what is shown, with a margin."""
    if extent:
        (left, bottom), (right, top) = _point(extent[0], extent[2]), _point(extent[1], extent[3])
    else:
        points = [point for found in rings.values() for ring in found for point in ring]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        bottom, top = min(y for _, y in points), max(y for _, y in points)
    across, along = (right - left) * MARGIN, (top - bottom) * MARGIN
    return left - across, right + across, bottom - along, top + along


def _size(frame: Frame, tall: int) -> tuple[int, int]:
    left, right, bottom, top = frame
    return round(tall * FINER * (right - left) / (top - bottom)), tall * FINER


def _placed(ring: Ring, frame: Frame, tall: int) -> Ring:
    left, _, bottom, top = frame
    scale = tall * FINER / (top - bottom)
    return [((x - left) * scale, (top - y) * scale) for x, y in ring]


def _hatch(image: Image.Image, rings: Sequence[Ring], hatch: theme.Hatch) -> None:
    """Marks over areas, so that what has no value is told from a pale colour, and kinds of absence from each other."""
    if not rings:
        return
    mask = Image.new("1", image.size)
    brush = ImageDraw.Draw(mask)
    for ring in rings:
        brush.polygon(ring, fill=1)
    image.paste(_marks(image.size, APART * FINER, hatch), mask=mask)


def _marks(size: tuple[int, int], step: int, hatch: theme.Hatch) -> Image.Image:
    made = Image.new("RGB", size, theme.HATCH_GROUND)
    brush = ImageDraw.Draw(made)
    wide, tall = size
    if hatch.marks == "dots":
        for x in range(0, wide, step):
            for y in range(0, tall, step):
                brush.ellipse((x, y, x + step // 3, y + step // 3), fill=hatch.colour)
    elif hatch.marks == "rules":
        for y in range(0, tall, step):
            brush.line((0, y, wide, y), fill=hatch.colour, width=FINER * 2)
    else:
        for x in range(-tall, wide, step):
            brush.line((x, tall, x + tall, 0), fill=hatch.colour, width=FINER * 2)
    return made
