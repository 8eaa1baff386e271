"""Hand-written corrections of what a source says: the cell, what the source says there, and what is published instead."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from etl.contract.catalogue import Catalogue, Model, Slug, Text
from etl.contract.codes import Sex
from etl.contract.faults import CatalogueError, duplicates, read_entries, report
from etl.contract.goal import Url
from etl.contract.strategies import RegionCode

FILE = "corrections.yaml"

Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(K[1-4])?$")]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Instead(Model):
    """What is published: `missing` with the reason that the reader meets, in Swedish, or a `value` with where it comes from.

    `value` is in the indicator's unit; its `source` is also in Swedish and is shown to the reader.
    """

    missing: Text | None = None
    value: Number | None = None
    source: Text | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Instead":
        if (self.missing is None) == (self.value is None):
            raise ValueError("give either missing (the reason, in Swedish) or value (with its source)")
        if (self.value is None) != (self.source is None):
            raise ValueError("a value needs its source, and only a value has one")
        return self


class Correction(Model):
    """One cell. `expect` is the source's own value, in the indicator's unit: once it is another, the correction has had its day.

    A `proposal` is a suspected fault that nobody has confirmed: the reader is told so. `why` tells those who maintain the
    catalogue how the fault is known, `url` where the source shows it.
    """

    id: Slug
    indicator: Slug
    region: RegionCode
    period: Period
    sex: Sex
    expect: Number
    instead: Instead
    proposal: bool = False
    why: Text
    url: Url

    @property
    def reason(self) -> str:
        """What the cell says of it, in Swedish."""
        return f"{'Misstänkt fel' if self.proposal else 'Rättat'}: {self.instead.missing or self.instead.source}"

    @property
    def cell(self) -> str:
        """The cell in words."""
        return f"{self.indicator} {self.region} {self.period} {self.sex.value}"


Corrections = tuple[Correction, ...]


def load_corrections(directory: Path, catalogue: Catalogue, regions: Iterable[str]) -> Corrections:
    """Read `corrections.yaml` of the catalogue's directory; a catalogue without the file corrects nothing.

    Raises:
        CatalogueError: the file is no YAML, a field is unknown, absent or out of range, an id or a cell occurs twice, or an
            indicator, its sex or a region is none of the catalogue's. Every fault found is listed with its entry and field.

    """
    file = directory / FILE
    if not file.exists():
        return ()
    faults: list[str] = []
    entries = tuple(read_entries(file, Correction, faults))
    faults += duplicates((file, entry.id) for entry in entries)
    faults += duplicates(((file, entry.cell) for entry in entries), field="indicator, region, period, sex")
    known = frozenset(regions)
    faults += [fault for entry in entries for fault in _dangling(file, entry, catalogue, known)]
    if faults:
        raise CatalogueError(report(faults))
    return entries


def in_words(corrections: Corrections) -> str:
    """One line that sums them up."""
    if not corrections:
        return "Corrections: none."
    values = sum(entry.instead.value is not None for entry in corrections)
    indicators = len({entry.indicator for entry in corrections})
    return (
        f"Corrections: {len(corrections)} cell(s) of {indicators} indicator(s), {len(corrections) - values} set to missing and "
        f"{values} given another value, no faults."
    )


def _dangling(file: Path, entry: Correction, catalogue: Catalogue, regions: frozenset[str]) -> Iterator[str]:
    prefix = f"{file}: entry {entry.id}: field"
    indicator = catalogue.indicator(entry.indicator)
    if indicator is None:
        yield f"{prefix} indicator: {entry.indicator!r} is no indicator's id"
    elif entry.sex is not Sex.TOTAL and not indicator.sex_split:
        yield f"{prefix} sex: {entry.indicator} is not divided by sex; only 'T' is allowed, found {entry.sex.value!r}"
    if entry.region not in regions:
        yield f"{prefix} region: {entry.region!r} is none of riket (00), the län and the kommuner"
