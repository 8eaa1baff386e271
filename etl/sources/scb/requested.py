"""What the manifest says of the requests to SCB."""

from collections.abc import Iterable, Mapping, Sequence

from etl.contract.manifest import Request
from etl.contract.sources import ScbSource
from etl.raw import Answer
from etl.sources.scb.measure import REGION, Measure
from etl.sources.scb.selection import split

Cells = tuple[tuple[str, ...], tuple[str, ...]]
"""Regions and periods."""

QUESTION = "POST "
"""How the key of a question for data begins."""


def requested(answers: Iterable[Answer], measures: Sequence[Measure], most_cells: int) -> tuple[Request, ...]:
    """The requests that answers were given to; `measures` are what the questions for values were about."""
    cells = {piece.key: _cells(each, piece.codes) for each in measures for piece in split(each.selection, most_cells)}
    return tuple(_request(answer, cells.get(answer.request)) for answer in answers)


def _cells(measure: Measure, codes: Mapping[str, tuple[str, ...]]) -> Cells:
    return codes[REGION], tuple(measure.periods[code] for code in codes[measure.time])


def _request(answer: Answer, cells: Cells | None) -> Request:
    path = answer.request.removeprefix(QUESTION).partition(" ")[0]
    return Request(
        kind="metadata" if cells is None else "values",
        request=answer.request,
        url=f"{ScbSource.ADDRESS}{path}",
        entries=answer.entries,
        regions=() if cells is None else cells[0],
        periods=() if cells is None else cells[1],
        sha256=answer.sha256,
        bytes=answer.bytes,
        fetched_at=answer.fetched_at.isoformat(),
    )
