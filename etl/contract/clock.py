"""What day it is in Sweden: the one clock of ETL and dashboard; `KOLLEN_TODAY` sets another day, for tests and replays."""

import os
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from etl.contract.errors import ExpectedError

SETTING: Final = "KOLLEN_TODAY"
ZONE: Final = ZoneInfo("Europe/Stockholm")


class ClockError(ExpectedError, ValueError):
    """`KOLLEN_TODAY` is no day; the message says what is allowed."""


def today() -> date:
    """The day in Sweden.

    Raises:
        ClockError: `KOLLEN_TODAY` holds something else than a day.

    """
    return day_of(now())


def now() -> datetime:
    """The time in UTC; where `KOLLEN_TODAY` sets a day, the time of day in Sweden on that day.

    Raises:
        ClockError: `KOLLEN_TODAY` holds something else than a day.

    """
    moment = datetime.now(ZONE)
    day = _set_day()
    return (moment if day is None else datetime.combine(day, moment.timetz())).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day in Sweden at a moment that knows its time zone."""
    return moment.astimezone(ZONE).date()


def _set_day() -> date | None:
    text = os.environ.get(SETTING, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ClockError(f"{SETTING} is {text!r}: a day as 2026-11-28 is wanted, or nothing for today.") from None
