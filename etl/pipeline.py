"""The path from sources to a published version: collect, correct, tidy, check, protect, derive, publish, clear up."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl import geography, tidy
from etl.areas.boundaries import read_areas
from etl.areas.build import AreaOrigins, build
from etl.checks import check
from etl.contract.catalogue import Catalogue
from etl.contract.codes import RegionType
from etl.contract.manifest import source_entry
from etl.contract.national import national_table
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, open_current
from etl.contract.schemas import HARVEST
from etl.corrections import corrected
from etl.derive.grid import grid_of
from etl.disclosure import protect
from etl.hand_written import HandWritten
from etl.harvest import Harvest, Reporter, Reports, Say, Source
from etl.sources.inbox.template import template_file
from etl.suspects import suspected
from etl.tables.barometers import barometers
from etl.tables.goals import goals
from etl.tables.goals_in_words import followed_in_words
from etl.tables.latest import latest
from etl.tables.means import means
from etl.tables.submitted import doubts
from etl.tables.validation import earlier_validation, published_tables
from etl.vanished import Vanished, with_vanished
from etl.versions.changes import changes
from etl.versions.freshness import write_freshness
from etl.versions.history import retire, shown_of_persons
from etl.versions.journal import record
from etl.versions.publish import BUILDING, Comparison, Content, intact, publish
from etl.versions.validation_changes import validation_changes


@dataclass(frozen=True)
class Origins:
    """Where everything comes from: sources of indicators' values, the reporter of what kommuner say of validation, and areas."""

    sources: Sequence[Source]
    reporter: Reporter
    areas: AreaOrigins = field(default_factory=AreaOrigins)


@dataclass(frozen=True)
class Outcome:
    """The version in service after a run and whether it is new, the sources that were asked, and those of them that failed.

    Of a source that failed the version has what it answered before. `vanished` is how many values it has that their source no
    longer says anything of.
    """

    version: str
    new: bool
    asked: tuple[str, ...]
    failed: tuple[str, ...]
    vanished: int


def run(hand_written: HandWritten, origins: Origins, paths: DataPaths, say: Say, *, accept: bool = False) -> Outcome:
    """Collect from the sources and publish.

    What must not be shown is hidden before anything is derived, so that nothing derived can give it away. `accept` lets values
    through that differ much from the last version, and lets go those that their source no longer mentions. The caller holds the
    run lock.

    Raises:
        SourceError: a source failed for good, or the reports can't be read at all.
        CorrectionError: a source no longer says what a correction expects of it.
        GeographyError: the boundaries can't be used.
        SchedulerError: the cluster that works out areas can't be used.
        CheckError: the values are not fit to publish.
        DisclosureError: an indicator can't be protected as the catalogue describes it.
        PublishError: the disk refused.

    """
    regions = geography.regions()
    harvests = [source.collect(hand_written.catalogue, regions, say) for source in origins.sources]
    reports = origins.reporter.report(regions)
    hand_written = _joined(_marked(hand_written, harvests), reports)
    catalogue = hand_written.catalogue
    demo = any(harvest.demo for harvest in harvests)
    last = _last(paths, say, demo=demo)
    given = pa.concat_tables([_corrected(harvest, hand_written) for harvest in harvests])
    vanished = Vanished(given) if accept else with_vanished(given, catalogue, regions, last)
    for remark in (*(remark for harvest in harvests for remark in harvest.remarks), *reports.remarks):
        say(remark)
    margins = pa.concat_tables([harvest.margins for harvest in harvests])
    complete, suspicions = suspected(
        catalogue, tidy.with_margins(tidy.observations(catalogue, vanished.values, regions), margins)
    )
    check(catalogue, complete)
    protected = protect(catalogue, complete, shown_of_persons(paths, catalogue, demo=demo))
    for remark in (*suspicions, *protected.remarks):
        say(remark)
    if not accept:
        check(catalogue, protected.observations, last)
    harvests = [replace(harvest, values=HARVEST.empty_table()) for harvest in harvests]
    vanished = replace(vanished, values=HARVEST.empty_table())
    del given, complete  # what follows is made of what is protected, and takes their room
    pa.default_memory_pool().release_unused()
    content = _content(hand_written, protected.observations, regions, harvests)
    content = _with_reports(content, reports, regions, paths)
    content, of_areas = _with_areas(content, origins.areas, paths, say)
    for remark in doubts(reports.submitted, content.tables, content.observations):
        say(remark)
    content = replace(content, comparison=_comparison(content, last))
    version, new = publish(paths, content)
    say(_summary(content, version, new=new))
    say(followed_in_words(hand_written.strategies, content.tables["goals"])[0])
    if vanished.remark:
        say(vanished.remark)
    record(paths, content.comparison)
    retire(paths, say)
    write_freshness(paths, harvests)
    failed = tuple(dict.fromkeys(harvest.source for harvest in (*harvests, *of_areas) if harvest.failed))
    return Outcome(version, new, tuple(harvest.source for harvest in harvests), failed, vanished.kept)


def _marked(hand_written: HandWritten, harvests: Sequence[Harvest]) -> HandWritten:
    """The catalogue with what readers are told of the indicators whose values are no longer renewed."""
    notices = {name: text for harvest in harvests for name, text in harvest.not_renewed.items()}
    marked = tuple(entry.model_copy(update={"not_renewed": notices.get(entry.id)}) for entry in hand_written.catalogue.indicators)
    return replace(hand_written, catalogue=hand_written.catalogue.model_copy(update={"indicators": marked}))


