"""A login in front of everything, where `KOLLEN_OIDC_…` names who lets readers in: for figures that are not for everyone.

Without the settings nothing of this is there. With them nobody gets anything but what a login itself needs, and what watches the
server. What is kept of a reader is that somebody the provider knows has logged in, until when, in a signed cookie; no name.
"""

import hashlib
import hmac
import re
import time
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import flask
from flask.sessions import SecureCookieSessionInterface, session_json_serializer
from itsdangerous import URLSafeTimedSerializer

from dashboard.parts import embedding, login_settings
from dashboard.parts.login_settings import LoginError, Provider
from dashboard.routes import prefix, public_address, replies

blueprint = flask.Blueprint("login", __name__)

START: Final = "/inloggning"
ANSWER: Final = "/inloggning/svar"
END: Final = "/utloggning"
OPEN: Final = frozenset(
    (
        *(START, ANSWER, END, "/healthz", "/readyz", "/robots.txt", "/.well-known/security.txt"),
        *("/assets/<path:filename>", "/samlat/<name>.<kind>"),
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    )
)
"""Rules whose answers hold no figure."""
LOGGED_IN_SECONDS: Final = 8 * 3600
"""A day's work."""
UNDER_WAY_SECONDS: Final = 10 * 60
OWN_PATH: Final = re.compile(r"/(?![/\\])[^\s\\]{0,1000}")
REFUSED: Final = "Inloggning krävs.\n"
FAILED: Final = (
    "Inloggningen gick inte",
    "Försök igen om en stund. Går det inte då heller, hör av dig till den som sköter tjänsten.",
)
OUT: Final = ("Du är utloggad", "Stäng webbläsaren om andra använder samma dator.")
AGAIN: Final = f'<a href="{START}">Logga in</a>'


class Sessions(SecureCookieSessionInterface):
    """The cookie of a login, signed with a key that is made of the provider's secret: all processes know it, and nobody else."""

    def get_signing_serializer(self, app: flask.Flask) -> URLSafeTimedSerializer | None:  # noqa: ARG002
        """What signs the cookie; nothing where there is no login, and so no cookie."""
        provider = login_settings.provider()
        if provider is None:
            return None
        key = hmac.digest(provider.secret.encode(), b"integrationskollen session", "sha256").hex()
        signed = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeTimedSerializer(key, "session", serializer=session_json_serializer, signer_kwargs=signed)

    def get_cookie_name(self, app: flask.Flask) -> str:  # noqa: ARG002
        """Its name."""
        return "kollen"

    def get_cookie_path(self, app: flask.Flask) -> str:  # noqa: ARG002
        """The service's own path on a site that it shares with others."""
        return prefix.current() or "/"

    def get_cookie_secure(self, app: flask.Flask) -> bool:  # noqa: ARG002
        """Where readers come by https it goes no other way."""
        return public_address.encrypted()

    def get_cookie_samesite(self, app: flask.Flask) -> str:  # noqa: ARG002
        """It comes with links from other sites, as the provider's is, and with nothing else of theirs."""
        return "Lax"


def check() -> None:
    """Hold the settings against each other.

    Raises:
        LoginError: they don't go together.

    """
    provider = login_settings.provider()
    if provider is None:
        return
    if public_address.chosen() is None:
        raise LoginError(f"{public_address.SETTING} is '': the address that the provider sends readers back to is wanted.")
    if embedding.sites():
        raise LoginError(f"{embedding.SETTING} is set, and so is a login: one of them is wanted, as no frame can log in.")


def install(server: flask.Flask) -> None:
    """Stand before every other answer."""
    server.session_interface = Sessions()
    server.register_blueprint(blueprint)

    @server.before_request
    def guard() -> flask.Response | None:
        request = flask.request
        rule = request.url_rule.rule if request.url_rule else None
        if login_settings.provider() is None or rule in OPEN or _logged_in():
            return None
        if request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("Accept", ""):
            asked = request.full_path if request.query_string else request.path
            return _to(f"{START}?till={quote(asked[:1000])}")
        return _kept_by_nobody(flask.Response(REFUSED, HTTPStatus.UNAUTHORIZED, content_type="text/plain; charset=utf-8"))

    @server.after_request
    def keep(response: flask.Response) -> flask.Response:
        rule = flask.request.url_rule.rule if flask.request.url_rule else None
        if login_settings.provider() is not None and rule not in OPEN:
            kept = response.headers.get("Cache-Control", "no-cache").replace("public, ", "").replace("public", "")
            response.headers["Cache-Control"] = kept if "no-store" in kept else f"private, {kept}"
        return response


def _logged_in() -> bool:
    until = flask.session.get("until")
    return isinstance(until, int | float) and time.time() < until


@blueprint.get(START)
def start() -> flask.Response:
    """To the provider; back to where the reader was going."""
    from dashboard.routes import oidc  # only with a login

    provider = _provider()
    wanted = flask.request.args.get("till", "/")
    try:
        address, begun = oidc.begin(provider, _back())
    except Exception as fault:
        return _failed(fault)
    until = time.time() + UNDER_WAY_SECONDS
    going = wanted if OWN_PATH.fullmatch(wanted) else "/"
    flask.session.clear()
    flask.session["begun"] = {"login": begun.kept(), "going": going, "before": until}
    return _kept_by_nobody(flask.Response(status=HTTPStatus.FOUND, headers={"Location": address}))


@blueprint.get(ANSWER)
def answer() -> flask.Response:
    """What the provider says of the reader, which is believed where all of it holds."""
    from dashboard.routes import oidc  # only with a login

    provider = _provider()
    kept = flask.session.pop("begun", None)
    if kept is None and _logged_in():
        return _to("/")
    begun = oidc.Begun(**kept["login"]) if kept and time.time() < kept["before"] else None
    try:
        oidc.finish(provider, _back(), begun, flask.request.args)
    except Exception as fault:
        return _failed(fault)
    flask.session.clear()
    flask.session["until"] = int(time.time()) + LOGGED_IN_SECONDS
    return _to(kept["going"])


@blueprint.get(END)
def end() -> flask.Response:
    """Out."""
    _provider()
    flask.session.clear()
    return replies.told(*OUT, status=HTTPStatus.OK, more=AGAIN)


def _provider() -> Provider:
    """Who lets readers in; 404 where nobody need."""
    provider = login_settings.provider()
    if provider is None:
        flask.abort(replies.missing("Här behövs ingen inloggning."))
    return provider


def _back() -> str:
    return flask.request.url_root.rstrip("/") + ANSWER


def _to(path: str) -> flask.Response:
    location = {"Location": f"{prefix.current()}{path}"}
    return _kept_by_nobody(flask.Response(status=HTTPStatus.FOUND, headers=location, mimetype="text/plain"))


def _kept_by_nobody(response: flask.Response) -> flask.Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _failed(fault: Exception) -> flask.Response:
    """One page and one line; the line names the kind of fault alone, as others' texts can hold anything."""
    from dashboard.routes import oidc  # only with a login

    reason = str(fault) if isinstance(fault, oidc.RefusedError) else type(fault).__name__
    flask.current_app.logger.warning("login refused: %s", reason)
    return replies.told(*FAILED, status=HTTPStatus.BAD_GATEWAY, more=AGAIN)
