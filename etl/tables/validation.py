"""What kommuner report of validation on its way to publishing: from exact rows to the tables `validation` and `validation_codes`.

The exact rows never leave this module. Counts of persons are hidden as `etl.disclosure.reports` says; all else that is published
is worked out from what is shown, so that it tells nothing more:

- The sum over types is shown where each of its types is; the sums over kommuner are of the kommuner that are shown.
- Days and shares of those who wait are shown for a stock that is shown and large enough; those of the finished where all numbers
  with a result are shown and their step has enough. Percentiles and shares near the ends take more persons than medians.

Not published at all: target groups, cases, who began (`persons_started`), the opening stock, by sex all but outcomes, free texts.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.codes import RIKET, RegionType, Sex, Status
from etl.contract.paths import DataPaths
from etl.contract.reader import DamagedError, UnavailableError, kept_versions, open_version
from etl.contract.schemas import VALIDATION, VALIDATION_CODES
from etl.disclosure.redaction import COUNT_REASON
from etl.disclosure.reports import (
    ALL,
    COUNTED,
    INFLOW,
    LEFT,
    OUTCOMES,
    STEPS,
    STOCK,
    Cell,
    Cells,
    Past,
    Quarter,
    hidden_cells,
    published,
)
from etl.sources.inbox.definition import load_definition
from etl.versions.validation_changes import KEY

FIELDS: Final = {INFLOW: "persons_new", **{outcome: f"persons_{outcome}" for outcome in OUTCOMES}}
RESULTS: Final = OUTCOMES[:3]
"""The outcomes of those who got a result; who was discontinued has none."""

EVERYONE: Final = "ALLA"
"""The target group that is published."""

AT_ONCE: Final = 10_000

TYPE_REASON: Final = "Dolt: minst en av valideringstyperna är dold"
NONE_SHOWN: Final = "Dolt: ingen kommuns tal visas"
NOT_REPORTED: Final = "Kommunen har inte rapporterat kvartalet"
NOT_GIVEN: Final = "Kommunen har inte lämnat uppgiften"
NOBODY: Final = "Gäller ingen: ingen finns i steget"
NO_RESULT: Final = "Gäller ingen: ingen fick ett resultat under kvartalet"
DAYS_REASON: Final = "Dolt: gäller färre än {least} personer, eller ett antal som är dolt"
SHARE_REASON: Final = "Dolt: gäller högst 20 personer, högst 5 har väntat längre eller högst 5 inte, eller antalet är dolt"

OF_OPEN: Final = {"median_days_open": 10, "p90_days_open": 50}
OF_FINISHED: Final = {"median_days_finished": 10, "median_days_authority": 10}
"""By measure the fewest persons for which it is shown."""

SHARE: Final = "share_over_180"
SHARE_PERSONS, SHARE_PROPERTY = 20, 5

CODE_FIELDS: Final = ("type", "step", "sex", "start_rule", "coverage")
TOGETHER: Final = {"type": "Alla valideringstyper", "step": "Båda stegen"}

Report = Mapping[str, Any]
"""One row as `REPORTS` has it."""


class ReportKey(NamedTuple):
    """A type in a kommun's quarter."""

    region: str
    period: str
    type: str


class Shown(NamedTuple):
    """What is said of one cell."""

    value: float | None
    status: Status = Status.OK
    reason: str | None = None


class Row(NamedTuple):
    """One row of `VALIDATION`, field by field."""

    region: str
    period: str
    type: str
    step: str
    sex: str
    measure: str
    value: float | None
    status: str
    reason: str | None
    start_rule: str | None = None
    coverage: str | None = None
    reported_on: date | None = None
    included: int | None = None
    reported: int | None = None


HIDDEN: Final = Shown(None, Status.SUPPRESSED, COUNT_REASON)


@dataclass(frozen=True)
class Reported:
    """One type of a kommun's quarter: the rows by step and sex, the numbers of persons, and which of them are hidden."""

    rows: Mapping[tuple[str, str], Report]
    quarter: Quarter
    hidden: Cells

    def shown(self, cell: Cell) -> Shown:
        """A number of persons, or that it is hidden."""
        return HIDDEN if cell in self.hidden else Shown(published(cell, self.quarter.persons[cell]))


