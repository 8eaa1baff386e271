"""The indicator page as slides: the trend and the order of the chosen kommuner as native charts, and the map as a picture."""

import re
from dataclasses import replace
from typing import Final

from dashboard import narrative
from dashboard.charts import ranking, still_map
from dashboard.charts.map_picture import Marked
from dashboard.files.slides import LEFT, RIGHT, WHOLE, About, Box, Deck, Drawn, Legend, Map, Words, Written
from dashboard.files.table import STATUS_EXPLANATIONS
from dashboard.pages.indikator import goal_files, indicator_files, indicator_view, map_frame, map_view
from dashboard.pages.indikator.goal_view import NOTE
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts import goal_verdicts, regions
from dashboard.parts.goal_verdicts import Verdict
from dashboard.published import facts, provenance
from dashboard.published.facts import Fact
from etl.contract.codes import Sex

SENTENCES: Final = re.compile(r"(?<=\.) (?=[A-ZÅÄÖ])")
MAP: Final = Box(0.6, 1.5, 4.0, 5.35)
BESIDE_COUNTY: Final = Box(8.2, 1.7, 4.5, 0.4)
BESIDE_COUNTRY: Final = Box(4.2, 1.7, 8.4, 0.4)
LEGEND_BELOW: Final = 0.5
BELOW_LEGEND: Final = 3.4
SHORTEST: Final = 2
MOST_RINGED: Final = 6
LONGEST_TITLE: Final = 70
MOST_VERDICTS: Final = 4
"""So many goals with their verdicts fit on a slide."""


def deck(selection: IndicatorSelection, origin: str) -> Deck:
    """The slides; `origin` is what the address begins with in the notes."""
    notes = _notes(selection, origin)
    made = Deck(_about(selection))
    trend, bars = indicator_files.trend(selection), indicator_files.bars(selection)
    if trend is not None:
        slide = made.slide(_title(selection, "utveckling"), notes)
        slide.put(Drawn(trend, LEFT))
        slide.put(Written([Words(sentence) for sentence in _course(selection)], RIGHT))
    if bars is not None and len(bars.categories) >= SHORTEST and ranking.applies(selection.entry):
        made.slide(_title(selection, f"jämförelse {selection.period}"), notes).put(Drawn(bars, WHOLE))
    _goals(made, selection, notes)
    if selection.data.periods:
        _map(made, selection, notes)
    else:
        made.slide(_title(selection, "värden saknas"), notes).put(
            Written([Words(sentence) for sentence in _summary(selection)], WHOLE)
        )
    return made


def _goals(made: Deck, selection: IndicatorSelection, notes: str) -> None:
    """The reader's goal with its verdicts, and those of the strategies that hold where the chosen kommuner are few."""
    own = goal_files.own_lines(selection)
    if own:
        slide = made.slide(_title(selection, "eget mål"), notes)
        slide.put(Written([Words(line) for line in (*own, NOTE)], WHOLE))
    found = goal_files.of_strategies(selection)
    if 0 < len(found) <= MOST_VERDICTS:
        lines = [part for one in found for part in _verdict(selection, one)]
        made.slide(_title(selection, "mål i strategier"), notes).put(Written(lines, WHOLE))


def _verdict(selection: IndicatorSelection, one: Verdict) -> list[Words]:
    return [Words(f"{one.strategy}: {one.goal}", heading=True), Words(goal_verdicts.line(one, selection.name(one.code)))]


def _about(selection: IndicatorSelection) -> About:
    snapshot, entry = selection.snapshot, selection.entry
    fetched = provenance.fetched(snapshot, entry)
    source = f"{provenance.source_words(snapshot, entry)}{f', hämtad {fetched}' if fetched else ''}"
    return About(entry.title, source, snapshot.version, snapshot.manifest["built_at"], snapshot.demo)


def _notes(selection: IndicatorSelection, origin: str) -> str:
    """Definition, choices, caveats and address."""
    facts = goal_files.facts(selection, origin)
    lines = [
        facts.title,
        facts.message,
        f"Definition: {facts.definition}",
        f"Enhet: {facts.unit}.",
        *(f"{name}: {chosen}" for name, chosen in facts.filters),
        *facts.notes,
        f"{facts.source}. {facts.licence}",
        f"Adress: {facts.address}",
        *(f"{word}: {meaning}" for word, meaning in STATUS_EXPLANATIONS.items()),
    ]
    return "\n".join(lines)


def _summary(selection: IndicatorSelection) -> list[str]:
    """The page's own sentences."""
    return SENTENCES.split(indicator_view.summary(selection))


def _title(selection: IndicatorSelection, what: str) -> str:
    """The place and what the slide shows, short enough for two lines: `Eskilstuna: sysselsatta utrikes födda, utveckling`."""
    place = regions.short(selection.snapshot, selection.chosen) if selection.chosen else "Riket"
    place = selection.name(selection.focus) if selection.focus else place
    name, room = selection.entry.short_title, LONGEST_TITLE - len(what) - 2
    place = place[0].upper() + place[1:]
    whole = f"{place}: {name[0].lower()}{name[1:]}"
    if len(whole) > room:
        whole = f"{whole[: room - 1].rsplit(' ', 1)[0].rstrip(',')} …"
    return f"{whole}, {what}"


def _course(selection: IndicatorSelection) -> list[str]:
    """Of a single kommun how it stands and what its trend says, then the page's own sentences."""
    fact = _single(selection)
    own = [] if fact is None else [*narrative.sentences(fact)[:2], narrative.course(fact, None)[-1]]
    return list(dict.fromkeys((*own, *_summary(selection))))


def _single(selection: IndicatorSelection) -> Fact | None:
    """What is known of the only kommun, where the latest value of both sexes together is what is shown."""
    if len(selection.chosen) != 1 or selection.sex != Sex.TOTAL or selection.period != selection.latest:
        return None
    every = facts.of_region(selection.snapshot, selection.chosen[0])
    return next((fact for fact in every if fact.entry.id == selection.entry.id and fact.here.period == selection.period), None)


def _map(made: Deck, selection: IndicatorSelection, notes: str) -> None:
    """All kommuner in the page's own colours and classes."""
    figure, legend = map_view.map_part(selection)
    areas = figure["data"][0]
    colours = still_map.colours(areas)
    extent = map_frame.extent(selection)
    title = map_view.title(selection)
    slide = made.slide(_title(selection, f"karta {selection.period}"), notes)
    rows = map_view.legend_rows(legend)
    alt = f"Karta. {selection.entry.title}. {title}. {'; '.join(words for _, words in rows)}."
    shown = [code for code in selection.chosen if code in areas["locations"]]
    rings = [(code,) for code in shown] if extent is None and len(shown) <= MOST_RINGED else []
    slide.put(Map(selection.snapshot.boundaries(map_view.level(selection.view)), colours, Marked(shown, rings), MAP, alt, extent))
    beside = BESIDE_COUNTY if extent else BESIDE_COUNTRY
    slide.put(Written([Words(title, heading=True)], beside))
    slide.put(Legend(rows, replace(beside, top=beside.top + LEGEND_BELOW)))
    sentences = [Words(sentence) for sentence in _summary(selection)[:3]]
    slide.put(Written(sentences, replace(beside, top=beside.top + BELOW_LEGEND, height=1.6)))
