"""What is said with the provider of a login (OpenID Connect, code flow with PKCE), and what of its answers is believed.

Nothing of it is remembered between logins, so the provider may change its keys whenever it likes.
"""

import contextlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from dashboard.parts.login_settings import SAFE, Provider

SIGNED: Final = ("RS256", "PS256", "ES256")
"""With the provider's own keys; a signature made with our secret, or none, is no proof."""
PATIENCE_SECONDS: Final = 5
LEEWAY_SECONDS: Final = 60
LONGEST: Final = 256 * 1024
AT_ONCE: Final = 2
"""So many threads may wait for the provider; the others answer readers."""

_room: Final = threading.BoundedSemaphore(AT_ONCE)


class RefusedError(Exception):
    """The provider's answer is none to believe, or there is none; the message says why, and repeats nothing of it."""


@dataclass(frozen=True)
class Begun:
    """A login under way: what the answer must have with it."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        """As the browser keeps it meanwhile."""
        return asdict(self)


def begin(provider: Provider, back: str) -> tuple[str, Begun]:
    """The provider's address to send the reader to, and what to hold the answer against; `back` is where it comes.

    Raises:
        RefusedError: the provider can't be asked.

    """
    begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    with _asking(provider, back) as client:
        address = _metadata(client, provider)["authorization_endpoint"]
        url, _ = client.create_authorization_url(address, begun.state, code_verifier=begun.verifier, nonce=begun.nonce)
    return str(url), begun


def finish(provider: Provider, back: str, begun: Begun | None, answer: Mapping[str, str]) -> None:
    """Hold the provider's answer against what was begun, None where nothing was: returns where it is good.

    Raises:
        RefusedError: it is not.

    """
    if begun is None:
        raise RefusedError("a login that was not begun here, or too long ago")
    if "error" in answer:
        raise RefusedError("the provider let nobody in")
    if not secrets.compare_digest(answer.get("state", "").encode(), begun.state.encode()) or not answer.get("code"):
        raise RefusedError("an answer to another question")
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise RefusedError("an answer of another provider")
    with _asking(provider, back) as client:
        known = _metadata(client, provider)
        tokens = client.fetch_token(
            known["token_endpoint"], code=answer["code"], code_verifier=begun.verifier, timeout=PATIENCE_SECONDS
        )
        keys = KeySet.import_key_set(_fetched(client, known["jwks_uri"]))  # type: ignore[arg-type]
    token = jwt.decode(tokens["id_token"], keys, algorithms=SIGNED)
    options: Any = {
        name: {"essential": True, "value": value} for name, value in (("iss", provider.issuer), ("aud", provider.client))
    }
    expected = {"nonce": begun.nonce, "client_id": provider.client, "access_token": tokens.get("access_token")}
    CodeIDToken(token.claims, token.header, options, expected).validate(leeway=LEEWAY_SECONDS)


@contextlib.contextmanager
def _asking(provider: Provider, back: str) -> Iterator[Any]:
    """A client of the provider while there is room for one."""
    if not _room.acquire(blocking=False):
        raise RefusedError("others wait for the provider already")
    try:
        with OAuth2Session(
            provider.client,
            provider.secret,
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=PATIENCE_SECONDS,
        ) as client:
            yield client
    finally:
        _room.release()


def _metadata(client: Any, provider: Provider) -> dict[str, Any]:
    """What the provider says of itself, once it says that it is the one that was chosen."""
    known = _fetched(client, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != provider.issuer:
        raise RefusedError("the provider calls itself something else than the setting does")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(known.get(name), str) or not SAFE.fullmatch(known[name].partition("?")[0]):
            raise RefusedError(f"the provider's {name} is no safe address")
    return known


def _fetched(client: Any, address: str) -> dict[str, Any]:
    with client.get(address, withhold_token=True, timeout=PATIENCE_SECONDS, stream=True, allow_redirects=False) as answer:
        if answer.status_code != HTTPStatus.OK:
            raise RefusedError(f"the provider answers with {answer.status_code}")
        body = answer.raw.read(LONGEST + 1, decode_content=True)
    found = json.loads(body) if len(body) <= LONGEST else None
    if not isinstance(found, dict):
        raise RefusedError("the provider's answer is no JSON object")
    return found
