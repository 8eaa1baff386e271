"""What a version's manifest says of its sources: which requests brought what, with the hash of each answer that is kept."""

from typing import Any, Final, Literal

from pydantic import Field

from etl.contract.model import Model, Text
from etl.contract.older_manifest import with_kind
from etl.contract.sources import KINDS, TITLES


class Request(Model):
    """One request to a source. An empty tuple stands for everything that the source has.

    `kind` says whether values were asked for, or what the source says of them (`metadata`). `request` is path and query below
    the source's address, after `POST ` and before the question where it was one; `url` is the whole address, without the
    question. `entries` are the source's own ids of what was asked for (KPIs, tables), `regions` SCB's codes, `periods` as in the
    observations. `sha256` names the answer that is kept, of so many `bytes`; `fetched_at` is ISO 8601, in UTC.
    """

    kind: Literal["values", "metadata"]
    request: Text
    url: Text | None
    entries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    sha256: str | None
    bytes: int
    fetched_at: str | None

    def covers(self, region: str, period: str) -> bool:
        """Whether a cell's values were asked for."""
        wanted = self.kind == "values" and (not self.regions or region in self.regions)
        return wanted and (not self.periods or period in self.periods)


class SourceEntry(Model):
    """A source that a version was built from. `title` is what a reader calls it, `licence` its terms, in Swedish.

    `address` is where its API is; None for what has none.
    """

    name: Text
    title: Text
    address: Text | None = None
    licence: Text
    requests: tuple[Request, ...] = Field(default=())


def source_entry(name: str, licence: str, requests: tuple[Request, ...] = ()) -> SourceEntry:
    """What the manifest says of a source."""
    kind = KINDS.get(name)
    return SourceEntry(
        name=name, title=TITLES[name], address=None if kind is None else kind.ADDRESS, licence=licence, requests=requests
    )


KIND: Final = "kind"


def read_sources(manifest: dict[str, Any]) -> tuple[SourceEntry, ...]:
    """The manifest's sources; of an older release's, whose requests say all in their address, the same is read out of that."""
    return tuple(_read(source) for source in manifest["sources"])


def _read(source: dict[str, Any]) -> SourceEntry:
    name = source["name"]
    records = [one if KIND in one else with_kind(name, one) for one in source["requests"]]
    requests = tuple(Request.model_validate(one) for one in records if one is not None)
    return source_entry(name, source["licence"], requests)
