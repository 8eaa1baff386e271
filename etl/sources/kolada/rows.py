"""From the items of a data answer to rows: each one checked, every value kept as Kolada gives it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import numpy as np
import pyarrow as pa

from etl.contract.codes import Sex, Status
from etl.harvest import SourceError
from etl.sources.kolada.envelope import WRONG
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

Cell = tuple[str, float | None, str, str | None]
"""Sex, value, status, reason."""

Key = tuple[str, str, str]
"""KPI, region, period."""

KEY_WIDTH: Final = 3


@dataclass(frozen=True)
class Asked:
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


@dataclass(frozen=True)
class Reading:
    """One answer read: rows (schema `ROWS`), the items it held, and (KPI, code) of items of unknown municipalities."""

    rows: pa.Table
    items: int
    set_aside: tuple[tuple[str, str], ...]


def read_items(items: list[Any], scope: Scope) -> Reading:
    """The rows of an answer; those of municipalities that nobody knows are set aside.

    Raises:
        SourceError: an item isn't what was asked for, or a field of it isn't of its kind.

    """
    keys: list[Key] = []
    counts: list[int] = []
    cells: list[Cell] = []
    set_aside: list[tuple[str, str]] = []
    asked = Asked(frozenset(scope.batch.kpis), frozenset(scope.batch.years), frozenset(scope.batch.regions))
    for item in items:
        kpi, period, code = _key(item, asked, scope)
        found = _cells(item, scope)
        if code in scope.regions:
            keys.append((kpi, scope.regions[code], str(period)))
            counts.append(len(found))
            cells += found
        else:
            set_aside.append((kpi, code))
    return Reading(_table(keys, counts, cells), len(items), tuple(set_aside))


def _table(keys: list[Key], counts: list[int], cells: list[Cell]) -> pa.Table:
    """Each key as often as it has cells, beside them."""
    place = np.repeat(np.arange(len(keys)), counts)
    columns = [*_columns(keys, KEY_WIDTH), *_columns(cells, len(ROWS) - KEY_WIDTH)]
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, ROWS, strict=True)]
    return pa.Table.from_arrays([*(array.take(place) for array in arrays[:KEY_WIDTH]), *arrays[KEY_WIDTH:]], schema=ROWS)


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _key(item: Any, asked: Asked, scope: Scope) -> tuple[str, int, str]:
    """KPI, period and Kolada's region code of an item.

    Raises:
        SourceError: one of them isn't among those asked for; a code that isn't a known region's passes.

    """
    if not isinstance(item, dict):
        _refuse(scope, {}, "item (an object is expected)", item)
    kpi, period, code = item.get("kpi"), item.get("period"), item.get("municipality")
    if not isinstance(kpi, str) or kpi not in asked.kpis:
        _refuse(scope, item, "kpi (not among those asked for)", kpi)
    if type(period) is not int or period not in asked.years:
        _refuse(scope, item, "period (not among those asked for)", period)
    if not isinstance(code, str) or (code not in asked.regions and code in scope.regions):
        _refuse(scope, item, "municipality (not among those asked for)", code)
    return kpi, period, code


def _cells(item: dict[str, Any], scope: Scope) -> list[Cell]:
    values = item.get("values")
    if not isinstance(values, list):
        _refuse(scope, item, "values (a list is expected)", values)
    valid = PRELIMINARY if scope.preliminary.get(item["kpi"]) == str(item["period"]) else OK
    return [_cell(value, item, scope, valid) for value in values]


def _cell(value: Any, item: dict[str, Any], scope: Scope, valid: str) -> Cell:
    """One value; null and deleted ones are missing, with the reason why.

    Raises:
        SourceError: a field isn't of its kind.

    """
    if not isinstance(value, dict) or "value" not in value:
        _refuse(scope, item, "values (each has gender and value)", value)
    sex, number = value.get("gender"), value["value"]
    if sex not in SEXES:
        _refuse(scope, item, f"gender (one of {', '.join(SEXES)} is expected)", sex)
    if number is not None and not (type(number) in (float, int) and math.isfinite(number)):
        _refuse(scope, item, "value (a number or null is expected)", number)
    status, deleted = value.get("status"), value.get("isdeleted", False)
    if status is not None and not isinstance(status, str):
        _refuse(scope, item, "status (text or null is expected)", status)
    if type(deleted) is not bool:
        _refuse(scope, item, "isdeleted (true or false is expected)", deleted)
    if number is None or deleted:
        return sex, None, MISSING, _reason(status, deleted=deleted)
    return sex, float(number), valid, None


def _reason(status: str | None, *, deleted: bool) -> str:
    """Why there is no value, in the words that the reader sees."""
    if deleted:
        return DELETED
    return f"{ABSENT} (status: {status.strip()})" if status and status.strip() else ABSENT


def _refuse(scope: Scope, item: dict[str, Any], what: str, found: Any) -> NoReturn:
    where = f"KPI {item.get('kpi')!r:.20}, municipality {item.get('municipality')!r:.20}, period {item.get('period')!r:.20}"
    raise SourceError(f"Kolada: {where}: wrong {what}: found {found!r:.80}. Request: {scope.request}. {WRONG}")
