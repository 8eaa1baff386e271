"""Where limits between classes go: the map's three methods and round steps, each from values to limits in rising order."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_WEIGHED = 290
"""Natural breaks weigh every way to cut: of more values than this, so many quantiles stand for all."""

ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def quantiles(known: Floats, count: int) -> list[float]:
    """Limits that leave equally many values in each class; fewer where values are tied.

    A lowest value that as many as a class share, often zero, is a class of its own: else it would swallow the classes above it.
    """
    crowded = bool(np.mean(known == known.min()) >= 1 / count)
    rest = known[known > known.min()] if crowded else known
    if not rest.size:
        return []
    wanted = count - crowded
    limits = np.unique(np.quantile(rest, np.arange(1, wanted) / wanted, method="higher"))
    above = [float(limit) for limit in limits if limit > rest.min()]
    return [float(rest.min()), *above] if crowded else above


def equal_steps(known: Floats, count: int) -> list[float]:
    """Limits at equal distances from the lowest value to the highest."""
    if known.min() == known.max():
        return []
    inner: list[float] = np.linspace(known.min(), known.max(), count + 1)[1:-1].tolist()
    return inner


def round_steps(known: Floats, count: int) -> list[float]:
    """Limits at round numbers that have nothing to do with the values' spread, such as 20, 40, 60 and 80 of shares up to 100.

    The step is the first of 1, 2, 2.5, 5 times a power of ten that covers the highest value from zero, or the whole range
    where there are values below it.
    """
    low, high = min(float(known.min()), 0.0), float(known.max())
    if high <= low:
        return []
    raw = (high - low) / count
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(float(times * power) for times in ROUND_STEPS if times * power >= raw * (1 - 1e-9))
    start = np.floor(low / step) * step
    limits = [round(float(start + step * at), 10) for at in range(1, count)]
    return [limit for limit in limits if limit <= high]


def natural_breaks(known: Floats, count: int) -> list[float]:
    """Limits that make the values within each class as alike as can be (Fisher's exact method, known as Jenks')."""
    values = np.unique(known) if known.size <= MOST_WEIGHED else np.unique(_thinned(known))
    if values.size <= count:
        return [float(value) for value in values[1:]]
    weights = np.diff(np.searchsorted(np.sort(known), [*values, np.inf])).astype(float)
    return [float(values[at]) for at in _cuts(_costs(values, weights), count)]


def _thinned(known: Floats) -> Floats:
    picked: Floats = np.quantile(known, np.linspace(0, 1, MOST_WEIGHED), method="nearest")
    return picked


def _costs(values: Floats, weights: Floats) -> Floats:
    """The weighted squares around the mean of every run of values, by first and last position; infinite where last < first."""
    number, total, squares = (
        np.concatenate([[0.0], np.cumsum(part)]) for part in (weights, weights * values, weights * values**2)
    )
    first, last = np.meshgrid(np.arange(values.size), np.arange(values.size), indexing="ij")
    run = [part[last + 1] - part[first] for part in (number, total, squares)]
    with np.errstate(invalid="ignore", divide="ignore"):
        costs = run[2] - run[1] ** 2 / run[0]
    return np.where(last >= first, costs, np.inf)


def _cuts(costs: Floats, count: int) -> list[int]:
    """The positions where the second and later classes begin, so that the costs of all are least."""
    best, begins = costs[0], []
    for _ in range(count - 1):
        ways = best[:-1, None] + costs[1:, :]
        begin = np.argmin(ways, axis=0)
        begins.append(begin + 1)
        best = ways[begin, np.arange(costs.shape[1])]
    cuts, last = [], costs.shape[1] - 1
    for begin in reversed(begins):
        cuts.append(int(begin[last]))
        last = cuts[-1] - 1
    return cuts[::-1]
