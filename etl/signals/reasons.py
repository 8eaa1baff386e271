"""The Swedish words for why something could not be judged: the same in every signal, as the reader meets them."""

from typing import Final

from etl.contract.rules import UNTESTED

TOO_SHORT: Final = "för kort serie"
NOT_ANNUAL: Final = "inga årsvärden"
ONLY_ELECTIONS: Final = "måttet mäts bara vid val"
UNSTABLE: Final = "håller inte när ett år tas bort"
DOUBTFUL: Final = "osäkra uppgifter"
NEUTRAL: Final = "varken högre eller lägre räknas som bättre"
ONLY_KOMMUNER: Final = "jämförs bara mellan kommuner"
NO_VALUE: Final = "uppgift saknas"
NOT_FOR_LAN: Final = "redovisas inte för län"
NO_EARLIER: Final = "inget tidigare värde"
OVERLAPPING: Final = "värdena delar undersökningsår"
RIKET_ITSELF: Final = "riket jämförs inte med sig självt"
NO_PERSONS: Final = "hur många personer det gäller är inte känt"
NOT_WITH_RIKET: Final = "måttet jämförs inte med riket"


def missing(period: str) -> str:
    """There is no value for that period."""
    return f"uppgift saknas {period}"


def hidden(period: str) -> str:
    """The value of that period is not shown, since few people are behind it."""
    return f"dold uppgift {period}"


def absent(period: str, *, suppressed: bool) -> str:
    """Either of the two above."""
    return hidden(period) if suppressed else missing(period)


def broken(period: str) -> str:
    """Values from that period on can't be held against those before."""
    return f"statistiken lades om {period}"


def too_few_years(years: int, change: float, since: str, decimals: int) -> str:
    """There are too few years for a test: how many, and the change over them in the indicator's unit."""
    text = f"{abs(change):.{decimals}f}".replace(".", ",")
    sign = "±" if not text.strip("0,") else "+" if change > 0 else "−"
    return f"{years} år {UNTESTED}; {sign}{text} sedan {since}"
