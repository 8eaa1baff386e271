"""Workbooks and slides are made one at a time in each process, and few wait: most threads are left for pages and `/healthz`."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

import flask

from dashboard.routes import replies

AT_ONCE: Final = 2
"""One that is made and one that waits for it, of four threads."""
RETRY_SECONDS: Final = 2
WORDS: Final = (
    "Din fil står i kö",
    f"Före dig är {AT_ONCE} filer. Sidan försöker igen om {RETRY_SECONDS} sekunder. När filen är klar laddas den ner.",
)

_room = threading.BoundedSemaphore(AT_ONCE)
_one = threading.Lock()


class BusyError(Exception):
    """As many as may wait for a file do so already."""


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """The only one in this process that makes such a file.

    Raises:
        BusyError: there is no room to wait.

    """
    if not _room.acquire(blocking=False):
        raise BusyError
    try:
        with _one:
            yield
    finally:
        _room.release()


def busy(_: BusyError) -> flask.Response:
    """That there is a queue; the page asks again by itself."""
    return replies.later(*WORDS, again=RETRY_SECONDS)
