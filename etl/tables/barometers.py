"""The tables of the barometer: which way each focus area has gone in every region, and each of its measures.

Owns the assembly; the rule of the majority is in `etl.signals.barometer`. A measure of every year goes by its trend, over the
trend's own years, and says what the trend says where there is none. What is measured at elections has no trend: its last two
elections are held against each other, by the rule that goals have for chance. Only what is published is seen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from etl.contract.catalogue import Catalogue, FocusArea, Indicator
from etl.contract.codes import RIKET, Direction, Sex, Unit
from etl.contract.rules import goodness
from etl.contract.schemas import BAROMETER, BAROMETER_ENTRIES
from etl.derive.grid import Grid
from etl.signals import barometer as signal
from etl.signals import reasons
from etl.signals.barometer import Movement
from etl.signals.courses import NO_YEARS, SeriesOf, Years
from etl.signals.noise import Course, noise
from etl.signals.trend import FEWEST_FOR_CHANGE, TrendDirection, judgements
from etl.tables.moments import moment_of, own_trends

Row = dict[str, Any]
MOVED: Final = {"better": Movement.FORWARD, "worse": Movement.BACKWARD}
TOTAL: Final = Sex.TOTAL.value


class Part(NamedTuple):
    """What one measure says of one region: which way, why not or why it isn't certain, and the years that it rests on."""

    movement: Movement
    reason: str | None
    baseline: int | None = None
    latest: int | None = None


def barometers(catalogue: Catalogue, grids: Mapping[str, Grid], regions: Sequence[str]) -> tuple[pa.Table, pa.Table]:
    """The tables `barometer` and `barometer_entries` (schemas `BAROMETER`, `BAROMETER_ENTRIES`).

    Args:
        catalogue: whose focus areas name the indicators.
        grids: the published observations by indicator id, one for each of the catalogue's.
        regions: the codes of all regions.

    """
    series, wholes, rows = SeriesOf(grids), list[Row](), list[Row]()
    for area in (area for area in catalogue.focus_areas if area.barometer):
        entries = catalogue.in_barometer(area)
        found = [_found(entry, grids[entry.id], series) for entry in entries]
        for region in sorted(regions):
            parts = [of.get(region, Part(Movement.CANNOT_BE_JUDGED, reasons.NO_VALUE)) for of in found]
            wholes.append(_whole(area, region, entries, parts))
            rows += [_row(area, region, (entry, part), series) for entry, part in zip(entries, parts, strict=True)]
    return pa.Table.from_pylist(wholes, schema=BAROMETER), pa.Table.from_pylist(rows, schema=BAROMETER_ENTRIES)


def _found(entry: Indicator, grid: Grid, series: SeriesOf) -> dict[str, Part]:
    """By region, what the measure says."""
    return _of_elections(entry, grid, series) if entry.election_years else _of_trends(entry, grid)


def _of_trends(entry: Indicator, grid: Grid) -> dict[str, Part]:
    """By region, what its trend says; where the years are too few for a test, those that the change is over."""
    moment = moment_of(entry, grid)
    if moment is None or TOTAL not in grid.sexes:
        return {}
    trends, parts = own_trends(moment), {}
    judged = judgements(trends, entry.direction)
    first = grid.sexes.index(TOTAL) * len(grid.regions)
    latest = int(moment.period[:4])
    for at, region in enumerate(grid.regions, first):
        if trends.direction[at] != TrendDirection.CANNOT_BE_CALCULATED:
            movement = MOVED.get(judged[at] or "", Movement.UNCHANGED)
            parts[region] = Part(movement, trends.reason[at], int(trends.first[at]), latest)
        else:
            since = int(trends.since[at]) if trends.years[at] >= FEWEST_FOR_CHANGE else None
            parts[region] = Part(Movement.CANNOT_BE_JUDGED, trends.reason[at], since, latest if since else None)
    return parts


