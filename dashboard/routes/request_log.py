"""Each request's id, in the answer and in every line of the log; and with `KOLLEN_LOG=json` one line of JSON a request.

A line holds the route and not the address, which can hold what a visitor has searched for; no visitor's network address either.
"""

import json
import logging
import os
import re
import time
import uuid
from typing import Any, Final

import flask

from etl.contract.errors import ExpectedError

SETTING: Final = "KOLLEN_LOG"
HEADER: Final = "X-Request-ID"
FIT: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
"""An id that a proxy has given the request is kept, so that its log and ours can be read together."""

_requests = logging.getLogger("dashboard.requests")


class LogError(ExpectedError, ValueError):
    """`KOLLEN_LOG` is no kind of log; the message says what is wanted."""


class AsJson(logging.Formatter):
    """A line of JSON for each record, with the id of the request that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """`{"at": ..., "level": ..., "id": ..., ...}`, and of a request what `_finished` says of it."""
        line: dict[str, Any] = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)), "level": record.levelname}
        if flask.has_request_context():
            line["id"] = flask.g.get("request_id")
        fields = record.__dict__.get("request")
        line |= fields if fields else {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def check() -> None:
    """Hold the setting against what there is.

    Raises:
        LogError: it is none of that.

    """
    text = os.environ.get(SETTING, "").strip()
    if text not in {"", "json"}:
        raise LogError(f"{SETTING} is {text!r}: json is wanted, or nothing for lines of text without one for each request.")


def install(server: flask.Flask) -> None:
    """Give every request its id, and where it is asked for a line."""
    if os.environ.get(SETTING, "").strip():
        handler = logging.StreamHandler()
        handler.setFormatter(AsJson())
        for logger in (server.logger, _requests):
            logger.handlers, logger.propagate = [handler], False
        _requests.setLevel(logging.INFO)

    @server.before_request
    def begin() -> None:
        given = flask.request.headers.get(HEADER, "")
        flask.g.request_id = given if FIT.fullmatch(given) else uuid.uuid4().hex
        flask.g.began = time.perf_counter()

    @server.after_request
    def end(response: flask.Response) -> flask.Response:
        response.headers[HEADER] = flask.g.get("request_id", "")
        if _requests.isEnabledFor(logging.INFO):
            _requests.info("request", extra={"request": _finished(response)})
        return response


def route() -> str:
    """The rule that the request's address follows, as `/export/jamfor.<extension>`; of an unknown address nothing."""
    return flask.request.url_rule.rule if flask.request.url_rule else ""


def seconds() -> float:
    """How long the request has taken."""
    return float(time.perf_counter() - flask.g.get("began", time.perf_counter()))


def _finished(response: flask.Response) -> dict[str, Any]:
    milliseconds = round(1000 * seconds(), 1)
    return {"method": flask.request.method, "route": route(), "status": response.status_code, "ms": milliseconds}
