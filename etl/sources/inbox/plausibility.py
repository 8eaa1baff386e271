"""What looks odd in accepted rows. It is told, never refused: a true figure may be odd, and nobody's file falls by another's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from etl.sources.inbox.coherence import Finding, key_of
from etl.sources.inbox.definition import Definition
from etl.sources.inbox.form import Row
from etl.sources.inbox.quarters import quarter_before

LEAP_PERSONS: Final = 50
LEAP_TIMES: Final = 3
"""A stock that changed by as many persons and as many times, up or down, since the quarter before is odd."""

Sent = tuple[str, Row]
"""A row with the name of its file."""


def oddities(sent: Sequence[Sent], definition: Definition) -> Iterator[tuple[str, Finding]]:
    """What looks odd in the rows that count, with the name of the file it is in."""
    rows = {key_of(row): (name, row) for name, row in sent}
    quarters = {(row.code("region"), row.code("period")) for _, row in sent}
    yield from _skipped_quarters(sent, quarters)
    for name, row in sent:
        yield from ((name, finding) for finding in _share_as_fraction(row))
        before = rows.get(_key_before(row))
        if before is not None:
            yield from ((name, finding) for finding in _against_last(row, before, definition, same_file=before[0] == name))


def _key_before(row: Row) -> tuple[str | None, ...]:
    region, period, *others = key_of(row)
    return (region, quarter_before(str(period)), *others)


def _against_last(row: Row, last: Sent, definition: Definition, *, same_file: bool) -> Iterator[Finding]:
    name, before = last
    where = f"{before.code('period')} (rad {before.number} i {name})"
    opening, closing, stock = row.count("persons_opening"), row.count("persons_closing"), before.count("persons_closing")
    if opening is None or closing is None or stock is None:
        return
    header = definition.headers["persons_closing"]
    if opening != stock and not same_file and not row.code("comment"):
        yield Finding(row.number, "persons_opening", f"Skiljer sig från {header} {where}, {stock}.")
    if abs(closing - stock) >= LEAP_PERSONS and max(closing, stock) > LEAP_TIMES * min(closing, stock):
        yield Finding(row.number, "persons_closing", f"Stor förändring sedan {where}, {stock}.")


def _share_as_fraction(row: Row) -> Iterator[Finding]:
    share = row.number_in("share_over_180")
    if share is not None and 0 < share <= 1:
        yield Finding(row.number, "share_over_180", "Andelen är högst 1 procent. Anges den i procent (45, inte 0,45)?")


def _skipped_quarters(sent: Sequence[Sent], quarters: set[tuple[str | None, str | None]]) -> Iterator[tuple[str, Finding]]:
    first = _first_quarters(quarters)
    reported: set[tuple[str | None, str | None]] = set()
    for name, row in sent:
        region, period = row.code("region"), str(row.code("period"))
        before = quarter_before(period)
        if period > first[region] and (region, before) not in quarters and (region, period) not in reported:
            reported.add((region, period))
            yield name, Finding(row.number, "period", f"Kvartalet före, {before}, har inte rapporterats.")


def _first_quarters(quarters: set[tuple[str | None, str | None]]) -> Mapping[str | None, str]:
    first: dict[str | None, str] = {}
    for region, period in quarters:
        first[region] = min(first.get(region, str(period)), str(period))
    return first
