"""How fresh the sources' values are: the file that every run renews, also one that finds nothing new to publish."""

import json
from datetime import datetime

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from etl.contract.paths import DataPaths


class Freshness(BaseModel):
    """One source: when it last answered, when it last did so with something new, and whether it failed in the last run.

    Times are in UTC, None where they aren't known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    asked_at: datetime | None
    changed_at: datetime | None
    failed: bool = False


SOURCES = TypeAdapter(tuple[Freshness, ...])


def read_freshness(paths: DataPaths) -> tuple[Freshness, ...]:
    """What the last run wrote; empty where there is no such file, as beside demo data, or none of this release."""
    try:
        return SOURCES.validate_json(paths.freshness.read_bytes())
    except (OSError, ValidationError):
        return ()


def in_json(sources: tuple[Freshness, ...]) -> bytes:
    """The file's content."""
    return json.dumps(SOURCES.dump_python(sources, mode="json"), indent=1).encode()
