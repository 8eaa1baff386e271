"""The hand-written catalogue: its models, and the loader that says which file, entry and field is wrong."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from etl.contract.codes import About, Direction, Protection, RateOf, Role, Unit
from etl.contract.faults import ENTRY_LIMIT as ENTRY_LIMIT
from etl.contract.faults import CatalogueError as CatalogueError
from etl.contract.faults import duplicates, read_entries, read_single, report
from etl.contract.model import Model as Model
from etl.contract.model import Slug as Slug
from etl.contract.model import Text as Text
from etl.contract.sources import KoladaSource as KoladaSource
from etl.contract.sources import KpiId as KpiId
from etl.contract.sources import ScbSource as ScbSource
from etl.contract.sources import Source

RATES: Final = (Unit.PER_1000, Unit.PER_100000)
"""Units of rates per inhabitant, from which a number follows."""

FEWEST_IN_BAROMETER: Final = 3
"""Of fewer measures one alone could be the majority."""


class FocusArea(Model):
    """One of Mölndal's five focus areas, or the context beside them.

    `barometer` names the indicators whose majority says which way the area goes: an odd number of its own, at least three, each
    with a direction and none of them a survey or doubtful; empty where the area has too few for a barometer, as the context.
    """

    id: Slug
    title: Text
    short_title: Text
    description: Text
    context: bool = False
    barometer: tuple[Slug, ...] = ()


class Break(Model):
    """A break in a series: values from `period` on can't be held against those before; `text` says why, for the reader."""

    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(K[1-4])?$")]
    text: Text


class Indicator(Model):
    """One indicator. `title` and `definition` are in Swedish and are what the reader sees; `source.title` is the source's own.

    `doubtful` says, for the reader, why the source's values can't be trusted at present; such an indicator is left out of
    overviews until it is mended, and its own page begins with the warning. `synonyms` are words that a reader may search for.
    `years_covered` says of how many years up to its period a value is the mean; values that share years have no change.
    `pair` is the same measure for those born in Sweden, for the gap. Where `election_years` are given, the values of other years
    only repeat them. `rate_of` says what a rate per inhabitant counts: of persons, their number follows from it.
    `not_renewed` is the ETL's, in published versions only: why the values stay as they were, as where the source has none any
    more.
    `about` says whom it is about, `sentence` its value as a sentence (`requirements.PLACEHOLDERS`), `caveat` in a line what to
    mind; versions from before these fields have none. `sentence_of_none` says the value where zero means nobody. Of those of one
    `family` a list of headlines has one.
    """

    id: Slug
    title: Text
    short_title: Annotated[Text, StringConstraints(max_length=42)]
    definition: Text
    about: About | None = None
    sentence: Text | None = None
    sentence_of_none: Text | None = None
    caveat: Annotated[Text, StringConstraints(max_length=100)] | None = None
    family: Slug | None = None
    unit: Unit
    decimals: Annotated[int, Field(ge=0, le=3)]
    direction: Direction
    role: Role
    focus_area: Slug
    sex_split: bool
    survey: bool = False
    years_covered: Annotated[int, Field(ge=1, le=10)] = 1
    minimum: float | None = None
    maximum: float | None = None
    notes: tuple[Text, ...] = ()
    doubtful: Text | None = None
    not_renewed: Text | None = None
    synonyms: tuple[Text, ...] = ()
    pair: Slug | None = None
    breaks: tuple[Break, ...] = ()
    election_years: tuple[int, ...] = ()
    rate_of: RateOf | None = None
    publication_month: Annotated[int, Field(ge=1, le=12)] | None = None
    source: Source

    @property
    def areas(self) -> str | None:
        """The kind of areas below the kommun that it has values in."""
        return self.source.areas if isinstance(self.source, ScbSource) else None

    @model_validator(mode="after")
    def _areas_where_persons_are_known(self) -> "Indicator":
        known = self.unit is Unit.COUNT or (self.unit is Unit.PERCENT and self.source.denominator is not None)
        if self.areas and not known:
            raise ValueError(
                "source.areas: only of a count, or a percent whose denominator is named: small numbers are hidden there"
            )
        return self

    @property
    def counts_persons(self) -> bool:
        """Whether it is a rate per inhabitant from which a number of persons follows; it is hidden where these are few."""
        return self.rate_of is not None and self.rate_of is not RateOf.THINGS

    @model_validator(mode="after")
    def _range_in_order(self) -> "Indicator":
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError(f"minimum {self.minimum} must be below maximum {self.maximum}")
        return self

    @model_validator(mode="after")
    def _break_where_a_series_goes_on_elsewhere(self) -> "Indicator":
        continued = self.source.continued if isinstance(self.source, ScbSource) else None
        if continued is not None and continued.first_period not in {one.period for one in self.breaks}:
            raise ValueError(f"source.continued: breaks must have one in {continued.first_period}, where the table is another")
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


class Protections(Model):
    """How the values of each source are protected (`etl.disclosure.rules`): openly published ones as `source`, or `strict`.

    `protection.yaml` of the catalogue's directory; without the file as below.
    """

    kolada: Protection = Protection.SOURCE
    scb: Protection = Protection.SOURCE


