"""The inbox as a source of reports, and what is told of it to the person who runs the ETL.

A refused file stops nothing: what was accepted before still counts, and the run says which file, how many faults, and where they
are listed.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from etl.contract.goal import counted
from etl.harvest import Reports, Submitted
from etl.sources.inbox.collection import Inbox, Replacement, read_inbox

NAME: Final = "inbox"
LICENCE: Final = "Kommunernas egna uppgifter; små tal är dolda"
LISTED: Final = 5
"""How many oddities of a file are told before the rest are only counted."""


class InboxReporter:
    """The files in the inbox. They lie on this machine, so every run reads them, whichever sources are asked."""

    name = NAME

    def __init__(self, directory: Path, *, today: date | None = None) -> None:
        """`today` (the machine's own) decides which quarters have ended."""
        self.directory = directory
        self.today = today

    def report(self, regions: pa.Table) -> Reports:
        """All reports that count; `regions` has the schema `REGIONS`. Fault files are written beside the refused files.

        Raises:
            SourceError: the directory can't be listed.
            CatalogueError: the catalogue's definition of the columns can't be used.

        """
        inbox = read_inbox(self.directory, regions, today=self.today)
        return Reports(
            NAME,
            LICENCE,
            inbox.table,
            record=_record(inbox),
            remarks=tuple(_remarks(inbox)),
            submitted=tuple(_submitted(inbox)),
        )


def _record(inbox: Inbox) -> dict[str, Any]:
    """How many kommuner have reported, and what was reported anew, without a word of the files."""
    regions = inbox.table["region"].unique()
    anew = sorted({(one.region, one.period) for one in inbox.replaced})
    return {"kommuner": len(regions), "replaced": [{"region": region, "period": period} for region, period in anew]}


def _submitted(inbox: Inbox) -> Iterator[Submitted]:
    for one in inbox.strategies:
        if one.strategy is not None and one.rows is not None:
            yield Submitted(one.name, one.strategy, one.rows)


def _remarks(inbox: Inbox) -> Iterator[str]:
    if inbox.accepted or inbox.refused:
        kommuner, quarters = (len(inbox.table[name].unique()) for name in ("region", "period"))
        files = f"{len(inbox.accepted)} file(s) taken in, {len(inbox.refused)} refused"
        yield f"inbox: {files}; {kommuner} kommun(er) and {quarters} quarter(s) count"
    for name, faults in inbox.refused.items():
        count = "its last accepted version" if name in inbox.kept else "what was reported in other files"
        yield (
            f"inbox: {name} is refused, {len(faults)} fault(s), the first: {faults[0].line} Nothing of it is read; {count} still "
            "counts. Every fault is listed in the .fel.txt and .fel.xlsx beside it."
        )
    yield from map(_replaced, inbox.replaced)
    for one in _submitted(inbox):
        draft = ", a draft, which only its address leads to" if one.strategy.draft_by else ""
        yield f"inbox: {one.file} gives /strategi/{one.strategy.id}: {counted(one.strategy.goals)}{draft}"
    for name, oddities in inbox.warnings.items():
        for oddity in oddities[:LISTED]:
            yield f"inbox: {name} is taken in but looks odd: {oddity.line}"
        if len(oddities) > LISTED:
            yield f"inbox: {name}: {len(oddities) - LISTED} more that look odd"
    yield from inbox.remarks


def _replaced(one: Replacement) -> str:
    lost = f"; no longer reported: {', '.join(one.lost_types)}" if one.lost_types else ""
    return f"inbox: {one.region} {one.period} in {one.file} is replaced by {one.by}, which is newer{lost}"
