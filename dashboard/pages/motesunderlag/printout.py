"""The meeting page as a document: what it is called and what it holds, from the same elements as the page."""

from dashboard.files.document import document
from dashboard.files.table import slug
from dashboard.pages.motesunderlag import meeting_view
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.parts.titles import tab


def html(choice: MeetingSelection, origin: str | None = None) -> str:
    """The page for printing; `origin` is what its links begin with, None for no links.

    Raises:
        StylesError: a style sheet is missing.

    """
    address = None if origin is None else origin.rstrip("/") + choice.view.address
    return document(tab(meeting_view.title(choice)), meeting_view.content(choice, address), origin)


def file_name(choice: MeetingSelection, extension: str) -> str:
    """`motesunderlag-0484-eskilstuna-80f1ee349bf2.pdf`; with a strategy its id, for made-up values `demo`, before the version."""
    strategy = slug(choice.strategy.id) if choice.strategy else ""
    demo = "demo" if choice.snapshot.demo else ""
    parts = ("motesunderlag", choice.region.code, slug(choice.region.name), strategy, demo, slug(choice.snapshot.version))
    return f"{'-'.join(part for part in parts if part)}.{extension}"
