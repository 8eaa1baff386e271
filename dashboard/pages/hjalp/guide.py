"""`/hjalp/<name>`: one guide."""

from typing import Any

import dash
from dash import html

from dashboard import guides
from dashboard.guides import Section
from dashboard.markup import Element, element, link
from dashboard.parts import notices
from dashboard.parts.aria import aria
from dashboard.parts.titles import tab
from etl.contract.reader import Snapshot


def title(name: str = "") -> str:
    """The title of the browser's tab."""
    return tab(guides.guide(name).title if name in guides.FILES else "Hjälp")


def exists(_snapshot: Snapshot, name: str) -> bool:
    """Whether there is such a guide."""
    return name in guides.FILES


dash.register_page(__name__, path_template=f"{guides.PATH}/<name>", title=title, order=11, exists=exists)


def layout(name: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    if name not in guides.FILES:
        return notices.empty_page("Guiden finns inte", "Adressen leder till en guide som inte finns.")
    one = guides.guide(name)
    links = [html.Li(html.A(section.title, href=f"#{section.id}", className="chip")) for section in one.sections]
    contents = aria(html.Nav(html.Ul(links, className="chips"), className="contents"), label="Innehåll")
    return [
        html.H1(one.title),
        html.Div([*one.lead], className="guide-lead"),
        contents,
        *map(_section, one.sections),
        html.P(link("All hjälp", guides.PATH)),
    ]


def _section(one: Section) -> Element:
    heading = element("H2", one.title, id=one.id)
    content = [element("Div", list(one.content)), *one.pictures]
    pictured = " guide-pictured" if one.pictures else ""
    return element("Section", [heading, element("Div", content)], className=f"panel guide{pictured}", aria_labelledby=one.id)
