"""A figure as SVG, drawn here instead of by Plotly: for pages where no script runs. It draws what our own charts use, no more."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, cos, floor, log10, pi, sin
from typing import Any, Final, NamedTuple

from dashboard import formats
from dashboard.charts import theme

LETTER: Final = 0.55
"""The width of a letter as a share of its size, as it mostly is."""
ROOM: Final = 8
STEPS: Final = (1.0, 2.0, 5.0, 10.0)
MOST_STEPS: Final = 5
DASHES: Final = {"dash": "7 4", "dot": "2 3", "dashdot": "7 3 2 3", "longdash": "12 5"}
CORNERS: Final = {"triangle-up": (3, 90.0), "triangle-down": (3, 270.0), "pentagon": (5, 90.0), "hexagon": (6, 90.0)}
SQUARE: Final = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
CROSS: Final = (
    *((-1.1, -0.4), (-0.4, -0.4), (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4)),
    *((1.1, 0.4), (0.4, 0.4), (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4)),
)
ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}

Place = Callable[[Any], float]


class Letters(NamedTuple):
    """Which end of a text is at its place, how large it is, and its colour."""

    anchor: str = "start"
    size: float = 13
    ink: str = theme.INK


class UndrawnError(ValueError):
    """The figure has something that is not drawn here; the message says what."""


@dataclass(frozen=True)
class Plane:
    """The plot's edges in pixels, and where a value of either axis lies."""

    left: float
    top: float
    width: float
    height: float
    x: Place
    y: Place


def svg(figure: Mapping[str, Any], size: tuple[int, int], label: str) -> str:
    """The figure, so many pixels wide and high; `label` is what it is called for those who don't see it.

    Raises:
        UndrawnError: a kind of trace that none of our line, dot and bar charts has.

    """
    wide, tall = size
    layout, traces = figure["layout"], figure["data"]
    plane = _plane(layout, traces, wide, tall)
    below = [one for one in layout.get("shapes", ()) if one.get("layer") == "below"]
    above = [one for one in layout.get("shapes", ()) if one.get("layer") != "below"]
    parts = [
        *_axes(layout, traces, plane),
        *(_shape(one, plane) for one in below),
        *(part for trace in traces for part in _trace(trace, plane, layout)),
        *(_shape(one, plane) for one in above),
        *(_note(one, plane) for one in layout.get("annotations", ())),
        *(_key(traces, plane) if layout.get("showlegend") else ()),
    ]
    style = f'font-family="{escape(theme.FONT)}" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" role="img" aria-label="{escape(label)}" '
        f"{style}>{''.join(parts)}</svg>"
    )


# Axes


def _plane(layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], wide: int, tall: int) -> Plane:
    margin = {"l": ROOM, "r": ROOM, "t": ROOM, "b": ROOM, **layout.get("margin", {})}
    names = layout["yaxis"].get("categoryarray", ())
    room = max((len(name) for name in names), default=0) * LETTER * 12 + ROOM
    left = max(margin["l"], room) if layout["yaxis"].get("automargin") else margin["l"]
    width, height = wide - left - margin["r"], tall - margin["t"] - margin["b"]
    across, up = (_scale(layout[f"{axis}axis"], _given(traces, axis)) for axis in ("x", "y"))
    return Plane(
        left, margin["t"], width, height, lambda at: left + width * across(at), lambda at: margin["t"] + height * (1 - up(at))
    )


def _given(traces: Sequence[Mapping[str, Any]], axis: str) -> list[Sequence[Any]]:
    return [one[axis] for one in traces if axis in one]


def _scale(axis: Mapping[str, Any], given: Sequence[Sequence[Any]]) -> Place:
    """Where a value lies between the axis' beginning (0) and end (1)."""
    names = axis.get("categoryarray")
    if names is not None:
        return lambda name: (names.index(name) + 0.5) / len(names)
    low, high = _range(axis, given)
    return lambda value: (value - low) / (high - low)


