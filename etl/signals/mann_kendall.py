"""The exact Mann-Kendall test for short series, ties included.

S counts the pairs in which the later value is higher less those in which it is lower. Its exact distribution is that of all
orders of the same values: equal values are placed as one block after another, and a block's pairs with those already placed
are distributed as in the Mann-Whitney test. Kendall (1975), Rank Correlation Methods, chapter 5.
"""

import functools
from collections import Counter

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mann_kendall(values: Floats) -> tuple[Floats, Floats]:
    """By series, S and the exact two-sided probability of a |S| as great as that, were the order of the values by chance.

    Args:
        values: by time and series, none missing.

    """
    score = np.zeros(values.shape[1])
    for at in range(len(values) - 1):
        score += np.sign(values[at + 1 :] - values[at]).sum(axis=0)
    chances = [probability(ties, abs(int(one))) for ties, one in zip(_ties(values), score.tolist(), strict=True)]
    return score, np.array(chances, dtype=np.float64)


def _ties(values: Floats) -> list[tuple[int, ...]]:
    """By series, how many times each distinct value occurs, in ascending order."""
    ordered = np.sort(values, axis=0)
    new = np.concatenate([np.ones((1, values.shape[1]), dtype=np.bool_), ordered[1:] != ordered[:-1]])
    distinct = (1,) * len(values)
    return [distinct if starts.all() else _runs(starts) for starts in new.T]


def _runs(starts: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(sorted(np.diff([*np.flatnonzero(starts), len(starts)]).tolist()))


@functools.lru_cache(maxsize=4096)
def probability(ties: tuple[int, ...], score: int) -> float:
    """The share of all orders whose |S| is at least `score`; `ties` says how many times each distinct value occurs."""
    orders = distribution(ties)
    return sum(count for other, count in orders.items() if abs(other) >= score) / sum(orders.values())


@functools.cache
def distribution(ties: tuple[int, ...]) -> dict[int, int]:
    """How many distinct orders give each S; `ties` as in `probability`."""
    orders, placed = {0: 1}, 0
    for block in ties:
        orders = _sums(orders, _between(placed, block))
        placed += block
    return orders


def _sums(first: dict[int, int], second: dict[int, int]) -> dict[int, int]:
    sums: Counter[int] = Counter()
    for one, many in first.items():
        for other, more in second.items():
            sums[one + other] += many * more
    return dict(sums)


@functools.cache
def _between(lower: int, higher: int) -> dict[int, int]:
    """S of the pairs between `lower` low and `higher` high values, over all orders: whichever comes last decides a step."""
    if not lower or not higher:
        return {0: 1}
    orders: Counter[int] = Counter()
    for score, count in _between(lower - 1, higher).items():
        orders[score - higher] += count
    for score, count in _between(lower, higher - 1).items():
        orders[score + lower] += count
    return dict(orders)
