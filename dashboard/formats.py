"""Swedish numbers, units and periods, as a reader meets them (CLDR: decimal comma, hard space, U+2212 as minus)."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from math import copysign, isfinite
from typing import Final

from etl.contract import clock
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Sex, Status, Unit

HARD_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
DASH: Final = "\u2013"
DEMO_WORDS: Final = "Demodata, påhittade värden"
"""What everything that shows or carries made-up values says."""

UNIT_WORDS: Final = {
    Unit.PERCENT: "procent",
    Unit.PERCENTAGE_POINTS: "procentenheter",
    Unit.COUNT: "antal",
    Unit.PER_INHABITANT: "antal per invånare",
    Unit.PER_1000: f"antal per 1{HARD_SPACE}000 invånare",
    Unit.PER_100000: f"antal per 100{HARD_SPACE}000 invånare",
    Unit.PARITY_RATIO: "balanstal",
    Unit.YES_NO: "ja eller nej",
    Unit.ORDINAL: "bedömning i tre steg",
}
SUFFIXES: Final = {Unit.PERCENT: f"{HARD_SPACE}%", Unit.PERCENTAGE_POINTS: f"{HARD_SPACE}procentenheter"}
SUFFIXES_BY_WORD: Final = {UNIT_WORDS[unit]: suffix for unit, suffix in SUFFIXES.items()}
"""The same by the unit's word."""

YES_NO_WORDS: Final = {0: "Nej", 1: "Ja"}
ORDINAL_WORDS: Final = {0: "Underskott", 1: "Balans", 2: "Överskott"}
CATEGORY_WORDS: Final = {Unit.YES_NO: YES_NO_WORDS, Unit.ORDINAL: ORDINAL_WORDS}
SEX_WORDS: Final = {Sex.TOTAL: "Totalt", Sex.WOMEN: "Kvinnor", Sex.MEN: "Män"}
STATUS_WORDS: Final = {
    Status.MISSING: "Uppgift saknas",
    Status.NOT_APPLICABLE: "Redovisas inte",
    Status.SUPPRESSED: "Dold, för få personer",
    Status.PRELIMINARY: "Preliminär",
}
FEW: Final = re.compile(r"Bygger på (få personer \(\d+\))")
SUSPECT: Final = "Misstänkt fel"
GONE: Final = "Finns inte längre i källan"
"""How the reason of a value that is shown begins where it rests on few persons, where the source seems mistaken, and where it no
longer says anything of it."""
NOTHING_NOW: Final = "Inga uppgifter kan visas just nu. Försök igen om en stund, eller hör av dig till den som driver tjänsten."
MEAN_OF_KOMMUNER: Final = "Medel av länets kommuner"
COVERED: Final = re.compile(r"\d+ av \d+")
"""How the reason of a mean that stands in for a län's own value begins, and of how many kommuner it is."""

QUARTERS: Final = {"1": "första", "2": "andra", "3": "tredje", "4": "fjärde"}
DIRECTION_WORDS: Final = {
    Direction.HIGHER: "Högre är bättre",
    Direction.LOWER: "Lägre är bättre",
    Direction.CLOSEST_TO_ONE: "Närmast 1,0 är bäst",
    Direction.NEUTRAL: "Värderas inte",
}
UNREAD_GOAL: Final = "Målets egna ord har vi inte fått läsa"
"""What stands for the words of a goal that is known to be there, in a document that we haven't found."""

LEVEL_WORDS: Final = {"best": "Bland de 25 % bästa", "middle": "I mitten", "worst": "Bland de 25 % sämsta"}
PART_OF: Final = re.compile(r"(\d+) av (\d+)")

WINDOW: Final = "de senaste fem till åtta åren i rad"
"""The years that a trend is tested over (`FEWEST` and `MOST` of `etl.signals.trend`)."""

TREND_WORDS: Final = {"increasing": "Ökar", "decreasing": "Minskar", "no_change": "Ingen säker trend"}
JUDGED_WORDS: Final = {"better": "till det bättre", "worse": "till det sämre"}


def part_of(label: str) -> tuple[str, str] | None:
    """How many of how many a mean is of, from its label `ovägt medel, 6 av 7`; None where it is of all, or not said."""
    found = PART_OF.search(label)
    return (found[1], found[2]) if found and found[1] != found[2] else None


def rounded(value: float, decimals: int) -> float:
    """The value with so many decimals, half away from zero on what is written, as spreadsheets do: `0.125, 2` is 0.13.

    The one rounding of all that is shown: on pages, in charts and in files.
    """
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) if isfinite(value) else value


def drawn(value: float, finer: int, decimals: int) -> float:
    """Where a chart draws the value, with `finer` decimals, from which plotly.js writes it with as many as we do.

    A browser rounds what it is sent by its binary digits, and we have rounded once already: `66.35` would be written 66,3. What
    lies on such an edge is drawn a hair's breadth to the side that it belongs to.
    """
    point, extra = rounded(value, finer), finer - decimals
    if extra <= 0 or not isfinite(point) or round(abs(point) * 10**finer) % 10**extra != 5 * 10 ** (extra - 1):
        return point
    return round(point + copysign(10 ** -(finer + 1), rounded(value, decimals) - point), finer + 1)


