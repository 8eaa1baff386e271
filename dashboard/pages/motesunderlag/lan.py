"""`/lan/<kod>`: one län before a meeting, with its kommuner side by side; its controls are answered by `/kommun/<kod>`'s."""

from typing import Any

import dash

from dashboard import url_state
from dashboard.pages.motesunderlag import frame
from dashboard.published import queries
from etl.contract.codes import RIKET
from etl.contract.reader import Snapshot


def exists(snapshot: Snapshot, code: str) -> bool:
    """Whether there is such a län."""
    return len(code) == 2 and code != RIKET and code in queries.regions(snapshot)


dash.register_page(__name__, path_template="/lan/<code>", title=frame.title, order=21, exists=exists)


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    code = (pathname or "").removeprefix("/lan/").rstrip("/")
    return frame.page(code if len(code) == 2 else "", url_state.parse(search))
