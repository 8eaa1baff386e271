"""`/hjalp`: every guide with its questions."""

from typing import Any, Final

import dash
from dash import html

from dashboard import guides
from dashboard.guides import Guide
from dashboard.markup import Element, element, link
from dashboard.parts.titles import tab

MANY: Final = 10
"""Of a guide with more sections only the first are named: the method has its own list of contents."""

dash.register_page(__name__, path=guides.PATH, title=tab("Hjälp"), order=10, menu="Hjälp")


def layout(**_: object) -> list[Any]:
    """The page."""
    lead = "Välj det som liknar det du ska göra. Svaren har steg, och länkar som öppnar precis den vy som de handlar om."
    about = element("P", ["Om webbplatsen: ", link("tillgänglighetsredogörelse", "/tillganglighet"), "."])
    return [
        html.H1("Hjälp"),
        html.P(lead, className="summary"),
        html.Div([_guide(one) for one in guides.guides()], className="guides"),
        about,
    ]


def _guide(one: Guide) -> Element:
    heading = element("H2", link(one.title, one.address), id=f"guide-{one.name}")
    listed = [element("Li", link(section.title, f"{one.address}#{section.id}")) for section in one.sections[:MANY]]
    rest = len(one.sections) - len(listed)
    more = [element("P", link(f"Och {rest} avsnitt till", one.address), className="hint")] if rest else []
    return element("Section", [heading, element("Ul", listed), *more], className="panel", aria_labelledby=f"guide-{one.name}")
