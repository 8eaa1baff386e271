"""`/fokus`: the focus areas to choose from, each with what it is about and how much there is of it."""

from typing import Any

import dash
from dash import html

from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.parts import notices
from dashboard.parts.titles import tab
from dashboard.published import queries
from etl.contract.catalogue import FocusArea
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

dash.register_page(__name__, path="/fokus", title=tab("Fokusområden"), order=3)


def layout(**_: object) -> list[Any]:
    """The page."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    rows = [_area(snapshot, area) for area in snapshot.catalogue.focus_areas]
    lead = html.P("Välj ett område, så visas alla dess mått för de kommuner som du väljer, sida vid sida.", className="summary")
    return [html.H1("Fokusområden"), lead, html.Section(Html(rows, "Dl", className="goal-list"), className="panel")]


def _area(snapshot: Snapshot, area: FocusArea) -> Element:
    shown = queries.area(snapshot, area.id)
    count = f"{len(shown.entries)} mått med värden."
    return element("Div", [element("Dt", link(area.title, f"/fokus/{area.id}")), element("Dd", f"{area.description} {count}")])
