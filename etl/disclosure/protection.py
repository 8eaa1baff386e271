"""The way of the indicators' tables through disclosure control: which belong together, and what is said of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.catalogue import Catalogue, Indicator, counts_for
from etl.contract.codes import Protection, RateOf, Status, Unit
from etl.contract.errors import ExpectedError
from etl.contract.persons import MOST_FEW
from etl.contract.schemas import OBSERVATIONS
from etl.disclosure.complement import Floats, Mask
from etl.disclosure.grid import Grid, grid_of
from etl.disclosure.kept import Kept
from etl.disclosure.rates import YEARS_BEFORE, persons_of
from etl.disclosure.redaction import count_reasons, marked, open_share_reasons, rate_reasons, redacted, share_reasons
from etl.disclosure.rules import Group, Hiding, hidings_of

INHABITANTS: Final = "N01951"
WHOLE_POPULATION: Final = frozenset({INHABITANTS, "N01955"})
"""KPIs that count all inhabitants, or all from 20 to 64: nobody's group, so never a reason to hide a share."""

PER_UNIT: Final = {Unit.PERCENT: 100.0, Unit.PER_1000: 1_000.0, Unit.PER_100000: 100_000.0}

COUNT_RULE: Final = "1-4 persons"
RATE_RULE: Final = "1-4 persons, or a number of inhabitants that is missing"
OPEN_SHARE_RULE: Final = "fewer than 5 persons"
SHARE_RULE: Final = "at most 20 persons, at most 5 with or without the property, or their number hidden or missing"


class DisclosureError(ExpectedError):
    """An indicator can't be protected; the message names it and says what to do."""


@dataclass(frozen=True)
class Protected:
    """What may be published: tables by indicator id (schema `OBSERVATIONS`), and a line on each indicator with hidden cells.

    The remarks are for the person who runs the ETL and are not to be published: that no cell was hidden to cover for others is
    itself a hint.
    """

    observations: dict[str, pa.Table]
    remarks: tuple[str, ...]


Tables = Mapping[str, pa.Table]


def protect(catalogue: Catalogue, observations: Tables, kept: Sequence[Tables] = ()) -> Protected:
    """Hide what would say something of single persons, and what would give that away.

    Args:
        catalogue: its entries say which KPI counts the persons behind a share.
        observations: complete tables by indicator id, schema `OBSERVATIONS`.
        kept: the same of each version that is kept, as published. Strictly protected values are not held against them, since
            a version that gives any away is removed.

    Returns:
        The same tables; hidden cells have status `suppressed`, a reason in Swedish, and no value, margin or hidden denominator.
        A value that is shown and rests on few persons says so in its reason.

    Raises:
        DisclosureError: a share of counted persons is in a unit from which no number of persons follows.

    """
    tables = dict(observations)
    remarks: list[str] = []
    for counted in catalogue.indicators:
        if counted.unit is Unit.COUNT and counted.source.reference not in WHOLE_POPULATION:
            protection = catalogue.protection_of(counted)
            past = kept if protection is Protection.SOURCE else ()
            remarks += _hide(counted, _shares(catalogue, counted), protection, tables, past)
    inhabitants = next((entry.id for entry in catalogue.indicators if entry.source.reference == INHABITANTS), None)
    for rate in catalogue.indicators:
        if rate.counts_persons and tables[rate.id].num_rows:
            past = kept if catalogue.protection_of(rate) is Protection.SOURCE else ()
            remarks += _hide_rate(rate, inhabitants, tables, past)
    return Protected({name: marked(table) for name, table in tables.items()}, tuple(remarks))


def _shares(catalogue: Catalogue, counted: Indicator) -> list[Indicator]:
    """The indicators that are shares of the persons counted."""
    found = [entry for entry in catalogue.indicators if counts_for(counted, entry)]
    for entry in found:
        if entry.unit not in PER_UNIT:
            raise DisclosureError(
                f"{entry.id}: unit {entry.unit.value!r} of the persons that {counted.source.reference} counts: no number follows "
                f"from it; allowed: {', '.join(PER_UNIT)}. Change unit, or drop the source's denominator, in the catalogue."
            )
    return found


