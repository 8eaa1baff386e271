"""The sheet of comments on the figures of a file."""

from dashboard.files.table import Column, Table
from dashboard.published import queries
from dashboard.published.annotations import UNREAD, Annotations
from etl.contract.reader import Snapshot

HEADINGS = ("Område", "Kod", "Indikator", "Period", "Kommentar", "Skriven av", "Datum", "Skriven till dataversion", "Anmärkning")


def comments(snapshot: Snapshot, found: Annotations) -> tuple[Table, ...]:
    """The sheet `Kommentarer`, or none where there are no comments."""
    names = queries.regions(snapshot)
    rows = []
    for region, note, doubt in found.found:
        entry = snapshot.catalogue.indicator(note.indicator)
        title = entry.short_title if entry else note.indicator
        fields = (note.text, note.author_role, note.date.isoformat(), note.version, doubt or "")
        rows.append((names[region].name, region, title, note.period, *fields))
    if found.unread:
        rows.append(("", "", "", "", UNREAD, "", "", "", ""))
    return (Table("Kommentarer", tuple(Column(text) for text in HEADINGS), tuple(rows)),) if rows else ()
