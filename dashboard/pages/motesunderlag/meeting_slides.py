"""The meeting page as slides: what matters first, a chart for each, every indicator by focus area, goals, sources."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from dashboard import formats, narrative
from dashboard.files.deck import LEFT, RIGHT, WHOLE, About, Box, Deck, Words
from dashboard.files.plain_words import plain, rows, sections, tables
from dashboard.files.table import STATUS_EXPLANATIONS, Chart
from dashboard.pages.motesunderlag import headline, meeting_view
from dashboard.pages.motesunderlag.goal_section import goals_and_more, whole
from dashboard.pages.motesunderlag.indicator_tables import HEADINGS, Group, MeetingSelection, fact_row, kommun_table
from dashboard.parts.comment_box import comment
from dashboard.published import barometers, facts, picks, provenance, queries
from dashboard.published.facts import Fact
from etl.contract.codes import RIKET, Sex

MOST_ROWS: Final = 13
"""So many rows fit on a slide under their heading."""

MOST_COMMENTS: Final = 4
"""So many of the longest fit on a slide."""

MOST_KOMMUNER: Final = 13
"""Of more kommuner than this a table can't be read on a slide."""

FACT_WIDTHS: Final = (2.75, 1.05, 0.85, 0.85, 1.25, 0.85, 0.95, 1.15, 1.3, 0.5, 0.6)
OURS: Final = "Medel, platser, trender och barometer är egen bearbetning. Siffrorna visar hur det är, inte varför."
GOALS: Final = "Ett mål kan mätas av flera mått. Varje mått står i tabellerna före."
WITH_VERDICT: Final = "Mål med ett omdöme"
VERDICT_HEADINGS: Final = ("Mål", "Strategi", "Så går det")
VERDICT_WIDTHS: Final = (4.4, 2.2, 5.5)
PARTS: Final = ("Sämsta 25 %", "I mitten", "Bästa 25 %")
FIRST_WIDTH: Final = 5.5
ROOMY: Final = 18.0
TIGHT: Final = 12.0
HALF: Final = (Box(0.6, 1.6, 5.9, 5.2), Box(6.8, 1.6, 5.9, 5.2))


def deck(choice: MeetingSelection) -> bytes:
    """The file."""
    made = Deck(about(choice))
    picked = picks.picks(choice.facts)
    _first(made, choice, picked)
    _levels(made, choice)
    for fact in (*picked.well, *picked.attention):
        _story(made, choice, fact)
    for group in choice.groups:
        _group(made, choice, group)
    _kommuner(made, choice)
    _goals(made, choice)
    _comments(made, choice)
    _more(made, choice)
    _last(made, choice)
    return made.body()


def about(choice: MeetingSelection) -> About:
    """What the file is."""
    snapshot = choice.snapshot
    source = provenance.sources_words(snapshot)
    return About(meeting_view.title(choice), source, snapshot.version, snapshot.manifest["built_at"], snapshot.demo)


def _first(made: Deck, choice: MeetingSelection, picked: picks.Picks) -> None:
    lead = narrative.overall(choice.region.name, picks.count(choice.facts), lan=choice.lan)
    slide = made.slide(lead, picks.RULE)
    made.text(slide, _listed("Det här går bra", picked.well), HALF[0])
    made.text(slide, _listed("Det här behöver uppmärksamhet", picked.attention), HALF[1])


def _listed(heading: str, chosen: Sequence[Fact]) -> list[Words]:
    items = [Words(f"{_message(fact)} {headline.about(fact)}", points=ROOMY) for fact in chosen]
    return [Words(heading, heading=True, points=20), *(items or [Words("Inget sticker ut.", points=ROOMY)])]


def _message(fact: Fact) -> str:
    """The value, and how it stands to others."""
    return " ".join(narrative.sentences(fact)[:2])


def _levels(made: Deck, choice: MeetingSelection) -> None:
    """How many are among the worst, in the middle and among the best, by focus area."""
    counted = [(group.area.short_title, picks.count(group.facts)) for group in choice.groups]
    known = [(name, one) for name, one in counted if one.ranked]
    if not known:
        return
    by_part = zip(*((one.worst, one.middle, one.best) for _, one in known), strict=True)
    series = tuple((name, tuple(map(float, counts))) for name, counts in zip(PARTS, by_part, strict=True))
    what = "kommunernas placeringar" if choice.lan else "mått"
    title = f"{choice.region.name}: antal {what} efter plats bland alla kommuner{_demo(choice)}"
    message = narrative.focus(known, lan=choice.lan) or f"{choice.region.name} har inget mått bland de 25 % sämsta."
    slide = made.slide(
        message, "Plats bland alla kommuner med värde. Enkäter, antal och mått utan önskad riktning rangordnas inte."
    )
    text = "; ".join(f"{name}: {one.worst} sämsta, {one.middle} i mitten, {one.best} bästa" for name, one in known)
    made.chart(
        slide, Chart("bar", title, "antal", tuple(name for name, _ in known), series, decimals=0), WHOLE, f"{title}. {text}."
    )


