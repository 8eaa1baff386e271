"""Finding indicators, goals, strategies, focus areas, kommuner, län, targets and principles by words: ranked and explained."""

import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard import formats
from dashboard.published import counties, search_words
from dashboard.published.search_entries import (
    ACTOR,
    AREA,
    CALLED,
    CODE,
    DEFINITION,
    MEETING,
    NAME,
    NOTES,
    OTHER_PAGES,
    PAGES,
    SYNONYMS,
    TEXT,
    TITLE,
    Entry,
    Field,
    Hit,
    Kind,
    Match,
    helping,
)
from dashboard.published.search_narrowed import narrow, together
from dashboard.published.search_words import Form
from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import RegionType, Role
from etl.contract.goal import Goal
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.strategies import Principle, SdgTarget, Strategies, Strategy

LONGEST_QUERY: Final = 100
MOST_WORDS: Final = 8
KINSHIP: Final = 0.35
"""What a related word counts beside the word itself."""
SHORTEST_KIN: Final = 3
LESS_THAN_ALL: Final = 1.5
"""The power that the share of words found is raised to: what has them all comes before what has some."""
WHOLE_TITLE: Final = 1.5

NOT_SOUGHT: Final = frozenset(
    (
        *("och", "i", "för", "med", "på", "som", "av", "om", "en", "ett", "den", "det", "de", "till", "hos", "är", "att"),
        *("eller", "vid", "från", "hur", "var", "vad", "ska", "har", "inom", "per", "the", "of"),
    )
)
MOST_PLACED: Final = 2
"""So many kommuner and län are led to on pages that show one; the others are found by name only."""

JUST_BELOW: Final = 0.98
ROLE_WEIGHTS: Final = {Role.CORE: 1.15, Role.DENOMINATOR: 0.75, Role.DORMANT: 0.9, Role.VOLUME: 0.9, Role.CONTEXT: 0.95}


@dataclass(frozen=True, eq=False)
class Index:
    """All entries; by word, which of them have it and in which field that is worth most; by stem, the words."""

    entries: tuple[Entry, ...]
    forms: tuple[Form, ...]
    occurrences: dict[str, dict[int, Field]]
    stems: dict[str, list[str]]


def build(entries: Sequence[Entry]) -> Index:
    """The index of some entries."""
    occurrences: dict[str, dict[int, Field]] = {}
    for number, entry in enumerate(entries):
        for field, text in entry.texts:
            for word in search_words.words(text):
                held = occurrences.setdefault(word, {})
                if number not in held or held[number].weight < field.weight:
                    held[number] = field
    forms = tuple(search_words.form(word) for word in occurrences)
    stems: dict[str, list[str]] = {}
    for form in forms:
        stems.setdefault(form.stem, []).append(form.word)
    return Index(tuple(entries), forms, occurrences, stems)


def query_words(query: str) -> tuple[str, ...]:
    """The words of a query that are looked for; small words only where there are no others."""
    every = list(dict.fromkeys(search_words.words(query[:LONGEST_QUERY])))
    sought = [word for word in every if word not in NOT_SOUGHT]
    return tuple((sought or every)[:MOST_WORDS])


def search(index: Index, query: str) -> list[Hit]:
    """Everything that has any of the words, best first; ties in the index's order.

    A word counts more the fewer entries have it, the nearer the word found is to it, and the more the field tells of the entry.
    """
    wanted = query_words(query)
    found: dict[int, list[Match]] = {}
    for word in wanted:
        for number, match in _matches(index, word).items():
            found.setdefault(number, []).append(match)
    hits = [_hit(index.entries[number], matches, query, len(wanted)) for number, matches in found.items()]
    order = {id(entry): position for position, entry in enumerate(index.entries)}
    ranked = sorted(hits, key=lambda hit: (-hit.score, order[id(hit.entry)]))
    placed = [placed for hit in _called(ranked) for placed in _placed(hit, ranked, len(wanted))]
    narrowed = narrow(ranked, _called(ranked), wanted)
    of_all = [hit for hit in ranked if hit.entry.title not in {found.of for found in narrowed}]
    return sorted([*of_all, *placed, *(found.hit for found in narrowed)], key=lambda hit: -hit.score)


def _called(ranked: Iterable[Hit]) -> list[Hit]:
    """The best kommuner and län that are called what was asked for."""
    called = [hit for hit in ranked if hit.entry.region and any(match.label in CALLED for match in hit.matches)]
    return called[:MOST_PLACED]


