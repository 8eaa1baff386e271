"""Reading XML that nobody vouches for: no document types, so no entities; damage is reported, not guessed around."""

from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from etl.sources.inbox.faults import Fault, RefusedError

MAX_DEPTH: Final = 64

Attributes = Mapping[str, str]
Start = Callable[[str, str, Attributes], None]
"""What is done where an element begins: its parent's name, empty for none, its own, and its attributes."""


def parse(content: bytes, part: str, start: Start | None = None) -> None:
    """Go through the XML of a workbook's part; names are `namespace name`.

    Raises:
        RefusedError: it is not well-formed, in an unknown encoding or has a document type; with `start`, also nested too deep.

    """
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype(part)
    if start is not None:
        parents: list[str] = []
        parser.StartElementHandler = _noting(parents, part, start)
        parser.EndElementHandler = lambda _: parents.pop()
    try:
        parser.Parse(content, True)
    except (ExpatError, LookupError, ValueError) as error:
        raise RefusedError(damaged(part)) from error


def damaged(part: str) -> Fault:
    """The fault of a part that can't be understood."""
    return Fault(f"Filen är skadad: {part!r:.100} går inte att tolka. Spara den på nytt från kalkylprogrammet som .xlsx.")


def _noting(parents: list[str], part: str, start: Start) -> Callable[[str, dict[str, str]], None]:
    def begin(name: str, attributes: dict[str, str]) -> None:
        start(parents[-1] if parents else "", name, attributes)
        parents.append(name)
        if len(parents) > MAX_DEPTH:
            raise RefusedError(damaged(part))

    return begin


def _refuse_doctype(part: str) -> Callable[[str, str | None, str | None, bool], None]:
    def refuse(_name: str, _system: str | None, _public: str | None, _internal: bool) -> None:
        raise RefusedError(Fault(f"Filen innehåller en dokumenttyp (DOCTYPE) i {part!r:.100}, vilket inte är tillåtet."))

    return refuse
