"""The newest figures of every indicator, region and sex with all that is said of them: change, level, trend, gap.

Owns the assembly only; the rules are in `etl.signals` and `etl.derive`. It sees nothing but what is published: a suppressed cell
has no value here, so none can show through a rank, a change, a gap or a trend.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl.contract import rules
from etl.contract.catalogue import Catalogue
from etl.contract.codes import RIKET, Direction, GroupKind, Unit
from etl.contract.schemas import LATEST
from etl.derive import gaps
from etl.derive.grid import NOWHERE, Grid, grid_of, on_axes
from etl.derive.persons import about
from etl.signals import level, reasons
from etl.signals.courses import SeriesOf
from etl.signals.trend import judgements
from etl.tables.certain_changes import certain_changes
from etl.tables.moments import Moment, moment_of, own_trends, trends_vs_riket

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Objects = NDArray[Any]

DECIMALS_OF_STATISTIC: Final = 2
NO_INDEX: Final = rules.NONE


def latest(catalogue: Catalogue, observations: dict[str, pa.Table], groups: pa.Table) -> pa.Table:
    """The table `latest` (schema `LATEST`).

    Args:
        catalogue: whose indicators are wanted.
        observations: the published tables (schema `OBSERVATIONS`) by indicator id, one for each of the catalogue's.
        groups: all groups of kommuner (schema `GROUPS`), of which only the peers are used.

    """
    grids = {entry.id: grid_of(observations[entry.id]) for entry in catalogue.indicators}
    peers, series = _peers_of(groups), SeriesOf(grids)
    parts = [LATEST.empty_table()]
    for entry in sorted(catalogue.indicators, key=lambda entry: entry.id):
        moment = moment_of(entry, grids[entry.id])
        if moment is not None:
            parts.append(_rows(moment, observations[entry.id], grids.get(entry.pair or ""), (peers, series)))
    return pa.concat_tables(parts).combine_chunks()


def _rows(moment: Moment, table: pa.Table, pair: Grid | None, beside: tuple[dict[str, frozenset[str]], SeriesOf]) -> pa.Table:
    """The indicator's rows: every column is made by sex and region, and those that the table has no row for are left out."""
    peers, series = beside
    row = moment.grid.row[moment.now].ravel()
    there = row != NOWHERE
    sex, region = (at.ravel() for at in np.indices(moment.values.shape))
    columns: dict[str, pa.Array] = {
        "indicator": pa.repeat(moment.entry.id, row.size),
        "region": pa.array(moment.grid.regions, pa.string()).take(pa.array(region)),
        "sex": pa.array(moment.grid.sexes, pa.string()).take(pa.array(sex)),
        "period": pa.repeat(moment.period, row.size),
        "value": _numbers(moment.values),
        "few": pa.array(moment.grid.few[moment.now].ravel()),
        **{name: _taken(table[name], row) for name in ("status", "reason")},
        **_change_columns(moment, series),
        **_level_columns(moment, peers),
        **_trend_columns(moment),
        **_against_riket(moment),
        **_gap_columns(moment, pair),
        "persons_vs_riket": _persons_vs_riket(moment),
    }
    kept = pa.table([columns[name] for name in LATEST.names], names=LATEST.names).filter(pa.array(there))
    return kept.cast(LATEST)


def _taken(column: pa.ChunkedArray, row: Integers) -> pa.ChunkedArray:
    return column.take(pa.array(row, mask=row == NOWHERE))


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values.ravel(), pa.float64(), from_pandas=True)


def _whole(values: Integers) -> pa.Array:
    return pa.array(values.ravel(), pa.int64(), mask=values.ravel() == NO_INDEX)


def _chosen(words: tuple[str, ...], positions: Integers) -> pa.Array:
    """The word at each index, null for `NO_INDEX`."""
    return pa.array(words, pa.string()).take(_whole(positions))


def _absence(moment: Moment, at: int) -> Integers:
    """By sex and region, the position in `_absence_words` that says why there is no value in that period."""
    absent, hidden = np.isnan(moment.grid.value[at]), moment.grid.hidden[at]
    return np.where(absent, np.where(hidden, 1, 0), NO_INDEX)


