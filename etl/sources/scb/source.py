"""The SCB source: limits and metadata first, then the tables that have been updated, the rest from the answers kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson
import pyarrow as pa

from etl.contract.catalogue import Catalogue, Indicator, ScbSource
from etl.contract.codes import RegionType
from etl.contract.schemas import HARVEST
from etl.harvest import Harvest, Say, SourceError
from etl.http import Client, LastingFaultError, Reply
from etl.raw import Answer, Entry, RawLock, RawStore, SourceRecord
from etl.sources.scb.dataset import Cube, read_cube, read_dataset
from etl.sources.scb.measure import REGION, Measure, UnmatchedError, measure, refuse_code_lists
from etl.sources.scb.requested import QUESTION, requested
from etl.sources.scb.rows import odd_symbols, rows_of
from etl.sources.scb.selection import Selection, assembled, refuse_other, split
from etl.sources.scb.settings import CONFIG, Limits, ScbSettings, ask_limits, read_limits
from etl.sources.scb.table import CodeList, Table, code_list_request, metadata_request, read_code_list, read_table

NAME: Final = "scb"
LICENCE: Final = "Källa: SCB. Värdena är fria att använda (CC0). Andelar beräknade ur SCB:s antal är egen bearbetning."
NO_REGIONS: Final = ""
"""The lock file's `regions` of a table: which regions were asked for stands in the requests themselves."""

CODE_LISTS: Final = "/codeLists/"
MISMATCH: Final = "Correct the entries' source in the catalogue. What was published stays in service."

Sourced = tuple[Indicator, ScbSource]


@dataclass(frozen=True)
class Kept:
    """One answer to a question for data: the store's record, its cells, and the table's `updated` that came with them."""

    answer: Answer
    cube: Cube
    updated: str | None


@dataclass(frozen=True)
class About:
    """What SCB says of itself: limits, tables and code lists by id, the answers that told it, remarks on tables it lacks."""

    limits: Limits
    tables: Mapping[str, Table]
    lists: Mapping[str, CodeList]
    answers: tuple[Answer, ...]
    lacking: tuple[str, ...] = ()


