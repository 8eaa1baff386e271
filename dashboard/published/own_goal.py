"""A goal that a reader tries in the address: what it says, and how places stand against it by the same rules as documented goals.

Nothing of it is kept. `minst:75:2030:2020` is kind, level, target year and base year; a part that a kind lacks is left empty,
as in `over-riket::2030:2020`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dashboard import formats
from dashboard.published import queries
from dashboard.published.goals import Progress
from etl.contract.catalogue import Indicator
from etl.contract.codes import Unit
from etl.contract.goal import ON_BASE, GoalKind, Measure
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.derive.grid import Grid, grid_of
from etl.signals import target
from etl.signals.courses import INHABITANTS, Courses, SeriesOf
from etl.signals.fitness import refusal, target_of

KINDS: Final = {
    "minst": GoalKind.AT_LEAST,
    "hogst": GoalKind.AT_MOST,
    "over-riket": GoalKind.ABOVE_RIKET,
    "under-riket": GoalKind.BELOW_RIKET,
    "i-niva-med-riket": GoalKind.EQUAL_RIKET,
    "minska-med": GoalKind.REDUCE_BY_SHARE,
    "halvera-skillnaden": GoalKind.GAP_HALVED,
}
WORDS: Final = {
    GoalKind.AT_LEAST: "minst",
    GoalKind.AT_MOST: "högst",
    GoalKind.ABOVE_RIKET: "över riket",
    GoalKind.BELOW_RIKET: "under riket",
    GoalKind.EQUAL_RIKET: "i nivå med riket",
    GoalKind.REDUCE_BY_SHARE: "minska med",
    GoalKind.GAP_HALVED: "halvera skillnaden mellan inrikes och utrikes födda",
}
LEVELLED: Final = (GoalKind.AT_LEAST, GoalKind.AT_MOST, GoalKind.REDUCE_BY_SHARE)
MARKED: Final = "eget mål, inget dokument"
PARTS: Final = 4
FIRST_YEAR, LAST_YEAR = 1990, 2100
LEVEL: Final = re.compile(r"[-−]?[0-9]{1,7}(?:[.,][0-9]{1,3})?\Z", re.ASCII)
YEAR: Final = re.compile(r"[0-9]{4}\Z", re.ASCII)
ALLOWED: Final = (
    "Ett mål i adressen skrivs mal=slag:nivå:målår:basår, till exempel minst:75:2030:2020 eller over-riket::2030:2020. "
    f"Slagen är {', '.join(KINDS)}. Åren är {FIRST_YEAR}–{LAST_YEAR}."
)


class OwnGoalError(ValueError):
    """The text is no goal; the message says in Swedish why."""


@dataclass(frozen=True)
class OwnGoal:
    """A reader's goal: `level` in the indicator's unit, of `minska-med` in per cent."""

    kind: GoalKind
    level: float | None
    year: int | None
    base: int | None

    @property
    def measure(self) -> Measure:
        """What it is about."""
        return Measure.GAP if self.kind is GoalKind.GAP_HALVED else Measure.LEVEL

    @property
    def address(self) -> str:
        """As it stands in an address."""
        kind = next(name for name, known in KINDS.items() if known is self.kind)
        level = "" if self.level is None else f"{self.level:.3f}".rstrip("0").rstrip(".")
        return f"{kind}:{level.replace('.', ',')}:{self.year or ''}:{self.base or ''}"

    def words(self, entry: Indicator) -> str:
        """`Minst 75 % år 2030, räknat från 2020`."""
        said = WORDS[self.kind]
        level = "" if self.level is None else f" {_written(self.level, entry, self.kind)}"
        by = f" år {self.year}" if self.year else ""
        return f"{said[0].upper()}{said[1:]}{level}{by}{f', räknat från {self.base}' if self.base else ''}"


def _written(level: float, entry: Indicator, kind: GoalKind) -> str:
    """A level with the decimals that it was given."""
    text = formats.number(level, len(f"{level:.3f}".rstrip("0").partition(".")[2]))
    per_cent = kind is GoalKind.REDUCE_BY_SHARE or entry.unit is Unit.PERCENT
    return f"{text}{formats.HARD_SPACE}%" if per_cent else text


def read(text: str, entry: Indicator) -> OwnGoal:
    """The goal that a text says, for an indicator.

    Raises:
        OwnGoalError: a part can't be understood, is missing, or is out of range.

    """
    parts = [part.strip() for part in text.split(":")]
    if len(parts) > PARTS or parts[0] not in KINDS:
        raise OwnGoalError("slaget finns inte" if parts[0] not in KINDS else "det har fler än fyra delar")
    kind = KINDS[parts[0]]
    level, year, base = (*parts[1:], "", "", "")[:3]
    goal = OwnGoal(kind, _level(level, kind, entry), _year(year, "målåret"), _year(base, "basåret"))
    if goal.base is None and kind in ON_BASE:
        raise OwnGoalError("det behöver ett basår")
    if goal.base and goal.year and goal.base >= goal.year:
        raise OwnGoalError("basåret måste vara före målåret")
    return goal


def _level(text: str, kind: GoalKind, entry: Indicator) -> float | None:
    if kind not in LEVELLED:
        if text:
            raise OwnGoalError("slaget har ingen nivå")
        return None
    if not LEVEL.match(text):
        raise OwnGoalError("nivån ska vara ett tal, som 75 eller 75,5")
    level = float(text.replace(",", ".").replace("−", "-"))
    share = kind is GoalKind.REDUCE_BY_SHARE
    low, high = (0.0, 100.0) if share else (entry.minimum, entry.maximum)
    if (low is not None and level < low) or (high is not None and level > high):
        span = f"{formats.number(low or 0, 0)} och {formats.number(high, 0)}" if high is not None else ""
        raise OwnGoalError(f"nivån ska ligga mellan {span}" if span else f"nivån ska vara minst {formats.number(low or 0, 0)}")
    return level


def _year(text: str, name: str) -> int | None:
    if not text:
        return None
    if not YEAR.match(text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise OwnGoalError(f"{name} ska vara ett år mellan {FIRST_YEAR} och {LAST_YEAR}")
    return int(text)


def judged(snapshot: Snapshot, entry: Indicator, goal: OwnGoal, sex: str, codes: Iterable[str]) -> dict[str, Progress]:
    """By region, the verdict with its numbers: the same functions as the published verdicts', on the same published values."""
    refused = refusal(entry, goal.measure)
    if refused is not None:
        return {code: _shown(target.Progress(target.TargetStatus.CANNOT_BE_MEASURED, refused), goal, sex) for code in codes}
    wanted = target_of(entry, (goal.kind, goal.measure, goal.level), stated=goal.base, adopted=None, by=goal.year)
    pair = snapshot.catalogue.indicator(entry.pair or "")
    courses = Courses.of(SeriesOf(_grids(snapshot, entry.id)), (entry, pair), wanted, (sex, ()))
    known = queries.regions(snapshot)
    return {code: _shown(courses.progress(code, known[code].type), goal, sex) for code in codes}


def _shown(found: target.Progress, goal: OwnGoal, sex: str) -> Progress:
    own = {name: value for name, value in found._asdict().items() if name in Progress._fields}
    status = {"sex": sex, "status": found.status.value, "approximate": False, "limit": goal.level, "target_year": goal.year}
    return Progress(**{**own, **status})


@remembered(4)
def _grids(snapshot: Snapshot, indicator: str) -> dict[str, Grid]:
    """What an indicator's goals are measured with."""
    entry = snapshot.catalogue.indicator(indicator)
    names = {indicator, (entry.pair if entry else None) or indicator, INHABITANTS}
    return {name: grid_of(snapshot.observations(name)) for name in names if snapshot.catalogue.indicator(name) is not None}
