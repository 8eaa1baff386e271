"""The routes that give files: `/export/...`, with the same query strings as the pages.

A page's files are made from the same choice as the page itself, so what is hidden or absent there is so here too.
"""

import difflib
from collections.abc import Callable, Sequence
from typing import Final

import flask

from dashboard import url_state
from dashboard.files import several_indicators
from dashboard.files.comment_sheet import comments
from dashboard.files.delimited import csv_bytes
from dashboard.files.document import part
from dashboard.files.several_indicators import Selection
from dashboard.files.table import Chart, Facts, Table, file_name
from dashboard.pages.faktakort import card_picture, card_view, cards
from dashboard.pages.fokus import focus_view, pictures
from dashboard.pages.fokus.focus_view import FocusSelection
from dashboard.pages.indikator import goal_files, indicator_files, indicator_slides, indicator_view, map_view, panes, seen_table
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.pages.jamfor import compare_view
from dashboard.pages.omraden import area_files, area_view
from dashboard.pages.validering import backlog_files
from dashboard.parts import goal_verdicts
from dashboard.published import annotations, areas, backlog_rows, queries
from dashboard.published.backlog import published
from dashboard.routes import made_files, replies
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError

blueprint = flask.Blueprint("downloads", __name__, url_prefix="/export")

TABLES: Final = ("csv", "xlsx")
PICTURES: Final = {"niva": pictures.heat, "lage": pictures.spine}
CHART_TABLES: Final = {"map": map_view.table_view, "trend": panes.table_view}
SLIDES: Final = "pptx"
NO_FORMAT: Final = f"Det formatet finns inte. Tabellen finns som {' och '.join(TABLES)}."
LONGEST_NAME: Final = 60
"""So much of an unknown id is looked at when something like it is searched for."""


@blueprint.get("/indikator/<indicator_id>.<extension>")
def indicator_file(indicator_id: str, extension: str) -> flask.Response:
    """Riket and the chosen kommuner over all periods. Takes the indicator page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    if refused := replies.misread(url_state.View):
        return refused
    snapshot = queries.current(data_paths())
    selection = indicator_view.choose(snapshot, url_state.view(indicator_id, replies.query()))
    if selection is None:
        return replies.missing(_unknown(snapshot, indicator_id))
    if extension == SLIDES:
        return _slides(selection)
    if extension not in TABLES:
        return replies.missing(f"{NO_FORMAT} Diagrammen finns som {SLIDES}.")
    facts = goal_files.facts(selection, flask.request.url_root)
    notes = annotations.read(data_paths(), snapshot, selection.municipalities, (selection.entry.id,))
    beside = (*goal_files.sheet(selection), *comments(snapshot, notes))
    tables = (*seen_table.sheet(selection), indicator_files.wide(selection), *beside, indicator_files.long(selection))
    return file_response(
        tables, facts, indicator_files.name_parts(selection), extension, chart=lambda: indicator_files.chart(selection)
    )


@blueprint.get("/indikator/<indicator_id>/<chart>.html")
def indicator_table(indicator_id: str, chart: str) -> flask.Response:
    """The table of the map (`map`) or of the chosen view (`trend`), for the clipboard. Takes the indicator page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    if refused := replies.misread(url_state.View):
        return refused
    selection = indicator_view.choose(queries.current(data_paths()), url_state.view(indicator_id, replies.query()))
    if selection is None or chart not in CHART_TABLES:
        return replies.missing("Tabellen finns inte. En indikator har tabellerna map.html och trend.html.")
    body = part(CHART_TABLES[chart](selection), ("id", "tabIndex"))
    return flask.Response(body, mimetype="text/html", headers={"Cache-Control": "no-cache"})


def _slides(selection: IndicatorSelection) -> flask.Response:
    facts = goal_files.facts(selection, flask.request.url_root)
    body = made_files.made(SLIDES, lambda: (indicator_slides.deck(selection, flask.request.url_root),))
    return replies.file(body, file_name(indicator_files.name_parts(selection), facts, SLIDES))


@blueprint.get("/fokus/<area>.<extension>")
def focus_file(area: str, extension: str) -> flask.Response:
    """All indicators of a focus area for the chosen kommuner, latest values. Takes the focus area page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    selection = _focus(area)
    if not isinstance(selection, FocusSelection):
        return selection
    contents = Selection(
        snapshot=selection.snapshot,
        title=selection.area.title,
        message=focus_view.summary(selection),
        entries=selection.entries,
        codes=selection.codes,
        sex=selection.sex,
        address=selection.view.address,
        every_period=False,
        remarks=selection.remarks,
    )
    return _several(contents, ("fokus", area), extension)


@blueprint.get("/fokus/<area>/<name>.svg")
def focus_picture_file(area: str, name: str) -> flask.Response:
    """The table of levels (`niva`) or one kommun close up (`lage`), as the page would show it. Takes the page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    selection = _focus(area)
    if not isinstance(selection, FocusSelection):
        return selection
    if name not in PICTURES:
        return replies.missing("Bilden finns inte. Ett fokusområde har bilderna niva.svg och lage.svg.")
    return flask.Response(PICTURES[name](selection), mimetype="image/svg+xml", headers={"Cache-Control": "no-cache"})


def _focus(area: str) -> FocusSelection | flask.Response:
    """What the address chooses in a focus area, or the answer that refuses it."""
    if refused := replies.misread(url_state.FocusView):
        return refused
    selection = focus_view.choose(queries.current(data_paths()), url_state.focus_view(area, replies.query()))
    return selection or replies.missing("Fokusområdet finns inte.")


