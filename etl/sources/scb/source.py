"""The SCB source: limits and metadata first, then the tables that have been updated, the rest from the answers kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import httpx
import orjson
import pyarrow as pa

from etl.contract.catalogue import Catalogue, ScbSource
from etl.contract.clock import day_of
from etl.contract.codes import RegionType
from etl.contract.schemas import HARVEST
from etl.harvest import Harvest, Say, SourceError
from etl.http import Client, Reply
from etl.http_faults import LastingFaultError
from etl.raw import Answer, Entry, RawStore, SourceRecord, digest
from etl.sources.scb.dataset import Cube, read_cube, read_dataset
from etl.sources.scb.fitting import Sourced, concerns, left_out, measures_of, refuse_unknown_code_lists, unseen_tables
from etl.sources.scb.measure import Measure
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
WITHDRAWN: Final = "withdrawn"
"""In the lock file's metadata of a table that SCB had before and lacks now."""

ELSEWHERE: Final = (
    "If SCB has put another table in its place, name it in source.tables, or where the series goes on in source.continued."
)


@dataclass(frozen=True)
class Kept:
    """One answer to a question for data: the store's record, its cells, and the table's `updated` that came with them."""

    answer: Answer
    cube: Cube
    updated: str | None


@dataclass(frozen=True)
class About:
    """What SCB says of itself: limits, tables and code lists by id, the answers that told it, remarks on tables it lacks.

    Of the tables `withdrawn`, what SCB said and gave before it took them away is read.
    """

    limits: Limits
    tables: Mapping[str, Table]
    lists: Mapping[str, CodeList]
    answers: tuple[Answer, ...]
    lacking: tuple[str, ...] = ()
    withdrawn: frozenset[str] = frozenset()


