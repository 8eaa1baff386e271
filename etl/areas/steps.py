"""The step of one number of persons with its shares in areas: complete, checked, protected strictly, as files to publish.

It needs nothing but what it is given, so that it runs in any process on any machine, and gives the same bytes there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl import tidy
from etl.checks import CheckError, faults_of
from etl.contract.areas import kommun_of
from etl.contract.catalogue import Catalogue, Indicator, counts_for
from etl.contract.codes import Protection, Unit
from etl.contract.persons import MOST_FEW
from etl.disclosure.complement import WIDTH, Floats, Mask
from etl.disclosure.grid import Grid, grid_of
from etl.disclosure.redaction import count_reasons, redacted, share_reasons
from etl.disclosure.rules import Group, hidings_of

ROWS_TOGETHER: Final = 16_384
"""Rows of a file that are read together: those of a few kommuner."""

ORDER: Final = ("region", "period", "sex")
HUNDRED: Final = 100.0

AREA_WIDTH: Final = 2 * WIDTH
"""Twice what is asked of kommuner: areas are few and small, and all sums together leave less room than each of them."""


@dataclass(frozen=True)
class Job:
    """A number of persons and the shares of it, which are protected together: their entries, the number first.

    `answered` is what the source answered (schema `HARVEST`), packed, so that a step that waits takes little room; `areas` are
    all areas of the kind that they have (schema `REGIONS`).
    """

    entries: tuple[Indicator, ...]
    answered: bytes
    areas: pa.Table


@dataclass(frozen=True)
class Done:
    """Parquet files by indicator (schema `OBSERVATIONS`, sorted by region, period, sex), and how many values each hides."""

    files: Mapping[str, bytes]
    hidden: Mapping[str, int]


def packed(values: pa.Table) -> bytes:
    """A table as Arrow's own stream, compressed."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, values.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(values)
    return _content(sink)


def groups_of(catalogue: Catalogue) -> list[tuple[Indicator, ...]]:
    """The catalogue's indicators that have areas, each number of persons with its shares."""
    wanted = [entry for entry in catalogue.indicators if entry.areas]
    counted = [entry for entry in wanted if entry.unit is Unit.COUNT]
    return [(one, *(share for share in wanted if counts_for(one, share))) for one in counted]


def published(job: Job) -> Done:
    """What is published of it.

    Raises:
        SourceError: the source has answered twice for the same thing, or for an area that is none.
        CheckError: the values are not fit to publish.

    """
    catalogue = Catalogue.model_construct(indicators=job.entries)
    tables = tidy.observations(catalogue, pa.ipc.open_stream(job.answered).read_all(), job.areas)
    faults = [fault for entry in job.entries for fault in faults_of(entry, tables[entry.id])]
    if faults:
        raise CheckError(f"Areas: the values are not fit to publish: {faults[0]} (and {len(faults) - 1} more).")
    shown = protected(job.entries, tables)
    hidden = {name: table["value"].null_count - tables[name]["value"].null_count for name, table in shown.items()}
    files = {name: _file(table) for name, table in shown.items()}
    del tables, shown
    pa.default_memory_pool().release_unused()  # the next step in this process begins with no more than this one did
    return Done(files, hidden)


def protected(entries: Sequence[Indicator], tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables, sorted by `ORDER`, with hidden what the strict rules hide, and what would give it away.

    Areas are small and lie side by side, so the rules are strict whatever the source. Each kommun is taken by itself, as if its
    own number and shares, the sums of its areas, were known to everyone: the kommun's page shows them, or the source does.
    """
    grid = grid_of(tables.values())
    counted, *shares = entries
    numbers = {entry.id: grid.spread(tables[entry.id]).reshape(grid.shape) for entry in entries}
    hidden = {entry.id: np.zeros(grid.shape, dtype=np.bool_) for entry in entries}
    for kommun, columns in _kommuner(grid).items():
        regions = (*(grid.regions[column] for column in columns), kommun)
        found = _hidden(Grid(grid.periods, regions), counted, shares, {name: of[:, :, columns] for name, of in numbers.items()})
        for name, mask in found.items():
            hidden[name][:, :, columns] = mask
    persons = numbers[counted.id].ravel()
    shown = {}
    for entry in entries:
        cells = grid.indices(tables[entry.id])
        gone = hidden[entry.id].ravel()[cells]
        uncounted = (hidden[counted.id].ravel() | np.isnan(persons))[cells]
        touched = gone | uncounted  # few rows, so that a text for each is of no weight
        few = (persons <= MOST_FEW)[cells[touched]]
        reasons = count_reasons(len(few)) if entry is counted else share_reasons(uncounted[touched], few)
        changed = redacted(tables[entry.id].filter(pa.array(touched)), gone[touched], uncounted[touched], reasons)
        rest = tables[entry.id].filter(pa.array(~touched))
        shown[entry.id] = pa.concat_tables([rest, changed]).sort_by([(name, "ascending") for name in ORDER])
    return shown


def _kommuner(grid: Grid) -> dict[str, list[int]]:
    """The positions of each kommun's areas."""
    found: dict[str, list[int]] = {}
    for column, region in enumerate(grid.regions):
        found.setdefault(kommun_of(region), []).append(column)
    return found


def _hidden(grid: Grid, counted: Indicator, shares: Sequence[Indicator], numbers: Mapping[str, Floats]) -> dict[str, Mask]:
    """What is hidden of one kommun's areas; the grid's last region is the kommun itself."""
    persons = _with_sum(numbers[counted.id])
    nobody = numbers[counted.id] == 0
    parts = {}
    for share in shares:
        # Of nobody the source has no share, and the kommun's is none the less the sum of the others.
        having = _with_sum(np.where(nobody, 0, numbers[share.id] / HUNDRED * numbers[counted.id]))
        with np.errstate(divide="ignore", invalid="ignore"):
            parts[share.id] = (having / persons).ravel()
    group = Group(grid, persons.ravel(), parts, width=AREA_WIDTH)
    of_number, of_shares = hidings_of(group, Protection.STRICT)
    found = {counted.id: of_number, **of_shares}
    return {name: _areas_only(hiding.every.reshape(grid.shape)) for name, hiding in found.items()}


def _with_sum(numbers: Floats) -> Floats:
    """The areas with their sum after them; NaN where any is missing."""
    return np.concatenate([numbers, numbers.sum(axis=2, keepdims=True)], axis=2)


def _areas_only(hidden: Mask) -> Mask:
    """Where only the kommun's own number could cover for its areas, which it can't as everyone knows it, none is shown."""
    areas, kommun = hidden[:, :, :-1], hidden[:, :, -1:]
    return np.asarray(areas | kommun.any(axis=1, keepdims=True), dtype=np.bool_)


def _file(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", row_group_size=ROWS_TOGETHER)
    return _content(sink)


def _content(sink: pa.BufferOutputStream) -> bytes:
    content: bytes = sink.getvalue().to_pybytes()
    return content


def regions_of(areas: pa.Table) -> pa.Table:
    """The areas as sources are asked for regions (schema `REGIONS`)."""
    return pa.table(
        {
            "code": areas["code"],
            "name": areas["name"],
            "type": areas["type"],
            "lan": pc.utf8_slice_codeunits(areas["kommun"], 0, 2),
        }
    )
