"""What has been in every region, by indicator and sex, as a goal needs it: its own series, what it is held against, riket's.

Only published numbers: what is hidden isn't here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Direction, RegionType, Sex, Unit
from etl.contract.goal import GoalKind, Measure
from etl.derive.grid import Grid
from etl.signals import reasons
from etl.signals.aim import HELD_AGAINST, Target
from etl.signals.noise import Course
from etl.signals.target import Progress, TargetStatus, progress

INHABITANTS: Final = "invanare"
"""The indicator that counts all who live in a region."""

Years = Mapping[int, float]
ByRegion = Mapping[str, Years]
What = Literal["value", "denominator", "margin"]


@dataclass(frozen=True)
class SeriesOf:
    """The numbers of every indicator by region and year, each read from its grid once."""

    grids: Mapping[str, Grid]
    read: dict[tuple[str, str, str], ByRegion] = field(default_factory=dict)

    def series(self, entry: Indicator, sex: str, what: What = "value") -> ByRegion:
        """By region, the numbers by year; of what is measured at elections only their years, since the others repeat them."""
        key = (entry.id, sex, what)
        if key not in self.read:
            self.read[key] = _series(self.grids[entry.id], sex, what, frozenset(map(str, entry.election_years)))
        return self.read[key]

    def inhabitants(self) -> ByRegion:
        """All who live in each region by year; empty where the catalogue doesn't count them."""
        key = (INHABITANTS, Sex.TOTAL.value, "value")
        if key not in self.read:
            grid = self.grids.get(INHABITANTS)
            self.read[key] = {} if grid is None else _series(grid, Sex.TOTAL.value, "value", frozenset())
        return self.read[key]


@dataclass(frozen=True)
class Side:
    """One side of what is compared, by region: values, the persons behind them and margins."""

    values: ByRegion
    persons: ByRegion
    margins: ByRegion


NOTHING: Final = Side({}, {}, {})
NO_YEARS: Final[Years] = {}


@dataclass(frozen=True)
class Courses:
    """The courses of one indicator and sex towards one target, by region."""

    entry: Indicator
    target: Target
    own: Side
    other: Side
    inhabitants: ByRegion
    hidden: Mapping[str, str]
    breaks: tuple[int, ...]
    annual: bool

    @classmethod
    def of(
        cls,
        series: SeriesOf,
        entries: tuple[Indicator, Indicator | None],
        target: Target,
        whose: tuple[str, tuple[str, ...]],
    ) -> "Courses":
        """What a target needs of an indicator.

        Args:
            series: where the numbers are read.
            entries: the indicator, and the same measure for those born in Sweden.
            target: decides what the values are held against.
            whose: the sex, and the regions of a group that is to be passed.

        """
        entry, (sex, group) = entries[0], whose
        grid = series.grids[entry.id]
        annual = all(period.isdigit() for period in grid.periods)
        own, other = _sides(series, entries, target, whose) if annual else (NOTHING, NOTHING)
        if group:
            other = Side({RIKET: _mean(own.values, group)}, {}, {})
        breaks = tuple(int(step.period[:4]) for step in entry.breaks)
        of_people = entry.unit is Unit.PERCENT and not entry.survey
        return cls(entry, target, own, other, series.inhabitants() if of_people else {}, _hidden(grid, sex), breaks, annual)

    def progress(self, region: str, kind: RegionType) -> Progress:
        """How far a region has come; what is missing is told from what is hidden and what the source has for no län."""
        if not self.annual:
            return Progress(TargetStatus.CANNOT_BE_MEASURED, reasons.NOT_ANNUAL)
        values = self.own.values.get(region, NO_YEARS)
        if not values:
            return Progress(TargetStatus.CANNOT_BE_MEASURED, self._absence(region, kind))
        held = RIKET if self.target.kind in HELD_AGAINST else region
        return progress(
            self.target,
            Course(
                values,
                self.other.values.get(held, NO_YEARS),
                self.breaks,
                self.entry.survey,
                self.own.margins.get(region, NO_YEARS),
                self.other.margins.get(held, NO_YEARS),
                self.own.persons.get(region, NO_YEARS),
                self.other.persons.get(held, NO_YEARS),
                NO_YEARS if region == RIKET else self._riket(),
                self.inhabitants.get(region, NO_YEARS),
            ),
        )

    def _riket(self) -> Years:
        """Riket's value, or for a gap riket's gap, by year."""
        values = self.own.values.get(RIKET, NO_YEARS)
        if not self.target.concerns_gap:
            return values
        others = self.other.values.get(RIKET, NO_YEARS)
        both = values.keys() & others.keys()
        if self.target.measure is Measure.SEX_GAP:
            return {year: abs(values[year] - others[year]) for year in both}
        sign = -1 if self.target.direction is Direction.LOWER else 1
        return {year: sign * (others[year] - values[year]) for year in both}

    def _absence(self, region: str, kind: RegionType) -> str:
        if region in self.hidden:
            return reasons.hidden(self.hidden[region])
        return reasons.NOT_FOR_LAN if kind is RegionType.COUNTY and self.own.values else reasons.NO_VALUE


