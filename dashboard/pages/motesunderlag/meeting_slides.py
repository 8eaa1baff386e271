"""The meeting page as at most eight slides: what matters first, one story and its map, core measures, goals, questions."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from dashboard import formats, narrative
from dashboard.charts import theme
from dashboard.charts.map_picture import Marked
from dashboard.files import one_indicator
from dashboard.files.plain_words import plain, rows, tables
from dashboard.files.slides import LEFT, RIGHT, WHOLE, About, Box, Deck, Drawn, Legend, Map, Tabled, Words, Written
from dashboard.files.table import STATUS_EXPLANATIONS, Chart
from dashboard.pages.motesunderlag import ahead, headline, meeting_view, story
from dashboard.pages.motesunderlag.goal_section import UNMEASURED, goals_and_more, whole
from dashboard.pages.motesunderlag.indicator_tables import (
    HEADINGS,
    ON_SCREEN,
    MeetingSelection,
    fact_row,
    kommun_table,
    on_paper,
)
from dashboard.parts.comment_box import comment
from dashboard.published import facts, picks, provenance, queries
from dashboard.published.facts import Fact
from etl.contract.codes import RIKET, Role, Sex

LONGEST_TITLE: Final = 70
MOST_ROWS: Final = 12
"""So many rows fit on a slide under their heading, in letters that are read from the back of the room."""

MOST_TABLES: Final = 2
MOST_COMMENTS: Final = 3
"""So many of the longest fit on a slide."""

MOST_KOMMUNER: Final = 11
"""Of more kommuner than this a table can't be read on a slide; the map has them."""

FACT_WIDTHS: Final = (3.75, 1.3, 1.05, 0.95, 1.0, 1.05, 1.45, 1.65)
NAMES_WIDTH: Final = 2.9
MOST_LINES: Final = 17
SIGNS_A_LINE: Final = 52
"""Of goals with their verdicts so many lines fit, with so many letters."""

GOALS: Final = "Ett mål kan mätas av flera mått."
GOAL_HEADINGS: Final = ("Mål", "Så går det")
GOAL_WIDTHS: Final = (6.1, 6.1)
OURS: Final = "Medel, platser, trender och barometer är egen bearbetning. Siffrorna visar hur det är, inte varför."
ROOMY: Final = 18.0
TIGHT: Final = 13.0
HALF: Final = (Box(0.6, 1.6, 5.9, 5.2), Box(6.8, 1.6, 5.9, 5.2))
MAP: Final = Box(0.6, 1.5, 4.0, 5.35)
BESIDE: Final = Box(6.0, 1.7, 6.7, 0.4)
COLOURS: Final = {"best": theme.GOOD, "middle": theme.MIDDLE, "worst": theme.POOR}
"""As on the page's map of levels."""


def deck(selection: MeetingSelection) -> Deck:
    """The slides."""
    made = Deck(about(selection))
    picked = picks.picks(selection.facts)
    _first(made, selection, picked)
    found = story.story(selection)
    if found:
        _story(made, selection, found)
        _map(made, selection, found.fact)
    if selection.comments.found:
        _comments(made, selection)
    elif not selection.lan:
        _others(made, selection, [fact for fact in (*picked.attention, *picked.well) if not found or fact != found.fact])
    _facts(made, selection)
    _kommuner(made, selection)
    _goals(made, selection)
    _last(made, selection)
    return made


def _title(selection: MeetingSelection, *parts: str) -> str:
    """The place and as many of the parts as there is room for."""
    found = selection.region.name
    for at, part in enumerate(parts):
        longer = f"{found}{': ' if at == 0 else ', '}{part}"
        if len(longer) > LONGEST_TITLE:
            break
        found = longer
    return found


def about(selection: MeetingSelection) -> About:
    """What the file is."""
    snapshot = selection.snapshot
    source = provenance.sources_words(snapshot)
    return About(meeting_view.title(selection), source, snapshot.version, snapshot.manifest["built_at"], snapshot.demo)


