"""Printed documents for the web: each is printed once and kept for a while.

A document is kept under the hash of its HTML, so that nothing old is ever given for something new.
"""

import hashlib
import os
from pathlib import Path
from typing import Final

from dashboard.files import chromium, turns

MOST_KEPT: Final = 60
PATIENCE_SECONDS: Final = 12.0
"""Less than half of what gunicorn gives a worker, since a document may be tried twice."""


def printed(html: str, executable: str, visitor: str | None) -> bytes:
    """The document as PDF, as it was printed before or anew. `visitor` is the address that asks for it, None where unknown.

    Raises:
        BusyError: others are made before it; try again in some seconds.
        CrowdedError: there is no room for it in the queue.
        ChromiumError: it can't be printed.

    """
    name = hashlib.sha256(html.encode()).hexdigest()
    file = turns.folder() / f"{name}.pdf"
    kept = _read(file)
    if kept is not None:
        return kept
    with turns.turn(visitor, name) as directory:
        body = _read(file) or chromium.pdf(html, executable, PATIENCE_SECONDS, directory)
        _keep(file, body)
        turns.leave(name)
    return body


def _read(file: Path) -> bytes | None:
    try:
        body = file.read_bytes()
        os.utime(file)
    except FileNotFoundError:
        return None
    return body


def _keep(file: Path, body: bytes) -> None:
    """Whole or not at all; those that nobody has asked for the longest go."""
    unfinished = file.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(body)
    unfinished.replace(file)
    newest_first = sorted(file.parent.glob("*.pdf"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in newest_first[MOST_KEPT:]:
        old.unlink(missing_ok=True)
