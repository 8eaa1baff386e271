"""What is asked for: Kolada's region codes, batches of KPIs x regions x years, and which KPIs can have changed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from etl.contract.clock import day_of
from etl.contract.codes import RIKET
from etl.raw import Answer, Entry
from etl.sources.kolada.metadata import KpiMetadata

MOST_IDS: Final = 25
"""What Kolada allows in one segment of a path."""

PAGE_SIZE: Final = 5000
DATA: Final = "/data/"

RECENT_YEARS: Final = 5
COMPARED_AFTER: Final = timedelta(days=7)
"""How long what was fetched of the recent years is trusted to be what Kolada has: values are revised without notice."""

WHOLE_AFTER: Final = timedelta(days=28)
"""The same for all years."""

T = TypeVar("T")


def to_kolada(region: str) -> str:
    """Kolada's code of a region: riket `00` is `0000`, län `04` is `0004`, a kommun's is the same."""
    return region.rjust(4, "0")


def from_kolada(code: str) -> str:
    """SCB's code of a Kolada code; no kommun's begins with `00`."""
    return code[2:] if code.startswith(RIKET) else code


def chunks(items: Sequence[T]) -> list[tuple[T, ...]]:
    """The items in their order, at most as many together as a path segment takes."""
    return [tuple(items[start : start + MOST_IDS]) for start in range(0, len(items), MOST_IDS)]


@dataclass(frozen=True)
class Batch:
    """One question to `/data`: KPI ids, Kolada's region codes, years."""

    kpis: tuple[str, ...]
    regions: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def request(self) -> str:
        """Path and query below the API's URL."""
        years = ",".join(str(year) for year in self.years)
        return f"/data/kpi/{','.join(self.kpis)}/municipality/{','.join(self.regions)}/year/{years}?per_page={PAGE_SIZE}"

    @classmethod
    def of_request(cls, request: str) -> "Batch":
        """The batch that a request (of any page) asks for.

        Raises:
            ValueError: it is no request for data.

        """
        match request.partition("?")[0].split("/"):
            case ["", "data", "kpi", kpis, "municipality", regions, "year", years]:
                return cls(tuple(kpis.split(",")), tuple(regions.split(",")), tuple(int(year) for year in years.split(",")))
        raise ValueError(f"no request for data: {request!r}")


@dataclass(frozen=True)
class Wanted:
    """Everything that a run needs: KPIs in the catalogue's order with their metadata, Kolada's region codes, years.

    Of the `retained` KPIs only what was fetched before is read.
    """

    metadata: Mapping[str, KpiMetadata]
    regions: tuple[str, ...]
    years: tuple[int, ...]
    retained: frozenset[str] = frozenset()

    @property
    def recent(self) -> tuple[int, ...]:
        """The years in which values are most likely to be revised without a word."""
        return self.years[-RECENT_YEARS:]

    @property
    def regions_digest(self) -> str:
        """Tells whether the regions asked for are the same as another time."""
        return hashlib.sha256(",".join(sorted(self.regions)).encode()).hexdigest()[:16]


def changed(kpi: KpiMetadata, entry: Entry, today: date) -> bool:
    """Whether all of a KPI is to be asked for again: Kolada announces a change, or it is long since it was.

    The days themselves count: an answer fetched on the day of publication may have been fetched before it.
    """
    if kpi.remembered != entry.metadata:
        return True
    since = day_of(entry.fetched_at)
    return today - since >= WHOLE_AFTER or any(since <= day <= today for day in kpi.announced)


def to_compare(wanted: Wanted, entries: Mapping[str, Entry], missing: Collection[str], today: date) -> list[str]:
    """The KPIs whose recent years are asked for again, to see whether they are as they were.

    In every run while an announced day has passed and Kolada still announces the same: the values may come without a word.
    Of others once a week. KPIs in `missing` are asked for anyway.
    """
    some = []
    for kpi, metadata in wanted.metadata.items():
        entry = entries.get(kpi)
        if entry is None or kpi in missing or kpi in wanted.retained:
            continue
        compared = day_of(entry.compared_at or entry.fetched_at)
        if today - compared >= COMPARED_AFTER or any(day <= today for day in metadata.announced):
            some.append(kpi)
    return some


def missing_years(wanted: Wanted, entries: Mapping[str, Entry], today: date) -> dict[str, tuple[int, ...]]:
    """By KPI, the years to ask for: all of them where it can have changed, else those not asked for before."""
    missing = {}
    for kpi, metadata in wanted.metadata.items():
        entry = entries.get(kpi)
        if kpi in wanted.retained:
            continue
        if entry is None or entry.regions != wanted.regions_digest or changed(metadata, entry, today):
            missing[kpi] = wanted.years
        else:
            missing[kpi] = tuple(year for year in wanted.years if year not in entry.years)
    return {kpi: years for kpi, years in missing.items() if years}


def batches(missing: Mapping[str, tuple[int, ...]], regions: Sequence[str]) -> list[Batch]:
    """The fewest questions that cover the missing years; KPIs that lack the same years are asked for together."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for kpi, years in missing.items():
        alike.setdefault(years, []).append(kpi)
    return [
        Batch(kpis, some_regions, some_years)
        for years, group in alike.items()
        for kpis in chunks(group)
        for some_regions in chunks(regions)
        for some_years in chunks(years)
    ]


def still_read(answers: Iterable[Answer], reread: Iterable[str], known: Iterable[str]) -> list[Answer]:
    """The data answers kept from before, each for those of its KPIs that are known and aren't asked for whole again."""
    valid = set(known) - set(reread)
    narrowed = [
        answer.model_copy(update={"entries": tuple(kpi for kpi in answer.entries if kpi in valid)})
        for answer in answers
        if answer.request.startswith(DATA)
    ]
    return [answer for answer in narrowed if answer.entries]
