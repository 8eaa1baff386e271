"""What the browser makes of an answer: in Python what `assets/packed.js` does, to which `tests/unit/test_packing.py` holds it."""

import itertools
from collections.abc import Sequence
from typing import Any

from dashboard.components.delta import ABOVE, KEPT
from dashboard.components.markup import element, link
from dashboard.figures.packing import ABSENT, DIGITS, LINES, MORE, NUMBERS, STEPS, TEXTS
from dashboard.formats import number


def figure(part: Any) -> Any:
    """A figure, or any part of one, with its numbers and texts written out."""
    if isinstance(part, list):
        return [found for one in part for found in _of_list(one)]
    if not isinstance(part, dict):
        return part
    if part.keys() == {NUMBERS}:
        return _scaled(part[NUMBERS], _read(part[NUMBERS][1:]))
    if part.keys() == {STEPS}:
        return _scaled(part[STEPS], _summed(_read(part[STEPS][1:])))
    if part.keys() == {TEXTS}:
        ending, numbers, others = part[TEXTS]
        left = iter(others)
        known = _scaled(numbers, _read(numbers[1:]))
        return [next(left) if one is None else number(one, int(numbers[0])) + ending for one in known]
    return {key: figure(value) for key, value in part.items()}


def _of_list(part: Any) -> list[Any]:
    """A part of a list; of lines that were packed as one, each."""
    if not isinstance(part, dict) or part.keys() != {LINES}:
        return [figure(part)]
    shared, names, numbers = part[LINES]
    return [figure({**shared, "name": name, "y": {STEPS: steps}}) for name, steps in zip(names, numbers, strict=True)]


def _read(text: str) -> list[int | None]:
    found: list[int | None] = []
    whole, place = 0, 1
    for letter in text:
        digit = 0 if letter == ABSENT else DIGITS.index(letter)
        whole += digit % MORE * place
        place *= MORE
        if digit < MORE:
            found.append(None if letter == ABSENT else -(whole >> 1) if whole & 1 else whole >> 1)
            whole, place = 0, 1
    return found


def _summed(steps: Sequence[int | None]) -> list[int | None]:
    sums = itertools.accumulate(step or 0 for step in steps)
    return [None if step is None else total for step, total in zip(steps, sums, strict=True)]


def _scaled(text: str, whole: Sequence[int | None]) -> list[float | None]:
    return [None if one is None else one / 10 ** int(text[0]) for one in whole]


def content(part: Any) -> Any:
    """Elements that were answered with in short, whole."""
    if isinstance(part, list):
        made: list[Any] = []
        for one in part:
            made.append(_changed(made[-1], one[ABOVE]) if isinstance(one, dict) and ABOVE in one else content(one))
        return made
    if not isinstance(part, dict):
        return part
    [(tag, (children, *own))] = part.items()
    props = own[0] if own else {}
    return link(content(children), **props) if tag == "Link" else element(tag, content(children), **props)


def _changed(old: Any, part: Any) -> Any:
    """The element or its children after a change."""
    if part == KEPT:
        return old
    if isinstance(part, dict):
        if "v" in part:
            return content(part["v"])
        if "l" in part:
            return [old[one["o"]] if isinstance(one, dict) and "o" in one else content(one) for one in part["l"]]
        if not part.keys() & {"c", "p"}:
            return content(part)
        props = {name: value for name, value in {**old["props"], **part.get("p", {})}.items() if value is not None}
        return {**old, "props": {**props, "children": _changed(old["props"]["children"], part.get("c", KEPT))}}
    if isinstance(old, dict):
        return {**old, "props": {**old["props"], "children": _changed(old["props"]["children"], part)}}
    if not isinstance(part, list):
        return part
    return [_changed(one, part[at]) if at < len(part) else one for at, one in enumerate(old)]
