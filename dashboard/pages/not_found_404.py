"""What an unknown address shows."""

from typing import Any

import dash

from dashboard.parts import notices
from dashboard.parts.titles import tab

dash.register_page(__name__, title=tab("Sidan finns inte"), path="/404")


def layout(**_: object) -> list[Any]:
    """A helpful page; the address is not repeated, it may hold anything."""
    return notices.empty_page("Sidan finns inte", "Adressen är felskriven eller sidan har flyttats.")
