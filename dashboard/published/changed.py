"""What has changed in a region since a version or a day, from the journal: the choice as an address, the cells that differ."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from dashboard import formats, url_state
from dashboard.published import queries
from dashboard.url_state import Query
from etl.contract import clock
from etl.contract.codes import RIKET, RegionType, Sex, Status
from etl.contract.journal import Entry, Journal
from etl.contract.reader import Snapshot
from etl.contract.strategies import Strategy

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
SHOWN: Final = (Status.OK.value, Status.PRELIMINARY.value)
NEW_PERIOD, REVISED, STATUS = "new_period", "revised", "status"
"""What a change is to the reader: a period that wasn't there, another value, or a value that came or went."""


@dataclass(frozen=True)
class ChangedView:
    """What the page of changes shows: a kommun or län (None riket) or a strategy's, since a version or a day (None the last).

    With `by_sex` the rows of women and men are shown too.
    """

    region: str | None = None
    strategy: str | None = None
    since: str | None = None
    by_sex: bool = False

    @property
    def address(self) -> str:
        """Path and query of the page."""
        query = {**self._of_region, "sedan": self.since, "kon": "alla" if self.by_sex else None}
        return url_state.location("/andrat", query)

    @property
    def feed(self) -> str:
        """Path and query of the feed, which has no beginning."""
        return url_state.location("/andrat.atom", self._of_region)

    @property
    def _of_region(self) -> dict[str, str | None]:
        name = "lan" if self.region and len(self.region) == 2 else "kommun"
        return {name: self.region, "strategi": self.strategy}


def changed_view(query: Query) -> ChangedView:
    """The view that an address asks for; whether region, strategy and version exist is not known here."""
    strategy = query.get("strategi", "")
    region = query.get("kommun") or query.get("lan") or None
    return ChangedView(
        region=url_state.whole_code(region[: url_state.LONGEST_NAME]) if region else None,
        strategy=strategy if url_state.INDICATOR.match(strategy) else None,
        since=query.get("sedan", "")[: url_state.LONGEST_NAME] or None,
        by_sex=query.get("kon") == "alla",
    )


class Start(NamedTuple):
    """From which version the changes are told, and what must be said of how that was understood."""

    entry: Entry
    remarks: tuple[str, ...] = ()


def start(journal: Journal, wanted: str | None, kept: Iterable[str]) -> Start:
    """The version that is asked for by its name or by a day; the one before the newest where none is, or where it isn't known."""
    entries = journal.entries
    before = entries[-2] if len(entries) > 1 else entries[-1]
    first = formats.timestamp(entries[0].at)
    if wanted is None:
        return Start(before)
    if DAY.match(wanted):
        return _since_day(journal, wanted, before)
    if found := journal.latest(wanted):
        gone = found.version not in kept
        words = f"Version {wanted} kan inte öppnas längre, men vad som har ändrats sedan dess finns kvar."
        return Start(found, (words,) if gone else ())
    if wanted in kept:
        words = f"Version {wanted} är äldre än listan över ändringar. Här visas allt som listan har, från {first}."
        return Start(entries[0], (words,))
    words = f"Version {wanted} finns inte i listan över ändringar, som börjar {first}. Här visas det som är nytt sedan sist."
    return Start(before, (words,))


def _since_day(journal: Journal, wanted: str, before: Entry) -> Start:
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        return Start(before, (f"{wanted} är inget datum. Här visas det som är nytt sedan sist.",))
    if day > clock.today():
        return Start(journal.head, (f"{wanted} har inte kommit än, så inget kan ha ändrats sedan dess.",))
    found = journal.since(wanted)
    first = journal.entries[0]
    if found is None:
        words = f"Listan över ändringar börjar {formats.timestamp(first.at)}. Äldre ändringar finns inte kvar."
        return Start(first, (words,))
    return Start(found)


class Cell(NamedTuple):
    """Which cell: of an indicator, or (with type, step and measure) of what kommuner report of validation."""

    indicator: str | None
    region: str
    period: str
    sex: str
    type: str | None
    step: str | None
    measure: str | None


