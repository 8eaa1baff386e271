"""`/sok?q=`: everything that a search finds, with why; where the box in the header leads, with or without its list."""

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, clientside_callback, html

from dashboard import url_state
from dashboard.parts import notices
from dashboard.parts import search_box as found
from dashboard.parts.titles import tab
from dashboard.published import queries
from dashboard.published.search import LONGEST_QUERY
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

dash.register_page(__name__, path="/sok", title=tab("Sök"), order=9)


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    query = url_state.parse(search).get("q", "")[:LONGEST_QUERY]
    return [
        html.H1("Sök"),
        html.Form(
            [
                html.Label(
                    "Sök bland mått, mål, strategier, fokusområden, kommuner och län", htmlFor="sok-q", className="field-label"
                ),
                html.Div(
                    [
                        dbc.Input(id="sok-q", name="q", type="search", value=query, debounce=True, maxlength=LONGEST_QUERY),
                        dbc.Button("Sök", type="submit"),
                    ],
                    className="sok-row",
                ),
            ],
            action=found.PATH,
            method="GET",
            className="sok-form",
        ),
        html.Div(found.results(snapshot, query), id="sok-results"),
        dbc.Checkbox(
            id="search-shortcut",
            label="Tangenten / går till sökrutan",
            value=True,
            persistence=True,
            persistence_type="local",
            class_name="sok-shortcut",
        ),
    ]


clientside_callback(
    ClientsideFunction("search", "shortcut"),
    Output("search-shortcut", "class_name"),
    Input("search-shortcut", "value"),
)
