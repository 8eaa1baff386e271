"""What pages say of themselves when they register: their place in the menu, which addresses exist, whether they have charts.

Beside what Dash takes, `dash.register_page` is given `menu` (the words of the main menu; none, not in it), `menu_path` where that
isn't the page's own path, `order`, what the browser should fetch at once: `charted` (Plotly) and `boundaries(name, query)`
(the address of its map's), and for a page with a `path_template` of one name `exists(snapshot, name)`.
"""

from typing import Any

import dash

from dashboard.published import queries
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError


def menu() -> list[tuple[str, str]]:
    """Words and address of each entry of the main menu, in order."""
    listed = sorted((page for page in dash.page_registry.values() if page.get("menu")), key=lambda page: int(page["order"]))
    return [(page["menu"], page.get("menu_path") or page["path"]) for page in listed]


def exists(path: str) -> bool:
    """Whether a page answers at the path, and where a name is part of it, whether the version in service has that name."""
    page, name = _page_at(path)
    if page is None or name is None:
        return page is not None
    try:
        return bool(page["exists"](queries.current(data_paths()), name))
    except UnavailableError:
        return True


def charted(path: str) -> bool:
    """Whether the page at the path has charts that Plotly draws."""
    page, _ = _page_at(path)
    return page is not None and bool(page.get("charted"))


def boundaries(path: str, query: str) -> str | None:
    """The address of the boundaries that the page at the path begins with."""
    page, name = _page_at(path)
    if page is None or "boundaries" not in page:
        return None
    try:
        address: str | None = page["boundaries"](name, query)
    except UnavailableError:
        return None
    return address


def _page_at(path: str) -> tuple[dict[str, Any] | None, str | None]:
    """The page that answers at a path, and the name that the path gives it where its template has room for one."""
    parts = path.strip("/").split("/")
    for page in dash.page_registry.values():
        template = page.get("path_template")
        if template is None and path.rstrip("/") == page["path"].rstrip("/"):
            return page, None
        if template is not None and len(parts) == 2 and parts[0] == template.split("/")[1]:
            return page, parts[1]
    return None, None
