"""KPIs that aren't asked for although the catalogue wants them: what was last fetched of them is kept, and readers are told why.

Kolada has lost some (about one in a hundred a year), has given some another title and with it another meaning, and now and then
says of one what can't be read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from etl.contract.catalogue import Indicator
from etl.contract.clock import day_of
from etl.harvest import SourceError
from etl.raw import Entry
from etl.sources.kolada.metadata import KpiMetadata, Odd


class Why(StrEnum):
    """Why a KPI isn't asked for."""

    GONE = "gone"
    RENAMED = "renamed"
    UNREADABLE = "unreadable"


FOR_READERS: Final = {
    Why.GONE: "Kolada har inte längre det här nyckeltalet",
    Why.RENAMED: "Kolada har ändrat vad nyckeltalet avser, och nya värden visas först när ändringen är granskad",
}
ADVICE: Final = {
    Why.GONE: "Find the KPI that has taken its place and correct source.kpi in the catalogue, or remove the entry",
    Why.RENAMED: "The new values may mean something else, so they are held back: read Kolada's definition, correct the entry's "
    "unit, definition and breaks, and let source.title be the new title",
    Why.UNREADABLE: "If it stays, Kolada has changed: update Integrationskollen",
}
WORDS: Final = {
    Why.GONE: "that Kolada no longer has",
    Why.RENAMED: "with another title in Kolada than in the catalogue",
    Why.UNREADABLE: "of which Kolada says what can't be read",
}


@dataclass(frozen=True)
class Retained:
    """An indicator whose KPI isn't asked for, why, and what Kolada says where it says something."""

    indicator: Indicator
    why: Why
    said: str = ""

    @property
    def kpi(self) -> str:
        """Its KPI."""
        return self.indicator.source.reference


def sort_out(
    indicators: Sequence[Indicator], found: Iterable[KpiMetadata], odd: Iterable[Odd]
) -> tuple[dict[str, KpiMetadata], tuple[Retained, ...]]:
    """The metadata by KPI of those that are asked for, in the catalogue's order, and the indicators that aren't.

    Raises:
        SourceError: Kolada knows none of the KPIs, which says more of the question than of them.

    """
    by_id, unread = {kpi.id: kpi for kpi in found}, {one.name: one.fault for one in odd}
    current: dict[str, KpiMetadata] = {}
    retained = []
    for indicator in indicators:
        kpi = indicator.source.reference
        if kpi not in by_id:
            why = Why.UNREADABLE if kpi in unread else Why.GONE
            retained.append(Retained(indicator, why, unread.get(kpi, "")))
        elif plain(by_id[kpi].title) != plain(indicator.source.title):
            retained.append(Retained(indicator, Why.RENAMED, by_id[kpi].title))
        else:
            current[kpi] = by_id[kpi]
    if indicators and not by_id:
        raise SourceError(
            f"Kolada: none of the catalogue's {len(indicators)} KPIs is among Kolada's: check KOLADA_URL, and source.kpi in the "
            "catalogue. What was published stays in service."
        )
    return current, tuple(retained)


def plain(title: str) -> str:
    """A title as it is compared: upper case and spaces change nothing."""
    return " ".join(title.casefold().split())


def for_readers(retained: Iterable[Retained], entries: Mapping[str, Entry]) -> dict[str, str]:
    """By indicator, why its values aren't renewed, in Swedish; of what could not be read this time nothing is said."""
    return {one.indicator.id: _sentence(one, entries.get(one.kpi)) for one in retained if one.why in FOR_READERS}


def _sentence(one: Retained, entry: Entry | None) -> str:
    words = FOR_READERS[one.why]
    if entry is None:
        return f"{words.replace('inte längre', 'inte')}."
    return f"{words}; värdena hämtades senast {day_of(last_asked(entry)).isoformat()}."


def last_asked(entry: Entry) -> datetime:
    """When a KPI's latest values were last asked for."""
    return max(entry.fetched_at, entry.compared_at or entry.fetched_at)


def remarks(retained: Iterable[Retained], entries: Mapping[str, Entry]) -> list[str]:
    """A line for each reason, with all KPIs that it concerns, what Kolada says, and what to do."""
    lines = []
    for why in Why:
        some = [one for one in retained if one.why is why]
        if some:
            named = "; ".join(_named(one, entries.get(one.kpi)) for one in some)
            lines.append(f"{len(some)} KPI(s) {WORDS[why]}: {named}. {ADVICE[why]}.")
    return lines


def _named(one: Retained, entry: Entry | None) -> str:
    said = f", now {one.said!r}, in the catalogue {one.indicator.source.title!r}" if one.why is Why.RENAMED else ""
    said = f", {one.said}" if one.why is Why.UNREADABLE else said
    kept = "no values" if entry is None else f"values of {day_of(last_asked(entry)).isoformat()} kept"
    return f"{one.kpi} ({one.indicator.id}{said}; {kept})"
