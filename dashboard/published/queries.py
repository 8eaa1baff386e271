"""Questions to the published version: everything that pages and figures show comes through here."""

import functools
import itertools
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.published import switch
from etl.contract import rules
from etl.contract.catalogue import Indicator
from etl.contract.codes import GroupKind, RegionType, Role, Sex, Status
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, UnavailableError, open_version, open_whole
from etl.contract.remembered import remembered
from etl.contract.whole import whole

DEFAULT_GROUP = "lan:04"


@dataclass(frozen=True)
class Region:
    """Riket, a län or a kommun."""

    code: str
    name: str
    type: RegionType
    lan: str | None


@dataclass(frozen=True)
class Group:
    """A named group of kommuner."""

    id: str
    name: str
    kind: GroupKind
    year: int | None
    members: tuple[str, ...]


class Cell(NamedTuple):
    """One value, or why there is none; `value` is None then."""

    value: float | None
    status: str
    reason: str | None


SLICES_KEPT = 6
ABSENT = Cell(None, Status.MISSING.value, None)


@dataclass(frozen=True)
class Cube:
    """All observations of one indicator as arrays over (period, sex, region); a cell that nobody reported is `missing`."""

    periods: tuple[str, ...]
    sexes: tuple[str, ...]
    regions: tuple[str, ...]
    values: npt.NDArray[np.float64]
    statuses: npt.NDArray[np.object_]
    reasons: npt.NDArray[np.object_]
    slices: dict[tuple[str, str], dict[str, Cell]] = field(default_factory=dict, compare=False, repr=False)

    def cell(self, region: str, period: str, sex: str) -> Cell:
        """The value of one region."""
        return self._slice(period, sex).get(region, ABSENT)

    def track(self, region: str, sex: str) -> list[float | None]:
        """A region's values over all periods, None where there is none."""
        if region not in self.regions or sex not in self.sexes:
            return [None] * len(self.periods)
        line = self.values[:, self.sexes.index(sex), self.regions.index(region)].tolist()
        return [None if amount != amount else amount for amount in line]

    def history(self, region: str, sex: str) -> list[Cell]:
        """A region's cells over all periods."""
        if region not in self.regions or sex not in self.sexes:
            return [ABSENT] * len(self.periods)
        at = slice(None), self.sexes.index(sex), self.regions.index(region)
        statuses, reasons = self.statuses[at].tolist(), self.reasons[at].tolist()
        return list(map(Cell, self.track(region, sex), statuses, reasons))

    def across(self, regions: Iterable[str], period: str, sex: str) -> list[Cell]:
        """The cells of several regions in one period."""
        cells = self._slice(period, sex)
        return [cells.get(region, ABSENT) for region in regions]

    def _slice(self, period: str, sex: str) -> dict[str, Cell]:
        """All cells of a period, by region; kept, since a page asks for the same ones several times."""
        if period not in self.periods or sex not in self.sexes:
            return {}
        if (period, sex) not in self.slices:
            if len(self.slices) >= SLICES_KEPT:
                self.slices.clear()
            at = self.periods.index(period), self.sexes.index(sex)
            amounts = [None if amount != amount else amount for amount in self.values[at].tolist()]
            cells = map(Cell, amounts, self.statuses[at].tolist(), self.reasons[at].tolist())
            self.slices[period, sex] = dict(zip(self.regions, cells, strict=True))
        return self.slices[period, sex]

    def preliminary(self, sex: str) -> tuple[str, ...]:
        """Periods with any preliminary value."""
        flags = self._preliminary[:, self.sexes.index(sex)].tolist() if sex in self.sexes else []
        return tuple(itertools.compress(self.periods, flags))

    def hidden(self, regions: Iterable[str], sex: str) -> list[str]:
        """Those of the regions that have any hidden value."""
        flags = self._hidden[self.sexes.index(sex)].tolist() if sex in self.sexes else []
        found = set(itertools.compress(self.regions, flags))
        return [region for region in regions if region in found]

    @functools.cached_property
    def _hidden(self) -> npt.NDArray[np.bool_]:
        """By sex and region, whether any period's value is hidden."""
        flags: npt.NDArray[np.bool_] = (self.statuses == Status.SUPPRESSED.value).any(axis=0)
        return flags

    @functools.cached_property
    def _preliminary(self) -> npt.NDArray[np.bool_]:
        """By period and sex, whether any region's value is preliminary."""
        flags: npt.NDArray[np.bool_] = (self.statuses == Status.PRELIMINARY.value).any(axis=2)
        return flags


