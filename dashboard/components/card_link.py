"""The way from a table to the fact card of the first place in it; the browser keeps it in step with the table's own file."""

from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, dcc

from dashboard import url_state
from dashboard.url_state import CardView

LINK = "card-link"


def of_file(href: str) -> dcc.Link:
    """A link beside that of a file, whose address `href` says which indicator and kommuner are shown."""
    return dcc.Link("Faktakort", id=LINK, href=_card(href), className="take-button")


def _card(href: str) -> str:
    path, _, query = href.partition("?")
    indicator = path.rpartition("/")[2].removesuffix(".xlsx")
    chosen = url_state.view(indicator, url_state.parse(query)).municipalities
    return CardView(indicator, chosen[0]).address if chosen else CardView(indicator).address


def follow(file: str) -> Any:
    """Keep the link in step; call it once, in the page's module."""
    return clientside_callback(
        ClientsideFunction("card", "place"), Output(LINK, "href"), Input(file, "href"), prevent_initial_call=True
    )
