"""The two levels behind a gap: those born in Sweden and abroad where the catalogue pairs them, or women and men."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.charts import dumbbell
from dashboard.published import queries
from dashboard.published.queries import Cube
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import Sex
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.rules import Floats

BY_ORIGIN = ("Inrikes födda", "Utrikes födda")
BY_SEX = ("Kvinnor", "Män")


@dataclass(frozen=True)
class Pair:
    """Two series to compare, each a cube and a sex; `turned` where the gap is the second less the first.

    A gap by origin is what the foreign-born lack, so that a positive one always means that they fare worse; one by sex is
    women less men, whichever way is better.
    """

    first: Cube
    first_sex: str
    second: Cube
    second_sex: str
    names: tuple[str, str]
    turned: bool

    @property
    def meaning(self) -> str:
        """What the difference is, in words."""
        first, second = self.names if not self.turned else self.names[::-1]
        return f"{first} minus {second.lower()}"

    def levels(self, region: str, period: str) -> tuple[float | None, float | None]:
        """Both levels of a region in a period."""
        return (
            self.first.cell(region, period, self.first_sex).value,
            self.second.cell(region, period, self.second_sex).value,
        )

    def history(self, region: str, periods: Sequence[str]) -> list[tuple[float | None, float | None]]:
        """Both levels of a region in several periods."""
        tracks = [
            dict(zip(data.periods, data.track(region, sex), strict=True))
            for data, sex in ((self.first, self.first_sex), (self.second, self.second_sex))
        ]
        return [(tracks[0].get(period), tracks[1].get(period)) for period in periods]

    def gap(self, region: str, period: str) -> float | None:
        """The difference, None where either level isn't shown."""
        return self.between(*self.levels(region, period))

    def between(self, first: float | None, second: float | None) -> float | None:
        """The difference of two levels, None where either isn't shown."""
        if first is None or second is None:
            return None
        return float(rules.gap(np.array([first]), np.array([second]), turned=self.turned)[0])

    def field(self, periods: tuple[str, ...], regions: tuple[str, ...]) -> Floats:
        """The gaps by period and region, NaN where there is none."""
        first, second = (
            _laid_out(data, sex, periods, regions) for data, sex in ((self.first, self.first_sex), (self.second, self.second_sex))
        )
        return rules.gap(first, second, turned=self.turned)


def _laid_out(data: Cube, sex: str, periods: tuple[str, ...], regions: tuple[str, ...]) -> Floats:
    """A cube's values on other periods; all cubes have the same regions in the same order."""
    found = np.full((len(periods), len(regions)), np.nan)
    kept = [(at, data.periods.index(period)) for at, period in enumerate(periods) if period in data.periods]
    columns = [data.regions.index(region) for region in regions]
    for at, own in kept:
        found[at] = data.values[own, data.sexes.index(sex)][columns]
    return found


def entry_of(snapshot: Snapshot, indicator: str) -> Indicator:
    """An indicator that is known to exist; what is kept for its sake is kept by its id, which is quickly compared."""
    return next(entry for entry in snapshot.catalogue.indicators if entry.id == indicator)


def pair_of(snapshot: Snapshot, indicator: str, sex: str, names: tuple[str, str] = BY_ORIGIN) -> Pair | None:
    """What an indicator's values of one sex are held against: the groups that are wanted where there are values for both,
    otherwise the others; None where there is nothing.
    """
    found = pairs_of(snapshot, indicator, sex)
    return found.get(names) or next(iter(found.values()), None)


@remembered(512)
def pairs_of(snapshot: Snapshot, indicator: str, sex: str) -> dict[tuple[str, str], Pair]:
    """The gaps that can be told of an indicator, by the names of the groups; the one to show first is the first."""
    entry = entry_of(snapshot, indicator)
    found: dict[tuple[str, str], Pair] = {}
    if not dumbbell.applies(entry):
        return found
    data = queries.cube(snapshot, entry.id)
    native = queries.cube(snapshot, entry.pair) if entry.pair else None
    if native and sex in native.sexes and sex in data.sexes and set(native.periods) & set(data.periods):
        found[BY_ORIGIN] = Pair(native, sex, data, sex, BY_ORIGIN, turned=rules.is_turned(entry.direction))
    if {Sex.WOMEN.value, Sex.MEN.value} <= set(data.sexes):
        found[BY_SEX] = Pair(data, Sex.WOMEN.value, data, Sex.MEN.value, BY_SEX, turned=False)
    return found
