"""The store of the sources' answers under `data/raw/`, by content hash, and the lock file that says what each one holds.

An answer lies in `<sha256>.json.gz`. It is written beside and renamed, but not synced: a hash that fails to match tells a
damaged one, and the source asks again. `raw.lock.yaml` is synced, since it is what a next run trusts. A lock file that can't
be read, or that another release wrote, is an error and never guessed at: delete it or run with --refresh, both of which ask
the sources for everything anew.
"""

import gzip
import hashlib
import os
import tempfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from etl import disk
from etl.harvest import SourceError

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
LOCK_FILE: Final = "raw.lock.yaml"
SUFFIX: Final = ".json.gz"
TEMPORARY: Final = ".tmp"
REMEDY: Final = "Run with --refresh to ask the sources for everything anew"
HEADER: Final = (
    "# Written by 'python -m etl run': which answer of which source holds what. Delete it to have everything asked anew.\n"
)

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Record(BaseModel):
    """A frozen record of the lock file that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Record):
    """One kept answer. `entries` are the source's own ids (KPIs) whose latest values are read from it."""

    request: str
    sha256: Sha256
    bytes: Annotated[int, Field(ge=0)]
    fetched_at: datetime
    entries: tuple[str, ...]


class Entry(Record):
    """What is known of one of the source's ids: its metadata, when it was last asked for whole, and for what.

    `compared_at` is when a part of it was last asked for again and found to be as it was.
    """

    metadata: dict[str, str | bool | None]
    fetched_at: datetime
    regions: str
    years: tuple[int, ...]
    compared_at: datetime | None = None


class SourceRecord(Record):
    """Everything kept of one source: the URL it was read from, the answers, and the entries by id.

    `asked_at` is when it last answered, `changed_at` when it last did so with other values than the time before (which
    `values_sha256` stands for).
    """

    url: str
    answers: tuple[Answer, ...]
    entries: dict[str, Entry]
    asked_at: datetime | None = None
    changed_at: datetime | None = None
    values_sha256: Sha256 | None = None

    def renewed(self, kept: "SourceRecord", values_sha256: str, moment: datetime) -> "SourceRecord":
        """`kept` as what the source answered at that moment, held against this, which is from before."""
        known = self.changed_at or max((answer.fetched_at for answer in self.answers), default=None)
        same = known is not None and self.values_sha256 in (None, values_sha256)
        own = {"asked_at": moment, "changed_at": known if same else moment, "values_sha256": values_sha256}
        return kept.model_copy(update=own)


class RawLock(Record):
    """The lock file's content, by source name."""

    schema_version: Literal[1] = 1
    sources: dict[str, SourceRecord] = {}

    def of_source(self, name: str, url: str) -> SourceRecord:
        """What is kept of a source's API at `url`; nothing of another one's answers."""
        record = self.sources.get(name)
        return record if record is not None and record.url == url else SourceRecord(url=url, answers=(), entries={})

    def with_source(self, name: str, record: SourceRecord) -> "RawLock":
        """The same lock with that source's record put in or replaced."""
        return RawLock(sources={**self.sources, name: record})


class RawStore:
    """The answers and the lock file in one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def lock_path(self) -> Path:
        """The lock file."""
        return self.directory / LOCK_FILE

    def put(self, body: bytes) -> str:
        """Keep an answer; its SHA-256 in hex. The same bytes always give the same file.

        Raises:
            SourceError: the directory can't be written to.

        """
        sha = hashlib.sha256(body).hexdigest()
        self._replace(self._path(sha), gzip.compress(body, compresslevel=1, mtime=0), sync=False)
        return sha

    def get(self, sha: str) -> bytes:
        """The answer with that SHA-256.

        Raises:
            SourceError: it is missing, or no longer what was kept.

        """
        path = self._path(sha)
        try:
            body = gzip.decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise SourceError(f"{path}: the answer is missing. {REMEDY}.") from error
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{path}: the answer can't be read ({error}). {REMEDY}.") from error
        if hashlib.sha256(body).hexdigest() != sha:
            raise SourceError(f"{path}: the answer is not what was kept: its hash differs from its name. {REMEDY}.")
        return body

    def read_lock(self, *, refresh: bool = False) -> RawLock:
        """The lock file; empty where there is none, and with `refresh` also where it can't be used.

        Raises:
            SourceError: the file can't be read, is no YAML, or has fields that this release doesn't know.

        """
        try:
            return self._parse_lock()
        except FileNotFoundError:
            return RawLock()
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            if refresh:
                return RawLock()
            raise SourceError(
                f"{self.lock_path}: not a lock file of this release: {_reason(error)}. {REMEDY}, or delete the file."
            ) from error

    def write_lock(self, lock: RawLock) -> None:
        """Put the lock file in place as a whole, synced to disk.

        Raises:
            SourceError: the directory can't be written to.

        """
        text = yaml.dump(lock.model_dump(mode="json"), Dumper=DUMPER, sort_keys=True, default_flow_style=None, width=130)
        self._replace(self.lock_path, (HEADER + text).encode(), sync=True)

    def remember(self, lock: RawLock) -> None:
        """Write the lock file, then delete the answers that it no longer names.

        Raises:
            SourceError: the directory can't be written to.

        """
        self.write_lock(lock)
        self.prune(lock)

    def prune(self, lock: RawLock) -> int:
        """Delete the answers that `lock` doesn't name and what killed runs left behind; how many files went."""
        kept = {self._path(answer.sha256) for record in lock.sources.values() for answer in record.answers}
        strays = [path for path in self.directory.glob(f"*{SUFFIX}") if path not in kept]
        strays += self.directory.glob(f"*{TEMPORARY}")
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)

    def _path(self, sha: str) -> Path:
        return self.directory / f"{sha}{SUFFIX}"

    def _parse_lock(self) -> RawLock:
        text = self.lock_path.read_text(encoding="utf-8")
        return RawLock.model_validate(yaml.load(text, Loader=LOADER))  # noqa: S506 - it is the safe one

    def _replace(self, path: Path, content: bytes, *, sync: bool) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content, sync=sync)
        except OSError as error:
            raise SourceError(f"{path}: can't be written ({error.strerror}). Make room or give access, and run again.") from error


def _write_whole(path: Path, content: bytes, *, sync: bool) -> None:
    """Write beside, then rename: a reader sees the old file or the new one, never half of one."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=TEMPORARY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if sync:
        disk.sync(path.parent)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc']) or 'the whole file'}: {first['msg']}"
    return " ".join(str(error).split())


def digest(table: pa.Table) -> str:
    """What tells whether a table holds the same as another time: SHA-256 in hex."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
