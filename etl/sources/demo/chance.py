"""The demo's chance: generators by name, scatter that is larger where fewer persons are counted, and shifts at breaks."""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.contract.catalogue import Break, Indicator
from etl.contract.codes import Unit
from etl.sources.demo.profiles import Profile

Floats = NDArray[np.float64]

SHARES: Final = frozenset({Unit.PERCENT, Unit.YES_NO, Unit.ORDINAL})
MOST_OF_THEM_THE_SAME: Final = 0.6
"""From year to year most persons that are counted are the same, so values differ less than between random samples."""

LARGEST: Final = 0.6
SHIFT: Final = (0.5, 0.4)
"""At a break: least and further size of the shift that all kommuner share, in standard deviations between kommuner."""


def generator(name: str) -> np.random.Generator:
    """The same random numbers for the same name, everywhere."""
    return np.random.default_rng(zlib.crc32(f"demo {name}".encode()))


def answering(size: Floats) -> Floats:
    """How many persons of a kommun of `size` inhabitants have answered a survey: a tenth of them, 200-1500."""
    return np.clip(size / 10, 200, 1_500)


def scatter(size: Floats, indicator: Indicator, profile: Profile) -> Floats:
    """One standard deviation from year to year on the scale of the link, by kommun: as of that many persons."""
    if indicator.unit in SHARES:
        share = profile.level / 100
        counted = answering(size) if indicator.survey else size * profile.persons / 1000
        deviation = 1 / np.sqrt(counted * share * (1 - share))
    elif indicator.unit is Unit.PERCENTAGE_POINTS:
        deviation = 100 * np.sqrt(0.25 / (size * profile.persons / 1000))
    elif indicator.unit is Unit.PARITY_RATIO:
        deviation = 1 / np.sqrt(size * profile.persons / 1000)
    else:
        per_inhabitant = profile.level / (100_000 if indicator.unit is Unit.PER_100000 else 1000)
        deviation = 1 / np.sqrt(size * per_inhabitant)
    least = LARGEST if indicator.unit is not Unit.PERCENTAGE_POINTS else profile.spread
    return np.minimum((1.0 if indicator.survey else MOST_OF_THEM_THE_SAME) * deviation, least)


def shifts(kin: str, breaks: Sequence[Break], years: Sequence[int], kommuner: int) -> Floats:
    """What breaks add by year and kommun, in standard deviations: one step for all, and a little of each kommun's own."""
    moved = np.zeros((len(years), kommuner))
    for one in breaks:
        rng = generator(f"break {kin} {one.period}")
        least, further = SHIFT
        common = rng.choice([-1.0, 1.0]) * (least + further * rng.random())
        moved[np.array(years) >= int(one.period[:4])] += common + 0.1 * rng.standard_normal(kommuner)
    return moved
