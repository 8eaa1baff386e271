"""All areas of a version: their values asked for, worked out step by step and written as they come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from etl import disk
from etl.areas.boundaries import Areas
from etl.areas.executors import executor, in_order
from etl.areas.steps import Job, groups_of, published, regions_of
from etl.contract.catalogue import Catalogue
from etl.harvest import Harvest, Say, Source

KINDS: Final = ("deso", "regso")


@dataclass(frozen=True)
class AreaOrigins:
    """The sources of values in areas by kind of area, and the scheduler of the cluster that works them out, if any."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    scheduler: str | None = None


def build(catalogue: Catalogue, areas: Areas, origins: AreaOrigins, directory: Path, say: Say) -> list[Harvest]:
    """Write what a version has of areas: `<indicator>.parquet`, `geo/<kommun>.geojson`; what the sources handed over, by kind.

    Raises:
        SourceError: a source failed for good.
        CheckError: the values are not fit to publish.
        SchedulerError: the cluster can't be used.
        OSError: the disk refused.

    """
    (directory / "geo").mkdir(parents=True)
    for kommun, shapes in areas.shapes.items():
        disk.write(directory / "geo" / f"{kommun}.geojson", shapes)
    harvests, jobs = [], []
    for kind in KINDS:
        own = tuple(entry for entry in catalogue.indicators if entry.areas == kind)
        table = areas.table.filter(pc.field("type") == kind)
        if own and table.num_rows:
            part = catalogue.model_copy(update={"indicators": own})
            harvest = origins.sources[kind].collect(part, regions_of(table), say)
            harvests.append(harvest)
            jobs += list(_jobs(part, harvest.values, table))
    hidden: dict[str, int] = {}
    if jobs:
        with executor(len(jobs), origins.scheduler) as where:
            for done in in_order(published, jobs, where):
                hidden |= done.hidden
                for name, content in done.files.items():
                    disk.write(directory / f"{name}.parquet", content)
    for name, count in hidden.items():
        say(f"{name}: {count} values of areas hidden, by the strict rules or to cover for them")
    return harvests


def _jobs(catalogue: Catalogue, values: pa.Table, areas: pa.Table) -> Iterator[Job]:
    for entries in groups_of(catalogue):
        names = pa.array([entry.id for entry in entries])
        yield Job(entries, values.filter(pc.is_in(values["indicator"], names)).combine_chunks(), regions_of(areas))
