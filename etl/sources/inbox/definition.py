"""What a kommun reports: columns and codes as the catalogue has them, what they are read into, and what is published of them."""

from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import ConfigDict, model_validator

from etl.contract.catalogue import Model, Slug, Text
from etl.contract.faults import CatalogueError, read_single, report
from etl.contract.paths import catalogue_path
from etl.contract.schemas import REPORTS

KEY: Final = ("region", "period", "type", "step", "sex", "target_group")

PROVENANCE: Final = ("file", "row", "reported_on")

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


class Code(Model):
    """One code that a column allows, with what it stands for."""

    code: Text
    title: Text


class Column(Model):
    """One column: `id` is its header, `field` its name in `REPORTS`, `definition` what the sender reads."""

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


class Measure(Model):
    """One measure that is published of the reports: `code` is its name in `VALIDATION`, the rest is what the reader sees."""

    code: Slug
    title: Text
    unit: Text
    definition: Text


class Definition(Model):
    """All columns, in the order of the template, and the measures that are published of them, in the order to show them."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    columns: tuple[Column, ...]
    measures: tuple[Measure, ...]

    @model_validator(mode="after")
    def _fields_of_the_table(self) -> "Definition":
        expected = [name for name in REPORTS.names if name not in PROVENANCE]
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
