"""Rows of published tables as types. The schemas' columns are made of them, so that what a row holds is declared once.

A column may be null where the type allows None.
"""

from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_type_hints

import pyarrow as pa

ARROW: Final = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}

Row = TypeVar("Row", bound=NamedTuple)


class Barometer(NamedTuple):
    """What the majority of a focus area's indicators says of a region; see `BAROMETER` in `etl.contract.schemas`."""

    movement: str
    reason: str | None
    baseline_period: str | None
    latest_period: str | None
    forward: int
    unchanged: int
    backward: int
    unjudged: int


class BarometerEntry(NamedTuple):
    """One indicator of a barometer; see `BAROMETER_ENTRIES` in `etl.contract.schemas`."""

    indicator: str
    movement: str
    reason: str | None
    baseline_period: str | None
    baseline: float | None
    latest_period: str | None
    latest: float | None
    riket_baseline: float | None
    riket_latest: float | None


class ValidationKey(NamedTuple):
    """Which figure of a region, with the codes of `VALIDATION` in `etl.contract.schemas`."""

    period: str
    type: str
    step: str
    sex: str
    measure: str


class ValidationCode(NamedTuple):
    """What a code stands for; see `VALIDATION_CODES` in `etl.contract.schemas`."""

    title: str
    unit: str | None
    definition: str | None


class National(NamedTuple):
    """One national figure of validation, with its source; see `NATIONAL` in `etl.contract.schemas`."""

    series: str
    measure: str
    type: str
    period: str
    value: float
    to: float | None
    unit: str
    title: str
    publisher: str
    source: str
    url: str
    dated: str
    note: str | None


def columns_of(row: type[NamedTuple]) -> list[pa.Field]:
    """The columns of a table for that type of row, in its order."""
    return [_column(name, kind) for name, kind in get_type_hints(row).items()]


def _column(name: str, kind: Any) -> pa.Field:
    nullable = isinstance(kind, UnionType)
    plain = next(one for one in get_args(kind) if one is not NoneType) if nullable else kind
    return pa.field(name, ARROW[plain], nullable=nullable)


def rows_of(table: pa.Table, row: type[Row]) -> list[Row]:
    """A table's rows, of the type's columns alone."""
    return [row._make(values) for values in zip(*(table[name].to_pylist() for name in row._fields), strict=True)]
