"""The settings of the Kolada source: where the API is, how hard it is asked, which years."""

import math
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import httpx
import orjson

from etl.harvest import SourceError
from etl.http import USER_AGENT, Manners

DEFAULT_URL: Final = "https://api.kolada.se/v3"
LONGEST_RETRY: Final = 3600.0


class SettingError(SourceError, ValueError):
    """A setting can't be used; the message names it, its value and what is allowed."""


def _now() -> datetime:
    return datetime.now(UTC)


def _this_year() -> int:
    return _now().year


@dataclass(frozen=True)
class KoladaSettings:
    """URL without a closing slash; `rate` in requests a second, 0 for no limit; the rest in seconds and years."""

    url: str = DEFAULT_URL
    rate: float = 5.0
    retry_seconds: float = 20.0
    first_year: int = 2000
    last_year: int = field(default_factory=_this_year)
    at_once: int = 4
    read_seconds: float = 10.0
    clock: Callable[[], datetime] = _now

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "KoladaSettings":
        """`KOLADA_URL`, `KOLADA_RATE`, `KOLADA_RETRY_SECONDS`; what is unset or blank keeps its default.

        Raises:
            SettingError: a value that isn't allowed.

        """
        return cls(
            url=_url(environment),
            rate=_number(environment, "KOLADA_RATE", 5.0, 1000.0),
            retry_seconds=_number(environment, "KOLADA_RETRY_SECONDS", 20.0, LONGEST_RETRY),
        )

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are asked for, in order."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def manners(self) -> Manners:
        """The same as the HTTP client wants it."""
        return Manners(self.rate, self.retry_seconds, at_once=self.at_once, read_seconds=self.read_seconds)


def reachable(settings: KoladaSettings, seconds: float = 5.0) -> bool:
    """Whether Kolada gives a sound answer within that time; asked once, in a thread so that a slow name server can't hold us."""
    answered: list[bool] = []
    probe = threading.Thread(target=lambda: answered.append(_answers(settings.url, seconds)), daemon=True)
    probe.start()
    probe.join(seconds)
    return answered == [True]


def _answers(url: str, seconds: float) -> bool:
    try:
        response = httpx.get(f"{url}/municipality/0000", timeout=seconds, headers={"User-Agent": USER_AGENT})
        document = orjson.loads(response.content)
    except (httpx.HTTPError, orjson.JSONDecodeError):
        return False
    return response.status_code == httpx.codes.OK and isinstance(document, dict) and "values" in document


def _url(environment: Mapping[str, str]) -> str:
    text = environment.get("KOLADA_URL", "").strip() or DEFAULT_URL
    try:
        parts = urlsplit(text)
        valid = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment)
        )
    except ValueError:
        valid = False
    if not valid:
        raise SettingError(f"KOLADA_URL is {text!r}: an address such as {DEFAULT_URL} is wanted, without query.")
    return text.rstrip("/")


def _number(environment: Mapping[str, str], name: str, default: float, highest: float) -> float:
    text = environment.get(name, "").strip()
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= highest:
        raise SettingError(f"{name} is {text!r}: a number from 0 to {highest:.0f} is wanted, with a decimal point.")
    return number
