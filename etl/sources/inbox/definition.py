"""What a kommun reports: columns and codes as the catalogue has them, and the schema of the table that they are read into."""

from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import pyarrow as pa
from pydantic import ConfigDict, model_validator

from etl.contract.catalogue import Model, Slug, Text
from etl.contract.faults import CatalogueError, read_single, report
from etl.contract.paths import catalogue_path

VALIDATION: Final = pa.schema(
    [
        pa.field("region", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("measured_on", pa.date32(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("step", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("target_group", pa.string(), nullable=False),
        pa.field("persons_opening", pa.int64(), nullable=False),
        pa.field("persons_new", pa.int64(), nullable=False),
        pa.field("persons_started", pa.int64(), nullable=False),
        pa.field("persons_recognised", pa.int64(), nullable=False),
        pa.field("persons_partly_recognised", pa.int64(), nullable=False),
        pa.field("persons_refused", pa.int64(), nullable=False),
        pa.field("persons_discontinued", pa.int64(), nullable=False),
        pa.field("persons_closing", pa.int64(), nullable=False),
        pa.field("cases_closing", pa.int64()),
        pa.field("median_days_open", pa.float64()),
        pa.field("p90_days_open", pa.float64()),
        pa.field("share_over_180", pa.float64()),
        pa.field("median_days_finished", pa.float64()),
        pa.field("median_days_authority", pa.float64()),
        pa.field("start_rule", pa.string(), nullable=False),
        pa.field("coverage", pa.string(), nullable=False),
        pa.field("register", pa.string()),
        pa.field("comment", pa.string()),
        pa.field("file", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
    ]
)
"""All accepted rows, exact as reported: small numbers are in it, so nothing of it is published without disclosure control.

Sorted by region, period, type, step, sex, target_group, which together are unique. `persons_*` are persons and `cases_closing` is
cases, `*_days_*` days, `share_over_180` percent. `opening + new − recognised − partly_recognised − refused − discontinued =
closing` holds for the persons of both steps together. `file` and `row` (as a spreadsheet numbers it) say where a row stands.
"""

KEY: Final = ("region", "period", "type", "step", "sex", "target_group")

PROVENANCE: Final = ("file", "row")

FILE: Final = "validation.yaml"

DATA_SHEET: Final = "Data"
INSTRUCTIONS_SHEET: Final = "Instruktion"
EXAMPLE_SHEET: Final = "Exempel"
CODES_SHEET: Final = "Koder"
SHEETS: Final = (INSTRUCTIONS_SHEET, DATA_SHEET, EXAMPLE_SHEET, CODES_SHEET)
"""The sheets of the template; a workbook may have no others, and needs the one with data only."""


class Kind(StrEnum):
    """What a column's cells hold."""

    KOMMUN = "kommun"
    PERIOD = "period"
    DATE = "date"
    CODE = "code"
    COUNT = "count"
    DAYS = "days"
    PERCENT = "percent"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        """Whether it is a number."""
        return self in (Kind.COUNT, Kind.DAYS, Kind.PERCENT)


class Code(Model):
    """One code that a column allows, with what it stands for."""

    code: Text
    title: Text


class Column(Model):
    """One column: `id` is its header, `field` its name in `VALIDATION`, `definition` what the sender reads."""

    id: Slug
    field: Slug
    kind: Kind
    required: bool
    unit: Text | None = None
    definition: Text
    codes: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _codes_where_coded(self) -> "Column":
        if bool(self.codes) != (self.kind is Kind.CODE):
            raise ValueError("codes belong to kind code, which needs them")
        return self

    @property
    def allowed_codes(self) -> tuple[str, ...]:
        """The codes alone."""
        return tuple(entry.code for entry in self.codes)


class Definition(Model):
    """All columns, in the order of the template."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _fields_of_the_table(self) -> "Definition":
        expected = [name for name in VALIDATION.names if name not in PROVENANCE]
        found = [column.field for column in self.columns]
        if found != expected:
            raise ValueError(f"the columns' fields must be, in this order: {', '.join(expected)}")
        return self

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers by field."""
        return {column.field: column.id for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """The columns by header."""
        return {column.id: column for column in self.columns}


def load_definition(directory: Path | None = None) -> Definition:
    """Read `validation.yaml` of the catalogue's directory.

    Raises:
        CatalogueError: the file is missing, no YAML, or has another form; the message names field and what is allowed.

    """
    faults: list[str] = []
    definition = read_single((directory or catalogue_path()) / FILE, Definition, faults)
    if definition is None:
        raise CatalogueError(report(faults))
    return definition
