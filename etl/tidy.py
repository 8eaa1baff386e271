"""From what a source answered to complete tables: every region in every period, a status where a value is missing."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract import schemas
from etl.contract.catalogue import Catalogue
from etl.contract.codes import RegionType, Status
from etl.harvest import SourceError

ABSENT: Final = "Saknas"
"""How the reason begins where a source says no more of a value than that there is none."""

MISSING_REASON: Final = f"{ABSENT} i källan"
NOT_APPLICABLE_REASON: Final = "Redovisas inte för {level}"
LEVEL_NAMES: Final = {
    RegionType.COUNTRY: "riket",
    RegionType.COUNTY: "län",
    RegionType.MUNICIPALITY: "kommuner",
    RegionType.REGSO: "områden",
    RegionType.DESO: "områden",
}
ALWAYS_THERE: Final = RegionType.MUNICIPALITY


def observations(catalogue: Catalogue, values: pa.Table, regions: pa.Table) -> dict[str, pa.Table]:
    """One table (schema `OBSERVATIONS`) an indicator of the catalogue, complete over regions.

    Args:
        catalogue: whose indicators are wanted.
        values: what the sources answered, schema `HARVEST`.
        regions: all regions, schema `REGIONS`.

    Returns:
        Tables by indicator id, each sorted by period, sex, region; an indicator without values has an empty table.

    Raises:
        SourceError: a source has answered twice for the same thing, or for a region that is none of `regions`.

    """
    ordered = regions.sort_by("code").combine_chunks()
    complete = {entry.id: _complete(entry.id, _rows(values, entry.id), ordered) for entry in catalogue.indicators}
    counted = {entry.id: catalogue.denominator_of(entry) for entry in catalogue.indicators}
    return {
        name: _with_denominator(table, complete[counts.id] if (counts := counted[name]) else None)
        for name, table in complete.items()
    }


def _rows(values: pa.Table, indicator: str) -> pa.Table:
    return values.filter(pc.equal(values["indicator"], indicator)).combine_chunks()


def _positions(wanted: pa.Table, table: pa.Table) -> pa.Array:
    """For each row of `wanted`, which row of `table` is the first of the same period, sex and region; null where none is."""
    labels = [pc.unique(table[column]) for column in schemas.OBSERVATIONS_KEY]
    shape = tuple(len(each) + 1 for each in labels)  # the last place of each is for what the table doesn't have
    own, asked = (_cells(each, labels, shape) for each in (table, wanted))
    first = np.full(np.prod(shape), -1)
    first[own[::-1]] = np.arange(len(own))[::-1]
    found = first[asked]
    return pa.array(found, mask=found < 0)


def _cells(table: pa.Table, labels: Sequence[pa.Array], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """The number of each row's cell in an array of that shape over the labels."""
    columns = zip(schemas.OBSERVATIONS_KEY, labels, strict=True)
    codes = [pc.fill_null(pc.index_in(table[column], each), -1).to_numpy() for column, each in columns]
    cells: NDArray[np.int64] = np.ravel_multi_index(codes, shape, mode="wrap")
    return cells


