"""What a file says of an indicator, or of two that are shown together: put together once for every page that has such a file."""

from collections.abc import Iterator, Sequence

from dashboard import formats
from dashboard.files.table import Facts
from dashboard.published import provenance
from etl.contract.catalogue import Indicator
from etl.contract.reader import Snapshot


def facts(
    snapshot: Snapshot, entries: Sequence[Indicator], address: str, message: str, filters: tuple[tuple[str, str], ...]
) -> Facts:
    """Title, unit and definition of the first; sources and what is to be minded of all of them.

    `address` is the page's, whole; `message` its summary; `filters` what was chosen, by the fields' names.
    """
    first = entries[0]
    sources = dict.fromkeys(provenance.source_words(snapshot, entry) for entry in entries)
    return Facts(
        title=first.title,
        message=message,
        definition=first.definition,
        filters=filters,
        unit=formats.unit(first),
        source="; ".join(sources),
        licence=provenance.licence(snapshot, first),
        fetched=provenance.fetched(snapshot, first),
        version=snapshot.version,
        built=snapshot.manifest["built_at"],
        address=address,
        demo=snapshot.demo,
        notes=tuple(dict.fromkeys(note for entry in entries for note in (*cautions(entry), *entry.notes))),
    )


def cautions(entry: Indicator) -> Iterator[str]:
    """Why its values are doubtful or no longer renewed, and each break in its series."""
    yield from filter(None, (entry.doubtful, entry.not_renewed))
    yield from (f"Tidsseriebrott {gap.period}: {gap.text}" for gap in entry.breaks)