def _range(axis: Mapping[str, Any], given: Sequence[Sequence[Any]]) -> tuple[float, float]:
    if axis.get("range"):
        low, high = axis["range"]
        return (low, high) if high > low else (low - 0.5, low + 0.5)
    known = [value for values in given for value in values if isinstance(value, int | float)]
    if not known:
        return 0.0, 1.0
    room = (max(known) - min(known)) * 0.06 or 0.5
    return min(known) - room, max(known) + room


def _axes(layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], plane: Plane) -> Iterator[str]:
    right, bottom = plane.left + plane.width, plane.top + plane.height
    across, up = layout["xaxis"], layout["yaxis"]
    for at, words in _ticks(across, _given(traces, "x")):
        x = plane.x(at)
        if plane.left - 1 <= x <= right + 1:
            if across.get("showgrid", True):
                yield _line((x, plane.top), (x, bottom), {"color": theme.GRID, "width": 1})
            yield _text(x, bottom + 17, words, Letters(anchor="middle", size=12, ink=theme.MUTED))
    for at, words in _ticks(up, _given(traces, "y")):
        y = plane.y(at)
        if plane.top - 1 <= y <= bottom + 1:
            if up.get("showgrid", True):
                yield _line((plane.left, y), (right, y), {"color": theme.GRID, "width": 1})
            yield _text(plane.left - 5, y + 4, words, Letters(anchor="end", size=12, ink=theme.MUTED))


def _ticks(axis: Mapping[str, Any], given: Sequence[Sequence[Any]]) -> list[tuple[Any, str]]:
    """What is written along an axis, and where."""
    if not axis.get("visible", True):
        return []
    if "categoryarray" in axis:
        return [(name, name) for name in axis["categoryarray"]]
    if "ticktext" in axis:
        return list(zip(axis["tickvals"], map(str, axis["ticktext"]), strict=True))
    if "tickvals" in axis:
        return [(at, _number(axis, at, 0)) for at in axis["tickvals"]]
    low, high = _range(axis, given)
    power = 10.0 ** floor(log10((high - low) / MOST_STEPS))
    step = next(size * power for size in STEPS if size * power * MOST_STEPS >= high - low)
    decimals = max(0, -floor(log10(step) + 1e-9))
    first = ceil(low / step)
    return [(at * step, _number(axis, at * step, decimals)) for at in range(first, floor(high / step) + 1)]


def _number(axis: Mapping[str, Any], value: float, decimals: int) -> str:
    places = re.search(r"\.(\d)f", axis.get("tickformat", ""))
    return f"{formats.number(value, int(places[1]) if places else decimals)}{axis.get('ticksuffix', '')}"


# Traces


def _trace(trace: Mapping[str, Any], plane: Plane, layout: Mapping[str, Any]) -> Iterator[str]:
    if trace["type"] == "bar":
        yield from _bars(trace, plane, layout)
    elif trace["type"] == "scatter":
        yield from _scatter(trace, plane)
    else:
        raise UndrawnError(f"a trace of the type {trace['type']}")