def current(paths: DataPaths) -> Snapshot:
    """The version in service; where that is damaged, the last whole one (`passed_over`), and while it is read, the one before it.

    Raises:
        UnavailableError: there is none that this release can show.

    """
    return switch.settled(paths, _one(open_whole(paths)))


def passed_over(paths: DataPaths, snapshot: Snapshot) -> bool:
    """Whether another version than this should be in service, and is damaged."""
    try:
        named = paths.current.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        return True
    return named != snapshot.version and not (named and whole(paths.published / named))


def version(paths: DataPaths, wanted: str | None) -> Snapshot | None:
    """The version that is asked for, else the one in service; None where what is asked for can't be opened any more.

    Raises:
        UnavailableError: none is asked for, and none is in service.

    """
    if wanted is None:
        return current(paths)
    try:
        return open_version(paths, wanted)
    except UnavailableError:
        return None


@functools.lru_cache(maxsize=8)
def _one(snapshot: Snapshot) -> Snapshot:
    """The same object for the same version: what is kept by it is then found without its path being compared."""
    return snapshot


@remembered(8)
def regions(snapshot: Snapshot) -> dict[str, Region]:
    """All regions by code: riket, län, kommuner, in the order of the codes."""
    rows = snapshot.table("regions").to_pylist()
    return {row["code"]: Region(row["code"], row["name"], RegionType(row["type"]), row["lan"]) for row in rows}


@remembered(8)
def municipalities(snapshot: Snapshot) -> tuple[Region, ...]:
    """The kommuner, by code."""
    return tuple(region for region in regions(snapshot).values() if region.type is RegionType.MUNICIPALITY)


@remembered(8)
def groups(snapshot: Snapshot) -> dict[str, Group]:
    """All groups of kommuner by id."""
    found: dict[str, Group] = {}
    for row in snapshot.table("groups").to_pylist():
        before = found.get(row["group"])
        members = (*(before.members if before else ()), row["member"])
        found[row["group"]] = Group(row["group"], row["name"], GroupKind(row["kind"]), row["year"], members)
    return found


SHOWN: Final = (Role.CORE, Role.SUPPORT, Role.PAIR, Role.CONTEXT, Role.VOLUME)
"""The roles of indicators that overviews show."""


class Area(NamedTuple):
    """The indicators of a focus area that an overview shows, and how many it leaves out for either reason."""

    entries: tuple[Indicator, ...]
    without_values: int
    doubtful: int


@remembered(64)
def area(snapshot: Snapshot, focus_area: str) -> Area:
    """What there is to show of a focus area."""
    wanted = [entry for entry in snapshot.catalogue.of_focus_area(focus_area) if entry.role in SHOWN]
    trusted = [entry for entry in wanted if not entry.doubtful]
    filled = tuple(entry for entry in trusted if cube(snapshot, entry.id).periods)
    return Area(filled, len(trusted) - len(filled), len(wanted) - len(trusted))


class Spread(NamedTuple):
    """How the kommuner with a value lie, in the indicator's unit."""

    low: float
    first_quarter: float
    third_quarter: float
    high: float
    kommuner: int


@remembered(1024)
def spread(snapshot: Snapshot, indicator: str, period: str, sex: str) -> Spread | None:
    """The ends and the quarters of all kommuner; None where fewer than four have a value."""
    data = cube(snapshot, indicator)
    codes = [region.code for region in municipalities(snapshot)]
    values = np.array([cell.value for cell in data.across(codes, period, sex) if cell.value is not None], dtype=float)
    if values.size < rules.FEWEST_IN_QUARTERS:
        return None
    low, first, third, high = np.quantile(values, [0, 0.25, 0.75, 1]).tolist()
    return Spread(low, first, third, high, int(values.size))


