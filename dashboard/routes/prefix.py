"""The path of another site under which the dashboard is served: `KOLLEN_PREFIX`, or what a trusted proxy says of each request.

The application itself knows addresses from its own root only. Here the path is taken away from what is asked (a proxy may
have done so already), and put before every address that an answer leads to. Whole addresses, in files and feeds, are made of
`flask.request.url_root`, which has it.
"""

import os
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Final

import flask

from etl.contract.errors import ExpectedError

SETTING: Final = "KOLLEN_PREFIX"
TRUSTED: Final = "KOLLEN_TRUSTED_PROXIES"
HEADER: Final = "HTTP_X_FORWARDED_PREFIX"
FIT: Final = re.compile(r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+)+")
REFUSED: Final = "Proxyn anger en väg (X-Forwarded-Prefix) som inte går att använda.\n"

IN_JSON: Final = re.compile(rb'"(action|all|data-[a-z]+|geojson|href|next|openapi|src|url)":( ?)"(/|\\u002f)(?!/|\\u002f)')
"""Keys whose values are addresses of ours; quotes in texts are escaped, so nothing else looks like it. Dash numbers the slash."""
IN_HTML: Final = re.compile(rb' (action|data-[a-z]+|href|src)="/(?!/)')
IN_WORDS: Final = re.compile(rb"(?<=[\s\"])/(?=(?:api|export)/)")
"""Addresses that a refusal names."""
ROOT_ELEMENT: Final = b'<html lang="sv">'

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PrefixError(ExpectedError, ValueError):
    """`KOLLEN_PREFIX` or `KOLLEN_TRUSTED_PROXIES` can't be used; the message says what is wanted."""


def check() -> None:
    """Hold the settings against what can be used.

    Raises:
        PrefixError: a setting is wrong.

    """
    _chosen()
    _trusted()


def install(server: flask.Flask) -> None:
    """Serve below the path.

    Raises:
        PrefixError: a setting is wrong.

    """
    server.wsgi_app = _Below(server.wsgi_app, _chosen(), _trusted())  # type: ignore[method-assign, assignment]
    server.after_request(_led)


def current() -> str:
    """The path of the request that is answered, as `/kollen`; empty where there is none."""
    return flask.request.script_root if flask.has_request_context() else ""


def without(path: str) -> str:
    """A path as the browser has it, from the application's own root."""
    own = current()
    return path[len(own) :] or "/" if own and (path == own or path.startswith(f"{own}/")) else path


def visitor() -> str | None:
    """The address that asks, by what a trusted proxy says of it; None behind a proxy that isn't trusted, where all have one."""
    named = flask.request.headers.get("X-Forwarded-For", "")
    asking = flask.request.remote_addr or ""
    if not named:
        return asking or None
    return named.rpartition(",")[2].strip() or None if _believed(asking, _trusted()) else None


def _believed(address: str, trusted: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        asking = ip_address(address)
    except ValueError:  # no address, such as that of a socket
        return False
    return any(asking in network for network in trusted)


def _chosen() -> str:
    text = os.environ.get(SETTING, "").strip()
    if text in {"", "/"}:
        return ""
    if not FIT.fullmatch(text.removesuffix("/")):
        raise PrefixError(f"{SETTING} is {text!r}: a path as /kollen is wanted, with one slash before each part.")
    return text.removesuffix("/")


def _trusted() -> tuple[IPv4Network | IPv6Network, ...]:
    given = [one.strip() for one in os.environ.get(TRUSTED, "").split(",") if one.strip()]
    try:
        return tuple(ip_network(one) for one in given)
    except ValueError as error:
        raise PrefixError(
            f"{TRUSTED} is {','.join(given)!r}: addresses or networks as 127.0.0.1, 10.0.0.0/8 are wanted ({error})."
        ) from None


class _Below:
    """The application, asked as if it had a server of its own."""

    def __init__(self, application: Application, chosen: str, trusted: tuple[IPv4Network | IPv6Network, ...]) -> None:
        self._application, self._chosen, self._trusted = application, chosen, trusted

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        prefix = self._of(environ)
        if prefix is None:
            return flask.Response(REFUSED, HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")(environ, start)
        if prefix:
            path = environ.get("PATH_INFO", "")
            own = path[len(prefix) :] if path == prefix or path.startswith(f"{prefix}/") else path
            environ = {**environ, "SCRIPT_NAME": prefix, "PATH_INFO": own or "/"}
        return self._application(environ, start)

    def _of(self, environ: dict[str, Any]) -> str | None:
        """The path of a request; None where a trusted proxy names one that is no use."""
        given = environ.get(HEADER, "").strip().removesuffix("/")
        if not given or not _believed(environ.get("REMOTE_ADDR", ""), self._trusted):
            return self._chosen
        return given if FIT.fullmatch(given) else None


def _led(response: flask.Response) -> flask.Response:
    """The answer with the path before every address that it leads to."""
    own = current().encode()
    if not own or response.direct_passthrough:
        return response
    if "Link" in response.headers:
        response.headers["Link"] = response.headers["Link"].replace("</", f"<{own.decode()}/")
    change = CHANGES.get(response.mimetype)
    if change:
        response.set_data(change(response.get_data(), own))
    return response


def _json(content: bytes, own: bytes) -> bytes:
    return IN_JSON.sub(rb'"\1":\2"' + own + rb"\3", content)


def _html(content: bytes, own: bytes) -> bytes:
    content = IN_HTML.sub(rb' \1="' + own + b"/", content)
    return content.replace(ROOT_ELEMENT, ROOT_ELEMENT.replace(b">", b' data-prefix="%s">' % own), 1)


def _words(content: bytes, own: bytes) -> bytes:
    return IN_WORDS.sub(own + b"/", content)


CHANGES: Final[dict[str | None, Callable[[bytes, bytes], bytes]]] = {
    "application/json": _json,
    "application/problem+json": _words,
    "text/html": _html,
    "text/plain": _words,
}
