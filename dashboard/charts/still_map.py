"""A map's figure as SVG, drawn here from the published boundaries instead of by Plotly: for pages where no script runs."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from dashboard.charts import theme
from dashboard.charts.classes import NOT_APPLICABLE_CLASS

TALL: Final = 560
WIDEST: Final = 760

Point = tuple[float, float]


def svg(figure: Mapping[str, Any], boundaries: bytes, label: str) -> str:
    """The map, its hatching left to `hatches`; `label` is what it is called for those who don't see it."""
    areas, outlines, *named = figure["data"]
    geo = figure["layout"]["geo"]
    west, east = geo["lonaxis"]["range"]
    south, north = geo["lataxis"]["range"]
    (left, bottom), (right, top) = _projected(west, south), _projected(east, north)
    scale = min(TALL / (top - bottom), WIDEST / (right - left))
    wide, tall = round((right - left) * scale), round((top - bottom) * scale)

    def placed(longitude: float, latitude: float) -> Point:
        x, y = _projected(longitude, latitude)
        return (x - left) * scale, (top - y) * scale

    features = json.loads(boundaries)["features"]
    paths = {one["id"]: path for one in features if (path := _path(one["geometry"], placed, (wide, tall)))}
    names = {one["id"]: one["properties"]["name"] for one in features}
    parts = [_area(paths[code], colour, f"{names[code]}: {text}") for code, colour, text in _coloured(areas) if code in paths]
    parts += [_outline(paths[code], ink, width) for code, ink, width in _outlined(outlines) if code in paths]
    parts += [part for trace in named for part in _words(trace, placed)]
    parts += [_mark(one["text"], wide, tall) for one in figure["layout"].get("annotations", ())]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}" role="img" '
        f'aria-label="{escape(label)}" font-family="{escape(theme.FONT)}" font-size="12">{"".join(parts)}</svg>'
    )


def colours(areas: Mapping[str, Any]) -> dict[str, str]:
    """The colour of each area of a map's first trace, by its code."""
    return {code: colour for code, colour, _ in _coloured(areas)}


def _coloured(areas: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Code, colour and words of each area."""
    steps = [colour for _, colour in areas["colorscale"][::2]]
    for code, z, text in zip(areas["locations"], areas["z"], areas["text"], strict=True):
        yield code, steps[z - NOT_APPLICABLE_CLASS], text


def _projected(longitude: float, latitude: float) -> Point:
    """Mercator, as on the page."""
    return math.radians(longitude), math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _path(geometry: Mapping[str, Any], placed: Any, size: tuple[int, int]) -> str:
    """The outer ring of each part (no kommun has a hole) in tenths of a pixel; none of what lies outside."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    drawn = []
    for part in parts:
        points = [placed(longitude, latitude) for longitude, latitude, *_ in part[0]]
        if _within(points, size):
            drawn.append(_ring(points))
    return "".join(drawn)


def _within(points: Sequence[Point], size: tuple[int, int]) -> bool:
    return all(
        min(point[axis] for point in points) <= size[axis] and max(point[axis] for point in points) >= 0 for axis in (0, 1)
    )


def _ring(points: Sequence[Point]) -> str:
    """Each point from the one before it, since small numbers are short."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    (x, y), steps = tenths[0], []
    first = f"M{x / 10:g} {y / 10:g}l"
    for across, down in tenths[1:]:
        if (across, down) != (x, y):
            steps.append(f"{(across - x) / 10:g} {(down - y) / 10:g}")
            x, y = across, down
    return f"{first}{' '.join(steps)}z" if steps else ""


def _area(path: str, colour: str, words: str) -> str:
    marked = next((hatch.pattern for hatch in theme.HATCHES if hatch.key == colour), None)
    fill = f"url(#{marked})" if marked else colour
    return f'<path d="{path}" fill="{fill}" stroke="{theme.PAPER}" stroke-width="0.4"><title>{escape(words)}</title></path>'


def _outlined(outlines: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    line, codes = outlines["marker"]["line"], outlines["locations"]
    inks, widths = (value if isinstance(value, list) else [value] * len(codes) for value in (line["color"], line["width"]))
    yield from zip(codes, inks, widths, strict=True)


def _outline(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" pointer-events="none"/>'


def _words(trace: Mapping[str, Any], placed: Any) -> Iterator[str]:
    """The names of kommuner, with an edge that lets them be read on any colour."""
    look = trace["textfont"]
    for longitude, latitude, text, ink in zip(trace["lon"], trace["lat"], trace["text"], look["color"], strict=True):
        x, y = placed(longitude, latitude)
        edge = theme.INK if ink == theme.PAPER else theme.PAPER
        style = f'text-anchor="middle" font-size="{look["size"]}" fill="{ink}" stroke="{edge}" stroke-width="2.5"'
        shown = f'x="{x:.1f}" y="{y + 4:.1f}" {style} paint-order="stroke" pointer-events="none"'
        yield f"<text {shown}>{escape(text)}</text>"


def _mark(words: str, wide: int, tall: int) -> str:
    return f'<text x="{wide / 2:g}" y="{tall - 6}" text-anchor="middle" fill="{theme.WARNING}">{escape(words)}</text>'