def _absence_words(period: str) -> tuple[str, str]:
    return reasons.missing(period), reasons.hidden(period)


def _change_columns(moment: Moment, series: SeriesOf) -> dict[str, pa.Array]:
    shape = moment.values.shape
    if moment.before is None:
        return _change(None, np.full(shape, np.nan), np.full(shape, np.nan), pa.repeat(reasons.NO_EARLIER, moment.values.size))
    period, previous = moment.grid.periods[moment.before], moment.grid.value[moment.before]
    broken = [step.period for step in moment.entry.breaks if period < step.period <= moment.period]
    if broken:
        return _change(period, previous, np.full(shape, np.nan), pa.repeat(reasons.broken(max(broken)), previous.size))
    covered = moment.entry.years_covered
    if covered > 1 and int(moment.period[:4]) - int(period[:4]) < covered:
        return _change(period, previous, np.full(shape, np.nan), pa.repeat(reasons.OVERLAPPING, previous.size))
    now, before = _absence(moment, moment.now), _absence(moment, moment.before)
    why_none = np.where(now != NO_INDEX, now, np.where(before != NO_INDEX, before + 2, NO_INDEX))
    words = (*_absence_words(moment.period), *_absence_words(period))
    change = np.round(moment.values - previous, rules.DECIMALS) + 0.0
    certain = certain_changes(moment, change, series)
    return _change(period, previous, change, _chosen(words, why_none)) | {"change_certain": pa.array(certain, pa.bool_())}


def _change(period: str | None, previous: Floats, difference: Floats, why_none: pa.Array) -> dict[str, pa.Array]:
    return {
        "previous_period": pa.repeat(pa.scalar(period, pa.string()), previous.size),
        "previous": _numbers(previous),
        "change": _numbers(difference),
        "change_reason": why_none,
        "change_certain": pa.nulls(previous.size, pa.bool_()),
    }


def _level_columns(moment: Moment, peers: dict[str, frozenset[str]]) -> dict[str, pa.Array]:
    shape, refused = moment.values.shape, level.refusal(moment.entry)
    rank, ranked, members, quarter, peer_place = (np.full(shape, NO_INDEX, dtype=np.int64) for _ in range(5))
    reason = np.full(shape, reasons.ONLY_KOMMUNER, dtype=object)
    kommuner, comparable = _kommuner(moment.grid), moment.grid.comparable[moment.now]
    reason[:, kommuner] = refused
    if refused is None and kommuner.size:
        theirs = _peer_indices([moment.grid.regions[at] for at in kommuner], peers)
        for sex, values in enumerate(comparable[:, kommuner]):
            good = rules.goodness(values, moment.entry.direction)
            ranks = level.ranked_by_goodness(good)
            rank[sex, kommuner], quarter[sex, kommuner] = ranks.rank, ranks.level
            for column, number in ((ranked, ranks.ranked), (members, ranks.members)):
                column[sex, kommuner] = np.where(ranks.rank == NO_INDEX, NO_INDEX, number)
            peer_place[sex, kommuner] = level.peer_quarters(good, theirs)
            reason[sex, kommuner] = level.why_no_level(values, ranks)
    return {
        "rank": _whole(rank),
        "ranked": _whole(ranked),
        "of": _whole(members),
        "level": _chosen(level.LEVELS, quarter),
        "level_reason": pa.array(_why_no_level(moment, reason, quarter), pa.string()),
        "peer_level": _chosen(level.PEER_LEVELS, peer_place),
    }


def _why_no_level(moment: Moment, reason: Objects, quarter: Integers) -> list[str | None]:
    """The reasons, but for kommuner: why there is no value, or that it rests on few persons, where that is why."""
    kommuner = np.isin(np.arange(quarter.shape[1]), _kommuner(moment.grid))
    absence, few = _absence(moment, moment.now), moment.grid.few[moment.now] & (level.refusal(moment.entry) is None)
    for at, word in enumerate(_absence_words(moment.period)):
        reason[(absence == at) & kommuner] = word
    reason[few & kommuner] = level.FEW_PERSONS
    reason[quarter != NO_INDEX] = None
    found: list[str | None] = reason.ravel().tolist()
    return found


