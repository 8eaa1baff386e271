"""The meeting page of a kommun or län: what matters first, then every indicator, in the version that its address asks for."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from dashboard import formats, narrative
from dashboard.charts import profile, sparkline
from dashboard.markup import Element, element, link
from dashboard.pages.motesunderlag import ahead, comment_space, headline, paper_tables, story
from dashboard.pages.motesunderlag.goal_section import goals_and_more, scroll, section
from dashboard.pages.motesunderlag.indicator_tables import (
    Group,
    MeetingSelection,
    fact_table,
    group_table,
    kommun_table,
    left_out_on_paper,
)
from dashboard.parts import comment_box, goal_words, qr_code, signals, version_notice
from dashboard.parts.panels import filters
from dashboard.published import annotations, areas, barometers, facts, picks, provenance, queries
from dashboard.published.annotations import Annotation
from dashboard.published.changed import ChangedView
from dashboard.published.facts import Fact
from dashboard.published.search_words import swedish_order
from dashboard.url_state import MeetingView
from etl.contract.catalogue import FocusArea
from etl.contract.codes import RIKET, Sex
from etl.contract.paths import DataPaths, data_paths
from etl.contract.reader import Snapshot, kept_versions
from etl.contract.strategies import Strategy


def gone(paths: DataPaths, view: MeetingView) -> list[Element]:
    """Why a version can't be shown, and those that can."""
    others = [
        element("Li", link(f"Version {name}", MeetingView(view.region, view.strategy, name).address))
        for name in kept_versions(paths)
    ]
    latest = link("Visa senaste", MeetingView(view.region, view.strategy).address)
    said = (
        f"Länken är låst till version {view.version}, som inte finns kvar här. Gamla versioner tas bort efter en tid, eller när "
        "de tillsammans med nya skulle röja tal som är dolda."
    )
    changed = link("Vad som har ändrats sedan dess", ChangedView(view.region, view.strategy, view.version).address)
    kept = [element("P", "De här versionerna finns kvar:"), element("Ul", others)] if others else []
    return [
        element("H1", "Versionen finns inte kvar"),
        element("Div", [element("P", said), element("P", latest), element("P", changed), *kept], className="panel"),
    ]


def choose(snapshot: Snapshot, view: MeetingView, newest: str) -> MeetingSelection | None:
    """Hold a view against a version's data; None where the version has no such kommun or län."""
    region = queries.regions(snapshot).get(view.region)
    if region is None or region.code == RIKET:
        return None
    strategy = snapshot.strategies.strategy(view.strategy) if view.strategy else None
    remarks = [f"Det finns ingen strategi som heter {view.strategy}."] if view.strategy and strategy is None else []
    settled = MeetingView(region.code, strategy.id if strategy else None, view.version)
    groups = _groups(snapshot, facts.of_region(snapshot, region.code, strategy), strategy)
    comments = annotations.read(data_paths(), snapshot, (region.code,))
    remarks += [*version_notice.rules_of(snapshot), *([annotations.UNREAD] if comments.unread else [])]
    locked, latest = view.version is not None, snapshot.version == newest
    return MeetingSelection(snapshot, settled, region, strategy, groups, locked, latest, tuple(remarks), comments)


def _groups(snapshot: Snapshot, found: Sequence[Fact], strategy: Strategy | None) -> tuple[Group, ...]:
    """By focus area; with a strategy those that its own areas correspond to, under its own titles."""
    groups = []
    for area in snapshot.catalogue.focus_areas:
        own = tuple(fact for fact in found if fact.entry.focus_area == area.id)
        titles = _titles(strategy, area)
        if strategy is None or titles:
            groups.append(Group(area, titles or area.title, own))
    return tuple(groups)


def _titles(strategy: Strategy | None, area: FocusArea) -> str:
    return ", ".join(one.title for one in strategy.areas if area.id in one.focus_areas) if strategy else ""


def title(selection: MeetingSelection) -> str:
    """The page's heading, with the strategy that it is ordered by."""
    return f"Mötesunderlag: {selection.region.name}{f' efter {selection.strategy.title}' if selection.strategy else ''}"


