"""Which cells of a number of persons and of the shares of them are hidden.

The rules are our own. Whatever the source:

- A number of persons from 1 to 4 is hidden. Zero is shown: it tells of nobody.
- A rate per inhabitant is hidden where its number of persons, which anyone can work out, is (`rates`).
- Others are hidden until none of these can be worked out from sexes, kommuner, län and riket (`complement`).
- A share is hidden where its number of persons is hidden or missing: shares are unrounded, and 8/23 gives the 23 away.

That is all where the source publishes its values openly (`Protection.SOURCE`): a share is never hidden for how many have the
property, since that removes low results only. Strictly (`Protection.STRICT`) also:

- A share is hidden where it rests on 20 persons or fewer, or where 5 or fewer have the property or 5 or fewer lack it. So 0 and
  100 % are hidden as well: either says the same of everyone in the group.
- Parts of the same persons and their whole (`PARTITIONS`) are hidden together: a part is never more than its whole.
- Shares are hidden until none of these can be worked out.

What the source lacks is taken as known where sums give it away, as unknown elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.contract.codes import Protection
from etl.contract.persons import FEWEST_PERSONS, MOST_FEW
from etl.disclosure.complement import WIDTH, Counts, Floats, Mask, Relations, complement, completed, sound, unknown
from etl.disclosure.grid import Grid, levels_of, relations_of
from etl.disclosure.kept import Beside, Kept, beside

PROPERTY_LIMIT: Final = 5
"""A share is hidden where so many or fewer have the property, or lack it."""

PARTITIONS: Final = ((("etab_arbete", "etab_studier"), "etab_arb_el_stud"),)
"""Indicators that share the same persons out: (parts, whole). Work and studies need not sum to work or studies, but nearly do."""


@dataclass(frozen=True)
class Hiding:
    """The cells, flat, that are hidden for themselves (`small`), and all that are (`every`)."""

    small: Mask
    every: Mask


@dataclass(frozen=True)
class Group:
    """A number of persons, and by indicator what proportion of them have a property (0 to 1): flat, NaN where missing.

    `kept` is what kept versions tell of the same numbers, `width` how many persons the interval of a hidden one must span.
    """

    grid: Grid
    persons: Floats
    proportions: Mapping[str, Floats]
    kept: Sequence[Kept] = ()
    width: float = WIDTH


def hidings_of(group: Group, protection: Protection = Protection.SOURCE) -> tuple[Hiding, dict[str, Hiding]]:
    """What is hidden of the number of persons, and of the share by indicator.

    The second includes all shares of which the reader is not told of how many persons they are.
    """
    relations = sound(np.round(group.persons), relations_of(group.grid))
    persons = _persons(group)
    few = _few(persons.value)
    numbers = Hiding(few, _every(group, persons, few))
    uncounted = unknown(persons.value, numbers.every, relations)
    everyone = completed(persons.value, relations)
    if protection is Protection.SOURCE:
        hiding = Hiding(_few(everyone), _few(everyone) | uncounted)
        return numbers, dict.fromkeys(group.proportions, hiding)
    counts = {name: _having(group, everyone, uncounted, proportion) for name, proportion in group.proportions.items()}
    small = {name: _small(each.value, everyone) | uncounted for name, each in counts.items()}
    every = _settled(counts, {name: small[name] & ~np.isnan(each.value) for name, each in counts.items()}, relations)
    return numbers, {name: Hiding(small[name], every[name] | uncounted) for name in counts}


def _every(group: Group, persons: Counts, few: Mask) -> Mask:
    """All numbers of persons that are hidden: those of few, those that a kept version hides, and what covers for them."""
    held = beside(persons.value, relations_of(group.grid), group.kept)
    counts = _held(persons, few, held)
    hidden = np.concatenate([few | held.hidden, np.zeros(len(held.rests), dtype=np.bool_)])
    return complement(counts, hidden, sound(counts.value, held.relations))[: group.grid.size]


def _held(persons: Counts, few: Mask, held: Beside) -> Counts:
    """The numbers and the rests; what a kept version shows covers for nothing, and what one hides may be zero today."""
    low = np.where(held.hidden & (persons.value == 0), 0.0, persons.low)
    return Counts(
        held.extended(persons.value, held.rests),
        held.extended(low, held.rests),
        held.extended(persons.high, held.rests),
        held.extended(np.where(held.shown & ~few, low, persons.limit), held.rests),
        held.extended(persons.level.astype(float), 0).astype(np.int64),
        held.extended(persons.size, held.rests),
        persons.width,
    )


def _few(persons: Floats) -> Mask:
    return _mask((persons > 0) & (persons < FEWEST_PERSONS))


def _mask(cells: Mask) -> Mask:
    return np.asarray(cells, dtype=np.bool_)


def _persons(group: Group) -> Counts:
    """Since a zero is shown, anyone knows that a hidden number is 1 at least."""
    persons = np.round(group.persons)
    boundless = np.full_like(persons, np.inf)
    return Counts(persons, np.ones_like(persons), boundless, boundless, levels_of(group.grid), persons, group.width)


def _having(group: Group, persons: Floats, uncounted: Mask, proportion: Floats) -> Counts:
    """How many have the property; nobody of nobody, though the source then has no share."""
    having = np.where(persons == 0, 0, np.round(proportion * persons))
    limit = np.fmax(persons, having)
    high = np.where(uncounted, np.inf, limit)
    return Counts(having, np.zeros_like(persons), high, limit, levels_of(group.grid), persons, group.width)


def _small(having: Floats, persons: Floats) -> Mask:
    """Where a share rests on too few persons, or tells of too few."""
    few = (persons <= MOST_FEW) | (np.minimum(having, persons - having) <= PROPERTY_LIMIT)
    return _mask((persons > 0) & few & ~np.isnan(having))


def _settled(counts: Mapping[str, Counts], hidden: dict[str, Mask], relations: Relations) -> dict[str, Mask]:
    """Cover within each share and between parts and wholes, until neither asks for more."""
    while True:
        covered = {name: complement(counts[name], mask, relations) for name, mask in hidden.items()}
        hidden = _with_parts(counts, covered)
        if all(np.array_equal(hidden[name], covered[name]) for name in hidden):
            return hidden


def _with_parts(counts: Mapping[str, Counts], hidden: Mapping[str, Mask]) -> dict[str, Mask]:
    """Hide all parts and their whole where any of them is hidden, as far as they have a value."""
    found = dict(hidden)
    for parts, whole in PARTITIONS:
        members = [name for name in (*parts, whole) if name in counts]
        touched = np.any([hidden[name] for name in members], axis=0) if members else np.False_
        found |= {name: hidden[name] | (touched & counts[name].hideable) for name in members}
    return found
