"""What Kolada says of itself: its KPIs, its kommuner and regions, its groups; asked in every run, or read from what is kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import orjson

from etl.contract.catalogue import Indicator
from etl.http import Client
from etl.raw import Answer, Entry, RawStore, SourceRecord
from etl.sources.kolada.envelope import Page, check_envelope, pages
from etl.sources.kolada.margins import margin_kpis
from etl.sources.kolada.metadata import (
    Described,
    KoladaGroup,
    KpiMetadata,
    Municipality,
    Odd,
    margins_described,
    read_entries,
)
from etl.sources.kolada.plan import DATA, PAGE_SIZE, chunks
from etl.sources.kolada.retained import Retained, sort_out

KPI: Final = "/kpi/"
MUNICIPALITY: Final = "/municipality?"
GROUPS: Final = "/municipality_groups?"
MODELS: Final[Mapping[str, type[Described]]] = {KPI: KpiMetadata, MUNICIPALITY: Municipality, GROUPS: KoladaGroup}
"""How requests for metadata begin, and what their answers hold."""


@dataclass(frozen=True)
class About:
    """KPIs that are asked for, in the catalogue's order; kommuner and regions, groups; the answers that told it.

    `retained` are the indicators whose KPIs aren't asked for, and `odd` the entries that could not be read.
    """

    kpis: Mapping[str, KpiMetadata]
    municipalities: tuple[Municipality, ...]
    groups: tuple[KoladaGroup, ...]
    retained: tuple[Retained, ...]
    odd: tuple[Odd, ...]

    def kept_kpis(self, indicators: Iterable[Indicator], entries: Mapping[str, Entry]) -> dict[str, KpiMetadata]:
        """By KPI, what is remembered of those that aren't asked for: the indicators' own, and those of their margins."""
        wished = [*(one.kpi for one in self.retained), *(kpi for kpi in margin_kpis(indicators) if kpi not in self.kpis)]
        return {kpi: KpiMetadata.of_memory(kpi, entries[kpi].metadata) for kpi in wished if kpi in entries}

    @property
    def remarks(self) -> list[str]:
        """A remark on what could not be read."""
        some = "; ".join(f"{one.name}: {one.fault}" for one in self.odd[:5])
        return [f"Set aside {len(self.odd)} entries of Kolada's metadata that can't be read: {some}"] if self.odd else []


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


def ask_about(client: Client, indicators: Sequence[Indicator]) -> tuple[About, list[tuple[Page, tuple[str, ...]]]]:
    """What Kolada says now, and the pages that it came in, each with the KPIs that it is about.

    Raises:
        SourceError: Kolada can't be reached or answers wrongly for good.

    """
    kpis = [*(entry.source.reference for entry in indicators), *margin_kpis(indicators)]
    questions = [Question(KpiMetadata, f"{KPI}{','.join(some)}?per_page={PAGE_SIZE}", some) for some in chunks(kpis)]
    questions.append(Question(Municipality, f"{MUNICIPALITY}per_page={PAGE_SIZE}"))
    questions.append(Question(KoladaGroup, f"{GROUPS}per_page={PAGE_SIZE}"))
    answered = client.together(partial(_ask, client), questions, lambda: None)
    read = [(page, question) for question, some in zip(questions, answered, strict=True) for page in some]
    found = [read_entries(question.model, page.items, page.reply.request) for page, question in read]
    return _about(found, indicators), [(page, question.kpis) for page, question in read]


def about_kept(store: RawStore, record: SourceRecord, indicators: Sequence[Indicator]) -> tuple[About, tuple[Answer, ...]]:
    """What Kolada said when it was last asked, and the answers that told it.

    Raises:
        SourceError: an answer in the store is damaged.

    """
    answers = tuple(answer for answer in record.answers if not answer.request.startswith(DATA))
    requested = {kpi for answer in answers for kpi in answer.entries}
    indicators = [entry for entry in indicators if entry.source.reference in requested]
    return _about(list(_reread(store, answers)), indicators), answers


def _reread(store: RawStore, answers: Iterable[Answer]) -> Iterator[tuple[list[Described], list[Odd]]]:
    for answer in answers:
        model = next(model for path, model in MODELS.items() if answer.request.startswith(path))
        yield read_entries(model, check_envelope(orjson.loads(store.get(answer.sha256)), answer.request), answer.request)


def _ask(client: Client, question: Question) -> list[Page]:
    return list(pages(client, question.request, question.concerns))


def _about(found: Sequence[tuple[list[Described], list[Odd]]], indicators: Sequence[Indicator]) -> About:
    entries = [entry for some, _ in found for entry in some]
    odd = tuple(one for _, some in found for one in some)
    kpis = [entry for entry in entries if isinstance(entry, KpiMetadata)]
    current, retained = sort_out(indicators, kpis, odd)
    return About(
        {**current, **margins_described(indicators, kpis)},
        tuple(entry for entry in entries if isinstance(entry, Municipality)),
        tuple(entry for entry in entries if isinstance(entry, KoladaGroup)),
        retained,
        odd,
    )
