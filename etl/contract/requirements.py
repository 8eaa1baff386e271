"""What a hand-written entry must have beside what it can be read without: a source that is named, words to find it by, texts that
read as Swedish, links, and company that fits it. `python -m etl check` says what is missing, with file and line.

The loaders refuse what can't be used at all; an entry that lacks something here can be published, but not be let in.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import About, Role, Unit
from etl.contract.faults import CatalogueError, report
from etl.contract.lines import line_of
from etl.contract.sources import KoladaSource, ScbSource
from etl.contract.strategies import Strategies, Strategy
from etl.contract.typography import faults_of_typography

FEWEST_SYNONYMS: Final = 3
MOST_SENTENCES: Final = 3
SHORTEST_SUMMARY: Final = 200
MOST_DECIMALS: Final = 2
WHOLE_UNITS: Final = frozenset({Unit.COUNT, Unit.YES_NO, Unit.ORDINAL})
JUDGED: Final = frozenset({Role.CORE, Role.SUPPORT})
LEADING: Final = frozenset({Role.CORE, Role.PAIR})
ALIKE: Final = ("unit", "direction", "sex_split", "decimals", "focus_area", "election_years", "publication_month")
"""What a pair has in common with the measure that it is held against."""

NOT_SEEN: Final = "inte prövat mot SCB:s svar"
MARGIN: Final = "felmarginal"
PLACEHOLDERS: Final = ("{value}", "{region}", "{period}")
"""What an indicator's sentence names, once each: the value (as `narrative.amount` words it), the region's name and the period."""

SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-ZÅÄÖ])")
UNIT_IN_TITLE: Final = re.compile(r"%|\((?:antal|andel)|procent")
RANGE: Final = re.compile(r"\d+–\d+")

Lack = tuple[str, str]
"""The field, and what it lacks."""


def check_requirements(directory: Path, catalogue: Catalogue, strategies: Strategies) -> None:
    """Refuse a catalogue with an entry that lacks anything.

    Raises:
        CatalogueError: something is missing; every lack is listed with its file, line, entry and field.

    """
    if found := lacks(directory, catalogue, strategies):
        raise CatalogueError(report(found))


def lacks(directory: Path, catalogue: Catalogue, strategies: Strategies) -> list[str]:
    """All that the entries of a catalogue lack, a line each: `<file>:<line>: entry <id>: field <field>: <what>`."""
    found = []
    for entry in catalogue.indicators:
        file = _file_of(directory / "indicators", entry)
        found += [_said(file, entry.id, lack) for lack in _of_indicator(entry, catalogue, strategies, file)]
    for strategy in strategies.strategies:
        file = directory / "strategies" / f"{strategy.id}.yaml"
        found += [_said(file, strategy.id, lack) for lack in _of_strategy(strategy)]
    return found


def _file_of(directory: Path, entry: Indicator) -> Path:
    """The file that has the entry; each should be in its focus area's, but a catalogue can be read without that."""
    usual = directory / f"{entry.focus_area}.yaml"
    files = [usual, *sorted(directory.glob("*.yaml"))]
    return next((file for file in files if line_of(file, entry.id) is not None), usual)


def _said(file: Path, entry: str, lack: Lack) -> str:
    field, words = lack
    return f"{file}:{line_of(file, entry, field)}: entry {entry}: field {field}: {words}"


def _of_indicator(entry: Indicator, catalogue: Catalogue, strategies: Strategies, file: Path) -> Iterator[Lack]:
    if file.stem != entry.focus_area:
        yield "focus_area", f"the entry must be in {entry.focus_area}.yaml"
    yield from _of_words(entry, catalogue)
    yield from _of_sentence(entry)
    yield from _of_numbers(entry, catalogue)
    yield from _of_source(entry)
    yield from _of_company(entry, catalogue)
    linked = [link for link in strategies.links if link.indicator == entry.id]
    both = any(link.sdg_target for link in linked) and any(link.eu_principle for link in linked)
    if entry.role in JUDGED and not both:
        yield "id", "links.yaml must link it to a target of Agenda 2030 (sdg_target) and to a principle of the EU (eu_principle)"


def _of_words(entry: Indicator, catalogue: Catalogue) -> Iterator[Lack]:
    notes = {"notes": entry.notes, "breaks": tuple(one.text for one in entry.breaks), "definition": (entry.definition,)}
    texts = {"title": (entry.title,), "short_title": (entry.short_title,), "synonyms": entry.synonyms, **notes}
    for field, several in texts.items():
        yield from ((field, f"{text!r:.60}: {fault}") for text in several for fault in faults_of_typography(text))
    for field, several in notes.items():
        loose = [text for text in several if not _is_sentence(text)]
        yield from ((field, f"{text!r:.60} must be sentences: capital and full stop") for text in loose)
    for field in ("title", "short_title", "definition"):
        same = [one.id for one in catalogue.indicators if getattr(one, field).casefold() == getattr(entry, field).casefold()]
        if len(same) > 1:
            yield field, f"the same in {', '.join(same)}; each must tell its indicator apart"
    if len(SENTENCE.split(entry.definition)) > MOST_SENTENCES:
        yield "definition", f"at most {MOST_SENTENCES} sentences; put the rest in notes"
    if len({word.casefold() for word in entry.synonyms}) < max(FEWEST_SYNONYMS, len(entry.synonyms)):
        yield "synonyms", f"at least {FEWEST_SYNONYMS} different words that a reader may search for"
    if UNIT_IN_TITLE.search(entry.title):
        yield "title", "says the unit; leave that to unit"
    for span in RANGE.finditer(entry.title):
        if not (entry.title[span.end() :].startswith(" år") or entry.title[: span.start()].endswith("årskurs ")):
            yield "title", f"{span.group()}: a range must say what it counts, as in '20–64 år'"


