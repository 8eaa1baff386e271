"""Older versions held against the one in service: what both together would give away, and the versions that must go for it.

A version hides so many cells that none of its hidden ones follows from what it shows. Two versions that hide the same cells
tell no more together than apart. Where one shows a cell that the other hides, the hidden ones may follow: the older one goes, if
the values are protected strictly. No version goes for values that their source publishes openly: what it shows stays open there.
"""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.contract import schemas
from etl.contract.catalogue import Catalogue
from etl.contract.codes import Unit
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, kept_versions, open_current, open_version
from etl.harvest import Say
from etl.versions.changes import HIDDEN, conflicting, kin, strictly
from etl.versions.publish import remove

READERS_SECONDS: Final = 1.0
"""How long a version that was in service until now is left to those who are reading it."""


def retire(paths: DataPaths, say: Say) -> tuple[str, ...]:
    """Remove the versions that, with the one in service, would give hidden cells away; which they were.

    Versions of another release and of another kind (demo or real) are left alone: nobody is served the first, and made-up values
    tell nothing of real ones. The caller holds the run lock.

    Raises:
        UnavailableError: nothing is in service.

    """
    current = open_current(paths)
    gone = []
    for older in _comparable(paths, current):
        if exposed := dict(exposures(older, current)):
            if older.version == current.manifest["previous"]:
                time.sleep(READERS_SECONDS)
            remove(paths, older.version)
            gone.append(older.version)
            say(_said(older.version, exposed))
    return tuple(gone)


def shown_of_persons(paths: DataPaths, catalogue: Catalogue, *, demo: bool) -> list[dict[str, pa.Table]]:
    """What each kept version, the oldest first, shows of numbers of persons and of rates of them, by indicator id.

    Of demo values or of real ones; those that show the same as the one before them, and those that can't be read, are left out.
    """
    names = [entry.id for entry in catalogue.indicators if entry.unit is Unit.COUNT or entry.counts_persons]
    found: list[dict[str, pa.Table]] = []
    for version in reversed(kept_versions(paths)):
        try:
            snapshot = open_version(paths, version)
            files = {name: snapshot.directory / "observations" / f"{name}.parquet" for name in names}
            shown = {name: pq.read_table(file) for name, file in files.items() if snapshot.demo == demo and file.is_file()}
        except (UnavailableError, pa.ArrowInvalid, OSError):
            continue  # A version that can't be read shows nothing to anyone.
        if shown and shown not in found[-1:]:
            found.append(shown)
    return found


def _comparable(paths: DataPaths, current: Snapshot) -> Iterator[Snapshot]:
    for version in kept_versions(paths):
        try:
            older = open_version(paths, version)
        except UnavailableError:
            continue
        if version != current.version and older.demo == current.demo:
            yield older


def _said(version: str, exposed: dict[str, int]) -> str:
    named = ", ".join(f"{indicator} ({cells})" for indicator, cells in exposed.items())
    return (
        f"Version {version} is removed: it shows cells that the version in service hides, or the other way round, and hidden "
        f"values could be worked out from both: {named}."
    )


def exposures(older: Snapshot, newer: Snapshot) -> Iterator[tuple[str, int]]:
    """The strictly protected indicators, with the number of cells, that one of the versions hides and the other shows.

    What a version tells of the one before it counts as shown by it: its table of changes has old values.
    """
    old_values = _old_values(older, newer)
    files = sorted((older.directory / "observations").glob("*.parquet"))
    for file in (file for file in files if strictly(newer.catalogue, file.stem)):
        other = newer.directory / "observations" / file.name
        cells = _conflicts(file, other) if other.exists() and not _same_bytes(file, other) else 0
        if cells or old_values[file.stem]:
            yield file.stem, max(cells, old_values[file.stem])
    for file in sorted((older.directory / "areas").glob("*.parquet")):  # always strict
        other = newer.directory / "areas" / file.name
        if other.exists() and not _same_bytes(file, other) and (cells := _conflicts(file, other)):
            yield f"{file.stem} in areas", cells


def _old_values(older: Snapshot, newer: Snapshot) -> Counter[str]:
    """By indicator, the cells that `newer` hides and the version before `older` showed, or the other way round.

    Only where `older` tells an old value of the same persons in the same period.
    """
    rows = older.changes()
    old_values = rows.filter(pc.is_valid(rows["old_value"]))
    hidden_cells = set(zip(old_values["indicator"].to_pylist(), old_values["period"].to_pylist(), strict=True))
    found: Counter[str] = Counter()
    for name in rows["indicator"].unique().to_pylist() if hidden_cells else ():
        own = rows.filter(pc.equal(rows["indicator"], name)).select([*schemas.OBSERVATIONS_KEY, "old_status"])
        now = newer.observations(name) if newer.catalogue.indicator(name) else schemas.OBSERVATIONS.empty_table()
        now = now.select([*schemas.OBSERVATIONS_KEY, "status"]).rename_columns([*schemas.OBSERVATIONS_KEY, "new_status"])
        both = own.join(now, keys=list(schemas.OBSERVATIONS_KEY), join_type="inner", use_threads=False)
        periods = both.filter(conflicting(both))["period"].to_pylist()
        found[name] = sum(any((other, period) in hidden_cells for other in kin(newer.catalogue, name)) for period in periods)
    return found


def _same_bytes(file: Path, other: Path) -> bool:
    return file.stat().st_size == other.stat().st_size and file.read_bytes() == other.read_bytes()


def _conflicts(file: Path, other: Path) -> int:
    """How many cells are hidden in one of the two tables (schema `OBSERVATIONS`) and shown in the other."""
    key = list(schemas.OBSERVATIONS_KEY)
    tables = [pq.read_table(path, columns=[*key, "status"]) for path in (file, other)]
    if not any(pc.any(pc.equal(table["status"], HIDDEN)).as_py() for table in tables):
        return 0
    old, new = (table.rename_columns([*key, f"{side}_status"]) for side, table in zip(("old", "new"), tables, strict=True))
    both: pa.Table = old.join(new, keys=key, join_type="inner", use_threads=False)
    return int(pc.sum(conflicting(both)).as_py() or 0)
