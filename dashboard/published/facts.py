"""Everything that is known of each indicator for one region, side by side: value, riket, mean, level, trend, goals, margins."""

import functools
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.published import goals, queries
from dashboard.published.goals import Progress
from dashboard.published.queries import Mean, Signals
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, RegionType, Sex, Status
from etl.contract.goal import Goal
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered
from etl.contract.strategies import Strategy


class Aim(NamedTuple):
    """A goal that an indicator measures, wholly or in part, and how far it has come."""

    strategy: Strategy
    goal: Goal
    progress: Progress


class Tally(NamedTuple):
    """How many kommuner of a län stand where: by level among all kommuner, and by the way their trends go."""

    best: int
    middle: int
    worst: int
    better: int
    worse: int
    trends: int

    @property
    def ranked(self) -> int:
        """How many have a level."""
        return self.best + self.middle + self.worst


@dataclass(frozen=True)
class Fact:
    """An indicator in one region: its latest period, both sexes together.

    `mean` is that of similar kommuner, or for a län that of its kommuner; `tally` is for a län only. The margins (± in the
    indicator's unit) are those of a survey's value here and in riket, None where the source gives none. `region` is its name,
    and `sharing` how many kommuner have its rank. `women` and `men` are of the same period, None where it isn't reported by sex.
    """

    entry: Indicator
    here: Signals
    riket: float | None
    mean: Mean | None
    margin: float | None = None
    riket_margin: float | None = None
    tally: Tally | None = None
    aims: tuple[Aim, ...] = ()
    region: str = ""
    sharing: int = 1
    women: Signals | None = None
    men: Signals | None = None


NOTHING: Final = Signals._make(
    {"period": "", "status": Status.MISSING.value, "trend": "cannot_be_calculated"}.get(name) for name in Signals._fields
)
"""What is said of a region that the version has no row for."""


def of_region(snapshot: Snapshot, region: str, strategy: Strategy | None = None) -> tuple[Fact, ...]:
    """The facts of a kommun or län, in the catalogue's order; indicators without any value, and doubtful ones, are left out.

    With a strategy the goals are that strategy's, whether or not it holds for the region, else those that hold for it.
    """
    here, riket = latest(snapshot, region), latest(snapshot, RIKET)
    means = queries.means_of(snapshot, _group(snapshot, region), Sex.TOTAL.value)
    aims = _aims(snapshot, region, strategy)
    found = []
    for entry in shown(snapshot):
        own = here.get(entry.id) or NOTHING._replace(period=riket[entry.id].period)
        fact = Fact(entry, own, riket[entry.id].value, means.get(entry.id, {}).get(own.period), aims=aims.get(entry.id, ()))
        found.append(_completed(snapshot, region, fact))
    return tuple(found)


def shown(snapshot: Snapshot) -> list[Indicator]:
    """The indicators that overviews show and that riket's row says have values."""
    known = latest(snapshot, RIKET)
    return [
        entry
        for entry in snapshot.catalogue.indicators
        if entry.role in queries.SHOWN and not entry.doubtful and entry.id in known
    ]


@remembered(1024)
def latest(snapshot: Snapshot, region: str, sex: str = Sex.TOTAL.value) -> dict[str, Signals]:
    """A region's signals by indicator, both sexes together or one of them."""
    every = snapshot.table("latest")
    rows = every.filter(pc.and_(pc.equal(every["region"], region), pc.equal(every["sex"], sex)))
    return dict(zip(rows["indicator"].to_pylist(), queries.signals_of(rows), strict=True))


def _group(snapshot: Snapshot, region: str) -> str:
    """The group whose mean stands beside the region: its peers, or for a län its kommuner."""
    return f"lan:{region}" if _is_lan(snapshot, region) else f"peer:{region}"


def _is_lan(snapshot: Snapshot, region: str) -> bool:
    return queries.regions(snapshot)[region].type is RegionType.COUNTY


def _filtered(table: pa.Table, wanted: dict[str, str]) -> pa.Table:
    return table.filter(functools.reduce(pc.and_, (pc.equal(table[name], value) for name, value in wanted.items())))


