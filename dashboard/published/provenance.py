"""Where a value comes from: its source, the requests that brought it, its status, the rule that hid it, its revisions.

Reads what the ETL has written in the manifest and in the tables; the answers themselves are kept by their SHA-256 in `data/raw`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

import pyarrow.compute as pc

from dashboard import formats
from etl.contract import clock, manifest
from etl.contract.catalogue import Indicator
from etl.contract.codes import Status
from etl.contract.freshness import Freshness
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.sources import DEMO, INBOX, TITLES

MOST_NAMED: Final = 6
"""So many indicators' references are named in a line; more would be longer than the chart."""

NO_ROW: Final = "Källan har inga uppgifter för perioden"
CHANGES: Final = "changes"


class Cell(NamedTuple):
    """Which cell of an indicator."""

    region: str
    period: str
    sex: str


@dataclass(frozen=True)
class Request:
    """A request that asked for the value, or for the number of persons behind it; `sha256` names the kept answer.

    Of a hidden value only the purpose and the time are told: we don't lead to what we hide, nor let guesses be held against a
    checksum.
    """

    purpose: Literal["value", "denominator"]
    request: str | None
    url: str | None
    sha256: str | None
    bytes: int | None
    fetched_at: str | None

    def withheld(self) -> "Request":
        """That it was asked, and when, without the way to the answer."""
        return replace(self, request=None, url=None, sha256=None, bytes=None)


@dataclass(frozen=True)
class Provenance:
    """Everything that is known of where one cell comes from. `value` is in the indicator's unit, null where there is none.

    `rule` says in Swedish why a value is hidden, and is null for others; `revisions` are the rows of the table `changes` about
    the cell, empty where the version has no such table.
    """

    version: str
    demo: bool
    indicator: str
    cell: Cell
    value: float | None
    status: str
    reason: str | None
    rule: str | None
    source: str
    reference: str
    title: str
    publisher: str | None
    licence: str
    requests: tuple[Request, ...]
    revisions: tuple[dict[str, Any], ...]


def trace(snapshot: Snapshot, entry: Indicator, cell: Cell) -> Provenance:
    """Where a cell comes from; also for a cell that the source has nothing for."""
    row = _row(snapshot, entry, cell)
    suppressed = row["status"] == Status.SUPPRESSED
    return Provenance(
        version=snapshot.version,
        demo=snapshot.demo,
        indicator=entry.id,
        cell=cell,
        value=row["value"],
        status=row["status"],
        reason=row["reason"],
        rule=formats.why_absent(row["status"], row["reason"]) if suppressed else None,
        source=source_name(snapshot, entry),
        reference=entry.source.reference,
        title=entry.source.title,
        publisher=entry.source.publisher,
        licence=licence(snapshot, entry),
        requests=tuple(request.withheld() if suppressed else request for request in _requests(snapshot, entry, cell)),
        revisions=revisions(snapshot, entry, cell),
    )


def _row(snapshot: Snapshot, entry: Indicator, cell: Cell) -> dict[str, Any]:
    table = snapshot.observations(entry.id)
    for column, wanted in cell._asdict().items():
        table = table.filter(pc.equal(table[column], wanted))
    found: list[dict[str, Any]] = table.to_pylist()
    return found[0] if found else {"value": None, "status": Status.MISSING.value, "reason": NO_ROW}


def source_name(snapshot: Snapshot, entry: Indicator) -> str:
    """`Kolada`, `SCB` or, for made-up values, `Demodata`."""
    return TITLES[DEMO] if snapshot.demo else entry.source.TITLE


def source_words(snapshot: Snapshot, entry: Indicator) -> str:
    """`Källa: Kolada (N02268), SCB`, with why it isn't renewed where it isn't; for made-up values that they are."""
    if snapshot.demo:
        return f"{formats.DEMO_WORDS}. Ingen källa."
    publisher = f", {entry.source.publisher}" if entry.source.publisher else ""
    gone = f". {entry.not_renewed}" if entry.not_renewed else ""
    return f"Källa: {source_name(snapshot, entry)} ({entry.source.reference}){publisher}{gone}"


def _not_renewed_words(entries: Sequence[Indicator]) -> str:
    """Which of several indicators their source no longer gives; of a single one `source_words` says so."""
    some = [entry.short_title for entry in entries if entry.not_renewed]
    return f" Uppdateras inte längre: {', '.join(some)}." if some and len(entries) > 1 else ""


def source_line(snapshot: Snapshot, entries: Sequence[Indicator], unit: str = "") -> str:
    """What stands beside a chart: `Källa: Kolada (N02268), SCB. Hämtad 2026-11-21. Enhet: procent.`; the day is the newest."""
    if not entries:
        return ""
    days = [day for entry in entries if (day := fetched(snapshot, entry))]
    fetched_words = f" Hämtad {max(days)}." if days else ""
    unit_words = f" Enhet: {unit}." if unit else ""
    return f"{_sources(snapshot, entries).rstrip('.')}.{fetched_words}{_not_renewed_words(entries)}{unit_words}"


