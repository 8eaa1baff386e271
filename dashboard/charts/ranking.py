"""All kommuner in order, best first where a direction is better: bars for all, or for the chosen and those next to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard import formats
from dashboard.charts import lanes, theme
from dashboard.charts.colours import looks
from dashboard.charts.limits import round_steps
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit
from etl.contract.rules import Floats, Obstacle

MOST_ROWS = 24
STEPS = 400
"""A chart is about as many pixels high."""

IN_WORDS = "Svar i ord rangordnas inte."
REFUSED = {
    Obstacle.SURVEY: "Indikatorn bygger på en enkät. Enkätvärden är osäkra och rangordnas inte.",
    Obstacle.COUNT: "Indikatorn är ett antal, som mest speglar kommunens storlek. Antal rangordnas inte.",
    Obstacle.PARTLY_HIDDEN: "Tal som gäller få personer döljs. Utan dem vore ordningen skev, så kommunerna rangordnas inte.",
    Obstacle.YES_NO: IN_WORDS,
    Obstacle.ORDINAL: IN_WORDS,
}


UNCOVERED = "Bara {ranked} av {members} kommuner har ett värde som kan jämföras. Under 80 procent rangordnas ingen."


@dataclass(frozen=True)
class Rank:
    """A kommun's rank, the same for those with the same value, and its own number in the order.

    `colour` is a chosen kommun's own, None where it isn't one.
    """

    rank: int
    number: int
    name: str
    value: float
    colour: str | None


def refusal(entry: Indicator) -> str | None:
    """Why an indicator's kommuner are not put in order, for the reader; None where they are."""
    obstacle = rules.order_obstacle(entry)
    return None if obstacle is None else REFUSED[obstacle]


def applies(entry: Indicator) -> bool:
    """Whether the kommuner can be put in order at all."""
    return rules.order_obstacle(entry) is None


def order(
    entry: Indicator, rows: Sequence[tuple[str, float | None]], chosen: Sequence[int], focus: int | None = None
) -> list[Rank]:
    """Those with a value, best first; highest first where no direction is better. The same value is the same rank."""
    colours = {at: look.colour for at, look in zip(chosen, looks(chosen, focus, theme.LINES[0]), strict=True)}
    known = [(name, value, colours.get(at)) for at, (name, value) in enumerate(rows) if value is not None]
    positions = rules.ranks(_goodness(entry, np.array([value for _, value, _ in known], dtype=np.float64))).tolist()
    ordered = sorted(zip(positions, known, strict=True), key=lambda row: (row[0], row[1][0]))
    return [Rank(position, number, *one) for number, (position, one) in enumerate(ordered, start=1)]


def _goodness(entry: Indicator, values: Floats) -> Floats:
    return values if entry.direction is Direction.NEUTRAL else rules.goodness(values, entry.direction)


def bars_figure(
    entry: Indicator, everybody: tuple[Sequence[str], Sequence[Rank]], riket: float | None, *, demo: bool
) -> dict[str, Any]:
    """A thin bar a kommun, the chosen coloured and named, riket as a line across.

    `everybody` are the names of all in a fixed order, which the first trace keeps, and the ranks of those with a value.
    """
    known, ranks = everybody
    count = max(len(ranks), 1)
    chosen = [rank for rank in ranks if rank.colour]
    shown = [chosen[at] for at in lanes.named([rank.number for rank in chosen])]
    names = [(f"{rank.rank}. {rank.name}", (rank.number - 0.5) / count, rank.colour or theme.FADED) for rank in shown]
    low, high = _limits(entry, [rank.value for rank in ranks], riket)
    top = low + (high - low) / max(1 - lanes.headroom(names), 0.3)
    feet = [(rank.value - low) / (top - low) for rank in shown]
    return {
        "data": [
            _everybody(entry, known, ranks),
            _bars(entry, chosen, [rank.colour for rank in chosen], _drawn_decimals(entry, ranks)),
        ],
        "layout": theme.layout(
            margin={"l": 46, "r": 52, "t": 8, "b": 34},
            bargap=0.1,
            barmode="overlay",
            xaxis=theme.axis(range=[0.5, count + 0.5], showgrid=False, tickvals=_ticks(count)),
            yaxis=theme.axis(range=[round(low, 4), round(top, 4)], tickvals=_levels(low, high), **_numbers(entry)),
            shapes=[*lanes.threads(names, feet), *_riket_line(riket)],
            annotations=[*lanes.notes(names), *_riket_note(riket), *([theme.demo_mark()] if demo else [])],
            hovermode="closest",
        ),
    }


def _everybody(entry: Indicator, names: Sequence[str], ranks: Sequence[Rank]) -> dict[str, Any]:
    """A bar for each name, at its number in the order; none for those without a value."""
    found = {rank.name: rank for rank in ranks}
    own = [found.get(name) for name in names]
    decimals = _drawn_decimals(entry, ranks)
    trace = {**_bars(entry, (), theme.FADED), "text": list(names)}
    trace["x"] = [rank and rank.number for rank in own]
    trace["y"] = [rank and formats.rounded(rank.value, decimals) for rank in own]
    trace["customdata"] = [rank and formats.value(rank.value, entry) for rank in own]
    return trace


