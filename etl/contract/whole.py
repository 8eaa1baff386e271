"""Whether a published version is whole: its name is the digest of its content, and its manifest has those of its changes."""

import functools
import hashlib
import json
import math
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from etl.contract.codes import SCHEMA_VERSION

MANIFEST: Final = "manifest.json"
CHANGES_FILE: Final = "changes.parquet"
VALIDATION_CHANGES_FILE: Final = "validation_changes.parquet"
"""Beside a version's content, not part of it: they also depend on the version before."""

NAMED: Final = re.compile(r"[0-9a-f]{12}")
"""What a version is called that was published; another name says nothing of what is in it."""
LOOKED_AT_AGAIN: Final = 30
"""Seconds after which files are looked at again."""

_seen: Final[dict[Path, tuple[float, bool]]] = {}
"""When a version was last looked at, and whether it was whole."""


def whole(directory: Path, age: float | None = None) -> bool:
    """Whether the files are those that the version was published with, as of at most `age` seconds ago (`LOOKED_AT_AGAIN`).

    They are looked at by name, size and time, and only read again where one of these is another.
    """
    moment, answer = _seen.get(directory, (-math.inf, False))
    if time.monotonic() - moment < (LOOKED_AT_AGAIN if age is None else age):
        return answer
    moment = time.monotonic()
    try:
        answer = _read(directory, tuple(sorted(_stamps(str(directory)))))
    except OSError:
        answer = False
    _seen[directory] = moment, answer
    return answer


def intact(directory: Path) -> bool:
    """The same, every byte of it read now."""
    return (directory / MANIFEST).is_file() and digest(directory) == directory.name and _changes_intact(directory)


def digest(directory: Path) -> str:
    """Twelve hexadecimal digits over the schema's version, and the names and bytes of all files of content.

    Not of the manifest, which holds times, nor of the changes: they also depend on the version before.
    """
    made = hashlib.sha256(f"schema {SCHEMA_VERSION}\0".encode())
    beside = (directory / MANIFEST, directory / CHANGES_FILE, directory / VALIDATION_CHANGES_FILE)
    for file in sorted(path for path in directory.rglob("*") if path.is_file() and path not in beside):
        made.update(f"{file.relative_to(directory).as_posix()}\0{file.stat().st_size}\0".encode())
        made.update(file.read_bytes())
    return made.hexdigest()[:12]


def sha256(file: Path) -> str:
    """A file's hash, in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _stamps(directory: str) -> Iterator[tuple[str, int, int]]:
    """Path, time and size of every file."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            else:
                stat = entry.stat()
                yield entry.path, stat.st_mtime_ns, stat.st_size


@functools.lru_cache(maxsize=64)
def _read(directory: Path, _found: tuple[tuple[str, int, int], ...]) -> bool:
    return intact(directory) if NAMED.fullmatch(directory.name) else (directory / MANIFEST).is_file()


def _changes_intact(directory: Path) -> bool:
    """Whether the tables of changes are those that the manifest speaks of, and there are none where it speaks of none."""
    try:
        recorded = json.loads((directory / MANIFEST).read_text(encoding="utf-8")).get("changes")
    except (OSError, ValueError, AttributeError):
        return False
    files = {CHANGES_FILE: recorded, VALIDATION_CHANGES_FILE: recorded.get("validation") if recorded else None}
    return all(_as_recorded(directory / name, one) for name, one in files.items())


def _as_recorded(file: Path, recorded: dict[str, Any] | None) -> bool:
    return not file.exists() if recorded is None else file.is_file() and sha256(file) == recorded["sha256"]
