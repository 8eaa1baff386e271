"""ARIA attributes on Dash components, whose typed constructors don't know them."""

from typing import TypeVar

from dash.development.base_component import Component

C = TypeVar("C", bound=Component)


def aria(component: C, **attributes: str) -> C:
    """The same component with `aria-<name>` set for each keyword: `aria(html.Nav(...), label="Huvudmeny")`."""
    for name, value in attributes.items():
        setattr(component, f"aria-{name}", value)
    return component
