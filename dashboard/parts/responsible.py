"""Who is responsible for the site, and how they are reached: settings, as no program can know it."""

import os
from typing import Final

from etl.contract.errors import ExpectedError

NAME: Final = "KOLLEN_RESPONSIBLE"
CONTACT: Final = "KOLLEN_CONTACT"
LONGEST: Final = 100


class ResponsibleError(ExpectedError, ValueError):
    """A setting of who is responsible can't be used; the message says what is wanted."""


def check() -> None:
    """Hold the settings against what can be used.

    Raises:
        ResponsibleError: one of them is wrong.

    """
    name()
    contact()


def name() -> str | None:
    """Who is responsible, as `Region Exempel`; None where nobody is named.

    Raises:
        ResponsibleError: it is no name.

    """
    text = os.environ.get(NAME, "").strip()
    if len(text) > LONGEST or not text.isprintable():
        raise ResponsibleError(f"{NAME} is {text!r}: a name of at most {LONGEST} letters, in one line, is wanted.")
    return text or None


def contact(setting: str = CONTACT) -> str | None:
    """The address to write to, `mailto:…` or `https://…`, None where there is none; also of another setting.

    Raises:
        ResponsibleError: it is none of that.

    """
    text = os.environ.get(setting, "").strip()
    if text and not (text.startswith(("mailto:", "https://")) and text.isprintable()):
        raise ResponsibleError(f"{setting} is {text!r}: an address as mailto:it@example.se or https://… is wanted.")
    return text or None
