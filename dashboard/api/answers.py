"""Answers of the API: one page of rows as JSON or CSV, with version, licence, demo mark and a tag for asking again."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import pyarrow as pa

from dashboard import formats
from dashboard.api.columns import Column
from dashboard.api.parameters import Query
from dashboard.api.resources import Resource
from dashboard.api.rows import Rows
from dashboard.files.delimited import harmless
from dashboard.published import provenance
from etl.contract.reader import Snapshot

ROOT: Final = "/api/v1"
RELEASE: Final = "1"
"""Part of every tag: raise it when an answer to the same question about the same version changes."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A part of the rows of a question; `following` is the address of the next part, None where this is the last."""

    rows: list[Row]
    total: int
    following: str | None


def page(found: Rows, resource: Resource, query: Query, snapshot: Snapshot) -> Page:
    """The rows from `offset`, `limit` of them. The next page asks for the same version, whatever is published meanwhile."""
    offset, limit = query.number("offset"), query.number("limit")
    if isinstance(found, pa.Table):
        total, rows = found.num_rows, found.slice(offset, limit).to_pylist()
    else:
        total, rows = len(found), found[offset : offset + limit]
    more = offset + limit < total
    return Page(rows, total, _address(resource, query, snapshot, offset + limit) if more else None)


def _address(resource: Resource, query: Query, snapshot: Snapshot, offset: int) -> str:
    values = {**query.values, "offset": (str(offset),), "v": (snapshot.version,)}
    pairs = [(parameter.name, value) for parameter in resource.parameters for value in values.get(parameter.name, ())]
    return f"{ROOT}/{resource.name}?{urlencode(pairs, safe=':')}"


def tag(resource: Resource, query: Query, snapshot: Snapshot, media: str) -> str:
    """What tells two answers apart without making them: version, question and format."""
    question = "&".join(f"{name}={','.join(values)}" for name, values in sorted(query.values.items()))
    stamp = f"{RELEASE} {snapshot.version} {resource.name} {media} {question}"
    return hashlib.sha256(stamp.encode()).hexdigest()[:24]


def as_json(found: Page, query: Query, snapshot: Snapshot) -> bytes:
    """The page in its envelope."""
    return orjson.dumps(
        {
            "version": snapshot.version,
            "built_at": snapshot.manifest["built_at"],
            "demo": snapshot.demo,
            "notice": formats.DEMO_WORDS if snapshot.demo else None,
            "source": provenance.sources_words(snapshot),
            "licence": provenance.licence(snapshot),
            "total": found.total,
            "limit": query.number("limit"),
            "offset": query.number("offset"),
            "next": found.following,
            "data": found.rows,
        }
    )


EXTRA: Final = ("data_version", "data_demo", "data_source")
"""Columns after the resource's own, so that a file tells what it is when it has left its answer."""


def as_csv(found: Page, columns: Sequence[Column], snapshot: Snapshot) -> bytes:
    """The page as CSV (RFC 4180): UTF-8, comma, decimal point. Absent values are empty; the status says why."""
    origin = [snapshot.version, str(snapshot.demo).lower(), provenance.sources_words(snapshot)]
    names = [column.name for column in columns]
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([*names, *EXTRA])
    writer.writerows(_cells([row[name] for name in names], origin) for row in found.rows)
    return sink.getvalue().encode()


def _cells(values: Iterable[Any], origin: list[str]) -> list[Any]:
    return [*(_cell(value) for value in values), *origin]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return harmless(" | ".join(_item(item) for item in value))
    return value


def _item(item: Any) -> str:
    """An entry of a list: its id where it has one, else its fields."""
    if not isinstance(item, dict):
        return str(item)
    return str(item.get("id") or " ".join(str(part) for part in item.values() if part is not None))
