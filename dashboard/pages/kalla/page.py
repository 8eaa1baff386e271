"""`/kalla`: where one value comes from: source, request, checksum, status, rule, revisions."""

from typing import Any

import dash
from dash import html

from dashboard import url_state
from dashboard.pages.kalla import source_view
from dashboard.parts import notices
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from dashboard.published import provenance, queries
from etl.contract.freshness import read_freshness
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

dash.register_page(__name__, path="/kalla", title=tab("Varifrån siffran kommer"), order=9)


def layout(search: str = "", **_: object) -> list[Any]:
    """The page for the value that its address names."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    found = source_view.found(snapshot, url_state.source_view(url_state.parse(search)))
    if found is None:
        words = "Adressen ska namnge en indikator och ett område. Följ länken från ett värde i en tabell."
        return notices.empty_page("Varifrån siffran kommer", words)
    entry, cell = found
    origin = provenance.trace(snapshot, entry, cell)
    return [
        html.H1("Varifrån siffran kommer"),
        html.P(source_view.heading(snapshot, entry, cell), className="summary"),
        _panel("Siffran", "source-facts", source_view.facts(snapshot, entry, origin, read_freshness(data_paths()))),
        _panel("Hämtningar", "source-requests", html.Div(source_view.requests(origin), className="scroll")),
        _panel("Ändringar", "source-revisions", source_view.revisions(entry, origin)),
    ]


def _panel(heading: str, heading_id: str, content: Any) -> html.Section:
    return aria(html.Section([html.H2(heading, id=heading_id), content], className="panel"), labelledby=heading_id)
