"""Content of which only the differences are sent: the browser has the old, and `assets/packed.js` lays the new over it.

A place that shows such content tells its key in `data-known`; a callback has it as a state, and answers with `{"difference": [old
key, new key, difference]}` as children where it can make the old content again, else with the new content itself.

A difference is `0` for what stays; a text; a list for the parts of a list, those at its end that stay left out; the difference of
its children for an element, or `{"p": changed properties, "c": children}`; `{"l": ...}` for a list of another length, with
`{"o": 1}` for what the old list has at that place; and what can't be told so, new: `{"v": ...}` or an element as `{"Td":
[children, properties]}`. New rows and cells that the old content has anywhere are told by where they stand there: `{"&": [3, 2]}`
for its fourth and fifth row, `{"@": [40, 1]}` for its 41st cell; rows of very many cells don't count, nor do their cells. Where
there is no old content (`short`), rows are told by what differs from the one above: `{"^": difference}`.
"""

import functools
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import orjson

from dashboard.components.markup import Element, element

KEPT: Final = 0
ABOVE: Final = "^"
HOLE: Final = "\0"
"""Where a cell's own text goes in the element that it has in common with others."""

KNOWN: Final = "data-known"
MOST_COMPARED: Final = 20
"""In longer lists each part is not looked for."""

MARKS: Final = {"Tr": "&", "Td": "@", "Th": "@"}
MOST_CELLS: Final = 12
"""Longer rows are those of a län's kommuner side by side: to go through them costs more than is won."""


class Standing:
    """The rows and cells of the old content, each kind numbered in the order in which they are written; read when first asked."""

    def __init__(self, content: Any) -> None:
        self._content = content

    @functools.cached_property
    def _places(self) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        counts = dict.fromkeys(MARKS.values(), 0)
        for one in _sought(self._content):
            mark = MARKS[one["type"]]
            found.setdefault(orjson.dumps(one), counts[mark])
            counts[mark] += 1
        return found

    def place(self, part: Any) -> dict[str, list[int]] | None:
        """A row or cell by where the old content has it, as `{"&": [3, 1]}`; None for what it lacks."""
        if type(part) is not dict or part["type"] not in MARKS:
            return None
        try:
            at = self._places.get(orjson.dumps(part))
        except TypeError:  # a row that ends with cells of few kinds
            return None
        return None if at is None else {MARKS[part["type"]]: [at, 1]}


NOTHING: Final = Standing(None)


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
        return {"=": [[encoded(kind, NOTHING) for kind in self.kinds], letters, "|".join(self.texts)]}


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


def short(content: Element) -> dict[str, Any]:
    """What a callback answers with as children where nothing is known of what the browser has: the same content, in short."""
    return {"short": encoded(content, NOTHING)}


def difference(old: Any, new: Any) -> Any:
    """What makes the new content of the old."""
    return KEPT if old is new or old == new else _difference(old, new, Standing(old))


def _sought(part: Any) -> Iterator[Element]:
    if isinstance(part, Cells):
        part = part.elements
    if isinstance(part, list):
        for one in part:
            yield from _sought(one)
    elif type(part) is dict:
        children = part["props"].get("children")
        if part["type"] == "Tr" and type(children) is list:
            if sum(len(one.which) if isinstance(one, Cells) else 1 for one in children) > MOST_CELLS:
                return
            part = written(part)
            children = part["props"]["children"]
        if part["type"] in MARKS:
            yield part
        yield from _sought(children)


def _difference(old: Any, new: Any, known: Standing) -> Any:
    if old is new or old == new:
        return KEPT
    kind = type(new)
    if kind is dict:
        same = type(old) is dict and old["type"] == new["type"]
        return _of_element(old["props"], new["props"], known) if same else encoded(new, known)
    if kind is list:
        return _of_list(old, new, known)
    return new if kind is str and type(old) is not dict and type(old) is not list else {"v": new}


def _of_element(old: dict[str, Any], new: dict[str, Any], known: Standing) -> Any:
    own = {name: value for name, value in new.items() if name != "children" and (name not in old or old[name] != value)}
    if old.keys() != new.keys():
        own |= dict.fromkeys(old.keys() - new.keys())
    children = _difference(old.get("children"), new.get("children"), known)
    if not own:
        return children if children == KEPT or type(children) is not dict else {"c": children}
    return {"p": own} if children == KEPT else {"p": own, "c": children}


def _of_list(old: Any, new: list[Any], known: Standing) -> Any:
    rows = bool(new) and type(new[-1]) is Cells
    if type(old) is not list or rows:
        return KEPT if rows and old == new else {"v": encoded(new, known)}
    if len(old) != len(new):
        return _of_other_length(old, new, known)
    parts = [_difference(was, one, known) for was, one in zip(old, new, strict=True)]
    while parts and parts[-1] == KEPT:
        parts.pop()
    return parts or KEPT


def _of_other_length(old: list[Any], new: list[Any], known: Standing) -> Any:
    """With the parts that the old list has somewhere told by their places in it."""
    if len(old) > MOST_COMPARED or len(new) > MOST_COMPARED:
        return {"v": encoded(new, known)}
    parts = [{"o": old.index(one)} if one in old else encoded(one, known) for one in new]
    return {"l": parts}


def encoded(part: Any, known: Standing) -> Any:
    """New content in short: an element as its name with children and properties, or by where the old content has it."""
    if isinstance(part, Cells):
        return part.encoded
    if isinstance(part, list):
        return _together([known.place(one) or _below(above, one, known) for above, one in zip([None, *part], part, strict=False)])
    if type(part) is not dict:
        return part
    props = {name: value for name, value in part["props"].items() if name != "children"}
    children = encoded(part["props"].get("children"), known)
    return {part["type"]: [children, props] if props else [children]}


def _below(above: Any, one: Any, known: Standing) -> Any:
    """A row by how it differs from the one above, where no old content has its cells; anything else by itself."""
    if known is not NOTHING or _row_of(above) != _row_of(one) or not _row_of(one):
        return encoded(one, known)
    return {ABOVE: _difference(above, one, known)}


def _row_of(part: Any) -> int:
    """How many cells a row has; 0 for what is no row, or one that ends with cells of few kinds."""
    if type(part) is not dict or part["type"] != "Tr" or type(part["props"]["children"]) is not list:
        return 0
    cells = part["props"]["children"]
    return 0 if cells and type(cells[-1]) is Cells else len(cells)


def _together(parts: list[Any]) -> list[Any]:
    """With neighbours that are neighbours in the old content told at once."""
    found: list[Any] = []
    for part in parts:
        before = found[-1] if found else None
        mark = next((mark for mark in ("&", "@") if type(part) is dict and mark in part), None)
        if mark and type(before) is dict and mark in before and sum(before[mark]) == part[mark][0]:
            before[mark][1] += 1
        else:
            found.append(part)
    return found
