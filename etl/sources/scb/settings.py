"""The settings of the SCB source, and the limits that the API itself sets in `/config`."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.contract import clock
from etl.harvest import SourceError
from etl.http import Client, Manners, Reply
from etl.server import READ_SECONDS, RETRY_SECONDS, address, number, why_silent

DEFAULT_URL: Final = "https://statistikdatabasen.scb.se/api/v2"
CONFIG: Final = "/config"
LATER: Final = "Run again later; if it stays, SCB has changed: update Integrationskollen. What was published stays in service."


@dataclass(frozen=True)
class ScbSettings:
    """URL without a closing slash; `rate` in requests a second, 0 for no limit, None for what the API allows."""

    url: str = DEFAULT_URL
    rate: float | None = None
    retry_seconds: float = RETRY_SECONDS
    at_once: int = 2
    read_seconds: float = READ_SECONDS
    clock: Callable[[], datetime] = clock.now

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "ScbSettings":
        """`SCB_URL`, `SCB_RATE`, `SCB_RETRY_SECONDS`, `SCB_READ_SECONDS`; what is unset or blank keeps its default.

        Raises:
            SettingError: a value that isn't allowed.

        """
        return cls(
            url=address(environment, "SCB_URL", DEFAULT_URL),
            rate=number(environment, "SCB_RATE", 0.0, 1000.0) if environment.get("SCB_RATE", "").strip() else None,
            retry_seconds=number(environment, "SCB_RETRY_SECONDS", RETRY_SECONDS),
            read_seconds=number(environment, "SCB_READ_SECONDS", READ_SECONDS),
        )

    def manners(self, allowed: float) -> Manners:
        """How the HTTP client behaves where the API allows `allowed` requests a second (0 = any number)."""
        rate = allowed if self.rate is None else self.rate
        return Manners(rate, self.retry_seconds, at_once=self.at_once, read_seconds=self.read_seconds)


def why_out_of_reach(settings: ScbSettings, seconds: float = 5.0) -> str | None:
    """Why SCB doesn't tell its limits within that time; None where it does.

    Raises:
        SettingError: the environment's certificates or proxies can't be used.

    """
    return why_silent(f"{settings.url}{CONFIG}", "maxDataCells", seconds)


class Limits(BaseModel):
    """What the API allows: cells an answer, and calls in a window of seconds (0 calls = any number)."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    most_cells: int = Field(alias="maxDataCells", gt=0)
    calls: int = Field(alias="maxCallsPerTimeWindow", ge=0)
    window: int = Field(alias="timeWindow", gt=0)

    @property
    def rate(self) -> float:
        """Requests a second, 0 for no limit."""
        return self.calls / self.window


def ask_limits(settings: ScbSettings) -> tuple[Limits, Reply]:
    """The API's limits with the answer that tells them.

    Raises:
        SourceError: SCB can't be reached, or its answer lacks a limit.

    """
    with Client("SCB", settings.url, replace(settings.manners(0), at_once=1)) as client:
        reply = client.get(CONFIG, "the API's limits")
    return read_limits(reply.document), reply


def read_limits(document: Any) -> Limits:
    """The limits in an answer to `/config`.

    Raises:
        SourceError: one is missing or no positive whole number.

    """
    try:
        return Limits.model_validate(document)
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"]) or "(whole answer)"
        raise SourceError(
            f"SCB: request {CONFIG}: field {field}: {fault['msg']}; found {fault['input']!r:.80}. {LATER}"
        ) from error