def _placed(region: Hit, ranked: Iterable[Hit], count: int) -> Iterator[Hit]:
    """The region's meeting page, just below itself; and the pages that were asked for beside it, with the region chosen."""
    code, name = region.entry.region or "", region.entry.title
    pages = {hit.entry.title: hit for hit in ranked if hit.entry.placed}
    for page in PAGES:
        both = together(region, pages[page.title].matches) if page.title in pages else region.matches
        entry = replace(page, title=f"{page.title}: {name}", href=page.placed(code) if page.placed else page.href)
        if len(both) > len(region.matches):
            share: float = (len(both) / count) ** LESS_THAN_ALL
            yield Hit(entry, sum(match.worth for match in both) * share, both)
        elif page is MEETING:
            yield Hit(entry, JUST_BELOW * region.score, region.matches)


def _hit(entry: Entry, matches: list[Match], query: str, count: int) -> Hit:
    share: float = (len(matches) / count) ** LESS_THAN_ALL
    whole = WHOLE_TITLE if search_words.words(query) == search_words.words(entry.title) else 1.0
    return Hit(entry, sum(match.worth for match in matches) * share * entry.weight * whole, tuple(matches))


@functools.lru_cache(maxsize=2048)
def _matches(index: Index, word: str) -> dict[int, Match]:
    """By entry, the best match of one word; what is misspelt counts only where nothing else is found."""
    near = _near(index, word) or {
        form.word: search_words.MISSPELT for form in index.forms if search_words.misspelt(word, form.word)
    }
    best: dict[int, tuple[float, str, Field]] = {}
    for found, worth in near.items():
        for number, field in index.occurrences[found].items():
            if number not in best or best[number][0] < worth * field.weight:
                best[number] = (worth * field.weight, found, field)
    rarity = math.log(1 + len(index.entries) / max(len(best), 1))
    return {number: Match(word, found, field.label, worth * rarity) for number, (worth, found, field) in best.items()}


def _near(index: Index, word: str) -> dict[str, float]:
    """The words of the index that are near one or related to it, with how near."""
    wanted = search_words.form(word)
    near = {form.word: worth for form in _candidates(index, wanted) if (worth := search_words.nearness(wanted, form))}
    for other in search_words.related(word) if len(word) >= SHORTEST_KIN else ():
        for found in index.stems.get(search_words.stem(other), ()):
            near[found] = max(near.get(found, 0.0), KINSHIP)
    return near


def _candidates(index: Index, wanted: Form) -> Iterator[Form]:
    """The forms that can be near at all, found without a look at each: those that hold the stem, and the beginnings and ends."""
    sought = wanted.stem
    yield from (form for form in index.forms if sought in form.word or sought in form.loose)
    for position in range(1, len(wanted.word)):
        yield from (search_words.form(found) for found in index.stems.get(wanted.word[:position], ()))
        if wanted.word[position:] in index.occurrences:
            yield search_words.form(wanted.word[position:])


def grouped(hits: Iterable[Hit], most: int) -> list[tuple[Kind, list[Hit]]]:
    """The best hits of each kind, the kind with the best hit first."""
    groups: dict[Kind, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.entry.kind, []).append(hit)
    return [(kind, found[:most]) for kind, found in groups.items()]


# What can be found


@remembered(4)
def index_of(snapshot: Snapshot) -> Index:
    """The index of a published version."""
    regions = snapshot.table("regions").to_pylist()
    return build(entries(snapshot.catalogue, snapshot.strategies, [(row["code"], row["name"], row["type"]) for row in regions]))


def found(snapshot: Snapshot, query: str) -> list[Hit]:
    """`search` in a published version."""
    return search(index_of(snapshot), query)


def entries(catalogue: Catalogue, strategies: Strategies, regions: Sequence[tuple[str, str, str]]) -> list[Entry]:
    """Everything that can be found; regions are (code, name, type)."""
    return [
        *(_indicator(catalogue, entry) for entry in catalogue.indicators),
        *_regions(regions),
        *(_strategy(strategy) for strategy in strategies.strategies),
        *_areas(catalogue),
        *PAGES,
        *OTHER_PAGES,
        *(_goal(strategy, goal) for strategy in strategies.strategies for goal in strategy.goals),
        *map(_target, strategies.targets),
        *map(_principle, strategies.principles),
        *helping(),
    ]


