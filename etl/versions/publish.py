"""Publishing: one immutable directory a version, named by its content, and an atomic switch of `CURRENT`."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl import disk
from etl.contract import clock, whole
from etl.contract.catalogue import Catalogue
from etl.contract.codes import SCHEMA_VERSION
from etl.contract.errors import ExpectedError
from etl.contract.paths import TEMPLATE, DataPaths
from etl.contract.schemas import VALIDATION_CHANGES
from etl.contract.strategies import Strategies
from etl.contract.whole import CHANGES_FILE, MANIFEST, VALIDATION_CHANGES_FILE

VERSIONS_KEPT = 24
BUILDING = ".building-"
DRAFT = "CURRENT.new"


class PublishError(ExpectedError):
    """Nothing was published, what was in service stays; the message says where it failed and what to do."""


class BusyError(ExpectedError):
    """Another run is under way in the same data directory."""


@dataclass(frozen=True)
class Comparison:
    """What differs (schema `CHANGES`; of what kommuner report `VALIDATION_CHANGES`) from the version `since`."""

    since: str
    changes: pa.Table
    validation: pa.Table = field(default_factory=VALIDATION_CHANGES.empty_table)


@dataclass(frozen=True)
class Content:
    """What a version holds: `observations` by indicator id, `tables` by file name, boundaries by level, the inbox's template.

    `areas` is a directory with what there is of areas below the kommun, which is moved into the version.
    `comparison` is kept beside the content and is no part of it: the same content is the same version, whichever was before.
    """

    catalogue: Catalogue
    strategies: Strategies
    observations: dict[str, pa.Table]
    tables: dict[str, pa.Table]
    boundaries: dict[str, bytes]
    manifest: dict[str, Any]
    comparison: Comparison | None = None
    template: bytes | None = None
    areas: Path | None = None


@contextmanager
def run_lock(paths: DataPaths) -> Iterator[None]:
    """Hold the data directory for one run; the operating system lets go of it if the process dies.

    Raises:
        BusyError: another process holds it.

    """
    paths.root.mkdir(parents=True, exist_ok=True)
    with paths.run_lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"Another run is under way in {paths.root}; wait for it to end. Nothing was changed.") from error
        yield


def publish(paths: DataPaths, content: Content) -> tuple[str, bool]:
    """Write a version and put it in service.

    Returns:
        The version, and whether anything was written; the same content gives the same version and leaves all as it is,
        but for a version that has been damaged since: that one is put back.

    Raises:
        PublishError: the disk is full or can't be written; the version in service stays as it was.

    """
    try:
        return _publish(paths, content)
    except OSError as error:
        raise PublishError(
            f"Could not publish in {paths.published}: {error.strerror or error}. "
            "Free space or mend the permissions and run again; the version in service stays as it was."
        ) from error
    finally:
        _sweep(paths)


def _publish(paths: DataPaths, content: Content) -> tuple[str, bool]:
    paths.published.mkdir(parents=True, exist_ok=True)
    building = paths.published / f"{BUILDING}{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    _write(building, content)
    version = whole.digest(building)
    before = _named(paths)
    kept = intact(paths, version)
    if not kept:
        compared = {} if content.comparison is None else {"changes": _write_changes(building, content.comparison)}
        stamp = {"version": version, "schema": SCHEMA_VERSION, "built_at": now(), "previous": before, **compared}
        _write_text(building / MANIFEST, json.dumps({**stamp, **content.manifest}, ensure_ascii=False, indent=1))
        shutil.rmtree(paths.published / version, ignore_errors=True)
        building.rename(paths.published / version)
        disk.sync(paths.published)
    if before != version:
        _switch(paths, version)
        _prune(paths, {version, before})
    return version, before != version or not kept


def _named(paths: DataPaths) -> str | None:
    """The version that `CURRENT` names; None where it is damaged or names nothing that is there: a run mends that too."""
    try:
        name = paths.current.read_text(encoding="utf-8-sig", errors="replace").strip()
    except FileNotFoundError:
        return None
    return name if Path(name).name == name and name and (paths.published / name).is_dir() else None


def intact(paths: DataPaths, version: str) -> bool:
    """Whether a version is there with the very files that it was published with."""
    return whole.intact(paths.published / version)


def remove(paths: DataPaths, version: str) -> None:
    """Take a version that isn't in service away: its manifest first, so that nobody begins to read it.

    Raises:
        PublishError: the disk refused.

    """
    directory = paths.published / version
    try:
        (directory / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(directory)
    except OSError as error:
        raise PublishError(
            f"Could not remove version {version} in {paths.published}: {error.strerror or error}. Mend the permissions and run "
            "again: with the version in service it gives hidden values away."
        ) from error


def now() -> str:
    """The time in UTC to the second, ISO 8601."""
    return clock.now().isoformat(timespec="seconds")


def _write(directory: Path, content: Content) -> None:
    (directory / "observations").mkdir(parents=True)
    (directory / "geo").mkdir()
    catalogue = {**content.catalogue.model_dump(mode="json"), **content.strategies.model_dump(mode="json")}
    _write_text(directory / "catalogue.json", json.dumps(catalogue, ensure_ascii=False, indent=1))
    for indicator, table in content.observations.items():
        _write_table(directory / "observations" / f"{indicator}.parquet", table)
    for name, table in content.tables.items():
        _write_table(directory / f"{name}.parquet", table)
    for level, body in content.boundaries.items():
        disk.write(directory / "geo" / f"{level}.geojson", body)
    if content.areas is not None:
        content.areas.rename(directory / "areas")
    if content.template is not None:
        disk.write(directory / TEMPLATE, content.template)


def _write_changes(directory: Path, comparison: Comparison) -> dict[str, Any]:
    """What the manifest says of the tables of changes that are written."""
    own = _written(directory / CHANGES_FILE, comparison.changes)
    return {"since": comparison.since, **own, "validation": _written(directory / VALIDATION_CHANGES_FILE, comparison.validation)}


def _written(file: Path, table: pa.Table) -> dict[str, Any]:
    _write_table(file, table)
    return {"rows": table.num_rows, "sha256": whole.sha256(file)}


def _write_table(file: Path, table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    disk.write(file, sink.getvalue().to_pybytes())


def _write_text(file: Path, text: str) -> None:
    disk.write(file, text.encode())


def _switch(paths: DataPaths, version: str) -> None:
    draft = paths.current.with_name(DRAFT)
    _write_text(draft, f"{version}\n")
    draft.replace(paths.current)
    disk.sync(paths.published)


def _built_at(directory: Path) -> str:
    try:
        return str(json.loads((directory / MANIFEST).read_text(encoding="utf-8")).get("built_at", ""))
    except (OSError, ValueError):
        return ""


def _prune(paths: DataPaths, read: set[str | None]) -> None:
    """Keep the newest versions and those that are read: the one in service, and the one that was until now."""
    versions = [path for path in paths.published.iterdir() if path.is_dir() and not path.name.startswith(".")]
    versions.sort(key=_built_at, reverse=True)
    for old in versions[VERSIONS_KEPT:]:
        if old.name not in read:
            shutil.rmtree(old, ignore_errors=True)


def _sweep(paths: DataPaths) -> None:
    """Remove what a run that died or failed left half built."""
    for leftover in paths.published.glob(f"{BUILDING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
