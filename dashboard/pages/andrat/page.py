"""`/andrat`: what has changed since a version or a day, for a kommun, a län, riket or a strategy."""

from typing import Any, Final

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, dcc, html, no_update

from dashboard import url_state
from dashboard.html import Html
from dashboard.pages.andrat import changed_view as shown
from dashboard.pages.andrat.changed_view import ChangesSelection
from dashboard.parts import notices, pickers
from dashboard.parts.address import address_store, follow
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from dashboard.published import queries
from dashboard.published.changed import ChangedView, changed_view
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

NONE: Final = "-"
"""In a short list, that no strategy or version is chosen."""

dash.register_page(__name__, path="/andrat", title=tab("Ändrat sedan sist"), order=6)
follow("changed-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        selection = shown.choose(data_paths(), changed_view(url_state.parse(search)))
    except UnavailableError:
        return notices.nothing_published()
    if selection is None:
        words = "Adressen leder till en kommun eller ett län som inte finns. Koden finns inte."
        return notices.empty_page("Ändrat sedan sist", words)
    return [
        _controls(selection),
        Html(shown.content(selection), "Div", id="changed-content"),
        dcc.Store(id="changed-by-sex", data=selection.view.by_sex),
        address_store("changed-address"),
    ]


def _controls(selection: ChangesSelection) -> html.Form:
    snapshot = selection.snapshot
    region = pickers.dropdown(
        "changed-region",
        pickers.region_options(list(queries.regions(snapshot).values())),
        value=None if selection.region.code == RIKET else selection.region.code,
        placeholder="Riket",
    )
    own = [{"label": f"{one.title} ({one.actor})", "value": one.id} for one in snapshot.strategies.strategies]
    strategies = [{"label": "Alla mått", "value": NONE}, *own]
    strategy = dbc.Select(id="changed-strategy", options=strategies, value=selection.view.strategy or NONE)
    versions = shown.since_options(selection.journal)
    chosen = selection.view.since if selection.view.since in {one["value"] for one in versions} else NONE
    other = [{"label": selection.view.since, "value": selection.view.since}] if selection.view.since and chosen == NONE else []
    options = [{"label": "Förra versionen", "value": NONE}, *other, *versions]
    since = dbc.Select(id="changed-since", options=options, value=selection.view.since or NONE)
    fields = (("Kommun eller län", region), ("Mått i strategi", strategy), ("Sedan", since))
    form = html.Form([html.Div(pickers.field(*one), className="control-medium") for one in fields], className="controls")
    return aria(form, label="Välj vad som visas")


@callback(
    Output("changed-content", "content"),
    Output("changed-address", "data"),
    Input("changed-region", "value"),
    Input("changed-strategy", "value"),
    Input("changed-since", "value"),
    State("changed-by-sex", "data"),
    prevent_initial_call=True,
)
def update(region: str | None, strategy: str | None, since: str | None, by_sex: bool | None) -> tuple[Any, Any]:
    """Show another region, strategy or version to count from."""
    chosen = tuple(None if value == NONE else value for value in (strategy, since))
    try:
        selection = shown.choose(data_paths(), ChangedView(region or None, chosen[0], chosen[1], by_sex=bool(by_sex)))
    except UnavailableError:
        selection = None
    if selection is None:
        return no_update, no_update
    return shown.content(selection), {"href": selection.view.address, "title": tab(shown.title(selection))}
