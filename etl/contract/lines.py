"""Where an entry and its fields stand in a hand-written file."""

import re
from itertools import takewhile
from pathlib import Path

ANY_ENTRY = re.compile(r"- id:")


def line_of(file: Path, entry: str, field: str = "id") -> int | None:
    """The number of the line where an entry has a field (`source.publisher`), else of the nearest before it.

    The line of its id where the entry lacks the field; None where there is no such file or entry.
    """
    if not file.is_file():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    begins = re.compile(rf"(- )?id: [\"']?{re.escape(entry)}[\"']?\s*$")
    first = next((at for at, line in enumerate(lines) if begins.match(line)), None)
    if first is None:
        return None
    rest = list(takewhile(lambda line: not ANY_ENTRY.match(line), lines[first + 1 :]))
    at = 0
    for name in field.split("."):
        wanted = re.compile(rf"\s*(- )?({re.escape(name)}:|id: {re.escape(name)}\s*$)")
        found = next((number for number in range(at, len(rest)) if wanted.match(rest[number])), None)
        if found is None:
            break
        at = found + 1
    return first + 1 + at
