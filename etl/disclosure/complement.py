"""Complementary suppression of any table of counts whose cells add up: no hidden cell may follow from what is shown.

Cells are numbered from 0; arrays of shape (cells,) hold what is known of each, and `Relations` say which cells add up to which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

WIDTH: Final = 5.0
"""How many persons the interval of a hidden count must span, from one end to the other."""

CROWDED: Final = 2
"""How many times that the hidden parts of a sum of more than `CLOSE_PARTS` must be able to move: several draw on it."""

CLOSE_PARTS: Final = 2
ROUNDING: Final = 0.5
BOUNDLESS: Final = 1e9
STEPS: Final = 8
"""How many times what a relation says is carried on to the next."""


@dataclass(frozen=True)
class Relations:
    """Sums that anyone knows of: cell `whole[r]` is the sum of those `part` whose `relation` is r."""

    whole: Numbers
    relation: Numbers
    part: Numbers

    def parts_sum(self, amounts: NDArray[np.generic]) -> Floats:
        """For each relation the sum over its parts of an amount a cell."""
        return np.bincount(self.relation, weights=amounts[self.part], minlength=len(self.whole)).astype(np.float64, copy=False)

    def hold(self, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The relations that any of the cells is in."""
        return np.asarray(self.parts_sum(cells) + cells[self.whole] > 0)

    def cells(self, number: int) -> Numbers:
        """The parts of a relation, and after them its whole."""
        parts, starts = self._parts
        return np.append(parts[starts[number] : starts[number + 1]], self.whole[number])

    @cached_property
    def _parts(self) -> tuple[Numbers, Numbers]:
        """All parts in the order of their relations, and where those of each begin."""
        order = np.argsort(self.relation, kind="stable")
        return self.part[order], np.searchsorted(self.relation[order], np.arange(len(self.whole) + 1))


@dataclass(frozen=True)
class Counts:
    """The cells of one table of counts.

    `value` is NaN where the source has none; `low` and `high` are the least and the most that anyone could think it is, `limit`
    the most that it could truly be, known or not; `level` and `size` order the cells by how much is lost if they are hidden: the
    lowest level first, the smallest in it. `width` is how many persons a hidden interval must span.
    """

    value: Floats
    low: Floats
    high: Floats
    limit: Floats
    level: NDArray[np.int64]
    size: Floats
    width: float = WIDTH

    @cached_property
    def short(self) -> Mask:
        """Cells too close to a bound to cover for another on their own."""
        return np.minimum(self.value - self.low, self.limit - self.value) < self.width

    @cached_property
    def hideable(self) -> Mask:
        """Cells that are known and not fixed by their bounds: a zero that can only be zero covers for nothing."""
        return np.asarray((self.value >= self.low) & (self.limit > self.low), dtype=np.bool_)


def sums(cells: Numbers, whole: int, parts: Sequence[int]) -> Relations:
    """Relations along the last axis of an array of cell numbers: position `whole` is the sum of the positions `parts`."""
    wholes, members = cells[..., whole].ravel(), cells[..., list(parts)].reshape(-1, len(parts))
    return Relations(wholes, np.repeat(np.arange(len(wholes)), len(parts)), members.ravel())


def joined(relations: Sequence[Relations]) -> Relations:
    """All of them as one."""
    starts = np.cumsum([0, *(len(one.whole) for one in relations[:-1])])
    numbered = [one.relation + start for one, start in zip(relations, starts, strict=True)]
    return Relations(
        np.concatenate([one.whole for one in relations]),
        np.concatenate(numbered),
        np.concatenate([one.part for one in relations]),
    )


def completed(value: Floats, relations: Relations) -> Floats:
    """The values, filled in wherever all others of a relation are known; what follows only from filled ones included."""
    value = value.copy()
    while True:
        missing = np.isnan(value)
        lacking = relations.parts_sum(missing) + missing[relations.whole]
        filled = np.nan_to_num(value)
        rest = filled[relations.whole] - relations.parts_sum(filled)
        parts = (lacking[relations.relation] == 1) & missing[relations.part]
        value[relations.part[parts]] = rest[relations.relation[parts]]
        wholes = (lacking == 1) & missing[relations.whole]
        value[relations.whole[wholes]] = -rest[wholes]
        if not parts.any() and not wholes.any():
            return value


def unknown(value: Floats, hidden: Mask, relations: Relations) -> Mask:
    """The cells that the reader can't tell: those `hidden`, and those missing that no relation gives away."""
    missing = np.isnan(value)
    found = hidden | missing
    while True:
        last = relations.parts_sum(found) + found[relations.whole] == 1
        result = np.zeros_like(found)
        result[relations.part[last[relations.relation]]] = True
        result[relations.whole[last]] = True
        result &= found & missing & ~hidden
        if not result.any():
            return found
        found &= ~result


def sound(value: Floats, relations: Relations) -> Relations:
    """The relations without those that the values themselves break: nothing follows from a sum that is wrong."""
    kept = ~(np.abs(relations.parts_sum(value) - value[relations.whole]) > ROUNDING)
    new_index = np.cumsum(kept) - 1
    of = kept[relations.relation]
    return Relations(relations.whole[kept], new_index[relations.relation[of]], relations.part[of])