def _complete(indicator: str, rows: pa.Table, regions: pa.Table) -> pa.Table:
    """A row for each region in every (period, sex) that the source has a value for in any; `OBSERVATIONS`, no denominators.

    A period or a sex of which the source only says that there is nothing is none: it would lead to an empty map. Nor is a level:
    whether the source lists it without values or leaves it out, it isn't reported.
    """
    _refuse_unsound(indicator, rows, regions)
    valued = rows.select(["period", "sex"]).filter(pc.is_valid(rows["value"]))
    slots = valued.group_by(["period", "sex"]).aggregate([]).sort_by([("period", "ascending"), ("sex", "ascending")])
    slot, region = np.divmod(np.arange(slots.num_rows * regions.num_rows), regions.num_rows)
    every = slots.take(slot).append_column("region", regions["code"].take(region))
    found_at = _positions(every, rows)
    found = rows.select(["value", "status", "reason"]).take(found_at).combine_chunks()
    absences = _absences(rows, regions)
    unreported = pc.equal(absences["status"], Status.NOT_APPLICABLE.value).take(region)
    empty = pc.fill_null(pc.starts_with(found["reason"], ABSENT), fill_value=False)
    absent = pc.or_(pc.is_null(found_at), pc.and_(unreported, empty)).combine_chunks()
    lacking = absences.take(region[absent.to_numpy(zero_copy_only=False)]).combine_chunks()
    columns = {
        **{name: every[name] for name in schemas.OBSERVATIONS_KEY},
        "value": found["value"],
        **{name: pc.replace_with_mask(found[name], absent, lacking[name].combine_chunks()) for name in ("status", "reason")},
        "denominator": pa.nulls(len(every), pa.int64()),
        "margin": pa.nulls(len(every), pa.float64()),
    }
    return pa.table([columns[name] for name in schemas.OBSERVATIONS.names], schema=schemas.OBSERVATIONS)


def _refuse_unsound(indicator: str, rows: pa.Table, regions: pa.Table) -> None:
    strangers = rows.filter(pc.invert(pc.is_in(rows["region"], regions["code"].combine_chunks())))
    if strangers.num_rows:
        raise SourceError(f"{indicator}: {_first(strangers)}: no such region; the source must set it aside. Nothing was changed.")
    again = rows.filter(pc.not_equal(_positions(rows, rows), pa.array(np.arange(rows.num_rows))))
    if again.num_rows:
        raise SourceError(f"{indicator}: {_first(again)}: answered twice; the source must give it once. Nothing was changed.")


def _first(rows: pa.Table) -> str:
    return " ".join(rows[column][0].as_py() for column in schemas.OBSERVATIONS_KEY)


def _absences(rows: pa.Table, regions: pa.Table) -> pa.Table:
    """Columns status, reason: what it means, for each of `regions`, that the source has no row."""
    valued = pc.is_in(regions["code"], rows.filter(pc.is_valid(rows["value"]))["region"].combine_chunks())
    reported = {ALWAYS_THERE.value, *regions.filter(valued)["type"].to_pylist()}
    meaning = {level.value: _absence(level, reported=level.value in reported) for level in RegionType}
    statuses, reasons = zip(*(meaning[level] for level in regions["type"].to_pylist()), strict=True)
    return pa.table({"status": pa.array(statuses), "reason": pa.array(reasons)})


def _absence(level: RegionType, *, reported: bool) -> tuple[str, str]:
    if reported:
        return Status.MISSING.value, MISSING_REASON
    return Status.NOT_APPLICABLE.value, NOT_APPLICABLE_REASON.format(level=LEVEL_NAMES[level])


def with_margins(tables: dict[str, pa.Table], margins: pa.Table) -> dict[str, pa.Table]:
    """The tables (schema `OBSERVATIONS`) by indicator id, each with its margins (schema `MARGINS`) where there is a value.

    A margin without a value says nothing and is left out.
    """
    named = set(margins["indicator"].unique().to_pylist()) & set(tables)
    return {**tables, **{name: _with_margin(tables[name], _rows(margins, name)) for name in named}}


def _with_margin(table: pa.Table, margins: pa.Table) -> pa.Table:
    position = _positions(table, margins)
    known = pc.if_else(pc.is_valid(table["value"]), margins["margin"].take(position), pa.scalar(None, pa.float64()))
    field = schemas.OBSERVATIONS.get_field_index("margin")
    return table.set_column(field, schemas.OBSERVATIONS.field(field), known)


def _with_denominator(table: pa.Table, counts: pa.Table | None) -> pa.Table:
    """Join the persons behind a share, where the catalogue names the KPI that counts them."""
    if counts is None:
        return table
    position = _positions(table, counts)
    persons = pc.round(counts["value"].take(position)).cast(pa.int64())
    field = schemas.OBSERVATIONS.get_field_index("denominator")
    return table.set_column(field, schemas.OBSERVATIONS.field(field), persons)
