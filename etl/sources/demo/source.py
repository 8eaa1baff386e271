"""The demo source: invented, plausible values for every indicator of the catalogue, offline and the same on every machine.

Owns the invention: a made-up size (in Sweden's own order) and a made-up socioeconomic factor for each kommun, and from them
levels, trends, gaps, breaks and missing values. Nothing here is measured; licence and groups say so in words.
Every random number comes from a generator seeded with the CRC of a name, and values are rounded before they leave, so that
neither hash seeds nor the last bit of a platform's `exp` shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.codes import RIKET, Direction, GroupKind, RegionType, Role, Sex, Status, Unit
from etl.contract.schemas import GROUPS, HARVEST, MARGINS
from etl.harvest import Harvest, Say
from etl.sources.demo.chance import SHARES, answering, generator, scatter, shifts
from etl.sources.demo.profiles import Profile, profile_of
from etl.sources.demo.sizes import invented_size

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]

YEARS: Final = range(2010, 2025)
LICENCE: Final = "Demodata, påhittade värden"
SOURCE: Final = "Påhittad (demo)"
PEERS: Final = 7
SIZE_GROUPS: Final = (("demo1", "stora", 50_000), ("demo2", "mellanstora", 15_000), ("demo3", "små", 0))
"""Code, name and least invented size; deliberately not SKR's own codes."""

POPULATION_KPI: Final = "N01951"
"""Kolada's count of inhabitants: a share of them never rests on few persons."""

PRELIMINARY: Final = frozenset({"langtidsarbl_bas", "mottagna_per_1000", "fardigst_flerb", "nyinv_elever_grsk", "trangbodd_n2"})
_STATUSES: Final = pa.array([Status.OK.value, Status.PRELIMINARY.value, Status.MISSING.value, Status.MISSING.value])
_REASONS: Final = pa.array(
    [None, None, "Påhittat bortfall (demo)", "Kommunen var inte med i undersökningen det året (påhittat, demo)"], pa.string()
)
_OK, _PRELIMINARY, _LOST, _NOT_SURVEYED = range(4)

NORMAL: Final = 1.96
"""Standard errors in the half of a 95 % interval."""

_STEPS: Final = {Unit.YES_NO: 2, Unit.ORDINAL: 3}
_MEAN_OF_COUNTY: Final = frozenset({Unit.PERCENT, Unit.PER_1000})


@dataclass(frozen=True)
class Country:
    """The regions with their invented traits; arrays are by kommun, in the order of codes."""

    codes: tuple[str, ...]
    kommuner: Codes
    counties: Codes
    county_starts: Codes
    national: int
    size: Floats
    factor: Floats


class DemoSource:
    """Invents everything; answers at once and the same every time."""

    name = "demo"

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """Invented values of every indicator for `regions` (schema `REGIONS`), 2010-2024, with invented groups of kommuner."""
        say(f"demo: inventing {len(catalogue.indicators)} indicators, {YEARS[0]}-{YEARS[-1]}")
        country = invent_country(regions)
        tables = [invent_indicator(country, indicator) for indicator in catalogue.indicators]
        pairs = zip(catalogue.indicators, tables, strict=True)
        surveyed = [invent_margins(country, table) for entry, table in pairs if entry.survey]
        return Harvest(
            source=self.name,
            licence=LICENCE,
            values=pa.concat_tables([HARVEST.empty_table(), *tables]),
            groups=invent_groups(country, regions),
            margins=pa.concat_tables([MARGINS.empty_table(), *surveyed]),
            demo=True,
            remarks=("demo: every value is invented; run 'python -m etl run' for real ones",),
        )


