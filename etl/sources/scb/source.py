"""The SCB source: limits and metadata first, then the tables that have been updated, the rest from the answers kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson
import pyarrow as pa

from etl.contract.catalogue import Catalogue, Indicator, ScbSource
from etl.contract.codes import RegionType
from etl.contract.schemas import HARVEST
from etl.harvest import Harvest, Say, SourceError
from etl.http import Client, Reply
from etl.raw import Answer, Entry, RawLock, RawStore, SourceRecord
from etl.sources.scb.dataset import Cube, read_cube, read_dataset
from etl.sources.scb.measure import REGION, Measure, UnmatchedError, measure, refuse_code_lists
from etl.sources.scb.rows import odd_symbols, rows_of
from etl.sources.scb.selection import Selection, assembled, refuse_other, split
from etl.sources.scb.settings import Limits, ScbSettings, ask_limits
from etl.sources.scb.table import CodeList, Table, code_list_request, metadata_request, read_code_list, read_table

NAME: Final = "scb"
LICENCE: Final = "Källa: SCB. Värdena är fria att använda (CC0). Andelar beräknade ur SCB:s antal är egen bearbetning."
NO_REGIONS: Final = ""
"""The lock file's `regions` of a table: which regions were asked for stands in the requests themselves."""

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
    """What SCB says of itself: limits, tables and code lists by id, and the answers that told it."""

    limits: Limits
    tables: Mapping[str, Table]
    lists: Mapping[str, CodeList]
    answers: tuple[Answer, ...]


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
        indicators = [(entry, entry.source) for entry in catalogue.indicators if isinstance(entry.source, ScbSource)]
        if not indicators:
            return Harvest(NAME, LICENCE, HARVEST.empty_table())
        lock = self._raw.read_lock(refresh=self._refresh)
        limits, told = ask_limits(self._settings)
        with Client("SCB", self._settings.url, self._settings.manners(limits.rate)) as client:
            about = self._ask_about(client, indicators, limits, self._store(told, told.request, ()))
            measures = _measures(indicators, about, regions)
            wanted = {piece.key: piece for each in measures for piece in split(each.selection, limits.most_cells)}
            kept, damaged = self._kept(self._usable(lock), wanted, about.tables)
            fresh = self._ask(client, [piece for key, piece in wanted.items() if key not in kept], say)
            tally = f"SCB: {len(fresh)} answer(s) of data fetched, {len(kept)} reused, {client.retried} request(s) tried again"
        everything = {key: (kept.get(key) or fresh[key]) for key in wanted}
        values = _values(measures, everything, limits.most_cells)
        answers = (*about.answers, *(one.answer for one in everything.values()))
        self._remember(lock, SourceRecord(url=self._settings.url, answers=answers, entries=self._entries(about, everything)))
        remarks = (tally, *damaged, *_remarks(about, everything), *_uncovered(indicators, values, regions))
        return Harvest(NAME, LICENCE, values, provenance=tuple(map(_provenance, answers)), remarks=remarks)

    def _usable(self, lock: RawLock) -> SourceRecord:
        """What is kept of this API; nothing of another one's answers, and nothing where everything is to be asked anew."""
        record = lock.sources.get(NAME)
        if record is None or self._refresh or record.url != self._settings.url:
            return SourceRecord(url=self._settings.url, answers=(), entries={})
        return record

    def _ask_about(self, client: Client, indicators: Sequence[Sourced], limits: Limits, config: Answer) -> About:
        tables = list(dict.fromkeys(table for _, source in indicators for table in source.tables))
        requests = {table: metadata_request(table) for table in tables}
        replies = client.together(lambda table: client.get(requests[table], _concerns(table, indicators)), tables, lambda: None)
        found = {table: read_table(reply.document, table) for table, reply in zip(tables, replies, strict=True)}
        _refuse_code_lists(indicators, found)
        names = list(dict.fromkeys(name for _, source in indicators for name in source.code_lists.values()))
        lists = client.together(lambda name: client.get(code_list_request(name), f"code list {name}"), names, lambda: None)
        answers = [self._store(reply, reply.request, (table,)) for table, reply in zip(tables, replies, strict=True)]
        answers += [self._store(reply, reply.request, ()) for reply in lists]
        read = {name: read_code_list(reply.document, name) for name, reply in zip(names, lists, strict=True)}
        return About(limits, found, read, (config, *answers))

    def _kept(
        self, record: SourceRecord, wanted: Mapping[str, Selection], tables: Mapping[str, Table]
    ) -> tuple[dict[str, Kept], list[str]]:
        """The kept answers of tables that are as they were, by question, and remarks on damaged ones, which are asked anew."""
        kept = {}
        remarks = []
        for answer in record.answers:
            piece = wanted.get(answer.request)
            if piece is None or not _unchanged(record.entries.get(piece.table), tables[piece.table]):
                continue
            try:
                kept[answer.request] = _read(piece, orjson.loads(self._raw.get(answer.sha256)), answer)
            except (SourceError, ValueError) as error:
                remarks.append(f"SCB: asked again for a damaged answer about table {piece.table}: {error}")
        return kept, remarks

    def _ask(self, client: Client, pieces: list[Selection], say: Say) -> dict[str, Kept]:
        if pieces:
            tables, cells = {piece.table for piece in pieces}, sum(piece.cells for piece in pieces)
            say(f"SCB: asking {len(pieces)} question(s) about {len(tables)} table(s), {cells:,} cells")
        told = client.together(partial(self._ask_piece, client), pieces, lambda: None)
        return {kept.answer.request: kept for kept in told}

    def _ask_piece(self, client: Client, piece: Selection) -> Kept:
        reply = client.post(piece.request, piece.question, f"table {piece.table}, {piece.cells} cells")
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

    def _remember(self, lock: RawLock, record: SourceRecord) -> None:
        whole = lock.with_source(NAME, record)
        self._raw.write_lock(whole)
        self._raw.prune(whole)


def _read(piece: Selection, document: Any, answer: Answer) -> Kept:
    dataset = read_dataset(document, piece.key[:400])
    cube = read_cube(dataset, piece.key[:400])
    refuse_other(cube, piece)
    return Kept(answer, cube, dataset.updated)


def _unchanged(entry: Entry | None, table: Table) -> bool:
    return entry is not None and table.updated is not None and entry.metadata.get("updated") == table.updated


def _concerns(table: str, indicators: Iterable[Sourced]) -> str:
    return f"table {table} of {', '.join(entry.id for entry, source in indicators if table in source.tables)}"


def _measures(indicators: Iterable[Sourced], about: About, regions: pa.Table) -> list[Measure]:
    """Every indicator on each of its tables that has regions left to read.

    Raises:
        SourceError: the catalogue names what a table doesn't have; all such faults at once.

    """
    measures, faults = [], []
    for entry, source in indicators:
        left = regions["code"].to_pylist()
        for name in source.tables:
            try:
                found = measure(entry, source, about.tables[name], about.lists, left)
            except UnmatchedError as error:
                faults.append(str(error))
                continue
            taken = set(found.selection.codes[REGION])
            left = [region for region in left if region not in taken]
            measures += [found] if found.selection.cells else []
    _refuse(faults)
    return measures


def _refuse_code_lists(indicators: Iterable[Sourced], tables: Mapping[str, Table]) -> None:
    faults = []
    for entry, source in indicators:
        for name in source.tables:
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


def _provenance(answer: Answer) -> dict[str, Any]:
    return {
        "request": answer.request,
        "sha256": answer.sha256,
        "bytes": answer.bytes,
        "fetched_at": answer.fetched_at.isoformat(),
        "tables": list(answer.entries),
    }
