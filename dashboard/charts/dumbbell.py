"""Gaps as dumbbells: both levels as marks with a bar between them, over time for one region or side by side for several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.time_axis import moment, moments, time_axis
from dashboard.charts.trend import break_lines, break_notes
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import Unit

COLOURS = (theme.FOCUS, theme.LINES[1])
SYMBOLS = ("circle", "diamond")
HOVER = "<b>%{fullData.name}</b><br>%{customdata}: %{text}<extra></extra>"
MANY = 20
"""More names than this beside the marks are written smaller, so that each is there."""


@dataclass(frozen=True)
class Bell:
    """One dumbbell: its position on the axis (a period or a name) and both levels, None where there is none."""

    label: str
    first: float | None
    second: float | None

    @property
    def whole(self) -> bool:
        """Whether both levels are there."""
        return self.first is not None and self.second is not None


def applies(entry: Indicator) -> bool:
    """Whether differences between groups are told for such an indicator: for shares, but not where closest to 1,0 is best."""
    return rules.gap_obstacle(entry) is None


def over_time_figure(entry: Indicator, bells: Sequence[Bell], names: tuple[str, str], *, demo: bool) -> dict[str, Any]:
    """Periods from left to right; the levels' marks are joined over time by thin lines, each pair by a thick one."""
    periods = [bell.label for bell in bells]
    levels = (
        [bell.first for bell in bells],
        [bell.second for bell in bells],
    )
    marks = [
        _marks(entry, periods, level, name, position) for position, (level, name) in enumerate(zip(levels, names, strict=True))
    ]
    traces = [{**one, "x": moments(periods)} for one in marks]
    return {
        "data": [_bars(bells, upright=True), *traces],
        "layout": _layout(
            demo=demo,
            margin={"l": 46, "r": 16, "t": 30, "b": 30},
            xaxis=time_axis(periods),
            yaxis=theme.axis(**_numbers(entry)),
            shapes=break_lines(entry, periods),
            annotations=break_notes(entry, periods),
        ),
    }


def side_by_side_figure(entry: Indicator, bells: Sequence[Bell], names: tuple[str, str], *, demo: bool) -> dict[str, Any]:
    """A row a region, in the given order from the top."""
    regions = [bell.label for bell in bells]
    letters = {"color": theme.MUTED, "size": 12 if len(regions) <= MANY else 9}
    traces = []
    for position, name in enumerate(names):
        level = [bell.second if position else bell.first for bell in bells]
        marks = _marks(entry, regions, level, name, position)
        traces.append({**marks, "x": marks["y"], "y": marks["x"], "mode": "markers"})
    return {
        "data": [_bars(bells, upright=False), *traces],
        "layout": _layout(
            demo=demo,
            margin={"l": 118, "r": 20, "t": 30, "b": 30},
            xaxis=theme.axis(**_numbers(entry)),
            yaxis=theme.axis(type="category", categoryorder="array", categoryarray=regions[::-1], dtick=1, tickfont=letters),
        ),
    }


def _layout(*, demo: bool, annotations: Sequence[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    legend = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}}
    marks = [*annotations, *([theme.demo_mark()] if demo else [])]
    return theme.layout(showlegend=True, legend=legend, hovermode="closest", annotations=marks, **more)


def _bars(bells: Sequence[Bell], *, upright: bool) -> dict[str, Any]:
    ends = [moment(bell.label) if upright else bell.label for bell in bells if bell.whole]
    labels = [part for end in ends for part in (end, end, None)]
    levels = [part for bell in bells if bell.whole for part in (bell.first, bell.second, None)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": labels if upright else levels,
        "y": levels if upright else labels,
        "line": {"color": theme.FADED, "width": 5},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _marks(entry: Indicator, labels: Sequence[str], levels: Sequence[float | None], name: str, turn: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers" if entry.election_years else "lines+markers",
        "name": name,
        "x": list(labels),
        "y": list(levels),
        "customdata": list(labels),
        "text": [formats.value(level, entry) for level in levels],
        "connectgaps": False,
        "line": {"color": COLOURS[turn], "width": 1},
        "marker": {"size": 10, "symbol": SYMBOLS[turn], "color": COLOURS[turn]},
        "hovertemplate": HOVER,
    }


def _numbers(entry: Indicator) -> dict[str, str]:
    return {"ticksuffix": "\u00a0%"} if entry.unit is Unit.PERCENT else {"tickformat": ","}