def _drawn_decimals(entry: Indicator, ranks: Sequence[Rank]) -> int:
    """As fine as a bar's end, counted from zero, can be seen."""
    return theme.drawn_decimals([0.0, *(rank.value for rank in ranks)], entry.decimals, STEPS)


def _bars(entry: Indicator, ranks: Sequence[Rank], colour: Any, decimals: int = 0) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": [rank.number for rank in ranks],
        "y": [formats.rounded(rank.value, decimals) for rank in ranks],
        "text": [rank.name for rank in ranks],
        "textposition": "none",
        "customdata": [formats.value(rank.value, entry) for rank in ranks],
        "hovertemplate": "<b>%{text}</b><br>Nummer %{x}: %{customdata}<extra></extra>",
        "marker": {"color": colour, "line": {"width": 0}},
    }


def _limits(entry: Indicator, values: Sequence[float], riket: float | None) -> tuple[float, float]:
    """From zero, since a bar's length is its value; below it where values are."""
    known = [*values, *([] if riket is None else [riket])] or [1.0]
    room = (max(known) - min(*known, 0.0)) * 0.03
    return min(*known, 0.0) - (room if min(known) < 0 else 0.0), max(*known, 0.0) + (room or 10.0**-entry.decimals)


def _numbers(entry: Indicator) -> dict[str, str]:
    return {"ticksuffix": "\u00a0%"} if entry.unit is Unit.PERCENT else {"tickformat": ","}


def _levels(low: float, high: float) -> list[float]:
    """Round numbers on the value axis, none of them up where the names are."""
    steps = round_steps(np.array([low, high]), 5)
    beyond = steps[-1] * 2 - steps[-2] if len(steps) > 1 else high * 2
    return [*([0.0] if low >= 0 else []), *steps, *([beyond] if beyond <= high * 1.02 else [])]


def _ticks(count: int) -> list[int]:
    step = 50 if count > 120 else 10 if count > 20 else 5
    return [1, *range(step, count - step // 2, step), count]


def _riket_line(riket: float | None, *, upright: bool = False) -> list[dict[str, Any]]:
    if riket is None:
        return []
    value, along = ("x", "y") if upright else ("y", "x")
    line = {"color": theme.RIKET, "width": 1.5, "dash": "dash"}
    ends = {f"{value}0": riket, f"{value}1": riket, f"{along}0": 0, f"{along}1": 1, f"{along}ref": "paper"}
    return [{"type": "line", **ends, "line": line}]


def _riket_note(riket: float | None, *, upright: bool = False) -> list[dict[str, Any]]:
    if riket is None:
        return []
    look = {"text": "<b>Riket</b>", "showarrow": False, "font": {"size": 12, "color": theme.RIKET}}
    if upright:
        return [{**look, "x": riket, "yref": "paper", "y": 1, "yanchor": "bottom"}]
    return [{**look, "y": riket, "xref": "paper", "x": 1.01, "xanchor": "left", "yanchor": "middle"}]


def neighbours(ranks: Sequence[Rank]) -> list[Rank]:
    """The chosen with those just before and after them in the order; two each side of few, one of more, none of many."""
    chosen = [at for at, rank in enumerate(ranks) if rank.colour]
    reach = 2 if len(chosen) <= 4 else 1 if len(chosen) * 3 <= MOST_ROWS else 0
    kept = sorted({at + step for at in chosen for step in range(-reach, reach + 1) if 0 <= at + step < len(ranks)})
    return [ranks[at] for at in kept[: 2 * MOST_ROWS]]


def rows_figure(entry: Indicator, ranks: Sequence[Rank], riket: float | None, *, demo: bool) -> dict[str, Any]:
    """A bar with its rank, name and value a kommun, best at the top; an empty row where others lie between."""
    colours = [rank.colour or theme.FADED for rank in ranks]
    low, high = _limits(entry, [rank.value for rank in ranks], riket)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [_label(rank) for rank in ranks],
                "x": [formats.rounded(rank.value, entry.decimals + 1) for rank in ranks],
                "text": [formats.bare(rank.value, entry) for rank in ranks],
                "textposition": "auto",
                "hoverinfo": "skip",
                "marker": {"color": colours},
            }
        ],
        "layout": theme.layout(
            margin={"l": 130, "r": 24, "t": 22, "b": 30},
            bargap=0.25,
            xaxis=theme.axis(range=[low, high * 1.08], **_numbers(entry)),
            yaxis=theme.axis(type="category", categoryorder="array", categoryarray=_labels(ranks)[::-1], showgrid=False),
            shapes=_riket_line(riket, upright=True),
            annotations=[*_riket_note(riket, upright=True), *([theme.demo_mark()] if demo else [])],
            hovermode="closest",
        ),
    }


def _labels(ranks: Sequence[Rank]) -> list[str]:
    """The rows from the top, an empty one (each of its own number of spaces) wherever others lie between."""
    labels: list[str] = []
    for at, rank in enumerate(ranks):
        if at and rank.number > ranks[at - 1].number + 1:
            labels.append("\u00a0" * (at + 1))
        labels.append(_label(rank))
    return labels


def _label(rank: Rank) -> str:
    return f"{rank.rank}. {rank.name}"
