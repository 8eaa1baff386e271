"""Buttons that take a chart or a table away: as a picture, to the clipboard, as a file. `assets/picture.js` does the work."""

from collections.abc import Mapping, Sequence
from typing import Final

from dashboard.markup import Element, element
from dashboard.parts import embedding

OF_CHART: Final = (
    ("png", "Ladda ner bild för rapport (PNG)"),
    ("large", "Ladda ner stor bild (PNG)"),
    ("svg", "Ladda ner bild (SVG)"),
    ("image", "Kopiera bild"),
    ("table", "Kopiera tabell"),
    ("link", "Kopiera länk"),
)
EMBEDDED: Final = ("embed", "Bädda in: kopiera kod")
"""On other sites, where some may (`KOLLEN_EMBED`)."""
OF_TABLE: Final = (("table", "Kopiera tabell"), ("link", "Kopiera länk"))


def of_chart(chart: str, name: str, files: Sequence[Element] = (), **more: str) -> Element:
    """The menu of a chart, whose graph has the id `chart`; `name` is what a screen reader calls it.

    `more` is for other pages than the indicator's: `table`, the id of the one that has the chart's values; `part`, what its file
    is named by; `picture`, where the server draws a chart that isn't Plotly's; `alone`, for one that is the same whatever is
    chosen, and real in a demo too, the first part of its file's name; `embed`, what the chart is called below `/embed/`.
    """
    choices = (*OF_CHART, EMBEDDED) if more.get("embed") and embedding.sites() else OF_CHART
    return _menu(name, [*files, *(_button(what, words, chart) for what, words in choices)], more)


def of_table(table: str, name: str, files: Sequence[Element] = ()) -> Element:
    """The menu of a table; `files` are links to what the server makes of it."""
    return _menu(name, [*files, *(_button(what, words, table) for what, words in OF_TABLE)], {})


def _button(what: str, words: str, target: str) -> Element:
    return element("Button", words, type="button", className="take-button", **{"data-take": what, "data-target": target})


def _menu(name: str, content: list[Element], more: Mapping[str, str]) -> Element:
    message = element("Span", "", className="take-told", role="status")
    summary = element("Summary", ["Spara eller kopiera", element("Span", f" {name}", className="visually-hidden")])
    menu = element("Div", [*content, message], className="take-menu")
    return element("Details", [summary, menu], className="take", **{f"data-{key}": value for key, value in more.items()})