def number(value: float, decimals: int) -> str:
    """`-1234.56, 1` becomes `−1 234,6` with hard spaces; what rounds to zero has no minus."""
    text = f"{abs(rounded(value, decimals)):,.{decimals}f}".replace(",", HARD_SPACE).replace(".", ",")
    negative = value < 0 and any(digit not in "0,\u00a0" for digit in text)
    return f"{MINUS}{text}" if negative else text


def category(value: float, unit: Unit) -> str | None:
    """The word for a yes/no or ordinal value, None for other units and for values between the steps, such as means."""
    words = CATEGORY_WORDS.get(unit)
    return words.get(int(value)) if words and value == int(value) else None


def value(amount: float | None, entry: Indicator) -> str:
    """A value with its unit where the unit is short: `61,2 %`, `0,62`, `Ja`; a dash where there is none."""
    if amount is None or amount != amount:
        return DASH
    return category(amount, entry.unit) or number(amount, decimals(entry)) + SUFFIXES.get(entry.unit, "")


def bare(amount: float | None, entry: Indicator) -> str:
    """A value where the unit is said beside it: as `value`, but only the per cent sign is kept."""
    return value(amount, entry).removesuffix(SUFFIXES[Unit.PERCENTAGE_POINTS])


def decimals(entry: Indicator) -> int:
    """Decimals to show; means of yes/no and ordinal values need some to say anything."""
    return max(entry.decimals, 2) if entry.unit in CATEGORY_WORDS else entry.decimals


def difference(amount: float | None, entry: Indicator) -> str:
    """A difference between two values, always with sign: `+2,4`, `−0,3`, `±0,0`; shares differ in percentage points."""
    if amount is None or amount != amount or entry.unit in CATEGORY_WORDS:
        return DASH
    text = number(abs(amount), entry.decimals)
    if not any(digit not in "0,\u00a0" for digit in text):
        return f"±{text}"
    return f"{'+' if amount > 0 else MINUS}{text}"


def beside_riket(entry: Indicator) -> bool:
    """Whether a kommun's value can be held against riket's: a number of persons or a word can't."""
    return entry.unit is not Unit.COUNT and entry.unit not in CATEGORY_WORDS


def difference_unit(entry: Indicator) -> str:
    """The unit of a difference between two values, for a table's heading."""
    return "procentenheter" if entry.unit is Unit.PERCENT else UNIT_WORDS[entry.unit]


def unit(entry: Indicator) -> str:
    """The unit in words."""
    return UNIT_WORDS[entry.unit]


def span(low: float, high: float, entry: Indicator) -> str:
    """An interval, with an en dash: `55,3–61,0`; words where a bound is negative."""
    first, last = number(low, entry.decimals), number(high, entry.decimals)
    if first == last:
        return first
    return f"{first} till {last}" if low < 0 else f"{first}{DASH}{last}"


def absent(status: str) -> str:
    """That there is no value, in words short enough for a table."""
    return STATUS_WORDS.get(Status(status), "Uppgift saknas")


def why_absent(status: str, reason: str | None) -> str:
    """Why there is no value, in full."""
    return f"{absent(status)}. {reason}." if reason else f"{absent(status)}."


def few(reason: str | None) -> bool:
    """Whether a value that is shown rests on few persons, by its reason."""
    return FEW.search(reason or "") is not None


def note(reason: str | None) -> str | None:
    """What stands beside a value that is shown, in few words: `få personer (12)`, `misstänkt fel`, `medel, 9 av 9`."""
    if reason is None:
        return None
    if reason.startswith(MEAN_OF_KOMMUNER) and (covered := COVERED.search(reason)):
        return f"medel, {covered[0]}"
    found = FEW.search(reason)
    parts = [words for said, words in ((GONE, "ej kvar i källan"), (SUSPECT, SUSPECT.lower())) if said in reason]
    return ", ".join([*parts, *([found[1]] if found else [])]) or None


def caution(reason: str | None) -> str | None:
    """The same in sentences."""
    few = FEW.search(reason or "")
    said = {GONE: "Värdet finns inte längre i källan.", SUSPECT: f"{SUSPECT} i källan."}
    parts = [words for word, words in said.items() if word in (reason or "")]
    return " ".join([*parts, *([f"Uppgiften bygger på {few[1]}."] if few else [])]) or None


def noted(words: str, reason: str | None) -> str:
    """The words for a value with its note: `45,6 %, få personer (12)`."""
    return ", ".join(part for part in (words, note(reason)) if part)


def period(code: str) -> str:
    """`2024K1` as `första kvartalet 2024`; a year as itself."""
    return f"{QUARTERS[code[-1]]} kvartalet {code[:4]}" if len(code) == 6 else code


def short_period(code: str) -> str:
    """`2024K1` as `2024 kv 1`, for axes and headings of columns; a year as itself."""
    return f"{code[:4]} kv {code[-1]}" if len(code) == 6 else code


def periods_between(first: str, last: str) -> list[str]:
    """Every year from the first to the last, or every quarter where they are quarters; both ends with them."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    if len(first) == 4:
        return [str(year) for year in years]
    return [period for year in years for quarter in QUARTERS if first <= (period := f"{year}K{quarter}") <= last]


DAY_LENGTH: Final = len("2026-11-21")


def timestamp(iso: str) -> str:
    """The day in Sweden: `2026-11-21T23:30:00+00:00` becomes `2026-11-22`."""
    return clock.day_of(datetime.fromisoformat(iso)).isoformat() if len(iso) > DAY_LENGTH else iso
