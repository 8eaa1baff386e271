"""What must hold of the published tables of what kommuner report: schema, keys, codes, statuses, and that the numbers add up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from etl.checks import LISTED, CheckError
from etl.contract.codes import RIKET, Sex, Status
from etl.contract.reader import Snapshot
from etl.contract.schemas import VALIDATION, VALIDATION_CODES
from etl.disclosure.reports import ALL, COUNTED, INFLOW, LEFT, OUTCOMES, SMALL, STEPS, STOCK
from etl.versions.validation_changes import KEY

STATUSES: Final = (Status.OK.value, Status.SUPPRESSED.value, Status.MISSING.value, Status.NOT_APPLICABLE.value)
CODED: Final = ("type", "step", "sex", "measure")
NEVER_ALONE: Final = 5
"""Women and men are rounded to this."""

AT_ONCE: Final = 10_000
BOTH_SEXES: Final = pc.field("measure").isin(COUNTED) & (pc.field("sex") == Sex.TOTAL.value)
"""The rows of numbers of persons, both sexes together."""


class Cell(NamedTuple):
    """A cell by its key."""

    region: str
    period: str
    type: str
    step: str
    sex: str
    measure: str


Values = Mapping[Cell, float]
"""What is shown."""


def check_validation(snapshot: Snapshot) -> Iterator[str]:
    """Check a version's `validation` and `validation_codes`; what is odd but may be true is told, a line each.

    Raises:
        CheckError: with the cell, what was found and what to do.

    """
    if not snapshot.has("validation"):
        return
    table, codes = snapshot.table("validation"), snapshot.table("validation_codes")
    regions = set(snapshot.table("regions")["code"].to_pylist())
    faults = list(faults_of(table, codes, regions))
    if faults:
        more = [f"... and {len(faults) - LISTED} more"] if len(faults) > LISTED else []
        title = f"What kommuner report of validation is not fit to publish ({len(faults)} fault(s)):"
        raise CheckError("\n".join([title, *faults[:LISTED], *more, "Mend the files in the inbox and run again."]))
    yield from oddities(table)


def faults_of(table: pa.Table, codes: pa.Table, regions: set[str]) -> Iterator[str]:
    """What is wrong with the tables (schemas `VALIDATION` and `VALIDATION_CODES`), a line each."""
    for name, found, wanted in (("validation", table, VALIDATION), ("validation_codes", codes, VALIDATION_CODES)):
        if found.schema != wanted:
            yield f"{name}: columns are {found.schema.names}, expected {wanted.names}"
            return
    yield from _twice(table)
    yield from _unknown(table, codes, regions)
    rows = table.select([*KEY, "value", "status", "reason", "included"])
    yield from (fault for batch in rows.to_batches(AT_ONCE) for row in batch.to_pylist() for fault in _unsound(row))
    yield from _not_adding_up(shown(table))
    yield from _sums_over_kommuner(table)


def _twice(table: pa.Table) -> Iterator[str]:
    keys = pc.value_counts(pc.binary_join_element_wise(*(table[name] for name in KEY), " "))
    for key in keys.filter(pc.greater(keys.field("counts"), 1)).field("values").to_pylist():
        yield f"validation: {key}: occurs twice"


def _unknown(table: pa.Table, codes: pa.Table, regions: set[str]) -> Iterator[str]:
    known: dict[str, set[str]] = defaultdict(set, {"region": regions, "status": set(STATUSES)})
    for field, code in zip(codes["field"].to_pylist(), codes["code"].to_pylist(), strict=True):
        known[field].add(code)
    for field in ("region", "status", *CODED):
        for code in sorted(set(table[field].unique().to_pylist()) - known[field]):
            yield f"validation: {field} {code!r} is not known; allowed: {_listed(known[field])}"
    for period in table["period"].unique().to_pylist():
        if not (len(period) == 6 and period[:4].isdigit() and period[4] == "K" and period[5] in "1234"):
            yield f"validation: period {period!r} is no quarter such as 2024K1"


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes)) if len(codes) <= LISTED else f"the {len(codes)} of the catalogue"


def _unsound(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one row: a value that doesn't go with its status, or that may not be shown."""
    cell, value = " ".join(row[name] for name in KEY), row["value"]
    if (value is not None) != (row["status"] == Status.OK):
        yield f"validation: {cell}: value {value} does not go with status {row['status']!r}"
    if value is None:
        if not row["reason"]:
            yield f"validation: {cell}: no value, and no reason why"
        return
    if value < 0 or value != int(value):
        yield f"validation: {cell}: {value} is no whole number from 0"
    if row["measure"] in COUNTED:
        if row["sex"] != "T" and value % NEVER_ALONE:
            yield f"validation: {cell}: {value} by sex is not rounded to {NEVER_ALONE}"
        elif row["sex"] == "T" and row["included"] is None and value in SMALL:
            yield f"validation: {cell}: {value:g} persons are shown; 1-4 must be hidden"
    elif row["measure"].startswith("share") and value > 100:
        yield f"validation: {cell}: {value} is more than 100 percent"


