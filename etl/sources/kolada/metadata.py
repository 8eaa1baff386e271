"""Kolada's metadata: what it says of the KPIs, and which kommuner and regions it has."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from etl.contract.catalogue import Indicator, KoladaSource
from etl.harvest import SourceError


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


def read_entries(model: type[Described], values: Iterable[Any], request: str) -> list[Any]:
    """The entries of a metadata answer, as `model`.

    Raises:
        SourceError: one lacks a field or has one of the wrong kind.

    """
    entries = []
    for place, value in enumerate(values, start=1):
        try:
            entries.append(model.model_validate(value))
        except ValidationError as error:
            name = value.get("id", f"number {place}") if isinstance(value, dict) else f"number {place}"
            fault = error.errors()[0]
            raise SourceError(
                f"Kolada: request {request}: entry {name}: field {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}; "
                f"found {fault['input']!r:.80}. Run again later; if it stays, Kolada has changed: update Integrationskollen."
            ) from error
    return entries


def described(indicators: Sequence[Indicator], found: Iterable[KpiMetadata]) -> dict[str, KpiMetadata]:
    """Metadata by KPI, in the catalogue's order; last the KPIs of margins, of which Kolada may know nothing.

    Raises:
        SourceError: Kolada knows nothing of a KPI.

    """
    by_id = {kpi.id: kpi for kpi in found}
    for indicator in indicators:
        if indicator.source.reference not in by_id:
            raise SourceError(
                f"Kolada: KPI {indicator.source.reference} of indicator {indicator.id} is not among Kolada's KPIs: "
                "correct source.kpi in the catalogue, or remove the entry. What was published stays in service."
            )
    sources = [indicator.source for indicator in indicators]
    margins = [source.margin_kpi for source in sources if isinstance(source, KoladaSource) and source.margin_kpi is not None]
    return {kpi: by_id[kpi] for kpi in (*(source.reference for source in sources), *margins) if kpi in by_id}


def differing(indicators: Iterable[Indicator], metadata: Mapping[str, KpiMetadata]) -> list[str]:
    """A remark for each title or sex split that the catalogue and Kolada see differently."""
    remarks = []
    for indicator in indicators:
        kpi = metadata[indicator.source.reference]
        if kpi.title != indicator.source.title:
            remarks.append(
                f"KPI {kpi.id}: Kolada's title is now {kpi.title!r}, the catalogue's source.title is {indicator.source.title!r}"
            )
        if kpi.is_divided_by_gender != indicator.sex_split:
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