def strategies_for(snapshot: Snapshot, region: str) -> tuple[Strategy, ...]:
    """The strategies that hold for a kommun or län: its own, and for a kommun those of its län."""
    lan = queries.regions(snapshot)[region].lan
    return tuple(one for one in snapshot.strategies.strategies if one.region in (region, lan))


def _aims(snapshot: Snapshot, region: str, strategy: Strategy | None) -> dict[str, tuple[Aim, ...]]:
    """By indicator."""
    wanted = (strategy,) if strategy else strategies_for(snapshot, region)
    found: dict[str, tuple[Aim, ...]] = {}
    for one in wanted:
        known = {goal.id: goal for goal in one.goals}
        for (goal, indicator), by_sex in goals.answers(snapshot, one.id, region).items():
            progress = by_sex.get(Sex.TOTAL.value)
            if indicator and progress and goal in known:
                found[indicator] = (*found.get(indicator, ()), Aim(one, known[goal], progress))
    return found


def _completed(snapshot: Snapshot, region: str, fact: Fact) -> Fact:
    """The fact with a survey's margins and a län's tally."""
    margins = [_margin(snapshot, fact, code) for code in (region, RIKET)] if fact.entry.survey else [None, None]
    tally = _tally(snapshot, fact.entry.id, region) if _is_lan(snapshot, region) else None
    name = queries.regions(snapshot)[region].name
    women, men = (_of_sex(snapshot, region, fact, sex) for sex in (Sex.WOMEN, Sex.MEN))
    fact = replace(fact, margin=margins[0], riket_margin=margins[1], tally=tally, region=name, women=women, men=men)
    return replace(fact, sharing=_sharing(snapshot, fact))


def _of_sex(snapshot: Snapshot, region: str, fact: Fact, sex: Sex) -> Signals | None:
    """What is known of women or men in the period that the fact is of."""
    found = latest(snapshot, region, sex.value).get(fact.entry.id)
    return found if found and found.period == fact.here.period else None


def _sharing(snapshot: Snapshot, fact: Fact) -> int:
    """How many kommuner have the same rank, itself among them."""
    if fact.here.rank is None:
        return 1
    return _ranks(snapshot, fact.entry.id)[fact.here.rank]


@remembered(128)
def _ranks(snapshot: Snapshot, indicator: str) -> Counter[int | None]:
    """How many kommuner have each rank."""
    return Counter(one.rank for (_, sex), one in queries.signals(snapshot, indicator).items() if sex == Sex.TOTAL)


def _margin(snapshot: Snapshot, fact: Fact, region: str) -> float | None:
    known = queries.margins(snapshot, fact.entry.id, region, Sex.TOTAL.value)
    periods = queries.cube(snapshot, fact.entry.id).periods
    return known[periods.index(fact.here.period)] if known and fact.here.period in periods else None


def kommuner(snapshot: Snapshot, lan: str) -> tuple[str, ...]:
    """The codes of a län's kommuner."""
    return tuple(one.code for one in queries.municipalities(snapshot) if one.lan == lan)


def _tally(snapshot: Snapshot, indicator: str, lan: str) -> Tally:
    every = queries.signals(snapshot, indicator)
    found = [one for code in kommuner(snapshot, lan) if (one := every.get((code, Sex.TOTAL.value)))]
    levels, ways = Counter(one.level for one in found), Counter(one.trend_better for one in found)
    trends = sum(one.trend_first is not None for one in found)
    return Tally(levels["best"], levels["middle"], levels["worst"], ways["better"], ways["worse"], trends)


@remembered(512)
def changes(snapshot: Snapshot, region: str) -> tuple[dict[str, str], ...]:
    """What differs in a region from the version before, both sexes together: rows of the table `changes`."""
    rows = _filtered(snapshot.changes(), {"region": region, "sex": Sex.TOTAL.value})
    return tuple(rows.select(["indicator", "period", "kind"]).to_pylist())
