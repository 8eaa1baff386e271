"""The words of a verdict on a goal, the same wherever it is read: verdict, what is left, pace, riket, measures of parts."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from dashboard import formats
from dashboard.markup import Element, element
from dashboard.parts import signals
from dashboard.published.goals import Progress
from etl.contract.catalogue import Indicator
from etl.contract.goal import Goal

FORWARD: Final = ("met", "ahead", "on_track", "too_slow", "far_from_pace", "improving")
PARTS: Final = {
    **dict.fromkeys(FORWARD, "åt rätt håll"),
    "at_best": "på bästa möjliga nivå",
    "unchanged": "utan säker förändring",
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
    "utan säker förändring": "▬",
    "utan framsteg": "➙",
    "åt fel håll": "➘",
    "nådde inte nivån": "×",
    "inte framme": "○",
    "kan inte mätas": "–",
}
PACED: Final = (*FORWARD, "no_progress", "wrong_direction", "not_met")
"""Only these rest on a change that is no chance, or on the target year; of the others no pace is told."""

UNMEASURED: Final = "cannot_be_measured"
PART_SHAPE: Final = "≈"
REACHED: Final = ("met", "ahead")
LEFT: Final = {"not_yet": "Inte nått"}
"""Where what is left follows the verdict, the verdict says less."""


def verdict(progress: Progress) -> signals.Mark:
    """Shape, words and colour of a verdict on a whole goal: `Kan inte mätas: strategin anger inget startår`.

    Where there is a distance the reason is among `beside`, since the distance follows the verdict.
    """
    shape, word, colour = signals.GOALS.get(progress.status, signals.GOALS["cannot_be_measured"])
    if progress.distance is not None:
        return (shape, LEFT.get(progress.status, word), colour)
    return (shape, f"{word}: {progress.reason}" if progress.reason else word, colour)


def mark(progress: Progress) -> signals.Mark:
    """What a measure says of a goal: the verdict, or of a part `Delmått: åt rätt håll`, never in the goal's colour."""
    if not progress.approximate or progress.status == UNMEASURED:
        return verdict(progress)
    return (PART_SHAPE, f"Delmått: {PARTS[progress.status]}", "plain")


def sentence(progress: Progress, entry: Indicator) -> str:
    """The verdict with what is left: `Inte nått, 3,8 procentenheter kvar, avståndet var 7,2 år 2017`."""
    return "".join([mark(progress)[1], *left(progress, entry)])


def left(progress: Progress, entry: Indicator) -> list[str]:
    """What follows the verdict: `, 3,8 procentenheter kvar`; nothing of a part, which isn't held against the goal."""
    amount = None if progress.approximate else distance(progress, entry)
    return [f", {amount}"] if amount else []


def remarks(progress: Progress, entry: Indicator) -> list[str]:
    """All that must be read with a verdict: what is `beside` it, riket's change, and whether it depends on the base."""
    riket = beside_riket(progress, entry)
    return [
        *([] if progress.approximate else beside(progress)),
        *([f"Riket sedan {progress.baseline_year}: {riket}."] if riket else []),
        *([f"Beror på basåret: {progress.base_note}."] if progress.depends_on_base else []),
    ]


def cell(progress: Progress, entry: Indicator) -> list[Element | str]:
    """Verdict, what is left, and in small what must be read with it."""
    small = [element("Span", words, className="small goal-beside") for words in remarks(progress, entry)]
    return [signals.mark(mark(progress)), *left(progress, entry), *small]


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
    """`+0,6 om året, +0,4 krävs (130 %)`; None where there is no pace, or where it may be chance.

    What is required is never said of a measure of a part of a goal, nor how large a share of it once the level is reached.
    """
    observed, required, share = progress.observed_pace, progress.required_pace, progress.pace_share
    if observed is None or progress.status not in PACED:
        return None
    pace = f"{_advance(observed, entry)} om året"
    if required is None or required <= 0 or progress.approximate or progress.status in REACHED:
        return pace
    of_it = f" ({formats.number(share * 100, 0)}{formats.HARD_SPACE}%)" if share is not None and share > 0 else ""
    return f"{pace}, {_advance(required, entry)} krävs{of_it}"


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


def beside(progress: Progress) -> list[str]:
    """What must be read with a verdict: its reason, how many people the distance is, and when the level is reached."""
    sentences = []
    if progress.reason and progress.distance is not None:
        sentences.append(f"{progress.reason[0].upper()}{progress.reason[1:]}.")
    if progress.persons:
        sentences.append(f"Avståndet är ungefär {formats.number(progress.persons, 0)} personer, enligt vår beräkning.")
    if progress.year_at_pace:
        sentences.append(f"I dagens takt nås nivån {progress.year_at_pace}.")
    return sentences


def parts(verdicts: Iterable[Progress]) -> str:
    """`3 åt rätt håll, 1 utan säker förändring`: what the measures of parts of a goal do; empty where there are none."""
    found = Counter(PARTS[one.status] for one in verdicts)
    return ", ".join(f"{found[word]} {word}" for word in ORDER if word in found)


def outcome(goal: Goal) -> signals.Mark | None:
    """How a goal ended by the actor's own account: `Målet nåddes inte 2020`; None where nobody has said."""
    if goal.outcome is None:
        return None
    shape, word, colour = signals.GOALS["met" if goal.outcome.reached else "not_met"]
    return (shape, f"{word} {goal.outcome.year}", colour)
