"""Numbers of charts in fewer bytes on the way to the browser, where `assets/packed.js` writes them out again, exactly.

A series such as `[65.0, 67.8, None, 69.9]` becomes `{"~": "1..."}`: how many decimals, then each number less the one before, as
whole numbers; or `{"#": "1..."}` with each number by itself where neighbours aren't alike. Whole numbers are written in Base64
VLQ, as in source maps but with the letters that are safe in addresses; `.` is none. Texts such as `["83,4 %", "Dold", "9,1 %"]`
become `{"$": [" %", "1...", ["Dold"]]}`: how the numbers end, the numbers, and what is none.
"""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from dashboard.formats import HARD_SPACE, MINUS

STEPS, NUMBERS, LINES, TEXTS = "~", "#", "%", "$"
NUMBER: Final = re.compile(f"({MINUS}?)([0-9]{{1,3}}(?:{HARD_SPACE}[0-9]{{3}})*)(?:,([0-9]+))?([^0-9]*)")
"""As the dashboard writes one: sign, whole part, decimals, unit."""

FEWEST: Final = 6
"""Of fewer numbers there is nothing to win."""

MOST_DECIMALS: Final = 4
AXES: Final = ("x", "y", "z")

DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ABSENT: Final = "."
MORE: Final = 32
"""Of each digit's six bits, that which says that another follows."""


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
    return {form: f"{decimals}{''.join(map(_written, whole if form == NUMBERS else _steps(whole)))}"}


def packed_texts(texts: list[str]) -> Any:
    """A list of texts packed; the list itself where few of them are numbers with the same decimals and ending."""
    found = [NUMBER.fullmatch(text) for text in texts]
    kinds = Counter(_kind(match) for match in found if match)
    (ending, decimals), count = kinds.most_common(1)[0] if kinds else (("", 0), 0)
    if 2 * count < len(texts) or count < FEWEST:
        return texts
    alike = [match if match and _kind(match) == (ending, decimals) else None for match in found]
    others = [text for text, match in zip(texts, alike, strict=True) if match is None]
    return {TEXTS: [ending, f"{decimals}{''.join(_written(match and _whole(match)) for match in alike)}", others]}


def _kind(match: re.Match[str]) -> tuple[str, int]:
    return match[4], len(match[3] or "")


def _whole(match: re.Match[str]) -> int:
    """The number without its comma."""
    return int(f"{'-' if match[1] else ''}{match[2]}{match[3] or ''}".replace(HARD_SPACE, ""))


@functools.lru_cache(maxsize=8192)
def _written(number: int | None) -> str:
    """A whole number in digits of five bits, the least first; the very first bit is its sign."""
    if number is None:
        return ABSENT
    rest, digits = abs(number) << 1 | (number < 0), ""
    while rest >= MORE:
        digits += DIGITS[rest % MORE + MORE]
        rest //= MORE
    return digits + DIGITS[rest]


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
