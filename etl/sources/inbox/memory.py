"""Copies of the files that were taken in, so that a spoilt file of the same name changes nothing.

`.accepted/` in the inbox holds one copy a file, of its last version that was accepted. A copy counts only while the file of its
name is refused; when the file is gone from the inbox it is withdrawn, and its copy goes too.
"""

import errno
import filecmp
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final
from uuid import uuid4

FOLDER: Final = ".accepted"


def remembered(directory: Path, names: Collection[str]) -> list[Path]:
    """The copies of those of the names that were accepted before."""
    files = [directory / FOLDER / name for name in sorted(names)] if not _elsewhere(directory) else []
    return [file for file in files if file.is_file() and not file.is_symlink()]


def remember(file: Path) -> None:
    """Keep a copy of an accepted file, with its time of change.

    Raises:
        OSError: the disk refused, or the folder is a link, which is never followed.

    """
    copy = file.parent / FOLDER / file.name
    if _elsewhere(file.parent):
        raise OSError(errno.ELOOP, "it is a link, which is never followed: put a folder there", str(copy.parent))
    copy.parent.mkdir(exist_ok=True)
    if not (copy.is_file() and filecmp.cmp(file, copy)):
        fresh = copy.with_name(f".{uuid4().hex}.tmp")
        try:
            shutil.copy2(file, fresh)
            fresh.replace(copy)
        finally:
            fresh.unlink(missing_ok=True)


def withdrawn(directory: Path, present: Collection[str]) -> list[Path]:
    """The copies of files that are no longer in the inbox."""
    folder = directory / FOLDER
    return (
        sorted(file for file in folder.iterdir() if file.name not in present)
        if folder.is_dir() and not _elsewhere(directory)
        else []
    )


def _elsewhere(directory: Path) -> bool:
    """Whether the copies' folder is a link: what it leads to is not the inbox's, to be neither read, written nor cleared."""
    return (directory / FOLDER).is_symlink()