@blueprint.get("/jamfor.<extension>")
def comparison_file(extension: str) -> flask.Response:
    """The chosen indicators and kommuner over all periods. Takes the comparison's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    if refused := replies.misread(url_state.CompareView):
        return refused
    selection = compare_view.choose(queries.current(data_paths()), url_state.compare_view(replies.query()))
    contents = Selection(
        snapshot=selection.snapshot,
        title="Jämförelse av kommuner",
        message=compare_view.summary(selection),
        entries=selection.entries,
        codes=selection.codes,
        sex=selection.sex,
        address=selection.view.address,
        every_period=True,
        remarks=selection.remarks,
    )
    return _several(contents, ("jamforelse", selection.view.name), extension)


@blueprint.get("/validering.<extension>")
def backlog_file(extension: str) -> flask.Response:
    """What the place and the kommuner around it have reported. Takes the validation page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    if refused := replies.misread(url_state.BacklogView):
        return refused
    selection = backlog_rows.choose(_with_backlog(), url_state.backlog_view(replies.query()))
    if extension not in TABLES:
        return replies.missing(NO_FORMAT)
    facts = backlog_files.facts(selection, backlog_rows.summary(selection), flask.request.url_root)
    return file_response(
        backlog_files.tables(selection),
        facts,
        backlog_files.name_parts(selection),
        extension,
        chart=lambda: backlog_files.chart(selection),
    )


@blueprint.get("/omraden/<kommun>.<extension>")
def areas_file(kommun: str, extension: str) -> flask.Response:
    """An indicator in a kommun's areas, as of the version in service only. Takes the page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    if refused := replies.misread(url_state.AreasView):
        return refused
    snapshot, query = queries.current(data_paths()), replies.query()
    if query.get("v", snapshot.version) != snapshot.version:
        return replies.missing(areas.NEWEST_ONLY)
    selection = area_view.choose(snapshot, url_state.areas_view(kommun, query))
    if selection is None:
        return replies.missing("Det finns inga uppgifter om områden inom en kommun med den koden.")
    if selection.remarks:
        return replies.missing(" ".join(selection.remarks))
    if extension not in TABLES:
        return replies.missing(NO_FORMAT)
    facts = area_files.facts(selection, flask.request.url_root)
    return file_response(area_files.tables(selection), facts, area_view.name_parts(selection), extension, chart=lambda: None)


@blueprint.get("/faktakort/<indicator_id>.svg")
def card_file(indicator_id: str) -> flask.Response:
    """A fact card as a picture. Takes its page's query string, and `form=kvadrat`.

    Raises:
        UnavailableError: nothing is published.

    """
    view = url_state.card_view(indicator_id, replies.query())
    snapshot = queries.version(data_paths(), view.version)
    made = cards.make(snapshot, view) if snapshot else None
    if made is None:
        return replies.missing("Faktakortet finns inte. Adressen namnger en indikator, en plats och en version som finns kvar.")
    address = flask.request.url_root.rstrip("/") + card_view.locked_address(made)
    return flask.Response(card_picture.draw(made, address), mimetype="image/svg+xml", headers={"Cache-Control": "no-cache"})


def _with_backlog() -> Snapshot:
    """The version in service, which must have the tables of the backlog.

    Raises:
        UnavailableError: nothing is published, or by an older release.

    """
    snapshot = queries.current(data_paths())
    if not published(snapshot):
        raise UnavailableError("the version has no tables of the validation backlog: run 'python -m etl run'")
    return snapshot


def _several(contents: Selection, name_parts: Sequence[str], extension: str) -> flask.Response:
    if extension not in TABLES:
        return replies.missing(NO_FORMAT)
    facts = several_indicators.facts(contents, flask.request.url_root)
    names = [entry.id for entry in contents.entries]
    notes = comments(contents.snapshot, annotations.read(data_paths(), contents.snapshot, contents.codes, names))
    held = goal_verdicts.sheet(contents.snapshot, goal_verdicts.of_measures(contents.snapshot, contents.entries, contents.codes))
    first, *rest = several_indicators.tables(contents)
    return file_response((first, *held, *notes, *rest), facts, name_parts, extension, chart=lambda: None)


def file_response(
    tables: Sequence[Table], facts: Facts, name_parts: Sequence[str], extension: str, *, chart: Callable[[], Chart | None]
) -> flask.Response:
    """Tables as a file to save: all of them, with the chart, as XLSX; the last one, which is the long one, as CSV."""
    body = csv_bytes(tables[-1], facts) if extension == "csv" else made_files.made("xlsx", lambda: (tables, facts, chart()))
    return replies.file(body, file_name(name_parts, facts, extension))


def _unknown(snapshot: Snapshot, indicator_id: str) -> str:
    names = [entry.id for entry in snapshot.catalogue.indicators]
    close = difflib.get_close_matches(indicator_id[:LONGEST_NAME], names, n=3, cutoff=0.5)
    hint = f" Menade du {' eller '.join(close)}?" if close else ""
    return f"Indikatorn finns inte i katalogen.{hint} Alla finns på /api/v1/indicators."


@blueprint.get("/<path:rest>")
def unknown(rest: str) -> flask.Response:  # noqa: ARG001 - not repeated to the sender
    """What is under the address and isn't a file."""
    pages = "/export/indikator/<id>, /export/fokus/<id>, /export/jamfor, /export/omraden/<kommun> och /export/validering"
    return replies.missing(f"Filen finns inte. Tabeller hämtas på {pages}, som .csv eller .xlsx.")


blueprint.register_error_handler(UnavailableError, replies.unavailable)
made_files.install(blueprint)
