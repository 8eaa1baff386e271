"""What a source seems to be mistaken about, found by comparing its values with each other.

- A lone zero: a share of 0 per cent in a year before and after which the same region and sex have 50 per cent or more, while no
  other kommun has 0. It is refused: the cell is missing, and its reason says what the source has.
- A total that lies outside those of women and men by more than rounding explains. It is shown, and its reason says so.

Only shares that are not doubtful already. What is known to be wrong belongs in `corrections.yaml`, where a maintainer decides.
"""

from typing import Final

import numpy as np
import pyarrow as pa

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import Sex, Status, Unit
from etl.contract.schemas import OBSERVATIONS
from etl.derive.grid import Floats, Grid, Indices, Mask, grid_of

HIGH: Final = 50.0
"""Per cent: so high are the values on both sides of a lone zero."""

ROUNDING: Final = 0.5
"""Percentage points that a total may lie outside women and men."""

KOMMUN_DIGITS: Final = 4
ZERO: Final = "Misstänkt fel: källan anger 0 procent, ensam i landet och mellan två år med minst 50 procent"
TOTAL: Final = "Misstänkt fel: totalen ligger utanför kvinnor och män"
LISTED: Final = 6


def suspected(catalogue: Catalogue, tables: dict[str, pa.Table]) -> tuple[dict[str, pa.Table], tuple[str, ...]]:
    """The tables (schema `OBSERVATIONS`, by indicator id) with suspected faults refused or marked, and a remark an indicator."""
    found, remarks = dict(tables), []
    for entry in catalogue.indicators:
        if entry.unit is Unit.PERCENT and entry.doubtful is None and tables[entry.id].num_rows:
            grid = grid_of(tables[entry.id])
            zeros = _lone_zeros(grid)
            outside = _outside(grid, np.where(zeros, np.nan, grid.value))
            if zeros.any() or outside.any():
                found[entry.id] = _rows(tables[entry.id], grid, zeros, outside)
                remarks.append(_remark(entry, grid, zeros, outside))
    return found, tuple(remarks)


def _lone_zeros(grid: Grid) -> Mask:
    """By period, sex and region; nothing at either end of the series."""
    value, found = grid.value, np.zeros(grid.value.shape, dtype=np.bool_)
    zero, few = value == 0, grid.few
    kommuner = [len(region) == KOMMUN_DIGITS for region in grid.regions]
    alone = zero[:, :, kommuner].sum(axis=2, keepdims=True) <= zero
    high = (value >= HIGH) & ~few
    found[1:-1] = (zero & alone & ~few)[1:-1] & high[:-2] & high[2:]
    return found


def _outside(grid: Grid, value: Floats) -> Mask:
    """By period, sex and region: totals only."""
    found = np.zeros(value.shape, dtype=np.bool_)
    if set(grid.sexes) >= {sex.value for sex in Sex}:
        total, women, men = (value[:, grid.sexes.index(sex.value)] for sex in (Sex.TOTAL, Sex.WOMEN, Sex.MEN))
        low, high = np.minimum(women, men), np.maximum(women, men)
        found[:, grid.sexes.index(Sex.TOTAL.value)] = (total < low - ROUNDING) | (total > high + ROUNDING)
    return found


def _rows(table: pa.Table, grid: Grid, zeros: Mask, outside: Mask) -> pa.Table:
    columns = {name: table[name].to_pylist() for name in ("value", "status", "margin", "reason")}
    refused = {"value": None, "status": Status.MISSING.value, "margin": None, "reason": ZERO}
    for row in grid.row[zeros].tolist():
        for name, content in refused.items():
            columns[name][row] = content
    for row in grid.row[outside].tolist():
        columns["reason"][row] = ". ".join(part for part in (columns["reason"][row], TOTAL) if part)
    for name, column in columns.items():
        place_of = OBSERVATIONS.get_field_index(name)
        table = table.set_column(place_of, OBSERVATIONS.field(place_of), pa.array(column, OBSERVATIONS.field(place_of).type))
    return table.combine_chunks()


def _remark(entry: Indicator, grid: Grid, zeros: Mask, outside: Mask) -> str:
    parts = [
        f"{len(cells)} {what}: {_listed(cells)}"
        for what, mask in (("lone zero(s), refused", zeros), ("total(s) outside women and men, marked", outside))
        if (cells := [_cell_words(grid, at) for at in np.argwhere(mask)])
    ]
    return f"{entry.id}: suspected faults of the source: {'; '.join(parts)}. Look there, and decide in corrections.yaml."


def _cell_words(grid: Grid, at: Indices) -> str:
    period, sex, region = at
    return f"{grid.regions[region]} {grid.periods[period]} {grid.sexes[sex]}"


def _listed(cells: list[str]) -> str:
    more = f" and {len(cells) - LISTED} more" if len(cells) > LISTED else ""
    return ", ".join(cells[:LISTED]) + more
