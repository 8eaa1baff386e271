"""Kolada's metadata: what it says of the KPIs, and which kommuner and regions it has."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from etl.contract.catalogue import Indicator, KoladaSource
from etl.harvest import SourceError

MOST_ODD: Final = 0.5
"""The part of an answer's entries that may be odd before Kolada is taken to have changed."""


class Odd(NamedTuple):
    """An entry that can't be read: its id, and what is wrong with it."""

    name: str
    fault: str


class Described(BaseModel):
    """A part of an answer of which only these fields are read."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class KpiMetadata(Described):
    """One KPI: what `/kpi` says of it, as far as it matters here."""

    id: str
    title: str
    description: str | None = None
    is_divided_by_gender: bool
    publication_date: date | None = None
    prel_publication_date: date | None = None
    publ_period: str | None = None

    @classmethod
    def of_memory(cls, kpi: str, memory: Mapping[str, str | bool | None]) -> "KpiMetadata":
        """What the lock file keeps of a KPI, but for its description."""
        return cls.model_validate({"id": kpi, **memory})

    @property
    def remembered(self) -> dict[str, str | bool | None]:
        """What the lock file keeps: any change of it means that values may have changed."""
        return {
            "title": self.title,
            "description_sha256": hashlib.sha256((self.description or "").encode()).hexdigest(),
            "is_divided_by_gender": self.is_divided_by_gender,
            **self.publication,
        }

    @property
    def publication(self) -> dict[str, str | None]:
        """The next publication: dates as ISO text, and the period that comes."""
        return {
            "publication_date": _iso(self.publication_date),
            "prel_publication_date": _iso(self.prel_publication_date),
            "publ_period": self.publ_period,
        }

    @property
    def announced(self) -> tuple[date, ...]:
        """The days on which values are announced to come."""
        return tuple(day for day in (self.prel_publication_date, self.publication_date) if day is not None)

    def preliminary_period(self, fetched: date) -> str | None:
        """The period whose values were preliminary on the day they were fetched, if any was."""
        first, final = self.prel_publication_date, self.publication_date
        return self.publ_period if first and final and first <= fetched < final else None


class Member(Described):
    """One member of a group."""

    member_id: str


class KoladaGroup(Described):
    """One group of kommuner or regions."""

    id: str
    title: str
    members: tuple[Member, ...]


class Municipality(Described):
    """One kommun (`K`) or region (`L`, riket among them)."""

    id: str
    title: str
    type: str


def read_entries(model: type[Described], values: Sequence[Any], request: str) -> tuple[list[Any], list[Odd]]:
    """The entries of a metadata answer, as `model`, and those set aside because they can't be read.

    Raises:
        SourceError: most of them lack a field or have one of the wrong kind.

    """
    entries, odd = [], []
    for number, value in enumerate(values, start=1):
        try:
            entries.append(model.model_validate(value))
        except ValidationError as error:
            name = str(value.get("id", f"number {number}")) if isinstance(value, dict) else f"number {number}"
            fault = error.errors()[0]
            field = ".".join(str(part) for part in fault["loc"])
            odd.append(Odd(name, f"field {field}: {fault['msg']}; found {fault['input']!r:.80}"))
    if len(odd) > MOST_ODD * len(values):
        raise SourceError(
            f"Kolada: request {request}: {len(odd)} of {len(values)} entries can't be read; entry {odd[0].name}: {odd[0].fault}. "
            "Run again later; if it stays, Kolada has changed: update Integrationskollen."
        )
    return entries, odd


def margins_described(indicators: Sequence[Indicator], found: Iterable[KpiMetadata]) -> dict[str, KpiMetadata]:
    """Metadata by KPI of the indicators' margins, of which Kolada may know nothing."""
    by_id = {kpi.id: kpi for kpi in found}
    sources = [indicator.source for indicator in indicators]
    margins = [source.margin_kpi for source in sources if isinstance(source, KoladaSource) and source.margin_kpi is not None]
    return {kpi: by_id[kpi] for kpi in margins if kpi in by_id}


def differing(indicators: Iterable[Indicator], metadata: Mapping[str, KpiMetadata]) -> list[str]:
    """A remark for each sex split that the catalogue and Kolada see differently."""
    remarks = []
    for indicator in indicators:
        kpi = metadata.get(indicator.source.reference)
        if kpi is not None and kpi.is_divided_by_gender != indicator.sex_split:
            theirs, ours = ("is" if split else "isn't" for split in (kpi.is_divided_by_gender, indicator.sex_split))
            remarks.append(f"KPI {kpi.id}: {theirs} divided by sex in Kolada, {ours} in the catalogue (sex_split)")
    return remarks


def unmatched(kolada: Mapping[str, str], ours: Mapping[str, str]) -> list[str]:
    """A remark for what only one side has; both give names by SCB code."""
    remarks = []
    if more := sorted(set(kolada) - set(ours)):
        remarks.append(f"{len(more)} region(s) that Kolada has and we lack: {_named(more, kolada)}")
    if fewer := sorted(set(ours) - set(kolada)):
        remarks.append(f"{len(fewer)} region(s) that we have and Kolada lacks: {_named(fewer, ours)}")
    return remarks


def _named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(f"{code} {names[code]}" for code in codes)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
