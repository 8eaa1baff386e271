"""The rows that each part of the API answers with, from one published version."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from dashboard import formats
from dashboard.api.parameters import Query
from dashboard.api.problems import Problem
from dashboard.published import areas as published_areas
from dashboard.published import provenance, queries
from dashboard.published.provenance import Cell
from etl.contract.areas import kommun_of
from etl.contract.catalogue import Indicator
from etl.contract.reader import Snapshot

LAST_QUARTER: Final = "K4"
YEAR_LENGTH: Final = 4
MOST_LISTED: Final = 100
"""So many alternatives are told at once; where there are more, the address of the list is."""

Rows: TypeAlias = pa.Table | list[dict[str, Any]]


def indicators(snapshot: Snapshot, query: Query) -> Rows:
    """The catalogue's indicators, columns as in `columns.INDICATORS`."""
    wanted = _known(query.many("indicator"), {entry.id for entry in snapshot.catalogue.indicators}, "indicator", "indicators")
    areas = _known(query.many("focus_area"), {area.id for area in snapshot.catalogue.focus_areas}, "focus_area", "indicators")
    return [
        _described(entry, snapshot)
        for entry in snapshot.catalogue.indicators
        if (not wanted or entry.id in wanted) and (not areas or entry.focus_area in areas)
    ]


def _described(entry: Indicator, snapshot: Snapshot) -> dict[str, Any]:
    fields = ("id", "title", "short_title", "definition", "unit", "decimals", "direction", "role", "focus_area", "sex_split")
    own = entry.model_dump(mode="json", include={*fields, "survey", "doubtful", "not_renewed", "notes", "breaks", "pair"})
    return {
        **own,
        "unit_words": formats.unit(entry),
        "source": entry.source.name,
        "reference": entry.source.reference,
        "source_title": entry.source.title,
        "publisher": entry.source.publisher,
        "licence": provenance.licence(snapshot, entry),
    }


def regions(snapshot: Snapshot, query: Query) -> Rows:
    """The table `regions`."""
    return _where(snapshot.table("regions"), {"code": _regions(snapshot, query), "type": query.many("type")})


def groups(snapshot: Snapshot, query: Query) -> Rows:
    """The table `groups`, one row a member."""
    wanted = _known(query.many("group"), queries.groups(snapshot), "group", "groups")
    return _where(snapshot.table("groups"), {"group": wanted, "kind": query.many("kind")})


def observations(snapshot: Snapshot, query: Query) -> Rows:
    """The observations of the chosen indicators, one after the other, each with its id before it."""
    tables = [_observed(snapshot, entry, query) for entry in _entries(snapshot, query)]
    return pa.concat_tables(tables)


def _observed(snapshot: Snapshot, entry: Indicator, query: Query) -> pa.Table:
    table = _within(snapshot.observations(entry.id), query)
    own = {"region": _regions(snapshot, query), "period": query.many("period"), "sex": query.many("sex")}
    found = _where(table, own)
    return found.add_column(0, "indicator", pa.repeat(pa.scalar(entry.id), found.num_rows))


def areas(snapshot: Snapshot, query: Query) -> Rows:
    """The table `areas`.

    Raises:
        Problem: the version has none.

    """
    table = _table(snapshot, "areas")
    kommuner = _known(query.many("kommun"), queries.regions(snapshot), "kommun", "regions")
    return _where(table, {"kommun": kommuner, "type": query.many("type")})


def area_observations(snapshot: Snapshot, query: Query) -> Rows:
    """The observations of an indicator in areas below the kommun, with its id before them, by region, period and sex.

    Raises:
        Problem: the version has no areas.

    """
    known = _table(snapshot, "areas")
    (indicator,) = _known(
        query.many("indicator"), [entry.id for entry in published_areas.every_indicator(snapshot)], "indicator", "indicators"
    )
    codes = _known(query.many("region"), {*known["code"].to_pylist(), *known["kommun"].to_pylist()}, "region", "areas")
    kommuner = sorted({kommun_of(code) for code in codes})
    table = pa.concat_tables([snapshot.area_observations(indicator, kommun) for kommun in kommuner])
    wanted = known.filter(pc.or_(*(pc.is_in(known[column], pa.array(codes)) for column in ("code", "kommun"))))
    own = {"region": tuple(wanted["code"].to_pylist()), "period": query.many("period"), "sex": query.many("sex")}
    found = _where(_within(table, query), own)
    return found.add_column(0, "indicator", pa.repeat(pa.scalar(indicator), found.num_rows))


