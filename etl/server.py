"""The server of a source: its address as the environment gives it, and whether it answers at all."""

import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
import orjson

from etl.harvest import SourceError
from etl.http import USER_AGENT


class SettingError(SourceError, ValueError):
    """A setting can't be used; the message names it, its value and what is allowed."""


def address(environment: Mapping[str, str], name: str, default: str) -> str:
    """The URL that the variable `name` holds, without a closing slash; unset or blank is `default`.

    Raises:
        SettingError: no address of a server.

    """
    text = environment.get(name, "").strip() or default
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment:
        raise SettingError(f"{name} is {text!r}: an address such as {default} is wanted, without query.")
    return text.rstrip("/")


def answers(url: str, field: str, seconds: float) -> bool:
    """Whether an object with `field` comes within that time; asked once, in a thread so that a slow name server can't hold us."""
    answered: list[bool] = []
    probe = threading.Thread(target=lambda: answered.append(_sound(url, field, seconds)), daemon=True)
    probe.start()
    probe.join(seconds)
    return answered == [True]


def _sound(url: str, field: str, seconds: float) -> bool:
    try:
        response = httpx.get(url, timeout=seconds, headers={"User-Agent": USER_AGENT})
        document = orjson.loads(response.content)
    except (httpx.HTTPError, orjson.JSONDecodeError):
        return False
    return response.status_code == httpx.codes.OK and isinstance(document, dict) and field in document
