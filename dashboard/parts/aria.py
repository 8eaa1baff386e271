"""ARIA attributes on Dash components, whose typed constructors don't know them; what is read out when a choice is answered."""

from typing import Any, Final, TypeVar

from dash.development.base_component import Component

ANNOUNCED: Final[dict[str, Any]] = {"data-announced": "yes"}
"""The attribute of the text that a page's one live region reads out (`assets/announce.js`)."""

C = TypeVar("C", bound=Component)


def aria(component: C, **attributes: str) -> C:
    """The same component with `aria-<name>` set for each keyword: `aria(html.Nav(...), label="Huvudmeny")`."""
    for name, value in attributes.items():
        setattr(component, f"aria-{name}", value)
    return component
