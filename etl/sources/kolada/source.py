"""The Kolada source: metadata first, then the data that can have changed, the rest from the answers kept."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.clock import day_of
from etl.contract.codes import RegionType
from etl.contract.schemas import HARVEST
from etl.harvest import Harvest, Say, SourceError
from etl.http import Client
from etl.raw import Answer, Entry, RawStore, SourceRecord, digest
from etl.sources.kolada import merge, retained
from etl.sources.kolada.about import About, about_kept, ask_about
from etl.sources.kolada.envelope import Page, check_envelope, pages
from etl.sources.kolada.groups import Kommuner, group_table
from etl.sources.kolada.margins import margin_kpis, margins_of, without_margins
from etl.sources.kolada.metadata import Municipality, differing, unmatched
from etl.sources.kolada.plan import (
    Batch,
    Wanted,
    batches,
    from_kolada,
    missing_years,
    still_read,
    to_compare,
    to_kolada,
)
from etl.sources.kolada.progress import progress
from etl.sources.kolada.requested import requested
from etl.sources.kolada.rows import Reading, Scope, read_items
from etl.sources.kolada.settings import KoladaSettings

NAME: Final = "kolada"
COLLECT_AFTER: Final = 50_000
LICENCE: Final = (
    "Källa: Kolada. Värdena får användas fritt om källan anges. "
    "Det som är beräknat ur dem märks Egen bearbetning av data från Kolada."
)

Missing = dict[str, tuple[int, ...]]
"""By KPI, the years to ask for."""


@dataclass(frozen=True)
class Kept:
    """One answer in the store, with what was read from it."""

    answer: Answer
    reading: Reading

    def share(self) -> merge.Share:
        """The same for merging."""
        return merge.Share(self.answer.request, self.reading, self.answer.entries)


@dataclass(frozen=True)
class Merged:
    """All answers together: values (schema `HARVEST`), margins (schema `MARGINS`), remarks."""

    values: pa.Table
    margins: pa.Table
    remarks: list[str]


@dataclass(frozen=True)
class Run:
    """What stays the same during one collection: when it began, SCB codes by Kolada's, and the names by SCB code."""

    began: datetime
    regions: Mapping[str, str]
    names: Mapping[str, str]
    kommuner: frozenset[str]

    @property
    def moment(self) -> datetime:
        """When it began, to the second."""
        return self.began.replace(microsecond=0)

    @property
    def today(self) -> date:
        """The day in Sweden."""
        return day_of(self.began)

    @classmethod
    def of(cls, regions: pa.Table, began: datetime) -> "Run":
        """The run for a table of regions (schema `REGIONS`)."""
        codes, names, types = (regions[column].to_pylist() for column in ("code", "name", "type"))
        kommuner = frozenset(code for code, kind in zip(codes, types, strict=True) if kind == RegionType.MUNICIPALITY)
        return cls(began, {to_kolada(code): code for code in codes}, dict(zip(codes, names, strict=True)), kommuner)