class Scb:
    """SCB's PxWebApi v2 (https://www.scb.se/vara-tjanster/oppna-data/pxwebapi/pxwebapi-2.0), CC0, named with "Källa: SCB".

    No key; how many cells an answer may hold and how often one may ask is read from `/config` in every run. A table is asked
    again when its metadata says that it has been updated, or the catalogue asks for other cells; with `refresh` in any case.
    `kept_as` is the name that its answers have in the lock file: those about areas below the kommun are kept apart.
    """

    name = NAME

    def __init__(self, raw: RawStore, settings: ScbSettings, refresh: bool = False, kept_as: str = NAME) -> None:
        self._raw = raw
        self._kept_as = kept_as
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
        before = lock.of_source(self._kept_as, self._settings.url)
        limits, limit_answers = ask_limits(self._settings)
        with Client("SCB", self._settings.url, self._settings.manners(limits.rate)) as client:
            about = self._ask_about(client, indicators, limits, self._store(limit_answers, limit_answers.request, ()))
            about = self._with_withdrawn(about, indicators, before)
            measures, misfits = measures_of(indicators, about.tables, about.lists, regions)
            wanted = _pieces(measures, limits.most_cells)
            kept, damaged = self._kept(_unchanged_of(before, wanted, about, refresh=self._refresh), wanted)
            lacking = [piece for key, piece in wanted.items() if key not in kept and piece.table not in about.withdrawn]
            fetched = self._ask(client, lacking, unseen_tables(indicators), say)
            fresh = {one.answer.request: one for one in fetched if isinstance(one, Kept)}
            misfits += [one for one in fetched if isinstance(one, str)]
            tally = f"SCB: {len(fresh)} answer(s) of data fetched, {len(kept)} reused, {client.retried} request(s) tried again"
        everything = {key: one for key in wanted if (one := kept.get(key) or fresh.get(key)) is not None}
        harvest = _harvest(measures, everything, about, indicators, regions)
        answers = (*about.answers, *(one.answer for one in everything.values()))
        after = SourceRecord(url=self._settings.url, answers=answers, entries=self._entries(about, everything))
        record = before.renewed(after, digest(harvest.values), self._now())
        self._raw.remember(lock.with_source(self._kept_as, record))
        harvest = replace(harvest, asked_at=record.asked_at, changed_at=record.changed_at)
        return replace(harvest, remarks=(tally, *about.lacking, *misfits, *damaged, *harvest.remarks))

    def reread(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """The same from the answers kept: SCB isn't asked, and nothing is changed in the store.

        Raises:
            SourceError: the store of answers can't be used, or the catalogue names what a table didn't have.

        """
        indicators = _of_scb(catalogue)
        if not indicators:
            return Harvest(NAME, LICENCE, HARVEST.empty_table())
        record = self._raw.read_lock().sources.get(self._kept_as)
        if record is None:
            nothing = f"SCB: not asked, and nothing is kept: {len(indicators)} indicator(s) have no values"
            return Harvest(NAME, LICENCE, HARVEST.empty_table(), remarks=(nothing,))
        say(f"SCB: not asked; reading the {len(record.answers)} answer(s) kept")
        about = self._about_kept(record)
        described = [(entry, source) for entry, source in indicators if _is_described(source, about)]
        measures, misfits = measures_of(described, about.tables, about.lists, regions)
        wanted = _pieces(measures, about.limits.most_cells)
        kept, damaged = self._kept(record.answers, wanted)
        harvest = _harvest(measures, kept, about, indicators, regions)
        harvest = replace(harvest, asked_at=record.asked_at, changed_at=record.changed_at)
        return replace(harvest, remarks=(*misfits, *damaged, *harvest.remarks))

    def has_answers(self) -> bool:
        """Whether anything is kept that can be read again.

        Raises:
            SourceError: the store of answers can't be used.

        """
        return self._kept_as in self._raw.read_lock().sources

    def _about_kept(self, record: SourceRecord) -> About:
        """What SCB said of itself when it was last asked.

        Raises:
            SourceError: an answer is damaged, or there is none about the limits.

        """
        answers = {answer.request: answer for answer in record.answers if not answer.request.startswith(QUESTION)}
        documents = {request: orjson.loads(self._raw.get(answer.sha256)) for request, answer in answers.items()}
        described = {name: documents.get(metadata_request(name)) for name in record.entries}
        tables = {name: read_table(document, name) for name, document in described.items() if document is not None}
        lists = [read_code_list(document, request) for request, document in documents.items() if request.startswith(CODE_LISTS)]
        withdrawn = frozenset(name for name, entry in record.entries.items() if entry.metadata.get(WITHDRAWN))
        limits = read_limits(documents.get(CONFIG))
        return About(limits, tables, {one.id: one for one in lists}, tuple(answers.values()), withdrawn=withdrawn)

    def _with_withdrawn(self, about: About, indicators: Sequence[Sourced], before: SourceRecord) -> About:
        """With what is kept of the tables that SCB lacks and had before."""
        wished = dict.fromkeys(table for _, source in indicators for table in source.all_tables)
        requests = {metadata_request(name): name for name in wished if name in before.entries and name not in about.tables}
        answers = tuple(answer for answer in before.answers if answer.request in requests)
        tables = {
            (name := requests[answer.request]): read_table(orjson.loads(self._raw.get(answer.sha256)), name) for answer in answers
        }
        return replace(about, tables={**about.tables, **tables}, answers=(*about.answers, *answers), withdrawn=frozenset(tables))

    def _ask_about(self, client: Client, indicators: Sequence[Sourced], limits: Limits, config: Answer) -> About:
        tables = list(dict.fromkeys(table for _, source in indicators for table in source.all_tables))
        described = client.together(partial(_describe, client, indicators), tables, lambda: None)
        replies = {table: reply for table, reply in zip(tables, described, strict=True) if isinstance(reply, Reply)}
        found = {table: read_table(reply.document, table) for table, reply in replies.items()}
        refuse_unknown_code_lists(indicators, found)
        names = list(dict.fromkeys(name for _, source in indicators for name in source.code_lists.values()))
        lists = client.together(lambda name: client.get(code_list_request(name), f"code list {name}"), names, lambda: None)
        answers = [self._store(reply, reply.request, (table,)) for table, reply in replies.items()]
        answers += [self._store(reply, reply.request, ()) for reply in lists]
        read = {name: read_code_list(reply.document, name) for name, reply in zip(names, lists, strict=True)}
        return About(limits, found, read, (config, *answers), tuple(lack for lack in described if isinstance(lack, str)))

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
            gone: dict[str, str | bool | None] = {WITHDRAWN: True} if name in about.withdrawn else {}
            metadata: dict[str, str | bool | None] = {"updated": table.updated if whole else None, **gone}
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
    return any(table in about.tables for table in source.all_tables) and all(
        name in about.lists for name in source.code_lists.values()
    )


def _pieces(measures: Iterable[Measure], most_cells: int) -> dict[str, Selection]:
    """What to ask for, by question."""
    return {piece.key: piece for each in measures for piece in split(each.selection, most_cells)}


def _describe(client: Client, indicators: Sequence[Sourced], table: str) -> Reply | str:
    """What SCB says of a table; a remark where it has none, or refuses and nobody has seen it answer."""
    try:
        return client.get(metadata_request(table), concerns(table, indicators))
    except SourceError as error:
        fault = error.__cause__
        if isinstance(fault, LastingFaultError) and fault.status == httpx.codes.NOT_FOUND:
            return f"SCB has no {concerns(table, indicators)} (any more): {fault}. {ELSEWHERE}"
        return _left_out_or_raised(error, unseen=table in unseen_tables(indicators))


def _left_out_or_raised(error: SourceError, *, unseen: bool) -> str:
    """A remark where SCB refuses what nobody has seen it answer; a fault that may pass is one all the same."""
    if unseen and isinstance(error.__cause__, LastingFaultError):
        return left_out(str(error))
    raise error


def _unchanged_of(record: SourceRecord, wanted: Mapping[str, Selection], about: About, *, refresh: bool) -> list[Answer]:
    """The kept answers to what is wanted of tables that are as they were (with `refresh` none is), or withdrawn."""
    wanted_answers = [(answer, wanted[answer.request].table) for answer in record.answers if answer.request in wanted]
    same = {name for name, table in about.tables.items() if not refresh and _unchanged(record.entries.get(name), table)}
    return [answer for answer, table in wanted_answers if table in same | about.withdrawn]


def _unchanged(entry: Entry | None, table: Table) -> bool:
    return entry is not None and table.updated is not None and entry.metadata.get("updated") == table.updated


def _harvest(
    measures: Sequence[Measure], everything: Mapping[str, Kept], about: About, indicators: Sequence[Sourced], regions: pa.Table
) -> Harvest:
    """What is handed over of the measures that are answered whole, with the remarks on the values only."""
    most_cells = about.limits.most_cells
    whole = [each for each in measures if all(piece.key in everything for piece in split(each.selection, most_cells))]
    values = _values(whole, everything, most_cells)
    answers = (*about.answers, *(one.answer for one in everything.values()))
    remarks = (*_remarks(about, everything), *_uncovered(indicators, values, regions))
    notices = _for_readers(indicators, about, everything)
    cells = requested(answers, measures, most_cells)
    return Harvest(NAME, LICENCE, values, requests=cells, remarks=remarks, not_renewed=notices)


def _for_readers(indicators: Sequence[Sourced], about: About, everything: Mapping[str, Kept]) -> dict[str, str]:
    """By indicator, why its values aren't renewed, in Swedish: SCB has withdrawn a table that they come from."""
    found = {}
    for entry, source in indicators:
        gone = [table for table in source.all_tables if table in about.withdrawn]
        moments = [one.answer.fetched_at for one in everything.values() if set(gone) & set(one.answer.entries)]
        if gone and moments:
            day = day_of(max(moments)).isoformat()
            found[entry.id] = f"SCB har tagit bort tabellen {' och '.join(gone)}; värdena därifrån hämtades senast {day}."
    return found


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