def content(selection: MeetingSelection, address: str | None = None) -> list[Element]:
    """The whole page as a document; `address` is where readers find it, None where it isn't known."""
    return [element("Div", [*first(selection), *rest(selection, address)], className="meeting")]


def first(selection: MeetingSelection) -> list[Element]:
    """What stands before the controls: the heading and what it says in a sentence and a chart."""
    said = filters(
        f"{selection.region.name}. {covered(selection)}.", ("motesunderlag", selection.region.code, selection.region.name)
    )
    parts = [_head(selection), element("Div", said, className="told"), *story.part(selection)]
    return [_running(selection), element("Div", parts, className="meeting-body")]


def rest(selection: MeetingSelection, address: str | None = None) -> list[Element]:
    """What stands after them."""
    paper = comment_space.printed(selection)
    picked = picks.picks(selection.facts)
    by_area = section(
        "Så ligger det till, fokusområde för fokusområde", "meeting-areas", _story(selection, picked), "screen-only"
    )
    body = [
        _picks(selection, picked),
        element(
            "Details", [element("Summary", "Så väljs måtten"), element("P", picks.RULE)], className="meeting-rule screen-only"
        ),
        *_peers(selection),
        by_area,
        element("Div", goals_and_more(selection), className=_goals_kind(selection)),
        _facts(selection, paper),
        *comment_space.left_out(selection, paper),
        *(_kommuner(selection) if selection.lan else []),
        ahead.part(selection),
        _sources(selection, address),
    ]
    return [element("Div", body, className="meeting-body")]


def _goals_kind(selection: MeetingSelection) -> str | None:
    """On paper how many goals go how gives way to comments, and of a län to its tables; a strategy's own goals never do."""
    return "screen-only" if selection.strategy is None and (selection.comments.found or selection.lan) else None


def _facts(selection: MeetingSelection, paper: frozenset[Annotation]) -> Element:
    """The table of measures with its comments; of a län with many kommuner paper has their table only, in which the län is."""
    many = selection.lan and len(facts.kommuner(selection.snapshot, selection.region.code)) > paper_tables.MOST_BESIDE
    crowded = many or (selection.lan and selection.strategy is not None)
    table = element("Div", scroll(fact_table(selection, paper), "Tabell över alla mått"), id="meeting-table")
    parts = [table, *_comments(selection, paper), *_left_out(selection), _legend(selection)]
    variants = (
        " county" if selection.lan else "",
        " by-strategy" if selection.strategy else "",
        " screen-only" if crowded else "",
    )
    kind = f"meeting-facts{''.join(variants)}"
    return section("Alla mått", "meeting-facts", parts, kind)


# Head


def _running(selection: MeetingSelection) -> Element:
    """The line that paper repeats at the top of each page."""
    demo = f" {formats.DEMO_WORDS}." if selection.snapshot.demo else ""
    version = f"Dataversion {selection.snapshot.version}, publicerad {_day(selection.snapshot)}."
    said = f"{title(selection)}. {covered(selection)}. {version}{demo}"
    return element(
        "Div",
        element("Div", element("Div", said, className="meeting-running-line")),
        className="meeting-running",
        aria_hidden="true",
    )


def _day(snapshot: Snapshot) -> str:
    return formats.timestamp(snapshot.manifest["built_at"])


def covered(selection: MeetingSelection) -> str:
    """The year that most of the figures are of: `Uppgifter för 2022`, or that they are of several."""
    periods = Counter(fact.here.period for fact in selection.facts if fact.here.value is not None)
    if not periods:
        return "Uppgifter saknas"
    (most, _), *others = periods.most_common()
    return f"Uppgifter för {formats.period(most)}{', för några mått ett annat år' if others else ''}"


def _head(selection: MeetingSelection) -> Element:
    lead = narrative.overall(selection.region.name, picks.count(selection.facts), lan=selection.lan)
    remarks = [element("P", remark) for remark in selection.remarks]
    return element(
        "Div",
        [
            element("H1", title(selection)),
            element("P", f"{covered(selection)}.", className="meeting-covered"),
            *_strategy(selection),
            element("P", lead, className="meeting-lead"),
            element("Div", remarks, className="remarks", role="status"),
            _dated(selection),
            *_areas(selection),
        ],
        className="meeting-head",
    )


