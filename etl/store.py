"""The store that several machines share: `raw/` and `published/` in a directory or bucket, any file system that fsspec knows.

A run copies the store here, builds here as ever, and sends what is new. Whoever only shows the data copies each version once. A
version has its manifest last and `CURRENT` comes after all versions, so that nobody begins with half of one; and what is copied
is put in place only when it is whole, by the digest that is its name.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from etl import disk
from etl.contract import whole
from etl.contract.errors import ExpectedError
from etl.contract.paths import DataPaths
from etl.raw import LOCK_FILE
from etl.versions.publish import remove

SETTING: Final = "KOLLEN_STORE"
ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*(::[a-z][a-z0-9+.-]*)*://\S+", re.IGNORECASE)
OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "file": {"auto_mkdir": True},
    "s3": {"config_kwargs": {"connect_timeout": 5, "read_timeout": 30, "retries": {"max_attempts": 2}}},
}
"""What a file system is told beside its address; keys and endpoints are where its own programs have them, as in `AWS_*`."""

PULLING: Final = ".pulling-"
PART: Final = ".part"
VERSION_OF: Final = re.compile(rf"published/({whole.NAMED.pattern})/(.+)")
CURRENT: Final = "published/CURRENT"
LOCK: Final = f"raw/{LOCK_FILE}"
BESIDE: Final = ("published/journal.parquet", "freshness.json", "published/run.json")
"""What changes and lies beside the versions; their readers do without."""


class StoreError(ExpectedError):
    """The store can't be used; the message names the setting, the store and why."""


@dataclass(frozen=True)
class Store:
    """A place in a file system of fsspec's; names are relative to it, with `/`."""

    address: str
    files: Any
    root: str

    def sizes(self) -> dict[str, int]:
        """The bytes of every file by name.

        Raises:
            StoreError: it can't be listed, or a name leads out of it.

        """
        with self._told():
            self.files.invalidate_cache()
            found = self.files.find(self.root, detail=True)
        sizes = {path[len(self.root) :].lstrip("/"): int(about["size"] or 0) for path, about in found.items()}
        if astray := [name for name in sizes if {"", ".", ".."} & set(name.split("/")) or "\\" in name]:
            raise StoreError(
                f"{SETTING}: {self.address} has a file {astray[0][:80]!r}, which can't be ours: use a place of its own."
            )
        return {name: size for name, size in sizes.items() if not name.endswith(PART)}

    def read(self, name: str) -> bytes:
        """A file's content.

        Raises:
            StoreError: it can't be read.

        """
        with self._told():
            content: bytes = self.files.cat_file(self._path(name))
            return content

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place as a whole.

        Raises:
            StoreError: it can't be written.

        """
        with self._told():
            self.files.pipe_file(self._path(name + PART), content)
            self.files.mv(self._path(name + PART), self._path(name))

    def fetch(self, files: Mapping[str, Path]) -> None:
        """Copy files here, each to its place; their directories are made.

        Raises:
            StoreError: one can't be read.
            OSError: this machine's disk refuses.

        """
        for directory in {file.parent for file in files.values()}:
            directory.mkdir(parents=True, exist_ok=True)
        if files:
            with self._told():
                self.files.get([self._path(name) for name in files], [str(file) for file in files.values()])

    def send(self, files: Mapping[str, Path]) -> None:
        """Copy files from here, each to its name.

        Raises:
            StoreError: one can't be written.

        """
        if files:
            with self._told():
                self.files.put([str(file) for file in files.values()], [self._path(name) for name in files])

    def remove(self, names: Iterable[str]) -> None:
        """Delete files, in that order.

        Raises:
            StoreError: one can't be deleted.

        """
        with self._told():
            for name in names:
                self.files.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What file systems raise is of many kinds, and none of them are ours."""
        try:
            yield
        except Exception as error:
            raise StoreError(f"{SETTING}: {self.address} {_reason(error)}. What was published stays as it was.") from error


