"""What versions that are kept show and hide of the same persons, held beside the new values.

A reader can subtract one version from another. So what a kept version hides stays hidden, what one shows as it is today covers
for nothing, and each sum is also known less the parts that are unchanged. A number that a kept version hides is taken to be
unchanged wherever the sums allow it: that is the worst case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.disclosure.complement import Floats, Mask, Relations, joined


@dataclass(frozen=True)
class Kept:
    """Numbers of persons in a kept version by cell, flat: NaN where it shows none, and which it hides."""

    persons: Floats
    hidden: Mask


@dataclass(frozen=True)
class Beside:
    """Today's table as the kept versions make it known.

    `shown` are the cells that were last shown as they are today, `hidden` the others that any kept version hides.
    `relations` are today's and, in cells numbered on from today's, those with what is unchanged of a sum (`rests`).
    """

    hidden: Mask
    shown: Mask
    rests: Floats
    relations: Relations

    def extended(self, amounts: Floats, more: float | Floats) -> Floats:
        """Amounts by cell of the table, and more for the rests."""
        return np.concatenate([amounts, np.broadcast_to(more, self.rests.shape)])


def beside(persons: Floats, relations: Relations, kept: Sequence[Kept]) -> Beside:
    """The table with its relations and what the kept versions tell.

    `persons` are whole numbers, NaN where missing; so are those of `kept`, in the same cells, the oldest version first: of a
    number only what was said of it last counts.
    """
    hidden, shown = np.zeros(len(persons), dtype=np.bool_), np.zeros(len(persons), dtype=np.bool_)
    rests, systems = [np.empty(0)], [relations]
    end = len(persons)
    for one in kept:
        hidden |= one.hidden
        shown = ~one.hidden & np.where(np.isnan(one.persons), shown, one.persons == persons)
        rest, system = _differences(one, persons, relations, end)
        rests.append(rest)
        systems.append(system)
        end += len(rest)
    return Beside(hidden & ~shown & ~np.isnan(persons), shown, np.concatenate(rests), joined(systems))


def _differences(kept: Kept, persons: Floats, relations: Relations, start: int) -> tuple[Floats, Relations]:
    """What each sum with changed parts was without them, and that it is that and those parts today; rests begin at `start`."""
    same = (kept.persons == persons) | kept.hidden | (np.isnan(kept.persons) & np.isnan(persons))
    rest = kept.persons[relations.whole] - relations.parts_sum(np.where(same, 0, kept.persons))
    wanted = ~np.isnan(rest) & (relations.parts_sum(~same) > 0)
    number = np.cumsum(wanted) - 1
    of = wanted[relations.relation] & ~same[relations.part]
    count = int(wanted.sum())
    return rest[wanted], Relations(
        relations.whole[wanted],
        np.concatenate([number[relations.relation[of]], np.arange(count)]),
        np.concatenate([relations.part[of], np.arange(start, start + count)]),
    )
