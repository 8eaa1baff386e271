"""The exact Mann-Kendall test for short series, ties included.

S counts the pairs in which the later value is higher less those in which it is lower. Its exact distribution is that of all
orders of the same values: equal values are placed as one block after another, and a block's pairs with those already placed
are distributed as in the Mann-Whitney test. Kendall (1975), Rank Correlation Methods, chapter 5.
"""

import functools
from collections import Counter
from collections.abc import Sequence
from itertools import combinations


def mann_kendall(values: Sequence[float]) -> tuple[int, float]:
    """S and the exact two-sided probability of a |S| as great as that, were the order of `values` by chance."""
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    ties = () if len(set(values)) == len(values) else tuple(sorted(Counter(values).values()))
    return score, probability(ties or (1,) * len(values), abs(score))


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
