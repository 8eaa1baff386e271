"""How the outside is reached: whose certificates are trusted, and through which proxy; both as the environment says."""

import os
import re
import ssl
from pathlib import Path
from typing import Any, Final

import httpx

from etl.harvest import SettingError

BUNDLES: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
"""Each may name a file with the certificates to trust instead of those of the browsers; the first that is set counts."""

BRACKETED: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\](?=[\s,]|$)")
"""An IPv6 address as addresses have it: httpx knows it in NO_PROXY without its brackets only."""

PROXIES: Final = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


def http_client(**options: Any) -> httpx.Client:
    """A client that trusts and goes through what the environment names.

    Raises:
        SettingError: a setting can't be used.

    """
    certificates = _certificates()
    for name in ("NO_PROXY", "no_proxy"):
        if name in os.environ:
            os.environ[name] = BRACKETED.sub(r"\1", os.environ[name])
    try:
        return httpx.Client(verify=certificates, **options)
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        names = [name for proxy in PROXIES for name in (proxy, proxy.lower()) if os.environ.get(name)]
        named = ", ".join(f"{name} is {os.environ[name]!r}" for name in names)
        raise SettingError(
            f"{named}: a proxy as http://host:port is wanted, and in NO_PROXY hosts with commas ({error})."
        ) from error


def _certificates() -> ssl.SSLContext:
    for name in BUNDLES:
        path = os.environ.get(name, "").strip()
        if path:
            return _of_file(name, path)
    return httpx.create_ssl_context()


def _of_file(name: str, path: str) -> ssl.SSLContext:
    folder = Path(path).is_dir()
    try:
        return ssl.create_default_context(cafile=None if folder else path, capath=path if folder else None)
    except OSError as error:
        reason = error.strerror if isinstance(error, FileNotFoundError | PermissionError) else "no certificates in it"
        raise SettingError(f"{name} is {path!r}: a file of certificates (PEM) is wanted: {reason}.") from error
