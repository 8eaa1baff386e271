"""What pages are put together from: heading, panels, charts and tables, each with its source and the ways to take it away."""

from typing import Any, Final

from dash import dcc, html

from dashboard import formats
from dashboard.charts import theme
from dashboard.files.table import slug
from dashboard.html import Html
from dashboard.markup import Element, element
from dashboard.parts import pickers
from dashboard.parts.aria import ANNOUNCED, aria


def head(name: str, title: str, parts: dict[str, Any]) -> list[Any]:
    """The page's heading, its summary and its remarks, with `name` before their ids; `parts` has what they say."""
    return [
        html.H1(title),
        Html(parts["summary"], "P", id=f"{name}-summary", className="summary", **ANNOUNCED),
        Html(parts["remarks"], "Div", id=f"{name}-remarks", className="remarks", role="status"),
        Html(parts["filters"], "Div", id=f"{name}-told", className="told"),
    ]


def filters(text: str, name_parts: tuple[str, ...], codes: tuple[str, ...] | None = None) -> Element:
    """What is chosen, in words: on paper and in pictures, where no control says it; `assets/picture.js` reads it.

    `name_parts` are what a picture's file is named by, `codes` those that a copied link spells out.
    """
    more = {} if codes is None else {"data-places": ",".join(codes) or "inga"}
    return element("P", text, **{"data-file": "_".join(map(slug, filter(None, name_parts))), **more})


def panel(name: str, heading: str, *content: Any) -> html.Section:
    """A section that its own heading names; the heading's id is `<name>-title`."""
    section = html.Section([Html(heading, "H2", id=f"{name}-title"), *content], className="panel")
    return aria(section, labelledby=f"{name}-title")


def table(component_id: str, content: Any, label: str, more: str = "") -> Html:
    """The frame of a table, which the keyboard can scroll; `more` are further names for the style sheet."""
    frame = Html(content, "Div", id=component_id, className=f"scroll {more}".strip(), tabIndex=0, role="region")
    return aria(frame, label=label)


def chart(component_id: str, figure: dict[str, Any], label: str, size: str) -> html.Div:
    """A chart by its graph's id, with its name for screen readers; `size` is the style sheet's name of its height."""
    graph = dcc.Graph(id=component_id, figure=figure, config=theme.CONFIG, responsive=True)
    return aria(html.Div(graph, role="img", className=size), label=label)


def foot(name: str, source: Any, *ways: Any) -> html.Div:
    """Below a chart or table: where it comes from (`<name>-source`), and the ways to take it away."""
    return html.Div([Html(source, "P", id=f"{name}-source", className="source"), *ways], className="panel-foot")


SEXES: Final = [{"label": word, "value": sex.value} for sex, word in formats.SEX_WORDS.items()]


def sexes(component_id: str, value: str) -> html.Fieldset:
    """The choice of total, women or men."""
    legend = html.Legend("Kön", className="field-label")
    return html.Fieldset([legend, pickers.sex_choice(component_id, SEXES, value)], className="field")
