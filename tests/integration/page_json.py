"""A page as the JSON that the server sends: its words, its components, its links."""

from typing import Any

SCRIPT = "<script>alert('zq')</script>"
"""What a hostile address holds; nothing of it may come back as markup."""


def inside(component: dict[str, Any]) -> Any:
    """What is in a component: the children of most, the content of `Html`."""
    props = component.get("props", {})
    return props.get("content", props.get("children"))


def words(component: Any) -> str:
    """All text of a page as its JSON, one piece a line."""
    if isinstance(component, list):
        return "\n".join(map(words, component))
    if isinstance(component, dict):
        return words(inside(component))
    return "" if component is None else str(component)


def identified(component: Any, name: str) -> dict[str, Any]:
    """The props of the component with that id."""
    found = [props for props in props_of(component) if props.get("id") == name]
    assert len(found) == 1, f"{len(found)} components have the id {name}"
    return found[0]


def props_of(component: Any) -> list[dict[str, Any]]:
    """The props of all components."""
    if isinstance(component, list):
        return [props for one in component for props in props_of(one)]
    if not isinstance(component, dict):
        return []
    props = component.get("props", {})
    return [props, *props_of(inside(component))]


def links(component: Any) -> list[str]:
    """Where the page leads."""
    return [props["href"] for props in props_of(component) if props.get("href")]