def _areas(selection: MeetingSelection) -> list[Element]:
    """The way to the kommun's areas, where the version in service has values in them."""
    if selection.lan or not selection.newest or not areas.indicators(selection.snapshot, selection.region.code):
        return []
    way = link(f"Områden i {selection.region.name}", f"/omraden/{selection.region.code}")
    return [element("P", way, className="meeting-dated screen-only")]


def _strategy(selection: MeetingSelection) -> list[Element]:
    """Which strategy the page goes by, and where that holds, if it isn't here."""
    strategy = selection.strategy
    if strategy is None:
        return []
    named = element("P", f"{strategy.title}, {strategy.actor}, {strategy.dated}")
    if strategy in facts.strategies_for(selection.snapshot, selection.region.code):
        return [named]
    where = queries.regions(selection.snapshot)[strategy.region].name
    words = f"Strategin gäller {where}. Här visas {selection.region.name} efter strategins områden och mål."
    return [named, element("P", words, className="meeting-note")]


def _dated(selection: MeetingSelection) -> Element:
    """Which version it is, and the way to the other one: the latest, or the same one locked."""
    latest = link("Visa senaste", MeetingView(selection.region.code, selection.view.strategy).address)
    day = _day(selection.snapshot)
    if not selection.locked:
        here = MeetingView(selection.region.code, selection.view.strategy, selection.snapshot.version).address
        fetched = provenance.fetched_last(selection.snapshot)
        words = [
            f"Hämtade {fetched}. " if fetched else f"Publicerade {day}. ",
            link("Länk som alltid visar dagens siffror", here),
        ]
        return element("P", words, className="meeting-dated")
    note = "Det är den senaste versionen. " if selection.newest else "Det finns en nyare version. "
    locked = element("Strong", f"Låst till {day}, version {selection.snapshot.version}. ")
    return element("P", [locked, note, latest], className="meeting-dated locked", role="note")


# What matters first


def _picks(selection: MeetingSelection, picked: picks.Picks) -> Element:
    first = len(picked.well) + 1
    well = _pick_list("Det här går bra", "good", [_pick(selection, fact, at) for at, fact in enumerate(picked.well, 1)])
    poor = [_pick(selection, fact, at) for at, fact in enumerate(picked.attention, first)]
    return element("Div", [well, _pick_list("Det här behöver uppmärksamhet", "poor", poor)], className="meeting-picks")


def _pick_list(heading: str, colour: str, items: list[Element]) -> Element:
    way = "rätt" if colour == "good" else "fel"
    few = [] if items else [element("P", f"Inget sticker ut åt {way} håll.", className="meeting-few")]
    listed = [element("Div", items, className="picks")] if items else []
    return section(heading, f"meeting-{colour}", [*listed, *few], f"pick-{colour}")


def _peers(selection: MeetingSelection) -> list[Element]:
    """Which kommuner count as similar; a län has none."""
    names = queries.regions(selection.snapshot)
    group = queries.groups(selection.snapshot).get(f"peer:{selection.region.code}")
    peers = sorted((names[code].name for code in group.members), key=swedish_order) if group else []
    return [element("P", f"Liknande kommuner: {', '.join(peers)}.", className="meeting-note")] if peers else []


def _pick(selection: MeetingSelection, fact: Fact, number: int) -> Element:
    parameters = f"?kommuner={selection.region.code}" if not selection.lan else ""
    name = link(fact.entry.short_title, f"/indikator/{fact.entry.id}{parameters}", title=fact.entry.title)
    heading = element("H3", [element("Span", str(number), className="pick-number"), name])
    text = element("P", _said(headline.sentences(selection, fact)))
    about = [element("P", said, className="pick-about")] if (said := headline.about(fact)) else []
    picture = _spark(selection, fact)
    return element(
        "Div",
        [heading, *about, element("Div", [text, *([picture] if picture else [])], className="pick-text")],
        className="pick",
    )


ON_PAPER: Final = 3
"""So many sentences of a headline are printed: the table says the rest."""


def _said(sentences: Sequence[str]) -> list[Any]:
    more = sentences[ON_PAPER:]
    return [" ".join(sentences[:ON_PAPER]), *([element("Span", f" {' '.join(more)}", className="screen-only")] if more else [])]