class Scb:
    """SCB's PxWebApi v2 (https://www.scb.se/vara-tjanster/oppna-data/pxwebapi/pxwebapi-2.0), CC0, named with "Källa: SCB".

    No key; how many cells an answer may hold and how often one may ask is read from `/config` in every run. A table is asked
    again when its metadata says that it has been updated, or the catalogue asks for other cells; with `refresh` in any case.
    """

    name = NAME

    def __init__(self, raw: RawStore, settings: ScbSettings, refresh: bool = False) -> None:
        self._raw = raw
        self._settings = settings
        self._refresh = refresh

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """All values of the catalogue's SCB indicators for `regions` (schema `REGIONS`), all periods that the tables have.

        The lock file is written, and answers no longer needed are deleted, only when everything has been read and found right.

        Raises:
            SourceError: SCB can't be reached or answers wrongly for good, the catalogue names what a table doesn't have, or the
                store of answers can't be used.

        """
        indicators = _of_scb(catalogue)
        if not indicators:
            return Harvest(NAME, LICENCE, HARVEST.empty_table())
        lock = self._raw.read_lock(refresh=self._refresh)
        known = (RawLock() if self._refresh else lock).of_source(NAME, self._settings.url)
        limits, told = ask_limits(self._settings)
        with Client("SCB", self._settings.url, self._settings.manners(limits.rate)) as client:
            about = self._ask_about(client, indicators, limits, self._store(told, told.request, ()))
            measures, misfits = _measures(indicators, about, regions)
            wanted = _pieces(measures, limits.most_cells)
            kept, damaged = self._kept(_unchanged_of(known, wanted, about.tables), wanted)
            asked = self._ask(client, [piece for key, piece in wanted.items() if key not in kept], _unseen(indicators), say)
            fresh = {one.answer.request: one for one in asked if isinstance(one, Kept)}
            misfits += [one for one in asked if isinstance(one, str)]
            tally = f"SCB: {len(fresh)} answer(s) of data fetched, {len(kept)} reused, {client.retried} request(s) tried again"
        everything = {key: one for key in wanted if (one := kept.get(key) or fresh.get(key)) is not None}
        harvest = _harvest(measures, everything, about, indicators, regions)
        answers = (*about.answers, *(one.answer for one in everything.values()))
        record = SourceRecord(url=self._settings.url, answers=answers, entries=self._entries(about, everything))
        self._raw.remember(lock.with_source(NAME, record))
        return replace(harvest, remarks=(tally, *about.lacking, *misfits, *damaged, *harvest.remarks))

    def reread(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """The same from the answers kept: SCB isn't asked, and nothing is changed in the store.

        Raises:
            SourceError: the store of answers can't be used, or the catalogue names what a table didn't have.

        """
        indicators = _of_scb(catalogue)
        if not indicators:
            return Harvest(NAME, LICENCE, HARVEST.empty_table())
        record = self._raw.read_lock().sources.get(NAME)
        if record is None:
            nothing = f"SCB: not asked, and nothing is kept: {len(indicators)} indicator(s) have no values"
            return Harvest(NAME, LICENCE, HARVEST.empty_table(), remarks=(nothing,))
        say(f"SCB: not asked; reading the {len(record.answers)} answer(s) kept")
        about = self._about_kept(record)
        described = [(entry, source) for entry, source in indicators if _is_described(source, about)]
        measures, misfits = _measures(described, about, regions)
        wanted = _pieces(measures, about.limits.most_cells)
        kept, damaged = self._kept(record.answers, wanted)
        harvest = _harvest(measures, kept, about, indicators, regions)
        return replace(harvest, remarks=(*misfits, *damaged, *harvest.remarks))

    def _about_kept(self, record: SourceRecord) -> About:
        """What SCB said of itself when it was last asked.

        Raises:
            SourceError: an answer is damaged, or there is none about the limits.

        """
        told = {answer.request: answer for answer in record.answers if not answer.request.startswith(QUESTION)}
        documents = {request: orjson.loads(self._raw.get(answer.sha256)) for request, answer in told.items()}
        described = {name: documents.get(metadata_request(name)) for name in record.entries}
        tables = {name: read_table(document, name) for name, document in described.items() if document is not None}
        lists = [read_code_list(document, request) for request, document in documents.items() if request.startswith(CODE_LISTS)]
        return About(read_limits(documents.get(CONFIG)), tables, {one.id: one for one in lists}, tuple(told.values()))

    def _ask_about(self, client: Client, indicators: Sequence[Sourced], limits: Limits, config: Answer) -> About:
        tables = list(dict.fromkeys(table for _, source in indicators for table in source.tables))
        told = client.together(partial(_describe, client, indicators), tables, lambda: None)
        replies = {table: reply for table, reply in zip(tables, told, strict=True) if isinstance(reply, Reply)}
        found = {table: read_table(reply.document, table) for table, reply in replies.items()}
        _refuse_code_lists(indicators, found)
        names = list(dict.fromkeys(name for _, source in indicators for name in source.code_lists.values()))
        lists = client.together(lambda name: client.get(code_list_request(name), f"code list {name}"), names, lambda: None)
        answers = [self._store(reply, reply.request, (table,)) for table, reply in replies.items()]
        answers += [self._store(reply, reply.request, ()) for reply in lists]
        read = {name: read_code_list(reply.document, name) for name, reply in zip(names, lists, strict=True)}
        return About(limits, found, read, (config, *answers), tuple(lack for lack in told if isinstance(lack, str)))

    def _kept(self, answers: Iterable[Answer], wanted: Mapping[str, Selection]) -> tuple[dict[str, Kept], list[str]]:
        """The kept answers to what is wanted, by question, and remarks on damaged ones, which are asked anew."""
        kept = {}
        remarks = []
        for answer in answers:
            piece = wanted.get(answer.request)
            if piece is None:
                continue
            try:
                kept[answer.request] = _read(piece, orjson.loads(self._raw.get(answer.sha256)), answer)
            except (SourceError, ValueError) as error:
                remarks.append(f"SCB: asked again for a damaged answer about table {piece.table}: {error}")
        return kept, remarks

    def _ask(self, client: Client, pieces: list[Selection], unseen: frozenset[str], say: Say) -> list[Kept | str]:
        """The answers to questions; of the tables `unseen` remarks instead, where SCB refuses."""
        if pieces:
            tables, cells = {piece.table for piece in pieces}, sum(piece.cells for piece in pieces)
            say(f"SCB: asking {len(pieces)} question(s) about {len(tables)} table(s), {cells:,} cells")
        return client.together(partial(self._ask_piece, client, unseen), pieces, lambda: None)

    def _ask_piece(self, client: Client, unseen: frozenset[str], piece: Selection) -> Kept | str:
        try:
            reply = client.post(piece.request, piece.question, f"table {piece.table}, {piece.cells} cells")
        except SourceError as error:
            return _left_out_or_raised(error, unseen=piece.table in unseen)
        return _read(piece, reply.document, self._store(reply, piece.key, (piece.table,)))

    def _store(self, reply: Reply, request: str, entries: tuple[str, ...]) -> Answer:
        sha, moment = self._raw.put(reply.body), self._now()
        return Answer(request=request, sha256=sha, bytes=len(reply.body), fetched_at=moment, entries=entries)

    def _now(self) -> datetime:
        return self._settings.clock().replace(microsecond=0)

    def _entries(self, about: About, everything: Mapping[str, Kept]) -> dict[str, Entry]:
        """What the lock file keeps of the tables; of one that was updated while it was asked, that it must be asked again."""
        entries = {}
        for name, table in about.tables.items():
            whole = all(one.updated == table.updated for one in everything.values() if name in one.answer.entries)
            metadata: dict[str, str | bool | None] = {"updated": table.updated if whole else None}
            entries[name] = Entry(metadata=metadata, fetched_at=self._now(), regions=NO_REGIONS, years=())
        return entries


def _read(piece: Selection, document: Any, answer: Answer) -> Kept:
    dataset = read_dataset(document, piece.key[:400])
    cube = read_cube(dataset, piece.key[:400])
    refuse_other(cube, piece)
    return Kept(answer, cube, dataset.updated)


def _of_scb(catalogue: Catalogue) -> list[Sourced]:
    return [(entry, entry.source) for entry in catalogue.indicators if isinstance(entry.source, ScbSource)]


def _is_described(source: ScbSource, about: About) -> bool:
    """Whether anything is known of the tables that an indicator is read from."""
    return any(table in about.tables for table in source.tables) and all(
        name in about.lists for name in source.code_lists.values()
    )


def _pieces(measures: Iterable[Measure], most_cells: int) -> dict[str, Selection]:
    """What to ask for, by question."""
    return {piece.key: piece for each in measures for piece in split(each.selection, most_cells)}


def _describe(client: Client, indicators: Sequence[Sourced], table: str) -> Reply | str:
    """What SCB says of a table; a remark where it knows of none and nobody has seen it do so."""
    try:
        return client.get(metadata_request(table), _concerns(table, indicators))
    except SourceError as error:
        return _left_out_or_raised(error, unseen=table in _unseen(indicators))


def _left_out_or_raised(error: SourceError, *, unseen: bool) -> str:
    """A remark where SCB refuses what nobody has seen it answer; a fault that may pass is one all the same."""
    if unseen and isinstance(error.__cause__, LastingFaultError):
        return _left_out(str(error))
    raise error


def _unseen(indicators: Iterable[Sourced]) -> frozenset[str]:
    """The tables that only unverified indicators are read from."""
    sources = [source for _, source in indicators]
    seen = {table for source in sources if not source.unverified for table in source.tables}
    return frozenset(table for source in sources for table in source.tables if table not in seen)


def _left_out(fault: str) -> str:
    return f"SCB: left out, not seen in an answer of SCB's yet (source.unverified): {fault}"


def _unchanged_of(record: SourceRecord, wanted: Mapping[str, Selection], tables: Mapping[str, Table]) -> list[Answer]:
    """The kept answers to what is wanted of tables that are as they were."""
    asked = [(answer, wanted[answer.request].table) for answer in record.answers if answer.request in wanted]
    return [answer for answer, table in asked if _unchanged(record.entries.get(table), tables[table])]


def _unchanged(entry: Entry | None, table: Table) -> bool:
    return entry is not None and table.updated is not None and entry.metadata.get("updated") == table.updated


def _concerns(table: str, indicators: Iterable[Sourced]) -> str:
    return f"table {table} of {', '.join(entry.id for entry, source in indicators if table in source.tables)}"


def _measures(indicators: Iterable[Sourced], about: About, regions: pa.Table) -> tuple[list[Measure], list[str]]:
    """Every indicator on each of its tables that has regions left to read, and remarks on unverified ones that don't fit.

    Raises:
        SourceError: the catalogue names what a table doesn't have; all such faults at once.

    """
    measures: list[Measure] = []
    faults: list[str] = []
    misfits: list[str] = []
    for entry, source in indicators:
        left = regions["code"].to_pylist()
        for name in (name for name in source.tables if name in about.tables):
            try:
                found = measure(entry, source, about.tables[name], about.lists, left)
            except UnmatchedError as error:
                (misfits if source.unverified else faults).append(str(error))
                continue
            taken = set(found.selection.codes[REGION])
            left = [region for region in left if region not in taken]
            measures += [found] if found.selection.cells else []
    _refuse(faults)
    return measures, [_left_out(fault) for fault in misfits]


def _refuse_code_lists(indicators: Iterable[Sourced], tables: Mapping[str, Table]) -> None:
    faults = []
    for entry, source in indicators:
        for name in (name for name in source.tables if name in tables):
            try:
                refuse_code_lists(entry, source, tables[name])
            except UnmatchedError as error:
                faults.append(str(error))
    _refuse(faults)


def _refuse(faults: list[str]) -> None:
    if faults:
        raise SourceError(
            "\n".join((f"SCB: {len(faults)} fault(s) between the catalogue and SCB's tables:", *faults, MISMATCH)),
        )


def _harvest(
    measures: Sequence[Measure], everything: Mapping[str, Kept], about: About, indicators: Sequence[Sourced], regions: pa.Table
) -> Harvest:
    """What is handed over of the measures that are answered whole, with the remarks on the values only."""
    most_cells = about.limits.most_cells
    whole = [each for each in measures if all(piece.key in everything for piece in split(each.selection, most_cells))]
    values = _values(whole, everything, most_cells)
    answers = (*about.answers, *(one.answer for one in everything.values()))
    remarks = (*_remarks(about, everything), *_uncovered(indicators, values, regions))
    return Harvest(NAME, LICENCE, values, requests=requested(answers, measures, most_cells), remarks=remarks)


def _values(measures: Iterable[Measure], everything: Mapping[str, Kept], most_cells: int) -> pa.Table:
    cubes = {key: kept.cube for key, kept in everything.items()}
    tables = [rows_of(each, assembled(each.selection, cubes, most_cells)) for each in measures]
    return pa.concat_tables([HARVEST.empty_table(), *tables]).combine_chunks()


def _remarks(about: About, everything: Mapping[str, Kept]) -> list[str]:
    noisy = [name for name, table in about.tables.items() if table.noisy]
    remarks = [f"SCB: noise is added in {', '.join(noisy)} (Cell Key Method): parts don't add up to totals"] if noisy else []
    odd = odd_symbols(kept.cube for kept in everything.values())
    if odd:
        remarks.append(f"SCB: symbols without a meaning here, kept as reasons or set aside: {', '.join(sorted(odd))}")
    return remarks


def _uncovered(indicators: Iterable[Sourced], values: pa.Table, regions: pa.Table) -> list[str]:
    """A remark on the kommuner that an indicator's tables lack."""
    kommuner = {row["code"] for row in regions.to_pylist() if row["type"] == RegionType.MUNICIPALITY}
    rows = values.group_by(["indicator", "region"]).aggregate([]).to_pylist()
    remarks = []
    for entry, source in indicators:
        lost = sorted(kommuner - {row["region"] for row in rows if row["indicator"] == entry.id})
        if lost:
            more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
            remarks.append(f"SCB: {entry.id}: {', '.join(source.tables)} lack(s) kommuner: {', '.join(lost[:5])}{more}")
    return remarks
