"""Gaps in percentage points: those born in Sweden less those born abroad, and women less men, with both levels kept.

A gap is what those in focus lack: for measures where lower is better the foreign-born's share less the other, so that a
positive gap always means that they fare worse. A gap that closes because the other level got worse is no progress, which is
why no gap goes without its levels.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Sex, Unit
from etl.derive.grid import Grid, grid_of, on_axes

Floats = NDArray[np.float64]

DECIMALS: Final = 10
"""Enough for every unit; hides the binary tail of a difference."""

GAPPED_UNITS: Final = frozenset({Unit.PERCENT, Unit.PERCENTAGE_POINTS})
NO_GAP_UNIT: Final = "gap räknas bara för andelar"
NO_GAP_DIRECTION: Final = "gap räknas inte för mått som är bäst nära 1,0"

GAPS: Final = pa.schema(
    [
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("level", pa.float64()),
        pa.field("reference", pa.float64()),
        pa.field("gap", pa.float64()),
    ]
)
"""Sorted by period, sex, region. `level` is that of those in focus, `reference` the other; all three in percentage points or
per cent. `gap` is null where either is not shown."""


def refusal(indicator: Indicator) -> str | None:
    """Why an indicator has no gap, in Swedish; None where it has."""
    if indicator.direction is Direction.CLOSEST_TO_ONE:
        return NO_GAP_DIRECTION
    return None if indicator.unit in GAPPED_UNITS else NO_GAP_UNIT


def origin_gap(native: Floats, foreign: Floats, direction: Direction) -> Floats:
    """Percentage points that the foreign-born lack; NaN where either level is."""
    gap = foreign - native if direction is Direction.LOWER else native - foreign
    return np.round(gap, DECIMALS) + 0.0


def sex_gap(women: Floats, men: Floats) -> Floats:
    """Women less men in percentage points, whichever way is better; NaN where either level is."""
    return np.round(women - men, DECIMALS) + 0.0


def difference_is_certain(difference: float, margin: float, other_margin: float) -> bool:
    """Whether two surveyed values differ by more than both margins (±, 95 %) together allow: |d| > √(o₁² + o₂²)."""
    return abs(difference) > float(np.hypot(margin, other_margin))


def origin_gaps(native: pa.Table, foreign: pa.Table, direction: Direction) -> pa.Table:
    """The gap in every period and sex of the foreign-born's table (both as `OBSERVATIONS`, per cent): schema `GAPS`."""
    ours, theirs = grid_of(foreign), grid_of(native)
    reference = np.full(ours.value.shape, np.nan)
    for at, period in enumerate(ours.periods):
        reference[at] = on_axes(theirs, period, ours.sexes, ours.regions)
    return _table(ours, ours.value, reference, origin_gap(reference, ours.value, direction))


def sex_gaps(table: pa.Table) -> pa.Table:
    """Women less men in every period (`table` as `OBSERVATIONS`, per cent): schema `GAPS`, sex `K`, men as the reference.

    Empty where the table is not split by sex.
    """
    grid = grid_of(table)
    if not {Sex.WOMEN.value, Sex.MEN.value} <= set(grid.sexes):
        return GAPS.empty_table()
    women, men = (grid.value[:, [grid.sexes.index(sex.value)], :] for sex in (Sex.WOMEN, Sex.MEN))
    return _table(replace(grid, sexes=(Sex.WOMEN.value,)), women, men, sex_gap(women, men))


def _table(grid: Grid, level: Floats, reference: Floats, gap: Floats) -> pa.Table:
    """One row a place on the axes of `grid`, in its order."""
    period, sex, region = (at.ravel() for at in np.indices(level.shape))
    columns = {
        "region": pa.array(grid.regions, pa.string()).take(pa.array(region)),
        "period": pa.array(grid.periods, pa.string()).take(pa.array(period)),
        "sex": pa.array(grid.sexes, pa.string()).take(pa.array(sex)),
        **{
            name: pa.array(numbers.ravel(), pa.float64(), from_pandas=True)
            for name, numbers in (("level", level), ("reference", reference), ("gap", gap))
        },
    }
    return pa.table(columns, schema=GAPS)