def latest(snapshot: Snapshot, query: Query) -> Rows:
    """The table `latest`."""
    return _where(snapshot.table("latest"), {**_cells(snapshot, query), "sex": query.many("sex")})


def changes(snapshot: Snapshot, query: Query) -> Rows:
    """The table `changes`.

    Raises:
        Problem: the version has none.

    """
    table = _within(_table(snapshot, "changes"), query)
    return _where(table, {**_cells(snapshot, query), "sex": query.many("sex"), "period": query.many("period")})


def goals(snapshot: Snapshot, query: Query) -> Rows:
    """The table `goals`: how far each goal has come.

    Raises:
        Problem: the version has none.

    """
    table = _table(snapshot, "goals")
    known = {strategy.id: strategy for strategy in snapshot.strategies.strategies}
    strategies = _known(query.many("strategy"), known, "strategy", "strategies")
    all_goals = {goal.id for strategy in known.values() for goal in strategy.goals}
    wanted = _known(query.many("goal"), all_goals, "goal", "strategies")
    return _where(table, {**_cells(snapshot, query), "strategy": strategies, "goal": wanted})


def means(snapshot: Snapshot, query: Query) -> Rows:
    """The table `means`.

    Raises:
        Problem: the version has none.

    """
    table = _within(_table(snapshot, "means"), query)
    own = {name: query.many(name) for name in ("kind", "period", "sex")}
    indicators = tuple(entry.id for entry in _entries(snapshot, query))
    groups = _known(query.many("group"), queries.groups(snapshot), "group", "groups")
    return _where(table, {"indicator": indicators, "group": groups, **own})


def barometer(snapshot: Snapshot, query: Query) -> Rows:
    """The table `barometer`.

    Raises:
        Problem: the version has none.

    """
    return _where(_table(snapshot, "barometer"), _areas(snapshot, query))


def barometer_entries(snapshot: Snapshot, query: Query) -> Rows:
    """The table `barometer_entries`: the indicators behind each barometer.

    Raises:
        Problem: the version has none.

    """
    indicators = tuple(entry.id for entry in _entries(snapshot, query))
    return _where(_table(snapshot, "barometer_entries"), {**_areas(snapshot, query), "indicator": indicators})


def _areas(snapshot: Snapshot, query: Query) -> dict[str, tuple[str, ...]]:
    known = {area.id for area in snapshot.catalogue.focus_areas}
    areas = _known(query.many("focus_area"), known, "focus_area", "indicators")
    return {"focus_area": areas, "region": _regions(snapshot, query)}


def validation(snapshot: Snapshot, query: Query) -> Rows:
    """The table `validation`: what kommuner have reported, after disclosure control.

    Raises:
        Problem: the version has none.

    """
    return _reported(snapshot, query, "validation")


def validation_changes(snapshot: Snapshot, query: Query) -> Rows:
    """The table `validation_changes`.

    Raises:
        Problem: the version has none.

    """
    return _reported(snapshot, query, "validation_changes")


def _reported(snapshot: Snapshot, query: Query, name: str) -> pa.Table:
    table = _within(_table(snapshot, name), query)
    coded = {field: _coded(snapshot, query, field) for field in ("type", "step", "measure")}
    own = {"region": _regions(snapshot, query), "period": query.many("period"), "sex": query.many("sex")}
    return _where(table, {**own, **coded})


def _coded(snapshot: Snapshot, query: Query, field: str) -> tuple[str, ...]:
    """The codes of a field of `validation` that are asked for."""
    codes = _table(snapshot, "validation_codes").to_pylist()
    return _known(query.many(field), (row["code"] for row in codes if row["field"] == field), field, "validation_codes")