def _first(made: Deck, selection: MeetingSelection, picked: picks.Picks) -> None:
    counted = picks.count(selection.facts)
    lead = narrative.overall(selection.region.name, counted, lan=selection.lan)
    what = f"efter {selection.strategy.title}" if selection.strategy else "så går det med integrationen"
    slide = made.slide(_title(selection, what, meeting_view.covered(selection).lower()), f"{lead}\n{picks.RULE}")
    slide.put(Written([Words(lead, points=16)], Box(0.6, 1.4, 12.1, 0.7)))
    for box, heading, found in zip(HALF, HEADLINES, picked, strict=True):
        slide.put(Written(_listed(heading, found), Box(box.left, 2.2, box.width, 4.6)))


HEADLINES: Final = ("Det här går bra", "Det här behöver uppmärksamhet")


def _listed(heading: str, chosen: Sequence[Fact]) -> list[Words]:
    items = [Words(f"{fact.entry.short_title}. {_message(fact)}", points=16) for fact in chosen]
    return [Words(heading, heading=True, points=20), *(items or [Words("Inget sticker ut.", points=16)])]


def _message(fact: Fact) -> str:
    """The value, and how it stands to others."""
    return " ".join(narrative.sentences(fact)[:2])


def _demo(selection: MeetingSelection) -> str:
    return f" ({formats.DEMO_WORDS})" if selection.snapshot.demo else ""


def _story(made: Deck, selection: MeetingSelection, found: story.Story) -> None:
    """The page's first chart, with its sentences."""
    entry, breaks = found.fact.entry, tuple(gap.period for gap in found.fact.entry.breaks)
    title = f"{entry.short_title} {found.periods[0]}{formats.DASH}{found.periods[-1]}{_demo(selection)}"
    series = tuple((line.name, line.values) for line in found.lines)
    chart = Chart("line", title, formats.unit(entry), found.periods, series, breaks, formats.decimals(entry))
    slide = made.slide(
        _title(selection, narrative.lowered(entry.short_title), _latest(found.fact)), _notes(selection, found.fact)
    )
    slide.put(Drawn(chart, LEFT))
    said = (*story.sentences(found), headline.by_sex(selection, found.fact), headline.about(found.fact))
    slide.put(Written([Words(sentence, points=16) for sentence in said if sentence], RIGHT))


def _latest(fact: Fact) -> str:
    here = fact.here
    return f"{formats.value(here.value, fact.entry)} {formats.period(here.period)}" if here.value is not None else here.period


def _map(made: Deck, selection: MeetingSelection, fact: Fact) -> None:
    """Where the kommuner stand in the story's measure, the page's place marked."""
    entry, every = fact.entry, queries.signals(selection.snapshot, fact.entry.id)
    kommuner = [region.code for region in queries.municipalities(selection.snapshot)]
    levels = {code: one.level for code in kommuner if (one := every.get((code, Sex.TOTAL.value)))}
    if not any(levels.values()):
        return
    colours = {code: COLOURS.get(levels.get(code) or "", theme.NOT_APPLICABLE) for code in kommuner}
    marked = facts.kommuner(selection.snapshot, selection.region.code) if selection.lan else (selection.region.code,)
    slide = made.slide(_title(selection, f"{narrative.lowered(entry.short_title)} bland alla kommuner"), _notes(selection, fact))
    rows_of = [(colour, _counted(formats.LEVEL_WORDS[level], level, levels)) for level, colour in COLOURS.items()]
    legend = [*rows_of, (theme.HATCH_GROUND, "Rangordnas inte, saknas eller dold")]
    alt = f"Karta. {entry.title} {fact.here.period}. {'; '.join(words for _, words in legend)}. {selection.region.name} är märkt."
    slide.put(Map(selection.snapshot.boundaries("kommuner"), colours, Marked(marked, (marked,)), MAP, alt))
    slide.put(Legend(legend, BESIDE))
    mark = "Svart kontur" if selection.lan else "Svart ring"
    words = [
        f"{mark}: {selection.region.name}.",
        f"{entry.title}, {formats.period(fact.here.period)}.",
        *narrative.sentences(fact)[:3],
    ]
    slide.put(Written([Words(text, points=16) for text in words], Box(6.0, 3.5, 6.7, 3.2)))