def store_of(environment: Mapping[str, str] = os.environ) -> Store | None:
    """The store that `KOLLEN_STORE` names; None where it names none.

    Raises:
        StoreError: the setting is no address, or what reads such addresses isn't installed.

    """
    address = environment.get(SETTING, "").strip().rstrip("/")
    if not address:
        return None
    if not ADDRESS.fullmatch(address):
        raise StoreError(f"{SETTING} is '{address}': an address as s3://bucket/kollen or file:///mnt/kollen is wanted.")
    scheme, _, place = address.partition("://")
    shown = f"{scheme}://{place.rpartition('@')[2]}"  # not whose password it is
    try:
        import fsspec

        files, root = fsspec.core.url_to_fs(
            address, skip_instance_cache=True, use_listings_cache=False, **OPTIONS.get(scheme, {})
        )
    except (ImportError, ValueError) as error:
        raise StoreError(
            f"{SETTING} is '{shown}': what reads it isn't installed or known ({_line(error)}). "
            "'pip install -r requirements-cluster.txt' has S3; other file systems of fsspec are added the same way."
        ) from error
    return Store(shown, files, root.rstrip("/"))


def pull(store: Store, paths: DataPaths, *, run: bool) -> str | None:
    """Make what lies here as the store has it: what is shown, and for a run (`run`) the raw answers, else the comments.

    The caller holds the run lock. What is whole here already isn't copied again.

    Returns:
        The version in service there, None where nothing is published in it, which changes nothing here.

    Raises:
        StoreError: it can't be read, or the version in service isn't whole there. Other versions are here all the same, and
            `CURRENT` is as there, so that readers are told; a run goes on, and makes it anew.
        OSError: this machine's disk refuses.

    """
    sizes = store.sizes()
    if CURRENT not in sizes:
        return None
    named = store.read(CURRENT).decode("utf-8", "replace").strip()
    if not whole.NAMED.fullmatch(named):
        raise StoreError(
            f"{SETTING}: {store.address}: CURRENT names {named[:20]!r}, which is no version: run 'python -m etl push'."
        )
    here = _fetch_versions(store, paths, _versions(sizes), named)
    if run:
        _fetch_raw(store, paths, sizes)
    else:
        _fetch_notes(store, paths, sizes)
    for name in BESIDE:
        if name in sizes:
            _place(paths.root / name, store.read(name))
    _place(paths.current, f"{named}\n".encode())
    if run:  # where versions are made, a store that lacks some, or is another's, takes none away
        return named
    if named not in here:
        raise StoreError(
            f"{SETTING}: {store.address}: version {named} isn't whole there: run 'python -m etl run' where it is made."
        )
    for version in _kept(paths) - set(_versions(sizes)):
        remove(paths, version)
    return named


def push(store: Store, paths: DataPaths) -> None:
    """Make the store as it is here: raw answers, comments, versions, and last which of them is in service.

    The caller holds the run lock; no other machine runs at the same time.

    Raises:
        StoreError: it can't be written; what was in service there still is.

    """
    sizes = store.sizes()
    _send_raw(store, paths, sizes)
    _send_notes(store, paths, sizes)
    there, here = _versions(sizes), _kept(paths)
    for version in sorted(here):
        _send_version(store, paths, version, there.get(version, {}))
    for name in BESIDE:
        _send_small(store, paths.root / name, name, sizes)
    _send_small(store, paths.current, CURRENT, sizes)
    for version in set(there) - here:
        store.remove(sorted((name for name in there[version]), key=lambda name: not name.endswith(whole.MANIFEST)))


def tell(store: Store, paths: DataPaths) -> None:
    """Send how the last run went, for those who watch the other machines.

    Raises:
        StoreError: it can't be written.

    """
    if paths.last_run.exists():
        store.write("published/run.json", paths.last_run.read_bytes())


