"""A page's elements as plain words: what a reader sees of them, for places that take text only."""

from collections.abc import Iterator
from typing import Any, Final

from dashboard.markup import Element

SHAPES: Final = {"heat-good": " ●", "heat-plain": " ◐", "heat-poor": " ○"}
"""What the style sheet draws in a cell of such a class."""

SPACED: Final = frozenset(("signal", "signal-shape"))
"""What the style sheet keeps apart from what follows."""

BELOW: Final = frozenset(("goal-beside",))
"""What the style sheet begins a line with."""

UNIT: Final = "unit"
UNSEEN: Final = frozenset(("visually-hidden", "screen-only"))


def plain(content: Any) -> str:
    """The text that is seen, with what the style sheet adds; what is for screen readers or the screen only is left out."""
    said = " ".join("".join(_texts(content)).split(" ")).strip()
    return said.replace(" ,", ",").replace(" .", ".")


def _texts(content: Any) -> Iterator[str]:
    if content is None:
        return
    if isinstance(content, dict):
        classes = str(content["props"].get("className") or "").split()
        if not UNSEEN & set(classes):
            unit = UNIT in classes
            yield ". " if BELOW & set(classes) else ""
            yield " (" if unit else ""
            yield from _texts(content["props"].get("children"))
            yield ")" if unit else ""
            yield from (SHAPES[name] for name in classes if name in SHAPES)
            yield " " if SPACED & set(classes) else ""
    elif isinstance(content, (list, tuple)):
        for part in content:
            yield from _texts(part)
    else:
        yield str(content)


def tables(content: Any) -> Iterator[Element]:
    """The tables among the elements, in order."""
    if isinstance(content, dict):
        if content["type"] == "Table":
            yield content
        else:
            yield from tables(content["props"].get("children"))
    elif isinstance(content, (list, tuple)):
        for part in content:
            yield from tables(part)


def sections(content: Any) -> Iterator[tuple[str, str]]:
    """Heading and text of the sections that hold no table."""
    if isinstance(content, dict):
        children = content["props"].get("children")
        if content["type"] != "Section":
            yield from sections(children)
        elif not list(tables(children)):
            heading, *rest = children
            yield plain(heading), plain(_without_links(rest))
    elif isinstance(content, (list, tuple)):
        for part in content:
            yield from sections(part)


def _without_links(content: Any) -> Any:
    """What leads elsewhere says nothing on paper."""
    if isinstance(content, (list, tuple)):
        return [_without_links(part) for part in content]
    if not isinstance(content, dict):
        return content
    if content["type"] == "Link":
        return None
    return {**content, "props": {**content["props"], "children": _without_links(content["props"].get("children"))}}


def rows(table: Element, leave_out: str = "") -> list[list[str]]:
    """A table's rows as words, its heading first; rows of the class `leave_out` are not among them."""
    return [
        [plain(cell) for cell in _listed(row["props"]["children"])]
        for row in _rows(table["props"]["children"])
        if not leave_out or leave_out not in str(row["props"].get("className") or "").split()
    ]


def _rows(parts: Any) -> Iterator[Element]:
    for part in _listed(parts):
        if part["type"] == "Tr":
            yield part
        elif part["type"] in ("Thead", "Tbody"):
            yield from _rows(part["props"]["children"])


def _listed(parts: Any) -> list[Any]:
    return parts if isinstance(parts, list) else [parts]
