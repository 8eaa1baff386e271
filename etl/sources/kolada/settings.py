"""The settings of the Kolada source: where the API is, how hard it is asked, which years."""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from etl.contract import clock
from etl.http import Manners
from etl.server import SettingError, address, answers

DEFAULT_URL: Final = "https://api.kolada.se/v3"
LONGEST_RETRY: Final = 3600.0


def _this_year() -> int:
    return clock.today().year


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
    clock: Callable[[], datetime] = clock.now

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "KoladaSettings":
        """`KOLADA_URL`, `KOLADA_RATE`, `KOLADA_RETRY_SECONDS`; what is unset or blank keeps its default.

        Raises:
            SettingError: a value that isn't allowed.

        """
        return cls(
            url=address(environment, "KOLADA_URL", DEFAULT_URL),
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
    """Whether Kolada gives a sound answer within that time."""
    return answers(f"{settings.url}/municipality/0000", "values", seconds)


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
