"""The frame of the meeting pages: controls, the place of the content, and what is said where there is nothing to show."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import chromium, queries, url_state
from dashboard.components import meeting_view, notes, pickers
from dashboard.components.address import address_store
from dashboard.components.aria import aria
from dashboard.components.markup import Element, element
from dashboard.components.meeting_tables import Choice
from dashboard.url_state import MeetingView, Query
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

NAME = "Integrationskollen"
OURS = "-"
"""The choice of no strategy: a name that no strategy can have."""


def title(code: str = "") -> str:
    """The title of the browser's tab."""
    try:
        region = queries.regions(queries.current(data_paths())).get(code)
    except UnavailableError:
        region = None
    return f"Mötesunderlag: {region.name} – {NAME}" if region else f"Mötesunderlag – {NAME}"


def page(code: str, query: Query) -> list[Any]:
    """A meeting page as its address asks for it."""
    paths = data_paths()
    try:
        newest = queries.current(paths)
    except UnavailableError:
        return notes.empty_page("Inget att visa ännu", *notes.unavailable())
    view = url_state.meeting_view(code, query)
    snapshot = meeting_view.version(paths, view.version)
    if snapshot is None:
        return [html.Div(meeting_view.gone(paths, view))]
    choice = meeting_view.choose(snapshot, view, newest.version)
    if choice is None:
        return notes.empty_page("Det finns inget underlag här", *_nowhere(snapshot, code))
    return [
        _controls(choice),
        html.Div(_content(choice), id="meeting-content"),
        dcc.Store(id="meeting-version", data=view.version),
        address_store("meeting-address"),
    ]


def _nowhere(snapshot: Snapshot, code: str) -> list[Any]:
    """That a code doesn't exist, and the län that its first two digits are of; what it may have become is not known here."""
    if not code.isascii() or not code.isdigit():
        return ["Adressen ska sluta med en kommuns fyra siffror eller ett läns två."]
    words = f"Koden {code} finns inte. Kommuner som har bytt kod, delats eller gått ihop finns bara under sin nya kod."
    lan = queries.regions(snapshot).get(code[:2])
    if len(code) != 4 or lan is None or lan.code == RIKET:
        return [words]
    way = dcc.Link(f"Mötesunderlag för {lan.name}", href=MeetingView(lan.code).address)
    return [words, [f"De två första siffrorna är {lan.name}. ", way]]


def shown(view: MeetingView) -> tuple[list[Any], dict[str, str]] | None:
    """Content and address of a view; None where there is nothing of the kind."""
    paths = data_paths()
    snapshot = meeting_view.version(paths, view.version)
    choice = meeting_view.choose(snapshot, view, queries.current(paths).version) if snapshot else None
    if choice is None:
        return None
    return _content(choice), {"href": choice.view.address, "title": f"{meeting_view.title(choice)} – {NAME}"}


def _content(choice: Choice) -> list[Any]:
    """The page under its controls: the way to its files, and what they hold too."""
    return [_files(choice), *meeting_view.content(choice)]


def _files(choice: Choice) -> Element:
    """PDF only where this server can make it: elsewhere the browser prints."""
    pdf = [_file(choice, "pdf", "Ladda ner PDF")] if chromium.executable() else []
    return element("P", [*pdf, _file(choice, "pptx", "Ladda ner PowerPoint")], className="meeting-files")


def _file(choice: Choice, suffix: str, words: str) -> Element:
    return element("A", words, href=choice.view.export(suffix), className="button")


def _controls(choice: Choice) -> html.Form:
    snapshot = choice.snapshot
    regions = pickers.region_options(list(queries.regions(snapshot).values()))
    region = pickers.dropdown("meeting-region", regions, value=choice.region.code, clearable=False)
    strategy = dbc.Select(id="meeting-strategy", options=_strategies(snapshot), value=choice.view.strategy or OURS)
    button = html.Button("Skriv ut", type="button", className="button meeting-print")
    form = html.Form(
        [
            html.Div(pickers.field("Kommun eller län", region), className="control-medium"),
            html.Div(pickers.field("Ordna efter", strategy), className="control-medium"),
            button,
        ],
        className="controls meeting-controls",
    )
    return aria(form, label="Välj vad som visas")


def _strategies(snapshot: Snapshot) -> list[dict[str, str]]:
    own = [{"label": f"{one.title} ({one.actor})", "value": one.id} for one in snapshot.strategies.strategies]
    return [{"label": "Våra fokusområden", "value": OURS}, *own]
