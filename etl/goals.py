"""The table of goals: how far each region has come towards every strategy's goals, with every number behind the answer.

Owns the assembly only; the rules are in `etl.signals.target`. It sees nothing but what is published, so that no hidden cell can
show through a pace or a distance. A goal whose baseline the strategy doesn't give has no pace: none is made up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import RIKET, RegionType, Sex, Unit
from etl.contract.schemas import GOALS
from etl.contract.strategies import Goal, Strategies, Strategy
from etl.derive import gaps
from etl.derive.grid import Grid
from etl.signals import reasons
from etl.signals.target import STRICT, Course, Progress, Target, TargetStatus, progress

Floats = NDArray[np.float64]

UNMEASURED: Final = TargetStatus.CANNOT_BE_MEASURED.value
PARTIAL: Final = "ungefärligt: måttet visar bara en del av målet"
NO_YES_NO: Final = "ja- och nej-svar har ingen takt"
NO_STEPS: Final = "bedömningar i steg har ingen takt"
NO_PAIR: Final = "motsvarande mått för inrikes födda saknas"
NO_PACE_UNITS: Final = {Unit.YES_NO: NO_YES_NO, Unit.ORDINAL: NO_STEPS}

Series = Mapping[int, float]

TOLD: Final = pa.schema(
    [
        GOALS.field(name)
        for name in GOALS.names
        if name in Progress.__dataclass_fields__ and name != "baseline_year"  # the goal's own, whatever is told
    ]
)
"""The columns that a progress gives."""


@dataclass(frozen=True)
class _Sources:
    """What every goal is measured with; `told` keeps what several goals ask, a row a region (columns `TOLD`)."""

    catalogue: Catalogue
    grids: Mapping[str, Grid]
    regions: Mapping[str, RegionType]
    told: dict[tuple[str, Target, str], pa.Table] = field(default_factory=dict)


def goals(catalogue: Catalogue, strategies: Strategies, grids: Mapping[str, Grid], regions: pa.Table) -> pa.Table:
    """The table `goals` (schema `GOALS`).

    Args:
        catalogue: whose indicators measure the goals.
        strategies: whose goals are wanted.
        grids: the published observations by indicator id, one for each of the catalogue's.
        regions: all regions, schema `REGIONS`.

    """
    types = {row["code"]: RegionType(row["type"]) for row in regions.sort_by("code").to_pylist() if row["code"] != RIKET}
    sources = _Sources(catalogue, grids, types)
    parts = [part for strategy in strategies.strategies for goal in strategy.goals for part in _of_goal(sources, strategy, goal)]
    return pa.concat_tables([GOALS.empty_table(), *parts]).combine_chunks()


def refusal(entry: Indicator, goal: Goal) -> str | None:
    """Why an indicator can't say anything of a goal wherever it is, in Swedish; None where it can."""
    if entry.doubtful is not None:
        return reasons.DOUBTFUL
    if goal.measure == "gap":
        return NO_PAIR if entry.pair is None else gaps.refusal(entry)
    return NO_PACE_UNITS.get(entry.unit)


def _of_goal(sources: _Sources, strategy: Strategy, goal: Goal) -> Iterator[pa.Table]:
    """One table an indicator, or one row where there is none."""
    if not goal.indicators:
        nothing = _as_table([Progress(TargetStatus.CANNOT_BE_MEASURED, goal.why_no_indicator)])
        yield _rows((strategy, goal, None), nothing, [strategy.region], [Sex.TOTAL.value])
    for name in goal.indicators:
        entry = sources.catalogue.indicator(name)
        if entry is None:
            raise KeyError(f"goal {strategy.id}.{goal.id}: indicator {name!r} is not in the catalogue")
        sexes = _sexes(sources.grids[name], goal)
        told = [_told(sources, entry, goal, sex) for sex in sexes]
        places = _places(sources, strategy, told[-1])
        order = [place + len(sources.regions) * at for place in places for at in range(len(sexes))]
        codes = list(sources.regions)
        here = [codes[place] for place in places for _ in sexes]
        yield _rows((strategy, goal, name), pa.concat_tables(told).take(order), here, list(sexes) * len(places))


