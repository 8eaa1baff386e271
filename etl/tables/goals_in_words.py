"""How many of the strategies' goals can be followed, in lines for whoever runs the ETL; a reason is quoted as readers see it."""

from collections import Counter
from typing import Any

import pyarrow as pa

from etl.contract.goal import STATED_WORDS, Goal
from etl.contract.strategies import Strategies, Strategy
from etl.signals.target import TargetStatus

UNMEASURED = TargetStatus.CANNOT_BE_MEASURED.value


def followed_in_words(strategies: Strategies, table: pa.Table) -> list[str]:
    """`Goals: 41 of 62 can be followed …`, then a line a strategy with why others can't be followed where it holds.

    Args:
        strategies: those published.
        table: their table of goals, schema `GOALS`.

    """
    read = ["strategy", "goal", "indicator", "status", "reason", "approximate"]
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in table.filter(table["concerned"]).select(read).to_pylist():
        found.setdefault((row["strategy"], row["goal"]), []).append(row)
    by_strategy = [(entry, [found.get((entry.id, goal.id), []) for goal in entry.goals]) for entry in strategies.strategies]
    every = tuple(goal for entry in strategies.strategies for goal in entry.goals)
    followed = sum(_followed(rows) for _, goals in by_strategy for rows in goals)
    whole = f"Goals: {followed} of {len(every)} can be followed ({_counted(every)})."
    return [whole, *(_line(entry, goals) for entry, goals in by_strategy)]


def _counted(goals: tuple[Goal, ...]) -> str:
    """`10 goal(s), 22 direction(s), 6 need(s)`."""
    found: Counter[str] = Counter(goal.stated_as for goal in goals)
    return ", ".join(f"{found[kind]} {kind}(s)" for kind in STATED_WORDS if found[kind])


def _followed(rows: list[dict[str, Any]]) -> bool:
    """Whether any measure has a verdict for any region that the goal concerns."""
    return any(row["status"] != UNMEASURED for row in rows)


def _line(strategy: Strategy, goals: list[list[dict[str, Any]]]) -> str:
    measured = [[row for row in rows if row["status"] != UNMEASURED] for rows in goals if _followed(rows)]
    in_part = sum(all(row["approximate"] for row in rows) for rows in measured)
    others = Counter(_obstacle(rows) for rows in goals if not _followed(rows))
    why = ", ".join(f"{count} {obstacle}" for obstacle, count in others.most_common())
    part = f" ({in_part} of them only in part)" if in_part else ""
    return f"Goals of {strategy.id}: {len(measured)} of {len(goals)} can be followed{part}{f'; {why}' if why else ''}."


def _obstacle(rows: list[dict[str, Any]]) -> str:
    """What most often keeps a goal from being followed."""
    if not rows or rows[0]["indicator"] is None:
        return "without a measure"
    return f"'{Counter(row['reason'] for row in rows).most_common(1)[0][0]}'"
