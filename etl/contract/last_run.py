"""What the last run did: `published/run.json`, for whoever watches over the server."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from etl.contract.paths import DataPaths


class LastRun(BaseModel):
    """When it began and ended, in UTC; how it ended; which sources were asked; the version in service then, and if it was new.

    `kept` is a run that went on without a source that failed, of which it has the last answers, or with so many `vanished` values
    that their source no longer mentions. `reason` says why one failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    began: datetime
    ended: datetime
    outcome: Literal["published", "nothing_new", "kept", "failed"]
    asked: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    vanished: int = 0
    version: str | None = None
    changed: bool = False
    reason: str | None = None


def read_last_run(paths: DataPaths) -> LastRun | None:
    """What the last run wrote; None where there is no such file, or none of this release."""
    try:
        return LastRun.model_validate_json(paths.last_run.read_bytes())
    except (OSError, ValidationError):
        return None