def _rows(of: tuple[Strategy, Goal, str | None], told: pa.Table, regions: list[str], sexes: list[str]) -> pa.Table:
    """What is told of a goal through an indicator, by region and sex, with what is the same for all of them."""
    strategy, goal, indicator = of
    partial = goal.fit == "partial"
    same = {
        "strategy": strategy.id,
        "goal": goal.id,
        "indicator": indicator,
        "approximate": partial,
        "approximate_reason": PARTIAL if partial else None,
        "kind": goal.kind.value,
        "measure": goal.measure,
        "baseline_year": goal.baseline_year,
        "target_year": goal.target_year,
        "limit": goal.value,
    }
    columns = {name: pa.repeat(pa.scalar(value, GOALS.field(name).type), told.num_rows) for name, value in same.items()}
    columns |= {"region": pa.array(regions), "sex": pa.array(sexes)}
    columns |= {"concerned": pa.array([strategy.concerns(region) for region in regions])}
    columns |= {name: told[name] for name in told.column_names}
    return pa.table([columns[name] for name in GOALS.names], schema=GOALS)


def _sexes(grid: Grid, goal: Goal) -> tuple[str, ...]:
    """Both sexes together last."""
    both = (Sex.WOMEN.value, Sex.MEN.value) if goal.by_sex else ()
    return (*(sex for sex in both if sex in grid.sexes), Sex.TOTAL.value)


def _places(sources: _Sources, strategy: Strategy, told: pa.Table) -> list[int]:
    """The places of all kommuner, the strategy's own region, and the län of which something is known."""
    known = told["latest_year"].is_valid().to_pylist()
    every = enumerate(sources.regions.items())
    return [at for at, (code, kind) in every if kind is RegionType.MUNICIPALITY or code == strategy.region or known[at]]


def _told(sources: _Sources, entry: Indicator, goal: Goal, sex: str) -> pa.Table:
    """The progress of every region, in their order: columns `TOLD`."""
    refused = refusal(entry, goal)
    if refused is not None:
        return _as_table([Progress(TargetStatus.CANNOT_BE_MEASURED, refused)] * len(sources.regions))
    target = _target(entry, goal)
    key = (entry.id, target, sex)
    if key not in sources.told:
        courses = _Courses.of(sources, entry, target, sex)
        sources.told[key] = _as_table([courses.progress(region, kind) for region, kind in sources.regions.items()])
    return sources.told[key]


def _as_table(told: Sequence[Progress]) -> pa.Table:
    return pa.table([pa.array([getattr(one, column.name) for one in told], column.type) for column in TOLD], schema=TOLD)


def _target(entry: Indicator, goal: Goal) -> Target:
    of_gap = goal.measure == "gap"
    return Target(goal.kind, entry.direction, goal.value, goal.baseline_year, goal.target_year, of_gap=of_gap)


