"""The published table of means: every group of kommuner, unweighted, and the län weighted where the persons are known.

Owns the assembly only; the rules are in `etl.derive.means`. A mean gives no hidden cell away: it is made of published values
alone, and anyone can make it of them. How many of the group have a value can be counted in `observations` too.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import GroupKind, Sex, Unit
from etl.contract.schemas import MEANS
from etl.derive.grid import Grid
from etl.derive.means import NO_VALUE, UNCOVERED, MeanKind, grid_means, refusal, weighted_mean
from etl.signals import reasons

KINDS: Final = {MeanKind.UNWEIGHTED: "unweighted", MeanKind.WEIGHTED: "weighted"}


def means(catalogue: Catalogue, grids: Mapping[str, Grid], groups: pa.Table) -> pa.Table:
    """The table `means` (schema `MEANS`).

    Both sexes together over all periods; women and men in the latest period. Of what is measured at elections only their years.

    Args:
        catalogue: whose indicators are wanted.
        grids: the published observations by indicator id, one for each of the catalogue's.
        groups: all groups of kommuner (schema `GROUPS`).

    """
    parts = [MEANS.empty_table()]
    for entry in sorted(catalogue.indicators, key=lambda entry: entry.id):
        grid = grids[entry.id]
        if not grid.valued or not groups.num_rows:
            continue
        refused = refusal(entry) if entry.doubtful is None else reasons.DOUBTFUL
        if refused is not None:
            parts.append(_refused(entry, grid, groups, refused))
            continue
        parts += [_unweighted(entry, grid, groups), _weighted(entry, grid, groups)]
    order = [(name, "ascending") for name in ("indicator", "group", "kind", "period", "sex")]
    return pa.concat_tables(parts).sort_by(order).combine_chunks()


def _held(entry: Indicator, grid: Grid) -> list[int]:
    """The places of the periods with any value, without those that only repeat an election."""
    elections = [at for at in grid.valued if grid.periods[at] in map(str, entry.election_years)]
    return elections or list(grid.valued)


def _refused(entry: Indicator, grid: Grid, groups: pa.Table, reason: str) -> pa.Table:
    """One row a group for an indicator whose values have no mean."""
    sizes = groups.group_by("group").aggregate([("member", "count_distinct")])
    rows = sizes.num_rows
    columns = {
        "indicator": pa.repeat(entry.id, rows),
        "group": sizes["group"],
        "period": pa.repeat(grid.periods[_held(entry, grid)[-1]], rows),
        "sex": pa.repeat(Sex.TOTAL.value, rows),
        "kind": pa.repeat(KINDS[MeanKind.UNWEIGHTED], rows),
        "value": pa.nulls(rows, pa.float64()),
        "n": pa.repeat(0, rows),
        "of": sizes["member_count_distinct"],
        "label": pa.repeat(reason, rows),
        "reason": pa.repeat(reason, rows),
    }
    return pa.table([columns[name] for name in MEANS.names], schema=MEANS)


def _unweighted(entry: Indicator, grid: Grid, groups: pa.Table) -> pa.Table:
    """All groups in every period with any value."""
    found = grid_means(entry, grid, groups)
    periods = [grid.periods[at] for at in _held(entry, grid)]
    kept = pc.or_(pc.equal(found["sex"], Sex.TOTAL.value), pc.equal(found["period"], periods[-1]))
    found = found.filter(pc.and_(pc.is_in(found["period"], pa.array(periods)), kept))
    numbers = [found[name].cast(pa.string()) for name in ("counted", "members")]
    label = pc.binary_join_element_wise(f"{MeanKind.UNWEIGHTED.value}, ", numbers[0], " av ", numbers[1], "")
    columns = {
        "indicator": pa.repeat(entry.id, found.num_rows),
        **{name: found[name] for name in ("group", "period", "sex", "value")},
        "kind": pa.repeat(KINDS[MeanKind.UNWEIGHTED], found.num_rows),
        "n": found["counted"],
        "of": found["members"],
        "label": label,
        "reason": pc.if_else(
            pc.is_valid(found["value"]),
            pa.scalar(None, pa.string()),
            pc.if_else(pc.equal(found["counted"], 0), NO_VALUE, UNCOVERED),
        ),
    }
    return pa.table([columns[name] for name in MEANS.names], schema=MEANS)


def _weighted(entry: Indicator, grid: Grid, groups: pa.Table) -> pa.Table:
    """The län in every period in which any kommun's persons are known; empty for what is no share of persons."""
    if entry.unit is not Unit.PERCENT or np.isnan(grid.denominator).all() or Sex.TOTAL.value not in grid.sexes:
        return MEANS.empty_table()
    return pa.Table.from_pylist(list(_weighted_rows(entry, grid, groups)), schema=MEANS)


def _weighted_rows(entry: Indicator, grid: Grid, groups: pa.Table) -> Iterator[dict[str, object]]:
    total = grid.sexes.index(Sex.TOTAL.value)
    row_of = {region: at for at, region in enumerate(grid.regions)}
    members: dict[str, list[int]] = {}
    for row in groups.filter(pc.equal(groups["kind"], GroupKind.COUNTY.value)).select(["group", "member"]).to_pylist():
        members.setdefault(row["group"], []).append(row_of[row["member"]])
    for at in _held(entry, grid):
        shares, persons = grid.value[at, total], grid.denominator[at, total]
        for group, positions in members.items():
            mean = weighted_mean(entry, shares[positions], persons[positions])
            if mean.value is not None:
                yield {
                    "indicator": entry.id,
                    "group": group,
                    "period": grid.periods[at],
                    "sex": Sex.TOTAL.value,
                    "kind": KINDS[mean.kind],
                    "value": mean.value,
                    "n": mean.counted,
                    "of": mean.members,
                    "label": mean.label,
                }
