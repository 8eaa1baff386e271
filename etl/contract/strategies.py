"""Strategies and their goals, EU's principles and the SDG targets, and the links between them and the indicators."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from etl.contract.catalogue import Catalogue, Model, Slug, Text
from etl.contract.faults import CatalogueError, duplicates, read_entries, read_single, report
from etl.contract.goal import Adoption, Goal, GoalKind, Measure, PrincipleNumber, Support, TargetId, Url, Year

RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2})?$")]


class Wording(StrEnum):
    """Where the words of a principle come from."""

    VERBATIM = "verbatim"
    PARTLY_VERBATIM = "partly_verbatim"
    MEANING_VERIFIED = "meaning_verified"
    OWN_TRANSLATION = "own_translation"


class Document(Model):
    """A further document of a strategy; `year` is absent where the document isn't dated, `adopted` where nobody adopted it."""

    id: Slug
    actor: Text
    title: Text
    year: Year | None = None
    adopted: Adoption | None = None
    url: Url
    note: Text | None = None


class Statement(Model):
    """What a strategy says of itself; `verbatim` where the words are the source's own."""

    text: Text
    verbatim: bool
    source: Text
    url: Url | None = None


class Reference(Model):
    """That a strategy refers to a framework as a whole."""

    framework: Literal["eu_principles", "agenda_2030"]
    evidence: Support
    note: Text


class StrategyArea(Model):
    """A focus area of a strategy, with those of our focus areas that it corresponds to and how we know."""

    id: Slug
    title: Text
    focus_areas: tuple[Slug, ...]
    evidence: Support
    document: Slug | None = None


class Strategy(Model):
    """One strategy. `region` is the SCB code of what it holds for, `00` for riket; `caveat` is the source's own reservation.

    `year` is absent where the document isn't dated; `adopted` where nothing says when the goals began to hold.

    `documents` are those beside the one that `document`, `year` and `url` name; areas and goals may come from one of them.
    `in_force_until` is the last year that it holds for, where it says so. `draft_by` is who submitted it, for a draft alone.
    """

    id: Slug
    actor: Text
    region: RegionCode
    title: Text
    document: Text
    year: Year | None = None
    adopted: Adoption | None = None
    in_force_until: Year | None = None
    draft_by: Text | None = None
    url: Url
    url_note: Text | None = None
    summary: Text
    overall_goal: Statement | None = None
    vision: Statement | None = None
    caveat: Statement | None = None
    documents: tuple[Document, ...] = ()
    references: tuple[Reference, ...] = ()
    areas: tuple[StrategyArea, ...]
    goals: Annotated[tuple[Goal, ...], Field(min_length=1)]

    def concerns(self, region: str) -> bool:
        """Whether it holds for a region: its own, and the kommuner of a län."""
        return region.startswith(self.region)

    @property
    def dated(self) -> str:
        """The year in words for the reader, and until when it holds."""
        year = str(self.year) if self.year else "utan år"
        return f"{year}, gäller till och med {self.in_force_until}" if self.in_force_until else year

    def adoption(self, goal: Goal) -> Adoption | None:
        """When the document that a goal stands in was adopted; None where no source says so."""
        if goal.document is None:
            return self.adopted
        return next((document.adopted for document in self.documents if document.id == goal.document), None)


class Principle(Model):
    """One of EU's eleven common basic principles, in Swedish and English, each with where the words come from."""

    number: PrincipleNumber
    title: Text
    text: Text
    wording: Wording
    url: Url
    text_en: Text
    wording_en: Wording
    url_en: Url
    focus_areas: tuple[Slug, ...]
    evidence: Support
    why_no_indicator: Text | None = None


class SdgTarget(Model):
    """A target of Agenda 2030: `title` is our own Swedish label, `text_en` the official wording."""

    id: TargetId
    title: Text
    text_en: Text
    url: Url

    @property
    def goal(self) -> int:
        """The number of the goal that the target belongs to."""
        return int(self.id.partition(".")[0])


