"""Which comments the meeting page's paper has room for: the newest, whole, on at most two pages; the rest are on the web page.

Room and heights are in points, measured in Chromium on the fullest pages of each kind; a wide letter counts as two signs.
"""

from math import ceil
from typing import Final

from dashboard.markup import Element, element
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.published.annotations import Annotation

ROOM: Final = 60.0
"""On a kommun's page where the goals have given way; by a strategy, and on a län's, there is none."""

SIGNS_A_LINE: Final = 105
LINE: Final = 12.0
BETWEEN: Final = 3.0
LATIN: Final = 0x24F
AROUND: Final = 60
"""Signs of a comment beside its text and role: what it is about, and its day."""


def printed(selection: MeetingSelection) -> frozenset[Annotation]:
    """The comments that paper shows: from the newest on, until one has no room."""
    room, kept = _room(selection), []
    for one in sorted(selection.comments.found, key=lambda one: one.note.date, reverse=True):
        room -= _height(one)
        if room < 0:
            break
        kept.append(one)
    return frozenset(kept)


def _room(selection: MeetingSelection) -> float:
    return 0.0 if selection.lan or selection.strategy else ROOM


def _height(one: Annotation) -> float:
    signs = sum(2 if sign.isupper() or ord(sign) > LATIN else 1 for sign in one.note.text)
    around = AROUND + len(one.note.author_role) + len(one.doubt or "")
    return BETWEEN + LINE * ceil((signs + around) / SIGNS_A_LINE)


def left_out(selection: MeetingSelection, shown: frozenset[Annotation]) -> list[Element]:
    """On paper, that there are more comments; nothing where all are there."""
    count = len(selection.comments.found) - len(shown)
    return [element("P", _words(count, some=bool(shown)), className="paper-only meeting-left-out")] if count else []


def _words(count: int, *, some: bool) -> str:
    more = " till" if some else ""
    return f"{count} {'kommentar' if count == 1 else 'kommentarer'}{more} får inte plats här. Läs på webbsidan."