def _hide(
    counted: Indicator, shares: Sequence[Indicator], protection: Protection, tables: dict[str, pa.Table], kept: Sequence[Tables]
) -> list[str]:
    """Replace, in place, the tables of a number of persons and of its shares; the remarks on them."""
    members = [entry for entry in (counted, *shares) if tables[entry.id].num_rows]
    grid = grid_of(tables[entry.id] for entry in members)
    values = {entry.id: grid.spread(tables[entry.id]) for entry in members}
    persons = values.get(counted.id, np.full(grid.size, np.nan))
    parts = {entry.id: values[entry.id] / PER_UNIT[entry.unit] for entry in members if entry is not counted}
    found = [grid.inside(one[counted.id]) for one in kept if counted.id in one]
    held = [_held(grid, cells, np.round(grid.spread(cells))) for cells in found]
    group = Group(grid, persons, parts, held)
    numbers, hidings = hidings_of(group, protection)
    share_rule = OPEN_SHARE_RULE if protection is Protection.SOURCE else SHARE_RULE
    remarks = []
    for entry in members:
        hiding = numbers if entry is counted else hidings[entry.id]
        remarks += _remark(entry, hiding, ~np.isnan(values[entry.id]), COUNT_RULE if entry is counted else share_rule)
        indices = grid.indices(tables[entry.id])
        uncounted = (numbers.every | np.isnan(persons))[indices]
        if entry is counted:
            reasons = count_reasons(len(indices))
        elif protection is Protection.SOURCE:
            reasons = open_share_reasons(np.isnan(persons)[indices])
        else:
            reasons = share_reasons(uncounted, (persons <= MOST_FEW)[indices])
        tables[entry.id] = redacted(tables[entry.id], hiding.every[indices], uncounted, reasons)
    return remarks


def _hide_rate(rate: Indicator, inhabitants: str | None, tables: dict[str, pa.Table], kept: Sequence[Tables]) -> list[str]:
    """Replace, in place, the table of a rate per inhabitant by one that tells of no few persons; the remark on it."""
    table = tables[rate.id]
    grid = grid_of([table])
    valued = ~np.isnan(grid.spread(table))
    persons = _persons_behind(rate, grid, table, tables.get(inhabitants or ""))
    found = [(grid.inside(one[rate.id]), one.get(inhabitants or "")) for one in kept if rate.id in one]
    held = [_held(grid, cells, _persons_behind(rate, grid, cells, people)) for cells, people in found]
    numbers, _ = hidings_of(Group(grid, persons, {}, held))
    unknown = valued & np.isnan(persons)
    indices = grid.indices(table)
    reasons = rate_reasons(unknown[indices])
    hiding = Hiding(numbers.small | unknown, numbers.every | unknown)
    tables[rate.id] = redacted(table, hiding.every[indices], np.zeros(len(indices), dtype=np.bool_), reasons)
    return _remark(rate, hiding, valued, RATE_RULE)


def _persons_behind(rate: Indicator, grid: Grid, table: pa.Table, inhabitants: pa.Table | None) -> Floats:
    people = OBSERVATIONS.empty_table() if inhabitants is None else inhabitants
    return persons_of(grid, table, people, PER_UNIT[rate.unit], YEARS_BEFORE[RateOf(rate.rate_of or "")])


def _held(grid: Grid, cells: pa.Table, persons: Floats) -> Kept:
    """What a kept version's cells of the grid tell."""
    hidden = np.zeros(grid.size, dtype=np.bool_)
    hidden[grid.indices(cells)] = pc.equal(cells["status"], Status.SUPPRESSED.value).to_numpy()
    return Kept(persons, hidden)


def _remark(entry: Indicator, hiding: Hiding, valued: Mask, rule: str) -> list[str]:
    small, every = int((hiding.small & valued).sum()), int((hiding.every & valued).sum())
    text = (
        f"{entry.id}: {every} of {int(valued.sum())} values hidden: {small} by rule ({rule}), {every - small} to cover for them"
    )
    return [text] if every else []
