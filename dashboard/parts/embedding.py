"""Which other sites may show our charts in a frame of theirs (`KOLLEN_EMBED`): none, if nothing is said."""

import os
import re
from typing import Final

from etl.contract.errors import ExpectedError

SETTING: Final = "KOLLEN_EMBED"
ANYONE: Final = "alla"
FIT: Final = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", re.IGNORECASE)


class EmbeddingError(ExpectedError, ValueError):
    """`KOLLEN_EMBED` names no sites; the message says what is wanted."""


def sites() -> tuple[str, ...]:
    """The sites, as a browser is told of them; empty where none may.

    Raises:
        EmbeddingError: the setting is something else.

    """
    given = tuple(one.strip().rstrip("/") for one in os.environ.get(SETTING, "").split(",") if one.strip())
    if given == (ANYONE,):
        return ("*",)
    if not all(map(FIT.fullmatch, given)):
        raise EmbeddingError(
            f"{SETTING} is {os.environ[SETTING]!r}: addresses as https://www.example.se,https://*.example.se "
            f"(or {ANYONE}) are wanted."
        )
    return given
