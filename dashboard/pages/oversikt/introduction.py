"""What the start page says before its tables: what this is, three stories from the figures, and how the signals are read."""

from typing import Any, Final

from dash import html

from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.parts import signals, stories
from dashboard.parts.aria import aria
from dashboard.parts.stories import Kind, Story
from dashboard.published.queries import Region
from dashboard.url_state import CardView, View
from etl.contract.codes import RIKET, RegionType
from etl.contract.reader import Snapshot

WHAT: Final = (
    "Integrationskollen visar hur det går i varje kommun och län: arbete, utbildning, delaktighet, boende och kommunens eget "
    "arbete. Varje siffra har källa och år, och saknas den står det varför."
)
NOTHING: Final = "Inget mått här uppfyller regeln för berättelserna."
CARDS: Final = {Kind.BETTER: "utveckling", Kind.WORSE: "utveckling", Kind.GAP: "gap"}
"""The fact card that tells a story; of the others the one against riket."""

GUIDE: Final = (
    ("Nivå", "Var ligger kommunen bland alla kommuner?", tuple(signals.LEVELS.values())),
    (
        "Trend",
        "Vart har det gått de senaste åren?",
        (signals.trend("increasing", "better"), signals.trend("decreasing", "worse"), signals.trend("no_change", None)),
    ),
    (
        "Mål",
        "Räcker takten för målet i en strategi?",
        tuple(signals.GOALS[name] for name in ("met", "on_track", "too_slow", "wrong_direction")),
    ),
)


def start(snapshot: Snapshot, region: Region) -> html.Div:
    """The stories of a place and, before any is chosen, how the signals are read."""
    guide = aria(html.Section(_guide(), className="panel guide"), labelledby="guide-title")
    section = aria(Html(stories_content(snapshot, region), "Section", id="stories"), labelledby="stories-title")
    rule = html.Details([html.Summary("Så väljs berättelserna"), html.P(stories.RULE)], className="stories-rule")
    return html.Div([section, rule, guide], id="start", className=look(region))


def look(region: Region) -> str:
    """The style sheet hides the guide once a place is chosen."""
    return "start" if region.code == RIKET else "start chosen"


def stories_content(snapshot: Snapshot, region: Region) -> list[Element]:
    """The stories of a place under their heading."""
    found = stories.of_region(snapshot, region.code)
    title = element("H2", f"Berättelser ur siffrorna: {'riket' if region.code == RIKET else region.name}", id="stories-title")
    content = element("Div", [_story(story, region) for story in found], className="stories")
    return [title, content if found else element("P", NOTHING)]


def _story(story: Story, region: Region) -> Element:
    entry = story.fact.entry
    return element(
        "Div",
        [
            _kind(story),
            element("H3", link(entry.short_title, _page(story, region), title=entry.title)),
            element("P", " ".join(story.sentences)),
            link("Faktakort", CardView(entry.id, region.code, CARDS.get(story.kind)).address, aria_label=_card_name(story)),
        ],
        className="panel story",
    )


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


def _guide() -> list[Any]:
    heading = element("H2", "Så läser du de tre signalerna", id="guide-title")
    columns = [_column(name, question, marks) for name, question, marks in GUIDE]
    rules = link("Reglerna bakom", "/om")
    said = "Formen, ordet och färgen säger samma sak. Signalerna vägs aldrig ihop. Kan något inte bedömas står det varför. "
    return [heading, element("Div", columns, className="guide-columns"), element("P", [said, rules], className="hint")]


def _column(name: str, question: str, marks: tuple[signals.Mark, ...]) -> Element:
    rows = element("Ul", [element("Li", signals.mark(mark)) for mark in marks])
    return element("Div", [element("H3", name), element("P", question), rows])
