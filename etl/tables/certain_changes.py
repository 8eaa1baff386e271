"""Whether a value differs from that of the period before by more than chance: the rule that goals have, for headlines.

Both sexes together only, since a headline is of them.
"""

from collections.abc import Sequence

import numpy as np

from etl.contract.codes import Direction, Sex, Unit
from etl.contract.rules import goodness
from etl.derive.grid import Floats
from etl.signals.courses import NO_YEARS, SeriesOf, Years
from etl.signals.noise import Course, noise
from etl.tables.moments import Moment

TOTAL = Sex.TOTAL.value


def certain_changes(moment: Moment, change: Floats, series: SeriesOf) -> Sequence[bool | None]:
    """By sex and region in a row; None where there is no change to judge, or the values are doubtful.

    Args:
        moment: the indicator at its latest period.
        change: by sex and region, NaN where the two periods can't be compared.
        series: the numbers of every indicator.

    """
    entry, grid = moment.entry, moment.grid
    certain: list[bool | None] = [None] * change.size
    annual = all(period.isdigit() for period in grid.periods)
    if moment.before is None or TOTAL not in grid.sexes or not annual or entry.doubtful is not None:
        return certain
    years = int(grid.periods[moment.before]), int(moment.period)
    of_people = entry.unit is Unit.PERCENT and not entry.survey
    values, margins = series.series(entry, TOTAL), series.series(entry, TOTAL, "margin") if entry.survey else {}
    persons, everyone = (series.series(entry, TOTAL, "denominator"), series.inhabitants()) if of_people else ({}, {})
    sex = grid.sexes.index(TOTAL)
    for at in np.flatnonzero(~np.isnan(change[sex])).tolist():
        region = grid.regions[at]
        course = Course(
            values[region],
            survey=entry.survey,
            margins=margins.get(region, NO_YEARS),
            persons=persons.get(region, NO_YEARS),
            inhabitants=everyone.get(region, NO_YEARS),
        )
        advance = _advance(course.values, years, entry.direction)
        certain[sex * len(grid.regions) + at] = noise(course, advance, years, decimals=entry.decimals, both_vary=False).certain
    return certain


def _advance(values: Years, years: tuple[int, int], direction: Direction) -> Years:
    """Of both years, a number that is higher the better the value; of a neutral measure the value."""
    ends = np.array([values[year] for year in years])
    good = ends if direction is Direction.NEUTRAL else goodness(ends, direction)
    return dict(zip(years, good.tolist(), strict=True))
