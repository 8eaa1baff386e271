"""Kolada's envelope (`values`, `count`, `next_url`) and the following of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

from etl.harvest import SourceError
from etl.http import Client, Reply

MOST_PAGES: Final = 200
"""A question answered with more pages than this is taken for one without end."""

WRONG: Final = "Run again later; if it stays, report it to Kolada. What was published stays in service."


@dataclass(frozen=True)
class Page:
    """One page: the reply that it came in, its items, and the request of the next page."""

    reply: Reply
    items: list[Any]
    following: str | None


def pages(client: Client, request: str, concerns: str) -> Iterator[Page]:
    """All pages of a question.

    Raises:
        SourceError: as `Client.get`; or an envelope is wrong, or the next page is one already read or elsewhere.

    """
    seen: set[tuple[tuple[str, str], ...]] = set()
    following: str | None = request
    while following is not None:
        seen.add(_page_key(following))
        page = read_page(client.get(following, concerns), client.base_url)
        yield page
        following = page.following
        if following is not None and (_page_key(following) in seen or len(seen) >= MOST_PAGES):
            raise SourceError(f"Kolada: request {request} (for {concerns}): next_url goes round in a loop: {following}. {WRONG}")


def read_page(reply: Reply, base_url: str) -> Page:
    """The page in a reply.

    Raises:
        SourceError: `values` isn't a list, `count` isn't their number, or `next_url` leads elsewhere.

    """
    items = check_envelope(reply.document, reply.request)
    return Page(reply, items, _following(reply.document.get("next_url"), reply.request, base_url))


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


def _following(next_url: Any, request: str, base_url: str) -> str | None:
    """The next page's request. Only the host and the path must be ours: behind a proxy the scheme is often another."""
    if next_url is None:
        return None
    if isinstance(next_url, str):
        link, here = urlsplit(next_url), urlsplit(base_url + request)
        if link.netloc.lower() == here.netloc.lower() and unquote(link.path) == unquote(here.path):
            return f"{request.partition('?')[0]}?{link.query}"
    raise SourceError(f"Kolada: request {request}: field next_url leads elsewhere: {next_url!r:.200}. {WRONG}")


def _page_key(request: str) -> tuple[tuple[str, str], ...]:
    """What tells pages of one question apart; the first page is page 1 also where it isn't said."""
    return tuple(sorted({"page": "1", **dict(parse_qsl(urlsplit(request).query))}.items()))
