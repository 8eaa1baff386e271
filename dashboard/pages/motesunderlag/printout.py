"""The meeting page as a document: what it is called and what it holds, from the same elements as the page."""

from dashboard.files.document import document
from dashboard.files.table import slug
from dashboard.pages.motesunderlag import meeting_view
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.parts.titles import tab


def html(selection: MeetingSelection, origin: str | None = None) -> str:
    """The page for printing; `origin` is what its links begin with, None for no links.

    Raises:
        StylesError: a style sheet is missing.

    """
    address = None if origin is None else origin.rstrip("/") + selection.view.address
    return document(tab(meeting_view.title(selection)), meeting_view.content(selection, address), origin)


def file_name(selection: MeetingSelection, extension: str) -> str:
    """`motesunderlag-0484-eskilstuna-80f1ee349bf2.pdf`; with a strategy its id, for made-up values `demo`, before the version."""
    strategy = slug(selection.strategy.id) if selection.strategy else ""
    demo = "demo" if selection.snapshot.demo else ""
    parts = (
        "motesunderlag",
        selection.region.code,
        slug(selection.region.name),
        strategy,
        demo,
        slug(selection.snapshot.version),
    )
    return f"{'-'.join(part for part in parts if part)}.{extension}"