def complement(counts: Counts, hidden: Mask, relations: Relations) -> Mask:
    """The cells that are hidden once enough others are hidden to cover for `hidden`, which must hold cells with a value only.

    What couldn't be covered for even with all else hidden asks for no more: only what a kept version shows makes it so.

    In every relation in which a cell is hidden at least two are unknown, and what they sum to leaves each of them `width`
    persons to move in. A cell that the source lacks is as unknown to the reader as a hidden one, if no relation gives it away.
    """
    hidden = hidden.copy()
    missing = np.isnan(counts.value)
    full = replace(counts, value=completed(counts.value, relations), level=2 * counts.level + missing)
    hopeless = _pinned(full, hidden | full.hideable, unknown(counts.value, hidden | full.hideable, relations), relations)
    while True:
        unclear = unknown(counts.value, hidden, relations)
        covering = _cover(full, hidden, relations, _telling(full, hidden, unclear, relations))
        pinned = _pinned(full, hidden, unclear, relations) & ~hopeless
        if not covering and not _cover(full, hidden, relations, np.flatnonzero(relations.hold(pinned))):
            return hidden & ~missing


def _telling(counts: Counts, hidden: Mask, unclear: Mask, relations: Relations) -> Numbers:
    """The relations from which a hidden cell follows, wholly or too closely."""
    alone = relations.parts_sum(unclear) + unclear[relations.whole] < 2
    narrow = ~unclear[relations.whole] & (_room(counts, hidden, unclear, relations) < _needed(relations, counts.width))
    return np.flatnonzero(relations.hold(hidden) & (alone | narrow))


def _room(counts: Counts, hidden: Mask, unclear: Mask, relations: Relations) -> Floats:
    """How far the hidden parts of a known whole can move together, down or up, whichever is less."""
    value = np.nan_to_num(counts.value)
    missing = unclear & ~hidden
    unexplained = value[relations.whole] - relations.parts_sum(np.where(missing, 0, value))
    least = np.where(hidden, counts.low, np.where(unclear, 0, value))
    np.maximum.at(least, relations.whole, relations.parts_sum(least))
    down = relations.parts_sum(np.where(hidden, np.maximum(value - least, 0), 0)) + np.maximum(unexplained, 0)
    up = relations.parts_sum(np.where(unclear, np.nan_to_num(counts.limit - counts.value, nan=np.inf), 0))
    return np.minimum(down, up)


def _pinned(counts: Counts, hidden: Mask, unclear: Mask, relations: Relations) -> Mask:
    """The hidden cells that all relations together leave less than `width` persons to move in, and not all that they could be.

    Where they leave less than nothing the source contradicts itself, and nothing follows.
    """
    low = np.where(hidden, counts.low, np.where(unclear, 0, counts.value))
    high = np.where(unclear, np.nan_to_num(np.minimum(counts.high, BOUNDLESS), nan=BOUNDLESS), counts.value)
    least, most = low, high
    for _ in range(STEPS):
        before = least, most
        least, most = _narrowed(*before, relations)
        if np.array_equal(least, before[0]) and np.array_equal(most, before[1]):
            break
    return np.asarray(hidden & (most - least < counts.width) & (most >= least) & ((least > low) | (most < high)), dtype=np.bool_)


def _narrowed(least: Floats, most: Floats, relations: Relations) -> tuple[Floats, Floats]:
    """The bounds of each cell once each relation is held against the bounds of its other cells."""
    low, high = least.copy(), most.copy()
    all_least, all_most = relations.parts_sum(least), relations.parts_sum(most)
    np.maximum.at(low, relations.whole, all_least)
    np.minimum.at(high, relations.whole, all_most)
    of, part = relations.relation, relations.part
    np.maximum.at(low, part, least[relations.whole][of] - (all_most[of] - most[part]))
    np.minimum.at(high, part, most[relations.whole][of] - (all_least[of] - least[part]))
    return low, high


def _needed(relations: Relations, width: float) -> Floats:
    """The room that a relation must leave: more where many cells draw on it."""
    parts = np.bincount(relations.relation, minlength=len(relations.whole))
    return np.where(parts > CLOSE_PARTS, CROWDED * width, width)


def _cover(counts: Counts, hidden: Mask, relations: Relations, wanting: Numbers) -> bool:
    """Hide one more cell, in place, in each relation of `wanting` that shares none hidden just before; whether any was."""
    untouched = ~relations.hold(hidden)
    opened = np.bincount(relations.part, weights=untouched[relations.relation], minlength=len(hidden)).astype(np.float64)
    np.add.at(opened, relations.whole, untouched)
    fresh = np.zeros_like(hidden)
    for number in wanting:
        cells = relations.cells(number)
        if not fresh[cells].any():
            _hide_cheapest(counts, cells[counts.hideable[cells] & ~hidden[cells]], opened, fresh)
            hidden |= fresh
    return bool(fresh.any())


def _hide_cheapest(counts: Counts, candidates: Numbers, opened: Floats, fresh: Mask) -> None:
    """Mark the candidate of the lowest level that draws the fewest other relations in, covers alone, and is smallest."""
    if len(candidates):
        keys = (counts.size, counts.short, opened, counts.level)
        fresh[candidates[np.lexsort([key[candidates] for key in keys])[0]]] = True
