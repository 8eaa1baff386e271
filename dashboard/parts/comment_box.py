"""Comments on figures as they are shown: the text, who wrote it, and that it may be out of date."""

from collections.abc import Container, Sequence

from dashboard import formats
from dashboard.markup import Element, element
from dashboard.published import annotations, queries
from dashboard.published.annotations import Annotation, Annotations
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot


def comment(one: Annotation, name: str = "") -> list[Element]:
    """`Kommentar om 2022: … (Integrationsstrateg, 2026-11-21)`, after what makes it doubtful; `name` is the region's."""
    note = one.note
    where = f"{name} {formats.period(note.period)}".strip()
    doubt = [element("Strong", one.doubt, className="doubt"), " "] if one.doubt else []
    author = element("Span", f" ({note.author_role}, {note.date})", className="small")
    return [element("B", f"Kommentar om {where}: "), *doubt, note.text, author]


def rows(found: Annotations, indicator: str, width: int, paper: Container[Annotation]) -> list[Element]:
    """Rows under an indicator's own in a table of so many columns; those in `paper` are printed too."""
    own = found.of(indicator)
    return [element("Tr", element("Td", comment(one), colSpan=width), className=f"comment{_where(one, paper)}") for one in own]


def _where(one: Annotation, paper: Container[Annotation]) -> str:
    return "" if one in paper else " screen-only"


def beside(snapshot: Snapshot, found: Sequence[Annotation], paper: Container[Annotation]) -> list[Element]:
    """Comments under their indicators' names, for where the indicators themselves aren't shown; in `paper` are the printed."""
    items = []
    for one in found:
        entry = snapshot.catalogue.indicator(one.note.indicator)
        name = entry.short_title if entry else one.note.indicator
        items.append(element("Li", [f"{name}. ", *comment(one)], className=_where(one, paper).strip() or None))
    return [element("Ul", items, className="comments")] if items else []


def of_indicator(snapshot: Snapshot, indicator: str, municipalities: Sequence[str]) -> list[Element]:
    """The comments on an indicator's figures in some kommuner, as a section; nothing where there are none."""
    found = annotations.read(data_paths(), snapshot, tuple(municipalities), (indicator,))
    if not found.found and not found.unread:
        return []
    names = queries.regions(snapshot)
    items = [element("Li", comment(one, names[one.region].name)) for one in found.found]
    parts = [element("Ul", items, className="comments")] if items else []
    parts += [element("P", annotations.UNREAD, className="hint")] if found.unread else []
    heading = element("H2", "Kommentarer", id="comments-title")
    return [element("Section", [heading, *parts], className="panel", aria_labelledby="comments-title")]