@dataclass(frozen=True)
class _Courses:
    """The courses of one indicator and sex towards one target, by region."""

    target: Target
    values: Mapping[str, Series]
    references: Mapping[str, Series]
    margins: Mapping[str, Series]
    hidden: Mapping[str, str]
    breaks: tuple[int, ...]
    survey: bool
    annual: bool

    @classmethod
    def of(cls, sources: _Sources, entry: Indicator, target: Target, sex: str) -> "_Courses":
        grid = sources.grids[entry.id]
        annual = all(period.isdigit() for period in grid.periods)
        values = _series(entry, grid, grid.value, sex) if annual else {}
        references = values
        if target.concerns_gap:
            pair = sources.catalogue.indicator(entry.pair or "") or entry
            references = _series(pair, sources.grids[pair.id], sources.grids[pair.id].value, sex)
        margins = _series(entry, grid, grid.margin, sex) if annual and entry.survey else {}
        breaks = tuple(int(step.period[:4]) for step in entry.breaks)
        return cls(target, values, references, margins, _hidden(grid, sex), breaks, entry.survey, annual)

    def progress(self, region: str, kind: RegionType) -> Progress:
        """How far a region has come; what is missing is told from what is hidden and what the source has for no län."""
        if not self.annual:
            return Progress(TargetStatus.CANNOT_BE_MEASURED, reasons.NOT_ANNUAL)
        values = self.values.get(region, {})
        if not values:
            return Progress(TargetStatus.CANNOT_BE_MEASURED, self._absence(region, kind))
        other = region if self.target.concerns_gap else RIKET
        strict = self.target.kind in STRICT
        course = Course(
            values,
            self.references.get(other, {}),
            self.breaks,
            self.survey,
            self.margins.get(region, {}),
            self.margins.get(RIKET, {}) if strict else {},
        )
        return progress(self.target, course)

    def _absence(self, region: str, kind: RegionType) -> str:
        if region in self.hidden:
            return reasons.hidden(self.hidden[region])
        return reasons.NOT_FOR_LAN if kind is RegionType.COUNTY and self.values else reasons.NO_VALUE


def _series(entry: Indicator, grid: Grid, numbers: Floats, sex: str) -> dict[str, dict[int, float]]:
    """By region, the numbers by year; of what is measured at elections only their years, since the others repeat them."""
    if sex not in grid.sexes:
        return {}
    years = {at: int(period) for at, period in enumerate(grid.periods) if not entry.election_years or _elected(entry, period)}
    cells = numbers[:, grid.sexes.index(sex), :]
    series: dict[str, dict[int, float]] = {}
    for at, year in years.items():
        for place in np.flatnonzero(~np.isnan(cells[at])).tolist():
            series.setdefault(grid.regions[place], {})[year] = float(cells[at, place])
    return series


def _elected(entry: Indicator, period: str) -> bool:
    return int(period) in entry.election_years


def _hidden(grid: Grid, sex: str) -> dict[str, str]:
    """By region, the latest period that is hidden."""
    if sex not in grid.sexes:
        return {}
    hidden = np.argwhere(grid.hidden[:, grid.sexes.index(sex), :]).tolist()
    return {grid.regions[place]: grid.periods[at] for at, place in hidden}


def measured_in_words(strategies: Strategies, table: pa.Table) -> list[str]:
    """For whoever runs the ETL, a line a strategy: how many of its goals can be measured where it holds, and why others can't.

    Args:
        strategies: those published.
        table: their table of goals, schema `GOALS`.

    """
    read = ["strategy", "goal", "indicator", "status", "reason", "approximate"]
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in table.filter(table["concerned"]).select(read).to_pylist():
        told.setdefault((row["strategy"], row["goal"]), []).append(row)
    return [_line(entry, [told.get((entry.id, goal.id), []) for goal in entry.goals]) for entry in strategies.strategies]


def _line(strategy: Strategy, goals_told: list[list[dict[str, Any]]]) -> str:
    measured = [found for rows in goals_told if (found := [row for row in rows if row["status"] != UNMEASURED])]
    in_part = sum(all(row["approximate"] for row in rows) for rows in measured)
    others = Counter(_obstacle(rows) for rows in goals_told if all(row["status"] == UNMEASURED for row in rows))
    why = ", ".join(f"{count} {obstacle}" for obstacle, count in others.most_common())
    part = f" ({in_part} of them only in part)" if in_part else ""
    return f"Goals of {strategy.id}: {len(measured)} of {len(goals_told)} can be measured{part}{f'; {why}' if why else ''}."


def _obstacle(rows: list[dict[str, Any]]) -> str:
    """What most often keeps a goal from being measured."""
    if not rows or rows[0]["indicator"] is None:
        return "without an indicator"
    return f"'{Counter(row['reason'] for row in rows).most_common(1)[0][0]}'"