def _scatter(trace: Mapping[str, Any], plane: Plane) -> Iterator[str]:
    points = [None if x is None or y is None else (plane.x(x), plane.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
    mode = trace.get("mode", "lines")
    if "lines" in mode:
        yield _path(trace, points)
    if "markers" in mode:
        marker = trace.get("marker", {})
        worn = zip(*(_each(marker.get(name, usual), len(points)) for name, usual in USUAL), strict=True)
        for at, (point, (symbol, size, colour)) in enumerate(zip(points, worn, strict=True)):
            if point is not None and size:
                yield _mark(point, symbol, size / 2, colour).replace("/>", f">{_title(trace, at)}</path>")


USUAL: Final = (("symbol", "circle"), ("size", 6), ("color", theme.FADED))


def _each(value: Any, count: int) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value] * count


def _title(trace: Mapping[str, Any], at: int) -> str:
    """What is said of a point that is pointed at: its name, and its value where that is in words."""
    names = trace.get("text") if trace["type"] == "bar" else None
    name = names[at] if names else trace.get("name", "")
    known = trace.get("customdata") or ()
    more = known[at] if at < len(known) and isinstance(known[at], str) else ""
    words = ": ".join(filter(None, (name, more) if trace["type"] == "bar" else (name,)))
    return f"<title>{escape(words)}</title>" if words else ""


def _path(trace: Mapping[str, Any], points: Sequence[tuple[float, float] | None]) -> str:
    """A line that lifts the pen where a value is missing."""
    drawn, pen = [], "M"
    for point in points:
        if point is None:
            pen = pen if trace.get("connectgaps") else "M"
            continue
        drawn.append(f"{pen}{point[0]:.1f} {point[1]:.1f}")
        pen = "L"
    filled = trace.get("fill") == "toself"
    ink = _stroke(trace.get("line", {}))
    return f'<path d="{"".join(drawn)}{"Z" if filled else ""}" fill="{trace["fillcolor"] if filled else "none"}" {ink}/>'


def _mark(point: tuple[float, float], symbol: str, reach: float, colour: str) -> str:
    shape = symbol.removesuffix("-open")
    hollow = f'fill="{theme.PAPER}" stroke="{colour}" stroke-width="1.5"'
    look = hollow if shape != symbol else f'fill="{colour}"'
    if shape == "circle":
        x, y = point
        half = f"a{reach:g} {reach:g} 0 1 0"
        return f'<path d="M{x - reach:.1f} {y:.1f}{half} {2 * reach:g} 0{half} {-2 * reach:g} 0Z" {look}/>'
    corners = "L".join(f"{point[0] + reach * x:.1f} {point[1] - reach * y:.1f}" for x, y in _corners(shape))
    return f'<path d="M{corners}Z" {look}/>'


def _corners(shape: str) -> Sequence[tuple[float, float]]:
    if shape == "square":
        return SQUARE
    if shape == "diamond":
        return [(1.3 * x, 1.3 * y) for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))]
    if shape == "cross":
        return CROSS
    if shape == "x":
        return [((x - y) * 0.75, (x + y) * 0.75) for x, y in CROSS]
    if shape == "star":
        return [_at(90.0 + 36 * turn, (1.4, 0.6)[turn % 2]) for turn in range(10)]
    if shape not in CORNERS:
        raise UndrawnError(f"the symbol {shape}")
    count, begin = CORNERS[shape]
    return [_at(begin + 360 / count * turn, 1.25) for turn in range(count)]


def _at(degrees: float, reach: float) -> tuple[float, float]:
    return reach * cos(degrees / 180 * pi), reach * sin(degrees / 180 * pi)


def _bars(trace: Mapping[str, Any], plane: Plane, layout: Mapping[str, Any]) -> Iterator[str]:
    """From the base, zero where there is none, to the value; lying where the trace is level."""
    level = trace.get("orientation") == "h"
    values, places = (trace["x"], trace["y"]) if level else (trace["y"], trace["x"])
    along, across = (plane.x, plane.y) if level else (plane.y, plane.x)
    names = layout["yaxis"].get("categoryarray") if level else None
    low, high = _range(layout["xaxis"], [places]) if names is None else (0, len(names))
    room = (plane.height if level else plane.width) / (high - low)
    thick = room * (1 - layout.get("bargap", 0.2)) * trace.get("width", 1)
    colours = _each(trace["marker"]["color"], len(values))
    bases = _each(trace.get("base", 0), len(values))
    for at, (place, value) in enumerate(zip(places, values, strict=True)):
        if value is None or place is None:
            continue
        begin, end = along(bases[at]), along(bases[at] + value)
        middle, length = across(place), max(abs(end - begin), 0.5)
        sides = (min(begin, end), middle - thick / 2, length, thick)
        x, y, width, height = sides if level else (sides[1], sides[0], sides[3], sides[2])
        box = f'x="{x:.2f}" y="{y:.1f}" width="{width:.2f}" height="{height:.1f}"'
        yield f'<rect {box} fill="{colours[at]}">{_title(trace, at)}</rect>'
        if level and trace.get("text") and trace.get("textposition") != "none":
            yield _beside(trace["text"][at], (begin, end), middle, (colours[at], plane))


