"""The rows of all answers put together: each value once, in the catalogue's order, as the table of a harvest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract.schemas import HARVEST
from etl.harvest import SourceError
from etl.sources.kolada.envelope import WRONG
from etl.sources.kolada.plan import Batch
from etl.sources.kolada.rows import ROWS, Reading

MOST_SET_ASIDE: Final = 0.01
"""The part of all rows that may be odd in one way before the source is taken to be wrong as a whole."""

MOST_LISTED: Final = 10

KEY: Final = ("kpi", "period", "sex", "region")
CONTENT: Final = ("value", "status", "reason")


@dataclass(frozen=True)
class Share:
    """One answer's part in the whole: its request, what was read from it, and the KPIs it is the latest answer for."""

    request: str
    reading: Reading
    kpis: tuple[str, ...]


def together(shares: Sequence[Share], years: Iterable[int]) -> pa.Table:
    """The rows of those years and of each answer's own KPIs; schema `ROWS` and `answer`, the share's place."""
    tables = [
        _own(share).append_column("answer", pa.repeat(pa.scalar(position, pa.int32()), _own(share).num_rows))
        for position, share in enumerate(shares)
    ]
    empty = ROWS.append(pa.field("answer", pa.int32())).empty_table()
    table = pa.concat_tables([empty, *tables])
    return of_years(table, years)


def _own(share: Share) -> pa.Table:
    if set(share.kpis) == set(Batch.of_request(share.request).kpis):
        return share.reading.rows
    return share.reading.rows.filter(pc.is_in(share.reading.rows["kpi"], pa.array(share.kpis, pa.string())))


def without_duplicates(table: pa.Table, kpis: Sequence[str], shares: Sequence[Share]) -> tuple[pa.Table, int]:
    """Each (kpi, period, sex, region) once, in that order with KPIs as in `kpis`; and how many identical rows went.

    Raises:
        SourceError: Kolada gives two different values for the same thing.

    """
    keys = _keys(table, kpis)
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
    _refuse_conflicts(table.take(order[again - 1]), table.take(order[again]), shares)
    return table.take(np.delete(order, again)), len(again)


def _keys(table: pa.Table, kpis: Sequence[str]) -> npt.NDArray[np.int64]:
    """One number a row that sorts as the key does."""
    keys = np.zeros(table.num_rows, dtype=np.int64)
    for column in KEY:
        values = kpis if column == "kpi" else sorted(table[column].unique().to_pylist())
        position = pc.index_in(table[column], pa.array(values, pa.string())).to_numpy()
        keys = keys * max(len(values), 1) + position
    return keys


def _refuse_conflicts(first: pa.Table, second: pa.Table, shares: Sequence[Share]) -> None:
    if first.select(CONTENT).equals(second.select(CONTENT)):
        return
    for one, other in zip(first.to_pylist(), second.to_pylist(), strict=True):
        if any(one[column] != other[column] for column in CONTENT):
            requests = {shares[row["answer"]].request: None for row in (one, other)}
            raise SourceError(
                f"Kolada: KPI {one['kpi']}, region {one['region']}, period {one['period']}, sex {one['sex']}: "
                f"two different values, {one['value']} and {other['value']}. Request: {' and '.join(requests)}. {WRONG}"
            )


def refuse_many_set_aside(shares: Sequence[Share]) -> list[str]:
    """Remarks on what was set aside: of municipalities that nobody knows, and what can't be read.

    Raises:
        SourceError: either is more than 1 % of all rows.

    """
    strays = Counter(stray for share in shares for stray in share.reading.strays if stray.kpi in share.kpis)
    odd = [fault for share in shares for fault in share.reading.odd]
    rows = sum(share.reading.items for share in shares)
    listed = [f"{code} (KPI {kpi}, {count} row(s))" for (kpi, code), count in sorted(strays.items())]
    found = [
        (strays.total(), f"row(s) of unknown municipalities: {_listed(listed, ', ')}"),
        (len(odd), f"row(s) that can't be read: {_listed(odd, '; ')}"),
    ]
    for count, what in found:
        if count > MOST_SET_ASIDE * rows:
            request = next(share.request for share in shares if share.reading.strays or share.reading.odd)
            refused = f"more than {MOST_SET_ASIDE:.0%} is refused. First in request: {request}. {WRONG}"
            raise SourceError(f"Kolada: {count} of {rows} {what}; {refused}")
    return [f"Set aside {count} of {rows} {what}. --refresh asks for them again." for count, what in found if count]


def _listed(some: Sequence[str], between: str) -> str:
    more = f" and {len(some) - MOST_LISTED} more" if len(some) > MOST_LISTED else ""
    return between.join(some[:MOST_LISTED]) + more


def as_harvest(table: pa.Table, indicators: Mapping[str, str]) -> pa.Table:
    """The rows with indicator ids for KPIs; schema `HARVEST`."""
    position = pc.index_in(table["kpi"], pa.array(list(indicators), pa.string()))
    names = pa.array(list(indicators.values()), pa.string()).take(position.combine_chunks())
    columns = [names, *(table[name] for name in HARVEST.names[1:])]
    return pa.Table.from_arrays(columns, schema=HARVEST).combine_chunks()


def without_values(table: pa.Table, kpis: Iterable[str]) -> list[str]:
    """A remark on the KPIs that have no value at all."""
    valued = set(valued_kpis(table))
    empty = [kpi for kpi in kpis if kpi not in valued]
    return [f"{len(empty)} KPI(s) without values: {', '.join(empty)}"] if empty else []


def revised(kept: pa.Table, fetched: pa.Table, kpis: Iterable[str]) -> list[str]:
    """The KPIs of which the same question now gives other values; both tables have the schema `ROWS`."""
    before, now = _values(kept), _values(fetched)
    return [kpi for kpi in kpis if not _of(before, kpi).equals(_of(now, kpi))]


def _values(rows: pa.Table) -> pa.Table:
    """What there is of values, each once and in order."""
    valued = rows.filter(pc.is_valid(rows["value"])).select([*KEY, "value"])
    return valued.group_by(valued.column_names).aggregate([]).sort_by([(name, "ascending") for name in KEY])


def _of(values: pa.Table, kpi: str) -> pa.Table:
    return values.filter(pc.equal(values["kpi"], kpi)).combine_chunks()


def of_years(rows: pa.Table, years: Iterable[int]) -> pa.Table:
    """The rows of those years."""
    return rows.filter(pc.is_in(rows["period"], pa.array([str(year) for year in years], pa.string())))


def valued_kpis(rows: pa.Table) -> list[str]:
    """The KPIs that have any value."""
    found: list[str] = rows.filter(pc.is_valid(rows["value"]))["kpi"].unique().to_pylist()
    return found
