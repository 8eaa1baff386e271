"""PDF, workbooks and slides: what takes seconds to make stands in one queue, and who waits sees its place in it."""

import hashlib
from collections.abc import Callable
from typing import Any, Final

import flask

from dashboard.files import office, turns
from dashboard.files.chromium import ChromiumError
from dashboard.files.document import StylesError
from dashboard.files.office import OfficeError
from dashboard.files.turns import BusyError, CrowdedError
from dashboard.routes import prefix, replies

AGAIN: Final = f"Sidan försöker igen om {turns.RETRY_SECONDS} sekunder. När filen är klar laddas den ner."
QUEUED: Final = "Din fil står i kö"
BEFORE: Final = "Servern gör två filer i taget. Före dig är {}. " + AGAIN
CROWDED: Final = ("Många filer väntar redan", "Din fil får plats i kön när någon av dem är klar. " + AGAIN)
FAILED: Final = ("Filen kunde inte göras", "Försök igen om en stund.")

NOT_MADE: Final = (BusyError, CrowdedError, OfficeError, ChromiumError, StylesError, OSError)
"""Why there may be no file yet, which `told` says."""


def made(kind: str, model: Callable[[], tuple[Any, ...]]) -> bytes:
    """The workbook or slides of a model, which is put together only once its turn has come.

    Raises:
        BusyError: others are made before it.
        CrowdedError: there is no room for it in the queue.
        OfficeError: it couldn't be made.

    """
    asked = hashlib.sha256(flask.request.url.encode()).hexdigest()
    with turns.turn(prefix.visitor(), asked):
        return office.made(kind, *model())


def told(error: Exception, failed: tuple[str, str] = FAILED, back: str = "") -> flask.Response:
    """A page that says why there is no file yet; where it's a queue the page asks again by itself. `back` is HTML."""
    if isinstance(error, BusyError):
        (before,) = error.args
        words = BEFORE.format("en fil" if before == 1 else f"{before} filer")
        return replies.later(QUEUED, words, again=turns.RETRY_SECONDS, back=back)
    if isinstance(error, CrowdedError):
        return replies.later(*CROWDED, again=turns.RETRY_SECONDS, back=back)
    flask.current_app.logger.warning("%s: %s", flask.request.path, error)
    return replies.later(*failed, again=None, back=back)


def install(blueprint: flask.Blueprint) -> None:
    """Have the blueprint's routes say why there is no file yet."""
    for kind in NOT_MADE:
        blueprint.register_error_handler(kind, told)
