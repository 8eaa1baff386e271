"""The Kolada source: metadata first, then the data that can have changed, the rest from the answers kept."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import RegionType
from etl.contract.schemas import HARVEST
from etl.harvest import Harvest, Say, SourceError
from etl.http import Client
from etl.raw import Answer, Entry, RawLock, RawStore, SourceRecord
from etl.sources.kolada import merge
from etl.sources.kolada.envelope import Page, check_envelope, pages
from etl.sources.kolada.groups import Kommuner, group_table
from etl.sources.kolada.margins import margin_kpis, margins_of, without_margins
from etl.sources.kolada.metadata import (
    Described,
    KoladaGroup,
    KpiMetadata,
    Municipality,
    described,
    differing,
    read_entries,
    unmatched,
)
from etl.sources.kolada.plan import (
    DATA,
    PAGE_SIZE,
    Batch,
    Wanted,
    batches,
    chunks,
    from_kolada,
    missing_years,
    still_read,
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

KPI: Final = "/kpi/"
MUNICIPALITY: Final = "/municipality?"
GROUPS: Final = "/municipality_groups?"
MODELS: Final[Mapping[str, type[Described]]] = {KPI: KpiMetadata, MUNICIPALITY: Municipality, GROUPS: KoladaGroup}
"""How requests for metadata begin, and what their answers hold."""


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
class About:
    """What Kolada says of itself: KPIs in the catalogue's order, its kommuner and regions, groups, and the answers."""

    kpis: Mapping[str, KpiMetadata]
    municipalities: tuple[Municipality, ...]
    groups: tuple[KoladaGroup, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Question:
    """One question for metadata: the model of its entries, the request, the KPIs that it is about."""

    model: type[Described]
    request: str
    kpis: tuple[str, ...] = ()

    @property
    def concerns(self) -> str:
        """What it is for, in an error."""
        return f"KPIs {', '.join(self.kpis)}" if self.kpis else "all KPIs"


@dataclass(frozen=True)
class Run:
    """What stays the same during one collection: when it began, SCB codes by Kolada's, and the names by SCB code."""

    began: datetime
    regions: Mapping[str, str]
    names: Mapping[str, str]
    kommuner: frozenset[str]

    @classmethod
    def of(cls, regions: pa.Table, began: datetime) -> "Run":
        """The run for a table of regions (schema `REGIONS`)."""
        codes, names, types = (regions[column].to_pylist() for column in ("code", "name", "type"))
        kommuner = frozenset(code for code, kind in zip(codes, types, strict=True) if kind == RegionType.MUNICIPALITY)
        return cls(began, {to_kolada(code): code for code in codes}, dict(zip(codes, names, strict=True)), kommuner)


class KoladaSource:
    """Kolada's API v3 (https://api.kolada.se/v3/docs), free to use with "Källa: Kolada".

    No key, no published limit of requests; at most 25 ids in a path segment and 5,000 items a page. Values are revised
    without notice: `refresh` asks for all of them, whatever is kept.
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
        known = (RawLock() if self._refresh else lock).of_source(NAME, self._settings.url)
        run = Run.of(regions, self._settings.clock())
        indicators = catalogue.of_source(NAME)
        with rarely_collected(), Client("Kolada", self._settings.url, self._settings.manners) as client:
            about = self._ask_about(client, indicators)
            wanted = Wanted(about.kpis, tuple(run.regions), self._settings.years)
            entries, kept, damaged = self._kept(known, wanted, run)
            missing = missing_years(wanted, entries, run.began.date())
            fresh = self._ask(client, batches(missing, wanted.regions), wanted, run, say)
            tally = f"{len(fresh)} answer(s) of data fetched, {len(kept)} reused, {client.retried} request(s) tried again"
            everything = [*kept, *fresh]
            merged = _merged(everything, wanted, indicators)
            remarks = damaged + merged.remarks
        harvest = _harvest(merged, about, catalogue, run, everything)
        answers = (*about.answers, *(one.answer for one in everything))
        after = _entries(wanted, entries, missing, run)
        self._raw.remember(lock.with_source(NAME, SourceRecord(url=self._settings.url, answers=answers, entries=after)))
        return replace(harvest, remarks=(tally, *remarks, *differing(indicators, about.kpis), *harvest.remarks))

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
        indicators = tuple(entry for entry in wished if entry.source.reference in record.entries)
        run = Run.of(regions, self._settings.clock())
        about = self._about_kept(record, indicators)
        wanted = Wanted(about.kpis, tuple(run.regions), self._settings.years)
        answers = still_read(record.answers, (), wanted.metadata)
        everything = [Kept(answer, self._reread(answer, wanted, run)) for answer in answers]
        merged = _merged(everything, wanted, indicators)
        harvest = _harvest(merged, about, catalogue, run, everything)
        return replace(harvest, remarks=(*_unfetched(wished, indicators), *merged.remarks, *harvest.remarks))

    def _about_kept(self, record: SourceRecord, indicators: Sequence[Indicator]) -> About:
        """What Kolada said of itself when it was last asked."""
        answers = tuple(answer for answer in record.answers if not answer.request.startswith(DATA))
        entries: list[Described] = []
        for answer in answers:
            model = next(model for path, model in MODELS.items() if answer.request.startswith(path))
            items = check_envelope(orjson.loads(self._raw.get(answer.sha256)), answer.request)
            entries += read_entries(model, items, answer.request)
        return _about(entries, indicators, answers)

    def _ask_about(self, client: Client, indicators: Sequence[Indicator]) -> About:
        kpis = [*(entry.source.reference for entry in indicators), *margin_kpis(indicators)]
        questions = [Question(KpiMetadata, f"{KPI}{','.join(some)}?per_page={PAGE_SIZE}", some) for some in chunks(kpis)]
        questions.append(Question(Municipality, f"{MUNICIPALITY}per_page={PAGE_SIZE}"))
        questions.append(Question(KoladaGroup, f"{GROUPS}per_page={PAGE_SIZE}"))
        told = client.together(partial(self._ask_question, client), questions, lambda: None)
        entries = [entry for _, some in told for entry in some]
        return _about(entries, indicators, tuple(answer for answers, _ in told for answer in answers))

    def _ask_question(self, client: Client, question: Question) -> tuple[list[Answer], list[Described]]:
        read = list(pages(client, question.request, question.concerns))
        entries = [entry for page in read for entry in read_entries(question.model, page.items, page.reply.request)]
        return [self._store(page, question.kpis) for page in read], entries

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

    def _ask(self, client: Client, questions: list[Batch], wanted: Wanted, run: Run, say: Say) -> list[Kept]:
        if questions:
            kpis = len({kpi for batch in questions for kpi in batch.kpis})
            say(f"Kolada: asking {len(questions)} questions for {kpis} KPI(s) of {len(wanted.metadata)}")
        with progress(len(questions), say) as done:
            told = client.together(partial(self._ask_batch, client, wanted, run), questions, done)
        return [kept for answers in told for kept in answers]

    def _ask_batch(self, client: Client, wanted: Wanted, run: Run, batch: Batch) -> list[Kept]:
        kept = []
        for page in pages(client, batch.request, f"KPIs {', '.join(batch.kpis)}"):
            reading = read_items(page.items, _scope(page.reply.request, self._settings.clock(), wanted, run))
            kept.append(Kept(self._store(page, batch.kpis), reading))
        return kept

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
    missing = missing_years(wanted, entries, run.began.date())
    whole = [kpi for kpi, years in missing.items() if years == wanted.years]
    return still_read(record.answers, whole, wanted.metadata)


def _entries(wanted: Wanted, entries: Mapping[str, Entry], missing: Mapping[str, tuple[int, ...]], run: Run) -> dict[str, Entry]:
    """The lock file's entries after the run: new ones for what was asked for whole, more years for the others."""
    after = {}
    for kpi, metadata in wanted.metadata.items():
        if missing.get(kpi) == wanted.years:
            began = run.began.replace(microsecond=0)
            after[kpi] = Entry(metadata=metadata.remembered, fetched_at=began, regions=wanted.regions_digest, years=wanted.years)
        else:
            years = tuple(sorted({*entries[kpi].years, *wanted.years}))
            after[kpi] = entries[kpi].model_copy(update={"years": years})
    return after


def _scope(request: str, fetched_at: datetime, wanted: Wanted, run: Run) -> Scope:
    batch = Batch.of_request(request)
    periods = {kpi: wanted.metadata[kpi].preliminary_period(fetched_at.date()) for kpi in batch.kpis if kpi in wanted.metadata}
    return Scope(request, batch, run.regions, {kpi: period for kpi, period in periods.items() if period is not None})


def _merged(everything: list[Kept], wanted: Wanted, indicators: Sequence[Indicator]) -> Merged:
    shares = [kept.share() for kept in everything]
    kpis, uncertain = {entry.source.reference: entry.id for entry in indicators}, margin_kpis(indicators)
    remarks = merge.refuse_unknown(shares)
    rows, dropped = merge.without_duplicates(merge.together(shares, wanted.years), [*kpis, *uncertain], shares)
    if dropped:
        remarks.append(f"{dropped} duplicate value(s) dropped, identical to others")
    margins = margins_of(rows, uncertain)
    values = rows.filter(pc.is_in(rows["kpi"], pa.array(list(kpis), pa.string())))
    remarks += merge.without_values(values, kpis) + without_margins(margins, uncertain, wanted.metadata)
    return Merged(merge.as_harvest(values, kpis), margins, remarks)


def _about(entries: Sequence[Described], indicators: Sequence[Indicator], answers: tuple[Answer, ...]) -> About:
    return About(
        described(indicators, [entry for entry in entries if isinstance(entry, KpiMetadata)]),
        tuple(entry for entry in entries if isinstance(entry, Municipality)),
        tuple(entry for entry in entries if isinstance(entry, KoladaGroup)),
        answers,
    )


def _harvest(merged: Merged, about: About, catalogue: Catalogue, run: Run, everything: Iterable[Kept]) -> Harvest:
    """What is handed over, with the remarks on regions and groups only."""
    groups, group_remarks = group_table(about.groups, catalogue.groups, _kommuner(run, about.municipalities))
    published = {entry.id: about.kpis.get(entry.source.reference) for entry in catalogue.of_source(NAME)}
    answers = (*about.answers, *(one.answer for one in everything))
    return Harvest(
        NAME,
        LICENCE,
        merged.values,
        groups,
        merged.margins,
        requests=tuple(map(requested, answers)),
        publications={name: kpi.publication for name, kpi in published.items() if kpi is not None},
        remarks=(*_regions_differ(run, about), *group_remarks),
    )


def _unfetched(wished: Iterable[Indicator], indicators: Iterable[Indicator]) -> list[str]:
    """A remark on the indicators of which nothing has been fetched yet."""
    known = {entry.id for entry in indicators}
    lost = [entry.id for entry in wished if entry.id not in known]
    return [f"Kolada: never asked for, so without values: {', '.join(lost)}"] if lost else []


def _kommuner(run: Run, municipalities: Iterable[Municipality]) -> Kommuner:
    """The kommuner by code, and their codes by our names and Kolada's."""
    names = {code: run.names[code] for code in sorted(run.kommuner)}
    theirs = {entry.title: entry.id for entry in municipalities if entry.id in names}
    return Kommuner(names, {**theirs, **{name: code for code, name in names.items()}})


def _regions_differ(run: Run, about: About) -> list[str]:
    return unmatched({from_kolada(entry.id): entry.title for entry in about.municipalities}, run.names)
