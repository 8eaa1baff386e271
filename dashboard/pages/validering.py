"""`/validering`: who waits for validation, kommun by kommun and quarter, beside the national figures."""

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, callback, dcc, html

from dashboard import backlog, queries, theme, url_state
from dashboard.components import backlog_view, notes, pickers
from dashboard.components.address import address_store, follow
from dashboard.components.aria import aria
from dashboard.components.backlog_view import Choice
from dashboard.url_state import BacklogView
from etl.contract.codes import RIKET
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

TITLE = "Validering – Integrationskollen"
STOCK_LABEL = "Stapeldiagram över hur många som väntar vid varje kvartals slut. Samma tal finns i tabellen Alla kvartal."
FLOW_LABEL = "Stapeldiagram över nya och avslutade varje kvartal. Samma tal finns i tabellen Alla kvartal."
WAIT_LABEL = "Linjediagram över väntetiden i dagar. Samma tal finns i tabellen Alla kvartal."
NATIONAL_LABEL = "Linjediagram över UHR:s ansökningar och avgjorda ärenden. Samma tal finns i tabellen bredvid."

dash.register_page(__name__, path="/validering", title=TITLE, order=5)
follow("backlog-address")


def layout(search: str = "", **_: object) -> list[Any]:
    """The page as its address asks for it."""
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return notes.empty_page("Inget att visa ännu", *notes.unavailable())
    if not backlog.published(snapshot):
        return notes.empty_page(
            "Validering", "Versionen som visas har inga uppgifter om validering. Kör python -m etl run så kommer de med."
        )
    choice = backlog_view.choose(snapshot, url_state.backlog_view(url_state.parse(search)))
    parts = _parts(choice)
    return [
        html.H1("Väntan på validering"),
        aria(html.P(parts["summary"], id="backlog-summary", className="summary"), live="polite"),
        html.Div(parts["remarks"], id="backlog-remarks", className="remarks", role="status"),
        _controls(choice),
        _charts(parts),
        html.Div([_kinds(parts), _kommuner(parts)], className="backlog-grid"),
        _panel("Alla kvartal", "backlog-series-title", _scroll("backlog-series", parts["series"], "Tabell över alla kvartal")),
        html.Div([_national(choice), _beside(parts)], className="backlog-grid"),
        _reporting(),
        address_store("backlog-address"),
    ]


def _controls(choice: Choice) -> html.Form:
    snapshot = choice.snapshot
    region = pickers.dropdown(
        "backlog-region",
        pickers.region_options(list(queries.regions(snapshot).values())),
        value=None if choice.region == RIKET else choice.region,
        placeholder="Riket",
    )
    kind = dbc.Select(id="backlog-kind", options=backlog_view.type_options(snapshot), value=choice.kind)
    period = dbc.Select(id="backlog-period", options=backlog_view.period_options(choice), value=choice.period)
    form = html.Form(
        [
            html.Div(pickers.field("Kommun eller län", region), className="control-medium"),
            html.Div(pickers.field("Typ av validering", kind), className="control-wide"),
            html.Div(pickers.field("Kvartal", period), className="control-medium"),
        ],
        className="controls",
    )
    return aria(form, label="Välj vad som visas")


def _charts(parts: dict[str, Any]) -> html.Div:
    charts = (
        ("Väntar vid kvartalets slut, personer", "stock", STOCK_LABEL),
        ("Nya och avslutade, personer", "flow", FLOW_LABEL),
        ("Väntetid, median i dagar", "wait", WAIT_LABEL),
    )
    panels = [_panel(heading, f"backlog-{name}-title", _chart(name, parts[name], label)) for heading, name, label in charts]
    return html.Div(panels, className="backlog-charts")


def _chart(name: str, figure: dict[str, Any], label: str) -> html.Div:
    graph = dcc.Graph(id=f"backlog-{name}", figure=figure, config=theme.CONFIG, responsive=True)
    return aria(html.Div(graph, role="img", className="chart-medium"), label=label)