def _counted(words: str, level: str, levels: dict[str, str | None]) -> str:
    return f"{words} ({sum(one == level for one in levels.values())})"


def _others(made: Deck, selection: MeetingSelection, found: Sequence[Fact]) -> None:
    """Two more of what stands out, over time."""
    drawn = [(fact, chart) for fact in found if (chart := _chart(selection, fact))][: len(HALF)]
    if not drawn:
        return
    notes = "\n\n".join(_notes(selection, fact) for fact, _ in drawn)
    slide = made.slide(_title(selection, "mer som sticker ut"), notes)
    for (_, chart), box in zip(drawn, HALF if len(drawn) > 1 else (WHOLE,), strict=False):
        slide.put(Drawn(chart, box))


def _chart(selection: MeetingSelection, fact: Fact) -> Chart | None:
    """The region over time beside riket; None where it has no line."""
    entry, data = fact.entry, queries.cube(selection.snapshot, fact.entry.id)
    regions = [(selection.region.name, selection.region.code), *([("Riket", RIKET)] if formats.beside_riket(entry) else [])]
    series = tuple((name, tuple(data.track(code, Sex.TOTAL.value))) for name, code in regions)
    if any(value is not None for value in series[0][1]) and len(data.periods) > 1:
        title = f"{entry.short_title} {data.periods[0]}{formats.DASH}{data.periods[-1]}{_demo(selection)}"
        breaks = tuple(gap.period for gap in entry.breaks)
        return Chart("line", title, formats.unit(entry), data.periods, series, breaks, formats.decimals(entry))
    return None


def _notes(selection: MeetingSelection, fact: Fact) -> str:
    """Definition and caveats."""
    entry, snapshot = fact.entry, selection.snapshot
    fetched = provenance.fetched(snapshot, entry)
    notes = [
        entry.title,
        f"Definition: {entry.definition}",
        f"Enhet: {formats.unit(entry)}. {formats.DIRECTION_WORDS[entry.direction]}.",
        *one_indicator.cautions(entry),
        *entry.notes,
        f"{provenance.source_words(snapshot, entry)}{f', hämtad {fetched}' if fetched else ''}",
        *(f"{word}: {meaning}" for word, meaning in STATUS_EXPLANATIONS.items()),
    ]
    return "\n".join(notes)


# Tables


def _facts(made: Deck, selection: MeetingSelection) -> None:
    """The measures that paper has, without the columns that it lacks; on two slides at most."""
    kept = [at for at, name in enumerate(HEADINGS[selection.lan][:-1], 2) if name not in ON_SCREEN]
    heading = ["Mått", "Värde", *(HEADINGS[selection.lan][at - 2] for at in kept)]
    printed = on_paper(selection)
    shown = [fact for fact in selection.facts if fact.entry.id in printed]
    lines = [
        [plain(row[at]["props"]["children"]) for at in (0, 1, *kept)]
        for row in (fact_row(one, selection.region.code) for one in shown)
    ]
    notes = "\n".join(f"{fact.entry.short_title}, {fact.here.period}: {fact.entry.definition}" for fact in shown)
    room = MOST_ROWS * (1 if selection.lan else MOST_TABLES)
    _tabled(made, (_title(selection, "kärnmåtten"), notes), [heading, *lines[:room]], FACT_WIDTHS)


def _tabled(made: Deck, texts: tuple[str, str], lines: list[list[str]], widths: Sequence[float]) -> None:
    """A table on as many slides as it takes, its heading on each; `texts` are title and notes."""
    (title, notes), (heading, *body) = texts, lines
    count = ceil(len(body) / MOST_ROWS)
    each = ceil(len(body) / count) if count else 1
    pages = [body[start : start + each] for start in range(0, len(body), each)]
    for position, page in enumerate(pages):
        more = f" ({position + 1} av {len(pages)})" if len(pages) > 1 else ""
        slide = made.slide(f"{title}{more}", notes)
        slide.put(Tabled([heading, *page], widths, f"Tabell med {len(page)} rader. {title}{more}"))


