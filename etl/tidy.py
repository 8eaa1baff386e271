"""From what a source answered to complete tables: every region in every period, a status where a value is missing."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


def _key(table: pa.Table, *columns: str) -> pa.Array:
    """One text a row that is the same where the columns are."""
    return pc.binary_join_element_wise(*(table[column] for column in columns), " ").combine_chunks()


def _complete(indicator: str, rows: pa.Table, regions: pa.Table) -> pa.Table:
    """A row for each region in every (period, sex) that the source has a value for in any; `OBSERVATIONS`, no denominators.

    A period or a sex of which the source only says that there is nothing is none: it would lead to an empty map. Nor is a level:
    whether the source lists it without values or leaves it out, it isn't reported.
    """
    _refuse_unsound(indicator, rows, regions)
    valued = rows.filter(pc.is_valid(rows["value"]))
    slots = valued.group_by(["period", "sex"]).aggregate([]).sort_by([("period", "ascending"), ("sex", "ascending")])
    slot, region = np.divmod(np.arange(slots.num_rows * regions.num_rows), regions.num_rows)
    absences = _absences(rows, regions).take(region)
    every = slots.take(slot).append_column("region", absences["region"])
    found_at = pc.index_in(_key(every, *schemas.OBSERVATIONS_KEY), _key(rows, *schemas.OBSERVATIONS_KEY))
    found = rows.take(found_at)
    unreported = pc.equal(absences["status"], Status.NOT_APPLICABLE.value)
    empty = pc.fill_null(pc.starts_with(found["reason"], ABSENT), fill_value=False)
    absent = pc.or_(pc.is_null(found_at), pc.and_(unreported, empty))
    columns = {
        **{name: every[name] for name in schemas.OBSERVATIONS_KEY},
        "value": found["value"],
        "status": pc.if_else(absent, absences["status"], found["status"]),
        "reason": pc.if_else(absent, absences["reason"], found["reason"]),
        "denominator": pa.nulls(len(every), pa.int64()),
        "margin": pa.nulls(len(every), pa.float64()),
    }
    return pa.table([columns[name] for name in schemas.OBSERVATIONS.names], schema=schemas.OBSERVATIONS)


def _refuse_unsound(indicator: str, rows: pa.Table, regions: pa.Table) -> None:
    strangers = rows.filter(pc.invert(pc.is_in(rows["region"], regions["code"].combine_chunks())))
    if strangers.num_rows:
        raise SourceError(f"{indicator}: {_first(strangers)}: no such region; the source must set it aside. Nothing was changed.")
    keys = _key(rows, *schemas.OBSERVATIONS_KEY).value_counts()
    again = keys.filter(pc.greater(keys.field("counts"), 1))
    if len(again):
        raise SourceError(
            f"{indicator}: {again[0]['values']}: answered twice; the source must give it once. Nothing was changed."
        )


def _first(rows: pa.Table) -> str:
    return str(_key(rows.slice(0, 1), *schemas.OBSERVATIONS_KEY)[0])


def _absences(rows: pa.Table, regions: pa.Table) -> pa.Table:
    """Columns region, status, reason: what it means, for each of `regions`, that the source has no row."""
    valued = pc.is_in(regions["code"], rows.filter(pc.is_valid(rows["value"]))["region"].combine_chunks())
    reported = {ALWAYS_THERE.value, *regions.filter(valued)["type"].to_pylist()}
    meaning = {level.value: _absence(level, reported=level.value in reported) for level in RegionType}
    statuses, reasons = zip(*(meaning[level] for level in regions["type"].to_pylist()), strict=True)
    return pa.table({"region": regions["code"], "status": pa.array(statuses), "reason": pa.array(reasons)})


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
    position = pc.index_in(_key(table, *schemas.OBSERVATIONS_KEY), _key(margins, *schemas.OBSERVATIONS_KEY))
    known = pc.if_else(pc.is_valid(table["value"]), margins["margin"].take(position), pa.scalar(None, pa.float64()))
    field = schemas.OBSERVATIONS.get_field_index("margin")
    return table.set_column(field, schemas.OBSERVATIONS.field(field), known)


def _with_denominator(table: pa.Table, counts: pa.Table | None) -> pa.Table:
    """Join the persons behind a share, where the catalogue names the KPI that counts them."""
    if counts is None:
        return table
    position = pc.index_in(_key(table, *schemas.OBSERVATIONS_KEY), _key(counts, *schemas.OBSERVATIONS_KEY))
    persons = pc.round(counts["value"].take(position)).cast(pa.int64())
    field = schemas.OBSERVATIONS.get_field_index("denominator")
    return table.set_column(field, schemas.OBSERVATIONS.field(field), persons)
