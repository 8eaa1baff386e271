"""Kolada's envelope (`values`, `count`, `next_url`) and the following of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from etl.harvest import SourceError
from etl.http import Client, Reply

MOST_PAGES: Final = 200
"""A question answered with more pages than this is taken for one without end."""

WRONG: Final = "Run again later; if it stays, report it to Kolada. What was published stays in service."


@dataclass(frozen=True)
class Page:
    """One page: the reply that it came in, its items, and whether another one follows."""

    reply: Reply
    items: list[Any]
    more: bool


def pages(client: Client, request: str, concerns: str) -> Iterator[Page]:
    """All pages of a question, by number: `next_url` says that there is another one, and nothing more is read out of it.

    Nobody has recorded which form it has, and behind a proxy it may name a host that can't be reached from here.

    Raises:
        SourceError: as `Client.get`; or an envelope is wrong, a page comes again, or there is no end to them.

    """
    seen: set[bytes] = set()
    for number in range(1, MOST_PAGES + 1):
        page = read_page(client.get(_numbered(request, number), concerns))
        content = orjson.dumps(page.items)
        if number > 1 and page.more and (not page.items or content in seen):
            break
        yield page
        if not page.more:
            return
        seen.add(content)
    raise SourceError(
        f"Kolada: request {request} (for {concerns}): next_url goes round in a loop: page {number} is no new one. {WRONG}"
    )


def _numbered(request: str, number: int) -> str:
    return request if number == 1 else f"{request}&page={number}"


def read_page(reply: Reply) -> Page:
    """The page in a reply; null or "" as its next_url says that it is the last.

    Raises:
        SourceError: `values` isn't a list, or `count` isn't their number.

    """
    items = check_envelope(reply.document, reply.request)
    return Page(reply, items, reply.document.get("next_url") not in (None, ""))


def check_envelope(document: Any, request: str) -> list[Any]:
    """The items of an envelope whose count is right: of all items, or of those left when identical ones are dropped.

    Raises:
        SourceError: what it is not.

    """
    if not isinstance(document, dict):
        raise SourceError(f"Kolada: request {request}: an object is expected, found {document!r:.80}. {WRONG}")
    items, count = document.get("values"), document.get("count")
    if not isinstance(items, list):
        raise SourceError(f"Kolada: request {request}: field values: a list is expected, found {items!r:.80}. {WRONG}")
    if isinstance(count, bool) or not isinstance(count, int):
        raise SourceError(f"Kolada: request {request}: field count: a whole number is expected, found {count!r:.80}. {WRONG}")
    if count != len(items) and count != _distinct(items):
        raise SourceError(f"Kolada: request {request}: field count says {count}, the answer holds {len(items)} item(s). {WRONG}")
    return items


def _distinct(items: list[Any]) -> int:
    return len({orjson.dumps(item, option=orjson.OPT_SORT_KEYS) for item in items})
