"""How a goal stands: its verdict, with the distance, the pace that it requires and the pace observed.

Everything is measured as advance towards the goal (`etl.signals.aim`). Paces are in the indicator's unit a year (percentage
points for shares), positive towards the goal. On track: at least 95 % of the required pace; far from the pace: below 60 %, the
limits of Statistics Canada and Open SDG.
https://open-sdg.readthedocs.io/en/latest/progress-measure/

No word of a direction is given to a change that may be chance (`etl.signals.noise`) or to less than two years; no level and no
deadline is made up. A gap that has closed only because the reference group fares worse is no progress. A survey's level must be
outside its margins too. Whether another base would have led to another verdict goes with it.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import ceil
from typing import Final, NamedTuple

from etl.contract.codes import Direction
from etl.contract.goal import VALUED, GoalKind, Measure
from etl.contract.rules import difference_is_certain
from etl.derive.persons import about
from etl.signals import reasons
from etl.signals.aim import DECIMALS, HELD_AGAINST, STRICT, Target, advance_of, limit_of, required_of, shown_target, sign_of
from etl.signals.base import BaseOrigin, base_of
from etl.signals.noise import NO_MARGIN, WITHIN_MARGIN, Course, noise

ENOUGH: Final = 0.95
FAR: Final = 0.6
FEWEST_YEARS: Final = 2
PARITY: Final = 0.03
LAST_YEAR: Final = 2100

NO_DEADLINE: Final = "målår saknas"
NO_LIMIT: Final = "målvärde saknas"
TOO_SOON: Final = "bara ett år sedan basåret"
LOSING: Final = "men avståndet till gränsen krymper"
REFERENCE_WORSE: Final = "gapet har minskat bara genom att jämförelsegruppen har fått det sämre"


class TargetStatus(StrEnum):
    """The verdict. `met` and `not_met` are of the target year; `improving` is for what has a direction or no target year."""

    MET = "met"
    NOT_MET = "not_met"
    AHEAD = "ahead"
    AT_BEST = "at_best"
    ON_TRACK = "on_track"
    TOO_SLOW = "too_slow"
    FAR_FROM_PACE = "far_from_pace"
    IMPROVING = "improving"
    UNCHANGED = "unchanged"
    NO_PROGRESS = "no_progress"
    WRONG_DIRECTION = "wrong_direction"
    NOT_YET = "not_yet"
    CANNOT_BE_MEASURED = "cannot_be_measured"


OF_PACE: Final = frozenset({TargetStatus.ON_TRACK, TargetStatus.TOO_SLOW, TargetStatus.FAR_FROM_PACE, TargetStatus.IMPROVING})
"""Certainly forward."""

CHECKED: Final = OF_PACE | {TargetStatus.WRONG_DIRECTION}
"""The verdicts that another base may change."""


class Progress(NamedTuple):
    """A verdict with all its numbers, in the indicator's unit; `distance` is what is left, negative where it is passed.

    `latest` is the value that the verdict rests on: of the target year once that has passed. `required_pace` and
    `observed_pace` are a year since the base, positive towards the goal, and `pace_share` is the one over the other; `reason`
    says in Swedish why one is not there, or what else decided. `change` and `riket_change` are of the value, or for a gap of
    the gap, since the base. `persons` is about how many people the distance is.
    """

    status: TargetStatus
    reason: str | None = None
    baseline_year: int | None = None
    baseline: float | None = None
    baseline_origin: BaseOrigin | None = None
    latest_year: int | None = None
    latest: float | None = None
    reference: float | None = None
    target: float | None = None
    distance: float | None = None
    distance_at_base: float | None = None
    required_pace: float | None = None
    observed_pace: float | None = None
    pace_share: float | None = None
    change: float | None = None
    riket_change: float | None = None
    met_in_target_year: bool | None = None
    noise_method: str | None = None
    noise_statistic: float | None = None
    depends_on_base: bool | None = None
    base_note: str | None = None
    year_at_pace: int | None = None
    persons: int | None = None


def progress(target: Target, course: Course) -> Progress:
    """How far a series has come towards a goal, with every number that the answer rests on."""
    advance = advance_of(target, course)
    refused = _refusal(target, advance)
    if refused is not None:
        return Progress(TargetStatus.CANNOT_BE_MEASURED, refused)
    latest = _judged_year(target, advance)
    if latest is None:
        return Progress(TargetStatus.CANNOT_BE_MEASURED, reasons.missing(str(target.year)))
    facts = _facts(target, course, advance, latest)
    if target.has_aim and facts.distance is None:
        return facts._replace(status=TargetStatus.CANNOT_BE_MEASURED)
    facts = _judged(target, course, advance, facts)
    if facts.status in CHECKED and facts.baseline_year is not None:
        facts = _checked(target, course, advance, (facts, facts.baseline_year, latest))
    return _foreseen(target, course, facts)


def _refusal(target: Target, advance: Mapping[int, float]) -> str | None:
    """Why nothing at all can be said."""
    if target.kind in VALUED and target.limit is None:
        return NO_LIMIT
    judged = target.measure is Measure.GAP or (not target.has_aim and target.measure is Measure.LEVEL)
    if target.direction is Direction.NEUTRAL and judged:
        return reasons.NEUTRAL
    return None if advance else reasons.NO_VALUE


def _judged_year(target: Target, advance: Mapping[int, float]) -> int | None:
    """The latest year, or the target year once there are later ones; None where it has no value.

    A direction that holds until a year is followed to the last value before it ends.
    """
    latest = max(advance)
    if target.year is None or latest <= target.year:
        return latest
    earliest = target.year - target.since.in_force if target.has_aim else 0
    return max((year for year in advance if earliest <= year <= target.year), default=None)


def _facts(target: Target, course: Course, advance: Mapping[int, float], latest: int) -> Progress:
    """The numbers, not yet judged; the reason is why there is no pace."""
    base = base_of(target.kind, target.since, advance, course.breaks, latest)
    followed = None if base.reason else base.year
    limit = limit_of(target, advance, followed)
    left = None if limit is None else round(limit - advance[latest], DECIMALS)
    facts = Progress(
        status=TargetStatus.CANNOT_BE_MEASURED,
        reason=base.reason,
        baseline_year=base.year,
        baseline=None if base.year is None else course.values.get(base.year),
        baseline_origin=base.origin,
        latest_year=latest,
        latest=course.values[latest],
        reference=course.reference.get(latest, None if target.concerns_gap else course.riket.get(latest)),
        target=shown_target(target, course, limit, latest),
        distance=left,
    )
    return facts if followed is None else _since(target, course, advance, (facts, followed, latest))


def _since(target: Target, course: Course, advance: Mapping[int, float], known: tuple[Progress, int, int]) -> Progress:
    """What is known, with what has happened between two years: the base and the one judged."""
    facts, first, latest = known
    limit = limit_of(target, advance, first)
    at_base = None if limit is None else round(limit - advance[first], DECIMALS)
    observed = round((advance[latest] - advance[first]) / (latest - first), DECIMALS)
    required = required_of(target, at_base, first)
    share = round(observed / required, DECIMALS) if required is not None and required > 0 else None
    riket = course.riket[latest] - course.riket[first] if course.riket.keys() >= {first, latest} else None
    return facts._replace(
        distance_at_base=at_base,
        observed_pace=observed,
        required_pace=required,
        pace_share=share,
        change=_change(target, course, advance, (first, latest)),
        riket_change=None if riket is None else round(riket, DECIMALS),
    )


def _change(target: Target, course: Course, advance: Mapping[int, float], years: tuple[int, int]) -> float:
    if target.concerns_gap:
        return round(advance[years[0]] - advance[years[1]], DECIMALS)
    return round(course.values[years[1]] - course.values[years[0]], DECIMALS)


def _is_met(target: Target, facts: Progress) -> bool:
    left = facts.distance or 0.0
    if target.kind is GoalKind.EQUAL_RIKET:
        return left <= PARITY * abs(facts.reference or 0.0)
    return left < 0 if target.kind in STRICT else left <= 0


def _judged(target: Target, course: Course, advance: Mapping[int, float], facts: Progress) -> Progress:
    """The verdict on the numbers, with a reason where the numbers alone don't show it."""
    met = target.has_aim and _is_met(target, facts)
    decided = target.has_aim and target.year is not None and _year(target, facts) >= target.year
    if decided:
        facts = facts._replace(met_in_target_year=met)
    if met or decided:
        doubt = _doubt_of_level(target, course, facts)
        if doubt is not None:
            return facts._replace(reason=doubt)
    if decided:
        return facts._replace(status=TargetStatus.MET if met else TargetStatus.NOT_MET, reason=None)
    tested = _tested(target, course, advance, facts)
    if met:
        losing = tested.status is TargetStatus.WRONG_DIRECTION
        return tested._replace(status=TargetStatus.AHEAD, reason=LOSING if losing else facts.reason)
    doubt = _doubt_of_level(target, course, facts) if tested.status is TargetStatus.NOT_YET else None
    return tested if doubt is None else tested._replace(status=TargetStatus.CANNOT_BE_MEASURED, reason=doubt)