def published_tables(reports: pa.Table, regions: pa.Table, earlier: Iterable[pa.Table] = ()) -> dict[str, pa.Table]:
    """The tables `validation` and `validation_codes`, as `validation` and `codes` make them."""
    return {"validation": validation(reports, regions, earlier), "validation_codes": codes()}


def validation(reports: pa.Table, regions: pa.Table, earlier: Iterable[pa.Table] = ()) -> pa.Table:
    """What may be shown of the reports, schema `VALIDATION`; empty where nobody has reported.

    Args:
        reports: exact rows, schema `REPORTS`.
        regions: all regions, schema `REGIONS`.
        earlier: `VALIDATION` of all versions that can still be read; what they have hidden stays hidden.

    """
    reported = _protected(_by_key(reports), _past(earlier))
    each_type = itertools.chain.from_iterable(itertools.starmap(_rows, reported.items()))
    kommuner = _table(itertools.chain(each_type, _over_types(reported), _not_reported(reported, regions)))
    every = pa.concat_tables([kommuner, _table(_over_kommuner(kommuner))])
    return every.sort_by([(name, "ascending") for name in KEY])


def _table(rows: Iterator[Row]) -> pa.Table:
    """The rows, schema `VALIDATION`; so many at once that they themselves take little memory."""
    parts = iter(lambda: list(itertools.islice(rows, AT_ONCE)), [])
    columns = (zip(zip(*part, strict=True), VALIDATION.types, strict=True) for part in parts)
    batches = [pa.record_batch([pa.array(*column) for column in some], schema=VALIDATION) for some in columns]
    return pa.Table.from_batches(batches, schema=VALIDATION)


def codes() -> pa.Table:
    """What the codes stand for, schema `VALIDATION_CODES`, as the catalogue has them.

    Raises:
        CatalogueError: the catalogue's definition of the reports can't be used.

    """
    definition = load_definition()
    columns = {column.field: column for column in definition.columns}
    rows: list[dict[str, str | None]] = []
    for name in CODE_FIELDS:
        rows += [{"field": name, "code": entry.code, "title": entry.title} for entry in columns[name].codes]
        rows += [{"field": name, "code": ALL, "title": TOGETHER[name]}] if name in TOGETHER else []
    rows += [{"field": "measure", **measure.model_dump()} for measure in definition.measures]
    return pa.Table.from_pylist(rows, schema=VALIDATION_CODES)


def earlier_validation(paths: DataPaths, *, demo: bool) -> Iterator[pa.Table]:
    """The table `validation` of every version that is kept, of demo values or of real ones."""
    for version in kept_versions(paths):
        try:
            snapshot = open_version(paths, version)
            if snapshot.demo == demo and snapshot.has("validation"):
                yield snapshot.table("validation")
        except (UnavailableError, DamagedError, pa.ArrowInvalid, OSError):
            continue  # A version that can't be read shows nothing to anyone.


def _by_key(reports: pa.Table) -> dict[ReportKey, dict[tuple[str, str], Report]]:
    found: dict[ReportKey, dict[tuple[str, str], Report]] = defaultdict(dict)
    for row in reports.filter(pc.field("target_group") == EVERYONE).to_pylist():
        found[ReportKey(row["region"], row["period"], row["type"])][row["step"], row["sex"]] = row
    return dict(sorted(found.items()))


def _past(earlier: Iterable[pa.Table]) -> dict[ReportKey, Past]:
    """What earlier versions tell, by key."""
    hidden: dict[ReportKey, set[Cell]] = defaultdict(set)
    shown: dict[ReportKey, set[tuple[Cell, float]]] = defaultdict(set)
    wanted = pc.field("included").is_null() & pc.field("measure").isin(COUNTED) & (pc.field("type") != ALL)
    kept = [table.filter(wanted).select([*KEY, "value", "status"]) for table in earlier]
    rows = pa.concat_tables(kept).group_by([*KEY, "value", "status"]).aggregate([]).to_pylist() if kept else []
    for row in rows:
        key, cell = ReportKey(row["region"], row["period"], row["type"]), Cell(row["measure"], row["step"], row["sex"])
        if row["status"] == Status.SUPPRESSED:
            hidden[key].add(cell)
        elif row["value"] is not None:
            shown[key].add((cell, row["value"]))
    return {key: Past(frozenset(hidden[key]), frozenset(shown[key])) for key in {*hidden, *shown}}


