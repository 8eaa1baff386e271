"""Reading XML that nobody vouches for: no document types, so no entities; damage is told, not guessed around."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from etl.sources.inbox.faults import Fault, RefusedError

SPREADSHEET: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
MAX_DEPTH: Final = 64

Attributes = Mapping[str, str]


class Element(NamedTuple):
    """The start of an element; `namespace` is empty where it has none, attributes of other namespaces go by `namespace name`."""

    name: str
    namespace: str
    attributes: Attributes


class Handler:
    """What is done at each start, end and text of a document; `stack` holds the names of the open elements."""

    def __init__(self) -> None:
        self.stack: list[str] = []

    def start(self, element: Element) -> None:
        """An element begins; it is the last of the stack."""

    def end(self, name: str) -> None:
        """An element ends; it is still the last of the stack."""

    def text(self, data: str) -> None:
        """A stretch of text within the last of the stack."""


class Starts(Handler):
    """Keeps every element's start: for the small parts of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []

    def start(self, element: Element) -> None:
        """Keep it."""
        self.elements.append(element)


def parse(content: bytes, part: str, handler: Handler) -> None:
    """Run through the XML of a workbook's part.

    Raises:
        RefusedError: it is not well-formed, in an unknown encoding, nested too deep or has a document type.

    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype(part)
    parser.StartElementHandler = _start(handler, part)
    parser.EndElementHandler = _end(handler)
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(content, True)
    except (ExpatError, LookupError, ValueError) as error:
        raise RefusedError(damaged(part)) from error


def elements(content: bytes, part: str) -> list[Element]:
    """All elements of a small part, in order.

    Raises:
        RefusedError: see `parse`.

    """
    handler = Starts()
    parse(content, part, handler)
    return handler.elements


def damaged(part: str) -> Fault:
    """The fault of a part that can't be understood."""
    return Fault(f"Filen är skadad: {part!r:.100} går inte att tolka. Spara den på nytt från kalkylprogrammet som .xlsx.")


def _start(handler: Handler, part: str) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        handler.stack.append(local)
        if len(handler.stack) > MAX_DEPTH:
            raise RefusedError(damaged(part))
        handler.start(Element(local, namespace, attributes))

    return start


def _end(handler: Handler) -> Callable[[str], None]:
    def end(name: str) -> None:
        handler.end(name.rpartition(" ")[2])
        handler.stack.pop()

    return end


def _refuse_doctype(part: str) -> Callable[[str, str | None, str | None, bool], None]:
    def refuse(_name: str, _system: str | None, _public: str | None, _internal: bool) -> None:
        raise RefusedError(Fault(f"Filen innehåller en dokumenttyp (DOCTYPE) i {part!r:.100}, vilket inte är tillåtet."))

    return refuse
