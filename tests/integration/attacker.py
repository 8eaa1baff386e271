"""An attacker of hidden cells: reads published tables, knows what adds up to what, and leaves the rest to linear programming.

It shares no code with what protects the tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from tests.random_tests import seed

WIDTH = 5
PATIENCE = 4
UNBOUNDED, ROUNDING = 1e6, 0.2
TOLERANCE = 1e-4
PARTS, WHOLE = ("N00971", "N00972"), "N00973"

Tables = Mapping[str, Sequence[tuple[Any, ...]]]
"""By KPI, rows of period, sex, region, value (NaN where there is none), status."""
Cell = tuple[object, ...]
"""Table and period, KPI, sex, region; equations join the versions of a table in a period, and nothing else."""


class Version(NamedTuple):
    """A table in one of several versions that are read side by side."""

    table: object
    number: int


@dataclass
class Knowledge:
    """What the attacker knows of numbers of persons: bounds, equations and inequalities."""

    low: dict[Cell, float] = field(default_factory=dict)
    high: dict[Cell, float] = field(default_factory=dict)
    equal: list[dict[Cell, float]] = field(default_factory=list)
    at_most: list[dict[Cell, float]] = field(default_factory=list)
    hidden: list[Cell] = field(default_factory=list)

    def bound(self, cell: Cell, low: float, high: float) -> None:
        self.low[cell], self.high[cell] = low, high

    def fixed(self, cell: Cell) -> bool:
        return cell in self.low and self.low[cell] == self.high[cell]

    def adds_up(self, whole: Cell, parts: Iterable[Cell]) -> None:
        terms = {whole: -1.0} | dict.fromkeys(parts, 1.0)
        if len(terms) > 1 and all(cell in self.low for cell in terms) and self.could_be_zero(terms):
            self.equal.append(terms)

    def could_be_zero(self, terms: Mapping[Cell, float]) -> bool:
        """Whether a sum may be right: where the source's own numbers show it to be wrong, nothing follows from it."""
        ends = [sorted((factor * self.low[cell], factor * self.high[cell])) for cell, factor in terms.items()]
        return sum(low for low, _ in ends) <= TOLERANCE and sum(high for _, high in ends) >= -TOLERANCE

    def never_more(self, part: Cell, whole: Cell) -> None:
        if part in self.low and whole in self.low and self.low[part] <= self.high[whole]:
            self.at_most.append({part: 1.0, whole: -1.0})


def learn(knowledge: Knowledge, name: object, tables: Tables, counted: str, *, strict: bool = True) -> None:
    """All that the published tables of a number of persons and its shares tell.

    Strictly, also how many have a property is to be found out; else only of how many persons a hidden share is.
    """
    rows = {kpi: [row for row in table if row[4] != "not_applicable"] for kpi, table in tables.items()}
    for period, sex, region, value, status in rows[counted]:
        _learn_number(knowledge, ((name, period), counted, sex, region), value, status)
    for kpi in [kpi for kpi in rows if kpi != counted]:
        for period, sex, region, *values in rows[kpi]:
            _learn_share(knowledge, ((name, period), kpi, sex, region), counted, values)
    if not strict:
        knowledge.hidden = [cell for cell in knowledge.hidden if cell[1] == counted]
    periods = sorted({row[0] for row in rows[counted]})
    regions = sorted({row[2] for table in rows.values() for row in table})
    for period, kpi in product(periods, rows):
        _learn_sums(knowledge, ((name, period), kpi), regions)
    for period, sex, region in product(periods, "TKM", regions):
        parts = [((name, period), kpi, sex, region) for kpi in PARTS]
        knowledge.adds_up(((name, period), WHOLE, sex, region), parts)
        for part in parts:
            knowledge.never_more(part, ((name, period), WHOLE, sex, region))


def learn_versions(
    knowledge: Knowledge,
    name: object,
    versions: Sequence[Tables],
    truths: Sequence[Tables],
    counted: str,
    *,
    regions: bool = False,
) -> None:
    """All that several versions tell together to someone who even knows which numbers each has as the one before it has them.

    With `regions` that is known of whole regions: where any of its numbers differs, not which of those that are hidden.
    What an older version hid stays hidden, so such a number may be zero today.
    """
    for number, tables in enumerate(versions):
        learn(knowledge, Version(name, number), {counted: tables[counted]}, counted, strict=False)
    values = [{row[:3]: row[3] for row in truth[counted]} for truth in truths]
    cells = [
        {row[:3]: ((Version(name, number), row[0]), counted, *row[1:3]) for row in truth[counted]}
        for number, truth in enumerate(truths)
    ]
    hidden = set(knowledge.hidden)
    for old, new in pairwise(range(len(versions))):
        keys = values[old].keys() & values[new].keys()
        differing = {key for key in keys if values[old][key] != values[new][key] and not np.isnan(values[new][key])}
        revised = {(period, region) for period, _, region in differing} if regions else set()
        for key in keys:
            before, after = cells[old][key], cells[new][key]
            if before in hidden and after in hidden:
                knowledge.low[after] = 0
            known = values[old][key] == values[new][key] and (key[0], key[2]) not in revised
            if known and hidden.intersection((before, after)):
                knowledge.equal.append({before: 1.0, after: -1.0})


