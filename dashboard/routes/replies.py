"""What routes besides the pages' share: the query as asked, a file to save, and in plain words why there is none."""

from http import HTTPStatus
from typing import Any, Final

import flask

from dashboard import formats, url_state
from dashboard.files.document import LANGUAGE
from dashboard.url_state import Query
from etl.contract.reader import UnavailableError

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the end of a file's name."""
USUAL_SECONDS: Final = 4


def query() -> Query:
    """What the request asks for."""
    return url_state.parse(flask.request.query_string.decode("utf-8", "replace"))


def file(body: bytes, name: str) -> flask.Response:
    """A file to save under that name; its end, one of `MEDIA_TYPES`, tells what it is."""
    made = flask.Response(body, mimetype=MEDIA_TYPES[name.rpartition(".")[2]])
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    made.headers["Cache-Control"] = "no-cache"
    return made


def missing(words: str) -> flask.Response:
    """That there is nothing at the address, and what there is."""
    return _plain(words, HTTPStatus.NOT_FOUND)


def misread(kind: type[Any]) -> flask.Response | None:
    """That the address asks for what the view can't read, where it does: a file never holds other than what was asked for."""
    found = url_state.misread(kind, query())
    words = " ".join(f"Adressens {name} gick inte att tolka." for name in found)
    return _plain(words, HTTPStatus.BAD_REQUEST) if found else None


def later(heading: str, words: str, *, again: int | None, back: str = "") -> flask.Response:
    """A page that says why there is no file yet, and asks again by itself after so many seconds, where that will do."""
    refresh = f'<meta http-equiv="refresh" content="{again}">' if again else ""
    made = told(heading, words, status=HTTPStatus.SERVICE_UNAVAILABLE, more=back, head=refresh)
    made.headers["Retry-After"] = str(again or USUAL_SECONDS)
    return made


def told(heading: str, words: str, *, status: HTTPStatus, more: str = "", head: str = "") -> flask.Response:
    """A page of a few words that nobody keeps; `more` and `head` are HTML."""
    body = (
        f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><meta charset="utf-8">{head}<title>{heading}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/assets/tokens.css">'
        f'<link rel="stylesheet" href="/assets/layout.css"></head><body><main class="page">'
        f'<h1>{heading}</h1><p role="status">{words}</p>{more and f"<p>{more}</p>"}</main></body></html>'
    )
    made = flask.Response(body, status, mimetype="text/html")
    made.headers["Cache-Control"] = "no-store"
    return made


def unavailable(error: UnavailableError) -> flask.Response:
    """That nothing is published; why is written to the log."""
    flask.current_app.logger.warning("%s", error)
    return _plain(formats.NOTHING_NOW, HTTPStatus.SERVICE_UNAVAILABLE)


def _plain(words: str, status: HTTPStatus) -> flask.Response:
    return flask.Response(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