def _of_elections(entry: Indicator, grid: Grid, series: SeriesOf) -> dict[str, Part]:
    """By region, whether the last two elections differ by more than chance; nothing of what isn't a share of people."""
    every, years = series.series(entry, TOTAL), _last_two(entry, grid)
    if entry.unit is not Unit.PERCENT or years is None:
        reason = reasons.NO_EARLIER if entry.unit is Unit.PERCENT else reasons.NO_PERSONS
        return {region: Part(Movement.CANNOT_BE_JUDGED, reason) for region in every}
    persons, inhabitants = series.series(entry, TOTAL, "denominator"), series.inhabitants()
    parts = {}
    for at, region in enumerate(grid.regions):
        values = every.get(region, NO_YEARS)
        lacking = [year for year in years if year not in values]
        if lacking:
            hidden = bool(grid.hidden[grid.periods.index(str(lacking[-1])), grid.sexes.index(TOTAL), at])
            parts[region] = Part(Movement.CANNOT_BE_JUDGED, reasons.absent(str(lacking[-1]), suppressed=hidden))
        else:
            theirs, everyone = persons.get(region, NO_YEARS), inhabitants.get(region, NO_YEARS)
            parts[region] = _between(entry, Course(values, persons=theirs, inhabitants=everyone), years)
    return parts


def _last_two(entry: Indicator, grid: Grid) -> tuple[int, int] | None:
    """The last two elections with any value; None where there are none, or a break is between them."""
    held = [int(grid.periods[at]) for at in grid.valued if grid.periods[at] in map(str, entry.election_years)]
    if len(held) < 2 or any(str(held[-2]) < step.period[:4] <= str(held[-1]) for step in entry.breaks):
        return None
    return held[-2], held[-1]


def _between(entry: Indicator, course: Course, years: tuple[int, int]) -> Part:
    advance = _advance(course.values, entry.direction)
    heard = noise(course, advance, years, decimals=entry.decimals, both_vary=False)
    if not heard.certain:
        return Part(Movement.UNCHANGED, heard.reason, *years)
    return Part(Movement.FORWARD if advance[years[1]] > advance[years[0]] else Movement.BACKWARD, None, *years)


def _advance(values: Years, direction: Direction) -> Years:
    """By year, a number that is higher the better the value."""
    return dict(zip(values, goodness(np.array(list(values.values())), direction).tolist(), strict=True))


def _whole(area: FocusArea, region: str, entries: Sequence[Indicator], parts: Sequence[Part]) -> Row:
    found = signal.barometer(area.id, [part.movement for part in parts])
    silent = [
        f"{entry.short_title}: {part.reason}"
        for entry, part in zip(entries, parts, strict=True)
        if part.movement is Movement.CANNOT_BE_JUDGED
    ]
    return {
        "focus_area": area.id,
        "region": region,
        "movement": found.movement.value,
        "reason": "; ".join(silent) or None,
        "baseline_period": _year(min((part.baseline for part in parts if part.baseline is not None), default=None)),
        "latest_period": _year(max((part.latest for part in parts if part.latest is not None), default=None)),
        "forward": found.forward,
        "unchanged": found.unchanged,
        "backward": found.backward,
        "unjudged": found.unjudged,
    }


def _row(area: FocusArea, region: str, judged: tuple[Indicator, Part], series: SeriesOf) -> Row:
    entry, part = judged
    values = series.series(entry, TOTAL)
    own, riket = values.get(region, NO_YEARS), values.get(RIKET, NO_YEARS)
    first, last = part.baseline, part.latest
    return {
        "focus_area": area.id,
        "region": region,
        "indicator": entry.id,
        "movement": part.movement.value,
        "reason": part.reason,
        "baseline_period": _year(first),
        "baseline": None if first is None else own.get(first),
        "latest_period": _year(last),
        "latest": None if last is None else own.get(last),
        "riket_baseline": None if first is None else riket.get(first),
        "riket_latest": None if last is None else riket.get(last),
    }


def _year(year: int | None) -> str | None:
    return None if year is None else str(year)
