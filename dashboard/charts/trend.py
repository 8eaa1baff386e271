"""The trend: one line a kommun with its name at the end, riket as the thick dark one; gaps and breaks stay gaps."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard import formats
from dashboard.charts import goal_lines, theme
from dashboard.charts.colours import HEAVY, OWN, Look, looks
from dashboard.charts.goal_lines import GoalLine
from dashboard.charts.time_axis import between, moment, moments, time_axis
from etl.contract.catalogue import Indicator
from etl.contract.codes import Unit

COLOURED = OWN
"""With more lines than this they turn grey and only the highest and lowest are named."""

SIMILAR = Look(theme.FADED, theme.SYMBOLS[0], own=False)
REFERENCE = Look(theme.MUTED, theme.SYMBOLS[0], own=True)
RIKET_LOOK = Look(theme.RIKET, theme.SYMBOLS[0], own=True)
MEAN_DASHES = ("dash", "dot")
"""Of a group's mean and of another's."""

LABEL_HEIGHT = 0.052
"""A label's height as a share of the chart's."""

NAME_LENGTH = 17
NAMES_WIDTH, NARROWEST_PLOT = 140, 165
"""Pixels: what the names need at the right, and the width that a phone leaves for the lines."""

STEPS_PER_CHART = 300
"""A chart is about as many pixels high."""

EARLY_DASH = "4px,3px"
"""Of preliminary values; shorter than a mean's or a goal's dashes."""

TOPMOST = 0.97
"""A name's highest position inside the chart, so that it stays under the words over it."""

MOST_BANDS = 3
"""Of more kommuner than this the margins' bands would only cover each other."""


