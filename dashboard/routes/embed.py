"""`/embed/indikator/<id>/<karta|diagram>`: one chart, for the frames of the sites that `KOLLEN_EMBED` names; 404 without it.

The page holds all that it needs, and no script: it is sandboxed, and so are its texts in whatever site shows it.
"""

import base64
import functools
import hashlib
from html import escape
from typing import Final

import flask

from dashboard import settings, shell, url_state
from dashboard.files.document import LANGUAGE, part
from dashboard.pages.indikator import embedded, indicator_view
from dashboard.parts import embedding
from dashboard.published import queries
from dashboard.routes import replies
from dashboard.url_state import View
from etl.contract.paths import ROOT, data_paths
from etl.contract.reader import Snapshot, UnavailableError
from etl.contract.remembered import remembered

blueprint = flask.Blueprint("embed", __name__, url_prefix="/embed")

STYLES: Final = ("tokens.css", "standalone/page.css")
POLICY: Final = (
    "default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {sites}; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
CACHED: Final = "public, max-age=300"
"""A new version is shown within five minutes on the sites of others."""
OFF: Final = "Diagram kan inte bäddas in från den här servern."
UNKNOWN: Final = "Diagrammet finns inte. En indikator har diagrammen karta och diagram."


@blueprint.get("/indikator/<indicator_id>/<chart>")
def indicator_chart(indicator_id: str, chart: str) -> flask.Response:
    """The map (`karta`), or the chart beside it (`diagram`). Takes the indicator page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    sites = embedding.sites()
    if not sites:
        return replies.missing(OFF)
    if refused := replies.misread(url_state.View):
        return refused
    snapshot = queries.current(data_paths())
    view = url_state.view(indicator_id, replies.query())
    notices = part(shell.notices(snapshot))
    made = _page(snapshot, view, chart, notices, flask.request.url_root.rstrip("/")) if chart in embedded.CHARTS else None
    if made is None:
        return replies.missing(UNKNOWN)
    response = flask.Response(made, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY.format(styles=_styles()[1], sites=" ".join(sites))
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = CACHED
    return response


@remembered(64)
def _page(snapshot: Snapshot, view: View, chart: str, notices: str, origin: str) -> str | None:
    """The document; None where there is no such indicator. What is told of the data as a whole is HTML."""
    selection = indicator_view.choose(snapshot, view)
    if selection is None:
        return None
    body = embedded.body(selection, chart, notices, origin + selection.view.address)
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(selection.entry.title)}</title>'
    )
    return f'<!DOCTYPE html><html lang="{LANGUAGE}"><head>{head}<style>{_styles()[0]}</style></head><body>{body}</body></html>'


@functools.cache
def _styles() -> tuple[str, str]:
    """What is in the page's style sheet, and its hash as the policy names it."""
    text = "\n".join((ROOT / settings.ASSETS / name).read_text(encoding="utf-8") for name in STYLES)
    return text, f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


blueprint.register_error_handler(UnavailableError, replies.unavailable)
