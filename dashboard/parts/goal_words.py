"""The words of a verdict on a goal, the same wherever it is read: verdict, what is left, pace, riket, measures of parts."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from dashboard import formats
from dashboard.parts import signals
from dashboard.published.goals import Progress
from etl.contract.catalogue import Indicator
from etl.contract.goal import Goal

FORWARD: Final = ("met", "ahead", "on_track", "too_slow", "far_from_pace", "improving")
PARTS: Final = {
    **dict.fromkeys(FORWARD, "åt rätt håll"),
    "at_best": "på bästa möjliga nivå",
    "unchanged": "oförändrat",
    "no_progress": "utan framsteg",
    "wrong_direction": "åt fel håll",
    "not_met": "nådde inte nivån",
    "not_yet": "inte framme",
    "cannot_be_measured": "kan inte mätas",
}
"""What a measure of a part of a goal does, which is never what the goal does."""

ORDER: Final = tuple(dict.fromkeys(PARTS.values()))
PART_MARKS: Final = {
    "åt rätt håll": "➚",
    "på bästa möjliga nivå": "✔",
    "oförändrat": "▬",
    "utan framsteg": "➙",
    "åt fel håll": "➘",
    "nådde inte nivån": "×",
    "inte framme": "○",
    "kan inte mätas": "–",
}
LEFT: Final = {"not_yet": "Inte nått"}
"""Where what is left follows the verdict, the verdict says less."""


def verdict(progress: Progress) -> signals.Mark:
    """Shape, words and colour of a verdict on a whole goal, with its reason: `Kan inte mätas: basår saknas`."""
    shape, word, colour = signals.GOALS.get(progress.status, signals.GOALS["cannot_be_measured"])
    if progress.distance is not None:
        word = LEFT.get(progress.status, word)
    return (shape, f"{word}: {progress.reason}" if progress.reason else word, colour)


def distance(progress: Progress, entry: Indicator) -> str | None:
    """`3,8 procentenheter kvar, avståndet var 7,2 år 2020`, or by how much the level is passed."""
    left = progress.distance
    if left is None:
        return None
    amount = f"{formats.number(abs(left), entry.decimals)} {formats.difference_unit(entry)}"
    before = progress.distance_at_base
    then = ""
    if before is not None and before > 0:
        then = f", avståndet var {formats.number(before, entry.decimals)} år {progress.baseline_year}"
    return f"{amount} kvar{then}" if left > 0 else f"passerat med {amount}{then}"


def pace(progress: Progress, entry: Indicator) -> str | None:
    """`+0,6 om året, +0,4 krävs (130 %)`; None where there is no pace."""
    observed, required, share = progress.observed_pace, progress.required_pace, progress.pace_share
    if observed is None or progress.status == "cannot_be_measured":
        return None
    told = f"{_advance(observed, entry)} om året"
    if required is None or required <= 0:
        return told
    of_it = f" ({formats.number(share * 100, 0)}{formats.HARD_SPACE}%)" if share is not None and share > 0 else ""
    return f"{told}, {_advance(required, entry)} krävs{of_it}"


def _advance(amount: float, entry: Indicator) -> str:
    """A pace is so small that it needs one decimal more than a value of whole numbers has."""
    text = formats.number(abs(amount), max(entry.decimals, 1))
    sign = "" if not text.strip("0,") else "+" if amount > 0 else formats.MINUS
    return f"{sign}{text}"


def beside_riket(progress: Progress, entry: Indicator) -> str | None:
    """`+2,4, här +3,6`: how riket has changed since the base, and the place itself."""
    if progress.riket_change is None:
        return None
    riket = formats.difference(progress.riket_change, entry)
    here = f", här {formats.difference(progress.change, entry)}" if progress.change is not None else ""
    return f"{riket}{here}"


def foreseen(progress: Progress) -> list[str]:
    """How many people the distance is, and when the level is reached, where that is published."""
    told = []
    if progress.persons:
        told.append(f"Avståndet är ungefär {formats.number(progress.persons, 0)} personer, enligt vår beräkning.")
    if progress.year_at_pace:
        told.append(f"I dagens takt nås nivån {progress.year_at_pace}.")
    return told


def parts(told: Iterable[Progress]) -> str:
    """`3 åt rätt håll, 1 oförändrat`: what the measures of parts of a goal do; empty where there are none."""
    found = Counter(PARTS[one.status] for one in told)
    return ", ".join(f"{found[word]} {word}" for word in ORDER if word in found)


def outcome(goal: Goal) -> signals.Mark | None:
    """How a goal ended by the actor's own account: `Målet nåddes inte 2020`; None where nobody has said."""
    if goal.outcome is None:
        return None
    shape, word, colour = signals.GOALS["met" if goal.outcome.reached else "not_met"]
    return (shape, f"{word} {goal.outcome.year}", colour)