def _learn_number(knowledge: Knowledge, cell: Cell, value: float, status: str) -> None:
    """Zeros are shown: what is hidden is one at least."""
    if status == "suppressed":
        knowledge.hidden.append(cell)
        knowledge.bound(cell, 1, UNBOUNDED)
    else:
        knowledge.bound(cell, *((0, UNBOUNDED) if np.isnan(value) else (value, value)))


def _learn_share(knowledge: Knowledge, cell: Cell, counted: str, values: Sequence[Any]) -> None:
    """A hidden share is of the persons; a shown one, being unrounded, is an equation even where these are hidden."""
    value, status = values
    persons = (cell[0], counted, *cell[2:])
    if persons not in knowledge.low:
        knowledge.bound(persons, 0, UNBOUNDED)
    knowledge.bound(cell, 0, knowledge.high[persons])
    if status == "suppressed":
        knowledge.hidden.append(cell)
    if np.isnan(value):
        knowledge.at_most.append({cell: 1.0, persons: -1.0})
    elif knowledge.fixed(persons):
        having = round(value * knowledge.low[persons] / 100)
        knowledge.bound(cell, having, having)
    else:
        rounding = (*cell, "rounding")
        knowledge.bound(rounding, -ROUNDING, ROUNDING)
        knowledge.equal.append({cell: 1.0, rounding: 1.0, persons: -value / 100})


def _learn_sums(knowledge: Knowledge, table: tuple[object, str], regions: Sequence[str]) -> None:
    """Sums over sexes and regions; none for riket where its own published numbers show the source to be mistaken."""
    at = {(sex, region): (*table, sex, region) for sex in "TKM" for region in regions}
    kommuner = [region for region in regions if len(region) == 4]
    counties = [region for region in regions if len(region) == 2 and region != "00"]
    shown = [knowledge.low[at[sex, "00"]] for sex in "TKM" if knowledge.fixed(at.get((sex, "00"), ()))]
    mistaken = len(shown) == 3 and shown[0] != shown[1] + shown[2]
    for region in regions:
        if not (mistaken and region == "00"):
            knowledge.adds_up(at["T", region], (at["K", region], at["M", region]))
    for sex in "TKM":
        for county in counties:
            knowledge.adds_up(at[sex, county], [at[sex, kommun] for kommun in kommuner if kommun.startswith(county)])
        for parts in (kommuner, counties):
            if "00" in regions and not mistaken:
                knowledge.adds_up(at[sex, "00"], [at[sex, part] for part in parts])