@remembered(512)
def cube(snapshot: Snapshot, indicator: str) -> Cube:
    """The observations of an indicator; empty arrays where it has none.

    Of what is measured at elections only those of election years: sources repeat them in the years between.
    """
    table = _of_elections(snapshot.observations(indicator), snapshot.catalogue.indicator(indicator))
    periods = tuple(sorted(pc.unique(table["period"].filter(table["value"].is_valid())).to_pylist()))
    table = table.filter(pc.is_in(table["period"], pa.array(periods, pa.string())))
    present = set(pc.unique(table["sex"]).to_pylist())
    sexes = tuple(sex.value for sex in Sex if sex.value in present)
    codes = tuple(regions(snapshot))
    shape = (len(periods), len(sexes), len(codes))
    at = tuple(
        pc.index_in(table[column], pa.array(keys, pa.string())).to_numpy()
        for column, keys in (("period", periods), ("sex", sexes), ("region", codes))
    )
    values = np.full(shape, np.nan)
    statuses = np.full(shape, Status.MISSING.value, dtype=object)
    reasons = np.full(shape, None, dtype=object)
    values[at] = table["value"].to_numpy()
    statuses[at] = shared(table["status"])
    reasons[at] = shared(table["reason"])
    return Cube(periods, sexes, codes, values, statuses, reasons)


def shared(column: pa.ChunkedArray) -> list[Any]:
    """A column's values, each text once in memory, however many rows have it."""
    coded = column.combine_chunks()
    if pa.types.is_string(column.type):
        coded = coded.dictionary_encode()
    if not pa.types.is_dictionary(coded.type):
        return cast("list[Any]", column.to_pylist())
    words = [sys.intern(word) for word in coded.dictionary.to_pylist()]
    return [None if at is None else words[at] for at in coded.indices.to_pylist()]


def _of_elections(table: pa.Table, entry: Indicator | None) -> pa.Table:
    """The rows of election years; all rows of other measures, and where no election year is among them."""
    years = [str(year) for year in entry.election_years] if entry else []
    own = table.filter(pc.is_in(table["period"], pa.array(years, pa.string()))) if years else table
    return own if own.num_rows else table


class Signals(NamedTuple):
    """What is said of an indicator's latest value for one region and sex; see `LATEST` in `etl.contract.schemas`.

    `few`, `of`, `change_certain`, `persons_vs_riket` and the trend against riket are None in versions that were published before
    there were any.
    """

    period: str
    value: float | None
    status: str
    few: bool | None
    reason: str | None
    previous_period: str | None
    change: float | None
    change_certain: bool | None
    rank: int | None
    ranked: int | None
    of: int | None
    level: str | None
    level_reason: str | None
    peer_level: str | None
    trend: str
    trend_reason: str | None
    trend_method: str | None
    trend_statistic: float | None
    trend_first: str | None
    trend_better: str | None
    trend_vs_riket: str | None
    trend_vs_riket_reason: str | None
    trend_vs_riket_first: str | None
    trend_vs_riket_change: float | None
    trend_vs_riket_better: str | None
    pair_value: float | None
    gap: float | None
    persons_vs_riket: int | None


@remembered(512)
def signals(snapshot: Snapshot, indicator: str) -> dict[tuple[str, str], Signals]:
    """The signals of all regions, by region and sex; empty where the indicator has no values."""
    every = snapshot.table("latest")
    rows = every.filter(pc.equal(every["indicator"], indicator))
    keys = zip(shared(rows["region"]), shared(rows["sex"]), strict=True)
    return dict(zip(keys, signals_of(rows), strict=True))


def signals_of(rows: pa.Table) -> list[Signals]:
    """Rows of the table `latest` as signals."""
    nothing = [None] * rows.num_rows
    columns = (shared(rows[name]) if name in rows.column_names else nothing for name in Signals._fields)
    return [Signals(*row) for row in zip(*columns, strict=True)]


class Mean(NamedTuple):
    """The mean of a group in one period, with its own words for what kind of mean it is: `ovägt medel, 8 av 9`."""

    value: float | None
    label: str


MEAN_COLUMNS: Final = ("indicator", "period", "value", "label")


def unweighted_means(snapshot: Snapshot, indicator: str, group: str, sex: str) -> dict[str, Mean]:
    """The unweighted means of a group by period; empty where the version has none."""
    return means_of(snapshot, group, sex).get(indicator, {})


