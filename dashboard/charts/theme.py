"""The one look of all charts: palettes, fonts, layout and Plotly's settings. Colours are those of `assets/tokens.css`."""

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

FONT: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'
INK: Final = "#1b2733"
MUTED: Final = "#51606f"
GRID: Final = "#e3e8ec"
PAPER: Final = "#ffffff"
RIKET: Final = "#1b2733"
WARNING: Final = "#8a1c1c"
GROUND: Final = "#f4f6f8"
GOOD: Final = "#0b5f55"
GOOD_SOFT: Final = "#d7efeb"
POOR: Final = "#8f3b06"
POOR_SOFT: Final = "#fbe6d3"

SEQUENTIAL: Final = ("#e3eef9", "#a6cbe3", "#5ba3cf", "#2171b5", "#08306b")
"""Light to dark blue: in order also for the colour-blind and in grey print."""

DIVERGING: Final = ("#8c510a", "#d8b365", "#f0f0eb", "#5ab4ac", "#01665e")
"""Brown to teal around a neutral middle: safe for the common kinds of colour blindness."""

MIDDLE: Final = "#d8dcd6"
"""Neither better nor worse, where most kommuner are that and their borders must be seen."""

MISSING: Final = "#c9c9c9"
HIDDEN: Final = "#b5b5b6"
"""What is hidden to protect people."""

NOT_APPLICABLE: Final = "#bdbdbe"
"""What the source doesn't report, or what is not judged."""

HATCH_GROUND: Final = "#f4f4f4"
HATCH_LINE: Final = "#9aa2a9"
HATCH_DOT: Final = "#6b7580"


class Hatch(NamedTuple):
    """How areas with that status and no value are marked: on the map, in its legend (`swatch-<status>`), in saved pictures.

    `key` is the colour that a figure gives them, by which the page and the pictures find them; `pattern` names the marks in an
    SVG. `marks` are `lines` aslant, `dots` or level `rules`.
    """

    status: str
    key: str
    pattern: str
    marks: Literal["lines", "dots", "rules"]
    colour: str


HATCHES: Final = (
    Hatch("missing", MISSING, "saknas", "lines", HATCH_LINE),
    Hatch("hidden", HIDDEN, "dold", "dots", HATCH_DOT),
    Hatch("not-applicable", NOT_APPLICABLE, "redovisas-inte", "rules", HATCH_LINE),
)

FOCUS: Final = "#0b62a4"
"""The place that is looked at, wherever one is; no other wears it."""

LINES: Final = (
    "#0e7490",
    "#b54708",
    "#0f766e",
    "#9d174d",
    "#6d28d9",
    "#4d7c0f",
    "#a16207",
    "#14532d",
    "#be123c",
    "#7c2d12",
)
"""Each at least 4.5:1 on white, so that a line's label can wear its colour."""

FADED: Final = "#aab6c0"
VEIL: Final = "rgba(255,255,255,0.8)"
"""Behind words that stand on lines."""
GOAL: Final = "#a21caf"
"""A goal's line: no kommun wears it."""
DASHES: Final = ("solid", "dash", "dot", "dashdot")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down", "pentagon", "hexagon")

CONFIG: Final[Any] = {
    "locale": "sv",
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": "reset",
    "showTips": False,
}


HOUSE: Final = {
    "font": {"family": FONT, "size": 13, "color": INK},
    "paper_bgcolor": PAPER,
    "plot_bgcolor": PAPER,
    "separators": ",\u00a0",
    # No axis can be moved, so a finger on a chart is left to the page.
    "dragmode": False,
    "hoverlabel": {"bgcolor": INK, "font": {"color": PAPER, "family": FONT, "size": 13}, "bordercolor": INK},
}
"""The part of a layout that is the same in every chart."""


def layout(**more: Any) -> dict[str, Any]:
    """A chart's layout: the house style and what the chart adds."""
    return {**HOUSE, "showlegend": False, **more}


def drawn_decimals(values: Sequence[float], decimals: int, steps: int) -> int:
    """Those that are written, or one or two more: as many as it takes for rounding to move no point by more than half a step."""
    span = max(values) - min(values) if values else 0.0
    enough = (more for more in (0, 1) if span * 10 ** (decimals + more) >= steps)
    return decimals + next(enough, 2)


def demo_mark(*, above: bool = False) -> dict[str, Any]:
    """The annotation that marks a chart of made-up values, so that a picture of it keeps the mark; at the foot, or above."""
    return {
        "text": "Demodata, påhittade värden",
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 1 if above else 0,
        "xanchor": "center",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": WARNING, "size": 12},
        "bgcolor": "rgba(255,255,255,0.85)",
    }


def blank(words: str, *, demo: bool = False) -> dict[str, Any]:
    """A figure that says in words why it has nothing to draw."""
    text = {"text": words, "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    hidden = axis(visible=False)
    marks = [demo_mark()] if demo else []
    return {"data": [], "layout": layout(xaxis=hidden, yaxis=hidden, annotations=[text, *marks])}


def steps(count: int) -> tuple[str, ...]:
    """So many steps of the sequential palette, from end to end; one step is its middle."""
    if count == 1:
        return (SEQUENTIAL[2],)
    last = len(SEQUENTIAL) - 1
    return tuple(SEQUENTIAL[round(position * last / (count - 1))] for position in range(count))


def svg_address(svg: str) -> str:
    """A picture as the `data:` address of an image; only what would end the address early is written as a code."""
    return "data:image/svg+xml," + svg.replace('"', "'").replace("#", "%23").replace("<", "%3C").replace(">", "%3E")


def rgb(colour: str) -> str:
    """`#c9c9c9` as plotly.js writes it into an SVG: `rgb(201, 201, 201)`."""
    return f"rgb({', '.join(str(int(colour[position : position + 2], 16)) for position in (1, 3, 5))})"


MARKS: Final = {
    "lines": (' patternTransform="rotate(45)"', '<rect width="1.6" height="5" fill="{}"/>'),
    "dots": ("", '<circle cx="2.5" cy="2.5" r="1.1" fill="{}"/>'),
    "rules": ("", '<rect width="5" height="1.2" fill="{}"/>'),
}
"""How a pattern is turned, and what it repeats in every square of five by five."""


def pattern(hatch: Hatch) -> str:
    """The pattern of areas without a value; `assets/picture.js` reads key and status of it."""
    turned, mark = MARKS[hatch.marks]
    numbers = rgb(hatch.key).removeprefix("rgb(").removesuffix(")")
    key = f'data-key="{numbers}" data-status="{hatch.status}"'
    ground = f'<rect width="5" height="5" fill="{HATCH_GROUND}"/>'
    opened = f'<pattern id="{hatch.pattern}" {key} patternUnits="userSpaceOnUse" width="5" height="5"{turned}>'
    return f"{opened}{ground}{mark.format(hatch.colour)}</pattern>"


def is_dark(colour: str) -> bool:
    """Whether light letters are read better on a colour than dark ones, by its luma."""
    red, green, blue = (int(colour[position : position + 2], 16) for position in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128


def faint(colour: str) -> str:
    """A colour that lets what lies below be seen, for bands: `#0b62a4` becomes `rgba(11, 98, 164, 0.15)`."""
    return rgb(colour).replace("rgb(", "rgba(").replace(")", ", 0.15)")


def axis(**more: Any) -> dict[str, Any]:
    """An axis: light grid, no zero line, muted labels."""
    base = {"gridcolor": GRID, "zeroline": False, "linecolor": GRID, "tickfont": {"color": MUTED, "size": 12}, "fixedrange": True}
    return {**base, **more}
