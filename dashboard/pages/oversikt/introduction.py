"""What the start page says before its tables: what this is, three stories with pictures, a small map, and the signals' key."""

from typing import Final

from dash import html

from dashboard import formats
from dashboard.charts.sparkline import HEIGHT, WIDTH, sparkline
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.oversikt import small_map
from dashboard.parts import signals, stories
from dashboard.parts.aria import aria
from dashboard.parts.stories import Kind, Story
from dashboard.published import queries
from dashboard.published.queries import Region
from dashboard.url_state import CardView, View
from etl.contract.codes import RIKET, RegionType, Sex
from etl.contract.reader import Snapshot

WHAT: Final = (
    "Integrationskollen visar hur det går i varje kommun och län: arbete, utbildning, delaktighet, boende och kommunens eget "
    "arbete. Varje siffra har källa och år, och saknas den står det varför."
)
NOTHING: Final = "Inget mått här uppfyller regeln för berättelserna."
CARDS: Final = {Kind.BETTER: "utveckling", Kind.WORSE: "utveckling", Kind.GAP: "gap"}
"""The fact card that tells a story; of the others the one against riket."""

OF_COUNTIES: Final = "Ett län har i stället sin plats bland länen: egna värden för sig, medel av kommunerna för sig."
TRENDS: Final = (signals.trend("increasing", "better"), signals.trend("decreasing", "worse"), signals.trend("no_change", None))
KEY: Final = (("Nivå bland alla kommuner", tuple(signals.LEVELS.values())), ("Trend de senaste åren", TRENDS))
"""What the shapes in the tables mean."""


def start(snapshot: Snapshot, region: Region) -> html.Div:
    """The stories of a region beside a small map, and what the shapes in the tables mean."""
    section = aria(Html(stories_content(snapshot, region), "Section", id="stories"), labelledby="stories-title")
    rule = html.Details([html.Summary("Så väljs berättelserna"), html.P(stories.RULE)], className="stories-rule")
    picture = Html(small_map.panel(snapshot, region), "Div", id="small-map", className="panel small-map")
    return html.Div([html.Div([section, rule, Html(_key(), "Div", className="hint start-key")]), picture], className="start")


def stories_content(snapshot: Snapshot, region: Region) -> list[Element]:
    """The stories of a region under their heading."""
    found = stories.of_region(snapshot, region.code)
    title = element("H2", f"Berättelser ur siffrorna: {'riket' if region.code == RIKET else region.name}", id="stories-title")
    content = element("Div", [_story(snapshot, story, region) for story in found], className="stories")
    return [title, content if found else element("P", NOTHING)]


def _story(snapshot: Snapshot, story: Story, region: Region) -> Element:
    entry = story.fact.entry
    return element(
        "Div",
        [
            _kind(story),
            element("H3", link(entry.short_title, _page(story, region), title=entry.title)),
            element("P", " ".join(story.sentences)),
            _picture(snapshot, story, region),
            link("Faktakort", CardView(entry.id, region.code, CARDS.get(story.kind)).address, aria_label=_card_name(story)),
        ],
        className="panel story",
    )


def _picture(snapshot: Snapshot, story: Story, region: Region) -> Element | None:
    """The place's line over riket's, or over that of those born in Sweden where a gap is told of; None of a single value."""
    entry = story.fact.entry
    data, other = queries.cube(snapshot, entry.id), RIKET
    periods, track = data.periods, data.track(region.code, Sex.TOTAL)
    beside, whose = ([], "") if region.code == RIKET else (data.track(other, Sex.TOTAL), "riket")
    if story.kind is Kind.GAP and entry.pair:
        pair = queries.cube(snapshot, entry.pair)
        known = dict(zip(pair.periods, pair.track(region.code, Sex.TOTAL), strict=True))
        beside, whose = [known.get(period) for period in periods], "inrikes födda"
    drawn = sparkline(periods, track, beside)
    if drawn is None:
        return None
    grey = f", grå linje är {whose}" if whose else ""
    alt = f"Linje över {entry.short_title.lower()} {periods[0]}{formats.DASH}{periods[-1]}{grey}"
    return element("Img", src=drawn, alt=alt, title=alt, width=2 * WIDTH, height=2 * HEIGHT, className="story-picture")


def _card_name(story: Story) -> str:
    return f"Faktakort: {story.fact.entry.short_title}"


def _kind(story: Story) -> Element:
    """Why it is told, with the trend's shape and colour where the trend is why."""
    words = stories.WORDS[story.kind]
    if story.kind not in (Kind.BETTER, Kind.WORSE):
        return element("P", words, className="kind")
    shape, _, colour = signals.trend_words(story.fact.here)
    return element("P", [element("Span", shape, aria_hidden="true"), f" {words}"], className=f"kind signal-{colour}")


def _page(story: Story, region: Region) -> str:
    """The indicator's page, with the kommun chosen; where a gap is told of, with the gap."""
    kommuner = (region.code,) if region.type is RegionType.MUNICIPALITY else None
    pane = "gap" if story.kind is Kind.GAP else "utveckling"
    return View(story.fact.entry.id, municipalities=kommuner, pane=pane).address


def _key() -> list[Element]:
    """The shapes with their words, and where the rules are."""
    rows = [element("P", [element("B", f"{name}: "), *map(signals.mark, marks)]) for name, marks in KEY]
    read, why = link("Så läser du tecknen", "/hjalp/lasa#hjalp-sa-laser-du-prickarna"), link("Reglerna bakom", "/om")
    rules = element("P", ["Signalerna vägs aldrig ihop. Kan något inte bedömas står det varför. ", read, why])
    return [*rows, element("P", OF_COUNTIES), rules]