class Link(Model):
    """That an indicator has to do with an SDG target or with a principle of the EU."""

    indicator: Slug
    sdg_target: TargetId | None = None
    eu_principle: PrincipleNumber | None = None
    evidence: Support
    note: Text | None = None

    @model_validator(mode="after")
    def _one_end(self) -> "Link":
        if (self.sdg_target is None) == (self.eu_principle is None):
            raise ValueError("give either sdg_target or eu_principle")
        return self


class Strategies(Model):
    """Everything hand-written about goals, checked against the catalogue.

    `strategies` are those decided. `drafts` are kept apart, so that no list, search or answer holds one: a draft is reached by
    its address alone.
    """

    strategies: tuple[Strategy, ...]
    drafts: tuple[Strategy, ...] = ()
    principles: tuple[Principle, ...]
    targets: tuple[SdgTarget, ...]
    links: tuple[Link, ...]

    @model_validator(mode="after")
    def _drafts_apart(self) -> "Strategies":
        strays = [entry.id for entry in self.strategies if entry.draft_by] + [one.id for one in self.drafts if not one.draft_by]
        if strays:
            raise ValueError(f"{', '.join(strays)}: drafts, and they alone, have draft_by and stand in drafts")
        return self

    def strategy(self, strategy_id: str) -> Strategy | None:
        """The decided strategy with that id, or None."""
        return next((entry for entry in self.strategies if entry.id == strategy_id), None)

    def at_address(self, strategy_id: str) -> Strategy | None:
        """The strategy with that id, decided or a draft, or None: for its own page."""
        return next((entry for entry in (*self.strategies, *self.drafts) if entry.id == strategy_id), None)

    def joined_by(self, entries: Iterable[Strategy]) -> "Strategies":
        """The same with further strategies, each where it belongs."""
        every = tuple(entries)
        decided = (*self.strategies, *(entry for entry in every if entry.draft_by is None))
        drafts = (*self.drafts, *(entry for entry in every if entry.draft_by is not None))
        return self.model_copy(update={"strategies": decided, "drafts": drafts})

    def goals_of(self, indicator_id: str) -> tuple[tuple[Strategy, Goal], ...]:
        """The goals that the indicator measures, each with its strategy."""
        return tuple((entry, goal) for entry in self.strategies for goal in entry.goals if indicator_id in goal.indicators)


def load_strategies(directory: Path, catalogue: Catalogue) -> Strategies:
    """Read `strategies/*.yaml`, `eu_principles.yaml`, `sdg_targets.yaml` and `links.yaml` of the catalogue's directory.

    Raises:
        CatalogueError: a file is missing or no YAML, a field is unknown, absent or out of range, an id occurs twice, or a
            reference leads nowhere. Every fault found is listed with its file, entry and field.

    """
    faults: list[str] = []
    files = sorted((directory / "strategies").glob("*.yaml"))
    if not files:
        faults.append(f"{directory / 'strategies'}: no *.yaml file there; each strategy has one")
    found = [(file, entry) for file in files if (entry := read_single(file, Strategy, faults)) is not None]
    loaded = Strategies(
        strategies=(),
        principles=tuple(read_entries(directory / "eu_principles.yaml", Principle, faults)),
        targets=tuple(read_entries(directory / "sdg_targets.yaml", SdgTarget, faults)),
        links=tuple(read_entries(directory / "links.yaml", Link, faults)),
    ).joined_by(entry for _, entry in found)
    known = _known(loaded, catalogue)
    for file, strategy in found:
        faults += _strategy_faults(file, strategy, known)
    faults += _list_faults(directory, loaded, known)
    if faults:
        raise CatalogueError(report(faults))
    return loaded


@dataclass(frozen=True)
class _Known:
    """What a reference may lead to."""

    focus_areas: frozenset[str]
    indicators: frozenset[str]
    paired: frozenset[str]
    by_sex: frozenset[str]
    targets: frozenset[str]
    principles: frozenset[str]


