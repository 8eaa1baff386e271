"""Hand-written national figures of validation: each with its publisher, the page it was read on, and how that page is dated."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import pyarrow as pa
from pydantic import Field, StringConstraints, model_validator

from etl.contract.catalogue import Model, Slug, Text
from etl.contract.faults import CatalogueError, duplicates, read_entries, report
from etl.contract.schemas import NATIONAL

FILE = "national.yaml"

TypeCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]*$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
Number = Annotated[float, Field(allow_inf_nan=False, ge=0)]


class Figure(Model):
    """What is said of a year, or of the years that the source names; with `to` the source gives a range."""

    period: Annotated[str, StringConstraints(pattern=r"^(ca )?[0-9]{4}(–[0-9]{4})?$")]
    value: Number
    to: Number | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Figure":
        if self.to is not None and self.to <= self.value:
            raise ValueError(f"to, {self.to:g}, must be above value, {self.value:g}")
        return self


class Series(Model):
    """One measure of one type of validation. Texts are in Swedish; `dated` is what is known of the page's date."""

    id: Slug
    measure: Slug
    type: TypeCode
    title: Text
    unit: Text
    publisher: Text
    source: Text
    url: Url
    dated: Text
    note: Text | None = None
    values: Annotated[tuple[Figure, ...], Field(min_length=1)]


def load_national(directory: Path) -> tuple[Series, ...]:
    """Read `national.yaml` of the catalogue's directory.

    Raises:
        CatalogueError: the file is missing or no YAML, a field is unknown, absent or out of range, or an id or a period of a
            series occurs twice. Every fault found is listed.

    """
    file = directory / FILE
    faults: list[str] = []
    series = tuple(read_entries(file, Series, faults))
    faults += duplicates((file, entry.id) for entry in series)
    for entry in series:
        faults += duplicates(((file, figure.period) for figure in entry.values), field=f"{entry.id}.values.period")
    if faults:
        raise CatalogueError(report(faults))
    return series


def national_table(series: Iterable[Series]) -> pa.Table:
    """The figures one a row, in the order of the catalogue: schema `NATIONAL`."""
    rows = [
        {**entry.model_dump(exclude={"id", "values"}), "series": entry.id, **figure.model_dump()}
        for entry in series
        for figure in entry.values
    ]
    return pa.Table.from_pylist(rows, schema=NATIONAL)