def invent_country(regions: pa.Table) -> Country:
    """Sizes (persons) and the socioeconomic factor (mean 0, spread 1, alike within a län)."""
    codes = sorted(regions["code"].to_pylist())
    municipalities = sorted(regions.filter(pc.field("type") == RegionType.MUNICIPALITY.value)["code"].to_pylist())
    counties, starts, county = np.unique([code[:2] for code in municipalities], return_index=True, return_inverse=True)
    rng = generator("country")
    factor = 0.5 * rng.standard_normal(len(counties))[county] + 0.87 * rng.standard_normal(len(municipalities))
    return Country(
        codes=tuple(codes),
        kommuner=np.searchsorted(codes, municipalities),
        counties=np.searchsorted(codes, counties),
        county_starts=starts,
        national=codes.index(RIKET),
        size=np.array([invented_size(code) for code in municipalities], dtype=np.float64),
        factor=factor,
    )


def invent_indicator(country: Country, indicator: Indicator) -> pa.Table:
    """One indicator's rows (schema `HARVEST`), sorted by period, sex, region; values in its unit, one decimal more than shown."""
    profile = profile_of(indicator)
    exact = invent_values(country, indicator, profile)
    values = _bounded(_with_aggregates(country, exact, indicator.unit), indicator)
    held = ~np.isnan(values)
    held[: max(0, profile.since - YEARS[0])] = False
    order = _election_terms(indicator.election_years) if indicator.election_years else np.arange(len(YEARS))
    columns = _rows(country, values[order], _marks(country, indicator, values.shape[1])[order], held)
    name = pa.repeat(indicator.id, int(held.sum()))
    return pa.table({"indicator": name, **columns}, schema=HARVEST)


def invent_margins(country: Country, table: pa.Table) -> pa.Table:
    """Margins (schema `MARGINS`) of a survey's rows (schema `HARVEST`), a share in per cent: those of invented samples."""
    known = table.filter(pc.is_valid(table["value"]))
    place = pc.index_in(known["region"], pa.array(country.codes)).to_numpy()
    by_sex = pc.not_equal(known["sex"], Sex.TOTAL.value).to_numpy()
    asked = _sample(country)[place] / np.where(by_sex, 2, 1)
    share = known["value"].to_numpy()
    margin = np.round(NORMAL * np.sqrt(np.clip(share * (100 - share), 1.0, None) / asked), 1)
    return known.select(MARGINS.names[:-1]).append_column("margin", pa.array(margin)).cast(MARGINS)


def _sample(country: Country) -> Floats:
    """By region, how many persons have answered: a tenth of the inhabitants, 200-1500 of a kommun."""
    asked = np.zeros(len(country.codes))
    asked[country.kommuner] = answering(country.size)
    asked[country.counties] = np.add.reduceat(asked[country.kommuner], country.county_starts)
    asked[country.national] = asked[country.counties].sum()
    return asked


def invent_values(country: Country, indicator: Indicator, profile: Profile) -> Floats:
    """Values by year, sex (women, men, total; or the total alone) and kommun, unrounded but for counts and scales."""
    kin = profile.kin or indicator.id
    course = invent_course(country, kin) + shifts(kin, indicator.breaks, YEARS, country.size.size)
    own = generator(f"own {indicator.id}").standard_normal(country.size.size) * (0.25 if profile.kin else 0.0)
    years = np.arange(len(YEARS), dtype=np.float64) - len(YEARS) // 2
    middle = _link(indicator.unit, profile.level + profile.trend * years)[:, None]
    slope = _slope(indicator.unit, profile.level)
    chance = generator(f"scatter {kin}").standard_normal(course.shape) * scatter(country.size, indicator, profile)
    total = middle + _sign(indicator) * (course + own) * profile.spread / slope + chance
    if not indicator.sex_split:
        return _finished(country, indicator.unit, total[:, None, :], share=1.0)
    noise = 0.15 * profile.spread / slope * generator(f"sex {indicator.id}").standard_normal(total.shape)
    half = profile.gap / slope / 2 + noise
    halves = _finished(country, indicator.unit, np.stack([total + half, total - half], axis=1), share=0.5)
    women, men = halves[:, 0], halves[:, 1]
    return np.stack([women, men, women + men if indicator.unit is Unit.COUNT else (women + men) / 2], axis=1)


