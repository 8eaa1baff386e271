"""A new version is read in the background by one thread before anyone is shown it, and all processes show it at the same moment.

That moment is some seconds after `CURRENT` was written, so processes and machines that share a store need not ask each other.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot
from etl.contract.whole import whole

SETTLED_SECONDS: Final = 20
"""Ten times what a version takes to read."""

Read = Callable[[Snapshot], None]

_shown: Final[dict[Path, Snapshot]] = {}
_reading: Final = threading.Lock()
_read_ahead: Read | None = None
_begun: Snapshot | None = None


def install(read: Read | None) -> None:
    """Have versions read ahead by this function; without one they are shown at once, as where one request is all there is."""
    global _read_ahead
    _read_ahead = read
    _shown.clear()


def settled(paths: DataPaths, newest: Snapshot) -> Snapshot:
    """The version to show: the newest, or for some seconds, while that is read, the one that was shown before it."""
    before = _shown.get(paths.published)
    if before is None or before == newest or _read_ahead is None or not (_young(paths.current) and whole(before.directory)):
        _shown[paths.published] = newest
        return newest
    _begin(newest, _read_ahead)
    return before


def _young(current: Path) -> bool:
    try:
        return 0 <= time.time() - current.stat().st_mtime < SETTLED_SECONDS
    except OSError:
        return False


def _begin(newest: Snapshot, read: Read) -> None:
    """Read it, unless that has been begun."""
    global _begun
    with _reading:
        if newest == _begun:
            return
        _begun = newest
    threading.Thread(target=_read, args=(newest, read), name="new version", daemon=True).start()


def _read(newest: Snapshot, read: Read) -> None:
    try:
        read(newest)
    except Exception:
        logging.getLogger("dashboard").exception("version %s could not be read ahead", newest.version)
