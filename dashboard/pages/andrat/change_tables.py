"""The tables of the page of changes: new periods, values before and now, and what kommuner report of validation."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.published import backlog, changed, queries
from dashboard.published.changed import Change
from dashboard.url_state import View
from etl.contract.catalogue import Indicator
from etl.contract.codes import Sex, Status
from etl.contract.reader import Snapshot

MOST: Final = 200
"""So many rows of a table are shown."""

SILENT: Final = "Visas inte"
Row = list[Any]
Shown = tuple[Element, int] | None
"""A table, and how many rows it leaves out; None where it would be empty."""


class Subject(Protocol):
    """Whose changes are shown."""

    @property
    def snapshot(self) -> Snapshot:
        """The version."""

    @property
    def region(self) -> queries.Region:
        """Of which region."""

    @property
    def several(self) -> bool:
        """Whether it is a län with its kommuner."""

    @property
    def view(self) -> changed.ChangedView:
        """The choice."""


# New periods


def new_table(selection: Subject, found: Sequence[Change]) -> Shown:
    """A row a measure (and sex): which periods are new, and the newest value; of a län with how many kommuner have one."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for one in found:
        groups.setdefault((str(one.cell.indicator), one.cell.sex), []).append(one)
    sexes = ["Kön"] if selection.view.by_sex else []
    kommuner = ["Kommuner med värde"] if selection.several else []
    rows = (_new_row(selection, group) for group in groups.values())
    return _table(f"Nya perioder, {selection.region.name}", ["Mått", *sexes, "Nya perioder", "Senaste värde", *kommuner], rows)


def _new_row(selection: Subject, group: Sequence[Change]) -> Row:
    latest = max(one.cell.period for one in group)
    periods = sorted({one.cell.period for one in group})
    cell = group[0].cell
    entry = selection.snapshot.catalogue.indicator(str(cell.indicator))
    own = next((one for one in group if one.cell.region == selection.region.code and one.cell.period == latest), None)
    value = now(own, entry) if own else formats.DASH
    others = {one.cell.region for one in group if one.cell.period == latest and one.new_value is not None} - {
        selection.region.code
    }
    periods_text = f"{periods[0]}{formats.DASH}{periods[-1]} ({len(periods)} perioder)" if len(periods) > 1 else latest
    name = _measure(selection, cell, latest)
    return [name, *_sex(selection, cell.sex), periods_text, value, *([str(len(others))] if selection.several else [])]


# Values and statuses


def changed_table(selection: Subject, found: Sequence[Change], *, with_reason: bool = False) -> Shown:
    """A row a cell: before and now, with the difference, or (`with_reason`) with what has happened in words."""
    where = ["Område"] if selection.several else []
    sexes = ["Kön"] if selection.view.by_sex else []
    headings = [
        "Mått",
        *where,
        *sexes,
        "Period",
        *(["Vad"] if with_reason else []),
        "Förut",
        "Nu",
        *([] if with_reason else ["Skillnad"]),
    ]
    caption = "Värden som har tillkommit, försvunnit eller dolts" if with_reason else "Värden före och efter ändringen"
    rows = (_changed_row(selection, one, with_reason=with_reason) for one in found)
    return _table(f"{caption}, {selection.region.name}", headings, rows)


def _changed_row(selection: Subject, one: Change, *, with_reason: bool) -> Row:
    cell = one.cell
    entry = selection.snapshot.catalogue.indicator(str(cell.indicator))
    where = [queries.regions(selection.snapshot)[cell.region].name] if selection.several else []
    values = [before(one, entry), now(one, entry)]
    what = [happened(one)] if with_reason else []
    return [
        _measure(selection, cell, cell.period),
        *where,
        *_sex(selection, cell.sex),
        cell.period,
        *what,
        *values,
        *([] if with_reason else [_difference(one, entry)]),
    ]


def happened(one: Change) -> str:
    """What became of a value, in words."""
    was, shown = one.old_status in changed.SHOWN, one.new_status in changed.SHOWN
    if one.new_status == Status.SUPPRESSED:
        return "Döljs nu"
    if shown and not was:
        return "Visas nu, var dolt" if one.old_status == Status.SUPPRESSED else "Har fått ett värde"
    if was and not shown:
        return "Saknas nu"
    if was and shown:
        return "Är nu preliminärt" if one.new_status == Status.PRELIMINARY else "Är inte längre preliminärt"
    return "Döljs inte längre, men saknas" if one.old_status == Status.SUPPRESSED else "Saknas av ett annat skäl"


def before(one: Change, entry: Indicator | None) -> Any:
    """The value that was, or why none is told."""
    if one.withheld:
        return element("Span", SILENT, className="absent")
    return _said(one.old_value, one.old_status, entry)