def _protected(
    reports: Mapping[ReportKey, Mapping[tuple[str, str], Report]], past: Mapping[ReportKey, Past]
) -> dict[ReportKey, Reported]:
    series: dict[tuple[str, str], list[ReportKey]] = defaultdict(list)
    for key in reports:
        series[key.region, key.type].append(key)
    found = {}
    for some in series.values():
        for run in _runs(some):
            quarters = [_quarter(key.period, reports[key]) for key in run]
            known = {key.period: past[key] for key in run if key in past}
            for key, quarter, hidden in zip(run, quarters, hidden_cells(quarters, known), strict=True):
                found[key] = Reported(reports[key], quarter, hidden)
    return dict(sorted(found.items()))


def _runs(reports: Sequence[ReportKey]) -> Iterator[list[ReportKey]]:
    """Places of which each is the quarter after the one before."""
    run: list[ReportKey] = []
    for key in reports:
        if run and _ordinal(key.period) != _ordinal(run[-1].period) + 1:
            yield run
            run = []
        run.append(key)
    yield run


def _ordinal(period: str) -> int:
    year, _, quarter = period.partition("K")
    return 4 * int(year) + int(quarter) - 1


def _period(ordinal: int) -> str:
    return f"{ordinal // 4}K{ordinal % 4 + 1}"


def _quarter(period: str, rows: Mapping[tuple[str, str], Report]) -> Quarter:
    total = Sex.TOTAL.value
    first, second = (rows[step, total] for step in STEPS)
    persons = {Cell(STOCK, step): rows[step, total]["persons_closing"] for step in STEPS}
    persons[Cell(STOCK)] = first["persons_closing"] + second["persons_closing"]
    for measure, name in FIELDS.items():
        for sex in sorted({sex for _, sex in rows} if measure in OUTCOMES else {total}):
            persons[Cell(measure, sex=sex)] = sum(rows[step, sex][name] for step in STEPS)
    persons[Cell(LEFT)] = sum(persons[Cell(outcome)] for outcome in OUTCOMES)
    return Quarter(period, persons, (first["persons_opening"], second["persons_opening"]))


def _rows(key: ReportKey, one: Reported) -> Iterator[Row]:
    for cell in one.quarter.persons:
        yield _own(key, cell, one.shown(cell), one)
    for step in STEPS:
        row = one.rows[step, Sex.TOTAL.value]
        for measure, least in OF_OPEN.items():
            yield _own(key, Cell(measure, step), _of_open(one, Cell(STOCK, step), row[measure], least), one)
        yield _own(key, Cell(SHARE, step), _share(one, Cell(STOCK, step), row[SHARE]), one)
        for measure, least in OF_FINISHED.items():
            yield _own(key, Cell(measure, step), _of_finished(one, row, row[measure], least), one)


def _row(key: ReportKey, cell: Cell, shown: Shown, **more: Any) -> Row:
    return Row(*key, cell.step, cell.sex, cell.measure, shown.value, shown.status.value, shown.reason, **more)


def _own(key: ReportKey, cell: Cell, shown: Shown, one: Reported) -> Row:
    own = one.rows[STEPS[0], Sex.TOTAL.value]
    return _row(key, cell, shown, start_rule=own["start_rule"], coverage=own["coverage"], reported_on=own["reported_on"])


def _of_open(one: Reported, stock: Cell, days: float | None, least: int) -> Shown:
    """Days of those in a step: nothing of a hidden number, not even whether the kommun gave the days."""
    persons = one.quarter.persons[stock]
    if stock not in one.hidden and persons == 0:
        return Shown(None, Status.NOT_APPLICABLE, NOBODY)
    if stock in one.hidden or persons < least:
        return Shown(None, Status.SUPPRESSED, DAYS_REASON.format(least=least))
    return _given(days)


