"""Printed documents for the web: each is printed once and kept for a while, one at a time on this machine.

A document is kept under the hash of its HTML, so that nothing old is ever given for something new. What is under way lies in a
directory of its own: what a killed process left there goes before the next is printed.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dashboard.files import chromium, print_queue

MOST_KEPT: Final = 60
PATIENCE_SECONDS: Final = 12.0
"""Less than half of what gunicorn gives a worker, since a document may be tried twice."""

LOCK: Final = "lock"
UNDER_WAY: Final = "now"


class BusyError(Exception):
    """Others are before it; the argument is how many."""


def printed(html: str, executable: str, visitor: str | None) -> bytes:
    """The document as PDF, as it was printed before or anew. `visitor` is the address that asks for it, None where unknown.

    Raises:
        BusyError: others are printed before it; try again in some seconds.
        CrowdedError: there is no room for it in the queue.
        ChromiumError: it can't be printed.

    """
    folder = _folder()
    name = hashlib.sha256(html.encode()).hexdigest()
    file = folder / f"{name}.pdf"
    kept = _read(file)
    if kept is not None:
        return kept
    with _alone(folder, print_queue.ahead(folder, visitor, name)):
        print_queue.leave(folder, name)
        body = _read(file) or chromium.pdf(html, executable, PATIENCE_SECONDS, _emptied(folder / UNDER_WAY))
        _keep(file, body)
    return body


def _folder() -> Path:
    """A directory of this user's own under the machine's directory for temporary files.

    Raises:
        PermissionError: somebody else has taken its name.

    """
    folder = Path(tempfile.gettempdir(), f"integrationskollen-pdf-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} isn't this user's own directory: remove it.")
    return folder


def _read(file: Path) -> bytes | None:
    try:
        body = file.read_bytes()
        os.utime(file)
    except FileNotFoundError:
        return None
    return body


@contextlib.contextmanager
def _alone(folder: Path, ahead: int) -> Iterator[None]:
    """The only one on this machine that prints for the web, once nobody is ahead in the queue."""
    with (folder / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(ahead + 1) from error
        if ahead:
            raise BusyError(ahead)
        yield


def _emptied(directory: Path) -> Path:
    """The directory, without what a process that was killed left in it."""
    if directory.exists():
        chromium.end_those_in(directory)
        shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


def _keep(file: Path, body: bytes) -> None:
    """Whole or not at all; those that nobody has asked for the longest go."""
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(body)
    unfinished.replace(file)
    newest_first = sorted(file.parent.glob("*.pdf"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in newest_first[MOST_KEPT:]:
        old.unlink(missing_ok=True)
