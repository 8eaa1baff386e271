"""The address under which readers know the dashboard (`KOLLEN_URL`): it is in files, feeds and PDF; no other Host is answered.

Without the setting it is whatever address the reader asked.
"""

import os
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import flask

from etl.contract.errors import ExpectedError

SETTING: Final = "KOLLEN_URL"
FOR_MACHINES: Final = ("/healthz", "/readyz")
"""Asked under any name by what watches the server."""
REFUSED: Final = "Den här adressen finns inte.\n"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class AddressError(ExpectedError, ValueError):
    """`KOLLEN_URL` is no address; the message says what is allowed."""


def install(server: flask.Flask) -> None:
    """Answer as the public address.

    Raises:
        AddressError: the setting is no address.

    """
    chosen()
    server.wsgi_app = _Named(server.wsgi_app)  # type: ignore[method-assign, assignment]


def chosen() -> SplitResult | None:
    """The setting, None where there is none.

    Raises:
        AddressError: it is no address.

    """
    text = os.environ.get(SETTING, "").strip()
    return _read(text) if text else None


def encrypted() -> bool:
    """Whether readers come by https."""
    address = chosen()
    return address is not None and address.scheme == "https"


def _read(text: str) -> SplitResult:
    try:
        address = urlsplit(text)
        fit = address.scheme in {"http", "https"} and address.hostname and (address.port or 1) and not address.username
    except ValueError:
        fit = False
    if not fit or address.query or address.fragment or address.path.strip("/") or any(mark.isspace() for mark in text):
        raise AddressError(
            f"{SETTING} is {text!r}: an address as https://kollen.example.se is wanted, without path or question (KOLLEN_PREFIX)."
        )
    return address


class _Named:
    """The application, told that it was asked under its public address; asked under another name it refuses."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        address = chosen()
        if address is not None:
            if environ.get("HTTP_HOST", "").lower() not in _names(address) and environ.get("PATH_INFO") not in FOR_MACHINES:
                return flask.Response(REFUSED, HTTPStatus.MISDIRECTED_REQUEST, content_type="text/plain; charset=utf-8")(
                    environ, start
                )
            environ = {**environ, "HTTP_HOST": address.netloc.lower(), "wsgi.url_scheme": address.scheme}
        return self._application(environ, start)


def _names(address: SplitResult) -> tuple[str, ...]:
    """The host as browsers name it: without the scheme's own port."""
    own = {"http": 80, "https": 443}[address.scheme]
    name = (address.hostname or "").lower()
    return (name, f"{name}:{own}") if address.port in {None, own} else (f"{name}:{address.port}",)