def _share(one: Reported, stock: Cell, share: float | None) -> Shown:
    persons = one.quarter.persons[stock]
    if stock not in one.hidden and persons == 0:
        return Shown(None, Status.NOT_APPLICABLE, NOBODY)
    over = round(persons * (share or 0) / 100)
    few = persons <= SHARE_PERSONS or (share is not None and min(over, persons - over) <= SHARE_PROPERTY)
    return Shown(None, Status.SUPPRESSED, SHARE_REASON) if stock in one.hidden or few else _given(share)


def _of_finished(one: Reported, row: Report, days: float | None, least: int) -> Shown:
    if not one.hidden.isdisjoint(map(Cell, RESULTS)):
        return Shown(None, Status.SUPPRESSED, DAYS_REASON.format(least=least))
    if not any(one.quarter.persons[Cell(outcome)] for outcome in RESULTS):
        return Shown(None, Status.NOT_APPLICABLE, NO_RESULT)
    if sum(row[FIELDS[outcome]] for outcome in RESULTS) < least:
        return Shown(None, Status.SUPPRESSED, DAYS_REASON.format(least=least))
    return _given(days)


def _given(value: float | None) -> Shown:
    """Whole days and whole percent: single persons' days are no one's business."""
    return Shown(None, Status.MISSING, NOT_GIVEN) if value is None else Shown(float(round(value)))


def _over_types(reported: Mapping[ReportKey, Reported]) -> Iterator[Row]:
    kommuner: dict[tuple[str, str], list[Reported]] = defaultdict(list)
    for key, one in reported.items():
        kommuner[key.region, key.period].append(one)
    for (region, period), types in kommuner.items():
        for cell in (cell for cell in types[0].quarter.persons if cell.sex == Sex.TOTAL):
            shown = [one.shown(cell).value for one in types]
            whole = [value for value in shown if value is not None]
            sum_shown = Shown(sum(whole)) if len(whole) == len(shown) else Shown(None, Status.SUPPRESSED, TYPE_REASON)
            days = [one.rows[STEPS[0], Sex.TOTAL.value]["reported_on"] for one in types]
            yield _row(ReportKey(region, period, ALL), cell, sum_shown, reported_on=max(days))


def _not_reported(reported: Mapping[ReportKey, Reported], regions: pa.Table) -> Iterator[Row]:
    if not reported:
        return
    known = {(key.region, key.period) for key in reported}
    quarters = [_ordinal(period) for _, period in known]
    kommuner = regions.filter(pc.field("type") == RegionType.MUNICIPALITY.value)["code"].to_pylist()
    for quarter in range(min(quarters), max(quarters) + 1):
        for kommun in kommuner:
            if (kommun, _period(quarter)) not in known:
                yield _row(ReportKey(kommun, _period(quarter), ALL), Cell(STOCK), Shown(None, Status.MISSING, NOT_REPORTED))


def _over_kommuner(kommuner: pa.Table) -> Iterator[Row]:
    """Sums of the kommuner that are shown, for riket and their län, which a kommun's code begins with."""
    both_sexes = (pc.field("sex") == Sex.TOTAL.value) & pc.field("measure").isin(COUNTED)
    counted = kommuner.filter(both_sexes & (pc.field("status") != Status.MISSING.value)).select([*KEY, "value"])
    areas = (pa.repeat(RIKET, counted.num_rows), pc.utf8_slice_codeunits(counted["region"], 0, 2))
    members = pa.concat_tables([counted.set_column(0, "region", area) for area in areas])
    for row in members.group_by(list(KEY)).aggregate([("value", "sum"), ("value", "count"), ([], "count_all")]).to_pylist():
        key, cell = ReportKey(row["region"], row["period"], row["type"]), Cell(row["measure"], row["step"], row["sex"])
        sum_shown = Shown(None, Status.SUPPRESSED, NONE_SHOWN) if row["value_sum"] is None else Shown(row["value_sum"])
        yield _row(key, cell, sum_shown, included=row["value_count"], reported=row["count_all"])
