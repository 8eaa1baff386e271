"""What is shown of a kommun's areas: the choice held against the data, the map with its legend, the table, and the words."""

from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.charts.classes import Classification, classify
from dashboard.charts.frames import BESIDE, around
from dashboard.charts.map import MapData, map_figure
from dashboard.markup import Element, element
from dashboard.parts import panels
from dashboard.parts.tables import cell_content, data_table
from dashboard.published import areas, provenance
from dashboard.published.areas import AreaTable
from dashboard.url_state import AreasView
from etl.contract.codes import Sex, Status
from etl.contract.reader import Snapshot

RULE: Final = (
    "I små områden döljs mer än i kommunerna: tal om färre än 5 personer, andelar av högst 20 personer eller där högst 5 har "
    "eller saknar egenskapen, och de tal som annars skulle avslöja dem."
)
BOUNDARIES: Final = "Gränser: SCB eller den som driver tjänsten."


@dataclass(frozen=True)
class AreaSelection:
    """What the page shows; `remarks` are on what was asked for and isn't there."""

    snapshot: Snapshot
    kommun: str
    name: str
    table: AreaTable
    view: AreasView
    remarks: tuple[str, ...]

    @property
    def heading(self) -> str:
        """`Områden i Eskilstuna`."""
        return heading(self.name)

    @property
    def titled(self) -> str:
        """The indicator with its year and unit."""
        return f"{self.table.entry.title} {formats.period(self.table.period)}, {formats.unit(self.table.entry)}"


def heading(name: str) -> str:
    """What the page of a kommun's areas is called."""
    return f"Områden i {name}"


def choose(snapshot: Snapshot, view: AreasView) -> AreaSelection | None:
    """The view as far as there is anything of it; None where there is no such kommun, or nothing of its areas."""
    name = areas.kommun_name(snapshot, view.kommun)
    known = [entry.id for entry in areas.indicators(snapshot, view.kommun)]
    if name is None or not known:
        return None
    indicator = view.indicator if view.indicator in known else known[0]
    table = areas.in_areas(snapshot, indicator, view.kommun, view.period)
    remarks = []
    if view.indicator not in (None, *known):
        remarks.append("Den indikatorn finns inte för områden.")
    if view.period not in (None, table.period):
        shown = formats.period(table.period)
        remarks.append(f"Det finns inga uppgifter för {formats.period(str(view.period))}. Här visas {shown}.")
    period = table.period if view.period == table.period else None
    settled = AreasView(view.kommun, indicator, period)
    return AreaSelection(snapshot, view.kommun, name, table, settled, tuple(remarks))


def summary(selection: AreaSelection) -> str:
    """How many areas there are, and how many of them have a value: `Andel 2024, procent: 4 områden, 3 med värde, 1 dolt.`"""
    table = selection.table
    statuses = [table.cell(area, Sex.TOTAL).status for area in table.names]
    hidden = statuses.count(Status.SUPPRESSED)
    shown = sum(table.cell(area, Sex.TOTAL).value is not None for area in table.names)
    missing = len(statuses) - hidden - shown
    counts = ((shown, "med värde"), (hidden, "dolt" if hidden == 1 else "dolda"), (missing, "utan uppgift"))
    parts = ", ".join(f"{count} {words}" for count, words in counts if count)
    return f"{selection.titled}: {len(statuses)} {areas.KINDS[table.entry.areas or '']}, {parts}."


def filters(selection: AreaSelection) -> Element:
    """What is chosen, in words."""
    return panels.filters(f"{selection.name}, {formats.period(selection.table.period)}", name_parts(selection))


def name_parts(selection: AreaSelection) -> tuple[str, ...]:
    """What a file's name says it holds: indicator, kommun and year."""
    return ("omraden", selection.table.entry.id, selection.name, selection.table.period)


def _classes(selection: AreaSelection) -> Classification:
    cells = [selection.table.cell(area, Sex.TOTAL) for area in selection.table.names]
    hidden = [cell.status == Status.SUPPRESSED for cell in cells]
    return classify([cell.value for cell in cells], selection.table.entry).hiding(hidden)


def map_of(selection: AreaSelection) -> dict[str, Any]:
    """The map as a figure."""
    table, snapshot = selection.table, selection.snapshot
    cells = [table.cell(area, Sex.TOTAL) for area in table.names]
    texts = [
        formats.value(c.value, table.entry) if c.value is not None else formats.why_absent(c.status, c.reason) for c in cells
    ]
    geometry = f"/karta/{snapshot.version}/omraden/{selection.kommun}.geojson"
    frame = around(areas.extent(snapshot, selection.kommun), BESIDE)
    return map_figure(MapData(list(table.names), texts, _classes(selection), (), geometry, snapshot.demo, frame))


def legend(selection: AreaSelection) -> Element:
    """The map's classes, and how many areas have no value."""
    found = _classes(selection)
    steps = [
        element("Li", [element("Span", className="swatch", style={"background": step.colour}), element("Span", step.label)])
        for step in reversed(found.classes)
    ]
    others = (("hidden", "Dold", found.hidden), ("missing", formats.STATUS_WORDS[Status.MISSING], found.missing))
    steps += [
        element("Li", [element("Span", className=f"swatch swatch-{name}"), element("Span", f"{words}, {count}")])
        for name, words, count in others
        if count
    ]
    return element("Ul", steps, className="legend below")


def table_of(selection: AreaSelection) -> Element:
    """A row an area, a column a sex."""
    table = selection.table
    words = [formats.SEX_WORDS[sex] for sex in table.sexes]
    rows = [
        [name, *(cell_content(table.cell(area, sex), table.entry) for sex in table.sexes)] for area, name in table.names.items()
    ]
    return data_table(f"{selection.titled}, {selection.name}", ["Område", *words], rows)


def source(selection: AreaSelection) -> str:
    """Where the values and the boundaries come from."""
    return f"{provenance.source_line(selection.snapshot, [selection.table.entry])} {BOUNDARIES}"
