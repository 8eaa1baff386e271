"""Content of which only the differences are sent: the browser has the old, and `assets/packed.js` lays the new over it.

A place that shows such content tells its key in `data-known`; a callback has it as a state, and answers with `{"difference": [old
key, new key, difference]}` as children where it can make the old content again, else with the new content itself.

A difference is `0` for what stays; a text; a list for the parts of a list, those at its end that stay left out; the difference of
its children for an element, or `{"p": changed properties, "c": children}`; `{"l": ...}` for a list of another length, with
`{"o": 1}` for what the old list has at that place; and what can't be told so, new: `{"v": ...}` or an element as `{"Td":
[children, properties]}`.
"""

from typing import Any, Final, NamedTuple

from dashboard.components.markup import Element, element

KEPT: Final = 0
HOLE: Final = "\0"
"""Where a cell's own text goes in the element that it has in common with others."""

KNOWN: Final = "data-known"
MOST_COMPARED: Final = 20
"""In longer lists each part is not looked for."""


class Cells(NamedTuple):
    """Cells that end a row and are of few kinds: each as an element with holes, which kind each cell is, and their texts."""

    kinds: tuple[Element, ...]
    which: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def elements(self) -> list[Element]:
        """Each cell by itself."""
        return [filled(self.kinds[kind], text) for kind, text in zip(self.which, self.texts, strict=True)]

    @property
    def encoded(self) -> dict[str, Any]:
        """As the browser is sent them."""
        letters = "".join(chr(ord("a") + kind) for kind in self.which)
        return {"=": [[encoded(kind) for kind in self.kinds], letters, "|".join(self.texts)]}


def place(content: Any, key: str, component_id: str, **properties: Any) -> Element:
    """Where content is shown of which later only the differences are sent."""
    return element("Div", written(content), id=component_id, **{KNOWN: key}, **properties)


def filled(part: Any, text: str) -> Any:
    """An element with its holes filled."""
    if isinstance(part, str):
        return part.replace(HOLE, text)
    if isinstance(part, list):
        return [filled(one, text) for one in part]
    return {key: filled(value, text) for key, value in part.items()} if isinstance(part, dict) else part


def written(part: Any) -> Any:
    """Content with every row of cells written out, as the browser shows it."""
    if isinstance(part, list):
        return [cell for one in part for cell in (one.elements if isinstance(one, Cells) else [written(one)])]
    if type(part) is not dict:
        return part
    return {**part, "props": {**part["props"], "children": written(part["props"].get("children"))}}


def answer(base: tuple[str, Any] | None, key: str, content: Any) -> Any:
    """What a callback answers with as children; `base` is the key and the content that the browser has, None where unknown."""
    if base is None:
        return written(content)
    return {"difference": [base[0], key, difference(base[1], content)]}


def difference(old: Any, new: Any) -> Any:
    """What makes the new content of the old."""
    if old is new or old == new:
        return KEPT
    kind = type(new)
    if kind is dict:
        same = type(old) is dict and old["type"] == new["type"]
        return _of_element(old["props"], new["props"]) if same else encoded(new)
    if kind is list:
        return _of_list(old, new)
    return new if kind is str and type(old) is not dict and type(old) is not list else {"v": new}


def _of_element(old: dict[str, Any], new: dict[str, Any]) -> Any:
    own = {name: value for name, value in new.items() if name != "children" and (name not in old or old[name] != value)}
    if old.keys() != new.keys():
        own |= dict.fromkeys(old.keys() - new.keys())
    children = difference(old.get("children"), new.get("children"))
    if not own:
        return children if children == KEPT or type(children) is not dict else {"c": children}
    return {"p": own} if children == KEPT else {"p": own, "c": children}


def _of_list(old: Any, new: list[Any]) -> Any:
    rows = bool(new) and type(new[-1]) is Cells
    if type(old) is not list or rows:
        return KEPT if rows and old == new else {"v": encoded(new)}
    if len(old) != len(new):
        return _of_other_length(old, new)
    parts = list(map(difference, old, new))
    while parts and parts[-1] == KEPT:
        parts.pop()
    return parts or KEPT


def _of_other_length(old: list[Any], new: list[Any]) -> Any:
    """With the parts that the old list has somewhere told by their places in it."""
    if len(old) > MOST_COMPARED or len(new) > MOST_COMPARED:
        return {"v": encoded(new)}
    parts = [{"o": old.index(one)} if one in old else encoded(one) for one in new]
    return {"l": parts}


def encoded(part: Any) -> Any:
    """New content in short: an element as its name with children and properties."""
    if isinstance(part, Cells):
        return part.encoded
    if isinstance(part, list):
        return [encoded(one) for one in part]
    if type(part) is not dict:
        return part
    props = {name: value for name, value in part["props"].items() if name != "children"}
    children = encoded(part["props"].get("children"))
    return {part["type"]: [children, props] if props else [children]}