def shown(table: pa.Table) -> Values:
    """The shown numbers of persons, both sexes together, by place."""
    rows = table.filter(pc.field("value").is_valid() & BOTH_SEXES)
    return dict(zip(_places(rows), rows["value"].to_pylist(), strict=True))


def _places(rows: pa.Table) -> Iterator[Cell]:
    return map(Cell, *(rows[name].to_pylist() for name in KEY))


def _not_adding_up(values: Values) -> Iterator[str]:
    """Within a kommun's quarter: steps to the stock, outcomes to those who left, types to all, where all of them are shown."""
    for cell, value in values.items():
        if len(cell.region) != 4:
            continue
        parts: list[Cell] = []
        if cell.measure == STOCK and cell.step == ALL:
            parts = [cell._replace(step=step) for step in STEPS]
        elif cell.measure == LEFT:
            parts = [cell._replace(measure=outcome) for outcome in OUTCOMES]
        yield from _unequal(cell, value, [values.get(part) for part in parts])


def _unequal(cell: Cell, value: float, parts: list[float | None]) -> Iterator[str]:
    known = [part for part in parts if part is not None]
    if parts and len(known) == len(parts) and sum(known) != value:
        yield f"validation: {' '.join(cell)}: {value:g}, but its parts add up to {sum(known):g}"


def _sums_over_kommuner(table: pa.Table) -> Iterator[str]:
    """Riket and län are the sums of the kommuner whose own number is shown, and say of how many."""
    sums: dict[Cell, list[float]] = defaultdict(list)
    for cell, value in shown(table.filter(pc.field("included").is_null())).items():
        for area in (RIKET, cell.region[:2]):
            sums[cell._replace(region=area)].append(value)
    published_sums = table.filter(pc.field("included").is_valid() & BOTH_SEXES)
    for cell, row in zip(
        _places(published_sums), published_sums.select(["value", "included", "reported"]).to_pylist(), strict=True
    ):
        found = sums.get(cell, [])
        if len(found) != row["included"] or row["included"] > row["reported"]:
            yield f"validation: {' '.join(cell)}: of {row['included']} kommuner, but {len(found)} are shown"
        elif row["value"] is not None and row["value"] != sum(found):
            yield f"validation: {' '.join(cell)}: {row['value']:g}, but its kommuner add up to {sum(found):g}"


def oddities(table: pa.Table) -> Iterator[str]:
    """Where a kommun's quarter doesn't begin with what the one before ended with: a file may say that, with a comment."""
    values = shown(table)
    found = []
    for cell, closing in values.items():
        if cell.measure == STOCK and cell.step == ALL and cell.type != ALL and len(cell.region) == 4:
            before = values.get(cell._replace(period=_before(cell.period)))
            flows = [values.get(cell._replace(measure=measure)) for measure in (INFLOW, LEFT)]
            if before is not None and flows[0] is not None and flows[1] is not None and before + flows[0] - flows[1] != closing:
                sum_words = f"{before:g} + {flows[0]:g} - {flows[1]:g}, not {closing:g}"
                found.append(f"{cell.region} {cell.type} {cell.period}: {sum_words}")
    if found:
        yield f"Validation: {len(found)} quarter(s) don't begin with what the one before ended with: {'; '.join(found[:LISTED])}."


def _before(period: str) -> str:
    year, quarter = int(period[:4]), int(period[5])
    return f"{year}K{quarter - 1}" if quarter > 1 else f"{year - 1}K4"