def _year(target: Target, facts: Progress) -> int:
    """The year that the verdict is of: the target year itself where the value in force then is an earlier one."""
    latest = facts.latest_year or 0
    passed = target.year is not None and target.since.in_force and latest + target.since.in_force > target.year
    return target.year if passed and target.year is not None else latest


def _tested(target: Target, course: Course, advance: Mapping[int, float], facts: Progress) -> Progress:
    """The verdict on what has happened since the base, noise first."""
    silent = TargetStatus.NOT_YET if target.has_aim else TargetStatus.CANNOT_BE_MEASURED
    pace = facts.observed_pace
    if pace is None or facts.baseline_year is None or facts.latest_year is None:
        return facts._replace(status=silent)
    if not target.has_aim and _is_best(target, facts):
        return facts._replace(status=TargetStatus.AT_BEST)
    years = (facts.baseline_year, facts.latest_year)
    found = noise(course, advance, years, decimals=target.decimals, both_vary=target.concerns_gap)
    facts = facts._replace(noise_method=found.method, noise_statistic=found.statistic)
    if found.method is None:
        return facts._replace(status=TargetStatus.CANNOT_BE_MEASURED, reason=found.reason)
    if not found.certain:
        return facts._replace(status=TargetStatus.UNCHANGED, reason=found.reason)
    if years[1] - years[0] < FEWEST_YEARS:
        return facts._replace(status=silent, reason=TOO_SOON)
    if _only_by_reference(target, facts):
        return facts._replace(status=TargetStatus.NO_PROGRESS, reason=REFERENCE_WORSE)
    status = _status(target, pace, facts.required_pace)
    no_deadline = status is TargetStatus.IMPROVING and target.has_aim
    return facts._replace(status=status, reason=NO_DEADLINE if no_deadline else None)


