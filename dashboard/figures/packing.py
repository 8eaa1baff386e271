"""Numbers of charts in fewer bytes on the way to the browser, where `assets/packed.js` writes them out again, exactly.

A series such as `[65.0, 67.8, None, 69.9]` becomes `{"~": [1, 650, 28, None, 21]}`: how many decimals, then each number less the
one before, as whole numbers; or `{"#": [1, 650, 678, None, 699]}` with each number by itself where neighbours aren't alike.
"""

import itertools
from collections.abc import Sequence
from typing import Any, Final

STEPS, NUMBERS, LINES = "~", "#", "%"
FEWEST: Final = 6
"""Of fewer numbers there is nothing to win."""

MOST_DECIMALS: Final = 4
AXES: Final = ("x", "y", "z")


def packed_figure(figure: dict[str, Any]) -> dict[str, Any]:
    """The same figure with its series packed."""
    return {**figure, "data": packed_traces(figure["data"])}


def packed_traces(traces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same traces with their series packed: lines by their steps, points and bars by themselves.

    Neighbours that differ in name and numbers only become one: `{"%": [all that they share, names, numbers]}`.
    """
    found: list[dict[str, Any]] = []
    for _, run in itertools.groupby((_packed_trace(trace) for trace in traces), key=_shared):
        alike = list(run)
        many = len(alike) > 1 and _shared(alike[0]) is not None
        found += [{LINES: [_shared(alike[0]), *_own(alike)]}] if many else alike
    return found


def _shared(trace: dict[str, Any]) -> dict[str, Any] | None:
    """All of a packed line but its name and its numbers; None where the numbers are not packed."""
    numbers = trace.get("y")
    if not isinstance(numbers, dict) or numbers.keys() != {STEPS}:
        return None
    return {key: value for key, value in trace.items() if key not in ("name", "y")}


def _own(alike: Sequence[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    return [trace.get("name") for trace in alike], [trace["y"][STEPS] for trace in alike]


def _packed_trace(trace: dict[str, Any]) -> dict[str, Any]:
    form = NUMBERS if trace.get("mode") == "markers" or trace["type"] != "scatter" else STEPS
    own = {axis: packed(trace[axis], form) for axis in AXES if isinstance(trace.get(axis), list)}
    return {**trace, **own}


def packed(values: list[Any], form: str = STEPS) -> Any:
    """A list of numbers packed; the list itself where it holds anything else, or too few or too fine numbers."""
    known = [value for value in values if value is not None]
    if len(known) < FEWEST or not all(type(value) in (float, int) for value in known):
        return values
    decimals = max(map(_decimals, known))
    if decimals > MOST_DECIMALS:
        return values
    scale = 10**decimals
    whole = [None if value is None else round(value * scale) for value in values]
    return {form: [decimals, *(whole if form == NUMBERS else _steps(whole))]}


def _decimals(value: float) -> int:
    if value == int(value):
        return 0
    text = repr(value)
    return MOST_DECIMALS + 1 if "e" in text else len(text) - text.index(".") - 1


def _steps(whole: Sequence[int | None]) -> list[int | None]:
    steps: list[int | None] = []
    before = 0
    for number in whole:
        steps.append(None if number is None else number - before)
        before = before if number is None else number
    return steps


def unpacked(part: Any) -> Any:
    """What the browser makes of it: everything as it was, however deep the packed series are."""
    if isinstance(part, list):
        return [found for one in part for found in _written(one)]
    if not isinstance(part, dict):
        return part
    if part.keys() == {NUMBERS}:
        decimals, *numbers = part[NUMBERS]
        return [None if number is None else number / 10**decimals for number in numbers]
    if part.keys() == {STEPS}:
        decimals, *steps = part[STEPS]
        return [None if step is None else total / 10**decimals for step, total in zip(steps, _sums(steps), strict=True)]
    return {key: unpacked(value) for key, value in part.items()}


def _written(part: Any) -> list[Any]:
    """A part of a list; of lines that were packed as one, each."""
    if not isinstance(part, dict) or part.keys() != {LINES}:
        return [unpacked(part)]
    shared, names, numbers = part[LINES]
    return [unpacked({**shared, "name": name, "y": {STEPS: steps}}) for name, steps in zip(names, numbers, strict=True)]


def _sums(steps: Sequence[int | None]) -> list[int]:
    return list(itertools.accumulate(step or 0 for step in steps))
