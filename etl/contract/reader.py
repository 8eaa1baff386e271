"""The reader of `CURRENT`: opens the version in service and hands out its tables.

Nothing is handed out that was read of a version whose files are not those that were published.
"""

import contextlib
import functools
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.contract.catalogue import Catalogue, Model
from etl.contract.codes import SCHEMA_VERSION
from etl.contract.errors import ExpectedError
from etl.contract.manifest import SourceEntry, read_sources
from etl.contract.paths import TEMPLATE, DataPaths
from etl.contract.remembered import remembered, serve
from etl.contract.schemas import AREAS, CHANGES, OBSERVATIONS, VALIDATION_CHANGES
from etl.contract.strategies import Strategies
from etl.contract.whole import CHANGES_FILE, VALIDATION_CHANGES_FILE, whole


class UnavailableError(ExpectedError):
    """No version can be served; the message says what to run."""


class DamagedError(ExpectedError):
    """A version was damaged, or removed, while it was read: what is asked again meets the last whole one."""


@dataclass(frozen=True)
class Snapshot:
    """One immutable published version."""

    version: str
    directory: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json`: version, schema, built_at, demo; its sources are read by `sources`."""
        return _manifest(self)

    @property
    def sources(self) -> tuple[SourceEntry, ...]:
        """The sources that the version was built from, with their requests."""
        return _sources(self)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue as it was when the version was built."""
        return _catalogue(self)

    @property
    def strategies(self) -> Strategies:
        """The strategies with their goals, the EU's principles, the SDG targets and the links, as they were then."""
        return _strategies(self)

    @property
    def demo(self) -> bool:
        """Whether the values are made up."""
        return bool(self.manifest["demo"])

    def table(self, name: str) -> pa.Table:
        """`latest`, `regions`, `groups`, `goals`, `barometer`, `barometer_entries` or `means`, as in `etl.contract.schemas`.

        Raises:
            UnavailableError: the version has no such table, as one published before there was any; `has` tells.
            DamagedError: the version is not whole, as with all that reads its files.

        """
        file = f"{name}.parquet"
        _demand(self, file)
        return _table(self, file)

    def columns(self, name: str, columns: Sequence[str]) -> pa.Table:
        """Some columns of a table that is there, read anew: for what is remembered in another shape."""
        return _read(self, f"{name}.parquet", columns)

    def observations(self, indicator: str) -> pa.Table:
        """All values of an indicator (columns as `OBSERVATIONS`), sorted by period, sex, region; empty where it has none."""
        return _observations(self, indicator)

    def areas(self, kommun: str) -> pa.Table:
        """The areas of a kommun (columns as `AREAS`); empty where the version has none."""
        return _areas(self).filter(pc.field("kommun") == kommun) if self.has("areas") else AREAS.empty_table()

    def area_observations(self, indicator: str, kommun: str) -> pa.Table:
        """An indicator's values in a kommun's areas (columns as `OBSERVATIONS`), sorted by region, period, sex; empty without."""
        file = f"areas/{indicator}.parquet"
        if file not in _files(self):
            return OBSERVATIONS.empty_table()
        inside = (pc.field("region") > kommun) & (pc.field("region") < f"{kommun}S")
        with _whole(self):
            return pq.read_table(self.directory / file, filters=inside)

    def indicators_in_areas(self) -> frozenset[str]:
        """The ids of the indicators that have a value in any area."""
        return _indicators_in_areas(self)

    def area_boundaries(self, kommun: str) -> bytes:
        """The GeoJSON of a kommun's areas; fails as `table` does."""
        return _bytes(self, f"areas/geo/{kommun}.geojson")

    def has(self, name: str) -> bool:
        """Whether the version has a table of that name; older ones lack some."""
        return f"{name}.parquet" in _files(self)

    def changes(self) -> pa.Table:
        """What differs from the version before (columns as `CHANGES`); empty where there was none to compare with."""
        return _table(self, CHANGES_FILE) if CHANGES_FILE in _files(self) else CHANGES.empty_table()

    def validation_changes(self) -> pa.Table:
        """What differs in what kommuner report from the version before (columns as `VALIDATION_CHANGES`); as `changes`."""
        has_any = VALIDATION_CHANGES_FILE in _files(self)
        return _table(self, VALIDATION_CHANGES_FILE) if has_any else VALIDATION_CHANGES.empty_table()

    @property
    def template(self) -> bytes:
        """The workbook in which a kommun reports its validation backlog; fails as `table` does."""
        return _bytes(self, TEMPLATE)

    def boundaries(self, level: str) -> bytes:
        """The GeoJSON of `kommuner` or `lan`; fails as `table` does."""
        return _bytes(self, f"geo/{level}.geojson")


def open_current(paths: DataPaths) -> Snapshot:
    """The version that `CURRENT` names.

    Raises:
        UnavailableError: nothing is published, what `CURRENT` names is gone, or it was written by a newer release.

    """
    try:
        version = paths.current.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UnavailableError(f"{paths.current} is damaged: run 'python -m etl run'.") from error
    except PermissionError as error:
        raise UnavailableError(f"{paths.current} can't be read by this user: give it access.") from error
    except OSError as error:
        raise UnavailableError(f"Nothing is published in {paths.published}: run 'python -m etl run', or 'make demo'.") from error
    snapshot = Snapshot(version, paths.published / version)
    try:
        manifest = snapshot.manifest
    except PermissionError as error:
        raise UnavailableError(f"{snapshot.directory} can't be read by this user: give it access.") from error
    except (OSError, ValueError) as error:
        raise UnavailableError(f"{paths.current} names {version!r}, which can't be read: run 'python -m etl run'.") from error
    _refuse_other_schema(version, manifest)
    serve(snapshot)
    return snapshot


def open_whole(paths: DataPaths) -> Snapshot:
    """The version that `CURRENT` names if it is whole, else the last one that is: made-up values only where there are no others.

    Raises:
        UnavailableError: there is none that this release can read.

    """
    try:
        snapshot = open_current(paths)
        if whole(snapshot.directory):
            return snapshot
        reason = UnavailableError(f"Version {snapshot.version} in {paths.published} is damaged: run 'python -m etl run'.")
    except UnavailableError as error:
        reason = error
    others = [Snapshot(version, paths.published / version) for version in kept_versions(paths)]
    readable = [one for one in others if one.manifest.get("schema") == SCHEMA_VERSION]
    for one in sorted(readable, key=lambda one: one.demo):
        if whole(one.directory, age=0):  # none may have been read for long, and have been damaged since
            serve(one)
            return one
    raise reason


def open_version(paths: DataPaths, version: str) -> Snapshot:
    """A version that is still kept, in service or not.

    Raises:
        UnavailableError: it is not kept, is damaged, or was written by another release.

    """
    kept = kept_versions(paths)
    if version not in kept:
        raise UnavailableError(f"That version is not kept in {paths.published}. Kept are: {', '.join(kept) or 'none'}.")
    snapshot = Snapshot(version, paths.published / version)
    _refuse_other_schema(version, snapshot.manifest)
    if not whole(snapshot.directory):
        raise UnavailableError(f"Version {version} in {paths.published} is damaged. Kept are: {', '.join(kept)}.")
    return snapshot


def kept_versions(paths: DataPaths) -> tuple[str, ...]:
    """The versions that can be opened, the newest first."""
    built = [(_built_at(file), file.parent.name) for file in paths.published.glob("[!.]*/manifest.json")]
    return tuple(version for moment, version in sorted(built, reverse=True) if moment)


def _built_at(manifest: Path) -> str:
    """When a version was built; empty where its manifest can't be read."""
    try:
        return _moment(manifest)
    except (OSError, ValueError):
        return ""


@functools.lru_cache(maxsize=64)
def _moment(manifest: Path) -> str:
    return str(_json(manifest).get("built_at", ""))


def _refuse_other_schema(version: str, manifest: dict[str, Any]) -> None:
    if manifest.get("schema") != SCHEMA_VERSION:
        raise UnavailableError(
            f"Version {version} has schema {manifest.get('schema')!r}, this release reads {SCHEMA_VERSION}: "
            "update Integrationskollen, or run 'python -m etl run'."
        )


def _json(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


@remembered(1)
def _manifest(snapshot: Snapshot) -> dict[str, Any]:
    return _json(snapshot.directory / "manifest.json")


@remembered(1)
def _sources(snapshot: Snapshot) -> tuple[SourceEntry, ...]:
    return read_sources(snapshot.manifest)


@remembered(1)
def _catalogue(snapshot: Snapshot) -> Catalogue:
    return Catalogue.model_validate(_part(snapshot, Catalogue))


@remembered(1)
def _strategies(snapshot: Snapshot) -> Strategies:
    return Strategies.model_validate(_part(snapshot, Strategies))


def _part(snapshot: Snapshot, model: type[Model]) -> dict[str, Any]:
    """The keys of `catalogue.json` that a model holds; those that came later are not in older versions."""
    with _whole(snapshot):
        found = _json(snapshot.directory / "catalogue.json")
    return {name: found[name] for name in model.model_fields if name in found}


@contextlib.contextmanager
def _whole(snapshot: Snapshot) -> Iterator[None]:
    """Around what reads files of a version: it fails where they are not, or are no longer, those that were published."""
    try:
        yield
    except (OSError, ValueError, pa.ArrowException):
        if whole(snapshot.directory, age=0):
            raise
    if not whole(snapshot.directory, age=0):
        raise DamagedError(f"Version {snapshot.version} in {snapshot.directory.parent} is damaged: run 'python -m etl run'.")


@remembered(1)
def _files(snapshot: Snapshot) -> frozenset[str]:
    """The paths of its files in its directory."""
    with _whole(snapshot):
        found = [Path(at) / name for at, _, names in os.walk(snapshot.directory) for name in names]
    return frozenset(file.relative_to(snapshot.directory).as_posix() for file in found)


def _demand(snapshot: Snapshot, file: str) -> None:
    if file not in _files(snapshot):
        raise UnavailableError(f"Version {snapshot.version} has no {file}: an older release made it. Run 'python -m etl run'.")


def _bytes(snapshot: Snapshot, file: str) -> bytes:
    _demand(snapshot, file)
    with _whole(snapshot):
        return (snapshot.directory / file).read_bytes()


@remembered(512)
def _table(snapshot: Snapshot, file: str) -> pa.Table:
    return _read(snapshot, file)


@remembered(16)
def _observations(snapshot: Snapshot, indicator: str) -> pa.Table:
    """Fewer than there are: a page is about some of them, and all together are 30 MB."""
    return _read(snapshot, f"observations/{indicator}.parquet")


def _read(snapshot: Snapshot, file: str, columns: Sequence[str] | None = None) -> pa.Table:
    # `read_table` leaves as much again behind in the allocator
    with _whole(snapshot), pq.ParquetFile(snapshot.directory / file) as opened:
        return opened.read(columns, use_threads=False)


@remembered(1)
def _areas(snapshot: Snapshot) -> pa.Table:
    return snapshot.table("areas")


@remembered(1)
def _indicators_in_areas(snapshot: Snapshot) -> frozenset[str]:
    names = [name for name in _files(snapshot) if name.startswith("areas/") and name.endswith(".parquet")]
    with _whole(snapshot):
        return frozenset(Path(name).stem for name in names if pq.read_metadata(snapshot.directory / name).num_rows)
