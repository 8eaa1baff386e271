"""All areas of a version: their values asked for, worked out step by step and written as they come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from etl import disk
from etl.areas.boundaries import Areas
from etl.areas.executors import executor, in_order
from etl.areas.steps import Job, groups_of, packed, published, regions_of
from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.schemas import HARVEST
from etl.harvest import Harvest, Say, Source

KINDS: Final = ("deso", "regso")


@dataclass(frozen=True)
class AreaOrigins:
    """By the id of each number of persons in areas the source of it and its shares; the scheduler of a cluster, if any."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    scheduler: str | None = None


def build(catalogue: Catalogue, areas: Areas, origins: AreaOrigins, directory: Path, say: Say) -> list[Harvest]:
    """Write what a version has of areas: `<indicator>.parquet`, `geo/<kommun>.geojson`; what the sources said beside values.

    Raises:
        SourceError: a source failed for good.
        CheckError: the values are not fit to publish.
        SchedulerError: the cluster can't be used.
        OSError: the disk refused.

    """
    (directory / "geo").mkdir(parents=True)
    for kommun, shapes in areas.shapes.items():
        disk.write(directory / "geo" / f"{kommun}.geojson", shapes)
    harvests: list[Harvest] = []
    groups = list(_groups(catalogue, areas.table))
    hidden: dict[str, int] = {}
    if groups:
        jobs = _jobs(catalogue, groups, origins, harvests, say)
        with executor(len(groups), origins.scheduler) as where:
            for done in in_order(published, jobs, where):
                hidden |= done.hidden
                for name, content in done.files.items():
                    disk.write(directory / f"{name}.parquet", content)
    for name, count in hidden.items():
        say(f"{name}: {count} values of areas hidden, by the strict rules or to cover for them")
    return harvests


def _groups(catalogue: Catalogue, areas: pa.Table) -> Iterator[tuple[tuple[Indicator, ...], pa.Table]]:
    """Each number of persons with its shares, and the areas that it is for (schema `REGIONS`)."""
    for kind in KINDS:
        table = areas.filter(pc.field("type") == kind)
        own = tuple(entry for entry in catalogue.indicators if entry.areas == kind)
        if table.num_rows:
            yield from ((entries, regions_of(table)) for entries in groups_of(catalogue.model_copy(update={"indicators": own})))


def _jobs(
    catalogue: Catalogue,
    groups: list[tuple[tuple[Indicator, ...], pa.Table]],
    origins: AreaOrigins,
    harvests: list[Harvest],
    say: Say,
) -> Iterator[Job]:
    """A step a group, asked for when its turn comes: the values of no more than a few are held, however many there are."""
    for entries, regions in groups:
        part = catalogue.model_copy(update={"indicators": entries})
        harvest = origins.sources[entries[0].id].collect(part, regions, say)
        harvests.append(replace(harvest, values=HARVEST.empty_table()))
        yield Job(entries, packed(harvest.values), regions)
