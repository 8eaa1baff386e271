"""A län's kommuner on paper: a row each, so that 49 of them fit on a page in letters that can be read."""

from collections.abc import Sequence
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection, kommun_cell
from dashboard.parts import signals
from dashboard.published import facts, queries
from dashboard.published.facts import Fact
from etl.contract.codes import Role, Sex, Unit

MOST_BESIDE: Final = 15
"""With more kommuner than this paper has no room for the table of measures too."""

SHAPES: Final = (
    "Procent där inget annat står. ● bland de 25 % bästa i landet, ◐ i mitten, ○ bland de 25 % sämsta, × dold, – saknas."
)

MANY: Final = 40
"""With more rows than this they are closer."""

MOST_COLUMNS: Final = 12


def kommun_rows(selection: MeetingSelection) -> Element:
    """Kommuner by core measures that have a level, under riket and the län; shapes and colours as on the page."""
    shown = _columns(selection)
    names = queries.regions(selection.snapshot)
    head = [element("Th", "", scope="col"), *(element("Th", _heading(fact), scope="col", className="upwards") for fact in shown)]
    found = [queries.signals(selection.snapshot, fact.entry.id) for fact in shown]
    rows = [_beside("Riket", [fact.riket for fact in shown], shown), _own(selection, shown)]
    for code in facts.kommuner(selection.snapshot, selection.region.code):
        cells = [
            kommun_cell(fact.entry, one.get((code, Sex.TOTAL.value)), broad=True) for fact, one in zip(shown, found, strict=True)
        ]
        rows.append(element("Tr", [element("Th", names[code].name, scope="row"), *cells]))
    means = "Kursiv stil: medel för länets kommuner, där länet inte har något eget värde." if _means(shown) else ""
    parts = [
        element("Caption", signals.drawn(f"{SHAPES} {means}".strip())),
        element("Thead", element("Tr", head)),
        element("Tbody", rows),
    ]
    crowd = " crowded" if len(rows) > MANY else ""
    return element("Table", parts, className=f"data heat kommun-rows{crowd}")


def _columns(selection: MeetingSelection) -> list[Fact]:
    ranked = [fact for fact in selection.facts if fact.tally is not None and fact.tally.ranked]
    return [fact for fact in ranked if fact.entry.role is Role.CORE][:MOST_COLUMNS]


def _heading(fact: Fact) -> Element:
    unit = "" if fact.entry.unit is Unit.PERCENT else f", {formats.unit(fact.entry)}"
    unit = "" if unit.strip(", ") in fact.entry.short_title else unit
    return element("Span", f"{fact.entry.short_title}{unit} {formats.short_period(fact.here.period)}")


def _means(shown: Sequence[Fact]) -> bool:
    return any(fact.here.value is None and fact.mean is not None for fact in shown)


def _own(selection: MeetingSelection, shown: Sequence[Fact]) -> Element:
    """The län's own values, or the mean of its kommuner."""
    cells: list[Any] = []
    for fact in shown:
        if fact.here.value is None and fact.mean is not None and fact.mean.value is not None:
            cells.append(element("I", _plain(fact.mean.value, fact)))
        else:
            cells.append(_plain(fact.here.value, fact))
    return _row(selection.region.name, cells)


def _beside(name: str, values: Sequence[float | None], shown: Sequence[Fact]) -> Element:
    return _row(name, [_plain(value, fact) for value, fact in zip(values, shown, strict=True)])


def _row(name: str, cells: Sequence[Any]) -> Element:
    return element(
        "Tr", [element("Th", name, scope="row"), *(element("Td", cell, className="number") for cell in cells)], className="above"
    )


def _plain(value: float | None, fact: Fact) -> str:
    return (
        formats.DASH if value is None else formats.bare(value, fact.entry).removesuffix(formats.SUFFIXES.get(fact.entry.unit, ""))
    )
