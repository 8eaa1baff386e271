"""Tables of observations as dense arrays over period, sex and region, and what adds up to what in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.areas import kind_of, kommun_of
from etl.contract.codes import RIKET, Sex
from etl.disclosure.complement import Floats, Numbers, Relations, joined, sums

SEXES: Final = (Sex.TOTAL.value, Sex.WOMEN.value, Sex.MEN.value)
COUNTY_DIGITS: Final = 2
KOMMUN_DIGITS: Final = 4


@dataclass(frozen=True)
class Grid:
    """The cells that some tables have in common: periods x `SEXES` x regions, numbered in that order."""

    periods: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of periods, sexes and regions."""
        return len(self.periods), len(SEXES), len(self.regions)

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(np.prod(self.shape))

    @property
    def cells(self) -> Numbers:
        """The number of each cell, an array of `shape`."""
        return np.arange(self.size).reshape(self.shape)

    def indices(self, table: pa.Table) -> Numbers:
        """The cell of each row of a table (columns period, sex, region)."""
        axes = zip(("period", "sex", "region"), (self.periods, SEXES, self.regions), strict=True)
        found = [pc.index_in(table[column], pa.array(labels, pa.string())).to_numpy() for column, labels in axes]
        indices: Numbers = np.ravel_multi_index(tuple(found), self.shape).astype(np.int64)
        return indices

    def inside(self, table: pa.Table) -> pa.Table:
        """The table's rows (columns period, region) that have a cell here."""
        return table.filter(
            pc.and_(
                pc.is_in(table["period"], pa.array(self.periods, pa.string())),
                pc.is_in(table["region"], pa.array(self.regions, pa.string())),
            )
        )

    def spread(self, table: pa.Table) -> Floats:
        """The table's `value` by cell, flat; NaN where it has none."""
        values = np.full(self.size, np.nan)
        values[self.indices(table)] = table["value"].to_numpy()
        return values


def grid_of(tables: Iterable[pa.Table]) -> Grid:
    """The grid that has a cell for every row of the tables."""
    wanted = list(tables)
    labels = [sorted({label for table in wanted for label in table[name].unique().to_pylist()}) for name in ("period", "region")]
    return Grid(tuple(labels[0]), tuple(labels[1]))


def relations_of(grid: Grid) -> Relations:
    """Women and men make the total; areas make their kommun, kommuner their län and, as the län do, riket."""
    sexes = sums(np.moveaxis(grid.cells, 1, -1), 0, (1, 2))
    return joined([sexes, *(sums(grid.cells, whole, parts) for whole, parts in _territories(grid.regions) if parts)])


def _territories(regions: Sequence[str]) -> list[tuple[int, list[int]]]:
    """The position of each kommun, län or riket among the regions, with the positions of what it consists of."""
    row_of = {region: number for number, region in enumerate(regions)}
    kommuner = [region for region in regions if region.isdigit() and len(region) == KOMMUN_DIGITS]
    counties = [region for region in regions if region.isdigit() and len(region) == COUNTY_DIGITS and region != RIKET]
    areas = [region for region in regions if kind_of(region)]
    found = [(county, [kommun for kommun in kommuner if kommun.startswith(county)]) for county in counties]
    found += [(kommun, [area for area in areas if kommun_of(area) == kommun]) for kommun in kommuner] if areas else []
    found += [(RIKET, kommuner), (RIKET, counties)] if RIKET in row_of else []
    return [(row_of[whole], [row_of[part] for part in parts]) for whole, parts in found]


def levels_of(grid: Grid) -> Numbers:
    """By cell, flat, what is dearer to hide: women and men before the total, areas before kommuner, län and riket."""
    area = np.array([_level(region) for region in grid.regions])
    total = np.array([int(sex == Sex.TOTAL.value) for sex in SEXES])
    return np.broadcast_to(area[None, None, :] + total[None, :, None], grid.shape).ravel().astype(np.int64)


def _level(region: str) -> int:
    if kind_of(region):
        return -2
    return 0 if len(region) == KOMMUN_DIGITS else 4 if region == RIKET else 2