def _demo(choice: MeetingSelection) -> str:
    return f" ({formats.DEMO_WORDS})" if choice.snapshot.demo else ""


def _story(made: Deck, choice: MeetingSelection, fact: Fact) -> None:
    """An indicator: its message, its chart, and everything that can be said of it."""
    slide = made.slide(f"{fact.entry.short_title}: {_message(fact)}", _notes(choice, fact))
    chart = _chart(choice, fact)
    if chart is not None:
        made.chart(slide, chart, LEFT)
    said = (*headline.sentences(choice, fact), headline.about(fact))
    made.text(slide, [Words(sentence) for sentence in said if sentence], RIGHT if chart else WHOLE)


def _chart(choice: MeetingSelection, fact: Fact) -> Chart | None:
    """The region over time beside riket; of a län without a value of its own its kommuner. None where there is neither."""
    entry, data = fact.entry, queries.cube(choice.snapshot, fact.entry.id)
    regions = [(choice.region.name, choice.region.code), *([("Riket", RIKET)] if formats.beside_riket(entry) else [])]
    series = tuple((name, tuple(data.track(code, Sex.TOTAL.value))) for name, code in regions)
    if any(value is not None for value in series[0][1]) and len(data.periods) > 1:
        title = f"{entry.short_title} {data.periods[0]}{formats.DASH}{data.periods[-1]}{_demo(choice)}"
        breaks = tuple(gap.period for gap in entry.breaks)
        return Chart("line", title, formats.unit(entry), data.periods, series, breaks, formats.decimals(entry))
    return _bars(choice, fact) if choice.lan else None


def _bars(choice: MeetingSelection, fact: Fact) -> Chart | None:
    entry, every = fact.entry, queries.signals(choice.snapshot, fact.entry.id)
    names = queries.regions(choice.snapshot)
    codes = (*facts.kommuner(choice.snapshot, choice.region.code), *([RIKET] if formats.beside_riket(entry) else []))
    found = [(names[code].name, one.value) for code in codes if (one := every.get((code, Sex.TOTAL.value)))]
    known = sorted(((name, value) for name, value in found if value is not None), key=lambda pair: -pair[1])
    if not known:
        return None
    title = f"{entry.short_title} {fact.here.period}{_demo(choice)}"
    values = (fact.here.period, tuple(value for _, value in known))
    return Chart("bar", title, formats.unit(entry), tuple(name for name, _ in known), (values,), decimals=formats.decimals(entry))


def _notes(choice: MeetingSelection, fact: Fact) -> str:
    """Definition and caveats."""
    entry, snapshot = fact.entry, choice.snapshot
    fetched = provenance.fetched(snapshot, entry)
    notes = [
        entry.title,
        f"Definition: {entry.definition}",
        f"Enhet: {formats.unit(entry)}. {formats.DIRECTION_WORDS[entry.direction]}.",
        *(f"Tidsseriebrott {gap.period}: {gap.text}" for gap in entry.breaks),
        *entry.notes,
        f"{provenance.source_words(snapshot, entry)}{f', hämtad {fetched}' if fetched else ''}",
        *(f"{word}: {meaning}" for word, meaning in STATUS_EXPLANATIONS.items()),
    ]
    return "\n".join(notes)


# Tables


def _group(made: Deck, choice: MeetingSelection, group: Group) -> None:
    """All indicators of a focus area, as the page's table has them."""
    if not group.facts:
        return
    heading = ["Mått", choice.region.name, *HEADINGS[choice.lan]]
    body = [[plain(cell["props"]["children"]) for cell in fact_row(fact, choice.region.code)] for fact in group.facts]
    title = f"{group.title}: {_moved(choice, group)}"
    notes = "\n".join(f"{fact.entry.short_title}: {fact.entry.definition}" for fact in group.facts)
    _tabled(made, (title, notes), [heading, *body], FACT_WIDTHS)


