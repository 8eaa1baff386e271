"""Time along a chart: each period where it lies in time, so that years without values keep their room."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from dashboard import formats
from dashboard.charts import theme

MOST_TICKS: Final = ((6, 1), (12, 2), (18, 3))
"""Up to so many periods, every one, every second or every third has its name."""

EDGE: Final = 0.5
"""Half a step of room at either end."""

ALONE: Final = 1.0
"""The step, in years, of a chart with a single period."""


def moment(period: str) -> float:
    """Where a period lies, in years: `2022` at 2022, `2024K3` at 2024.5."""
    year, _, quarter = period.partition("K")
    return int(year) + (int(quarter) - 1) / 4 if quarter else float(year)


def moments(periods: Sequence[str]) -> list[float]:
    """Where each period lies, in years."""
    return [moment(period) for period in periods]


def between(before: str, after: str) -> float:
    """Halfway between two periods."""
    return (moment(before) + moment(after)) / 2


def shares(periods: Sequence[str]) -> list[float]:
    """Where each period lies between the first (0) and the last (1); in the middle where there is one."""
    found = moments(periods)
    span = found[-1] - found[0] if found else 0.0
    return [(at - found[0]) / span if span else EDGE for at in found]


def step(periods: Sequence[str]) -> float:
    """The shortest time between two neighbours, in years."""
    found = moments(periods)
    return min((after - before for before, after in pairwise(found)), default=ALONE)


def time_axis(periods: Sequence[str], named: Sequence[str] | None = None) -> dict[str, Any]:
    """A Plotly axis over the periods, in order; `named` are those with a name, else as many as there is room for."""
    shown = named_periods(periods) if named is None else list(named)
    found = moments(periods)
    room = EDGE * step(periods)
    return theme.axis(
        type="linear",
        tickmode="array",
        tickvals=moments(shown),
        ticktext=list(map(formats.short_period, shown)),
        tickangle=0,
        showgrid=False,
        range=[found[0] - room, found[-1] + room] if found else None,
    )


def named_periods(periods: Sequence[str]) -> list[str]:
    """Every period where there are few, else every second, third or fifth; always the last."""
    every = next((every for most, every in MOST_TICKS if len(periods) <= most), 5)
    return [period for position, period in enumerate(reversed(periods)) if position % every == 0][::-1]