def _spark(selection: MeetingSelection, fact: Fact) -> Element | None:
    """The region's line over riket's; its alternative text names the ends, the numbers are in the sentences and the table."""
    data = queries.cube(selection.snapshot, fact.entry.id)
    track = data.track(selection.region.code, Sex.TOTAL.value)
    beside = data.track(RIKET, Sex.TOTAL.value) if formats.beside_riket(fact.entry) else []
    picture = sparkline.sparkline(data.periods, track, beside)
    if picture is None:
        return None
    known = [(period, value) for period, value in zip(data.periods, track, strict=True) if value is not None]
    (first, old), (last, new) = known[0], known[-1]
    ends = f"från {formats.value(old, fact.entry)} {first} till {formats.value(new, fact.entry)} {last}"
    riket = "" if fact.riket is None or not beside else f" Riket, den grå linjen: {formats.value(fact.riket, fact.entry)} {last}."
    alt = f"{fact.entry.short_title}: {ends}.{riket}"
    return element("Img", src=picture, alt=alt, title=alt, width=sparkline.WIDTH, height=sparkline.HEIGHT)


# The chart

CHART: Final = {
    False: "Varje punkt är ett mått. Ju längre åt höger, desto bättre. Numren är samma som i texten ovan.",
    True: "Så många av kommunernas värden hör till de sämsta, mitten och de bästa i landet.",
}
"""What the chart shows, for a kommun and for a län (True)."""


def _story(selection: MeetingSelection, picked: picks.Picks) -> list[Element]:
    rows, source = _picture(selection, picked)
    if not rows:
        return [element("P", "Inga mått har en plats bland kommunerna.")]
    lead = f"{CHART[selection.lan]} Samma tal finns i tabellerna."
    alt = (
        f"{selection.region.name}: hur många bland de 25 % bästa, i mitten och bland de 25 % sämsta, som i tabellen efter bilden."
    )
    image = element("Img", src=source, alt=alt, width=profile.WIDTH, height=profile.height(rows), className="meeting-chart")
    words, paragraphs = _barometer_words(selection), _barometers(selection)
    folded = [element("Details", [element("Summary", "Så har varje mått i barometern gått"), *paragraphs])] if paragraphs else []
    return [
        element("P", lead, className="meeting-note"),
        element("Div", [image, scroll(group_table(selection), "Tabell över fokusområden")], className="meeting-story"),
        *([element("P", words, className="meeting-note")] if words else []),
        *folded,
    ]


def _picture(selection: MeetingSelection, picked: picks.Picks) -> tuple[int, str]:
    """How many rows, and the address of the picture."""
    if selection.lan:
        counted = [(group, picks.count(group.facts)) for group in selection.groups]
        bars = [(group.area.short_title, (one.worst, one.middle, one.best)) for group, one in counted if one.ranked]
        return len(bars), profile.shares(bars)
    numbers = {fact.entry.id: position for position, fact in enumerate((*picked.well, *picked.attention), 1)}
    strips = [
        profile.Strip(
            group.area.short_title, tuple(_dot(fact, numbers, len(picked.well)) for fact in group.facts if fact.here.rank)
        )
        for group in selection.groups
    ]
    filled = [strip for strip in strips if strip.dots]
    return len(filled), profile.picture(filled)


ZONES: Final = {"best": (0.0, 0.24), "middle": (0.26, 0.74), "worst": (0.76, 1.0)}
"""Where a level's dots may be: ties are placed by their middle, so a rank alone can fall beside its level."""


def _dot(fact: Fact, numbers: dict[str, int], well: int) -> profile.Dot:
    here, number = fact.here, numbers.get(fact.entry.id)
    low, high = ZONES.get(here.level or "", (0.0, 1.0))
    share = min(max(((here.rank or 0) - 0.5) / (here.ranked or 1), low), high)
    return profile.Dot(share, number, number is not None and number <= well)


