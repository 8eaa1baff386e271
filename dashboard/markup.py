"""HTML elements as the plain dicts that the browser is sent: for the many small parts of tables, lists and legends.

`dash.html` does the same with a check of every property, which for a table costs more than all its numbers.
"""

from typing import Any, Final

Element = Any
"""A dict, what `dash.html.Td(...)` becomes in an answer; the types of Dash's constructors know of components only."""


HYPHENATED: Final = (
    "aria_hidden",
    "aria_label",
    "aria_labelledby",
    "aria_describedby",
    "data_heading",
    "data_sort",
    "data_fixed",
)
DASHED: Final = {name: name.replace("_", "-") for name in HYPHENATED}
"""Properties whose names are no Python names."""


def element(tag: str, children: Any = None, **properties: Any) -> Element:
    """An element by its name in `dash.html`, such as `Td`; `data_heading` and `aria_label` become `data-heading`, `aria-label`.

    Properties that are None are left out.
    """
    props = {"children": children}
    for name, value in properties.items():
        if value is not None:
            props[DASHED.get(name, name)] = value
    return {"type": tag, "namespace": "dash_html_components", "props": props}


def link(text: Any, href: str, **properties: Any) -> Element:
    """A link to another page of ours, followed without loading the document anew."""
    return {**element("Link", text, href=href, **properties), "namespace": "dash_core_components"}
