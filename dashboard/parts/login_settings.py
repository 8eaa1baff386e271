"""Who lets readers in where the figures are not for everyone: a provider of OpenID Connect (`KOLLEN_OIDC_…`); none as usual."""

import functools
import importlib.util
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from etl.contract.errors import ExpectedError

ISSUER: Final = "KOLLEN_OIDC_ISSUER"
CLIENT: Final = "KOLLEN_OIDC_CLIENT_ID"
KEPT_IN: Final = "KOLLEN_OIDC_SECRET_FILE"
SETTINGS: Final = {
    ISSUER: "the provider's address, as https://login.example.se",
    CLIENT: "the name that the provider has for this service",
    KEPT_IN: "a file with the secret that the provider has given this service",
}
SAFE: Final = re.compile(r"https://[^\s/?#@]+(/[^\s?#]*)?|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?")
"""Encrypted, or on this machine."""
SHORTEST: Final = 16
NEEDED: Final = ("authlib", "joserfc", "requests")


class LoginError(ExpectedError, ValueError):
    """The settings of the login are not whole, or can't be used; the message says what is wanted."""


@dataclass(frozen=True)
class Provider:
    """The provider, and what it knows this service by."""

    issuer: str
    client: str
    secret: str = field(repr=False)


def provider() -> Provider | None:
    """Who lets readers in; None where everyone may see everything.

    Raises:
        LoginError: some settings are missing, or can't be used.

    """
    given = tuple(os.environ.get(name, "").strip() for name in SETTINGS)
    return _read(*given) if any(given) else None


@functools.lru_cache(4)
def _read(issuer: str, client: str, file: str) -> Provider:
    for (name, wanted), value in zip(SETTINGS.items(), (issuer, client, file), strict=True):
        if not value:
            raise LoginError(f"{name} is '': {wanted} is wanted, as a login is asked for by the other settings.")
    if not SAFE.fullmatch(issuer):
        raise LoginError(f"{ISSUER} is {issuer!r}: {SETTINGS[ISSUER]}, is wanted.")
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        raise LoginError(f"{ISSUER} is {issuer!r}: {', '.join(missing)} is wanted for it: install requirements-login.txt.")
    return Provider(issuer, client, _secret(file))


def _secret(file: str) -> str:
    try:
        secret = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise LoginError(f"{KEPT_IN} is {file!r}: {SETTINGS[KEPT_IN]}, is wanted ({type(error).__name__}).") from error
    if len(secret) < SHORTEST:
        raise LoginError(f"{KEPT_IN} is {file!r}: a secret of at least {SHORTEST} characters is wanted there.")
    return secret
