"""The tables of the barometer: which way each focus area has gone in every region, and each of its indicators.

Owns the choice of the years and the assembly; the rule of the majority is in `etl.signals.barometer`. The latest period is the
indicator's latest with a value; the baseline is the first comparable one of the five years before it: not before a break,
and of what is measured at elections only those. Both are the same for all regions. It sees nothing but what is published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from etl.contract.catalogue import Catalogue, FocusArea, Indicator
from etl.contract.codes import Sex
from etl.contract.schemas import BAROMETER, BAROMETER_ENTRIES
from etl.derive.grid import Grid
from etl.signals import barometer as signal
from etl.signals import reasons
from etl.signals.barometer import Barometer, Entry, Movement

YEARS_BACK: Final = 5

Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """The two periods that are compared; `reason` says in Swedish why there are not two."""

    baseline: str | None = None
    latest: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class _Track:
    """One indicator over its span, both sexes together: values by region, and the regions where one of them is hidden."""

    entry: Indicator
    span: Span
    baseline: Mapping[str, float]
    latest: Mapping[str, float]
    hidden: Mapping[str, str]

    def compared(self, region: str) -> Entry:
        """What the signal wants of one region."""
        ends = self.baseline.get(region), self.latest.get(region)
        return Entry(self.entry.id, self.entry.direction, self.entry.decimals, *ends)

    def absence(self, region: str) -> str | None:
        """Why there is nothing to compare in one region."""
        if self.span.reason is not None:
            return self.span.reason
        if region in self.hidden:
            return reasons.hidden(self.hidden[region])
        ends = ((self.span.baseline, self.baseline), (self.span.latest, self.latest))
        lacking = [period for period, values in ends if period is not None and region not in values]
        return reasons.missing(lacking[-1]) if lacking else None


def barometers(catalogue: Catalogue, grids: Mapping[str, Grid], regions: Sequence[str]) -> tuple[pa.Table, pa.Table]:
    """The tables `barometer` and `barometer_entries` (schemas `BAROMETER`, `BAROMETER_ENTRIES`).

    Args:
        catalogue: whose focus areas name the indicators.
        grids: the published observations by indicator id, one for each of the catalogue's.
        regions: the codes of all regions.

    """
    wholes: list[Row] = []
    parts: list[Row] = []
    for area in (area for area in catalogue.focus_areas if area.barometer):
        tracks = [_track(entry, grids[entry.id]) for entry in catalogue.in_barometer(area)]
        for region in sorted(regions):
            found = signal.barometer(area.id, [track.compared(region) for track in tracks])
            wholes.append(_whole(area, region, tracks, found))
            parts += _parts(area, region, tracks, found)
    return pa.Table.from_pylist(wholes, schema=BAROMETER), pa.Table.from_pylist(parts, schema=BAROMETER_ENTRIES)


def span_of(entry: Indicator, periods: Sequence[str]) -> Span:
    """The years that an indicator's barometer compares, of the periods in which it has any value, in order."""
    if not all(period.isdigit() for period in periods):
        return Span(reason=reasons.NOT_ANNUAL)
    elections = {str(year) for year in entry.election_years}
    held = [period for period in periods if not elections or period in elections]
    if not held:
        return Span(reason=reasons.NO_VALUE)
    latest = held[-1]
    earlier = [period for period in held if int(latest) - YEARS_BACK <= int(period) < int(latest)]
    broken = max((step.period[:4] for step in entry.breaks if step.period[:4] <= latest), default="")
    comparable = [period for period in earlier if period >= broken]
    if comparable:
        return Span(comparable[0], latest)
    return Span(None, latest, reasons.broken(broken) if earlier else reasons.NO_EARLIER)


def _track(entry: Indicator, grid: Grid) -> _Track:
    total = grid.sexes.index(Sex.TOTAL.value) if Sex.TOTAL.value in grid.sexes else None
    valued = [] if total is None else [grid.periods[at] for at in grid.valued if not np.isnan(grid.value[at, total]).all()]
    span = span_of(entry, valued)
    ends = [period for period in (span.baseline, span.latest) if period is not None]
    hidden = {region: period for period in ends for region in _hidden(grid, period, total)}
    return _Track(entry, span, _values(grid, span.baseline, total), _values(grid, span.latest, total), hidden)


def _values(grid: Grid, period: str | None, sex: int | None) -> dict[str, float]:
    if period is None or sex is None:
        return {}
    values = grid.value[grid.periods.index(period), sex]
    return {grid.regions[row]: float(values[row]) for row in np.flatnonzero(~np.isnan(values)).tolist()}


def _hidden(grid: Grid, period: str, sex: int | None) -> list[str]:
    return [grid.regions[row] for row in np.flatnonzero(grid.hidden[grid.periods.index(period), sex]).tolist()]


def _whole(area: FocusArea, region: str, tracks: Sequence[_Track], barometer: Barometer) -> Row:
    spans = [track.span for track in tracks]
    absences = [f"{track.entry.short_title}: {absence}" for track in tracks if (absence := track.absence(region))]
    return {
        "focus_area": area.id,
        "region": region,
        "movement": barometer.movement.value,
        "reason": "; ".join(absences) or None,
        "baseline_period": min((span.baseline for span in spans if span.baseline is not None), default=None),
        "latest_period": max((span.latest for span in spans if span.latest is not None), default=None),
        "forward": barometer.entries.count(Movement.FORWARD),
        "unchanged": barometer.entries.count(Movement.UNCHANGED),
        "backward": barometer.entries.count(Movement.BACKWARD),
        "unjudged": barometer.entries.count(Movement.CANNOT_BE_JUDGED),
    }


def _parts(area: FocusArea, region: str, tracks: Sequence[_Track], barometer: Barometer) -> Iterator[Row]:
    for track, movement in zip(tracks, barometer.entries, strict=True):
        yield {
            "focus_area": area.id,
            "region": region,
            "indicator": track.entry.id,
            "movement": movement.value,
            "reason": track.absence(region) if movement is Movement.CANNOT_BE_JUDGED else None,
            "baseline_period": track.span.baseline,
            "baseline": track.baseline.get(region),
            "latest_period": track.span.latest,
            "latest": track.latest.get(region),
        }
