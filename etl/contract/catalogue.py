"""The hand-written catalogue: its models, and the loader that says which file, entry and field is wrong."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from etl.contract.codes import Direction, Role, Unit

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
KpiId = Annotated[str, StringConstraints(pattern=r"^[NUM][0-9]{5}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

ENTRY_LIMIT = 12
"""How many faults of the catalogue are listed before the rest are only counted."""


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where PyYAML was built with it: ten times faster."""


class CatalogueError(Exception):
    """The catalogue can't be used; the message names file, entry, field and what is allowed."""


class Model(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=Model)


class FocusArea(Model):
    """One of Mölndal's five focus areas, or the context beside them."""

    id: Slug
    title: Text
    short_title: Text
    description: Text
    context: bool = False


class KoladaSource(Model):
    """Where an indicator comes from in Kolada."""

    name: Literal["kolada"]
    kpi: KpiId
    title: Text
    publisher: Text | None = None
    denominator_kpi: KpiId | None = None
    margin_kpi: KpiId | None = None

    @property
    def reference(self) -> str:
        """What the source itself calls it."""
        return self.kpi


class Break(Model):
    """A break in a series: values from `period` on can't be held against those before; `text` says why, for the reader."""

    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(K[1-4])?$")]
    text: Text


class Indicator(Model):
    """One indicator. `title` and `definition` are in Swedish and are what the reader sees; `source.title` is the source's own.

    `doubtful` says, for the reader, why the source's values can't be trusted at present; such an indicator is left out of
    overviews until it is mended, and its own page begins with the warning. `synonyms` are words that a reader may search for.
    `pair` is the same measure for those born in Sweden, for the gap. Where `election_years` are given, the values of other years
    only repeat them.
    """

    id: Slug
    title: Text
    short_title: Annotated[Text, StringConstraints(max_length=42)]
    definition: Text
    unit: Unit
    decimals: Annotated[int, Field(ge=0, le=3)]
    direction: Direction
    role: Role
    focus_area: Slug
    sex_split: bool
    survey: bool = False
    minimum: float | None = None
    maximum: float | None = None
    notes: tuple[Text, ...] = ()
    doubtful: Text | None = None
    synonyms: tuple[Text, ...] = ()
    pair: Slug | None = None
    breaks: tuple[Break, ...] = ()
    election_years: tuple[int, ...] = ()
    publication_month: Annotated[int, Field(ge=1, le=12)] | None = None
    source: KoladaSource

    @model_validator(mode="after")
    def _range_in_order(self) -> "Indicator":
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError(f"minimum {self.minimum} must be below maximum {self.maximum}")
        return self


class SkrGroup(Model):
    """One of SKR's groups of kommuner (2023) and the Kolada group that holds its members."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-C][1-9]$")]
    title: Text
    kolada_group: Annotated[str, StringConstraints(pattern=r"^G[0-9]+$")]


class Groups(Model):
    """Which groups of kommuner the interface offers."""

    skr_year: int
    skr: tuple[SkrGroup, ...]
    peers_theme: Text


class Catalogue(Model):
    """Everything hand-written, checked as a whole."""

    focus_areas: tuple[FocusArea, ...]
    indicators: tuple[Indicator, ...]
    groups: Groups

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator with that id, or None."""
        return next((entry for entry in self.indicators if entry.id == indicator_id), None)

    def of_focus_area(self, focus_area: str) -> tuple[Indicator, ...]:
        """The indicators of one focus area, in the catalogue's order."""
        return tuple(entry for entry in self.indicators if entry.focus_area == focus_area)


