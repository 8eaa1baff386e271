"""The address bar follows the page: the server says the address of what is shown, `assets/url_state.js` shows it.

Each page has a store of its own: with one in the shell, Dash would call the page's callback once more when the page arrives.
"""

from collections.abc import Mapping

from dash import ClientsideFunction, Input, Output, clientside_callback, dcc


def address_store(component_id: str, missing: Mapping[str, str] | None = None) -> dcc.Store:
    """The place where a page's callback puts `{"href": ..., "title": ...}`.

    `missing` is what the page shows though its address doesn't say it, by the names in the address: it is written out on arrival,
    so that a copied address shows the same to whoever has another default.
    """
    return dcc.Store(id=component_id, data={"missing": dict(missing)} if missing else None)


def follow(component_id: str) -> None:
    """Let the address bar and the tab's title follow a page's store; call it once a page module."""
    clientside_callback(
        ClientsideFunction("address", "show"),
        Output(component_id, "modified_timestamp"),
        Input(component_id, "data"),
    )