class Change(NamedTuple):
    """A cell before and now. An old value that was shown then but is null here must not be told; a null status: no such cell."""

    cell: Cell
    kind: str
    old_value: float | None
    old_status: str | None
    new_value: float | None
    new_status: str | None

    @property
    def withheld(self) -> bool:
        """Whether there was a value that is not told."""
        return self.old_status in SHOWN and self.old_value is None


def changes(journal: Journal, region: str, start: Entry, end: Entry | None = None) -> tuple[Change, ...]:
    """What differs in a region between two versions (the newest, where no other is given), whatever came between them."""
    return _changes(journal, region, start.number, (end or journal.head).number)


@functools.lru_cache(maxsize=256)
def _changes(journal: Journal, region: str, after: int, until: int) -> tuple[Change, ...]:
    first: dict[Cell, dict[str, Any]] = {}
    last: dict[Cell, dict[str, Any]] = {}
    for row in journal.rows(region).to_pylist():
        if after < row["entry"] <= until:
            cell = Cell(*(row[name] for name in Cell._fields))
            first.setdefault(cell, row)
            last[cell] = row
    found = (_change(cell, row, last[cell]) for cell, row in first.items())
    return tuple(sorted((one for one in found if one), key=_order))


def _order(change: Change) -> tuple[str, ...]:
    return tuple(part or "" for part in change.cell)


def _change(cell: Cell, first: Mapping[str, Any], last: Mapping[str, Any]) -> Change | None:
    """What is left of several changes of a cell; None where it is again what it was."""
    before, now = (first["old_value"], first["old_status"]), (last["new_value"], last["new_status"])
    kind = _alone(first) if first is last else _kind(first, before, now)
    return Change(cell, kind, *before, *now) if kind else None


def _alone(row: Mapping[str, Any]) -> str:
    """The kind of a cell that has changed once."""
    return str(row["kind"]) if row["kind"] in (NEW_PERIOD, REVISED) else STATUS


def _kind(first: Mapping[str, Any], before: tuple[Any, Any], now: tuple[Any, Any]) -> str | None:
    stated = now[1] in SHOWN or now[1] == Status.SUPPRESSED
    if first["kind"] == NEW_PERIOD:
        return NEW_PERIOD if stated else None
    if before[1] in SHOWN and now[1] in SHOWN:
        same = before[0] is not None and before[0] == now[0]
        return REVISED if not same else STATUS if before[1] != now[1] else None
    return STATUS if before[1] != now[1] else None


def region_codes(snapshot: Snapshot, region: str) -> tuple[str, ...]:
    """The regions that a region's changes are told of: itself, and for a län its kommuner."""
    if queries.regions(snapshot)[region].type is not RegionType.COUNTY:
        return (region,)
    return (region, *(one.code for one in queries.municipalities(snapshot) if one.lan == region))


def measures(snapshot: Snapshot, strategy: Strategy | None) -> frozenset[str]:
    """The indicators whose changes are told: those that can be trusted, with a strategy those of its areas and goals."""
    trusted = [entry for entry in snapshot.catalogue.indicators if not entry.doubtful]
    if strategy is None:
        return frozenset(entry.id for entry in trusted)
    areas = {area for one in strategy.areas for area in one.focus_areas}
    named = {name for goal in strategy.goals for name in goal.indicators}
    return frozenset(entry.id for entry in trusted if entry.focus_area in areas or entry.id in named)


def of_measures(found: Iterable[Change], wanted: frozenset[str], *, by_sex: bool) -> list[Change]:
    """The changes of some indicators, both sexes together or all."""
    return [
        one
        for one in found
        if one.cell.indicator in wanted and (by_sex or one.cell.sex == Sex.TOTAL or one.cell.indicator is None)
    ]


def reported(found: Iterable[Change]) -> list[Change]:
    """The changes of what kommuner report."""
    return [one for one in found if one.cell.indicator is None]


def home(strategy: Strategy | None) -> str:
    """The region that is shown where none is chosen."""
    return strategy.region if strategy else RIKET
