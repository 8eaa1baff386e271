"""What can be read of a meeting page before the browser has the scripts: it comes in the document itself.

The same elements as the page's, without ids, as both are there for a moment. `assets/early.js` takes them away when Dash has
drawn the page in the place beside them; where scripts don't run they stay.
"""

from html import escape
from typing import Final

from dashboard import page_registry, shell, url_state
from dashboard.files.document import part
from dashboard.markup import Element, element, link
from dashboard.pages.motesunderlag import frame
from dashboard.parts import search_box
from dashboard.parts.titles import NAME
from etl.contract.reader import UnavailableError

CODE_LENGTHS: Final = {"/kommun/": 4, "/lan/": 2}
"""Where meeting pages are, and how long their codes."""
LEFT_OUT: Final = ("id", "aria-labelledby")
MAIN: Final = "early-main"


def parts(path: str, query: str) -> dict[str, str]:
    """A meeting page's title, and its HTML before the place in which Dash draws, hidden until then; else `shell.ENTRY`."""
    prefix = next((one for one in CODE_LENGTHS if path.startswith(one)), None)
    code = path.removeprefix(prefix).rstrip("/") if prefix else ""
    if prefix is None or len(code) != CODE_LENGTHS[prefix]:
        return {"app_entry": shell.ENTRY}
    try:
        found = frame.first_view(code, url_state.parse(query))
    except UnavailableError:
        found = None
    return {"title": escape(found.title), "app_entry": _entry(found)} if found else {"app_entry": shell.ENTRY}


def _entry(found: frame.FirstView) -> str:
    main = f'<main id="{MAIN}" class="page" tabindex="-1">{part(found.content, LEFT_OUT)}</main>'
    return f'<div id="early">{part(_top(demo=found.demo))}{main}</div><div id="react-entry-point" hidden></div>'


def _top(*, demo: bool) -> list[Element]:
    skip = element("A", "Hoppa till innehållet", href=f"#{MAIN}", className="skip-link")
    name = link([element("Span", className="mark", aria_hidden="true"), NAME], "/", className="site-name")
    items = [element("Li", link(text, href, className="menu-link")) for text, href in page_registry.menu()]
    row = [name, element("Nav", element("Ul", items), aria_label="Huvudmeny"), search_box.plain_box()]
    notice = [shell.demo_notice()] if demo else []
    return [skip, element("Header", [element("Div", row, className="site-header-inner"), *notice], className="site-header")]