def validation_codes(snapshot: Snapshot, query: Query) -> Rows:
    """The table `validation_codes`.

    Raises:
        Problem: the version has none.

    """
    table = _table(snapshot, "validation_codes")
    fields = _known(query.many("field"), table["field"].unique().to_pylist(), "field", "validation_codes")
    return _where(table, {"field": fields})


def national(snapshot: Snapshot, query: Query) -> Rows:
    """The table `national`: hand-written national figures of validation.

    Raises:
        Problem: the version has none.

    """
    table = _table(snapshot, "national")
    own = ("series", "type", "measure")
    return _where(table, {name: _known(query.many(name), table[name].unique().to_pylist(), name, "national") for name in own})


def strategies(snapshot: Snapshot, query: Query) -> Rows:
    """The strategies with all that is hand-written of them."""
    known = {strategy.id: strategy for strategy in snapshot.strategies.strategies}
    wanted = _known(query.many("strategy"), known, "strategy", "strategies")
    return [strategy.model_dump(mode="json") for name, strategy in known.items() if not wanted or name in wanted]


def origin(snapshot: Snapshot, query: Query) -> Rows:
    """One row: where a cell comes from, as `dashboard.published.provenance.Provenance`."""
    (entry,) = _entries(snapshot, query)
    (region,) = _regions(snapshot, query)
    cell = Cell(region, query.many("period")[0], query.many("sex")[0])
    found = asdict(provenance.trace(snapshot, entry, cell))
    del found["cell"]
    return [{**found, **cell._asdict()}]


def _cells(snapshot: Snapshot, query: Query) -> dict[str, tuple[str, ...]]:
    return {"indicator": tuple(entry.id for entry in _entries(snapshot, query)), "region": _regions(snapshot, query)}


def _entries(snapshot: Snapshot, query: Query) -> list[Indicator]:
    """The indicators that are asked for, in the order of the question."""
    known = {entry.id: entry for entry in snapshot.catalogue.indicators}
    return [known[name] for name in _known(query.many("indicator"), known, "indicator", "indicators")]


def _regions(snapshot: Snapshot, query: Query) -> tuple[str, ...]:
    """The regions that are asked for, those of groups among them; none stands for all."""
    known = queries.groups(snapshot)
    named = _known(query.many("region"), queries.regions(snapshot), "region", "regions")
    members = [code for group in _known(query.many("group"), known, "group", "groups") for code in known[group].members]
    return (*named, *members)


def _known(wanted: tuple[str, ...], known: Iterable[str], parameter: str, listed: str) -> tuple[str, ...]:
    """The same names.

    Raises:
        Problem: one of them isn't there.

    """
    there = set(known)
    if all(name in there for name in wanted):
        return wanted
    options = sorted(there) if len(there) <= MOST_LISTED else [f"se /api/v1/{listed}"]
    raise Problem(
        HTTPStatus.NOT_FOUND, f"Parametern {parameter} nämner något som inte finns i den här dataversionen.", {parameter: options}
    )


def _table(snapshot: Snapshot, name: str) -> pa.Table:
    if not snapshot.has(name):
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"Dataversionen {snapshot.version} har ingen tabell {name}: den publicerades innan tabellen fanns, "
            "har ingen version att jämföras med eller har inga områden inom kommunerna.",
        )
    return snapshot.table(name)


def _where(table: pa.Table, wanted: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """The rows whose columns hold one of the values; a column without any wanted values is left alone."""
    masks = [pc.is_in(table[column], pa.array(values, pa.string())) for column, values in wanted.items() if values]
    for mask in masks[1:]:
        masks[0] = pc.and_(masks[0], mask)
    return table.filter(masks[0]) if masks else table


def _within(table: pa.Table, query: Query) -> pa.Table:
    """The rows from the first period to the last; a year as the last takes its quarters with it."""
    first, last = query.one("from"), query.one("to")
    if first:
        table = table.filter(pc.greater_equal(table["period"], first))
    if last:
        end = last + LAST_QUARTER if len(last) == YEAR_LENGTH else last
        table = table.filter(pc.less_equal(table["period"], end))
    return table