@remembered(512)
def means_of(snapshot: Snapshot, group: str, sex: str) -> dict[str, dict[str, Mean]]:
    """A group's unweighted means by indicator and period; empty where the version has none."""
    rows = _unweighted(snapshot).get((group, sex))
    found: dict[str, dict[str, Mean]] = {}
    if rows is None:
        return found
    columns = (shared(rows[name]) for name in MEAN_COLUMNS)
    for indicator, period, value, label in zip(*columns, strict=True):
        found.setdefault(indicator, {})[period] = Mean(value, label)
    return found


@remembered(4)
def _unweighted(snapshot: Snapshot) -> dict[tuple[str, ...], pa.Table]:
    """The unweighted means by group and sex."""
    if not snapshot.has("means"):
        return {}
    every = snapshot.columns("means", ("group", "sex", "kind", *MEAN_COLUMNS))
    for at, name in enumerate(every.column_names):
        if name != "value":
            every = every.set_column(at, name, every[name].dictionary_encode())
    kept = every.filter(pc.equal(every["kind"].cast(pa.string()), "unweighted"))
    return {key: rows.select(MEAN_COLUMNS) for key, rows in parts(kept, "group", "sex").items()}


def parts(table: pa.Table, *columns: str) -> dict[tuple[str, ...], pa.Table]:
    """A table's rows by what the columns hold, in the table's order: sorted once, since a filter reads all of it each time."""
    coded = [table[column].combine_chunks() for column in columns]
    coded = [each if pa.types.is_dictionary(each.type) else each.dictionary_encode() for each in coded]
    codes = np.stack([each.indices.to_numpy() for each in coded])
    order = np.lexsort(codes[::-1])
    codes, ordered = codes[:, order], table.take(order)
    starts = np.flatnonzero(np.any(codes[:, 1:] != codes[:, :-1], axis=0)) + 1
    edges = [*([0] if order.size else []), *starts.tolist(), order.size]
    words = [each.dictionary.to_pylist() for each in coded]
    return {
        tuple(word[code] for word, code in zip(words, codes[:, first], strict=True)): ordered.slice(first, end - first)
        for first, end in itertools.pairwise(edges)
    }


@remembered(256)
def margins(snapshot: Snapshot, indicator: str, region: str, sex: str) -> tuple[float | None, ...]:
    """The margin (± of a survey's value) in each of the cube's periods; empty where the source gives none."""
    table = snapshot.observations(indicator)
    if table["margin"].null_count == table.num_rows:
        return ()
    own = table.filter(pc.and_(pc.equal(table["region"], region), pc.equal(table["sex"], sex)))
    known = dict(zip(own["period"].to_pylist(), own["margin"].to_pylist(), strict=True))
    return tuple(known.get(period) for period in cube(snapshot, indicator).periods)


@remembered(512)
def counts(snapshot: Snapshot, indicator: str, region: str, sex: str) -> tuple[int | None, ...]:
    """The persons behind the share in each of the cube's periods; empty where the source doesn't say."""
    table = snapshot.observations(indicator)
    if table["denominator"].null_count == table.num_rows:
        return ()
    own = table.filter(pc.and_(pc.equal(table["region"], region), pc.equal(table["sex"], sex)))
    known = dict(zip(own["period"].to_pylist(), own["denominator"].to_pylist(), strict=True))
    return tuple(known.get(period) for period in cube(snapshot, indicator).periods)


def warm(snapshot: Snapshot) -> None:
    """Read every indicator once, so that the first visitor need not wait for it."""
    for entry in snapshot.catalogue.indicators:
        cube(snapshot, entry.id)
        signals(snapshot, entry.id)
    _unweighted(snapshot)


def latest_period(snapshot: Snapshot, entry: Indicator) -> str:
    """The indicator's latest period; empty where there are no values."""
    return _latest_periods(snapshot)[entry.id]


@remembered(8)
def _latest_periods(snapshot: Snapshot) -> dict[str, str]:
    """By indicator; empty where there are no values."""
    return {entry.id: (cube(snapshot, entry.id).periods or ("",))[-1] for entry in snapshot.catalogue.indicators}