def _indicator(catalogue: Catalogue, entry: Indicator) -> Entry:
    area = next(area for area in catalogue.focus_areas if area.id == entry.focus_area)
    texts = (
        (TITLE, f"{entry.title} {entry.short_title}"),
        (CODE, entry.source.reference),
        (SYNONYMS, " ".join(entry.synonyms)),
        (AREA, area.title),
        (DEFINITION, f"{entry.definition} {entry.source.title}"),
        (NOTES, " ".join(entry.notes)),
    )
    detail = f"{area.short_title}, {entry.source.reference}"
    weight = ROLE_WEIGHTS.get(entry.role, 1.0)
    return Entry(Kind.INDICATOR, entry.title, detail, f"/indikator/{entry.id}", texts, weight, by_sex=entry.sex_split)


def _regions(regions: Sequence[tuple[str, str, str]]) -> list[Entry]:
    names = {code: name for code, name, _ in regions}
    found = []
    for code, name, kind in regions:
        if kind == RegionType.COUNTRY:
            continue
        municipality = kind == RegionType.MUNICIPALITY
        detail = f"Kommun i {names[code[:2]]}" if municipality else "Län"
        called = f"{name} {counties.ALSO_CALLED.get(code, '')}".strip()
        texts = ((NAME, called), (CODE, code), (NOTES, "kommun" if municipality else "län"))
        found.append(Entry(Kind.REGION, name, detail, f"/?region={code}", texts, 1.0 if municipality else 0.9, region=code))
    return found


def _areas(catalogue: Catalogue) -> list[Entry]:
    return [
        Entry(
            Kind.AREA,
            area.title,
            f"{len(catalogue.of_focus_area(area.id))} indikatorer",
            f"/fokus/{area.id}",
            ((TITLE, f"{area.title} {area.short_title}"), (DEFINITION, area.description), (NOTES, "fokusområde")),
        )
        for area in catalogue.focus_areas
    ]


def _strategy(strategy: Strategy) -> Entry:
    documents = " ".join(f"{document.actor} {document.title}" for document in strategy.documents)
    said = [statement.text for statement in (strategy.overall_goal, strategy.vision) if statement]
    texts = (
        (TITLE, strategy.title),
        (ACTOR, strategy.actor),
        (TEXT, f"{strategy.document} {documents}"),
        (AREA, " ".join(area.title for area in strategy.areas)),
        (DEFINITION, " ".join([strategy.summary, *said])),
        (NOTES, "strategi strategier"),
    )
    detail = f"{strategy.actor}, {strategy.dated}"
    return Entry(Kind.STRATEGY, strategy.title, detail, f"/strategi/{strategy.id}", texts)


def _goal(strategy: Strategy, goal: Goal) -> Entry:
    area = next((area.title for area in strategy.areas if area.id == goal.area), strategy.title)
    texts = (
        (TEXT, goal.text),
        (AREA, area),
        (DEFINITION, f"{strategy.actor} {strategy.title}"),
        (NOTES, f"mål {goal.note or ''} {goal.target_year or ''}"),
    )
    title = goal.text or f"{area}: {formats.UNREAD_GOAL[0].lower()}{formats.UNREAD_GOAL[1:]}"
    return Entry(Kind.GOAL, title, f"{strategy.title}, {strategy.actor}", f"/strategi/{strategy.id}#mal-{goal.id}", texts, 0.8)


def _target(target: SdgTarget) -> Entry:
    texts = (
        (CODE, target.id),
        (TITLE, target.title),
        (SYNONYMS, "SDG Agenda 2030 delmål globala målen"),
        (NOTES, target.text_en),
    )
    return Entry(
        Kind.FRAMEWORK, f"Delmål {target.id}: {target.title}", "Agenda 2030", f"/strategi?korsvag=sdg:{target.id}", texts, 0.8
    )


def _principle(principle: Principle) -> Entry:
    texts = (
        (CODE, str(principle.number)),
        (TITLE, principle.title),
        (SYNONYMS, "EU princip EU-princip grundprincip"),
        (DEFINITION, principle.text),
        (NOTES, principle.text_en),
    )
    title = f"Princip {principle.number}: {principle.title}"
    return Entry(Kind.FRAMEWORK, title, "EU:s principer för integration", f"/strategi?korsvag=eu:{principle.number}", texts, 0.8)
