"""What every answer says of itself: the version that it is of.

Files and pages say it in a header. An answer to an open page says it as the new value of the store `served`, which was set when
the page was opened: `assets/answers.js` holds the one against the other before anything is shown.
"""

import json
from http import HTTPStatus
from typing import Final

import flask
from flask.typing import ResponseReturnValue

from dashboard.published import queries
from etl.contract.paths import data_paths
from etl.contract.reader import DamagedError, UnavailableError

HEADER: Final = "X-Kollen-Version"
STORE: Final = "served"
QUESTIONS: Final = "/_dash-update-component"
SWITCHED: Final = "switched"
"""The version of an answer during which another came into service: none that a page can be of."""

ANSWERED: Final = b'"response":{'
TIMES: Final = 3
"""A version may be damaged while it is read, and then the one that is fallen back on."""


class Server(flask.Flask):
    """Flask that answers anew, of the last whole version, where the first turns out to be damaged while it is read."""

    def dispatch_request(self) -> ResponseReturnValue:
        """What the route answers."""
        for _ in range(TIMES - 1):
            try:
                return super().dispatch_request()
            except DamagedError as error:
                self.logger.warning("%s", error)
                _note()
        return super().dispatch_request()


def register(server: flask.Flask) -> None:
    """Have every answer of the server carry its version."""
    server.before_request(_note)
    server.after_request(_stamped)


def in_service() -> str | None:
    """The version in service; None where there is none that can be shown."""
    try:
        return queries.current(data_paths()).version
    except UnavailableError:
        return None


def _note() -> None:
    flask.g.version = in_service()


def _stamped(response: flask.Response) -> flask.Response:
    version = flask.g.get("version")
    if in_service() != version:
        version = SWITCHED
    if version:
        response.headers[HEADER] = version
    if flask.request.path.endswith(QUESTIONS) and flask.request.method == "POST":
        _stamp(response, version)
    return response


def _stamp(response: flask.Response, version: str | None) -> None:
    """Write the version into the answer; "no change", which Dash says without a content, is an answer like others."""
    if response.status_code == HTTPStatus.NO_CONTENT:
        response.status_code = HTTPStatus.OK
        response.mimetype = "application/json"
        response.set_data(b'{"multi":true,"response":{}}')
    content = response.get_data()
    if response.status_code != HTTPStatus.OK or ANSWERED not in content:
        return
    stamp = f'"{STORE}":{{"data":{json.dumps(version)}}}'.encode()
    before, _, rest = content.partition(ANSWERED)
    response.set_data(before + ANSWERED + stamp + (b"" if rest.startswith(b"}") else b",") + rest)
