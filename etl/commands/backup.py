"""`etl backup` and `etl restore`: all that the data directory holds as one file, and back."""

import argparse
import os
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import Final

from etl.contract.errors import ExpectedError
from etl.contract.paths import DataPaths, data_paths
from etl.harvest import Say
from etl.versions.publish import intact, run_lock

KIND: Final = ".tar.gz"
UNPACKING: Final = ".restoring"
REPLACED: Final = ".replaced"


class ArchiveError(ExpectedError):
    """The file can't be written or used; the message says why and what to do. Nothing was changed."""


def backup(options: argparse.Namespace, say: Say) -> None:
    """Write inbox, notes, boundaries, raw answers and versions to a file that only its owner reads, whole or not at all.

    Raises:
        ArchiveError: there is a file already, it would lie in what it holds, or nothing is there to keep.
        BusyError: a run is under way.

    """
    paths, file = data_paths(options.data), Path(options.file)
    if file.exists() and not options.force:
        raise ArchiveError(f"{file} is there already: name another, or write over it with --force.")
    if paths.root.resolve() in file.resolve().parents:
        raise ArchiveError(f"{file} lies in the data directory {paths.root}: name a place outside it, best on another disk.")
    unfinished = file.with_name(f"{file.name}.part")
    with run_lock(paths):
        found = [part for part in _parts(paths) if part.exists()]
        if not found:
            raise ArchiveError(f"There is nothing to keep in {paths.root}.")
        try:
            _pack(unfinished, paths.root, found)
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    names = ", ".join(part.name for part in found)
    say(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB): {names}. Keep it as you keep the inbox.")


def restore(options: argparse.Namespace, say: Say) -> None:
    """Put back what a file holds, once all of it is unpacked and its version in service is whole.

    Raises:
        ArchiveError: the file is none of ours or damaged, or something is there that would be replaced.
        BusyError: a run is under way.

    """
    paths, file = data_paths(options.data), Path(options.file)
    there = [part for part in _parts(paths) if part.exists() and (part.is_file() or any(part.iterdir()))]
    if there and not options.force:
        names = ", ".join(part.name for part in there)
        raise ArchiveError(f"{paths.root} holds {names} already: name another directory (--data), or replace all with --force.")
    with run_lock(paths):
        unpacked = DataPaths(paths.root / UNPACKING)
        shutil.rmtree(unpacked.root, ignore_errors=True)
        try:
            _unpack(file, unpacked)
            version = _whole(file, unpacked)
            _put(unpacked, paths)
        finally:
            shutil.rmtree(unpacked.root, ignore_errors=True)
    say(f"Restored {paths.root} from {file}; in service: {version or 'no version, as when it was written'}.")


def _parts(paths: DataPaths) -> tuple[Path, ...]:
    """What is kept; what is published comes last, so that nothing is in service before all is there."""
    return paths.inbox, paths.notes, paths.geo, paths.raw, paths.freshness, paths.published


def _pack(file: Path, root: Path, parts: list[Path]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        with tarfile.open(fileobj=handle, mode="w:gz", compresslevel=6) as archive:
            for part in parts:
                archive.add(part, part.relative_to(root).as_posix(), filter=_plain)
        handle.flush()
        os.fsync(handle.fileno())


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Files and directories; links are never followed, so they aren't kept either."""
    return entry if entry.isfile() or entry.isdir() else None


def _unpack(file: Path, into: DataPaths) -> None:
    known = {part.name for part in _parts(into)}
    try:
        with tarfile.open(file, "r:gz") as archive:
            others = sorted({entry.name for entry in archive if entry.name.split("/")[0] not in known})
            if others:
                raise ArchiveError(f"{file} holds {others[0][:80]!r}, which no backup has: use one written by 'etl backup'.")
            archive.extractall(into.root, filter="data")
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{file} is damaged or no backup ({error}). Use another; nothing was changed.") from error


def _whole(file: Path, unpacked: DataPaths) -> str | None:
    """The version in service, which must be whole."""
    if not unpacked.current.exists():
        return None
    version = unpacked.current.read_text(encoding="utf-8-sig", errors="replace").strip()
    if not intact(unpacked, version):
        raise ArchiveError(f"{file} holds version {version} damaged: use another backup. Nothing was changed.")
    return version


def _put(unpacked: DataPaths, paths: DataPaths) -> None:
    """Each part in place by one rename; what was there goes, also what the file has nothing instead of."""
    for new, part in zip(_parts(unpacked), _parts(paths), strict=True):
        aside = part.with_name(f"{part.name}{REPLACED}")
        _remove(aside)
        if part.exists():
            part.rename(aside)
        if new.exists():
            new.rename(part)
        _remove(aside)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
