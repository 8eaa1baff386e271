"""Areas below the kommun by their codes: DeSO `0180C1010`, RegSO `0180R001`; both begin with their kommun's."""

import re
from typing import Final

from etl.contract.codes import RegionType

CODES: Final = {
    RegionType.DESO: re.compile(r"[0-9]{4}[ABC][0-9]{4}"),
    RegionType.REGSO: re.compile(r"[0-9]{4}R[0-9]{3}"),
}
KOMMUN_DIGITS: Final = 4


def kind_of(code: str) -> RegionType | None:
    """Which kind of area has such a code; None where none has."""
    return next((kind for kind, pattern in CODES.items() if pattern.fullmatch(code)), None)


def kommun_of(area: str) -> str:
    """The code of the kommun that an area is in."""
    return area[:KOMMUN_DIGITS]
