"""The queue of documents that wait to be printed on this machine: first come, first printed, and few at a time of each address.

Who waits has an empty file, named by when it came, for whom and for what; its time is when that was asked for last. Pages ask
again by themselves, so who has stopped asking has gone. Addresses are kept as digests, for as long as somebody waits.
"""

import contextlib
import fcntl
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = "queue"
LOCK: Final = "queue.lock"
MOST_WAITING: Final = 30
MOST_OF_ONE: Final = 2
GONE_SECONDS: Final = 9.0
"""Twice what a page waits before it asks again."""


class CrowdedError(Exception):
    """There is no room in the queue for another document, or not for one more from this address."""


def ahead(folder: Path, visitor: str | None, document: str) -> int:
    """How many are before it in the queue, which it enters if need be; an unknown visitor (None) has no limit of its own.

    Raises:
        CrowdedError: there is no room for it.

    """
    queue = folder / FOLDER
    queue.mkdir(mode=0o700, exist_ok=True)
    asking = "" if visitor is None else hashlib.sha256(visitor.encode()).hexdigest()[:16]
    with _locked(folder):
        waiting = _waiting(queue)
        own = next((file for file in waiting if file.name.endswith(f"-{asking}-{document}")), None)
        if own is None:
            own = _entered(queue, waiting, asking, document)
        own.touch()
        return sum(file.name < own.name for file in waiting)


def leave(folder: Path, document: str) -> None:
    """Its turn has come: nobody waits for it any longer."""
    with _locked(folder):
        for file in (folder / FOLDER).glob(f"*-{document}"):
            file.unlink()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
