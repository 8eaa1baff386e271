"""Rates per inhabitant as numbers of persons: how many inhabitants there are is published, so these follow from the rates."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.codes import RateOf
from etl.contract.schemas import OBSERVATIONS
from etl.disclosure.complement import Floats
from etl.disclosure.grid import Grid

YEARS_BEFORE: Final = {RateOf.PERSONS: 0, RateOf.PERSONS_YEAR_BEFORE: 1}
"""How many years older than the rate its inhabitants are; what isn't here counts no persons."""


def persons_of(grid: Grid, rates: pa.Table, inhabitants: pa.Table, scale: float, years_before: int) -> Floats:
    """The persons behind rates per `scale` inhabitants, by cell of the grid; none where the rate is zero, else NaN if unknown.

    Args:
        grid: of the rates.
        rates: schema `OBSERVATIONS`.
        inhabitants: numbers of them by year, schema `OBSERVATIONS`.
        scale: such as 1000.
        years_before: how much older the inhabitants are than the rate.

    """
    rate, people = grid.spread(rates), grid.spread(_later(grid, inhabitants, years_before))
    return np.asarray(np.where(rate == 0, 0.0, np.round(rate * people / scale)), dtype=np.float64)


def _later(grid: Grid, table: pa.Table, years: int) -> pa.Table:
    """The rows, so many years later, that have a cell of the grid."""
    periods = pc.add(pc.cast(table["period"], pa.int64()), years).cast(pa.string())
    return grid.inside(table.set_column(OBSERVATIONS.get_field_index("period"), "period", periods))
