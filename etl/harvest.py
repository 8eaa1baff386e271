"""What a source hands over to the rest of the ETL, whichever source it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

import pyarrow as pa

from etl.contract.catalogue import Catalogue
from etl.contract.errors import ExpectedError
from etl.contract.manifest import Request
from etl.contract.schemas import MARGINS
from etl.contract.strategies import Strategy

UNREADABLE: Final = "Går inte att läsa"
"""How the reason begins of a value that the source has, but in a form that nobody can read."""


class SourceError(ExpectedError):
    """A source failed for good; the message names the source, the request, the entry and what to do."""


class MismatchError(SourceError):
    """The catalogue names what the source doesn't have: no fault of the source's, and none that passes."""


class SettingError(SourceError, ValueError):
    """A setting can't be used; the message names it, its value and what is allowed."""


@dataclass(frozen=True)
class Harvest:
    """The values of one source with the groups of kommuner that it knows.

    `values` has the schema `HARVEST`; `groups` has the schema `GROUPS`, None where the source has none; `margins` has the schema
    `MARGINS`, empty where the source gives none. `requests` are what the manifest says of each answer that something was read
    from. `publications` gives, by indicator id, the source's own publication dates. `remarks` are lines for the person who runs
    the ETL. `asked_at` is when the source last answered, `changed_at` when it last did so with something new, None where nobody
    knows; `failed` says that it was asked in this run, in vain. `not_renewed` says to readers, by indicator id, why an
    indicator's values stay as they were.
    """

    source: str
    licence: str
    values: pa.Table
    groups: pa.Table | None = None
    margins: pa.Table = field(default_factory=MARGINS.empty_table)
    demo: bool = False
    requests: tuple[Request, ...] = ()
    publications: dict[str, dict[str, str | None]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    asked_at: datetime | None = None
    changed_at: datetime | None = None
    failed: bool = False
    not_renewed: dict[str, str] = field(default_factory=dict)


Say = Callable[[str], None]
"""Prints one line for the person who runs the ETL."""


class Source(Protocol):
    """One source of values."""

    name: str

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """All values of the catalogue's indicators that belong to this source, for `regions` (schema `REGIONS`).

        Raises:
            SourceError: the source can't be reached or answers wrongly for good.

        """
        ...


@dataclass(frozen=True)
class Submitted:
    """A strategy that somebody entered in a workbook; `rows` has the row of each goal, by id, in the sheet of the goals."""

    file: str
    strategy: Strategy
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Reports:
    """What kommuner have reported of their own: `table` has the schema `REPORTS`, exact; `submitted` are their strategies.

    `record` is JSON for the manifest, which is served: nothing of files or their contents. `remarks` are lines for the person
    who runs the ETL.
    """

    source: str
    licence: str
    table: pa.Table
    record: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    submitted: tuple[Submitted, ...] = ()


class Reporter(Protocol):
    """Where kommuner's own reports come from."""

    name: str

    def report(self, regions: pa.Table) -> Reports:
        """All that counts at present, for `regions` (schema `REGIONS`).

        Raises:
            SourceError: the reports can't be read at all.

        """
        ...