def _sides(
    series: SeriesOf, entries: tuple[Indicator, Indicator | None], target: Target, whose: tuple[str, tuple[str, ...]]
) -> tuple[Side, Side]:
    """What is measured and what it is held against."""
    (entry, pair), sex = entries, whose[0]
    if target.measure is Measure.SEX_GAP:
        return _side(series, entry, Sex.WOMEN.value), _side(series, entry, Sex.MEN.value)
    if target.kind is GoalKind.BOTH_AT_LEAST and sex == Sex.TOTAL:
        return _behind(_side(series, entry, Sex.WOMEN.value), _side(series, entry, Sex.MEN.value)), NOTHING
    own = _side(series, entry, sex)
    if target.measure is Measure.GAP:
        return own, _side(series, pair or entry, sex)
    return own, own if target.kind in HELD_AGAINST else NOTHING


def _side(series: SeriesOf, entry: Indicator, sex: str) -> Side:
    of_persons = entry.unit is Unit.PERCENT and not entry.survey
    return Side(
        series.series(entry, sex),
        series.series(entry, sex, "denominator") if of_persons else {},
        series.series(entry, sex, "margin") if entry.survey else {},
    )


def _behind(women: Side, men: Side) -> Side:
    """The sex that is behind each year, where both are known; whose persons depends on the year too."""
    values: dict[str, Years] = {}
    persons: dict[str, Years] = {}
    for region in women.values.keys() & men.values.keys():
        theirs = (women, men)
        years = women.values[region].keys() & men.values[region].keys()
        last = {year: min(theirs, key=lambda side: side.values[region][year]) for year in sorted(years)}
        values[region] = {year: side.values[region][year] for year, side in last.items()}
        known = ((year, side.persons.get(region, NO_YEARS).get(year)) for year, side in last.items())
        persons[region] = {year: number for year, number in known if number is not None}
    return Side(values, persons, {})


def _mean(values: ByRegion, group: tuple[str, ...]) -> Years:
    """The unweighted mean of the group's values by year, where each of them has one."""
    theirs = [values.get(region, NO_YEARS) for region in group]
    years = set.intersection(*(set(one) for one in theirs))
    return {year: sum(one[year] for one in theirs) / len(theirs) for year in sorted(years)}


def _series(grid: Grid, sex: str, what: What, elections: frozenset[str]) -> ByRegion:
    if sex not in grid.sexes or not all(period.isdigit() for period in grid.periods):
        return {}
    numbers = {"value": grid.value, "denominator": grid.denominator, "margin": grid.margin}[what]
    cells = numbers[:, grid.sexes.index(sex), :]
    series: dict[str, dict[int, float]] = {}
    for at, period in enumerate(grid.periods):
        if elections and period not in elections:
            continue
        row, year = cells[at].tolist(), int(period)
        for column in np.flatnonzero(~np.isnan(cells[at])).tolist():
            series.setdefault(grid.regions[column], {})[year] = row[column]
    return series


def _hidden(grid: Grid, sex: str) -> dict[str, str]:
    """By region, the latest period that is hidden."""
    if sex not in grid.sexes:
        return {}
    hidden = np.argwhere(grid.hidden[:, grid.sexes.index(sex), :]).tolist()
    return {grid.regions[row]: grid.periods[at] for at, row in hidden}
