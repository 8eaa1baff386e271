"""The catalogue's indicators on SCB's tables: which of them fit, and what is said where one doesn't."""

from collections.abc import Iterable, Mapping
from typing import Final

import pyarrow as pa

from etl.contract.catalogue import Indicator, ScbSource
from etl.harvest import MismatchError
from etl.sources.scb.measure import REGION, Measure, UnmatchedError, measure, refuse_code_lists
from etl.sources.scb.table import CodeList, Table

MISMATCH: Final = "Correct the entries' source in the catalogue. What was published stays in service."

Sourced = tuple[Indicator, ScbSource]


def measures_of(
    indicators: Iterable[Sourced], tables: Mapping[str, Table], lists: Mapping[str, CodeList], regions: pa.Table
) -> tuple[list[Measure], list[str]]:
    """Every indicator on each of its tables that has regions left to read, and remarks on unverified ones that don't fit.

    Raises:
        MismatchError: the catalogue names what a table doesn't have; all such faults at once.

    """
    measures: list[Measure] = []
    faults: list[str] = []
    misfits: list[str] = []
    for entry, source in indicators:
        for names in (source.tables, source.continued.tables if source.continued else ()):
            left = regions["code"].to_pylist()
            for name in (name for name in names if name in tables):
                try:
                    found = measure(entry, source, tables[name], lists, left)
                except UnmatchedError as error:
                    (misfits if source.unverified else faults).append(str(error))
                    continue
                taken = set(found.selection.codes[REGION])
                left = [region for region in left if region not in taken]
                measures += [found] if found.selection.cells else []
    _refuse(faults)
    return measures, [left_out(fault) for fault in misfits]


def refuse_unknown_code_lists(indicators: Iterable[Sourced], tables: Mapping[str, Table]) -> None:
    """Refuse code lists that a table doesn't offer.

    Raises:
        MismatchError: all of them at once, with what the tables offer.

    """
    faults = []
    for entry, source in indicators:
        for name in (name for name in source.all_tables if name in tables):
            try:
                refuse_code_lists(entry, source, tables[name])
            except UnmatchedError as error:
                faults.append(str(error))
    _refuse(faults)


def _refuse(faults: list[str]) -> None:
    if faults:
        raise MismatchError(
            "\n".join((f"SCB: {len(faults)} fault(s) between the catalogue and SCB's tables:", *faults, MISMATCH)),
        )


def left_out(fault: str) -> str:
    """The remark on what doesn't fit and has never been seen to."""
    return f"SCB: left out, not seen in an answer of SCB's yet (source.unverified): {fault}"


def unseen_tables(indicators: Iterable[Sourced]) -> frozenset[str]:
    """The tables that only unverified indicators are read from."""
    sources = [source for _, source in indicators]
    seen = {table for source in sources if not source.unverified for table in source.all_tables}
    return frozenset(table for source in sources for table in source.all_tables if table not in seen)


def concerns(table: str, indicators: Iterable[Sourced]) -> str:
    """A table with the indicators that are read from it."""
    return f"table {table} of {', '.join(entry.id for entry, source in indicators if table in source.all_tables)}"