def load_catalogue(directory: Path) -> Catalogue:
    """Read `focus_areas.yaml`, `groups.yaml` and `indicators/*.yaml`.

    Raises:
        CatalogueError: a file is missing or no YAML, a field is unknown, absent or out of range, an id occurs twice, or a
            reference leads nowhere. Every fault found is listed with its file, entry and field.

    """
    faults: list[str] = []
    focus_areas = list(_entries(directory / "focus_areas.yaml", FocusArea, faults))
    groups = _single(directory / "groups.yaml", Groups, faults)
    files = sorted((directory / "indicators").glob("*.yaml"))
    if not files:
        faults.append(f"{directory / 'indicators'}: no *.yaml file there; each focus area has one")
    indicators = [(file, entry) for file in files for entry in _entries(file, Indicator, faults)]
    faults += _duplicates((directory / "focus_areas.yaml", entry.id) for entry in focus_areas)
    faults += _duplicates(((file, entry.id) for file, entry in indicators))
    faults += _duplicates(((file, entry.source.kpi) for file, entry in indicators), field="source.kpi")
    faults += _dangling(indicators, {area.id for area in focus_areas})
    if faults or groups is None:
        raise CatalogueError(_report(faults))
    order = {area.id: place for place, area in enumerate(focus_areas)}
    ranked = sorted((entry for _, entry in indicators), key=lambda entry: order[entry.focus_area])
    return Catalogue(focus_areas=tuple(focus_areas), indicators=tuple(ranked), groups=groups)


def _report(faults: list[str]) -> str:
    more = [f"... and {len(faults) - ENTRY_LIMIT} more"] if len(faults) > ENTRY_LIMIT else []
    return "\n".join([f"{len(faults)} fault(s) in the catalogue; mend them and run again:", *faults[:ENTRY_LIMIT], *more])


def _read(file: Path, faults: list[str]) -> object:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    except OSError as error:
        faults.append(f"{file}: can't be read ({error.strerror}); the catalogue needs this file")
    except UnicodeDecodeError as error:
        faults.append(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8")
    except yaml.YAMLError as error:
        faults.append(f"{file}: not valid YAML: {' '.join(str(error).split())}")
    return None


def _entries(file: Path, model: type[M], faults: list[str]) -> Iterator[M]:
    before = len(faults)
    rows = _read(file, faults)
    if not isinstance(rows, list):
        if len(faults) == before:
            faults.append(f"{file}: a list of entries is expected, each beginning with '- id:'")
        return
    for place, row in enumerate(rows, start=1):
        try:
            yield model.model_validate(row)
        except ValidationError as error:
            name = row.get("id", f"number {place}") if isinstance(row, dict) else f"number {place}"
            faults += [_fault(file, str(name), detail, model) for detail in error.errors()]


def _single(file: Path, model: type[M], faults: list[str]) -> M | None:
    before = len(faults)
    row = _read(file, faults)
    if len(faults) > before:
        return None
    try:
        return model.model_validate(row)
    except ValidationError as error:
        faults += [_fault(file, "(whole file)", detail, model) for detail in error.errors()]
    return None


def _fault(file: Path, entry: str, detail: ErrorDetails, model: type[Model]) -> str:
    field = ".".join(str(part) for part in detail["loc"]) or "(entry)"
    message = detail["msg"]
    if detail["type"] == "extra_forbidden":
        message = f"unknown field; allowed: {', '.join(_allowed(model, detail['loc']))}"
    elif detail["type"] != "missing":
        message = f"{message}; found {detail['input']!r:.80}"
    return f"{file}: entry {entry}: field {field}: {message}"


def _allowed(model: type[Model], location: tuple[int | str, ...]) -> list[str]:
    """The field names of the (possibly nested) model in which an unknown field was met."""
    fields = model.model_fields
    for part in location[:-1]:
        nested = fields[part].annotation if isinstance(part, str) and part in fields else None
        if isinstance(nested, type) and issubclass(nested, BaseModel):
            fields = nested.model_fields
    return sorted(fields)


def _duplicates(ids: Iterable[tuple[Path, str]], *, field: str = "id") -> list[str]:
    seen: dict[str, Path] = {}
    faults = []
    for file, name in ids:
        if name in seen:
            faults.append(f"{file}: entry {name}: field {field}: already used in {seen[name]}; each must be unique")
        seen.setdefault(name, file)
    return faults


def _dangling(indicators: list[tuple[Path, Indicator]], areas: set[str]) -> list[str]:
    kpis = {entry.source.kpi for _, entry in indicators}
    faults = []
    for file, entry in indicators:
        if entry.focus_area not in areas:
            faults.append(
                f"{file}: entry {entry.id}: field focus_area: {entry.focus_area!r} is none of {', '.join(sorted(areas))}"
            )
        wanted = entry.source.denominator_kpi
        if wanted is not None and wanted not in kpis:
            faults.append(f"{file}: entry {entry.id}: field source.denominator_kpi: {wanted} is no indicator's source.kpi")
    return faults
