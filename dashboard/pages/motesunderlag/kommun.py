"""`/kommun/<kod>`: one kommun on two pages before a meeting; and what it and `/lan/<kod>` have in common."""

from typing import Any

import dash
from dash import Input, Output, State, callback, no_update

from dashboard import url_state
from dashboard.pages.motesunderlag import frame
from dashboard.parts.address import follow
from dashboard.published import queries
from dashboard.url_state import MeetingView
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError


def exists(snapshot: Snapshot, code: str) -> bool:
    """Whether there is such a kommun."""
    return len(code) == 4 and code in queries.regions(snapshot)


dash.register_page(__name__, path_template="/kommun/<code>", title=frame.title, order=20, exists=exists)
follow("meeting-address")


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    code = (pathname or "").removeprefix("/kommun/").rstrip("/")
    return frame.page(code if len(code) == 4 else "", url_state.parse(search))


@callback(
    Output("meeting-first", "content"),
    Output("meeting-content", "content"),
    Output("meeting-address", "data"),
    Input("meeting-region", "value"),
    Input("meeting-strategy", "value"),
    State("meeting-version", "data"),
    prevent_initial_call=True,
)
def update(region: str | None, strategy: str | None, version: str | None) -> tuple[Any, ...]:
    """Show another kommun or län, or another strategy."""
    view = MeetingView(region or "", None if strategy == frame.OURS else strategy, version)
    try:
        queries.current(data_paths())
    except UnavailableError:
        return (no_update,) * 3
    shown = frame.shown(view)
    return shown if shown else (no_update,) * 3