def _joined(hand_written: HandWritten, reports: Reports) -> HandWritten:
    """The same with the strategies that were submitted."""
    strategies = hand_written.strategies.joined_by(one.strategy for one in reports.submitted)
    return replace(hand_written, strategies=strategies)


def _corrected(harvest: Harvest, hand_written: HandWritten) -> pa.Table:
    """The values with what is known to be wrong put right; made-up ones have nothing to be put right."""
    return harvest.values if harvest.demo else corrected(harvest.values, hand_written.corrections)


def _comparison(content: Content, last: Snapshot | None) -> Comparison | None:
    if last is None:
        return None
    before = {entry.id: last.observations(entry.id) for entry in last.catalogue.indicators}
    reported = last.table("validation") if last.has("validation") else None
    return Comparison(
        last.version,
        changes(content.catalogue, before, content.observations),
        validation_changes(reported, content.tables["validation"]),
    )


def _last(paths: DataPaths, say: Say, *, demo: bool) -> Snapshot | None:
    """The version in service, if it is whole and of the same kind: demo values are not compared with real ones."""
    try:
        last = open_current(paths)
    except UnavailableError:
        return None
    if not intact(paths, last.version):
        say(f"Version {last.version}, in service until now, is damaged: the new values are not compared with it.")
        return None
    return last if last.demo == demo else None


def _content(
    hand_written: HandWritten, observations: dict[str, pa.Table], regions: pa.Table, harvests: Sequence[Harvest]
) -> Content:
    known = [harvest.groups for harvest in harvests if harvest.groups is not None]
    groups = pa.concat_tables([geography.county_groups(regions), *known])
    national = national_table(hand_written.national)
    tables = {"regions": regions, "groups": groups, "national": national, **_derived(hand_written, observations, regions, groups)}
    boundaries = {level: geography.boundaries(level) for level in ("kommuner", "lan")}
    own = hand_written.catalogue, hand_written.strategies
    return Content(*own, observations, tables, boundaries, _manifest(harvests, hand_written.catalogue), template=template_file())


def _with_reports(content: Content, reports: Reports, regions: pa.Table, paths: DataPaths) -> Content:
    """The content with what kommuner have reported, as far as it may be shown, also beside the versions that are kept."""
    tables = published_tables(reports.table, regions, earlier_validation(paths, demo=content.manifest["demo"]))
    own = source_entry(reports.source, reports.licence).model_dump(mode="json")
    named = [source["name"] for source in content.manifest["sources"]]
    sources = [*content.manifest["sources"], *([own] if reports.table.num_rows and reports.source not in named else [])]
    manifest = {**content.manifest, "sources": sources, "reports": reports.record}
    return replace(content, tables={**content.tables, **tables}, manifest=manifest)


def _with_areas(content: Content, origins: AreaOrigins, paths: DataPaths, say: Say) -> tuple[Content, list[Harvest]]:
    """The content with areas below the kommun, where the catalogue has indicators of them and boundaries are there."""
    kommuner = content.tables["regions"].filter(pc.field("type") == RegionType.MUNICIPALITY.value)["code"].to_pylist()
    areas = read_areas(paths.geo, frozenset(kommuner)) if origins.sources else None
    if areas is None:
        return content, []
    directory = paths.published / f"{BUILDING}areas"
    shutil.rmtree(directory, ignore_errors=True)
    harvests = build(content.catalogue, areas, origins, directory, say)
    for remark in (remark for harvest in harvests for remark in harvest.remarks):
        say(remark)
    requests = tuple(request for harvest in harvests for request in harvest.requests)
    more = [one.model_dump(mode="json") for one in requests]
    sources = [
        {**source, "requests": [*source["requests"], *more]} if source["name"] == "scb" else source
        for source in content.manifest["sources"]
    ]
    tables = {**content.tables, "areas": areas.table}
    return replace(content, tables=tables, areas=directory, manifest={**content.manifest, "sources": sources}), harvests


def _derived(
    hand_written: HandWritten, observations: dict[str, pa.Table], regions: pa.Table, groups: pa.Table
) -> dict[str, pa.Table]:
    """The tables that are made of what is published, by file name."""
    catalogue = hand_written.catalogue
    grids = {name: grid_of(table) for name, table in observations.items()}
    drafts = hand_written.strategies.model_copy(update={"strategies": hand_written.strategies.drafts})
    whole, entries = barometers(catalogue, grids, regions["code"].to_pylist())
    return {
        "latest": latest(catalogue, observations, groups),
        "goals": goals(catalogue, hand_written.strategies, grids, regions),
        "draft_goals": goals(catalogue, drafts, grids, regions),
        "barometer": whole,
        "barometer_entries": entries,
        "means": means(catalogue, grids, groups),
    }


def _manifest(harvests: Sequence[Harvest], catalogue: Catalogue) -> dict[str, Any]:
    return {
        "protection": catalogue.protection.model_dump(mode="json"),
        "demo": any(harvest.demo for harvest in harvests),
        "sources": [
            source_entry(harvest.source, harvest.licence, harvest.requests).model_dump(mode="json") for harvest in harvests
        ],
        "publications": {key: value for harvest in harvests for key, value in harvest.publications.items()},
        "remarks": [remark for harvest in harvests for remark in harvest.remarks],
    }


def _summary(content: Content, version: str, *, new: bool) -> str:
    filled = {name: table for name, table in content.observations.items() if table.num_rows}
    values = sum(table.num_rows - table["value"].null_count for table in filled.values())
    kind = "demo values (made up)" if content.manifest["demo"] else "values"
    what = f"{len(filled)} of {len(content.observations)} indicators, {values:,} {kind}"
    return f"Published version {version}: {what}." if new else f"Nothing new: version {version} stays ({what})."
