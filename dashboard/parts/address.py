"""The address bar follows the page: the server says the address of what is shown, `assets/url_state.js` shows it.

Each page has a store of its own: with one in the shell, Dash would call the page's callback once more when the page arrives.
"""

from dash import ClientsideFunction, Input, Output, clientside_callback, dcc


def address_store(component_id: str) -> dcc.Store:
    """The place where a page's callback puts `{"href": ..., "title": ...}`."""
    return dcc.Store(id=component_id)


def follow(component_id: str) -> None:
    """Let the address bar and the tab's title follow a page's store; call it once a page module."""
    clientside_callback(
        ClientsideFunction("address", "show"),
        Output(component_id, "modified_timestamp"),
        Input(component_id, "data"),
        prevent_initial_call=True,
    )
