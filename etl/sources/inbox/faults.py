"""What is wrong with a reported file: each fault with its place, and the same as lines of Swedish text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

VALUE_LENGTH: Final = 80
"""How much of a long value is repeated in a fault."""


@dataclass(frozen=True)
class Fault:
    """One fault. `allowed` says in Swedish what is wrong or allowed; `value` is what was found.

    `row` is the number that a spreadsheet shows, `letter` its letters for the column, `header` the column's name. Without `row`
    and `letter` the fault is the whole file's; with one of them, the whole row's or column's.
    """

    allowed: str
    value: str = ""
    row: int | None = None
    letter: str | None = None
    header: str | None = None
    sheet: str | None = None

    @property
    def place(self) -> str:
        """Where it is, in Swedish."""
        if self.row is None and self.letter is None:
            return f"Blad {self.sheet}" if self.sheet else "Hela filen"
        sheet = f"Blad {self.sheet}, " if self.sheet else ""
        row = f"rad {self.row}" if self.row is not None else "alla rader"
        column = f"kolumn {self.letter}" if self.letter is not None else "alla kolumner"
        name = f" ({self.header})" if self.header else ""
        place = f"{sheet}{row}, {column}{name}"
        return place[0].upper() + place[1:]

    @property
    def line(self) -> str:
        """The whole fault as one line of Swedish."""
        found = f' Värde: "{shown(self.value)}".' if self.value else ""
        return f"{self.place}.{found} {self.allowed}"


class RefusedError(Exception):
    """A file can't be taken in; `faults` says everything that was found wrong."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(fault.line for fault in faults))
        self.faults = faults


def shown(value: str) -> str:
    """A value fit for one line: control characters made visible, long ones cut."""
    return visible(value if len(value) <= VALUE_LENGTH else f"{value[:VALUE_LENGTH]}…")


def visible(value: str) -> str:
    """A value with its control characters made visible."""
    lines = value.replace("\n", "↵")
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in lines)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults as one meets them in the file, each once."""
    ordered = sorted(faults, key=lambda fault: (fault.row or 0, len(fault.letter or ""), fault.letter or ""))
    return tuple(dict.fromkeys(ordered))


def report(name: str, faults: Sequence[Fault]) -> str:
    """The text beside a refused file."""
    lines = [
        f"{name} har inte tagits in: {len(faults)} fel.",
        "Inget av filen har lästs in. Rätta felen i filen och lägg den i mappen igen; då försvinner den här texten.",
        "",
        *(f"{number}. {fault.line}" for number, fault in enumerate(faults, start=1)),
        "",
    ]
    return "\r\n".join(lines)