class KoladaSource:
    """Kolada's API v3 (https://api.kolada.se/v3/docs), free to use with "Källa: Kolada".

    No key, no published limit of requests; at most 25 ids in a path segment and 5,000 items a page. Values are revised
    without notice, so the recent years are asked for again every week, and all of them where any differs, and every fourth
    week in any case (`etl.sources.kolada.plan`); `refresh` asks for all of them, whatever is kept. What Kolada no longer has, or
    has given another meaning, is kept as it was.
    """

    name = NAME

    def __init__(self, raw: RawStore, settings: KoladaSettings, refresh: bool = False) -> None:
        self._raw = raw
        self._settings = settings
        self._refresh = refresh

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """All values of the catalogue's Kolada indicators for `regions` (schema `REGIONS`) and the years of the settings.

        The lock file is written, and answers no longer needed are deleted, only when everything has been read and found right.

        Raises:
            SourceError: Kolada can't be reached or answers wrongly for good, or the store of answers can't be used.

        """
        lock = self._raw.read_lock(refresh=self._refresh)
        before = lock.of_source(NAME, self._settings.url)
        run = Run.of(regions, self._settings.clock())
        indicators = catalogue.of_source(NAME)
        with rarely_collected(), Client("Kolada", self._settings.url, self._settings.manners) as client:
            about, about_answers = ask_about(client, indicators)
            wanted = self._wanted(about, indicators, before.entries, run)
            known = _only(before, wanted.retained) if self._refresh else before
            entries, kept, damaged = self._kept(known, wanted, run)
            missing = missing_years(wanted, entries, run.today)
            missing |= self._revised(client, to_compare(wanted, entries, missing, run.today), (kept, wanted, run), say)
            kept = _narrowed(kept, wanted, missing)
            fresh = self._ask(client, batches(missing, wanted.regions), wanted, run, say)
            tally = f"{len(fresh)} answer(s) of data fetched, {len(kept)} reused, {client.retried} request(s) tried again"
            everything = [*kept, *fresh]
            merged = _merged(everything, wanted, indicators)
        answers = (*(self._store(page, kpis) for page, kpis in about_answers), *(one.answer for one in everything))
        after = SourceRecord(url=self._settings.url, answers=answers, entries=_entries(wanted, entries, missing, run))
        record = before.renewed(after, digest(merged.values), run.moment)
        harvest = _harvest(merged, about, catalogue, run, record)
        self._raw.remember(lock.with_source(NAME, record))
        lasting = retained.remarks(about.retained, record.entries)
        remarks = (tally, *lasting, *about.remarks, *damaged, *merged.remarks, *differing(indicators, about.kpis))
        return replace(harvest, remarks=(*remarks, *harvest.remarks))

    def reread(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """The same from the answers kept: Kolada isn't asked, and nothing is changed in the store.

        Raises:
            SourceError: the store of answers can't be used, or an answer in it is damaged.

        """
        record = self._raw.read_lock().sources.get(NAME)
        wished = catalogue.of_source(NAME)
        if record is None:
            lost = f": {len(wished)} indicator(s) have no values" if wished else ""
            return Harvest(NAME, LICENCE, HARVEST.empty_table(), remarks=(f"Kolada: not asked, and nothing is kept{lost}",))
        say(f"Kolada: not asked; reading the {len(record.answers)} answer(s) kept")
        run = Run.of(regions, self._settings.clock())
        about, _ = about_kept(self._raw, record, wished)
        wanted = self._wanted(about, wished, record.entries, run)
        everything = [
            Kept(answer, self._reread(answer, wanted, run)) for answer in still_read(record.answers, (), wanted.metadata)
        ]
        merged = _merged(everything, wanted, wished)
        harvest = _harvest(merged, about, catalogue, run, record)
        return replace(harvest, remarks=(*_unfetched(wished, record), *merged.remarks, *harvest.remarks))

    def has_answers(self) -> bool:
        """Whether anything is kept that can be read again.

        Raises:
            SourceError: the store of answers can't be used.

        """
        return NAME in self._raw.read_lock().sources

    def _wanted(self, about: About, indicators: Sequence[Indicator], entries: Mapping[str, Entry], run: Run) -> Wanted:
        kept = about.kept_kpis(indicators, entries)
        return Wanted({**about.kpis, **kept}, tuple(run.regions), self._settings.years, frozenset(kept))

    def _kept(self, record: SourceRecord, wanted: Wanted, run: Run) -> tuple[Mapping[str, Entry], list[Kept], list[str]]:
        """The entries that can be trusted, the answers kept for them, and remarks on damaged ones: their KPIs are asked anew."""
        readings: dict[str, Reading] = {}
        remarks = []
        entries = dict(record.entries)
        for answer in _readable(record, wanted, entries, run):
            try:
                readings[answer.request] = self._reread(answer, wanted, run)
            except (SourceError, ValueError) as error:
                remarks.append(f"Asked again for {len(answer.entries)} KPI(s) of a damaged answer: {error}")
                entries = {kpi: entry for kpi, entry in entries.items() if kpi not in answer.entries}
        kept = [Kept(answer, readings[answer.request]) for answer in _readable(record, wanted, entries, run)]
        return entries, kept, remarks

    def _reread(self, answer: Answer, wanted: Wanted, run: Run) -> Reading:
        items = check_envelope(orjson.loads(self._raw.get(answer.sha256)), answer.request)
        return read_items(items, _scope(answer.request, answer.fetched_at, wanted, run))

    def _revised(self, client: Client, kpis: list[str], known: tuple[list[Kept], Wanted, Run], say: Say) -> Missing:
        """All years of those of the KPIs that Kolada now has other values of; what was asked to find out isn't kept.

        Of a KPI whose values all lie further back than the recent years, these say nothing: it counts as one that differs.
        """
        kept, wanted, run = known
        rows = merge.together([one.share() for one in kept], wanted.years)
        rows = rows.filter(pc.is_in(rows["kpi"], pa.array(kpis, pa.string())))
        recent = merge.of_years(rows, wanted.recent)
        ended = set(merge.valued_kpis(rows)) - set(merge.valued_kpis(recent))
        compared = [kpi for kpi in kpis if kpi not in ended]
        questions = batches(dict.fromkeys(compared, wanted.recent), wanted.regions)
        if questions:
            say(f"Kolada: comparing the last {len(wanted.recent)} years of {len(compared)} KPI(s) in {len(questions)} questions")
        with progress(len(questions), say) as done:
            answers = client.together(partial(self._compare_batch, client, wanted, run), questions, done)
        found = merge.revised(recent, pa.concat_tables([recent.slice(0, 0), *answers]), compared)
        return dict.fromkeys([*found, *(kpi for kpi in kpis if kpi in ended)], wanted.years)

    def _compare_batch(self, client: Client, wanted: Wanted, run: Run, batch: Batch) -> pa.Table:
        readings = [reading for _, reading in self._pages(client, wanted, run, batch)]
        return merge.together([merge.Share(batch.request, reading, batch.kpis) for reading in readings], batch.years)

    def _ask(self, client: Client, questions: list[Batch], wanted: Wanted, run: Run, say: Say) -> list[Kept]:
        if questions:
            kpis = len({kpi for batch in questions for kpi in batch.kpis})
            say(f"Kolada: asking {len(questions)} questions for {kpis} KPI(s) of {len(wanted.metadata)}")
        with progress(len(questions), say) as done:
            answered = client.together(partial(self._ask_batch, client, wanted, run), questions, done)
        return [kept for answers in answered for kept in answers]

    def _ask_batch(self, client: Client, wanted: Wanted, run: Run, batch: Batch) -> list[Kept]:
        return [Kept(self._store(page, batch.kpis), reading) for page, reading in self._pages(client, wanted, run, batch)]

    def _pages(self, client: Client, wanted: Wanted, run: Run, batch: Batch) -> Iterator[tuple[Page, Reading]]:
        for page in pages(client, batch.request, f"KPIs {', '.join(batch.kpis)}"):
            yield page, read_items(page.items, _scope(page.reply.request, self._settings.clock(), wanted, run))

    def _store(self, page: Page, kpis: tuple[str, ...]) -> Answer:
        body = page.reply.body
        return Answer(
            request=page.reply.request,
            sha256=self._raw.put(body),
            bytes=len(body),
            fetched_at=self._settings.clock().replace(microsecond=0),
            entries=kpis,
        )


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Fewer searches for garbage cycles: in Kolada's many small objects, which have none, they take a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _readable(record: SourceRecord, wanted: Wanted, entries: Mapping[str, Entry], run: Run) -> list[Answer]:
    """The answers kept for those KPIs that aren't asked for whole."""
    missing = missing_years(wanted, entries, run.today)
    whole = [kpi for kpi, years in missing.items() if years == wanted.years]
    return still_read(record.answers, whole, wanted.metadata)


def _only(record: SourceRecord, kpis: Iterable[str]) -> SourceRecord:
    """What is kept of those KPIs."""
    return record.model_copy(update={"entries": {kpi: record.entries[kpi] for kpi in kpis}})


def _narrowed(kept: Iterable[Kept], wanted: Wanted, missing: Missing) -> list[Kept]:
    """What is read of the answers kept: nothing of the KPIs that are asked for whole."""
    whole = {kpi for kpi, years in missing.items() if years == wanted.years}
    own = [(one, tuple(kpi for kpi in one.answer.entries if kpi not in whole)) for one in kept]
    return [replace(one, answer=one.answer.model_copy(update={"entries": kpis})) for one, kpis in own if kpis]


def _entries(wanted: Wanted, entries: Mapping[str, Entry], missing: Missing, run: Run) -> dict[str, Entry]:
    """The lock file's entries after the run: new ones for what was asked for whole, more years for the others."""
    compared = to_compare(wanted, entries, missing, run.today)
    after = {}
    for kpi, metadata in wanted.metadata.items():
        if missing.get(kpi) == wanted.years:
            after[kpi] = Entry(
                metadata=metadata.remembered, fetched_at=run.moment, regions=wanted.regions_digest, years=wanted.years
            )
        elif kpi in wanted.retained:
            after |= {kpi: entries[kpi]} if kpi in entries else {}
        else:
            changes = {"compared_at": run.moment} if kpi in compared else {}
            years = tuple(sorted({*entries[kpi].years, *wanted.years}))
            after[kpi] = entries[kpi].model_copy(update={"years": years, **changes})
    return after


def _scope(request: str, fetched_at: datetime, wanted: Wanted, run: Run) -> Scope:
    batch = Batch.of_request(request)
    periods = {kpi: wanted.metadata[kpi].preliminary_period(day_of(fetched_at)) for kpi in batch.kpis if kpi in wanted.metadata}
    return Scope(request, batch, run.regions, {kpi: period for kpi, period in periods.items() if period is not None})


def _merged(everything: list[Kept], wanted: Wanted, indicators: Sequence[Indicator]) -> Merged:
    shares = [kept.share() for kept in everything]
    kpis, uncertain = {entry.source.reference: entry.id for entry in indicators}, margin_kpis(indicators)
    remarks = merge.refuse_many_set_aside(shares)
    rows, dropped = merge.without_duplicates(merge.together(shares, wanted.years), [*kpis, *uncertain], shares)
    if dropped:
        remarks.append(f"{dropped} duplicate value(s) dropped, identical to others")
    margins = margins_of(rows, uncertain)
    values = rows.filter(pc.is_in(rows["kpi"], pa.array(list(kpis), pa.string())))
    remarks += merge.without_values(values, kpis) + without_margins(margins, uncertain, wanted.metadata)
    return Merged(merge.as_harvest(values, kpis), margins, remarks)


def _harvest(merged: Merged, about: About, catalogue: Catalogue, run: Run, record: SourceRecord) -> Harvest:
    """What is handed over, with the remarks on regions and groups only."""
    groups, group_remarks = group_table(about.groups, catalogue.groups, _kommuner(run, about.municipalities))
    published = {entry.id: about.kpis.get(entry.source.reference) for entry in catalogue.of_source(NAME)}
    return Harvest(
        NAME,
        LICENCE,
        merged.values,
        groups,
        merged.margins,
        requests=tuple(map(requested, record.answers)),
        publications={name: kpi.publication for name, kpi in published.items() if kpi is not None},
        remarks=(*_regions_differ(run, about), *group_remarks),
        asked_at=record.asked_at,
        changed_at=record.changed_at,
        not_renewed=retained.for_readers(about.retained, record.entries),
    )


def _unfetched(wished: Iterable[Indicator], record: SourceRecord) -> list[str]:
    """A remark on the indicators of which nothing has been fetched yet."""
    lost = [entry.id for entry in wished if entry.source.reference not in record.entries]
    return [f"Kolada: never asked for, so without values: {', '.join(lost)}"] if lost else []


def _kommuner(run: Run, municipalities: Iterable[Municipality]) -> Kommuner:
    """The kommuner by code, and their codes by our names and Kolada's."""
    names = {code: run.names[code] for code in sorted(run.kommuner)}
    theirs = {entry.title: entry.id for entry in municipalities if entry.id in names}
    return Kommuner(names, {**theirs, **{name: code for code, name in names.items()}})


def _regions_differ(run: Run, about: About) -> list[str]:
    return unmatched({from_kolada(entry.id): entry.title for entry in about.municipalities}, run.names)
