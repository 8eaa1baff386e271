"""`/omraden/<kommun>`: one indicator in the areas of a kommun, as a map and a table; `?indikator=` names it."""

from typing import Any, Final

import dash
from dash import html

from dashboard import formats, url_state
from dashboard.charts.classes import classify
from dashboard.charts.frames import BESIDE, around
from dashboard.charts.map import MapData, map_figure
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.parts import notices, panels
from dashboard.parts.tables import cell_content, data_table
from dashboard.parts.titles import tab_of
from dashboard.published import areas, queries
from dashboard.published.areas import AreaTable
from dashboard.url_state import MeetingView
from etl.contract.codes import Sex, Status
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

RULE: Final = (
    "I små områden döljs mer än i kommunerna: tal om färre än 5 personer, andelar av högst 20 personer eller där högst 5 har "
    "eller saknar egenskapen, och de tal som annars skulle avslöja dem."
)
MAP_LABEL: Final = "Karta över områdena. Tabellen visar samma värden."


def title(code: str = "") -> str:
    """The title of the browser's tab."""
    return tab_of(lambda snapshot: _heading(snapshot, code), "Områden")


def exists(snapshot: Snapshot, code: str) -> bool:
    """Whether there is such a kommun."""
    return areas.kommun_name(snapshot, code) is not None


dash.register_page(__name__, path_template="/omraden/<code>", title=title, order=22, charted=True, exists=exists)


def _heading(snapshot: Snapshot, code: str) -> str | None:
    name = areas.kommun_name(snapshot, code)
    return f"Områden i {name}" if name else None


def layout(pathname: str = "", search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    code = (pathname or "").removeprefix("/omraden/").rstrip("/")
    heading = _heading(snapshot, code)
    if heading is None:
        return notices.empty_page("Kommunen finns inte", "Adressen ska sluta med en kommuns fyra siffror.")
    if not areas.has_any(snapshot, code):
        return notices.empty_page(heading, "Det finns inga uppgifter om områden inom kommunen.")
    known = [entry.id for entry in areas.indicators(snapshot)]
    wanted = url_state.parse(search).get("indikator")
    table = areas.in_areas(snapshot, wanted if wanted in known else known[0], code)
    remarks = [element("P", "Den indikatorn finns inte för områden.")] if wanted not in (None, *known) else []
    head = [
        html.H1(heading),
        Html(remarks, "Div", id="areas-remarks", className="remarks", role="status"),
        Html(_choices(snapshot, code, table), "Nav", id="areas-indicators"),
    ]
    if table is None:
        return [*head, html.Div(html.P("Källan har inga värden för områdena i kommunen."), className="panel explanation")]
    return [*head, html.Div([_map(snapshot, code, table), _table(snapshot, code, table)], className="compare-grid")]


def _choices(snapshot: Snapshot, code: str, shown: AreaTable | None) -> Element:
    links = [
        element("Li", link(one.short_title, f"/omraden/{code}?indikator={one.id}"))
        if shown is None or one is not shown.entry
        else element("Li", element("Strong", one.short_title))
        for one in areas.indicators(snapshot)
    ]
    return element("Ul", [*links, element("Li", link("Hela kommunen", MeetingView(code).address))])


def _titled(table: AreaTable) -> str:
    return f"{table.entry.title} {formats.period(table.period)}, {formats.unit(table.entry)}"


def _map(snapshot: Snapshot, code: str, table: AreaTable) -> html.Section:
    cells = [table.cell(area, Sex.TOTAL) for area in table.names]
    found = classify([cell.value for cell in cells], table.entry).hiding([cell.status == Status.SUPPRESSED for cell in cells])
    texts = [
        formats.value(c.value, table.entry) if c.value is not None else formats.why_absent(c.status, c.reason) for c in cells
    ]
    geometry = f"/karta/{snapshot.version}/omraden/{code}.geojson"
    frame = around(areas.extent(snapshot, code), BESIDE)
    figure = map_figure(MapData(list(table.names), texts, found, (), geometry, snapshot.demo, frame))
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
    legend = Html(element("Ul", steps, className="legend below"), "Div", id="areas-legend")
    chart = panels.chart("areas-map", figure, MAP_LABEL, "chart")
    return panels.panel("areas-map", _titled(table), chart, legend, panels.foot("areas-map", _source(table)))


def _table(snapshot: Snapshot, code: str, table: AreaTable) -> html.Section:
    words = [formats.SEX_WORDS[sex] for sex in table.sexes]
    rows = [
        [name, *(cell_content(table.cell(area, sex), table.entry) for sex in table.sexes)] for area, name in table.names.items()
    ]
    caption = f"{_titled(table)}: {len(rows)} {areas.KINDS[table.entry.areas or '']} i {areas.kommun_name(snapshot, code)}."
    content = data_table(caption, ["Område", *words], rows)
    rule = html.P(RULE, className="hint")
    frame = panels.table("areas-table", content, "Tabell över områdena")
    return panels.panel("areas-table", "Tabell", frame, rule, panels.foot("areas-table", _source(table)))


def _source(table: AreaTable) -> str:
    return f"Källa: {table.entry.source.TITLE}. Gränser: SCB eller den som driver tjänsten."
