"""The search box of every page and the results that it and its page show.

Measured on 467 entries: the whole index would be 27 kB gzipped to every visitor and the ranking a second time in JavaScript;
an answer is 0.5 kB and takes the server 5 ms the first time a word is asked for. So the browser asks, with `assets/search.js`.
"""

from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import html

from dashboard import url_state
from dashboard.markup import Element, element, link
from dashboard.parts.aria import aria
from dashboard.published import search
from dashboard.published.search_entries import Hit
from etl.contract.reader import Snapshot

PATH: Final = "/sok"
PLACEHOLDER: Final = "Sök mått, mål eller kommun"
SUGGESTED: Final = 4
MOST_SUGGESTED: Final = 12
LISTED: Final = 20
EXAMPLES: Final = ("nyanlända sfi", "trångbodd", "Eskilstuna", "validering", "EU-princip 3", "8.5")


def box() -> html.Form:
    """The box in the header: a form that leads to the page of results, and with script a list of suggestions."""
    field = dbc.Input(
        id="search-input",
        name="q",
        type="search",
        placeholder=PLACEHOLDER,
        autocomplete="off",
        debounce=True,
        maxlength=search.LONGEST_QUERY,
    )
    return html.Form(
        [
            html.Label("Sök", htmlFor="search-input", className="visually-hidden"),
            field,
            html.Div(id="search-list", className="search-list"),
            html.Div(id="search-status", className="visually-hidden", role="status"),
        ],
        action=PATH,
        method="GET",
        role="search",
        className="search-box",
    )


def plain_box() -> Element:
    """The same to look at, with nothing but the way to the page of results."""
    field = element("Input", name="q", type="search", placeholder=PLACEHOLDER, className="form-control", aria_label="Sök")
    return element("Form", field, action=PATH, method="GET", role="search", className="search-box")


def suggestions(snapshot: Snapshot, query: str) -> dict[str, Any]:
    """What the box shows: the best of each kind, the kind with the best hit first, as JSON."""
    hits = search.found(snapshot, query)
    left, groups = MOST_SUGGESTED, []
    for kind, best in search.grouped(hits, SUGGESTED):
        shown = best[: max(left, 1)] if left > 0 else []
        left -= len(shown)
        if shown:
            groups.append({"title": kind.value, "hits": [_suggestion(hit) for hit in shown]})
    return {"groups": groups, "count": len(hits), "all": url_state.search_address(query)}


def _suggestion(hit: Hit) -> dict[str, str]:
    return {"title": hit.entry.title, "detail": hit.entry.detail, "href": hit.entry.href}


def results(snapshot: Snapshot, query: str) -> list[Element]:
    """The page's results, by kind, each with why it was found."""
    if not query:
        return [element("P", "Skriv ett eller flera ord. Några exempel:"), _examples()]
    hits = search.found(snapshot, query)
    if not hits:
        words = "Inget hittades. Kontrollera stavningen, eller prova ett kortare eller mer allmänt ord. Några exempel:"
        return [element("P", words), _examples()]
    count = "1 träff" if len(hits) == 1 else f"{len(hits)} träffar"
    return [element("P", f"{count}, de bästa först.", className="hint"), *_groups(hits)]


def _groups(hits: list[Hit]) -> list[Element]:
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.entry.kind.value] = counts.get(hit.entry.kind.value, 0) + 1
    sections = []
    for number, (kind, best) in enumerate(search.grouped(hits, LISTED)):
        rest = counts[kind.value] - len(best)
        more = [element("P", f"Och {rest} till. Lägg till ett ord, så blir träffarna färre.", className="hint")] if rest else []
        heading = element("H2", f"{kind.value} ({counts[kind.value]})", id=f"traffar-{number}")
        found = element("Ol", [element("Li", _result(hit)) for hit in best], className="results")
        sections.append(element("Section", [heading, found, *more], className="panel", aria_labelledby=f"traffar-{number}"))
    return sections


def _result(hit: Hit) -> list[Element]:
    return [
        link(hit.entry.title, hit.entry.href),
        element("Span", hit.entry.detail, className="result-detail"),
        element("Span", f"Träff: {hit.why}", className="result-why"),
    ]


def _examples() -> Element:
    items = [element("Li", link(words, url_state.search_address(words), className="chip")) for words in EXAMPLES]
    return aria(html.Ul(items, className="chips"), label="Exempel på sökningar")