class Attack:
    """The intervals of all hidden numbers: `low` and `high`, by place in `knowledge.hidden`."""

    def __init__(self, knowledge: Knowledge, width: int = WIDTH) -> None:
        self.knowledge, self.width = knowledge, width
        cells = list(knowledge.low)
        self.number = {cell: position for position, cell in enumerate(cells)}
        self.bounds = np.array([[knowledge.low[cell], knowledge.high[cell]] for cell in cells])
        self.free = np.flatnonzero(self.bounds[:, 0] < self.bounds[:, 1])
        self.equal, self.equal_to = self._system(knowledge.equal)
        self.at_most, self.at_most_to = self._system(knowledge.at_most)
        self._believe()
        self.wanted = np.array([self.number[cell] for cell in knowledge.hidden], dtype=int)
        self.block = np.unique([_block(cell) for cell in knowledge.hidden], return_inverse=True)[1]
        self.low, self.high = np.full(len(self.wanted), np.inf), np.full(len(self.wanted), -np.inf)

    def _system(self, rows: list[dict[Cell, float]]) -> tuple[csr_array, NDArray[np.float64]]:
        """Coefficients of the free numbers, and what the fixed ones leave on the right side; empty rows are dropped."""
        entries = [(position, self.number[cell], factor) for position, row in enumerate(rows) for cell, factor in row.items()]
        row, column, factor = (np.array(part) for part in zip(*entries, strict=True)) if entries else np.empty((3, 0))
        matrix = csr_array((factor, (row.astype(int), column.astype(int))), shape=(len(rows), len(self.bounds)))
        known = np.where(self.bounds[:, 0] == self.bounds[:, 1], self.bounds[:, 0], 0)
        left, right = matrix[:, self.free], -(matrix @ known)
        kept = np.diff(left.indptr) > 0
        return left[kept], right[kept]

    def _believe(self) -> None:
        """Leave out, of the sums that can't all be right, the fewest that make the others possible."""
        equal, at_most, bounds = self.equal, self.at_most, self.bounds[self.free]
        rows, more = equal.shape[0], at_most.shape[0]
        if not rows + more:
            return
        slack = hstack([eye_array(rows), -eye_array(rows), csr_array((rows, more))])
        loose = hstack([csr_array((more, 2 * rows)), -eye_array(more)])
        found = linprog(
            np.append(np.zeros(len(self.free)), np.ones(2 * rows + more)),
            A_eq=hstack([equal, slack]),
            b_eq=self.equal_to,
            A_ub=hstack([at_most, loose]) if more else None,
            b_ub=self.at_most_to if more else None,
            bounds=np.vstack([bounds, np.tile([0, np.inf], (2 * rows + more, 1))]),
        )
        assert found.status == 0, found.message
        wrong = found.x[len(self.free) :]
        kept = (wrong[:rows] < TOLERANCE) & (wrong[rows : 2 * rows] < TOLERANCE)
        self.equal, self.equal_to = equal[kept], self.equal_to[kept]
        kept = wrong[2 * rows :] < TOLERANCE
        self.at_most, self.at_most_to = at_most[kept], self.at_most_to[kept]

    def see(
        self, objective: NDArray[np.float64], more: csr_array | None = None, reach: NDArray[np.float64] | None = None
    ) -> None:
        """Take in the table, of all that could be the true one, in which the objective is least.

        The objective is in the free numbers and in others, bounded by `reach`, that `more` (at most zero) ties to them.
        """
        extra = 0 if reach is None else len(reach)
        at_most = [hstack([self.at_most, csr_array((self.at_most.shape[0], extra))]), *([] if more is None else [more])]
        found = linprog(
            objective,
            A_eq=hstack([self.equal, csr_array((self.equal.shape[0], extra))]),
            b_eq=self.equal_to,
            A_ub=vstack(at_most),
            b_ub=np.append(self.at_most_to, np.zeros(extra)),
            bounds=np.vstack([self.bounds[self.free], *([] if reach is None else [reach])]),
        )
        assert found.status == 0, found.message
        values = self.bounds[:, 0].copy()
        values[self.free] = found.x[: len(self.free)]
        self.low, self.high = np.minimum(self.low, values[self.wanted]), np.maximum(self.high, values[self.wanted])

    def look(self, chosen: NDArray[np.bool_]) -> None:
        """The least and the most of the sum of the chosen numbers."""
        objective = np.bincount(self.wanted[chosen], minlength=len(self.bounds))[self.free].astype(float)
        self.see(objective)
        self.see(-objective)

    def stretch(self, sign: int, weights: NDArray[np.float64]) -> None:
        """Move as many as possible of the narrow numbers `width` from where they have been seen: up or down, by the sign."""
        chosen = np.flatnonzero(self.narrow())
        limits = self.bounds[self.wanted[chosen]]
        if sign > 0:
            reach = np.column_stack([limits[:, 0], np.minimum(self.low[chosen] + self.width, limits[:, 1])])
        else:
            reach = np.column_stack([np.maximum(self.high[chosen] - self.width, limits[:, 0]), limits[:, 1]])
        position = np.searchsorted(self.free, self.wanted[chosen])
        rows, ones = np.arange(len(chosen)), np.full(len(chosen), float(sign))
        tied = csr_array((-ones, (rows, position)), shape=(len(chosen), len(self.free)))
        more = hstack([tied, csr_array((ones, (rows, rows)))])
        self.see(np.append(np.zeros(len(self.free)), -sign * weights[chosen]), more, reach)

    def narrow(self) -> NDArray[np.bool_]:
        """Hidden numbers not yet seen to span `width` persons, nor all that they could be of the persons published."""
        low, high = self.bounds[self.wanted].T
        whole = (self.low <= low + TOLERANCE) & (self.high >= high - TOLERANCE)
        return np.asarray((self.high - self.low < self.width - TOLERANCE) & ~whole)

    def run(self) -> list[str]:
        """The hidden numbers that are too closely known, each with its interval."""
        chance = np.random.default_rng(seed())
        self.look(np.full(len(self.wanted), fill_value=True))
        left = [len(self.wanted) + 1] * PATIENCE
        while 0 < self.narrow().sum() < left[-PATIENCE]:
            left.append(self.narrow().sum())
            self.stretch(1 if len(left) % 3 else -1, chance.uniform(0.5, 1, len(self.wanted)))
        waiting = self.narrow()
        while waiting.any():
            _, first = np.unique(np.where(waiting, self.block, -1), return_index=True)
            chosen = first[waiting[first]]
            self.look(np.isin(np.arange(len(waiting)), chosen))
            waiting[chosen] = False
            waiting &= self.narrow()
        return [
            f"{self.knowledge.hidden[position]}: {self.low[position]:g} to {self.high[position]:g}"
            for position in np.flatnonzero(self.narrow())
        ]


def _block(cell: Cell) -> str:
    """What a cell's equations stay within: a table and period, whatever the version."""
    match cell[0]:
        case (Version() as version, period):
            return repr((version.table, period))
        case block:
            return repr(block)
