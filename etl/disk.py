"""Writing so that it stays written, also where the power goes: what is renamed into place must be on the disk before."""

import os
from pathlib import Path


def write(file: Path, body: bytes) -> None:
    """Write a file and wait until it is on the disk.

    Raises:
        OSError: it can't be written.

    """
    with file.open("wb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())


def sync(directory: Path) -> None:
    """Wait until the names in a directory are on the disk.

    Raises:
        OSError: there is no such directory, or it can't be synced.

    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