def _beside(words: str, ends: tuple[float, float], middle: float, look: tuple[str, Plane]) -> str:
    """A bar's number: inside its end where there is room, else after it."""
    colour, _ = look
    need = len(words) * LETTER * 12 + ROOM
    inside = abs(ends[1] - ends[0]) > need
    ink = (theme.PAPER if theme.is_dark(colour) else theme.INK) if inside else theme.INK
    right = ends[1] >= ends[0]
    x = ends[1] + (5 if right != inside else -5)
    return _text(x, middle + 4, words, Letters(anchor="end" if right == inside else "start", size=12, ink=ink))


# Lines, words and what colours mean


def _shape(shape: Mapping[str, Any], plane: Plane) -> str:
    if shape["type"] != "line":
        raise UndrawnError(f"a shape of the type {shape['type']}")
    ends = [(_x(shape, f"x{end}", plane), _y(shape, f"y{end}", plane)) for end in (0, 1)]
    return _line(ends[0], ends[1], shape["line"])


def _x(one: Mapping[str, Any], name: str, plane: Plane) -> float:
    return plane.left + plane.width * one[name] if one.get("xref") == "paper" else plane.x(one[name])


def _y(one: Mapping[str, Any], name: str, plane: Plane) -> float:
    return plane.top + plane.height * (1 - one[name]) if one.get("yref") == "paper" else plane.y(one[name])


def _note(note: Mapping[str, Any], plane: Plane) -> str:
    x = _x(note, "x", plane) + note.get("xshift", 0)
    y = _y(note, "y", plane) - note.get("yshift", 0)
    font = {"size": 13, "color": theme.INK, **note.get("font", {})}
    size, rows = font["size"], note["text"].split("<br>")
    tall = size * 1.25 * len(rows)
    sideways, upright = note.get("xanchor", "center"), note.get("yanchor", "middle")
    if note.get("textangle") == -90:
        words = _text(0, size, rows[0], Letters(size=size, ink=font["color"]))
        return f'<g transform="translate({x:.1f} {y - 3:.1f}) rotate(-90)">{words}</g>'
    top = y - {"top": 0.0, "middle": tall / 2, "bottom": tall}[upright]
    ground = ""
    if note.get("bgcolor"):
        wide = max(len(re.sub(r"<.*?>", "", row)) for row in rows) * LETTER * size + 4
        begin = x - {"left": 0.0, "center": wide / 2, "right": wide}[sideways]
        ground = f'<rect x="{begin:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{note["bgcolor"]}"/>'
    lines = [
        _text(x, top + size * (1.25 * at + 1), row, Letters(anchor=ANCHORS[sideways], size=size, ink=font["color"]))
        for at, row in enumerate(rows)
    ]
    return ground + "".join(lines)


def _key(traces: Sequence[Mapping[str, Any]], plane: Plane) -> Iterator[str]:
    """What colours mean, in a row over the plot."""
    x = plane.left
    for trace in traces:
        if trace.get("showlegend", True) and trace.get("name"):
            colour = _each(trace.get("marker", trace.get("line", {})).get("color", theme.INK), 1)[0]
            symbol = _each(trace.get("marker", {}).get("symbol", "square"), 1)[0]
            yield _mark((x + 6, plane.top - 12), symbol, 5, colour) + _text(
                x + 16, plane.top - 8, trace["name"], Letters(size=12)
            )
            x += len(trace["name"]) * LETTER * 12 + 34


def _line(begin: tuple[float, float], end: tuple[float, float], line: Mapping[str, Any]) -> str:
    return f'<path d="M{begin[0]:.1f} {begin[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" fill="none" {_stroke(line)}/>'


def _stroke(line: Mapping[str, Any]) -> str:
    dash = line.get("dash", "solid")
    dashes = DASHES.get(dash, re.sub("px,?", " ", dash).strip() if "px" in dash else "")
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'stroke="{line.get("color", theme.INK)}" stroke-width="{line.get("width", 2)}" stroke-linejoin="round"{dashed}'


def _text(x: float, y: float, words: str, look: Letters) -> str:
    bold = ' font-weight="650"' if "<b>" in words else ""
    plain = escape(re.sub(r"</?b>", "", words), quote=False)
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{look.anchor}"'
    return f'<text {where} font-size="{look.size}" fill="{look.ink}"{bold}>{plain}</text>'
