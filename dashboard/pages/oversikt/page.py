"""`/`: choose a kommun or län and see every indicator's latest value beside riket's, by focus area."""

from typing import Any

import dash
from dash import Input, Output, callback, html

from dashboard import formats, url_state
from dashboard.charts.sparkline import HEIGHT, WIDTH, sparkline
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.oversikt import introduction, small_map
from dashboard.parts import notices, own_place, pickers, signals
from dashboard.parts.address import address_store, follow
from dashboard.parts.tables import cell_content, data_table
from dashboard.parts.titles import tab
from dashboard.published import counties, facts, queries
from dashboard.published.counties import LatestValue
from dashboard.published.queries import Region
from dashboard.url_state import MeetingView
from etl.contract.catalogue import FocusArea, Indicator
from etl.contract.codes import RIKET, Sex, Unit
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError
from etl.contract.remembered import remembered

dash.register_page(__name__, path="/", title=tab("Översikt"), order=1, menu="Översikt")
follow("overview-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notices.nothing_published()
    code = url_state.chosen_region(url_state.parse(search))
    region = queries.regions(snapshot).get(code or RIKET)
    known = region or queries.regions(snapshot)[RIKET]
    remark = [] if region else [html.P(f"Det finns ingen kommun och inget län med koden {code}.")]
    picker = pickers.dropdown(
        "region",
        pickers.region_options(list(queries.regions(snapshot).values())),
        value=None if known.code == RIKET else known.code,
        placeholder="Välj kommun eller län",
    )
    return [
        html.Div(
            [
                html.Div([Html(_heading(known), "H1", id="overview-title"), Html(_led(known), "P", id="overview-lead")]),
                html.Div(
                    [pickers.field("Kommun eller län", picker), own_place.control(snapshot, "region")],
                    className="overview-picker",
                ),
            ],
            className="overview-head",
        ),
        html.Div(remark, className="remarks", role="status"),
        introduction.start(snapshot, known),
        Html(_areas(snapshot, known.code), "Div", id="overview-areas", className="overview-grid"),
        address_store("overview-address"),
    ]


def _heading(region: Region) -> str:
    return "Hur går det för integrationen?" if region.code == RIKET else f"Läget i {region.name}"


def _lead(region: Region) -> str:
    if region.code == RIKET:
        return "Välj en kommun eller ett län, så visas varje indikators senaste värde bredvid rikets. Nu visas riket."
    return "Varje indikators senaste värde bredvid rikets. Blå linje är området, grå linje är riket."


def _led(region: Region) -> list[Any]:
    """The lead, and the way to the region's meeting page."""
    if region.code == RIKET:
        return [f"{introduction.WHAT} {_lead(region)}"]
    return [_lead(region), " ", link(f"Mötesunderlag för {region.name}", MeetingView(region.code).address)]


@remembered(32)
def _areas(snapshot: Snapshot, code: str) -> list[Element]:
    """The tables of a region, to be shown and not changed; kept, as riket and the same kommuner are asked for again and again."""
    region = queries.regions(snapshot)[code]
    return [_area(snapshot, area, region) for area in snapshot.catalogue.focus_areas]


def _area(snapshot: Snapshot, area: FocusArea, region: Region) -> Element:
    shown = queries.area(snapshot, area.id)
    filled = [counties.latest_value(snapshot, entry, region.code) for entry in shown.entries]
    alone = region.code == RIKET
    county = counties.is_county(snapshot, region.code)
    name, level = [] if alone else ["Länet" if county else region.name], "Plats" if county else "Nivå"
    headings = ["Indikator", *name, "Riket", *([] if alone else ["Skillnad", level]), "Trend", "Utveckling", "Avser"]
    names = _names(snapshot)
    rows = [[names[row.entry.id], *_cells(snapshot, row, region)] for row in filled]
    table = data_table(f"{area.title}: senaste värden", headings, rows, quiet=True)
    note = [element("P", text, className="hint") for text in notices.left_out(shown)]
    heading = element("H2", area.title, id=f"omrade-{area.id}")
    parts = [heading, element("P", area.description), element("Div", table, className="scroll"), *note]
    return element("Section", parts, className="panel", aria_labelledby=f"omrade-{area.id}")


@remembered(8)
def _names(snapshot: Snapshot) -> dict[str, Element]:
    """The head of each indicator's row: its name, and its unit where that isn't per cent."""
    return {entry.id: _name(entry) for entry in snapshot.catalogue.indicators}


def _name(entry: Indicator) -> Element:
    unit = [] if entry.unit is Unit.PERCENT else [element("Span", formats.unit(entry), className="unit")]
    return element("Span", [link(entry.short_title, f"/indikator/{entry.id}", title=entry.title), *unit])


def _cells(snapshot: Snapshot, row: LatestValue, region: Region) -> list[Any]:
    entry, found = row.entry, facts.latest(snapshot, region.code).get(row.entry.id)
    trend = signals.trend_mark(found, brief=True) if found else formats.DASH
    here, riket = cell_content(row.here, entry), cell_content(row.riket, entry)
    spark = _spark(row)
    if region.code == RIKET:
        return [riket, trend, spark, row.period]
    known = not row.mean and row.here.value is not None and row.riket.value is not None and formats.beside_riket(entry)
    gap = (row.here.value or 0.0) - (row.riket.value or 0.0) if known else None
    level = _rank(snapshot, row, region) or (signals.level_mark(found, brief=True) if found else formats.DASH)
    return [here, riket, formats.difference(gap, entry), level, trend, spark, row.period]


def _rank(snapshot: Snapshot, row: LatestValue, region: Region) -> Element | None:
    """A län's rank among the län; None of others, and where there is none."""
    found = counties.ranks(snapshot, row.entry.id, row.period or "", Sex.TOTAL.value).get(region.code)
    return None if found is None else element("Span", f"{found.rank} av {found.of}", title=found.words)


def _spark(row: LatestValue) -> Any:
    picture = sparkline(row.periods, row.track, row.riket_track if formats.beside_riket(row.entry) else ())
    if picture is None:
        return formats.DASH
    known = [(period, value) for period, value in zip(row.periods, row.track, strict=True) if value is not None]
    (first, old), (last, new) = known[0], known[-1]
    whose = "Medel av länets kommuner: från" if row.mean else "Från"
    words = f"{whose} {formats.value(old, row.entry)} {first} till {formats.value(new, row.entry)} {last}"
    return element("Img", src=picture, alt=words, title=words, width=WIDTH, height=HEIGHT)


@callback(
    Output("overview-title", "content"),
    Output("overview-lead", "content"),
    Output("stories", "content"),
    Output("small-map", "content"),
    Output("overview-areas", "content"),
    Output("overview-address", "data"),
    Input("region", "value"),
    prevent_initial_call=True,
)
def update(code: str | None) -> tuple[Any, ...]:
    """Show another kommun or län."""
    snapshot = queries.current(data_paths())
    region = queries.regions(snapshot).get(code or RIKET) or queries.regions(snapshot)[RIKET]
    shown = None if region.code == RIKET else region.code
    address = {"href": url_state.overview_address(shown), "title": tab(_heading(region))}
    content, areas = introduction.stories_content(snapshot, region), _areas(snapshot, region.code)
    return _heading(region), _led(region), content, small_map.panel(snapshot, region), areas, address
