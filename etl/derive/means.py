"""Means of a group of kommuner: unweighted, said to be so, and weighted where the persons behind the shares are known.

An unweighted mean is the sum of the kommuner's values over the number of kommuner with a value (RKA), never the same thing as
riket's or a län's own value. A weighted mean is the sum of the counts over the sum of the denominators, over kommuner that have
both. Medians, ranks, surveys, yes/no answers and steps have no mean.

Values that rest on few persons have no part in an unweighted mean, where each would weigh as much as that of a city. Where fewer
than 80 % of the members have a value that counts, there is no mean: it would be one of other kommuner than it says.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract.catalogue import Indicator
from etl.contract.codes import Unit
from etl.contract.persons import covered
from etl.derive.grid import Grid
from etl.derive.persons import persons

Floats = NDArray[np.float64]

DECIMALS: Final = 10

SURVEY: Final = "medel räknas inte för enkätvärden"
MEDIAN: Final = "medel räknas inte av medianer"
PARTLY_HIDDEN: Final = "medel räknas inte där tal för få personer döljs, det vore skevt"
RANK: Final = "medel räknas inte av rangordningar"
UNITS: Final = {
    Unit.YES_NO: "medel räknas inte för ja- och nej-svar",
    Unit.ORDINAL: "medel räknas inte för bedömningar i steg",
}
NO_VALUE: Final = "ingen i gruppen har ett värde"
UNCOVERED: Final = "för få i gruppen har ett värde som kan jämföras"
NO_PERSONS: Final = "antalet personer bakom andelarna är inte känt"

_WORDS: Final = {"median": MEDIAN, "rang": RANK, "rank": RANK}


class MeanKind(StrEnum):
    """How a mean was weighted; the value is the Swedish word for it."""

    UNWEIGHTED = "ovägt medel"
    WEIGHTED = "vägt medel"


MEANS: Final = pa.schema(
    [
        pa.field("group", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("counted", pa.int64(), nullable=False),
        pa.field("members", pa.int64(), nullable=False),
    ]
)
"""Unweighted means, sorted by group, period, sex: `counted` of the group's `members` have a value that counts; null where these
are too few."""


@dataclass(frozen=True)
class Mean:
    """A group's mean in the indicator's unit, of `counted` of its `members`; `reason` says in Swedish why there is none."""

    kind: MeanKind
    value: float | None
    counted: int
    members: int
    reason: str | None = None

    @property
    def label(self) -> str:
        """For the reader: `ovägt medel, 8 av 9`."""
        return f"{self.kind.value}, {self.counted} av {self.members}"


def refusal(indicator: Indicator) -> str | None:
    """Why an indicator's values have no mean, in Swedish; None where they have. A median or a rank is told by its titles."""
    if indicator.survey:
        return SURVEY
    if indicator.counts_persons:
        return PARTLY_HIDDEN
    titles = f" {indicator.title} {indicator.source.title}".lower()
    return next((reason for word, reason in _WORDS.items() if f" {word}" in titles), None) or UNITS.get(indicator.unit)


def weighted_mean(indicator: Indicator, shares: Floats, denominators: Floats, decimals: int) -> Mean:
    """Persons counted over persons in all, per cent, of the members where both are known.

    Args:
        indicator: a share of persons; any other has no weighted mean.
        shares: per cent by member, NaN where nothing is shown.
        denominators: persons by member, NaN where unknown.
        decimals: those that the source rounds the shares to, as `persons.source_decimals` finds them over all kommuner.

    """
    counts = persons(shares, denominators, decimals)
    has = ~np.isnan(counts)
    reason = refusal(indicator) or (None if has.any() and indicator.unit is Unit.PERCENT else NO_PERSONS)
    reason = reason or (None if covered(has.sum(), has.size) else UNCOVERED)
    value = None if reason else round(float(counts[has].sum() / denominators[has].sum() * 100), DECIMALS)
    return Mean(MeanKind.WEIGHTED, value, int(has.sum()), len(shares), reason)


def grid_means(indicator: Indicator, grid: Grid, groups: pa.Table) -> pa.Table:
    """The unweighted mean of every group in every period and sex: schema `MEANS`, empty where the indicator has no mean.

    `groups` is as `GROUPS`; a member that the grid lacks is one without a value.
    """
    if refusal(indicator) is not None or not groups.num_rows:
        return MEANS.empty_table()
    names = groups.group_by("group").aggregate([("member", "count_distinct")]).sort_by("group")
    belongs = _membership(grid, groups, names["group"])
    comparable, members = grid.comparable, names["member_count_distinct"].to_numpy()
    counted = np.rint(~np.isnan(comparable) @ belongs).astype(np.int64)
    totals, enough = np.nan_to_num(comparable) @ belongs, (counted > 0) & covered(counted, members)
    values = np.round(np.divide(totals, counted, out=np.full(totals.shape, np.nan), where=enough), DECIMALS)
    return _table(grid, names, values, counted)


def _membership(grid: Grid, groups: pa.Table, names: pa.ChunkedArray) -> Floats:
    """1.0 where a region (row) belongs to a group (column)."""
    region = pc.index_in(groups["member"], pa.array(grid.regions, pa.string()))
    known = pc.is_valid(region)
    column = pc.index_in(groups["group"], names.combine_chunks())
    belongs = np.zeros((len(grid.regions), len(names)))
    belongs[region.filter(known).to_numpy().astype(np.int64), column.filter(known).to_numpy().astype(np.int64)] = 1.0
    return belongs


def _table(grid: Grid, names: pa.Table, values: Floats, counted: NDArray[np.int64]) -> pa.Table:
    """Rows by group, then period, then sex; the arrays are by period, sex, group."""
    group, period, sex = (at.ravel() for at in np.indices((values.shape[2], values.shape[0], values.shape[1])))
    columns = {
        "group": names["group"].take(pa.array(group)),
        "period": pa.array(grid.periods, pa.string()).take(pa.array(period)),
        "sex": pa.array(grid.sexes, pa.string()).take(pa.array(sex)),
        "value": pa.array(values[period, sex, group], pa.float64(), from_pandas=True),
        "counted": pa.array(counted[period, sex, group]),
        "members": names["member_count_distinct"].take(pa.array(group)),
    }
    return pa.table(columns, schema=MEANS)
