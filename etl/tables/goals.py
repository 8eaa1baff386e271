"""The table of goals: how far each region has come towards every strategy's goals, with every number behind the answer.

Owns the assembly only; the rules are in `etl.signals.target`. It sees nothing but what is published, so that no hidden cell can
show through a pace or a distance. A goal of which no source says from when it holds has no pace: none is made up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import RIKET, RegionType, Sex
from etl.contract.goal import Goal, GoalKind
from etl.contract.goal_schema import GOALS
from etl.contract.strategies import Strategies, Strategy
from etl.derive.grid import Grid
from etl.signals.aim import Target
from etl.signals.courses import Courses, SeriesOf
from etl.signals.fitness import refusal, target_of
from etl.signals.target import Progress, TargetStatus

PARTIAL: Final = "ungefärligt: måttet visar bara en del av målet"

JUDGED: Final = pa.schema([GOALS.field(name) for name in GOALS.names if name in Progress._fields])
"""The columns that a progress gives."""


@dataclass(frozen=True)
class _Sources:
    """What every goal is measured with; `judged` keeps what several goals ask, a row a region (columns `JUDGED`)."""

    catalogue: Catalogue
    series: SeriesOf
    regions: Mapping[str, RegionType]
    judged: dict[tuple[str, Target, tuple[str, ...], str], pa.Table] = field(default_factory=dict)


def goals(catalogue: Catalogue, strategies: Strategies, grids: Mapping[str, Grid], regions: pa.Table) -> pa.Table:
    """The table `goals` (schema `GOALS`).

    Args:
        catalogue: whose indicators measure the goals.
        strategies: whose goals are wanted.
        grids: the published observations by indicator id, one for each of the catalogue's.
        regions: all regions, schema `REGIONS`.

    """
    types = {row["code"]: RegionType(row["type"]) for row in regions.sort_by("code").to_pylist()}
    sources = _Sources(catalogue, SeriesOf(grids), types)
    parts = [part for strategy in strategies.strategies for goal in strategy.goals for part in _of_goal(sources, strategy, goal)]
    return pa.concat_tables([GOALS.empty_table(), *parts]).combine_chunks()


def _of_goal(sources: _Sources, strategy: Strategy, goal: Goal) -> Iterator[pa.Table]:
    """One table an indicator, or one row where there is none."""
    if not goal.indicators:
        yield _rows((strategy, goal, None), _as_table([_without_indicator(goal)]), [strategy.region], [Sex.TOTAL.value])
    for name in goal.indicators:
        entry = sources.catalogue.indicator(name)
        if entry is None:
            raise KeyError(f"goal {strategy.id}.{goal.id}: indicator {name!r} is not in the catalogue")
        sexes = _sexes(sources.series.grids[name], goal)
        judged = [_judged(sources, entry, (strategy, goal), sex) for sex in sexes]
        rows_of = _regions(sources, strategy, judged[-1])
        order = [row + len(sources.regions) * at for row in rows_of for at in range(len(sexes))]
        codes = list(sources.regions)
        here = [codes[row] for row in rows_of for _ in sexes]
        yield _rows((strategy, goal, name), pa.concat_tables(judged).take(order), here, list(sexes) * len(rows_of))


def _without_indicator(goal: Goal) -> Progress:
    """What the actor's own account says, or that nothing measures the goal."""
    ended = goal.outcome
    if ended is None:
        return Progress(TargetStatus.CANNOT_BE_MEASURED, goal.why_no_indicator, baseline_year=goal.baseline_year)
    status = TargetStatus.MET if ended.reached else TargetStatus.NOT_MET
    sign = {GoalKind.AT_MOST: -1, GoalKind.AT_LEAST: 1}.get(goal.kind)
    left = None if sign is None or goal.value is None else round(sign * (goal.value - ended.value), 10)
    return Progress(
        status,
        ended.text,
        latest_year=ended.year,
        latest=ended.value,
        target=goal.value,
        distance=left,
        met_in_target_year=ended.reached,
    )


