"""Where things lie under the data directory."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etl.contract.errors import ExpectedError

ROOT = Path(__file__).resolve().parent.parent.parent

TEMPLATE: Final = "rapporteringsmall.xlsx"
"""In a version: the workbook in which a kommun reports its validation backlog."""


class DirectoryError(ExpectedError, ValueError):
    """What should be a directory is none; the message names the setting."""


@dataclass(frozen=True)
class DataPaths:
    """The data directory's parts: `inbox/`, `raw/`, `published/`."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Files that kommuner have reported."""
        return self.root / "inbox"

    @property
    def raw(self) -> Path:
        """Answers of the sources, by content hash."""
        return self.root / "raw"

    @property
    def published(self) -> Path:
        """`CURRENT` and one immutable directory a version."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The file that names the version in service."""
        return self.published / "CURRENT"

    @property
    def journal(self) -> Path:
        """What has changed from version to version."""
        return self.published / "journal.parquet"

    @property
    def last_run(self) -> Path:
        """When the last run began and ended, and how; also of one that failed."""
        return self.published / "run.json"

    @property
    def freshness(self) -> Path:
        """When each source was last asked, and last answered with something new; also of runs that published nothing."""
        return self.root / "freshness.json"

    @property
    def store_state(self) -> Path:
        """Whether the store that several machines share was last reached; only where there is one."""
        return self.root / "store.json"

    @property
    def geo(self) -> Path:
        """Boundaries of areas below the kommun, GeoJSON or GeoParquet."""
        return self.root / "geo"

    @property
    def notes(self) -> Path:
        """Comments on figures, one file a kommun, written by hand."""
        return self.root / "notes"

    @property
    def run_lock(self) -> Path:
        """Held by the run under way."""
        return self.root / "run.lock"


def data_paths(override: str | Path | None = None) -> DataPaths:
    """The data directory: the argument, else `KOLLEN_DATA`, else `./data` beside the code. It need not be there yet.

    Raises:
        DirectoryError: it is a file.

    """
    chosen = Path(override or os.environ.get("KOLLEN_DATA") or ROOT / "data")
    if chosen.is_file():
        name = "--data" if override else "KOLLEN_DATA"
        raise DirectoryError(f"{name} is '{chosen}': a directory is wanted, and this is a file.")
    return DataPaths(chosen)


def catalogue_path() -> Path:
    """The hand-written catalogue: `KOLLEN_CATALOGUE`, else `./data/catalogue` beside the code.

    Raises:
        DirectoryError: the setting names no directory.

    """
    named = os.environ.get("KOLLEN_CATALOGUE")
    if named and not _directory(Path(named)):
        raise DirectoryError(f"KOLLEN_CATALOGUE is '{named}': a catalogue's directory is wanted, and none can be read there.")
    return Path(named or ROOT / "data" / "catalogue")


def _directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except PermissionError:  # on the way there
        return False