def _kommuner(grid: Grid) -> Integers:
    """The positions of the kommuner: SCB gives them four digits."""
    return np.array([at for at, code in enumerate(grid.regions) if len(code) == 4 and code.isdigit()], dtype=np.int64)


def _peers_of(groups: pa.Table) -> dict[str, frozenset[str]]:
    """By kommun, its peers; itself never among them."""
    chosen = groups.filter(pc.equal(groups["kind"], GroupKind.PEER.value))
    peers: dict[str, set[str]] = {}
    for group, member in zip(chosen["group"].to_pylist(), chosen["member"].to_pylist(), strict=True):
        peers.setdefault(group.removeprefix("peer:"), set()).add(member)
    return {kommun: frozenset(members - {kommun}) for kommun, members in peers.items()}


def _peer_indices(kommuner: list[str], peers: dict[str, frozenset[str]]) -> Integers:
    """A row a kommun with the indices of its peers among `kommuner`, filled up with `NO_INDEX`."""
    index_of = {code: at for at, code in enumerate(kommuner)}
    found = [[index_of[peer] for peer in sorted(peers.get(code, ())) if peer in index_of] for code in kommuner]
    widest = max(1, *(len(row) for row in found))
    return np.array([row + [NO_INDEX] * (widest - len(row)) for row in found], dtype=np.int64)


def _trend_columns(moment: Moment) -> dict[str, pa.Array]:
    trends = own_trends(moment)
    texts = {
        "trend": trends.direction,
        "trend_reason": trends.reason,
        "trend_method": trends.method,
        "trend_first": trends.first,
        "trend_better": judgements(trends, moment.entry.direction),
    }
    statistic = np.round(trends.statistic, DECIMALS_OF_STATISTIC)
    return {name: pa.array(text, pa.string()) for name, text in texts.items()} | {"trend_statistic": _numbers(statistic)}


def _against_riket(moment: Moment) -> dict[str, pa.Array]:
    trends, direction = trends_vs_riket(moment), moment.entry.direction
    plain = Direction.NEUTRAL if direction is Direction.CLOSEST_TO_ONE else direction
    texts = {
        "trend_vs_riket": trends.direction,
        "trend_vs_riket_reason": trends.reason,
        "trend_vs_riket_first": trends.first,
        "trend_vs_riket_better": judgements(trends, plain),
    }
    change = np.round(trends.value_last - trends.value_first, rules.DECIMALS)
    return {name: pa.array(text, pa.string()) for name, text in texts.items()} | {"trend_vs_riket_change": _numbers(change)}


def _persons_vs_riket(moment: Moment) -> pa.Array:
    """About how many persons the difference to riket is, where it is known how many a share is of, and they are not few."""
    grid, entry = moment.grid, moment.entry
    if entry.unit is not Unit.PERCENT or entry.survey or entry.doubtful is not None or RIKET not in grid.regions:
        return pa.nulls(moment.values.size, pa.int64())
    riket = moment.values[:, grid.regions.index(RIKET), np.newaxis]
    persons = np.abs(moment.values - riket) / 100 * grid.denominator[moment.now]
    persons[grid.few[moment.now]] = np.nan
    return pa.array([None if np.isnan(one) else about(one) for one in persons.ravel().tolist()], pa.int64())


def _gap_columns(moment: Moment, pair: Grid | None) -> dict[str, pa.Array]:
    grid, native = moment.grid, np.full(moment.values.shape, np.nan)
    if pair is not None and gaps.refusal(moment.entry) is None:
        native = on_axes(pair, moment.period, grid.sexes, grid.regions)
    return {"pair_value": _numbers(native), "gap": _numbers(gaps.origin_gap(native, moment.values, moment.entry.direction))}