def invent_course(country: Country, kin: str) -> Floats:
    """By year and kommun, how well it does in standard deviations: lasting level, drift, smooth walk, all kommuner's walk."""
    rng = generator(kin)
    count = country.size.size
    years = np.arange(len(YEARS))[:, None] - len(YEARS) // 2
    lasting = 0.6 * country.factor + 0.7 * rng.standard_normal(count)
    drift = 0.02 * rng.standard_normal(count) * years
    walk = np.cumsum(0.08 * rng.standard_normal((len(YEARS), count)), axis=0)
    nation = np.cumsum(0.05 * rng.standard_normal((len(YEARS), 1)), axis=0)
    return lasting + drift + walk + nation + 0.08 * rng.standard_normal((len(YEARS), count))


def invent_groups(country: Country, regions: pa.Table) -> pa.Table:
    """Peers nearest in the invented factor, and three groups by invented size: schema `GROUPS`, sorted by group and member."""
    names = dict(zip(regions["code"].to_pylist(), regions["name"].to_pylist(), strict=True))
    rows = [
        (f"peer:{code}", f"Demogrupp: påhittat liknande {names[code]}", GroupKind.PEER.value, None, SOURCE, peer)
        for code, peers in _peers(country).items()
        for peer in peers
    ]
    for place, size in zip(country.kommuner, country.size, strict=True):
        group, title = next((group, title) for group, title, least in SIZE_GROUPS if size >= least)
        rows.append((f"skr:{group}", f"Demogrupp: {title} kommuner", GroupKind.SKR.value, None, SOURCE, country.codes[place]))
    return pa.Table.from_pylist([dict(zip(GROUPS.names, row, strict=True)) for row in sorted(rows)], schema=GROUPS)


def _peers(country: Country) -> dict[str, list[str]]:
    codes = [country.codes[place] for place in country.kommuner]
    distance = np.abs(country.factor[:, None] - country.factor)
    np.fill_diagonal(distance, np.inf)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :PEERS]
    return {code: [codes[peer] for peer in row] for code, row in zip(codes, nearest, strict=True)}


def _sign(indicator: Indicator) -> int:
    """Whether doing well raises the value: a well-to-do kommun has more of the good, less of the bad and fewer newcomers."""
    return 1 if indicator.direction in (Direction.HIGHER, Direction.CLOSEST_TO_ONE) else -1


def _of_few(indicator: Indicator) -> bool:
    return indicator.source.denominator not in (None, POPULATION_KPI) or "skydd" in indicator.id or "etab" in indicator.id


def _election_terms(elections: Sequence[int]) -> Codes:
    """For each year the index of the last election year up to it; of the first year where none has been."""
    return np.array([max((YEARS.index(one) for one in elections if YEARS[0] <= one <= year), default=0) for year in YEARS])


def _link(unit: Unit, value: Floats) -> Floats:
    """The scale on which noise is added: one where no noise can pass 0 or, for shares, 100."""
    if unit in SHARES:
        return np.log(value / (100 - value))
    return value if unit is Unit.PERCENTAGE_POINTS else np.log(value)


def _unlink(unit: Unit, linked: Floats) -> Floats:
    if unit in SHARES:
        return 100 / (1 + np.exp(-linked))
    return linked if unit is Unit.PERCENTAGE_POINTS else np.exp(linked)


def _slope(unit: Unit, level: float) -> float:
    """The unit's own steps for one step of the link at `level`."""
    if unit in SHARES:
        return level * (100 - level) / 100
    return 1.0 if unit is Unit.PERCENTAGE_POINTS else level


def _finished(country: Country, unit: Unit, linked: Floats, *, share: float) -> Floats:
    """From the link to the unit: counts become whole persons of `share` of the inhabitants, scales whole steps."""
    values = _unlink(unit, linked)
    if unit is Unit.COUNT:
        return np.round(values / 1000 * country.size * share)
    steps = _STEPS.get(unit)
    return values if steps is None else np.minimum(np.floor(values / 100 * steps), steps - 1)


