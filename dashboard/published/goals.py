"""How far regions have come towards the strategies' goals: the published table `goals`, by strategy and region."""

from typing import NamedTuple

import pyarrow.compute as pc

from dashboard.published import queries
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

TABLE = "goals"
DRAFTS = "draft_goals"
"""The same of the drafts, which only their own pages show."""


class Progress(NamedTuple):
    """One indicator's answer for a goal, region and sex; see `etl.contract.goal_schema`."""

    sex: str
    status: str
    reason: str | None
    approximate: bool
    baseline_year: int | None
    baseline: float | None
    latest_year: int | None
    latest: float | None
    reference: float | None
    target_year: int | None
    limit: float | None
    distance: float | None
    required_pace: float | None
    observed_pace: float | None
    met_in_target_year: bool | None
    reported: bool | None = None
    baseline_origin: str | None = None
    stated_baseline_year: int | None = None
    stated_baseline: float | None = None
    target: float | None = None
    distance_at_base: float | None = None
    pace_share: float | None = None
    change: float | None = None
    riket_change: float | None = None
    noise_method: str | None = None
    noise_statistic: float | None = None
    depends_on_base: bool | None = None
    base_note: str | None = None
    year_at_pace: int | None = None
    persons: int | None = None


Answers = dict[tuple[str, str], dict[str, Progress]]
"""By goal and indicator, then by sex."""


def published(snapshot: Snapshot) -> bool:
    """Whether the version has progress at all; older ones don't."""
    return snapshot.has(TABLE)


def answers(snapshot: Snapshot, strategy: str, region: str) -> Answers:
    """The progress of a region towards a strategy's goals; empty where the version has none."""
    return _of_strategy(snapshot, strategy).get(region, {})


@remembered(32)
def _of_strategy(snapshot: Snapshot, strategy: str) -> dict[str, Answers]:
    """By region, all answers of a strategy: read once, since a visitor goes from kommun to kommun."""
    if not published(snapshot):
        return {}
    every = snapshot.table(DRAFTS if any(draft.id == strategy for draft in snapshot.strategies.drafts) else TABLE)
    kept = every.filter(pc.equal(every["strategy"], strategy))
    rows = {name: queries.shared(kept[name]) for name in kept.column_names}
    nothing = [None] * len(rows["goal"])  # an older version lacks the later columns
    rows_read = map(Progress, *(rows.get(name, nothing) for name in Progress._fields))
    found: dict[str, Answers] = {}
    for region, goal, indicator, progress in zip(rows["region"], rows["goal"], rows["indicator"], rows_read, strict=True):
        found.setdefault(region, {}).setdefault((goal, indicator or ""), {})[progress.sex] = progress
    return found


def warm(snapshot: Snapshot) -> None:
    """Read every strategy's answers once, so that the first visitor need not wait for them."""
    for strategy in snapshot.strategies.strategies:
        _of_strategy(snapshot, strategy.id)