def _barometer_words(selection: MeetingSelection) -> list[str]:
    """Of which areas too few measures can be tested for chance."""
    if not barometers.published(selection.snapshot):
        return ["Versionen har inga barometrar."]
    found = barometers.of_region(selection.snapshot, selection.region.code)
    every = [(group.area, found[group.area.id]) for group in selection.groups if group.area.id in found]
    unknown = [area.short_title for area, one in every if one.movement == "cannot_be_judged"]
    if not unknown:
        return []
    return [f"I {narrative.listed(unknown)} kan för få mått prövas, så där säger barometern inte åt vilket håll det går."]


def _barometers(selection: MeetingSelection) -> list[Element]:
    """What each measure of the barometers says, an area a paragraph; nothing of a län, whose measures have few values."""
    if selection.lan or not barometers.published(selection.snapshot):
        return []
    found = barometers.of_region(selection.snapshot, selection.region.code)
    paragraphs = []
    for group in (group for group in selection.groups if group.area.id in found):
        parts = barometers.entries(selection.snapshot, group.area.id, selection.region.code)
        named = [(entry, one) for one in parts if (entry := selection.snapshot.catalogue.indicator(one.indicator))]
        words = narrative.barometer(found[group.area.id], named)
        paragraphs.append(element("P", [element("B", f"{group.area.short_title}. "), words], className="meeting-note"))
    return paragraphs


# The rest


def _left_out(selection: MeetingSelection) -> list[Element]:
    """On paper, how many measures the web page has beside these."""
    count = left_out_on_paper(selection)
    words = f"Här står kärnmåtten. På webbsidan finns {'ett mått' if count == 1 else f'{count} mått'} till."
    return [element("P", words, className="meeting-legend paper-only")] if count else []


def _legend(selection: MeetingSelection) -> Element:
    """What the shapes of the table mean, in a line."""
    levels = [] if selection.lan else list(signals.LEVELS.values())
    found = {goal_words.mark(aim.progress) for fact in selection.facts for aim in fact.aims}
    shapes = [*levels, *(mark for mark in (*signals.GOALS.values(),) if mark in found)]
    parts = any(mark[0] == goal_words.PART_SHAPE for mark in found)
    partly = [(goal_words.PART_SHAPE, "Delmått, som visar bara en del av målet", "plain")] if parts else []
    marks = [*shapes, *partly, ("×", "Dold, för få personer", "none"), ("–", "Saknas eller bedöms inte", "none")]
    unique = list(dict.fromkeys(mark for mark in marks if mark[1] != "Kan inte mätas"))
    return element("P", [part for mark in unique for part in (signals.mark(mark), " ")], className="meeting-legend")


def _comments(selection: MeetingSelection, paper: frozenset[Annotation]) -> list[Element]:
    """The comments on indicators that the table doesn't have."""
    shown = {fact.entry.id for fact in selection.facts}
    others = [one for one in selection.comments.found if one.note.indicator not in shown]
    return comment_box.beside(selection.snapshot, others, paper)


def _kommuner(selection: MeetingSelection) -> list[Element]:
    """A län's kommuner side by side; paper has them below each other, so that the figures can be read."""
    screen = scroll(kommun_table(selection), "Tabell över kommuner")
    heading = "Kommunerna sida vid sida"
    paper = element("Div", paper_tables.kommun_rows(selection), className="meeting-kommuner-paper paper-only")
    return [section(heading, "meeting-kommuner", [element("Div", screen, className="screen-only"), paper])]


def _sources(selection: MeetingSelection, address: str | None) -> Element:
    """What the figures rest on, and the way to the page for those who hold a paper."""
    snapshot = selection.snapshot
    built = f"Dataversion {snapshot.version}, publicerad {_day(snapshot)}."
    said = f"{provenance.sources_words(snapshot)}. {built}"
    data = "" if snapshot.demo else f" av data från {provenance.sources_words(snapshot).removeprefix('Källa: ')}"
    own = f" Jämförelser, trender och barometer är egen bearbetning{data}. Siffrorna visar hur det är, inte varför."
    words = element("P", f"{said}{own}", className="meeting-sources", id="meeting-table-source")
    return element("Div", [words, *_way(address)], className="meeting-end")


def _way(address: str | None) -> list[Element]:
    if address is None:
        return []
    said = element("P", ["Alla mått, med källa vid varje siffra: ", element("Span", address, className="meeting-address")])
    return [element("Div", [qr_code.image(address), said], className="meeting-way paper-only")]
