"""How far regions have come towards the strategies' goals: the published table `goals`, by strategy and region."""

import functools
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.reader import Snapshot

TABLE = "goals"


class Progress(NamedTuple):
    """One indicator's answer for a goal, region and sex; see `GOALS` in `etl.contract.schemas`."""

    sex: str
    concerned: bool
    status: str
    reason: str | None
    approximate: bool
    approximate_reason: str | None
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


Answers = dict[tuple[str, str], dict[str, Progress]]
"""By goal and indicator, then by sex."""


def published(snapshot: Snapshot) -> bool:
    """Whether the version has progress at all; older ones don't."""
    return snapshot.has(TABLE)


@functools.lru_cache(maxsize=1024)
def answers(snapshot: Snapshot, strategy: str, region: str) -> Answers:
    """The progress of a region towards a strategy's goals; empty where the version has none."""
    if not published(snapshot):
        return {}
    every = _of_strategy(snapshot, strategy)
    found: Answers = {}
    for row in every.filter(pc.equal(every["region"], region)).to_pylist():
        key = (row["goal"], row["indicator"] or "")
        found.setdefault(key, {})[row["sex"]] = Progress(*(row[name] for name in Progress._fields))
    return found


@functools.lru_cache(maxsize=32)
def _of_strategy(snapshot: Snapshot, strategy: str) -> pa.Table:
    every = snapshot.table(TABLE)
    return every.filter(pc.equal(every["strategy"], strategy))
