"""`/faktakort/<indicator>`: one fact of one place as a card to share, with what the figure does not say."""

from typing import Any

import dash
import flask
from dash import Input, Output, State, callback, dcc, html, no_update

from dashboard import url_state
from dashboard.html import Html
from dashboard.pages.faktakort import card_view, cards
from dashboard.parts import notices, pickers
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab, tab_of
from dashboard.published import queries
from dashboard.url_state import CardView
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError


def page_title(indicator: str = "") -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: _heading(snapshot, indicator), "Faktakort")


def _heading(snapshot: Snapshot, indicator: str) -> str | None:
    entry = snapshot.catalogue.indicator(indicator)
    return f"Faktakort: {entry.short_title}" if entry else None


def exists(_snapshot: Snapshot, indicator: str) -> bool:
    """Whether there is a card to show, of the version that the address asks for."""
    return card_view.exists(data_paths(), url_state.card_view(indicator, flask.request.args))


dash.register_page(__name__, path_template="/faktakort/<indicator>", title=page_title, order=21, exists=exists)
follow("card-address")


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    paths = data_paths()
    view = url_state.card_view((pathname or "").removeprefix("/faktakort/").rstrip("/"), url_state.parse(search))
    try:
        newest, snapshot = queries.current(paths), queries.version(paths, view.version)
    except UnavailableError:
        return notices.nothing_published()
    if snapshot is None:
        return _explained(*card_view.gone(view))
    card = cards.make(snapshot, view)
    if card is None:
        return _explained(*card_view.unknown(snapshot, view))
    return [
        _controls(snapshot, view),
        Html(card_view.content(card, newest.version), "Div", id="card-content"),
        dcc.Store(id="card-view", data=[view.indicator, view.kind, view.version]),
        address_store("card-address"),
    ]


def _explained(title: str, content: list[Any]) -> list[Any]:
    return [html.H1(title), html.Div(content, className="panel explanation")]


def _controls(snapshot: Snapshot, view: CardView) -> html.Form:
    regions = pickers.region_options(list(queries.regions(snapshot).values()))
    chosen = None if view.region == RIKET else view.region
    region = pickers.dropdown("card-place", regions, value=chosen, placeholder="Riket")
    form = html.Form(
        html.Div(pickers.field("Kommun eller län", region), className="control-medium"), className="controls card-controls"
    )
    return aria(form, label="Välj plats")


@callback(
    Output("card-content", "content"),
    Output("card-address", "data"),
    Input("card-place", "value"),
    State("card-view", "data"),
    prevent_initial_call=True,
)
def update(region: str | None, held: list[str | None]) -> tuple[Any, ...]:
    """Show the same card of another place."""
    indicator, kind, version = held
    paths = data_paths()
    view = CardView(indicator or "", region or RIKET, kind, version)
    snapshot = queries.version(paths, version)
    card = cards.make(snapshot, view) if snapshot else None
    if card is None:
        return no_update, no_update
    address = {"href": view.address, "title": tab(card_view.title(card))}
    return card_view.content(card, queries.current(paths).version), address
