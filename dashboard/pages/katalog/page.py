"""`/indikator`: the catalogue of indicators, which is where the menu's "Indikatorer" leads."""

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, callback, html

from dashboard import url_state
from dashboard.html import Html
from dashboard.markup import link
from dashboard.pages.katalog import catalogue_view
from dashboard.parts import notices, pickers
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from dashboard.published import queries
from dashboard.url_state import CatalogueView
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

TITLE = tab("Indikatorer")
LEAD = (
    "Alla mått som finns här: vem de gäller, var siffrorna kommer ifrån, vilka år de täcker och hur många av landets kommuner "
    "som har ett värde det senaste året. "
)
EVERY = "alla"

dash.register_page(__name__, path="/indikator", title=TITLE, order=2, menu="Indikatorer")
follow("catalogue-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    view = _known(snapshot, url_state.catalogue_view(url_state.parse(search)))
    return [
        html.H1("Indikatorer"),
        Html([LEAD, link("Hämta siffrorna till ett annat program", "/api")], "P", className="summary"),
        aria(html.Form(_controls(snapshot, view), className="controls"), label="Välj vad som visas"),
        Html(catalogue_view.count(snapshot, view), "P", id="catalogue-count", className="hint", role="status"),
        html.Section(
            aria(
                Html(
                    catalogue_view.table(snapshot, view),
                    "Div",
                    id="catalogue-table",
                    className="scroll catalogue",
                    tabIndex=0,
                    role="region",
                ),
                label="Tabell över indikatorerna",
            ),
            className="panel",
        ),
        address_store("catalogue-address"),
    ]


def _controls(snapshot: Snapshot, view: CatalogueView) -> list[Any]:
    words = dbc.Input(id="catalogue-words", type="search", value=view.words, debounce=300, maxlength=url_state.LONGEST_NAME)
    areas = [{"label": area.title, "value": area.id} for area in snapshot.catalogue.focus_areas]
    area = dbc.Select(
        id="catalogue-area", options=[{"label": "Alla fokusområden", "value": EVERY}, *areas], value=view.area or EVERY
    )
    return [
        html.Div(pickers.field("Ord i namn, källa eller sökord", words), className="control-wide"),
        html.Div(pickers.field("Fokusområde", area), className="control-medium"),
    ]


def _known(snapshot: Snapshot, view: CatalogueView) -> CatalogueView:
    """The view without a focus area that doesn't exist."""
    areas = {area.id for area in snapshot.catalogue.focus_areas}
    return view if view.area in (None, *areas) else CatalogueView(view.words)


@callback(
    Output("catalogue-table", "content"),
    Output("catalogue-count", "content"),
    Output("catalogue-address", "data"),
    Input("catalogue-words", "value"),
    Input("catalogue-area", "value"),
    prevent_initial_call=True,
)
def update(words: str | None, area: str | None) -> tuple[Any, ...]:
    """Show the indicators that the filters let through."""
    snapshot = queries.current(data_paths())
    wanted = CatalogueView((words or "")[: url_state.LONGEST_NAME], None if area == EVERY else area)
    view = _known(snapshot, wanted)
    address = {"href": view.address, "title": TITLE}
    return catalogue_view.table(snapshot, view), catalogue_view.count(snapshot, view), address