def _known(loaded: Strategies, catalogue: Catalogue) -> _Known:
    return _Known(
        focus_areas=frozenset(area.id for area in catalogue.focus_areas),
        indicators=frozenset(entry.id for entry in catalogue.indicators),
        paired=frozenset(entry.id for entry in catalogue.indicators if entry.pair is not None),
        by_sex=frozenset(entry.id for entry in catalogue.indicators if entry.sex_split),
        targets=frozenset(target.id for target in loaded.targets),
        principles=frozenset(str(principle.number) for principle in loaded.principles),
    )


def _strategy_faults(file: Path, strategy: Strategy, known: _Known) -> list[str]:
    faults = []
    if strategy.id != file.stem:
        faults.append(f"{file}: entry {strategy.id}: field id: must be the file's name, {file.stem!r}")
    for name in ("documents", "areas", "goals"):
        faults += duplicates(((file, part.id) for part in getattr(strategy, name)), field=f"{name}.id")
    documents = frozenset(document.id for document in strategy.documents)
    areas = frozenset(area.id for area in strategy.areas)
    fault = _faulter(file, strategy.id)
    for area in strategy.areas:
        faults += fault(f"areas.{area.id}.focus_areas", area.focus_areas, known.focus_areas)
        faults += fault(f"areas.{area.id}.document", [area.document], documents)
    for goal in strategy.goals:
        faults += fault(f"goals.{goal.id}.area", [goal.area], areas)
        faults += fault(f"goals.{goal.id}.document", [goal.document], documents)
        faults += _goal_faults(goal, known, fault)
    return faults


_Faulter = Callable[[str, Iterable[str | None], frozenset[str]], list[str]]


def _goal_faults(goal: Goal, known: _Known, fault: _Faulter) -> Iterator[str]:
    field = f"goals.{goal.id}"
    yield from fault(f"{field}.indicators", goal.indicators, known.indicators)
    fits = {Measure.GAP: known.paired, Measure.SEX_GAP: known.by_sex}.get(goal.measure, known.indicators)
    there = sorted(known.indicators & {*goal.indicators})
    yield from fault(f"{field}.indicators (with measure {goal.measure})", there, fits)
    if goal.kind is GoalKind.BOTH_AT_LEAST:
        yield from fault(f"{field}.indicators (with kind {goal.kind})", there, known.by_sex)
    yield from fault(f"{field}.sdg_targets", goal.sdg_targets, known.targets)
    yield from fault(f"{field}.eu_principles", [str(number) for number in goal.eu_principles], known.principles)


def _list_faults(directory: Path, loaded: Strategies, known: _Known) -> Iterator[str]:
    file = directory / "eu_principles.yaml"
    yield from duplicates(((file, str(entry.number)) for entry in loaded.principles), field="number")
    for principle in loaded.principles:
        yield from _faulter(file, str(principle.number))("focus_areas", principle.focus_areas, known.focus_areas)
    yield from duplicates((directory / "sdg_targets.yaml", entry.id) for entry in loaded.targets)
    file = directory / "links.yaml"
    yield from duplicates(((file, _name(link)) for link in loaded.links), field="indicator")
    for link in loaded.links:
        fault = _faulter(file, _name(link))
        yield from fault("indicator", [link.indicator], known.indicators)
        yield from fault("sdg_target", [link.sdg_target], known.targets)
        yield from fault("eu_principle", [str(link.eu_principle)] if link.eu_principle else [], known.principles)


def _name(link: Link) -> str:
    return f"{link.indicator} to {link.sdg_target or f'principle {link.eu_principle}'}"


def _faulter(file: Path, entry: str) -> _Faulter:
    """What tells which of a field's references lead nowhere; None is no reference."""

    def fault(field: str, wanted: Iterable[str | None], allowed: frozenset[str]) -> list[str]:
        options = ", ".join(sorted(allowed)[:20]) or "none at all"
        lost = [name for name in wanted if name is not None and name not in allowed]
        return [f"{file}: entry {entry}: field {field}: {name!r} is none of {options}" for name in lost]

    return fault
