"""Writing so that it stays written, also where the power goes: what is renamed into place must be on the disk before."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

NOT_OFFERED: Final = (errno.EINVAL, errno.ENOTSUP)
"""What network disks (SMB, NFS) answer who wants a directory synced: they keep names in their own way."""


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
    """Wait until the names in a directory are on the disk, where the disk offers that.

    Raises:
        OSError: there is no such directory, or it can't be synced.

    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with _where_offered():
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _where_offered() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
