"""The settings of the Kolada source: where the API is, how hard it is asked, which years."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from etl.contract import clock
from etl.http import Manners
from etl.server import READ_SECONDS, RETRY_SECONDS, address, number, why_silent

DEFAULT_URL: Final = "https://api.kolada.se/v3"


def _this_year() -> int:
    return clock.today().year


@dataclass(frozen=True)
class KoladaSettings:
    """URL without a closing slash; `rate` in requests a second, 0 for no limit; the rest in seconds and years."""

    url: str = DEFAULT_URL
    rate: float = 5.0
    retry_seconds: float = RETRY_SECONDS
    first_year: int = 2000
    last_year: int = field(default_factory=_this_year)
    at_once: int = 4
    read_seconds: float = READ_SECONDS
    clock: Callable[[], datetime] = clock.now

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "KoladaSettings":
        """`KOLADA_URL`, `KOLADA_RATE`, `KOLADA_RETRY_SECONDS`, `KOLADA_READ_SECONDS`; what is unset or blank keeps its default.

        Raises:
            SettingError: a value that isn't allowed.

        """
        return cls(
            url=address(environment, "KOLADA_URL", DEFAULT_URL),
            rate=number(environment, "KOLADA_RATE", 5.0, 1000.0),
            retry_seconds=number(environment, "KOLADA_RETRY_SECONDS", RETRY_SECONDS),
            read_seconds=number(environment, "KOLADA_READ_SECONDS", READ_SECONDS),
        )

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are asked for, in order."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def manners(self) -> Manners:
        """The same as the HTTP client wants it."""
        return Manners(self.rate, self.retry_seconds, at_once=self.at_once, read_seconds=self.read_seconds)


def why_out_of_reach(settings: KoladaSettings, seconds: float = 5.0) -> str | None:
    """Why Kolada gives no sound answer within that time; None where it does.

    Raises:
        SettingError: the environment's certificates or proxies can't be used.

    """
    return why_silent(f"{settings.url}/municipality/0000", "values", seconds)