@dataclass(frozen=True)
class Line:
    """One region's values over the periods, None where there is none.

    `preliminary` says which may still change, `margins` are ± of a survey's values, `counts` the persons behind shares; any may
    be left out. A line of means, `mean`, is dashed.
    """

    name: str
    values: Sequence[float | None]
    preliminary: Sequence[bool] = ()
    margins: Sequence[float | None] = ()
    mean: bool = False
    look: Look | None = None
    counts: Sequence[int | None] = ()

    @property
    def last(self) -> float | None:
        """The newest value."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True)
class TrendData:
    """What the trend shows: periods, riket (None where it can't be compared), the chosen and the period that the map shows.

    `means` are those of groups, each named as what it is; `similar` are the kommuner like the one in focus.
    """

    entry: Indicator
    periods: Sequence[str]
    riket: Line | None
    lines: Sequence[Line]
    marked: str | None
    demo: bool
    means: Sequence[Line] = ()
    goals: Sequence[GoalLine] = ()
    similar: Sequence[Line] = ()

    @functools.cached_property
    def drawn_decimals(self) -> int:
        """As many as a point's position can be seen in, and at least those that are written."""
        lines = [line for line in (*self.lines, *self.similar, *self.means, self.riket) if line]
        known = [value for line in lines for value in line.values if value is not None]
        return theme.drawn_decimals(known, formats.decimals(self.entry), STEPS_PER_CHART)


def trend_figure(data: TrendData) -> dict[str, Any]:
    """The figure; gaps stay gaps."""
    worn = _looks(data.lines)
    order = sorted(range(len(worn)), key=lambda at: worn[at].focus)
    traces = [part for at in order for part in _traces(data, data.lines[at], worn[at])]
    thin = [part for line in data.similar for part in _traces(data, line, SIMILAR)]
    shown = [line for line in (*data.lines, *data.similar, *data.means, data.riket) if line and line.last is not None]
    if not shown:
        return _empty(data)
    bottom, top = _ends(shown)
    goals = goal_lines.within(data.goals, bottom, top)
    data = replace(data, goals=goal_lines.told(data.goals, goals, bottom))
    low, high = _limits(shown, [goal.level for goal in goals])
    coming, words = goal_lines.ahead(data.periods, data.goals), goal_lines.height(data.goals)
    return {
        "data": [*_bands(data, worn), *thin, *traces, *_references(data), *goal_lines.ends(goals, coming)],
        "layout": theme.layout(
            margin={"l": 46, "r": _names_margin(data, coming), "t": (22 if data.demo else 8) + words, "b": 30},
            xaxis=time_axis([*data.periods, *coming]),
            yaxis=theme.axis(range=[round(low, 4), round(high, 4)], **_units(data.entry)),
            annotations=_notes(data, worn, (low, high), coming),
            shapes=[
                *_marker(data.marked),
                *break_lines(data.entry, data.periods),
                *goal_lines.lines(goals, data.periods, coming),
                *goal_lines.paths(data.goals, data.periods, coming),
            ],
            hovermode="closest",
        ),
    }


def _names_margin(data: TrendData, coming: Sequence[str]) -> int:
    """The names' room at the right of the lines, less what the periods up to a target year leave of it."""
    return max(NAMES_WIDTH - NARROWEST_PLOT * len(coming) // (len(data.periods) + len(coming)), 24)


def _looks(lines: Sequence[Line]) -> list[Look]:
    """Each line's own look; in their order where they have none."""
    ordered = looks(range(len(lines)))
    return [line.look or alone for line, alone in zip(lines, ordered, strict=True)]


def _notes(data: TrendData, worn: Sequence[Look], limits: tuple[float, float], coming: Sequence[str]) -> list[dict[str, Any]]:
    """All words in the chart and over it."""
    named = _named(data, worn)
    demo = [{**theme.demo_mark(above=True), "yshift": goal_lines.height(data.goals)}] if data.demo else []
    return [
        *_labels(named, limits, moment(data.periods[-1]) if coming else None),
        *break_notes(data.entry, data.periods),
        *goal_lines.notes(data.goals),
        *demo,
    ]


def _empty(data: TrendData) -> dict[str, Any]:
    """A chart that says that it has nothing to draw."""
    words = {"text": "Inga värden att visa", "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    marks = [theme.demo_mark()] if data.demo else []
    hidden = theme.axis(visible=False)
    return {"data": [], "layout": theme.layout(xaxis=hidden, yaxis=hidden, annotations=[words, *marks])}


def _units(entry: Indicator) -> dict[str, str]:
    """How the value axis writes its numbers."""
    if entry.unit is Unit.PARITY_RATIO:
        return {"tickformat": ".1f"}
    return {"ticksuffix": formats.SUFFIXES[Unit.PERCENT]} if entry.unit is Unit.PERCENT else {"tickformat": ","}


def _hovered(entry: Indicator) -> str:
    """How a pointed-at value is written; plotly.js puts in the Swedish comma and spaces."""
    return f"%{{y:,.{formats.decimals(entry)}f}}{formats.SUFFIXES.get(entry.unit, '')}"


def _traces(data: TrendData, line: Line, look: Look) -> list[dict[str, Any]]:
    """A line in one piece, or what is settled and then, dashed, what is preliminary with the way to it."""
    whole = _trace(data, line, look)
    if not any(line.preliminary) or data.entry.election_years:
        return [whole]
    flags = dict(zip(moments(data.periods), line.preliminary, strict=True))
    preliminary = [flags.get(at, False) and value is not None for at, value in zip(whole["x"], whole["y"], strict=True)]
    settled = [None if flag else value for value, flag in zip(whole["y"], preliminary, strict=True)]
    solid = {**whole, "y": settled, "marker": {**whole["marker"], "symbol": look.symbol}}
    return [solid, _dashed(whole, preliminary)]


def _dashed(whole: dict[str, Any], preliminary: Sequence[bool]) -> dict[str, Any]:
    """Preliminary points with their neighbours; between two neighbours of different ones the pen is lifted."""
    near = [any(preliminary[max(at - 1, 0) : at + 2]) for at in range(len(preliminary))]
    points: list[tuple[float, str, float | None, str, float, str]] = []
    texts = whole.get("text") or [""] * len(whole["x"])
    for at, (when, period) in enumerate(zip(whole["x"], whole["customdata"], strict=True)):
        if near[at] and points and near[at - 1] and not (preliminary[at] or preliminary[at - 1]):
            points.append((when, period, None, whole["marker"]["symbol"][at], 0, ""))
        shown = whole["y"][at] if near[at] else None
        size = whole["marker"]["size"] if preliminary[at] else 0
        points.append((when, period, shown, whole["marker"]["symbol"][at], size, texts[at]))
    x, periods, y, symbols, sizes, said = (list(part) for part in zip(*points, strict=True))
    look = {"line": {**whole["line"], "dash": EARLY_DASH}, "marker": {**whole["marker"], "symbol": symbols, "size": sizes}}
    sure = {"text": said} if "text" in whole else {}
    return {**whole, "x": x, "y": y, "customdata": periods, **sure, **look}


def _trace(data: TrendData, line: Line, look: Look) -> dict[str, Any]:
    periods, y, symbols = _points(data, line, look.symbol)
    sure = _sure(data, line, periods)
    more = "%{text}" if sure else ""
    elections = bool(data.entry.election_years)
    return {
        "type": "scatter",
        "mode": "markers" if elections else "lines+markers",
        "name": line.name,
        "x": moments(periods),
        "y": y,
        "customdata": periods,
        **({"text": sure} if sure else {}),
        "hovertemplate": f"<b>%{{fullData.name}}</b><br>%{{customdata}}: {_hovered(data.entry)}{more}<extra></extra>",
        "line": {
            "color": look.colour,
            "width": HEAVY if look.focus else 1.8 if look.own else 1.1,
            **({"dash": "dash"} if line.mean else {}),
        },
        "marker": {"size": (9 if elections else 5.5) if look.own else 3, "symbol": symbols, "color": look.colour},
    }


def _sure(data: TrendData, line: Line, periods: Sequence[str]) -> list[str]:
    """What is said of a pointed-at value's margin and of the persons behind it, where anything is known."""
    if not any(one is not None for one in (*line.margins, *line.counts)):
        return []
    nothing = [None] * len(data.periods)
    known = dict(zip(data.periods, zip(line.values, line.margins or nothing, line.counts or nothing, strict=True), strict=True))
    return ["" if known[period][0] is None else _sure_words(data.entry, *known[period][1:]) for period in periods]


def _sure_words(entry: Indicator, margin: float | None, count: int | None) -> str:
    around = "" if margin is None else f" ±{formats.HARD_SPACE}{formats.number(margin, formats.decimals(entry))}"
    return around + ("" if count is None else f"<br>av {formats.number(count, 0)} personer")


def _points(data: TrendData, line: Line, symbol: str) -> tuple[list[str], list[float | None], str | list[str]]:
    """Periods, values and symbols: an open symbol for what is preliminary, and an empty point where the series breaks."""
    finer, written = data.drawn_decimals, formats.decimals(data.entry)
    values = [None if value is None else formats.drawn(value, finer, written) for value in line.values]
    open_ = line.preliminary or [False] * len(values)
    points = [
        (period, value, f"{symbol}-open" if flag else symbol)
        for period, value, flag in zip(data.periods, values, open_, strict=True)
    ]
    for period in broken_periods(data.entry, data.periods):
        at = next(position for position, point in enumerate(points) if point[0] == period)
        points.insert(at, (period, None, symbol))
    x, y, symbols = (list(part) for part in zip(*points, strict=True)) if points else ([], [], [])
    return x, y, symbols if any(line.preliminary) else symbol


def broken_periods(entry: Indicator, periods: Sequence[str]) -> list[str]:
    """The first period with values after each break in the series, for breaks that have values on both sides."""
    after = (next((period for period in periods if period >= step.period), None) for step in entry.breaks)
    return sorted({period for period in after if period is not None and period != periods[0]})


def _edges(entry: Indicator, periods: Sequence[str]) -> list[float]:
    """Halfway between the periods on either side of each break."""
    return [between(periods[list(periods).index(period) - 1], period) for period in broken_periods(entry, periods)]


def break_lines(entry: Indicator, periods: Sequence[str]) -> list[dict[str, Any]]:
    """A thin line between the periods on either side of a break."""
    line = {"color": theme.MUTED, "width": 1, "dash": "dot"}
    edges = _edges(entry, periods)
    return [{"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"} for x in edges]


def break_notes(entry: Indicator, periods: Sequence[str]) -> list[dict[str, Any]]:
    """The word at the foot of each of those lines, standing so that neighbours don't collide."""
    look = {"showarrow": False, "textangle": -90, "xanchor": "left", "yanchor": "bottom", "yref": "paper", "y": 0}
    font = {"size": 12, "color": theme.MUTED}
    edges = _edges(entry, periods)
    return [{**look, "text": "brott i serien", "x": x, "font": font} for x in edges]


def _references(data: TrendData) -> list[dict[str, Any]]:
    """The groups' means, dashed, and riket, thick and dark, over the chosen."""
    found = []
    for line, dash in zip(data.means, MEAN_DASHES, strict=False):
        mean = {**_trace(data, line, REFERENCE), "mode": "lines"}
        found.append({**mean, "line": {"color": theme.MUTED, "width": 2, "dash": dash}})
    if data.riket:
        pieces = _traces(data, data.riket, RIKET_LOOK)
        found += [{**piece, "line": {**piece["line"], "width": 3.5}} for piece in pieces]
    return found


def _bands(data: TrendData, worn: Sequence[Look]) -> list[dict[str, Any]]:
    """The margins of at most three kommuner as bands; of more they would only cover each other."""
    if len(data.lines) > MOST_BANDS:
        return []
    return [
        _band(data, line, run, worn[position].colour)
        for position, line in enumerate(data.lines)
        if any(margin is not None for margin in line.margins)
        for run in _runs(line)
    ]


def _runs(line: Line) -> list[list[int]]:
    """The positions of values with a margin, in unbroken runs."""
    runs: list[list[int]] = []
    for position, (value, margin) in enumerate(zip(line.values, line.margins, strict=True)):
        if value is None or margin is None:
            continue
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _band(data: TrendData, line: Line, run: Sequence[int], colour: str) -> dict[str, Any]:
    """From the upper ends forth to the lower ends back."""
    ends = [(data.periods[at], line.values[at] or 0.0, line.margins[at] or 0.0) for at in run]
    upper = [(period, round(value + margin, 3)) for period, value, margin in ends]
    lower = [(period, round(value - margin, 3)) for period, value, margin in reversed(ends)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"Felmarginal {line.name}",
        "x": [moment(period) for period, _ in (*upper, *lower)],
        "y": [value for _, value in (*upper, *lower)],
        "fill": "toself",
        "fillcolor": theme.faint(colour),
        "line": {"width": 0 if len(run) > 1 else 4, "color": theme.faint(colour)},
        "hoverinfo": "skip",
    }


def _ends(lines: Sequence[Line]) -> tuple[float, float]:
    """The lowest and the highest of all values with their margins."""
    known = [value for line in lines for value in line.values if value is not None]
    for line in lines:
        ends = [(value, margin) for value, margin in zip(line.values, line.margins, strict=False) if value is not None]
        known += [value + side * (margin or 0.0) for value, margin in ends for side in (-1, 1)]
    return (min(known), max(known)) if known else (0.0, 1.0)


def _limits(lines: Sequence[Line], levels: Sequence[float] = ()) -> tuple[float, float]:
    """Room for every value, every margin and every goal that there is room for."""
    low, high = _ends(lines)
    low, high = min(low, *levels, low), max(high, *levels, high)
    room = (high - low) * 0.06 or max(abs(high) * 0.1, 0.5)
    return (0.0 if 0 <= low < room else low - room), high + room


def _named(data: TrendData, worn: Sequence[Look]) -> list[tuple[Line, str]]:
    """The lines that have their name at their end, each with the colour of it: riket and means first.

    Of the chosen all that have a colour of their own, else the one in focus, the lowest and the highest.
    """
    known = [pair for pair in zip(data.lines, worn, strict=True) if pair[0].last is not None]
    ranked = sorted(known, key=lambda pair: pair[0].last or 0.0)
    inner = range(2, len(ranked) - 2) if len(data.lines) > COLOURED else ()
    chosen = [
        (line, look.colour if look.own else theme.MUTED)
        for at, (line, look) in enumerate(ranked)
        if at not in inner or look.focus
    ]
    riket = [(data.riket, theme.RIKET)] if data.riket else []
    others = [(line, theme.MUTED) for line in (*data.means, *data.similar)]
    return [pair for pair in (*riket, *others) if pair[0].last is not None] + chosen


def _labels(named: list[tuple[Line, str]], limits: tuple[float, float], last: float | None) -> list[dict[str, Any]]:
    """The lines' names in the margin, or, where the axis goes on, after the position of the last period."""
    if not named:
        return []
    low, high = limits
    where = {"xref": "paper", "x": 1.01} if last is None else {"xref": "x", "x": last, "xshift": 8, "bgcolor": theme.VEIL}
    top = 1.0 if last is None else TOPMOST
    levels = [min(((line.last or 0.0) - low) / (high - low) / top, 1.0) for line, _ in named]
    heights = [height * top for height in spread(levels, LABEL_HEIGHT / top)]
    return [
        {
            "text": f"<b>{_short(line.name)}</b>" if colour in (theme.RIKET, theme.FOCUS) else _short(line.name),
            **where,
            "yref": "paper",
            "y": round(height, 4),
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": 12, "color": colour},
        }
        for (line, colour), height in zip(named, heights, strict=True)
    ]


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Move labels as little as needed for each to be `gap` from the next and all between 0 and 1, keeping their order."""
    order = sorted(range(len(heights)), key=lambda position: heights[position])
    gap = min(gap, 1 / max(len(order) - 1, 1))
    moved = list(heights)
    floor = 0.0
    for position in order:
        moved[position] = max(moved[position], floor)
        floor = moved[position] + gap
    ceiling = 1.0
    for position in reversed(order):
        moved[position] = min(moved[position], ceiling)
        ceiling = moved[position] - gap
    return moved


def _marker(period: str | None) -> list[dict[str, Any]]:
    """A thin line at the period that the map shows."""
    if period is None:
        return []
    line = {"color": theme.FADED, "width": 1, "dash": "dot"}
    return [
        {
            "type": "line",
            "x0": moment(period),
            "x1": moment(period),
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": line,
            "layer": "below",
        }
    ]
