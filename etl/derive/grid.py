"""An indicator's table as dense arrays by period, sex and region, so that derivations are arithmetic on whole arrays."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract.codes import Status
from etl.contract.persons import MOST_FEW

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

AXES: Final = ("period", "sex", "region")
NOWHERE: Final = -1
SHOWN: Final = pa.array([Status.OK.value, Status.PRELIMINARY.value])


@dataclass(frozen=True)
class Grid:
    """Arrays by period, sex and region, each axis in alphabetical order; NaN where the table has no number.

    `row` is the place in the table, `NOWHERE` where it has none; `value` is NaN wherever the status says that nothing is shown,
    whatever the table holds; `hidden` is where it says suppressed.
    """

    periods: tuple[str, ...]
    sexes: tuple[str, ...]
    regions: tuple[str, ...]
    row: Indices
    value: Floats
    hidden: Mask
    denominator: Floats
    margin: Floats

    @property
    def few(self) -> Mask:
        """Where a value rests on few persons: it is shown, but takes no part in a comparison."""
        return np.asarray(~np.isnan(self.value) & (self.denominator <= MOST_FEW), dtype=np.bool_)

    @property
    def comparable(self) -> Floats:
        """The values that take part in comparisons, NaN elsewhere."""
        return np.where(self.few, np.nan, self.value)

    @property
    def valued(self) -> tuple[int, ...]:
        """The places of the periods that have any value."""
        return tuple(np.flatnonzero(~np.isnan(self.value).all(axis=(1, 2))).tolist())


def grid_of(table: pa.Table) -> Grid:
    """The grid of one indicator's table (schema `OBSERVATIONS`, its key unique)."""
    axes = [pc.unique(table[name]).sort() for name in AXES]
    at = tuple(pc.index_in(table[name], axis).to_numpy().astype(np.int64) for name, axis in zip(AXES, axes, strict=True))
    shape = tuple(len(axis) for axis in axes)
    row = np.full(shape, NOWHERE, dtype=np.int64)
    row[at] = np.arange(table.num_rows)
    hidden = np.zeros(shape, dtype=np.bool_)
    hidden[at] = pc.equal(table["status"], Status.SUPPRESSED.value).to_numpy()
    shown = pc.is_in(table["status"], SHOWN)
    value = pc.if_else(shown, table["value"], pa.scalar(None, pa.float64()))
    numbers = [_scattered(column, at, shape) for column in (value, table["denominator"], table["margin"])]
    periods, sexes, regions = (tuple(axis.to_pylist()) for axis in axes)
    return Grid(periods, sexes, regions, row, numbers[0], hidden, numbers[1], numbers[2])


def on_axes(grid: Grid, period: str, sexes: tuple[str, ...], regions: tuple[str, ...]) -> Floats:
    """Another indicator's values of one period by the sexes and regions given; NaN where it has none."""
    values = np.full((len(sexes), len(regions)), np.nan)
    if period not in grid.periods:
        return values
    sex, region = (_shared(own, wanted) for own, wanted in ((grid.sexes, sexes), (grid.regions, regions)))
    values[np.ix_(sex[1], region[1])] = grid.value[grid.periods.index(period)][np.ix_(sex[0], region[0])]
    return values


def _shared(own: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """The places of what both have: in `own`, in `wanted`."""
    row_of = {name: at for at, name in enumerate(own)}
    found = [(row_of[name], at) for at, name in enumerate(wanted) if name in row_of]
    return [pair[0] for pair in found], [pair[1] for pair in found]


def _scattered(column: pa.ChunkedArray, at: tuple[Indices, ...], shape: tuple[int, ...]) -> Floats:
    numbers = np.full(shape, np.nan)
    numbers[at] = column.cast(pa.float64()).to_numpy()
    return numbers
