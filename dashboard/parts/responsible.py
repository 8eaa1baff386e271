"""Who is responsible for the site, and how they are reached: settings, as no program can know it."""

import os
from typing import Final

from etl.contract.errors import ExpectedError

NAME: Final = "KOLLEN_RESPONSIBLE"
CONTACT: Final = "KOLLEN_CONTACT"
LONGEST: Final = 100


class ResponsibleError(ExpectedError, ValueError):
    """A setting of who is responsible can't be used; the message says what is wanted."""


def check(*contacts: str) -> None:
    """Hold the settings against what can be used; `contacts` are those of addresses to write to.

    Raises:
        ResponsibleError: one of them is wrong.

    """
    text = os.environ.get(NAME, "").strip()
    if text and name() is None:
        raise ResponsibleError(f"{NAME} is {text!r}: a name of at most {LONGEST} letters, in one line, is wanted.")
    for setting in contacts:
        text = os.environ.get(setting, "").strip()
        if text and contact(setting) is None:
            raise ResponsibleError(f"{setting} is {text!r}: an address as mailto:it@example.se or https://… is wanted.")


def name() -> str | None:
    """Who is responsible, as `Region Exempel`; None where nobody is named."""
    text = os.environ.get(NAME, "").strip()
    return text if text and len(text) <= LONGEST and text.isprintable() else None


def contact(setting: str = CONTACT) -> str | None:
    """The address to write to, `mailto:…` or `https://…`, None where there is none; also of another setting."""
    text = os.environ.get(setting, "").strip()
    return text if text.startswith(("mailto:", "https://")) and text.isprintable() else None
