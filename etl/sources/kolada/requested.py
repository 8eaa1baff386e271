"""What the manifest says of a request to Kolada."""

from etl.contract.manifest import Request
from etl.contract.sources import KoladaSource
from etl.raw import Answer
from etl.sources.kolada.plan import DATA, Batch, from_kolada


def requested(answer: Answer) -> Request:
    """The request that an answer was given to."""
    batch = Batch.of_request(answer.request) if answer.request.startswith(DATA) else None
    return Request(
        kind="metadata" if batch is None else "values",
        request=answer.request,
        url=f"{KoladaSource.ADDRESS}{answer.request}",
        entries=answer.entries,
        regions=() if batch is None else tuple(map(from_kolada, batch.regions)),
        periods=() if batch is None else tuple(map(str, batch.years)),
        sha256=answer.sha256,
        bytes=answer.bytes,
        fetched_at=answer.fetched_at.isoformat(),
    )