def now(one: Change, entry: Indicator | None) -> Any:
    """The value that is, or why there is none."""
    return _said(one.new_value, one.new_status, entry)


def _said(value: float | None, status: str | None, entry: Indicator | None) -> Any:
    if value is not None:
        return formats.value(value, entry) if entry else formats.number(value, 0)
    return element("Span", formats.absent(status) if status else "Fanns inte", className="absent")


def _difference(one: Change, entry: Indicator | None) -> str:
    if entry is None or one.old_value is None or one.new_value is None:
        return formats.DASH
    return formats.difference(one.new_value - one.old_value, entry)


def _measure(selection: Subject, cell: changed.Cell, period: str) -> Any:
    entry = selection.snapshot.catalogue.indicator(str(cell.indicator))
    if entry is None:
        return cell.indicator
    kommuner = (cell.region,) if len(cell.region) == 4 else ()
    return link(entry.short_title, View(entry.id, period, cell.sex, kommuner or None).address, title=entry.title)


def _sex(selection: Subject, sex: str) -> list[str]:
    return [formats.SEX_WORDS[Sex(sex)]] if selection.view.by_sex else []


# What kommuner report


def reported_table(selection: Subject, found: Sequence[Change]) -> Shown:
    """New quarters, a row a kommun, quarter and type; else a row a number before and now."""
    where = ["Område"] if selection.several else []
    headings = ["Kvartal", *where, "Typ", "Uppgift", "Förut", "Nu"]
    return _table(f"Väntan på validering, {selection.region.name}", headings, _reported_rows(selection, found))


def _reported_rows(selection: Subject, found: Sequence[Change]) -> Iterator[Row]:
    seen: set[tuple[str, str, str | None]] = set()
    for one in found:
        key = (one.cell.region, one.cell.period, one.cell.type)
        if one.kind != changed.NEW_PERIOD:
            yield [*_quarter(selection, one), _figure(selection, one), before(one, None), now(one, None)]
        elif key not in seen:
            seen.add(key)
            stock = next((other for other in found if _is_stock(other) and _key(other) == key), None)
            value = now(stock, None) if stock else formats.DASH
            yield [*_quarter(selection, one), "Nytt kvartal, personer som väntar", formats.DASH, value]


def _key(one: Change) -> tuple[str, str, str | None]:
    return one.cell.region, one.cell.period, one.cell.type


def _is_stock(one: Change) -> bool:
    return one.cell.measure == "stock" and one.cell.step == backlog.ALL


def _quarter(selection: Subject, one: Change) -> Row:
    where = [queries.regions(selection.snapshot)[one.cell.region].name] if selection.several else []
    return [formats.period(one.cell.period), *where, _code(selection, "type", one.cell.type)]


def _figure(selection: Subject, one: Change) -> str:
    cell = one.cell
    step = "" if cell.step == backlog.ALL else f", {_code(selection, 'step', cell.step).lower()}"
    sex = "" if cell.sex == Sex.TOTAL else f", {formats.SEX_WORDS[Sex(cell.sex)].lower()}"
    return f"{_code(selection, 'measure', cell.measure)}{step}{sex}"


def _code(selection: Subject, field: str, code: str | None) -> str:
    if not backlog.published(selection.snapshot):
        return str(code)
    known = backlog.codes(selection.snapshot).get(field, {}).get(str(code))
    return known.title if known else str(code)


# Drawing


NUMBERS: Final = frozenset(("Senaste värde", "Kommuner med värde", "Förut", "Nu", "Skillnad"))
"""The columns that are set to the right."""


def _table(caption: str, headings: Sequence[str], rows: Iterator[Row]) -> Shown:
    every = list(rows)
    if not every:
        return None
    head = [element("Th", name, scope="col", role="columnheader", className=_kind(name)) for name in headings]
    body = [element("Tr", _cells(headings, row), role="row") for row in every[:MOST]]
    parts = [
        element("Caption", caption),
        element("Thead", element("Tr", head, role="row"), role="rowgroup"),
        element("Tbody", body, role="rowgroup"),
    ]
    return element("Table", parts, className="data changed", role="table"), max(0, len(every) - MOST)


def _kind(heading: str) -> str | None:
    return "number" if heading in NUMBERS else None


def _cells(headings: Sequence[str], row: Row) -> list[Element]:
    first = element("Th", row[0], scope="row", role="rowheader")
    rest = [
        element("Td", cell, className=_kind(heading), role="cell", data_heading=heading)
        for cell, heading in zip(row[1:], headings[1:], strict=True)
    ]
    return [first, *rest]
