"""The server of a source: its address and how patiently it is asked, as the environment gives them; whether it answers at all."""

import math
import threading
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from etl.connection import http_client
from etl.harvest import SettingError as SettingError
from etl.http import USER_AGENT
from etl.http_faults import ADVICE, LastingFaultError, TransientFaultError, document_of, of_request

RETRY_SECONDS: Final = 120.0
"""How long a request is tried before it is given up; a pause that the server asks for has to fit in."""

READ_SECONDS: Final = 60.0
LONGEST: Final = 3600.0


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


def number(environment: Mapping[str, str], name: str, default: float, highest: float = LONGEST) -> float:
    """The number from 0 to `highest` that the variable `name` holds; unset or blank is `default`.

    Raises:
        SettingError: no such number.

    """
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found <= highest:
        raise SettingError(f"{name} is {text!r}: a number from 0 to {highest:.0f} is wanted, with a decimal point.")
    return found


def why_silent(url: str, field: str, seconds: float) -> str | None:
    """Why no object with `field` comes within that time, None where it does; asked once.

    In a thread, so that a slow name server can't hold us.

    Raises:
        SettingError: the environment's certificates or proxies can't be used.

    """
    client = http_client(timeout=seconds, headers={"User-Agent": USER_AGENT})
    found: list[str | None] = []
    probe = threading.Thread(target=lambda: found.append(_fault(client, url, field)), daemon=True)
    probe.start()
    probe.join(seconds)
    silent = f"did not answer within {seconds:.0f} s"
    return (found[0] if found[0] != "" else silent) if found else silent


def _fault(client: httpx.Client, url: str, field: str) -> str | None:
    """What lasts in words, "" for what may pass, None where all is well."""
    try:
        with client:
            document = document_of(client.get(url))
    except httpx.RequestError as error:
        return _in_words(of_request(error))
    except (LastingFaultError, TransientFaultError) as fault:
        return _in_words(fault)
    return None if isinstance(document, dict) and field in document else ""


def _in_words(fault: LastingFaultError | TransientFaultError) -> str:
    if isinstance(fault, TransientFaultError):
        return ""
    return f"gave no answer that can be used: {fault}. {fault.advice.replace(ADVICE, '').strip()}".strip(" .")