class Catalogue(Model):
    """Everything hand-written, checked as a whole."""

    focus_areas: tuple[FocusArea, ...]
    indicators: tuple[Indicator, ...]
    groups: Groups
    protection: Protections = Protections()

    def protection_of(self, entry: Indicator) -> Protection:
        """How the values of an indicator's source are protected."""
        return self.protection.kolada if entry.source.name == "kolada" else self.protection.scb

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator with that id, or None."""
        return next((entry for entry in self.indicators if entry.id == indicator_id), None)

    def of_focus_area(self, focus_area: str) -> tuple[Indicator, ...]:
        """The indicators of one focus area, in the catalogue's order."""
        return tuple(entry for entry in self.indicators if entry.focus_area == focus_area)

    def in_barometer(self, area: FocusArea) -> tuple[Indicator, ...]:
        """The indicators of an area's barometer, in the order that the area names them."""
        return tuple(entry for name in area.barometer if (entry := self.indicator(name)) is not None)

    def of_source(self, name: str) -> tuple[Indicator, ...]:
        """The indicators that come from one source, in the catalogue's order."""
        return tuple(entry for entry in self.indicators if entry.source.name == name)

    def denominator_of(self, entry: Indicator) -> Indicator | None:
        """The indicator that counts the persons behind a share, where the catalogue names one."""
        return next((other for other in self.indicators if counts_for(other, entry)), None)


def counts_for(counted: Indicator, share: Indicator) -> bool:
    """Whether `counted` is the number of the persons behind `share`."""
    if counted.source.name != share.source.name or share.source.denominator is None:
        return False
    return share.source.denominator == counted.source.counts_as(counted.id)


def load_catalogue(directory: Path) -> Catalogue:
    """Read `focus_areas.yaml`, `groups.yaml`, `protection.yaml` and `indicators/*.yaml`.

    Raises:
        CatalogueError: a file is missing or no YAML, a field is unknown, absent or out of range, an id occurs twice, or a
            reference leads nowhere. Every fault found is listed with its file, entry and field.

    """
    faults: list[str] = []
    focus_areas = list(read_entries(directory / "focus_areas.yaml", FocusArea, faults))
    groups = read_single(directory / "groups.yaml", Groups, faults)
    chosen = directory / "protection.yaml"
    protection = read_single(chosen, Protections, faults) if chosen.exists() else Protections()
    files = sorted((directory / "indicators").glob("*.yaml"))
    if not files:
        faults.append(f"{directory / 'indicators'}: no *.yaml file there; each focus area has one")
    indicators = [(file, entry) for file in files for entry in read_entries(file, Indicator, faults)]
    faults += duplicates((directory / "focus_areas.yaml", entry.id) for entry in focus_areas)
    faults += duplicates(((file, entry.id) for file, entry in indicators))
    kolada = ((file, entry.source.kpi) for file, entry in indicators if isinstance(entry.source, KoladaSource))
    faults += duplicates(kolada, field="source.kpi")
    faults += _dangling(indicators, {area.id for area in focus_areas})
    if not faults:  # an indicator that can't be read would be missed in its barometer too
        faults += _barometer_faults(directory / "focus_areas.yaml", focus_areas, {entry.id: entry for _, entry in indicators})
    if faults or groups is None or protection is None:
        raise CatalogueError(report(faults))
    order = {area.id: position for position, area in enumerate(focus_areas)}
    ranked = sorted((entry for _, entry in indicators), key=lambda entry: order[entry.focus_area])
    return Catalogue(focus_areas=tuple(focus_areas), indicators=tuple(ranked), groups=groups, protection=protection)


def _barometer_faults(file: Path, areas: list[FocusArea], indicators: dict[str, Indicator]) -> list[str]:
    """What makes an area's barometer one that can't be told."""
    faults = []
    for area in areas:
        prefix = f"{file}: entry {area.id}: field barometer"
        many = len(area.barometer)
        if many and (area.context or many % 2 == 0 or many < FEWEST_IN_BAROMETER):
            wanted = f"{many} indicators; choose an odd number of at least {FEWEST_IN_BAROMETER}, or none"
            faults.append(f"{prefix}: {'the context has no barometer' if area.context else wanted}")
        faults += duplicates(((file, name) for name in area.barometer), field="barometer")
        faults += [f"{prefix}: {name!r} {why}" for name in area.barometer if (why := _unfit(indicators.get(name), area))]
    return faults


def _unfit(entry: Indicator | None, area: FocusArea) -> str | None:
    """Why an indicator can't be in an area's barometer."""
    if entry is None or entry.focus_area != area.id:
        return "is no indicator of this focus area"
    if entry.direction is Direction.NEUTRAL:
        return "is neutral and can't go forward; choose one that has a direction"
    if entry.doubtful is not None:
        return "is doubtful; choose one that can be trusted"
    return "is a survey, whose changes are within its margin; choose one that is not" if entry.survey else None


def _dangling(indicators: list[tuple[Path, Indicator]], areas: set[str]) -> list[str]:
    others = {entry.id for _, entry in indicators}
    faults = []
    for file, entry in indicators:
        prefix = f"{file}: entry {entry.id}: field"
        if entry.focus_area not in areas:
            faults.append(f"{prefix} focus_area: {entry.focus_area!r} is none of {', '.join(sorted(areas))}")
        if entry.source.denominator is not None and not any(counts_for(other, entry) for _, other in indicators):
            field, wanted = entry.source.DENOMINATOR_FIELD, entry.source.DENOMINATOR_NAMES
            faults.append(f"{prefix} source.{field}: {entry.source.denominator} is no indicator's {wanted}")
        if (entry.unit in RATES) != (entry.rate_of is not None):
            faults.append(f"{prefix} rate_of: {', '.join(RateOf)} where unit is {' or '.join(RATES)}, else none")
        if entry.pair is not None and entry.pair not in others - {entry.id}:
            faults.append(f"{prefix} pair: {entry.pair!r} is no other indicator's id")
    return faults
