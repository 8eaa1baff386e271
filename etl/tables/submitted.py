"""What looks odd in a submitted strategy once it is held against the values: told to whoever runs the ETL, refused by nobody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.codes import Sex
from etl.contract.goal import Goal
from etl.contract.schemas import OBSERVATIONS
from etl.harvest import Submitted
from etl.signals.target import TargetStatus

REACHED: Final = (TargetStatus.MET.value, TargetStatus.AHEAD.value)


def doubts(submitted: Sequence[Submitted], tables: Mapping[str, pa.Table], observations: Mapping[str, pa.Table]) -> list[str]:
    """A line for each goal whose base year is before its measure begins, and for each that is reached already.

    Args:
        submitted: the strategies, with the rows of their goals.
        tables: with `goals` and `draft_goals`, schema `GOALS`.
        observations: the published values by indicator.

    """
    found = []
    for one in submitted:
        table = tables["draft_goals" if one.strategy.draft_by else "goals"]
        reached = _reached(table, one)
        for goal in one.strategy.goals:
            remarks = [*_before(goal, observations), *([ALREADY] if goal.id in reached else [])]
            where = f"inbox: {one.file} is taken in but looks odd: Blad Mål, rad {one.rows[goal.id]}."
            found += [f"{where} {text}" for text in remarks]
    return found


ALREADY: Final = "Målet är redan nått. Stämmer typen av mål och nivån?"


def _reached(table: pa.Table, one: Submitted) -> set[str]:
    """The goals that are reached where the strategy holds."""
    own = table.filter(
        (pc.field("strategy") == one.strategy.id)
        & (pc.field("region") == one.strategy.region)
        & (pc.field("sex") == Sex.TOTAL.value)
        & pc.field("status").isin(REACHED)
    )
    return {*own["goal"].to_pylist()}


def _before(goal: Goal, observations: Mapping[str, pa.Table]) -> Iterator[str]:
    for name in goal.indicators:
        table = observations.get(name, OBSERVATIONS.empty_table())
        first = pc.min(pc.drop_null(pc.if_else(table["value"].is_valid(), table["period"], None))).as_py()
        if goal.baseline_year is not None and first is not None and goal.baseline_year < int(first[:4]):
            yield f"Basåret {goal.baseline_year} är före måttets första år, {first[:4]}, så takten räknas inte därifrån."
