"""Which cells of what a kommun reports of validation are hidden: one type at a time, quarter after quarter.

Anyone knows how the cells hang together: both steps add up to the stock; opening stock + inflow − outcomes = closing stock, and
what one quarter closes with the next opens with; nobody goes back from the second step to the first, so those who wait are never
more than those who waited before and the inflow. So a number of persons from 1 to 4 is hidden together with what could give it
away, and for every hidden cell another table fits all that is shown and in which it is at least `WIDTH` persons higher or lower:

- Stock: where a step is small both are hidden. Their sum stays if each step could be anything from 0 to `WIDTH` or more.
- Where the sum is hidden, inflow and all outcomes are, of that quarter and the next: as many more could have come and gone.
- Inflow and outcomes: with a small outcome others are hidden, enough to share out what they sum to in other ways, else the
  inflow, as both could be higher by the same. All outcomes together are hidden where the inflow is, and only there. A quarter
  that opened with 1 to 4 persons hides them all: they are how one works that out.
- Once the steps are hidden they stay so until all who wait could be new: else they would tell how many waited before.
- All alike: where all who left had the same outcome, no outcome is shown: else everyone's would be known. Nor are women and men
  where all who had an outcome are of the same sex.
- Women and men: either of both small hides both. Only those who leave are told by sex. Each leaves once, so whether one of them
  was a woman or a man changes no other number; by stock or inflow it would, in every quarter of the wait.

Every rule looks back only, so a new quarter never changes what is shown of an older one. What an earlier version has hidden stays
hidden, and a quarter that was revised and of which anything is hidden is hidden whole: the old numbers are known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from etl.contract.codes import Sex

SMALL: Final = range(1, 5)
"""Numbers of persons that are never shown."""

WIDTH: Final = 5
BOUNDLESS: Final = 10**9

ALL: Final = "ALLA"
WAITING, UNDER_WAY = "S1_VANTAR", "S2_PAGAR"
STEPS: Final = (WAITING, UNDER_WAY)
STOCK, INFLOW, LEFT = "stock", "inflow", "left"
OUTCOMES: Final = ("recognised", "partly_recognised", "refused", "discontinued")
COUNTED: Final = (STOCK, INFLOW, LEFT, *OUTCOMES)


class Cell(NamedTuple):
    """A number of persons in a quarter of a type."""

    measure: str
    step: str = ALL
    sex: str = Sex.TOTAL.value


TOTAL_STOCK: Final = Cell(STOCK)
STEP_STOCKS: Final = tuple(Cell(STOCK, step) for step in STEPS)
OUTCOME_CELLS: Final = tuple(Cell(outcome) for outcome in OUTCOMES)
FLOWS: Final = (Cell(INFLOW), *OUTCOME_CELLS)

Cells = frozenset[Cell]


@dataclass(frozen=True)
class Quarter:
    """What was reported of one type in one quarter: persons by cell, and by step those with whom the quarter opened."""

    period: str
    persons: Mapping[Cell, int]
    opening: tuple[int, int]


@dataclass(frozen=True)
class Past:
    """What earlier versions tell of a quarter: the cells they hid, and the numbers that they showed."""

    hidden: Cells = frozenset()
    shown: frozenset[tuple[Cell, float]] = frozenset()

    def revised(self, persons: Mapping[Cell, int]) -> bool:
        """Whether a number that was shown is another now."""
        return any(published(cell, persons[cell]) != value if cell in persons else True for cell, value in self.shown)


@dataclass(frozen=True)
class _Before:
    """What the quarter before leaves: what of it is hidden, who waited, and the most that anyone could think they were."""

    hidden: Cells = frozenset()
    most_waiting: int = BOUNDLESS
    steps_hidden: bool = False


@dataclass
class _Hiding:
    """The cells of one quarter as they are hidden one by one."""

    quarter: Quarter
    before: _Before
    hidden: set[Cell] = field(default_factory=set)

    def small(self, cell: Cell) -> bool:
        return self.quarter.persons[cell] in SMALL

    @property
    def most_waiting(self) -> int:
        persons = self.quarter.persons
        if STEP_STOCKS[0] not in self.hidden:
            return persons[STEP_STOCKS[0]]
        return BOUNDLESS if TOTAL_STOCK in self.hidden else min(persons[TOTAL_STOCK], self._most_now)

    @property
    def _most_now(self) -> int:
        return self.before.most_waiting + self.quarter.persons[Cell(INFLOW)]

    def stock(self) -> None:
        """Hide of the stock what is small, and what would give it away."""
        persons = self.quarter.persons
        tells_of_before = self.before.steps_hidden and persons[STEP_STOCKS[0]] > persons[Cell(INFLOW)]
        if self.small(TOTAL_STOCK):
            self.hidden.add(TOTAL_STOCK)
        if tells_of_before or self.hidden.intersection((TOTAL_STOCK, *STEP_STOCKS)) or any(map(self.small, STEP_STOCKS)):
            self.hidden.update(STEP_STOCKS)
            if min(persons[TOTAL_STOCK], self._most_now) < WIDTH:
                self.hidden.add(TOTAL_STOCK)

    def flows(self) -> None:
        """Hide of inflow and outcomes what is small, and what would give it or a hidden stock away."""
        if TOTAL_STOCK in self.hidden | self.before.hidden or sum(self.quarter.opening) in SMALL:
            self.hidden.update(FLOWS)
        self.hidden.update(filter(self.small, FLOWS))
        if self._all_alike(OUTCOME_CELLS):
            self.hidden.update(OUTCOME_CELLS)
        outcomes = [cell for cell in OUTCOME_CELLS if cell in self.hidden]
        if Cell(INFLOW) in self.hidden:
            self.hidden.update([] if outcomes else [self._smallest_outcome()])
        elif outcomes and not self._give_way(outcomes):
            self._cover(outcomes)
        if Cell(INFLOW) in self.hidden:
            self.hidden.add(Cell(LEFT))

    def _all_alike(self, cells: Sequence[Cell]) -> bool:
        """Whether everyone counted in several cells is in the same one of them."""
        return len(cells) > 1 and sum(self.quarter.persons[cell] > 0 for cell in cells) == 1

    def _give_way(self, outcomes: Sequence[Cell]) -> bool:
        """Whether the hidden outcomes leave each other room: none need be 0, and each could be `WIDTH` more than the least."""
        return len(outcomes) > 1 and sum(self.quarter.persons[cell] for cell in outcomes) - len(outcomes) >= WIDTH

    def _cover(self, outcomes: Sequence[Cell]) -> None:
        """Hide the smallest outcome that will do, or the smallest ones together, or else the inflow."""
        shown = [cell for cell in OUTCOME_CELLS if cell not in self.hidden and self.quarter.persons[cell] > 0]
        shown.sort(key=self.quarter.persons.__getitem__)
        choices = [*([cell] for cell in shown), *(shown[:number] for number in range(2, len(shown) + 1))]
        self.hidden.update(next((more for more in choices if self._give_way([*outcomes, *more])), [Cell(INFLOW)]))

    def _smallest_outcome(self) -> Cell:
        """Of the outcomes that anyone has, or else of all."""
        persons = self.quarter.persons
        return min(OUTCOME_CELLS, key=lambda cell: (persons[cell] == 0, persons[cell]))

    def sexes(self) -> None:
        """Hide women and men where either are few or all, or where both together are hidden."""
        for outcome in OUTCOMES:
            pair = [cell for cell in self.quarter.persons if cell.measure == outcome and cell.sex != Sex.TOTAL]
            telling = any(map(self.small, pair)) or self._all_alike(pair)
            if telling or Cell(outcome) in self.hidden or self.hidden.intersection(pair):
                self.hidden.update(pair)


def published(cell: Cell, persons: int) -> float:
    """The number as it is shown: women and men to the nearest 5."""
    return float(persons if cell.sex == Sex.TOTAL else 5 * ((persons + 2) // 5))


def hidden_cells(quarters: Sequence[Quarter], past: Mapping[str, Past]) -> list[Cells]:
    """What is hidden of a type's quarters, which follow one upon the other; `past` is by period.

    All cells of `COUNTED` are there for `T`, the stock by step too.
    """
    found = []
    before: _Before | None = None
    for quarter in quarters:
        known = past.get(quarter.period, Past())
        hiding = _hiding(quarter, before or _opened(quarter), set(known.hidden) & set(quarter.persons))
        if hiding.hidden and known.revised(quarter.persons):
            hiding = _hiding(quarter, hiding.before, set(quarter.persons))
        hidden = frozenset(hiding.hidden)
        found.append(hidden)
        before = _Before(hidden, hiding.most_waiting, STEP_STOCKS[0] in hidden)
    return found


def _opened(quarter: Quarter) -> _Before:
    """What is hidden of the quarter before, should it ever be reported."""
    return _Before(steps_hidden=any(persons in SMALL for persons in quarter.opening))


def _hiding(quarter: Quarter, before: _Before, hidden: set[Cell]) -> _Hiding:
    hiding = _Hiding(quarter, before, hidden)
    hiding.stock()
    hiding.flows()
    hiding.sexes()
    return hiding
