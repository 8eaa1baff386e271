"""The meeting pages as files: `/export/motesunderlag/<kod>.pdf` and `.pptx`, with the pages' own query string."""

from html import escape
from typing import Final

import flask

from dashboard import url_state
from dashboard.files import chromium, print_store
from dashboard.pages.motesunderlag import meeting_slides, meeting_view, printout, story, story_files
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.published import queries
from dashboard.routes import made_files, prefix, replies
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError

blueprint = flask.Blueprint("meeting_files", __name__, url_prefix="/export/motesunderlag")

NO_CHART: Final = "Här finns inget diagram: inget mått har värden för minst två år."
FAILED: Final = ("Filen kunde inte göras", "Försök igen om en stund, eller öppna underlaget och välj Skriv ut.")
NO_CHROMIUM: Final = "Den här servern kan inte göra PDF-filer. Öppna underlaget och välj Skriv ut i stället."


@blueprint.get("/<code>.<extension>")
def meeting_file(code: str, extension: str) -> flask.Response:
    """A kommun's or län's page as a file. Takes the meeting page's query string.

    Raises:
        UnavailableError: nothing is published.

    """
    make = {"pdf": _pdf, "pptx": _slides, "xlsx": _workbook, "svg": _picture}.get(extension)
    if make is None:
        return replies.missing(
            "Det formatet finns inte. Underlaget finns som pdf och pptx, dess första diagram som svg och xlsx."
        )
    paths = data_paths()
    view = url_state.meeting_view(code, replies.query())
    newest = queries.current(paths)
    snapshot = queries.version(paths, view.version)
    if snapshot is None:
        return replies.missing("Versionen finns inte kvar. Gamla versioner tas bort efter en tid.")
    selection = meeting_view.choose(snapshot, view, newest.version)
    if selection is None:
        return replies.missing("Det finns ingen kommun och inget län med den koden.")
    try:
        return make(selection)
    except made_files.NOT_MADE as error:
        back = f'<a href="{escape(selection.view.address)}">Till {escape(meeting_view.title(selection))}</a>'
        return made_files.told(error, FAILED, back)


def _workbook(selection: MeetingSelection) -> flask.Response:
    """The first chart with its numbers."""
    first = story.story(selection)
    if first is None:
        return replies.missing(NO_CHART)
    facts = story_files.facts(selection, first, flask.request.url_root)
    body = made_files.made("xlsx", lambda: ((story_files.table(first),), facts, story_files.chart(first)))
    return replies.file(body, printout.file_name(selection, "xlsx"))


def _picture(selection: MeetingSelection) -> flask.Response:
    """The first chart, which the page puts words around."""
    first = story.story(selection)
    if first is None:
        return replies.missing(NO_CHART)
    return flask.Response(story_files.picture(first), mimetype="image/svg+xml", headers={"Cache-Control": "no-cache"})


def _pdf(selection: MeetingSelection) -> flask.Response:
    program = chromium.executable()
    if program is None:
        return replies.missing(NO_CHROMIUM)
    body = print_store.printed(printout.html(selection, flask.request.url_root), program, prefix.visitor())
    return replies.file(body, printout.file_name(selection, "pdf"))


def _slides(selection: MeetingSelection) -> flask.Response:
    body = made_files.made("pptx", lambda: (meeting_slides.deck(selection),))
    return replies.file(body, printout.file_name(selection, "pptx"))


blueprint.register_error_handler(UnavailableError, replies.unavailable)