def _versions(sizes: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The bytes of each version's files by name, of those that have their manifest."""
    found: dict[str, dict[str, int]] = {}
    for name, size in sizes.items():
        if (match := VERSION_OF.fullmatch(name)) is not None:
            found.setdefault(match[1], {})[name] = size
    return {version: files for version, files in found.items() if f"published/{version}/{whole.MANIFEST}" in files}


def _kept(paths: DataPaths) -> set[str]:
    return {file.parent.name for file in paths.published.glob(f"*/{whole.MANIFEST}") if whole.NAMED.fullmatch(file.parent.name)}


def _fetch_versions(store: Store, paths: DataPaths, there: Mapping[str, Mapping[str, int]], first: str) -> set[str]:
    """Copy the versions that aren't here, one before the others; those that are whole here then."""
    for leftover in paths.published.glob(f"{PULLING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    in_turn = sorted(there, key=lambda version: version != first)
    return {
        version
        for version in in_turn
        if whole.whole(paths.published / version) or _fetch_version(store, paths, version, there[version])
    }


def _fetch_version(store: Store, paths: DataPaths, version: str, files: Mapping[str, int]) -> bool:
    """Copy a version and put it in place, if it is whole; whether it was."""
    unfinished = paths.published / f"{PULLING}{os.getpid()}" / version
    try:
        store.fetch({name: unfinished / name.split("/", 2)[2] for name in files})
        if not whole.intact(unfinished):
            return False
        for file in unfinished.rglob("*"):
            disk.sync(file)
        shutil.rmtree(paths.published / version, ignore_errors=True)
        unfinished.rename(paths.published / version)
        disk.sync(paths.published)
        return True
    finally:
        shutil.rmtree(unfinished.parent, ignore_errors=True)


def _send_version(store: Store, paths: DataPaths, version: str, there: Mapping[str, int]) -> None:
    """Send a version that isn't there as it is here, its manifest last."""
    directory = paths.published / version
    files = {f"published/{version}/{file.relative_to(directory).as_posix()}": file for file in _files(directory)}
    manifest = f"published/{version}/{whole.MANIFEST}"
    same = {name: file.stat().st_size for name, file in files.items()} == there
    if same and store.read(manifest) == files[manifest].read_bytes():
        return
    store.remove([name for name in (manifest, *(set(there) - set(files))) if name in there])
    store.send({name: file for name, file in files.items() if name != manifest})
    store.write(manifest, files[manifest].read_bytes())


def _fetch_raw(store: Store, paths: DataPaths, sizes: Mapping[str, int]) -> None:
    if LOCK not in sizes:
        return
    answers = {name: paths.root / name for name in sizes if name.startswith("raw/") and name != LOCK}
    store.fetch({name: file for name, file in answers.items() if not file.exists() or file.stat().st_size != sizes[name]})
    _place(paths.root / LOCK, store.read(LOCK))


def _send_raw(store: Store, paths: DataPaths, sizes: Mapping[str, int]) -> None:
    """The answers, then the file that says what they are, then away with those that it no longer names."""
    lock = paths.root / LOCK
    if not lock.exists():
        return
    answers = {f"raw/{file.name}": file for file in _files(paths.raw) if file != lock}
    store.send({name: file for name, file in answers.items() if sizes.get(name) != file.stat().st_size})
    _send_small(store, lock, LOCK, sizes)
    store.remove(name for name in sizes if name.startswith("raw/") and name not in {*answers, LOCK})


def _fetch_notes(store: Store, paths: DataPaths, sizes: Mapping[str, int]) -> None:
    there = {name for name in sizes if name.startswith("notes/")}
    for name in there:
        _place(paths.root / name, store.read(name))
    for file in _files(paths.notes):
        if file.relative_to(paths.root).as_posix() not in there:
            file.unlink()


def _send_notes(store: Store, paths: DataPaths, sizes: Mapping[str, int]) -> None:
    """The comments, where they are written on this machine; one without the directory takes none away."""
    if not paths.notes.is_dir():
        return
    notes = {file.relative_to(paths.root).as_posix(): file for file in _files(paths.notes)}
    for name, file in notes.items():
        _send_small(store, file, name, sizes)
    store.remove(name for name in sizes if name.startswith("notes/") and name not in notes)


def _send_small(store: Store, file: Path, name: str, sizes: Mapping[str, int]) -> None:
    if not file.exists():
        return
    content = file.read_bytes()
    if sizes.get(name) != len(content) or store.read(name) != content:
        store.write(name, content)


def _files(directory: Path) -> list[Path]:
    """The files in a directory; links are never followed, and what is hidden is nobody's."""
    found = directory.rglob("*") if directory.is_dir() else ()
    return sorted(file for file in found if file.is_file() and not file.is_symlink() and not file.name.startswith("."))


def _place(file: Path, content: bytes) -> None:
    """Put a file in place as a whole, where it isn't as it should be."""
    if file.exists() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}{PART}")
    disk.write(draft, content)
    draft.replace(file)
    disk.sync(file.parent)


def _reason(error: Exception) -> str:
    match error:
        case PermissionError():
            return f"denies access ({_line(error)})"
        case FileNotFoundError():
            return f"isn't there, or a part of it ({_line(error)})"
        case _:
            return f"can't be used ({_line(error)})"


def _line(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]


__all__ = ["Store", "StoreError", "pull", "push", "store_of", "tell"]
