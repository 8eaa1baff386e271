"""Distance to a goal: the pace that it requires since the baseline against the pace observed.

Everything is measured as advance towards the goal: the value itself (at least), its negative (at most), its lead over riket's
value of the same year (above riket), riket's over it (below riket), the negative gap (gap at most). Paces are in the
indicator's unit a year (percentage points for shares), positive towards the goal. On track: at least 95 % of the required pace.
A gap that has closed only because the reference group fares worse is no progress.

A survey's verdict must be outside its margins: met, the distance to the limit; else, the change since the baseline, by more than
both margins together (√(o₁² + o₂²)). A survey whose margins are not known, or one of a gap, has no verdict.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import numpy as np

from etl.contract.codes import Direction
from etl.contract.rules import difference_is_certain, goodness
from etl.contract.strategies import GoalKind
from etl.signals import reasons

ENOUGH: Final = 0.95
DECIMALS: Final = 10

NO_BASELINE: Final = "basår saknas"
NO_DEADLINE: Final = "målår saknas"
NO_LIMIT: Final = "målvärde saknas"
NOTHING_SINCE: Final = "inget värde efter basåret"
PASSED: Final = "målåret {year} har passerat"
NO_MARGIN: Final = "felmarginalen är inte känd"
WITHIN_MARGIN: Final = "skillnaden ryms inom felmarginalen"
REFERENCE_WORSE: Final = "gapet har minskat bara genom att jämförelsegruppen har fått det sämre"

LIMITED: Final = frozenset({GoalKind.AT_LEAST, GoalKind.AT_MOST, GoalKind.GAP_AT_MOST})
STRICT: Final = frozenset({GoalKind.ABOVE_RIKET, GoalKind.BELOW_RIKET})


class TargetStatus(StrEnum):
    """How it goes; the last two are for goals that give a direction and no more."""

    MET = "met"
    ON_TRACK = "on_track"
    TOO_SLOW = "too_slow"
    WRONG_DIRECTION = "wrong_direction"
    CANNOT_BE_MEASURED = "cannot_be_measured"
    IMPROVING = "improving"
    NOT_IMPROVING = "not_improving"


@dataclass(frozen=True)
class Target:
    """What is to be reached: `limit` in the indicator's unit (for a gap in percentage points), by `year`, since `baseline`.

    `direction` is the indicator's polarity; `of_gap` says that a goal which only gives a direction is about the gap.
    """

    kind: GoalKind
    direction: Direction
    limit: float | None = None
    baseline: int | None = None
    year: int | None = None
    of_gap: bool = False

    @property
    def concerns_gap(self) -> bool:
        """Whether the reference is the other side of a gap: those born in Sweden."""
        return self.kind is GoalKind.GAP_AT_MOST or (self.kind is GoalKind.DIRECTION_ONLY and self.of_gap)


@dataclass(frozen=True)
class Course:
    """What has been: shown values by year, those of riket or of the pair by year, and the years from which a series is new.

    Of a `survey`, `margins` are ± by year, and `reference_margins` those of the reference, where the source gives them.
    """

    values: Mapping[int, float]
    reference: Mapping[int, float] = field(default_factory=dict)
    breaks: Collection[int] = ()
    survey: bool = False
    margins: Mapping[int, float] = field(default_factory=dict)
    reference_margins: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """A status with all its numbers, in the indicator's unit; `distance` is what is left, negative where it is passed.

    `required_pace` and `observed_pace` are a year since the baseline, positive towards the goal; `reason` says in Swedish why
    one is not there, or what else decided. `met_in_target_year` answers for the goal's own year, whatever came later.
    """

    status: TargetStatus
    reason: str | None = None
    baseline_year: int | None = None
    baseline: float | None = None
    latest_year: int | None = None
    latest: float | None = None
    reference: float | None = None
    distance: float | None = None
    required_pace: float | None = None
    observed_pace: float | None = None
    met_in_target_year: bool | None = None


def progress(target: Target, course: Course) -> Progress:
    """How far a series has come towards a goal, with every number that the answer rests on."""
    advance = _advance(target, course)
    refused = _refusal(target, advance)
    if refused is not None:
        return Progress(TargetStatus.CANNOT_BE_MEASURED, refused)
    facts = _facts(target, course, advance)
    status, reason = _status(target, facts)
    doubt = None if status is TargetStatus.CANNOT_BE_MEASURED else _doubt(target, course, facts)
    if doubt is not None:
        return replace(facts, status=TargetStatus.CANNOT_BE_MEASURED, reason=doubt)
    if status in (TargetStatus.ON_TRACK, TargetStatus.IMPROVING) and _only_by_reference(target, facts):
        slower = TargetStatus.TOO_SLOW if status is TargetStatus.ON_TRACK else TargetStatus.NOT_IMPROVING
        return replace(facts, status=slower, reason=REFERENCE_WORSE)
    return replace(facts, status=status, reason=facts.reason or reason)


def _advance(target: Target, course: Course) -> dict[int, float]:
    """By year, a number that grows towards the goal; only years that have what the goal needs."""
    if target.concerns_gap or target.kind in STRICT:
        both = sorted(course.values.keys() & course.reference.keys())
        return {year: round(_sign(target) * (course.values[year] - course.reference[year]), DECIMALS) for year in both}
    years = sorted(course.values)
    if target.kind is not GoalKind.DIRECTION_ONLY:
        return {year: _sign(target) * course.values[year] for year in years}
    good = goodness(np.array([course.values[year] for year in years], dtype=np.float64), target.direction)
    return dict(zip(years, good.tolist(), strict=True))


def _sign(target: Target) -> int:
    """Whether the goal lies upwards; a gap is what those in focus lack, so it closes the way that is better."""
    if target.concerns_gap:
        return -1 if target.direction is Direction.LOWER else 1
    return 1 if target.kind in (GoalKind.AT_LEAST, GoalKind.ABOVE_RIKET) else -1


def _refusal(target: Target, advance: Mapping[int, float]) -> str | None:
    """Why nothing at all can be said."""
    if target.kind in LIMITED and target.limit is None:
        return NO_LIMIT
    if target.direction is Direction.NEUTRAL and (target.concerns_gap or target.kind is GoalKind.DIRECTION_ONLY):
        return reasons.NEUTRAL
    return None if advance else reasons.NO_VALUE


def _facts(target: Target, course: Course, advance: Mapping[int, float]) -> Progress:
    """The numbers, not yet judged; the reason is why there is no pace."""
    latest = max(advance)
    has_aim = target.kind is not GoalKind.DIRECTION_ONLY
    facts = Progress(
        status=TargetStatus.CANNOT_BE_MEASURED,
        reason=_no_pace(target, course, advance),
        baseline_year=target.baseline,
        baseline=None if target.baseline is None else course.values.get(target.baseline),
        latest_year=latest,
        latest=course.values[latest],
        reference=course.reference.get(latest),
        distance=_left(target, advance[latest]) if has_aim else None,
        met_in_target_year=_met_in_target_year(target, advance),
    )
    if facts.reason is not None or target.baseline is None:
        return facts
    observed = round((advance[latest] - advance[target.baseline]) / (latest - target.baseline), DECIMALS)
    return replace(facts, observed_pace=observed, required_pace=_required(target, advance[target.baseline]))


def _no_pace(target: Target, course: Course, advance: Mapping[int, float]) -> str | None:
    """Why no pace can be given since the baseline."""
    latest = max(advance)
    if target.baseline is None:
        return NO_BASELINE
    if latest <= target.baseline:
        return NOTHING_SINCE
    if target.baseline not in advance:
        return reasons.missing(str(target.baseline))
    between = [year for year in course.breaks if target.baseline < year <= latest]
    return reasons.broken(str(max(between))) if between else None


def _left(target: Target, advance: float) -> float:
    """What the advance still lacks."""
    if target.kind in STRICT or target.limit is None:
        return round(-advance, DECIMALS)
    return round((target.limit if target.kind is GoalKind.AT_LEAST else -target.limit) - advance, DECIMALS)


def _is_met(target: Target, left: float) -> bool:
    return left < 0 if target.kind in STRICT else left <= 0


def _met_in_target_year(target: Target, advance: Mapping[int, float]) -> bool | None:
    if target.kind is GoalKind.DIRECTION_ONLY or target.year is None or target.year not in advance:
        return None
    return _is_met(target, _left(target, advance[target.year]))


def _required(target: Target, advance: float) -> float | None:
    if target.year is None or target.baseline is None or target.kind is GoalKind.DIRECTION_ONLY:
        return None
    return round(_left(target, advance) / (target.year - target.baseline), DECIMALS) if target.year > target.baseline else None


def _status(target: Target, facts: Progress) -> tuple[TargetStatus, str | None]:
    """The verdict on the numbers, with a reason where the numbers alone don't show it."""
    if facts.distance is not None and _is_met(target, facts.distance):
        return TargetStatus.MET, None
    if facts.observed_pace is None:
        return TargetStatus.CANNOT_BE_MEASURED, None
    if target.kind is GoalKind.DIRECTION_ONLY:
        return (TargetStatus.IMPROVING if facts.observed_pace > 0 else TargetStatus.NOT_IMPROVING), None
    if facts.observed_pace < 0:
        return TargetStatus.WRONG_DIRECTION, None
    if facts.required_pace is None or target.year is None:
        return TargetStatus.CANNOT_BE_MEASURED, NO_DEADLINE
    if (facts.latest_year or 0) >= target.year:
        return TargetStatus.TOO_SLOW, PASSED.format(year=target.year)
    enough = facts.observed_pace >= ENOUGH * facts.required_pace - 10**-DECIMALS
    return (TargetStatus.ON_TRACK if enough else TargetStatus.TOO_SLOW), None


def _doubt(target: Target, course: Course, facts: Progress) -> str | None:
    """Why a survey's verdict is not certain."""
    if not course.survey or facts.latest_year is None or facts.latest is None:
        return None
    margin = course.margins.get(facts.latest_year)
    if facts.distance is not None and _is_met(target, facts.distance):
        compared, other = facts.distance, course.reference_margins.get(facts.latest_year) if target.kind in STRICT else 0.0
    elif facts.baseline is not None and facts.baseline_year is not None:
        compared, other = facts.latest - facts.baseline, course.margins.get(facts.baseline_year)
    else:
        return None
    if target.concerns_gap or margin is None or other is None:
        return NO_MARGIN
    return None if difference_is_certain(compared, margin, other) else WITHIN_MARGIN


def _only_by_reference(target: Target, facts: Progress) -> bool:
    """Whether a gap has closed although those in focus have it no better."""
    if not target.concerns_gap or facts.latest is None or facts.baseline is None:
        return False
    return _sign(target) * (facts.latest - facts.baseline) <= 0
