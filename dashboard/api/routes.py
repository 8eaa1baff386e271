"""The routes under `/api/v1/`: each part of the API, its description for programs, and problems in place of wrong answers.

There are no CORS headers: pages of other sites can't read what a server on a closed network serves to its own users, and
programs and servers need none. Reading is all there is, without cookies or keys.
"""

from http import HTTPStatus
from typing import Any, Final

import flask
import orjson
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dashboard import formats
from dashboard.api import answers, parameters
from dashboard.api.documentation import document
from dashboard.api.parameters import Query
from dashboard.api.problems import Problem, response
from dashboard.api.resources import RESOURCES, Resource
from dashboard.published import areas, queries
from etl.contract.paths import data_paths
from etl.contract.reader import Snapshot, UnavailableError, kept_versions, open_version

blueprint = flask.Blueprint("api", __name__, url_prefix=answers.ROOT)

JSON: Final = "application/json"
CSV: Final = "text/csv"
FORMATS: Final = {"json": JSON, "csv": CSV}


def _serve(resource: Resource) -> flask.Response:
    """One page of a part of the API.

    Raises:
        Problem: the question can't be answered.
        UnavailableError: nothing is published.

    """
    query = parameters.read(flask.request.args.to_dict(flat=False), resource.parameters)
    media = _media(query)
    snapshot = _version(query, newest_only=resource.newest_only)
    tag = answers.tag(resource, query, snapshot, media)
    held = flask.request.if_none_match
    if held.contains_weak(tag) and not held.star_tag:
        return _finished(flask.Response(status=HTTPStatus.NOT_MODIFIED, mimetype=media), tag, snapshot)
    page = answers.page(resource.rows(snapshot, query), resource, query, snapshot)
    body = answers.as_csv(page, resource.columns, snapshot) if media == CSV else answers.as_json(page, query, snapshot)
    made = flask.Response(body, mimetype=media)
    if page.following:
        made.headers["Link"] = f'<{page.following}>; rel="next"'
    if media == CSV:
        made.headers["Content-Disposition"] = f'inline; filename="{_file_name(resource, snapshot)}"'
    return _finished(made, tag, snapshot)


def _file_name(resource: Resource, snapshot: Snapshot) -> str:
    demo = "_demo" if snapshot.demo else ""
    return f"integrationskollen_{resource.name}_{snapshot.version[:8]}{demo}.csv"


def _finished(made: flask.Response, tag: str, snapshot: Snapshot) -> flask.Response:
    made.set_etag(tag, weak=True)
    made.headers["Cache-Control"] = "no-cache"
    made.headers["Vary"] = "Accept"
    made.headers["X-Data-Version"] = snapshot.version
    made.headers["X-Data-Demo"] = str(snapshot.demo).lower()
    return made


def _media(query: Query) -> str:
    """The format asked for, by name or by the header Accept; JSON where nothing is said."""
    named = query.one("format")
    if named:
        return FORMATS[named]
    accepted = flask.request.accept_mimetypes
    if not accepted:
        return JSON
    found = accepted.best_match([JSON, CSV])
    if found is None:
        raise Problem(
            HTTPStatus.NOT_ACCEPTABLE, "Svaren finns som JSON och CSV.", {"Accept": [JSON, CSV], "format": list(FORMATS)}
        )
    return str(found)


def _version(query: Query, *, newest_only: bool) -> Snapshot:
    """The version in service, or the older one that is asked for."""
    wanted = query.one("v")
    if wanted is None:
        return queries.current(data_paths())
    if newest_only:
        current = queries.current(data_paths())
        if wanted == current.version:
            return current
        raise Problem(HTTPStatus.NOT_FOUND, areas.NEWEST_ONLY, {"v": [current.version]})
    try:
        return open_version(data_paths(), wanted)
    except UnavailableError as error:
        kept = kept_versions(data_paths())
        raise Problem(HTTPStatus.NOT_FOUND, "Den dataversionen finns inte kvar.", {"v": kept}) from error


def _add(resource: Resource) -> None:
    blueprint.add_url_rule(f"/{resource.name}", resource.name, lambda: _serve(resource))


for _resource in RESOURCES:
    _add(_resource)


@blueprint.get("/", strict_slashes=False)
def index() -> flask.Response:
    """What there is."""
    parts = {resource.name: {"href": f"{answers.ROOT}/{resource.name}", "summary": resource.summary} for resource in RESOURCES}
    return _plain({"parts": parts, "openapi": f"{answers.ROOT}/openapi.json"})


@blueprint.get("/openapi.json")
def openapi() -> flask.Response:
    """The description of the API for programs, OpenAPI 3.1."""
    return _plain(document())


@blueprint.get("/<path:rest>")
def unknown(rest: str) -> flask.Response:  # noqa: ARG001 - not repeated to the sender
    """What is under the API's address and isn't a part of it."""
    return response(Problem(HTTPStatus.NOT_FOUND, "Den delen av API:et finns inte.", {"parts": [one.name for one in RESOURCES]}))


def _plain(content: dict[str, Any]) -> flask.Response:
    return flask.Response(orjson.dumps(content), mimetype=JSON, headers={"Cache-Control": "no-cache"})


@blueprint.errorhandler(Problem)
def _problem(problem: Problem) -> flask.Response:
    return response(problem)


@blueprint.errorhandler(UnavailableError)
def _unavailable(error: UnavailableError) -> flask.Response:
    flask.current_app.logger.warning("%s", error)
    return response(Problem(HTTPStatus.SERVICE_UNAVAILABLE, formats.NOTHING_NOW))


@blueprint.app_errorhandler(MethodNotAllowed)
def _refused(error: MethodNotAllowed) -> HTTPException | flask.Response:
    if not flask.request.path.startswith(answers.ROOT):
        return error
    made = response(Problem(HTTPStatus.METHOD_NOT_ALLOWED, "API:et går bara att läsa.", {"methods": ["GET", "HEAD", "OPTIONS"]}))
    made.headers["Allow"] = "GET, HEAD, OPTIONS"
    return made
