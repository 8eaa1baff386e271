"""Whether an indicator can answer a goal at all, and the goal as a target for it."""

from typing import Final

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Unit
from etl.contract.goal import GoalKind, Measure
from etl.derive import gaps
from etl.signals import reasons
from etl.signals.aim import Target
from etl.signals.base import Since

NO_YES_NO: Final = "måttet är ett ja- eller nej-svar, så ingen takt räknas"
NO_STEPS: Final = "måttet är en bedömning i steg, så ingen takt räknas"
NO_PAIR: Final = "motsvarande mått för inrikes födda saknas"
NO_PACE_UNITS: Final = {Unit.YES_NO: NO_YES_NO, Unit.ORDINAL: NO_STEPS}
ELECTION_PERIOD: Final = 4
SURVEY_INTERVAL: Final = 3
"""For so many years a value is in force: until the next election, or the next round of a survey that isn't made every year."""

Required = tuple[GoalKind, Measure, float | None]
"""The kind of goal, what it is about and its value."""


def refusal(entry: Indicator, measure: Measure) -> str | None:
    """Why an indicator can't say anything of a goal wherever it is, in Swedish; None where it can."""
    if entry.doubtful is not None:
        return reasons.DOUBTFUL
    if measure is Measure.GAP:
        return NO_PAIR if entry.pair is None else gaps.refusal(entry)
    return NO_PACE_UNITS.get(entry.unit)


def target_of(entry: Indicator, required: Required, *, stated: int | None, adopted: int | None, by: int | None) -> Target:
    """What is to be reached of an indicator, from the base `stated` or the year `adopted`, in the year `by`."""
    kind, measure, value = required
    in_force = ELECTION_PERIOD if entry.election_years else SURVEY_INTERVAL if entry.survey else 0
    best = {Direction.HIGHER: entry.maximum, Direction.LOWER: entry.minimum}.get(entry.direction)
    since = Since(stated, adopted, in_force)
    return Target(kind, entry.direction, value, since, by, measure, decimals=entry.decimals, best=best)
