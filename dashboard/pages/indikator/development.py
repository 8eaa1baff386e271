"""How values have gone over the years that the trend shows: change, index, change a year; and means of three years."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from dashboard import formats
from dashboard.charts.time_axis import moment
from dashboard.charts.trend import broken_periods
from dashboard.url_state import View
from etl.contract.catalogue import Indicator

YEARS: Final = 3
YEAR_LENGTH: Final = 4


class Change(NamedTuple):
    """Between two periods, in the indicator's unit: the change, with the first as 100, and the change a year."""

    change: float
    hundred: float | None
    yearly: float


def settled(entry: Indicator, periods: Sequence[str], view: View, remarks: list[str]) -> View:
    """The view without years that the indicator lacks, all of them, or means that can't be made; says so in remarks."""
    if view.between and not set(view.between) <= set(periods):
        remarks.append(f"Alla år från {view.between[0]} till {view.between[1]} finns inte. Utvecklingen visar alla år som finns.")
        view = replace(view, between=None)
    if view.smooth and not smoothable(entry, periods):
        remarks.append("Det finns för få år i rad för medel av tre år. Här visas varje år för sig.")
        view = replace(view, smooth=False)
    return replace(view, between=None if view.between == (periods[0], periods[-1]) else view.between) if periods else view


def smoothable(entry: Indicator, periods: Sequence[str]) -> bool:
    """Whether there are three years in a row, of values that are numbers and no means of several years already."""
    numbers = entry.unit not in formats.CATEGORY_WORDS and entry.years_covered == 1 and not entry.election_years
    return numbers and any(_in_a_row(periods, at) for at in range(len(periods)))


def _in_a_row(periods: Sequence[str], at: int) -> bool:
    """Whether the period and the two before it are three years in a row."""
    first = at - YEARS + 1
    return first >= 0 and len(periods[at]) == YEAR_LENGTH and int(periods[at]) - int(periods[first][:YEAR_LENGTH]) == YEARS - 1


def means_of_three(entry: Indicator, periods: Sequence[str], values: Sequence[float | None]) -> list[float | None]:
    """The mean of each year and the two before it; None where any of them lacks a value or the series is broken among them."""
    broken = set(broken_periods(entry, periods))
    found: list[float | None] = []
    for at in range(len(periods)):
        three = [value for value in values[max(at - YEARS + 1, 0) : at + 1] if value is not None]
        whole = len(three) == YEARS and _in_a_row(periods, at) and not broken & set(periods[at - YEARS + 2 : at + 1])
        found.append(sum(three) / YEARS if whole else None)
    return found


def change(entry: Indicator, periods: Sequence[str], values: Sequence[float | None]) -> Change | None:
    """From the first period to the last; None where one lacks a value, they share years, or the series is broken."""
    if len(periods) < 2 or values[0] is None or values[-1] is None:
        return None
    apart = moment(periods[-1]) - moment(periods[0])
    if broken_periods(entry, periods) or entry.unit in formats.CATEGORY_WORDS or apart < entry.years_covered:
        return None
    first, last = values[0], values[-1]
    moved = round(last - first, 10)
    hundred = round(100 * last / first, 1) if first > 0 and last >= 0 and entry.unit.value != "percentage_points" else None
    return Change(moved, hundred, moved / apart)