def _with_aggregates(country: Country, exact: Floats, unit: Unit) -> Floats:
    """The same with riket and län among the regions: sums of counts, else means weighted by size; NaN where there are none."""
    values = np.full((*exact.shape[:2], len(country.codes)), np.nan)
    values[..., country.kommuner] = exact
    if unit in _STEPS:
        return values
    weight = np.ones_like(country.size) if unit is Unit.COUNT else country.size
    by_county = np.add.reduceat(exact * weight, country.county_starts, axis=-1)
    weights = np.add.reduceat(weight, country.county_starts)
    whole = by_county.sum(axis=-1)
    values[..., country.national] = whole if unit is Unit.COUNT else whole / weights.sum()
    if unit in _MEAN_OF_COUNTY:
        values[..., country.counties] = by_county / weights
    return values


def _bounded(values: Floats, indicator: Indicator) -> Floats:
    low = -np.inf if indicator.minimum is None else indicator.minimum
    high = np.inf if indicator.maximum is None else indicator.maximum
    whole = indicator.unit is Unit.COUNT or indicator.unit in _STEPS
    return np.clip(np.round(values, 0 if whole else indicator.decimals + 1), low, high) + 0.0


def _marks(country: Country, indicator: Indicator, sexes: int) -> Codes:
    """By year, sex and region, a place in `_STATUSES` and `_REASONS`; riket and län are always there."""
    base = np.full((len(YEARS), 1, 1), _OK)
    base[-1] = _PRELIMINARY if indicator.id in PRELIMINARY else _OK
    total, by_sex = _lost(country, indicator)
    lost = np.stack([by_sex] * (sexes - 1) + [total], axis=1)
    absent = (indicator.survey & ~_surveyed(country, indicator.id))[:, None, :]
    marks = np.repeat(np.repeat(base, sexes, axis=1), len(country.codes), axis=2)
    marks[..., country.kommuner] = np.where(absent, _NOT_SURVEYED, np.where(lost, _LOST, base))
    return marks


def _lost(country: Country, indicator: Indicator) -> tuple[Mask, Mask]:
    """By year and kommun: the total is missing, women and men are; where few people are counted, small kommuner miss most."""
    rng = generator(f"missing {indicator.id}")
    chance = np.full(country.size.size, 0.0 if indicator.role is Role.DENOMINATOR else 0.015)
    if _of_few(indicator):
        chance += 0.25 * np.exp(-country.size / 6_000)
    total = rng.random((len(YEARS), country.size.size)) < chance
    return total, total | ((rng.random(total.shape) < chance) & _of_few(indicator))


def _surveyed(country: Country, indicator_id: str) -> Mask:
    """By year and kommun: about 140 of 290 take part, some nearly every year."""
    rng = generator(f"survey {indicator_id}")
    habit = np.where(rng.random(country.size.size) < 0.4, 0.85, 0.24)
    return rng.random((len(YEARS), country.size.size)) < habit


def _rows(country: Country, values: Floats, marks: Codes, held: Mask) -> dict[str, pa.Array]:
    """The cells that are held, in the order year, sex, region; every array is by year, sex (alphabetical), region."""
    years, sexes, regions = np.nonzero(held)
    letters = [Sex.TOTAL.value] if held.shape[1] == 1 else sorted(Sex)
    mark = marks[held]
    return {
        "region": pa.array(country.codes).take(pa.array(regions)),
        "period": pa.array([str(year) for year in YEARS]).take(pa.array(years)),
        "sex": pa.array([str(letter) for letter in letters]).take(pa.array(sexes)),
        "value": pa.array(values[held], mask=mark >= _LOST),
        "status": _STATUSES.take(pa.array(mark)),
        "reason": _REASONS.take(pa.array(mark)),
    }