def _sources(snapshot: Snapshot, entries: Sequence[Indicator]) -> str:
    """One indicator's source in full; those of several together, named with their references where they are few."""
    if snapshot.demo or len(entries) == 1:
        return source_words(snapshot, entries[0])
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(source_name(snapshot, entry), []).append(entry.source.reference)
    few = len(entries) <= MOST_NAMED
    named = [f"{name} ({', '.join(references)})" if few else name for name, references in found.items()]
    return f"Källa: {', '.join(named)}"


def licence(snapshot: Snapshot, entry: Indicator | None = None) -> str:
    """The terms of the indicator's source, or of all sources of the version, in Swedish."""
    own = [source for source in snapshot.sources if entry is not None and source.name == entry.source.name]
    return " ".join(dict.fromkeys(source.licence for source in own or snapshot.sources))


def reports_line(snapshot: Snapshot, unit: str = "") -> str:
    """What stands beside a chart of what kommuner report: `Källa: Kommunernas egna rapporter. Publicerad 2026-11-22. Enhet: …`"""
    published = "" if snapshot.demo else f" Publicerad {formats.timestamp(snapshot.manifest['built_at'])}."
    unit_words = f" Enhet: {unit}." if unit else ""
    return f"{reports_words(snapshot)}.{published}{unit_words}"


def reports_words(snapshot: Snapshot) -> str:
    """Where the figures of the validation backlog come from; for made-up values that they are."""
    return f"{formats.DEMO_WORDS}. Ingen källa" if snapshot.demo else f"Källa: {TITLES[INBOX]}"


def reports_licence(snapshot: Snapshot) -> str:
    """The terms of what kommuner report, in Swedish; empty where none has reported."""
    named = {source.name: source.licence for source in snapshot.sources}
    return named.get(DEMO if snapshot.demo else INBOX, "")


def sources_words(snapshot: Snapshot) -> str:
    """`Källa: Kolada, SCB`: all sources that have answered for a version; for made-up values that they are."""
    if snapshot.demo:
        return formats.DEMO_WORDS
    answered = [source.title for source in snapshot.sources if source.requests or source.name == INBOX]
    return f"Källa: {', '.join(answered)}"


def fetched(snapshot: Snapshot, entry: Indicator) -> str | None:
    """The day (`2026-11-21`) that the newest of the indicator's values were fetched; None for made-up ones."""
    return _newest(snapshot, frozenset(entry.source.ids))


@remembered(16)
def fetched_last(snapshot: Snapshot) -> str | None:
    """The day that the newest of all values were fetched; None for made-up ones."""
    every = (one for source in snapshot.sources for one in source.requests if one.kind == "values")
    known = [one.fetched_at for one in every if one.fetched_at is not None]
    return formats.timestamp(max(known)) if known else None


@remembered(1024)
def _newest(snapshot: Snapshot, wanted: frozenset[str]) -> str | None:
    """The day of the newest answer that has anything of what is wanted by the source's own names."""
    requests = (one for source in snapshot.sources for one in source.requests if one.kind == "values")
    known = [one.fetched_at for one in requests if one.fetched_at is not None and wanted & {*one.entries}]
    return formats.timestamp(max(known)) if known else None


def checked_words(sources: Sequence[Freshness]) -> str:
    """When each source last answered, and last did so with something new, in Sweden's days; empty where nobody knows.

    `Kolada svarade senast 2026-11-28, senast med något nytt 2026-11-21.`
    """
    return " ".join(_checked_words(one) for one in sources if one.asked_at is not None)


def _checked_words(one: Freshness) -> str:
    name = TITLES.get(one.name, one.name)
    checked, changed = (None if moment is None else clock.day_of(moment).isoformat() for moment in (one.asked_at, one.changed_at))
    new = f", senast med något nytt {changed}" if changed else ""
    failed = f" Den senaste frågan till {name} misslyckades." if one.failed else ""
    return f"{name} svarade senast {checked}{new}.{failed}"


def revisions(snapshot: Snapshot, entry: Indicator, cell: Cell) -> tuple[dict[str, Any], ...]:
    """What the version says has changed in a cell since the one before it: rows of the table `changes`."""
    if not snapshot.has(CHANGES):
        return ()
    table = snapshot.table(CHANGES)
    for column, wanted in (("indicator", entry.id), *cell._asdict().items()):
        if column in table.column_names:
            table = table.filter(pc.equal(table[column], wanted))
    return tuple(table.to_pylist())


def _requests(snapshot: Snapshot, entry: Indicator, cell: Cell) -> Iterator[Request]:
    """The newest first."""
    counted = snapshot.catalogue.denominator_of(entry)
    own, behind = {*entry.source.ids}, {*(counted.source.ids if counted else ())}
    found = []
    for request in (one for source in snapshot.sources if source.name == entry.source.name for one in source.requests):
        if not request.covers(cell.region, cell.period):
            continue
        if own & {*request.entries}:
            found.append(_request("value", request))
        elif behind & {*request.entries}:
            found.append(_request("denominator", request))
    yield from sorted(found, key=lambda one: (one.purpose == "value", one.fetched_at or ""), reverse=True)


def _request(purpose: Literal["value", "denominator"], request: manifest.Request) -> Request:
    return Request(purpose, request.request, request.url, request.sha256, request.bytes, request.fetched_at)