def _status(target: Target, observed: float, required: float | None) -> TargetStatus:
    """The class of a pace."""
    if observed <= 0:
        return TargetStatus.WRONG_DIRECTION
    if not target.has_aim or required is None:
        return TargetStatus.IMPROVING
    share = observed / required if required > 0 else 1.0
    if share >= ENOUGH - 10**-DECIMALS:
        return TargetStatus.ON_TRACK
    return TargetStatus.TOO_SLOW if share >= FAR - 10**-DECIMALS else TargetStatus.FAR_FROM_PACE


def _is_best(target: Target, facts: Progress) -> bool:
    """Whether the best value there can be is kept; women and men are level from 0.97 to 1.03."""
    if target.concerns_gap or facts.baseline is None or facts.latest is None:
        return False
    if target.direction is Direction.CLOSEST_TO_ONE:
        return all(abs(value - 1) <= PARITY + 10**-DECIMALS for value in (facts.baseline, facts.latest))
    return target.best is not None and facts.baseline == facts.latest == target.best


def _doubt_of_level(target: Target, course: Course, facts: Progress) -> str | None:
    """Why it isn't certain on which side of the level a survey's value lies."""
    if not course.survey or facts.latest_year is None or facts.distance is None:
        return None
    margin = course.margins.get(facts.latest_year)
    other = course.reference_margins.get(facts.latest_year) if target.kind in HELD_AGAINST else 0.0
    if target.concerns_gap or margin is None or other is None:
        return NO_MARGIN
    return None if difference_is_certain(facts.distance, margin, other) else WITHIN_MARGIN


def _only_by_reference(target: Target, facts: Progress) -> bool:
    """Whether a gap to those born in Sweden has closed although those in focus have it no better."""
    if target.measure is not Measure.GAP or facts.latest is None or facts.baseline is None or (facts.observed_pace or 0) <= 0:
        return False
    return sign_of(target) * (facts.latest - facts.baseline) <= 0


def _checked(target: Target, course: Course, advance: Mapping[int, float], known: tuple[Progress, int, int]) -> Progress:
    """Whether the verdict would be another from the year before or after, or from the mean of the three."""
    facts, base, latest = known
    comparable = max((year for year in course.breaks if year <= latest), default=0)
    near = {year: advance[year] for year in (base - 1, base, base + 1) if year in advance and comparable <= year}
    others = [(str(year), year, at) for year, at in near.items() if year != base and latest - year >= FEWEST_YEARS]
    if len(near) == FEWEST_YEARS + 1:
        others.append((f"medelvärdet {base - 1}–{base + 1}", base, sum(near.values()) / len(near)))
    flips = [name for name, year, at in others if _from(target, advance, (year, at), latest) is not facts.status]
    note = f"med {', '.join(flips)} som bas blir omdömet ett annat" if flips else None
    return facts._replace(depends_on_base=bool(flips), base_note=note)


def _from(target: Target, advance: Mapping[int, float], base: tuple[int, float], latest: int) -> TargetStatus:
    """The class of the pace from another base."""
    year, at = base
    limit = limit_of(target, {**advance, year: at}, year)
    return _status(
        target, (advance[latest] - at) / (latest - year), required_of(target, None if limit is None else limit - at, year)
    )


def _foreseen(target: Target, course: Course, facts: Progress) -> Progress:
    """When the level is reached at today's pace, where the pace is certain, and how many people the distance is."""
    left, pace, latest = facts.distance, facts.observed_pace, facts.latest_year
    if left is None or left <= 0 or latest is None or facts.status is TargetStatus.CANNOT_BE_MEASURED:
        return facts
    year = None
    if facts.status in OF_PACE and not facts.depends_on_base and pace:
        year = latest + ceil(round(left / pace, DECIMALS))
    known = latest in course.persons and not target.concerns_gap
    persons = about(left / 100 * course.persons[latest]) if known else None
    return facts._replace(year_at_pace=year if year is not None and year <= LAST_YEAR else None, persons=persons)
