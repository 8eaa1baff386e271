"""From the items of a data answer to rows: each one checked, every value kept as Kolada gives it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np
import pyarrow as pa

from etl import harvest
from etl.contract.codes import Sex, Status
from etl.sources.kolada.plan import Batch

ROWS: Final = pa.schema(
    [
        ("kpi", pa.string()),
        ("region", pa.string()),
        ("period", pa.string()),
        ("sex", pa.string()),
        ("value", pa.float64()),
        ("status", pa.string()),
        ("reason", pa.string()),
    ]
)
"""One row a value; `region` is SCB's code."""

SEXES: Final = tuple(sex.value for sex in Sex)
OK: Final = Status.OK.value
PRELIMINARY: Final = Status.PRELIMINARY.value
MISSING: Final = Status.MISSING.value
ABSENT: Final = "Saknas i Kolada"
DELETED: Final = "Borttaget i Kolada"
UNREADABLE: Final = f"{harvest.UNREADABLE} i Kolada"

Cell = tuple[str, float | None, str, str | None]
"""Sex, value, status, reason."""

Key = tuple[str, str, str]
"""KPI, region, period."""

KEY_WIDTH: Final = 3


@dataclass(frozen=True)
class Requested:
    """What a batch asks for, as sets."""

    kpis: frozenset[str]
    years: frozenset[int]
    regions: frozenset[str]


@dataclass(frozen=True)
class Scope:
    """What an answer may hold: its request, what that asked for, SCB codes by Kolada's, and the preliminary periods by KPI."""

    request: str
    batch: Batch
    regions: Mapping[str, str]
    preliminary: Mapping[str, str] = field(default_factory=dict)


class Stray(NamedTuple):
    """An item of a municipality that nobody knows."""

    kpi: str
    code: str


class OddItemError(ValueError):
    """An item, or a value in it, that can't be read: where, what is wrong, and what was found."""


@dataclass(frozen=True)
class Reading:
    """One answer read: rows (schema `ROWS`), the items it held, and those set aside: of no known municipality, or odd."""

    rows: pa.Table
    items: int
    strays: tuple[Stray, ...]
    odd: tuple[str, ...] = ()


def read_items(items: list[Any], scope: Scope) -> Reading:
    """The rows of an answer; items of municipalities that nobody knows, and what can't be read, are set aside.

    A value that can't be read is missing, with that as its reason, where the item says whose value it is.
    """
    keys: list[Key] = []
    counts: list[int] = []
    cells: list[Cell] = []
    strays: list[Stray] = []
    odd: list[str] = []
    requested = Requested(frozenset(scope.batch.kpis), frozenset(scope.batch.years), frozenset(scope.batch.regions))
    for item in items:
        try:
            kpi, period, code = _key(item, requested, scope)
            found = _cells(item, scope, odd)
        except OddItemError as error:
            odd.append(str(error))
            continue
        if code in scope.regions:
            keys.append((kpi, scope.regions[code], str(period)))
            counts.append(len(found))
            cells += found
        else:
            strays.append(Stray(kpi, code))
    return Reading(_table(keys, counts, cells), len(items), tuple(strays), tuple(odd))


def _table(keys: list[Key], counts: list[int], cells: list[Cell]) -> pa.Table:
    """Each key as often as it has cells, beside them."""
    position = np.repeat(np.arange(len(keys)), counts)
    columns = [*_columns(keys, KEY_WIDTH), *_columns(cells, len(ROWS) - KEY_WIDTH)]
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, ROWS, strict=True)]
    return pa.Table.from_arrays([*(array.take(position) for array in arrays[:KEY_WIDTH]), *arrays[KEY_WIDTH:]], schema=ROWS)


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _key(item: Any, requested: Requested, scope: Scope) -> tuple[str, int, str]:
    """KPI, period and Kolada's region code of an item.

    Raises:
        OddItemError: one of them isn't among those asked for; a code that isn't a known region's passes.

    """
    if not isinstance(item, dict):
        _refuse({}, "item (an object is expected)", item)
    kpi, period, code = item.get("kpi"), item.get("period"), item.get("municipality")
    if not isinstance(kpi, str) or kpi not in requested.kpis:
        _refuse(item, "kpi (not among those asked for)", kpi)
    if type(period) is not int or period not in requested.years:
        _refuse(item, "period (not among those asked for)", period)
    if not isinstance(code, str) or (code not in requested.regions and code in scope.regions):
        _refuse(item, "municipality (not among those asked for)", code)
    return kpi, period, code


def _cells(item: dict[str, Any], scope: Scope, odd: list[str]) -> list[Cell]:
    values = item.get("values")
    if not isinstance(values, list):
        _refuse(item, "values (a list is expected)", values)
    valid = PRELIMINARY if scope.preliminary.get(item["kpi"]) == str(item["period"]) else OK
    cells = []
    for value in values:
        try:
            cells.append(_cell(value, item, valid))
        except OddItemError as error:
            odd.append(str(error))
            if isinstance(value, dict) and value.get("gender") in SEXES:
                cells.append((str(value["gender"]), None, MISSING, UNREADABLE))
    return cells


def _cell(value: Any, item: dict[str, Any], valid: str) -> Cell:
    """One value; null and deleted ones are missing, with the reason why.

    Raises:
        OddItemError: a field isn't of its kind.

    """
    if not isinstance(value, dict) or "value" not in value:
        _refuse(item, "values (each has gender and value)", value)
    sex, number = value.get("gender"), value["value"]
    if sex not in SEXES:
        _refuse(item, f"gender (one of {', '.join(SEXES)} is expected)", sex)
    if number is not None and not (type(number) in (float, int) and math.isfinite(number)):
        _refuse(item, "value (a number or null is expected)", number)
    status, deleted = value.get("status"), value.get("isdeleted", False)
    if status is not None and not isinstance(status, str):
        _refuse(item, "status (text or null is expected)", status)
    if type(deleted) is not bool:
        _refuse(item, "isdeleted (true or false is expected)", deleted)
    if number is None or deleted:
        return sex, None, MISSING, DELETED if deleted else ABSENT
    return sex, float(number), valid, None


def _refuse(item: dict[str, Any], what: str, found: Any) -> NoReturn:
    where = f"KPI {item.get('kpi')!r:.20}, municipality {item.get('municipality')!r:.20}, period {item.get('period')!r:.20}"
    raise OddItemError(f"{where}: wrong {what}: found {found!r:.80}")