def _of_sentence(entry: Indicator) -> Iterator[Lack]:
    if entry.about is None:
        yield "about", f"whom it is about: {', '.join(About)}"
    if entry.caveat is None or not _is_sentence(entry.caveat):
        yield "caveat", "in a line, what to mind when the value is read: a sentence"
    names = sorted(re.findall(r"\{.*?\}", entry.sentence or ""))
    if names != sorted(PLACEHOLDERS) or not (entry.sentence or "").endswith("."):
        yield "sentence", f"the value as a sentence, with {', '.join(PLACEHOLDERS)} once each and a full stop"
    none = entry.sentence_of_none
    if none is not None and (sorted(re.findall(r"\{.*?\}", none)) != sorted(PLACEHOLDERS[1:]) or not _is_sentence(none)):
        yield (
            "sentence_of_none",
            f"that it is nobody, as a sentence, with {', '.join(PLACEHOLDERS[1:])} once each and a full stop",
        )
    own = (("sentence", entry.sentence), ("sentence_of_none", none), ("caveat", entry.caveat))
    for field, text in own:
        yield from ((field, f"{text!r:.60}: {fault}") for fault in faults_of_typography(text or ""))


def _is_sentence(text: str) -> bool:
    return text[0].isupper() and text.endswith(".")


def _of_numbers(entry: Indicator, catalogue: Catalogue) -> Iterator[Lack]:
    whole = entry.unit in WHOLE_UNITS
    if entry.decimals > (0 if whole else MOST_DECIMALS):
        yield "decimals", "0, since the values are whole" if whole else f"at most {MOST_DECIMALS}"
    if entry.minimum is None:
        yield "minimum", "the least value that there can be: values below it stop a run"
    elif (entry.minimum < 0) != (entry.unit is Unit.PERCENTAGE_POINTS):
        yield "minimum", "below 0 for percentage points, and for nothing else"
    if (entry.maximum is None) != (entry.unit is Unit.COUNT):
        yield "maximum", "the greatest value that there can be, of everything but a count"
    counted = catalogue.denominator_of(entry)
    if counted is not None and (counted.unit is not Unit.COUNT or (entry.sex_split and not counted.sex_split)):
        yield "source", f"{counted.id} counts the persons behind it: unit count, and by sex where the share is"
    periods = [one.period for one in entry.breaks]
    if periods != sorted(set(periods)):
        yield "breaks", "in order, each period once"


def _of_source(entry: Indicator) -> Iterator[Lack]:
    source, notes = entry.source, " ".join(entry.notes)
    if not source.publisher:
        yield "source.publisher", "who publishes it, for the line below each chart"
    if entry.survey and MARGIN not in notes:
        yield "notes", f"a survey must say what is known of its {MARGIN}"
    if isinstance(source, KoladaSource) and source.margin_kpi is not None and source.margin_kpi not in notes:
        yield "notes", f"must say that the margins are {source.margin_kpi}"
    if isinstance(source, ScbSource) and source.unverified and NOT_SEEN not in notes:
        yield "notes", f"must say that it is {NOT_SEEN}, as long as source.unverified stands"


def _of_company(entry: Indicator, catalogue: Catalogue) -> Iterator[Lack]:
    """What doesn't fit the entries beside it: its pair, and its position among those of its focus area."""
    other = catalogue.indicator(entry.pair or "")
    if other is not None:
        if unlike := [name for name in ALIKE if getattr(entry, name) != getattr(other, name)]:
            yield "pair", f"{other.id} differs in {', '.join(unlike)}"
        if (other.role, other.pair) != (Role.PAIR, None):
            yield "pair", f"{other.id} must have role pair, and no pair of its own"
        if other.title.casefold() != entry.title.casefold().replace("utrikes", "inrikes"):
            yield "pair", f"{other.id} must have the same title, but for utrikes and inrikes"
    area = catalogue.of_focus_area(entry.focus_area)
    before = [one.role for one in area[: area.index(entry)]]
    if entry.role is Role.PAIR and not before:
        yield "role", "a pair stands after its partner, not first in its focus area"
    if entry.role in LEADING and set(before) - LEADING:
        yield "role", "core indicators and their pairs stand before all others of the focus area"
    if entry.role is Role.SUPPORT and set(before) - LEADING - {Role.SUPPORT}:
        yield "role", "support stands directly after core and pairs"


def _of_strategy(strategy: Strategy) -> Iterator[Lack]:
    if len(strategy.summary) < SHORTEST_SUMMARY:
        yield "summary", f"at least {SHORTEST_SUMMARY} characters of our own, enough to know what the strategy is about"
    statements = {name: getattr(strategy, name) for name in ("overall_goal", "vision", "caveat")}
    named = {goal.document for goal in strategy.goals} | {area.document for area in strategy.areas}
    quoted = {one.url for one in statements.values() if one is not None}
    for document in strategy.documents:
        if document.id not in named and document.url not in quoted:
            yield f"documents.{document.id}", "nothing comes from it; take it out, or say what does"
    for goal in strategy.goals:
        if bool(goal.indicators) == bool(goal.why_no_indicator):
            yield f"goals.{goal.id}", "either indicators, or why_no_indicator with the reason"
