"""What readers must know of the data as a whole: the newest version can't be read, or the sources have long been silent."""

import os
from datetime import date
from typing import Final

from dashboard import formats
from dashboard.markup import Element, element
from dashboard.published import queries
from etl.contract import clock
from etl.contract.errors import ExpectedError
from etl.contract.freshness import read_freshness
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot

SETTING: Final = "KOLLEN_OLD_DAYS"
USUAL: Final = 14


class DaysError(ExpectedError, ValueError):
    """`KOLLEN_OLD_DAYS` is no number of days; the message says what is allowed."""


def old_days() -> int:
    """After how many days without an answer from any source the data may be old.

    Raises:
        DaysError: the setting is no number of days.

    """
    text = os.environ.get(SETTING, "").strip() or str(USUAL)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise DaysError(f"{SETTING} is {text!r}: a number of days, 1 or more, is wanted.")
    return int(text)


def asked(paths: DataPaths) -> date | None:
    """The day when a source last answered; None where nobody knows."""
    moments = [one.asked_at for one in read_freshness(paths) if one.asked_at is not None]
    return clock.day_of(max(moments)) if moments else None


def old(paths: DataPaths, snapshot: Snapshot) -> bool:
    """Whether the sources have been silent for so long that there may be newer values; made-up ones are never old."""
    day = asked(paths)
    return not snapshot.demo and day is not None and (clock.today() - day).days > old_days()


def notices(paths: DataPaths, snapshot: Snapshot) -> list[Element]:
    """What stands at the top of every page; empty as long as all is well."""
    texts = []
    if queries.passed_over(paths, snapshot):
        built = formats.timestamp(snapshot.manifest["built_at"])
        texts.append(f"De nyaste uppgifterna kan inte läsas just nu. Du ser en tidigare version, publicerad {built}.")
    if old(paths, snapshot):
        texts.append(f"Uppgifterna kan vara gamla. Källorna svarade senast {asked(paths)}.")
    return [element("Div", text, className="demo-notice", role="note") for text in texts]
