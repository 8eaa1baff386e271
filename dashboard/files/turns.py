"""The queue of files that take time to make on this machine: first come, first made, and few at a time of each address.

Who waits has an empty file, named by when it came, for whom and for what; its time is when that was asked for last. Pages ask
again by themselves, so who has stopped asking has gone. Addresses are kept as digests, for as long as somebody waits.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from dashboard.files import chromium

AT_ONCE: Final = 2
"""Of a worker's four threads two are left for what needs no file, whoever asks for files."""
FOLDER: Final = "queue"
LOCK: Final = "queue.lock"
PLACES: Final = tuple(f"now-{number}" for number in range(AT_ONCE))
"""What is under way lies in a directory of its own, each with its lock beside it."""
MOST_WAITING: Final = 30
MOST_OF_ONE: Final = 2
RETRY_SECONDS: Final = 3
GONE_SECONDS: Final = 9.0
"""Three times what a page waits before it asks again."""


class BusyError(Exception):
    """Others are before it; the argument is how many."""


class CrowdedError(Exception):
    """There is no room in the queue for another file, or not for one more from this address."""


def folder() -> Path:
    """A directory of this user's own under the machine's directory for temporary files.

    Raises:
        PermissionError: somebody else has taken its name.

    """
    own = Path(tempfile.gettempdir(), f"integrationskollen-files-{os.geteuid()}")
    own.mkdir(mode=0o700, exist_ok=True)
    found = own.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(f"{own} isn't this user's own directory: remove it.")
    return own


@contextlib.contextmanager
def turn(visitor: str | None, document: str) -> Iterator[Path]:
    """One of the few that make a file on this machine, with an empty directory to do it in.

    `document` names the file, in letters and digits; an unknown visitor (None) has no limit of its own.

    Raises:
        BusyError: others are before it; try again in `RETRY_SECONDS`.
        CrowdedError: there is no room for it in the queue.

    """
    own = folder()
    with _locked(own / LOCK):
        mine, before = _in_line(own / FOLDER, visitor, document)
        free = _free(own)
        if before >= len(free):
            _close(free)
            raise BusyError(before + AT_ONCE - len(free))
        (place, lock), *others = free
        _close(others)
        mine.unlink()
    with lock:
        yield _emptied(own / place)


def leave(document: str) -> None:
    """It is made: nobody waits for it any longer."""
    own = folder()
    with _locked(own / LOCK):
        for file in (own / FOLDER).glob(f"*-{document}"):
            file.unlink()


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _free(own: Path) -> list[tuple[str, IO[bytes]]]:
    """The places where nothing is made, each with its lock, which is ours until it is closed."""
    found: list[tuple[str, IO[bytes]]] = []
    for place in PLACES:
        lock = (own / f"{place}.lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            found.append((place, lock))
    return found


def _close(places: Iterable[tuple[str, IO[bytes]]]) -> None:
    for _, lock in places:
        lock.close()


def _emptied(directory: Path) -> Path:
    """The directory, without what a process that was killed left in it."""
    if directory.exists():
        chromium.end_those_in(directory)
        shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


def _in_line(queue: Path, visitor: str | None, document: str) -> tuple[Path, int]:
    """Its file in the queue, which it enters if need be, and how many are before it."""
    queue.mkdir(mode=0o700, exist_ok=True)
    asking = "" if visitor is None else hashlib.sha256(visitor.encode()).hexdigest()[:16]
    waiting = _waiting(queue)
    own = next((file for file in waiting if file.name.endswith(f"-{asking}-{document}")), None)
    if own is None:
        own = _entered(queue, waiting, asking, document)
    own.touch()
    return own, sum(file.name < own.name for file in waiting)


def _waiting(queue: Path) -> list[Path]:
    now, found = time.time(), list(queue.iterdir())
    gone = [file for file in found if now - file.stat().st_mtime > GONE_SECONDS]
    for file in gone:
        file.unlink()
    return [file for file in found if file not in gone]


def _entered(queue: Path, waiting: list[Path], asking: str, document: str) -> Path:
    of_one = sum(file.name.split("-")[1] == asking for file in waiting)
    if asking and of_one >= MOST_OF_ONE:
        raise CrowdedError(f"{of_one} of this address wait already")
    if len(waiting) >= MOST_WAITING:
        raise CrowdedError(f"{len(waiting)} wait already")
    return queue / f"{time.time_ns():020d}-{asking}-{document}"
