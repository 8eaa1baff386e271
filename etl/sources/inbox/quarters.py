"""Quarters written as `2024K1`: when they end, and which comes before."""

import re
from datetime import date, timedelta
from typing import Final

PATTERN: Final = r"(?:19|20)[0-9]{2}K[1-4]"

_PARTS: Final = re.compile(r"([0-9]{4})K([1-4])")


def quarter_end(period: str) -> date:
    """The last day of a quarter.

    Raises:
        ValueError: it is not written as `2024K1`.

    """
    year, quarter = _split(period)
    first_after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return first_after - timedelta(days=1)


def quarter_before(period: str) -> str:
    """The quarter before.

    Raises:
        ValueError: it is not written as `2024K1`.

    """
    year, quarter = _split(period)
    return f"{year - 1}K4" if quarter == 1 else f"{year}K{quarter - 1}"


def last_whole_quarter(today: date) -> str:
    """The latest quarter that has ended, the day itself included."""
    this = f"{today.year}K{(today.month + 2) // 3}"
    return this if quarter_end(this) == today else quarter_before(this)


def _split(period: str) -> tuple[int, int]:
    found = _PARTS.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is no quarter; write it as 2024K1")
    return int(found[1]), int(found[2])