def _kinds(parts: dict[str, Any]) -> html.Section:
    table = _scroll("backlog-kinds", parts["kinds"], "Tabell över typer av validering")
    return _panel("Typ för typ", "backlog-kinds-title", table, html.P(parts["sum"], id="backlog-sum", className="hint"))


def _kommuner(parts: dict[str, Any]) -> html.Section:
    table = _scroll("backlog-kommuner", parts["kommuner"], "Tabell över kommuner", tall=True)
    silent = html.P(parts["silent"], id="backlog-silent", className="hint")
    return _panel("Kommun för kommun", "backlog-kommuner-title", table, silent)


def _national(choice: Choice) -> html.Section:
    chart = _chart("national", backlog_view.national_figure(choice), NATIONAL_LABEL)
    table = _scroll("backlog-national-table", backlog_view.national_table(choice), "Tabell över UHR:s ärenden")
    heading = "Hela landet: UHR:s ansökningar och beslut"
    rest = [backlog_view.sources(choice), backlog_view.national_notes(choice)]
    return _panel(heading, "backlog-national-title", chart, table, *rest)


def _beside(parts: dict[str, Any]) -> html.Section:
    table = _scroll("backlog-beside", parts["beside"], "Tabell över arbete och utbildning")
    return _panel("Arbete och utbildning", "backlog-beside-title", table)


def _reporting() -> html.Section:
    template = html.A("Hämta mallen (Excel)", href="/validering/rapporteringsmall.xlsx", className="button", download="")
    return _panel(
        "Så rapporterar en kommun",
        "backlog-report-title",
        html.P(
            "Fyll i mallen varje kvartal och lämna den till den som sköter Integrationskollen. Filen kontrolleras rad för rad, "
            "och fel kommer tillbaka med rad, kolumn och vad som är tillåtet."
        ),
        html.P("Grupper på 1–4 personer visas aldrig, och inte heller tal som skulle avslöja dem."),
        html.P(template),
    )


def _scroll(name: str, table: Any, label: str, *, tall: bool = False) -> html.Div:
    frame = html.Div(table, id=name, className="scroll tall" if tall else "scroll", tabIndex=0, role="region")
    return aria(frame, label=label)


def _panel(heading: str, heading_id: str, *content: Any) -> html.Section:
    return aria(html.Section([html.H2(heading, id=heading_id), *content], className="panel"), labelledby=heading_id)


def _parts(choice: Choice) -> dict[str, Any]:
    return {
        "summary": backlog_view.summary(choice),
        "remarks": [html.P(remark) for remark in choice.remarks],
        "stock": backlog_view.stock_figure(choice),
        "flow": backlog_view.flow_figure(choice),
        "wait": backlog_view.wait_figure(choice),
        "kinds": backlog_view.type_table(choice),
        "sum": backlog_view.sum_words(choice),
        "kommuner": backlog_view.kommun_table(choice),
        "silent": backlog_view.silent(choice),
        "series": backlog_view.series_table(choice),
        "beside": backlog_view.beside_table(choice),
    }


OUTPUTS = {
    "summary": Output("backlog-summary", "children"),
    "remarks": Output("backlog-remarks", "children"),
    "stock": Output("backlog-stock", "figure"),
    "flow": Output("backlog-flow", "figure"),
    "wait": Output("backlog-wait", "figure"),
    "kinds": Output("backlog-kinds", "children"),
    "sum": Output("backlog-sum", "children"),
    "kommuner": Output("backlog-kommuner", "children"),
    "silent": Output("backlog-silent", "children"),
    "series": Output("backlog-series", "children"),
    "beside": Output("backlog-beside", "children"),
    "address": Output("backlog-address", "data"),
}


@callback(
    output=OUTPUTS,
    inputs={
        "region": Input("backlog-region", "value"),
        "kind": Input("backlog-kind", "value"),
        "period": Input("backlog-period", "value"),
    },
    prevent_initial_call=True,
)
def update(region: str | None, kind: str | None, period: str | None) -> dict[str, Any]:
    """Show another choice."""
    choice = backlog_view.choose(queries.current(data_paths()), BacklogView(region, kind, period or None))
    return {**_parts(choice), "address": {"href": choice.view.address, "title": TITLE}}
