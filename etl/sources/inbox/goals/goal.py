"""One row of the goals' sheet as a goal of the catalogue's model, with what is wrong and what is odd in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Final

from etl.contract.catalogue import FocusArea, Indicator
from etl.contract.codes import Direction, Unit
from etl.contract.goal import VALUED, Evidence, Goal, GoalKind, Measure
from etl.sources.inbox.faults import Fault
from etl.sources.inbox.form import TEXT_LENGTH
from etl.sources.inbox.goals import cells
from etl.sources.inbox.goals.cells import Answers, WrongError
from etl.sources.inbox.goals.head import slug
from etl.sources.inbox.goals.sheets import FITS, KINDS, NO_MEASURE, WHOLE, Kind, Known, folded
from etl.sources.inbox.grid import Cell

WHY_NO_MEASURE: Final = "Den som lämnade målet har inte angett något mått."
KIND_ALLOWED: Final = f"Tillåtet: {', '.join(KINDS)}."
FIT_ALLOWED: Final = f"Tillåtet: {' eller '.join(FITS)}."
ABSOLUTE: Final = (GoalKind.AT_LEAST, GoalKind.AT_MOST, GoalKind.BOTH_AT_LEAST)


@dataclass(frozen=True)
class Entered:
    """A row: its goal, None where something is wrong, the focus area it names, and what is odd."""

    row: int
    goal: Goal | None
    area: FocusArea | None
    warnings: tuple[Fault, ...]


def entered(row: int, answers: Answers, known: Known) -> Entered:
    """The goal of a row; what is wrong with it is among the answers' faults."""
    words = answers.read("text", cells.text)
    area = answers.read("area", partial(_area, known))
    kind = answers.read("kind", _kind)
    measure = answers.read("measure", partial(_measure, known))
    fit = answers.read("fit", _fit)
    entry = measure if isinstance(measure, Indicator) else None
    level = answers.read("level", partial(cells.level, unit=_unit(kind, entry)))
    base, target = answers.read("base", cells.year), answers.read("target", cells.year)
    source = answers.read("source", cells.text)
    _check_together(answers, kind, entry, level)
    if base is not None and target is not None and base >= target:
        answers.refuse("target", f"Målåret måste vara efter basåret, som är {base}. Rätta ett av dem.")
    if answers.faults or kind is None or words is None or source is None:
        return Entered(row, None, area, ())
    goal = Goal(
        id=slug(words, "mal"),
        area=area.id if area else None,
        text=words,
        stated_as="direction" if kind.kind is GoalKind.DIRECTION_ONLY else "goal",
        kind=kind.kind,
        indicators=(entry.id,) if entry else (),
        indicator_evidence=Evidence.INFERRED if entry else None,
        fit=None if entry is None else "direct" if fit == WHOLE else "partial",
        why_no_indicator=None if entry else WHY_NO_MEASURE,
        measure=kind.measure,
        value=level,
        baseline_year=base,
        target_year=target,
        evidence=Evidence.DOCUMENTED,
        source=source,
    )
    return Entered(row, goal, area, tuple(_odd(answers, goal, entry)))


def _check_together(answers: Answers, kind: Kind | None, entry: Indicator | None, level: float | None) -> None:
    """What one cell must be, given another."""
    if entry is not None and not answers.filled("fit"):
        answers.refuse("fit", f"Cellen är tom. Säg om måttet visar hela målet eller en del av det. {FIT_ALLOWED}")
    if kind is None:
        return
    if kind.kind in VALUED and not answers.filled("level"):
        answers.refuse("level", f"Cellen är tom. Typen av mål kräver en nivå. {cells.LEVEL_ALLOWED}")
    if kind.kind not in VALUED and answers.filled("level"):
        answers.refuse("level", "Typen av mål har ingen nivå. Töm cellen, eller välj en typ med nivå.")
    if kind.kind is GoalKind.REDUCE_BY_SHARE and level is not None and not 0 < level <= 100:
        answers.refuse("level", "Tillåtet: hur många procent som ska bort, mer än 0 och högst 100.")
    if entry is not None and kind.measure is Measure.GAP and entry.pair is None:
        answers.refuse("measure", "Måttet finns inte för inrikes födda, så inget gap. Välj ett annat mått eller en annan typ.")
    by_sex = kind.measure is Measure.SEX_GAP or kind.kind is GoalKind.BOTH_AT_LEAST
    if entry is not None and by_sex and not entry.sex_split:
        answers.refuse("measure", "Måttet är inte uppdelat på kvinnor och män. Välj ett annat mått eller en annan typ av mål.")


def _unit(kind: Kind | None, entry: Indicator | None) -> Unit | None:
    """What the level is in."""
    if kind is not None and kind.kind is GoalKind.REDUCE_BY_SHARE:
        return Unit.PERCENT
    return entry.unit if entry else None


def _odd(answers: Answers, goal: Goal, entry: Indicator | None) -> Iterator[Fault]:
    if entry is None:
        return
    low, high = entry.minimum, entry.maximum
    if goal.value is not None and goal.kind in ABSOLUTE and not _within(goal.value, low, high):
        scale = f"från {low:g}" + ("" if high is None else f" till {high:g}") if low is not None else f"till {high:g}"
        yield answers.cells["level"].fault(f"Nivån ligger utanför måttets skala, {scale}. Stämmer den?")
    if goal.kind is GoalKind.DIRECTION_ONLY and entry.direction is Direction.NEUTRAL:
        yield answers.cells["measure"].fault("Måttet har ingen riktning som är den rätta, så målet kan inte följas.")


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _kind(cell: Cell) -> Kind:
    found = next((kind for name, kind in KINDS.items() if folded(name) == folded(cell.text)), None)
    if found is None:
        raise WrongError(KIND_ALLOWED)
    return found


def _fit(cell: Cell) -> str:
    found = next((fit for fit in FITS if folded(fit) == folded(cell.text)), None)
    if found is None:
        raise WrongError(FIT_ALLOWED)
    return found


def _area(known: Known, cell: Cell) -> FocusArea:
    found = known.area(cell.text)
    if found is None:
        raise WrongError(f"Tillåtet: {', '.join(area.title for area in known.catalogue.focus_areas)}.")
    return found


def _measure(known: Known, cell: Cell) -> Indicator | str:
    if folded(cell.text) == folded(NO_MEASURE):
        return NO_MEASURE
    found = known.indicator(cell.text)
    if found is None:
        titles = [entry.title for entry in known.catalogue.indicators]
        close = get_close_matches(cell.text[:TEXT_LENGTH], titles, n=3, cutoff=0.5)
        near = f" Närmast: {'; '.join(close)}." if close else ""
        raise WrongError(f"Måttet finns inte. Tillåtet: ett mått ur bladet Mått, eller {NO_MEASURE}.{near}")
    return found