def _kommuner(made: Deck, selection: MeetingSelection) -> None:
    """A län's kommuner side by side in its core measures, where they are few enough to be read."""
    codes = facts.kommuner(selection.snapshot, selection.region.code) if selection.lan else ()
    if not codes or len(codes) > MOST_KOMMUNER:
        return
    ranked = {
        fact.entry.short_title for fact in selection.facts if fact.entry.role is Role.CORE and fact.tally and fact.tally.ranked
    }
    heading, *lines = [line for line in rows(kommun_table(selection)) if len(line) > 1]
    kept = [line for line in lines if line[0].split(" (")[0] in ranked][:MOST_ROWS]
    notes = "● bland de 25 % bästa i landet, ◐ i mitten, ○ bland de 25 % sämsta. × är dold för få personer, – saknas."
    width = (WHOLE.width - NAMES_WIDTH) / len(codes)
    _tabled(made, (_title(selection, "kommunerna sida vid sida"), notes), [heading, *kept], (NAMES_WIDTH, *[width] * len(codes)))


def _goals(made: Deck, selection: MeetingSelection) -> None:
    """The strategy's goals, or those of the strategies that hold here that have a verdict, as many as there is room for."""
    if selection.strategy:
        found = [(line[0], line[-1]) for table in list(tables(goals_and_more(selection)))[:1] for line in rows(table)[1:]]
        where = f"mål i {selection.strategy.title}"
    else:
        found = [(f"{goal.text or ''} ({strategy.title})", plain(said)) for goal, strategy, said in whole(selection)]
        where = "mål med ett omdöme"
    shown = list(_fitting(found))
    if not shown:
        return
    more = len(found) - len(shown)
    notes = f"{GOALS}{f' På webbsidan finns {more} mål till.' if more else ''}"
    slide = made.slide(_title(selection, where), notes)
    slide.put(Tabled([GOAL_HEADINGS, *shown], GOAL_WIDTHS, f"Tabell med {len(shown)} mål. {notes}"))


def _fitting(found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The measured ones first, until there is no room."""
    room = MOST_LINES
    for goal, said in sorted(found, key=lambda one: one[1].startswith(UNMEASURED)):
        room -= max(ceil(len(text) / SIGNS_A_LINE) for text in (goal, said))
        if room < 0:
            return
        yield goal, said


def _comments(made: Deck, selection: MeetingSelection) -> None:
    """The newest of what has been written about the figures, under their indicators' names; all of it in the notes."""
    names = {entry.id: entry.short_title for entry in selection.snapshot.catalogue.indicators}
    newest = sorted(selection.comments.found, key=lambda one: one.note.date, reverse=True)
    said = [f"{names.get(one.note.indicator, one.note.indicator)}. {plain(comment(one))}" for one in newest]
    slide = made.slide(_title(selection, "kommentarer till siffrorna"), "\n".join(said))
    slide.put(Written([Words(text) for text in said[:MOST_COMMENTS]], WHOLE))


def _last(made: Deck, selection: MeetingSelection) -> None:
    """Questions to begin with, and what the deck rests on."""
    snapshot = selection.snapshot
    explained = "\n".join(f"{word}: {meaning}" for word, meaning in STATUS_EXPLANATIONS.items())
    slide = made.slide(_title(selection, "frågor att börja med"), f"{picks.RULE}\n{explained}")
    asked = [Words(f"{at}. {question}", points=ROOMY) for at, question in enumerate(ahead.questions(selection), 1)]
    slide.put(Written([*asked, Words(ahead.next_publication(selection), points=16)], Box(0.6, 1.6, 6.9, 5.2)))
    licence = [] if snapshot.demo else [provenance.licence(snapshot)]
    parts = [
        *(Words(formats.DEMO_WORDS, warning=True) for _ in range(snapshot.demo)),
        Words("Så är underlaget gjort", heading=True, points=16),
        *(Words(remark, points=TIGHT) for remark in selection.remarks),
        Words(" ".join([f"{provenance.sources_words(snapshot)}.", *licence]), points=TIGHT),
        Words(OURS, points=TIGHT),
        Words(f"Dataversion {snapshot.version}, publicerad {formats.timestamp(snapshot.manifest['built_at'])}.", points=TIGHT),
    ]
    slide.put(Written(parts, Box(7.9, 1.6, 4.8, 5.2)))