def _rows(of: tuple[Strategy, Goal, str | None], judged: pa.Table, regions: list[str], sexes: list[str]) -> pa.Table:
    """What is said of a goal through an indicator, by region and sex, with what is the same for all of them."""
    strategy, goal, indicator = of
    partial, adopted, stated = goal.fit == "partial", strategy.adoption(goal), goal.stated_baseline
    same = {
        "strategy": strategy.id,
        "goal": goal.id,
        "indicator": indicator,
        "stated_as": goal.stated_as,
        "reported": goal.outcome is not None,
        "approximate": partial,
        "approximate_reason": PARTIAL if partial else None,
        "kind": goal.kind.value,
        "measure": goal.measure.value,
        "adopted_year": adopted.year if adopted else None,
        "stated_baseline_year": stated.year if stated else None,
        "stated_baseline": stated.value if stated else None,
        "target_year": goal.target_year,
        "limit": goal.value,
    }
    columns = {name: pa.repeat(pa.scalar(value, GOALS.field(name).type), judged.num_rows) for name, value in same.items()}
    columns |= {"region": pa.array(regions), "sex": pa.array(sexes)}
    columns |= {"concerned": pa.array([strategy.concerns(region) for region in regions])}
    columns |= {name: judged[name] for name in judged.column_names}
    return _with_doubt(pa.table([columns[name] for name in GOALS.names], schema=GOALS), strategy, goal)


def _with_doubt(rows: pa.Table, strategy: Strategy, goal: Goal) -> pa.Table:
    """The same, with the doubt of the base that was found by hand for the strategy's own region."""
    if goal.base_doubt is None:
        return rows
    known = rows["observed_pace"].is_valid().to_pylist()
    own = [code == strategy.region and has for code, has in zip(rows["region"].to_pylist(), known, strict=True)]
    changed = {"depends_on_base": True, "base_note": goal.base_doubt, "year_at_pace": None}
    for name, value in changed.items():
        kept = zip(own, rows[name].to_pylist(), strict=True)
        column = pa.array([value if mine else old for mine, old in kept], GOALS.field(name).type)
        rows = rows.set_column(GOALS.get_field_index(name), GOALS.field(name), column)
    return rows


def _sexes(grid: Grid, goal: Goal) -> tuple[str, ...]:
    """Both sexes together last."""
    apart = goal.by_sex or goal.kind is GoalKind.BOTH_AT_LEAST
    both = (Sex.WOMEN.value, Sex.MEN.value) if apart else ()
    return (*(sex for sex in both if sex in grid.sexes), Sex.TOTAL.value)


def _regions(sources: _Sources, strategy: Strategy, judged: pa.Table) -> list[int]:
    """The indices of all kommuner, the strategy's own region, and the län of which something is known."""
    known = judged["latest_year"].is_valid().to_pylist()
    return [
        at
        for at, (code, kind) in enumerate(sources.regions.items())
        if kind is RegionType.MUNICIPALITY or code == strategy.region or (known[at] and code != RIKET)
    ]


def _judged(sources: _Sources, entry: Indicator, of: tuple[Strategy, Goal], sex: str) -> pa.Table:
    """The progress of every region, in their order: columns `JUDGED`."""
    strategy, goal = of
    refused = refusal(entry, goal.measure)
    if refused is not None:
        return _as_table([Progress(TargetStatus.CANNOT_BE_MEASURED, refused)] * len(sources.regions))
    target = _target(entry, strategy, goal)
    key = (entry.id, target, goal.group, sex)
    if key not in sources.judged:
        pair = sources.catalogue.indicator(entry.pair or "")
        courses = Courses.of(sources.series, (entry, pair), target, (sex, goal.group))
        sources.judged[key] = _as_table([courses.progress(region, kind) for region, kind in sources.regions.items()])
    return sources.judged[key]


def _as_table(judged: Sequence[Progress]) -> pa.Table:
    columns = dict(zip(Progress._fields, zip(*judged, strict=True), strict=True))
    return pa.table([pa.array(columns[column.name], column.type) for column in JUDGED], schema=JUDGED)


def _target(entry: Indicator, strategy: Strategy, goal: Goal) -> Target:
    adopted = strategy.adoption(goal)
    year = adopted.year if adopted else None
    required = (goal.kind, goal.measure, goal.value)
    return target_of(entry, required, stated=goal.baseline_year, adopted=year, by=goal.target_year)