def _moved(choice: MeetingSelection, group: Group) -> str:
    text = (
        barometers.of_region(choice.snapshot, choice.region.code).get(group.area.id)
        if barometers.published(choice.snapshot)
        else None
    )
    return narrative.lowered(narrative.barometer(text)) if text else "senaste värden"


def _tabled(made: Deck, texts: tuple[str, str], lines: list[list[str]], widths: Sequence[float]) -> None:
    """A table on as many slides as it takes, its heading on each; `texts` are title and notes."""
    (title, notes), (heading, *body) = texts, lines
    count = ceil(len(body) / MOST_ROWS)
    each = ceil(len(body) / count) if count else 1
    pages = [body[start : start + each] for start in range(0, len(body), each)]
    for position, page in enumerate(pages):
        more = f" ({position + 1} av {len(pages)})" if len(pages) > 1 else ""
        slide = made.slide(f"{title}{more}", notes)
        made.table(slide, [heading, *page], widths, f"Tabell med {len(page)} rader. {title}{more}")


def _kommuner(made: Deck, choice: MeetingSelection) -> None:
    """A län's kommuner side by side, where they are few enough to be read."""
    codes = facts.kommuner(choice.snapshot, choice.region.code) if choice.lan else ()
    if not codes or len(codes) > MOST_KOMMUNER:
        return
    lines = [line for line in rows(kommun_table(choice), "unranked") if len(line) > 1]
    notes = "● bland de 25 % bästa i landet, ◐ i mitten, ○ bland de 25 % sämsta. × är dold för få personer, – saknas."
    width = (WHOLE.width - FACT_WIDTHS[0]) / len(codes)
    _tabled(made, ("Kommunerna sida vid sida, senaste värden", notes), lines, (FACT_WIDTHS[0], *[width] * len(codes)))


def _goals(made: Deck, choice: MeetingSelection) -> None:
    where = f"Mål i {choice.strategy.title}" if choice.strategy else f"Målen i strategier som gäller {choice.region.name}"
    for table in list(tables(goals_and_more(choice)))[:1]:
        lines = rows(table)
        others = len(lines[0]) - 1
        _tabled(made, (where, GOALS), lines, (FIRST_WIDTH, *[(WHOLE.width - FIRST_WIDTH) / others] * others))
    told = [] if choice.strategy else [[goal.text or "", strategy.title, plain(said)] for goal, strategy, said in whole(choice)]
    if told:
        _tabled(made, (WITH_VERDICT, GOALS), [list(VERDICT_HEADINGS), *told], VERDICT_WIDTHS)


def _comments(made: Deck, choice: MeetingSelection) -> None:
    """What has been written about the figures, under their indicators' names."""
    names = {entry.id: entry.short_title for entry in choice.snapshot.catalogue.indicators}
    said = [f"{names.get(one.note.indicator, one.note.indicator)}. {plain(comment(one))}" for one in choice.comments.found]
    for start in range(0, len(said), MOST_COMMENTS):
        made.text(made.slide("Kommentarer", ""), [Words(text) for text in said[start : start + MOST_COMMENTS]], WHOLE)


def _more(made: Deck, choice: MeetingSelection) -> None:
    """Who waits for validation, and what has changed."""
    parts = list(sections(goals_and_more(choice)))
    slide = made.slide(
        " och ".join(name if position == 0 else narrative.lowered(name) for position, (name, _) in enumerate(parts)), ""
    )
    made.text(slide, [part for name, text in parts for part in (Words(name, heading=True, points=ROOMY), Words(text))], WHOLE)


def _last(made: Deck, choice: MeetingSelection) -> None:
    """What the deck rests on."""
    snapshot = choice.snapshot
    slide = made.slide("Så är underlaget gjort", "")
    licence = [] if snapshot.demo else [provenance.licence(snapshot)]
    parts = [
        *(Words(formats.DEMO_WORDS, warning=True) for _ in range(snapshot.demo)),
        Words(picks.RULE, points=TIGHT),
        *(Words(remark, points=TIGHT) for remark in choice.remarks),
        Words(" ".join([f"{provenance.sources_words(snapshot)}.", *licence]), points=TIGHT),
        Words(
            "Medel, platser, trender och barometer är egen bearbetning. Siffrorna visar hur det är, inte varför.", points=TIGHT
        ),
        Words(f"Dataversion {snapshot.version}, publicerad {formats.timestamp(snapshot.manifest['built_at'])}.", points=TIGHT),
        *(Words(f"{word}: {meaning}", points=TIGHT) for word, meaning in STATUS_EXPLANATIONS.items()),
    ]
    made.text(slide, parts, WHOLE)
