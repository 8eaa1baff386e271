"""The way to the indicator page's charts as slides; the browser keeps it in step with the table's own file."""

from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, html

LINK = "pptx"


def of_file(href: str) -> html.A:
    """A link to the slides of what the workbook at `href` holds."""
    return html.A("Diagram som PowerPoint", id=LINK, href=href.replace(".xlsx", ".pptx"), className="take-button")


def follow(file: str) -> Any:
    """Keep the link in step; call it once, in the page's module."""
    return clientside_callback(
        ClientsideFunction("slides", "place"), Output(LINK, "href"), Input(file, "href"), prevent_initial_call=True
    )
