"""The title of the browser's tab: what the page shows, and what it all is called."""

from collections.abc import Callable
from typing import Final

from dashboard.published import queries
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

NAME: Final = "Integrationskollen"


def tab(shown: str) -> str:
    """The title where `shown` is."""
    return f"{shown} – {NAME}"


def tab_of(found: Callable[[Snapshot], str | None], otherwise: str) -> str:
    """The title of a page whose name is published: what is `found` in the version in service, or else the page's kind."""
    try:
        name = found(queries.current(data_paths()))
    except UnavailableError:
        name = None
    return tab(name or otherwise)
