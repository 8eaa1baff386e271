"""The frame of the meeting pages: controls, the place of the content, and what is said where there is nothing to show."""

from typing import Any, NamedTuple

import dash_bootstrap_components as dbc
import flask
from dash import dcc, html

from dashboard import url_state
from dashboard.files import chromium
from dashboard.html import Html
from dashboard.markup import Element, element
from dashboard.pages.motesunderlag import meeting_view, story
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.parts import export_menu, notices, pickers
from dashboard.parts.address import address_store
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab, tab_of
from dashboard.published import queries
from dashboard.url_state import MeetingView, Query
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

OURS = "-"
"""The choice of no strategy: a name that no strategy can have."""

REGION, ORDER, PRINT, PRINTS = "Kommun eller län", "Visa", "Skriv ut", "button meeting-print"


class FirstView(NamedTuple):
    """The tab's title and the main content, and whether the page is to be marked as made up."""

    title: str
    content: list[Element]
    demo: bool


def title(code: str = "") -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: _heading(snapshot, code), "Mötesunderlag")


def _heading(snapshot: Snapshot, code: str) -> str | None:
    region = queries.regions(snapshot).get(code)
    return f"Mötesunderlag: {region.name}" if region else None


def page(code: str, query: Query) -> list[Any]:
    """A meeting page as its address asks for it."""
    paths = data_paths()
    try:
        newest = queries.current(paths)
    except UnavailableError:
        return notices.nothing_published()
    view = url_state.meeting_view(code, query)
    snapshot = queries.version(paths, view.version)
    if snapshot is None:
        return [html.Div(meeting_view.gone(paths, view))]
    selection = meeting_view.choose(snapshot, view, newest.version)
    if selection is None:
        return notices.empty_page("Det finns inget underlag här", *_nowhere(snapshot, code))
    parts = [
        Html(meeting_view.first(selection), "Div", id="meeting-first"),
        _controls(selection),
        Html(_rest(selection), "Div", id="meeting-content"),
    ]
    return [
        html.Div(parts, className="meeting"),
        dcc.Store(id="meeting-version", data=view.version),
        address_store("meeting-address"),
    ]


def first_view(code: str, query: Query) -> FirstView | None:
    """What of a meeting page needs no script, with its controls as words; None where there is no such page.

    Raises:
        UnavailableError: nothing is published.

    """
    selection = _selection(url_state.meeting_view(code, query))
    if selection is None:
        return None
    strategy = next(one["label"] for one in _strategies(selection.snapshot) if one["value"] == (selection.view.strategy or OURS))
    controls = _early_controls(selection.region.name, strategy)
    parts = [element("Div", meeting_view.first(selection)), controls, element("Div", _rest(selection))]
    content = [element("Div", parts, className="meeting")]
    return FirstView(tab(meeting_view.title(selection)), content, demo=queries.current(data_paths()).demo)


def _early_controls(region: str, strategy: str) -> Element:
    """As high as those that come in their place."""
    fields = [
        element("Div", [element("Div", label, className="field-label"), element("Div", chosen, className="form-select")])
        for label, chosen in ((REGION, region), (ORDER, strategy))
    ]
    parts = [element("Div", one, className="control-medium") for one in fields]
    return element(
        "Div", [*parts, element("Button", PRINT, type="button", className=PRINTS)], className="controls meeting-controls"
    )


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


def shown(view: MeetingView) -> tuple[list[Element], list[Element], dict[str, str]] | None:
    """What stands before and after the controls, and the address of a view; None where there is nothing of the kind."""
    selection = _selection(view)
    if selection is None:
        return None
    address = {"href": selection.view.address, "title": tab(meeting_view.title(selection))}
    return meeting_view.first(selection), _rest(selection), address


def _selection(view: MeetingView) -> MeetingSelection | None:
    """The view held against its version; None where there is no such version, region or strategy."""
    paths = data_paths()
    snapshot = queries.version(paths, view.version)
    return meeting_view.choose(snapshot, view, queries.current(paths).version) if snapshot else None


def _rest(selection: MeetingSelection) -> list[Element]:
    """The page under its controls: the way to its files, and what they hold too."""
    return [_files(selection), *meeting_view.rest(selection, flask.request.url_root.rstrip("/") + selection.view.address)]


def _files(selection: MeetingSelection) -> Element:
    """PDF only where this server can make it: elsewhere the browser prints."""
    pdf = [_file(selection, "pdf", "Ladda ner PDF")] if chromium.executable() else []
    if story.story(selection) is None:
        menu = export_menu.of_table("meeting-table", "tabellen över alla mått")
    else:
        book = element("A", "Diagrammet som Excel", href=selection.view.export("xlsx"), className="take-button", rel="nofollow")
        address = f"/export/motesunderlag/{selection.region.code}.svg"
        menu = export_menu.of_chart(
            "meeting-table", "diagrammet och tabellen över alla mått", [book], part="diagram", picture=address
        )
    return element("Div", [*pdf, _file(selection, "pptx", "Ladda ner PowerPoint"), menu], className="meeting-files")


def _file(selection: MeetingSelection, suffix: str, words: str) -> Element:
    return element("A", words, href=selection.view.export(suffix), className="button", rel="nofollow")


def _controls(selection: MeetingSelection) -> html.Form:
    snapshot = selection.snapshot
    regions = pickers.region_options(list(queries.regions(snapshot).values()))
    region = pickers.dropdown("meeting-region", regions, value=selection.region.code, clearable=False)
    strategy = dbc.Select(id="meeting-strategy", options=_strategies(snapshot), value=selection.view.strategy or OURS)
    button = html.Button(PRINT, type="button", className=PRINTS)
    form = html.Form(
        [
            html.Div(pickers.field(REGION, region), className="control-medium"),
            html.Div(pickers.field(ORDER, strategy), className="control-medium"),
            button,
        ],
        className="controls meeting-controls",
    )
    return aria(form, label="Välj vad som visas")


def _strategies(snapshot: Snapshot) -> list[dict[str, str]]:
    own = [{"label": f"{one.title} ({one.actor})", "value": one.id} for one in snapshot.strategies.strategies]
    return [{"label": "Alla områden", "value": OURS}, *own]
