"""`Html`: static content as one Dash component, so that Dash has one thing to follow instead of each cell of a table.

`assets/html.js` draws it. Static is what no callback reads or writes a part of; a callback that owns it writes `content`.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from dash.development.base_component import Component

from dashboard.markup import Element, element

OWN_STATE: Final = frozenset(("Input", "Textarea", "Select", "Form"))
"""Elements that readers change: those stay with Dash."""


class Html(Component):
    """Static content in an element of its own, or, without a `tag`, by itself.

    `content` is text, an element of `components.markup` or of `dash.html`, or a list of these; links of `markup.link` lead to
    other pages without a load. `attributes` are the element's own, by their names in React.
    """

    _namespace = "kollen"
    _type = "Html"
    # Lists, as Dash declares the properties of its own components.
    _children_props = []  # noqa: RUF012
    _prop_names = ["id", "content", "tag", "className", "role", "tabIndex", "hidden", "title", "popover"]  # noqa: RUF012
    _valid_wildcard_attributes = ["data-", "aria-"]  # noqa: RUF012
    available_properties = _prop_names
    available_wildcard_properties = _valid_wildcard_attributes

    def __init__(self, content: Any = None, tag: str | None = None, **attributes: Any) -> None:
        super().__init__(**({"tag": tag} if tag else {}), **attributes)  # type: ignore[no-untyped-call]
        self.content = content

    @property
    def element(self) -> Element:
        """The same as an element of `components.markup`, or, without a tag, the content itself."""
        props: dict[str, Any] = dict(self.to_plotly_json()["props"])  # type: ignore[no-untyped-call]
        content, tag = props.pop("content"), props.pop("tag", None)
        return element(tag, content, **props) if tag else content


def static(part: Any) -> Any:
    """The same part of a page with all that is static in it as `Html`: neighbours together, controls and charts as they are."""
    if isinstance(part, list | tuple):
        return list(_neighbours(part))
    if _is_static(part):
        return part if _is_text(part) else Html(part)
    if isinstance(part, Component):
        if isinstance(getattr(part, "children", None), list | tuple | Component | dict):
            part.children = static(part.children)
        return part
    return {**part, "props": {**part["props"], "children": static(part["props"].get("children"))}}


def _neighbours(parts: list[Any] | tuple[Any, ...]) -> Iterator[Any]:
    for together, run in groupby(parts, key=_is_static):
        alike = list(run)
        if together and not all(map(_is_text, alike)):
            yield Html(alike)
        else:
            yield from alike if together else map(static, alike)


def _is_text(part: Any) -> bool:
    return not isinstance(part, Component | dict | list | tuple)


def _is_static(part: Any) -> bool:
    """Whether it is text, or HTML without an id, which no callback can reach, all through."""
    if isinstance(part, list | tuple):
        return all(map(_is_static, part))
    if isinstance(part, Component):
        name, namespace, props = part._type, part._namespace, vars(part)
    elif isinstance(part, dict):
        name, namespace, props = part["type"], part["namespace"], part["props"]
    else:
        return True
    plain = namespace == "dash_html_components" and name not in OWN_STATE
    link = (namespace, name) == ("dash_core_components", "Link")
    return (plain or link) and "id" not in props and _is_static(props.get("children"))
