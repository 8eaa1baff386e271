"""What is answered where a request can't be: problem+json (RFC 9457) in Swedish, with what is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import flask
import orjson

MEDIA_TYPE: Final = "application/problem+json"

TITLES: Final = {
    HTTPStatus.BAD_REQUEST: "Frågan går inte att tolka",
    HTTPStatus.NOT_FOUND: "Finns inte",
    HTTPStatus.METHOD_NOT_ALLOWED: "Bara läsning",
    HTTPStatus.NOT_ACCEPTABLE: "Det formatet finns inte",
    HTTPStatus.SERVICE_UNAVAILABLE: "Inget att visa",
}

Allowed = Mapping[str, Sequence[str]]
"""What may be asked instead, by the name of the parameter or of what it is about."""


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - the field's own word
    """A request that can't be answered; nothing that was sent is repeated in it."""

    status: HTTPStatus
    detail: str
    allowed: Allowed = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The problem as JSON."""
        allowed = {name: list(values) for name, values in self.allowed.items()}
        return {
            "type": "about:blank",
            "title": TITLES[self.status],
            "status": self.status.value,
            "detail": self.detail,
            "allowed": allowed,
        }


def response(problem: Problem) -> flask.Response:
    """The problem as an answer."""
    return flask.Response(orjson.dumps(problem.body), status=problem.status.value, mimetype=MEDIA_TYPE)
