"""The application: Dash with its pages, and the few plain routes beside them."""

import functools
import gc
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import dash
import flask
import plotly.io
import pyarrow as pa
from dash import Dash, Input, State
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from dashboard import answers, compression, page_registry, pages, settings, shell, url_state
from dashboard.api import routes as api
from dashboard.bundle import KINDS, bundle
from dashboard.files import chromium
from dashboard.html import static
from dashboard.pages.motesunderlag import first_view
from dashboard.pages.oversikt import small_map
from dashboard.parts import data_state, embedding
from dashboard.parts.search_box import suggestions
from dashboard.parts.titles import NAME
from dashboard.published import goals, queries
from dashboard.published.search import LONGEST_QUERY, index_of
from dashboard.routes import (
    downloads,
    embed,
    feeds,
    headers,
    limits,
    login,
    meeting_files,
    metrics,
    prefix,
    public_address,
    readiness,
    replies,
    request_log,
    well_known,
)
from etl.contract import clock
from etl.contract.freshness import read_freshness
from etl.contract.paths import ROOT, TEMPLATE, DirectoryError, catalogue_path, data_paths
from etl.contract.reader import DamagedError, Snapshot, UnavailableError

NOTHING_NOW: Final = "No version can be shown; the server's log says why."
LEVELS = ("kommuner", "lan")
ABOUT_PLACE: Final = re.compile(r"(?P<before>/(?:kommun|lan|export/motesunderlag)/)(?P<code>[0-9]+)(?P<after>\.[a-z]+|/?)")
"""Addresses with a place's code in them."""


class Application(Dash):
    """Dash with a Swedish page while the scripts load, under whatever path the request came by."""

    def strip_relative_path(self, path: str) -> str | None:
        """A path from the browser as the pages register theirs."""
        stripped: str | None = super().strip_relative_path(path and prefix.without(path))
        return stripped

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        return {**config, "requests_pathname_prefix": f"{prefix.current()}/"}

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """The HTML that carries the application; a meeting page can be read before it runs."""
        icon = shell.ICON.format(_dated("favicon.svg"))
        css = icon + parts["css"] + "".join(_ahead(flask.request.path, flask.request.query_string.decode("utf-8", "replace")))
        scripts = re.sub(settings.NEEDLESS, "", parts["scripts"])
        early = first_view.parts(flask.request.path, flask.request.query_string.decode("utf-8", "replace"))
        html: str = super().interpolate_index(  # type: ignore[no-untyped-call]
            **{**parts, **early, "css": css, "scripts": scripts}
        )
        return html


CHECKS: Final = (
    clock.today,
    data_paths,
    chromium.check,
    well_known.check,
    data_state.old_days,
    embedding.sites,
    public_address.chosen,
    prefix.check,
    login.check,
    request_log.check,
    metrics.address,
)
"""Of each setting of the server, before anything is registered."""


def create_app() -> Dash:
    """The application, its pages registered; call it once a process.

    The data directory is `KOLLEN_DATA`; it is opened at every request, so a new version is served without a restart.
    """
    # The other engine walks every figure and component in Python first; all of ours are plain already.
    for check in CHECKS:
        check()  # a wrong setting stops the server here rather than a reader's page
    _warn_of_no_catalogue()
    plotly.io.json.config.default_engine = "json"
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps twice what is in use
    app = Application(
        "dashboard",
        server=answers.Server("dashboard"),  # type: ignore[arg-type]  # Dash takes an instance too
        use_pages=True,
        pages_folder=str(Path(pages.__file__).parent),
        assets_folder=str(ROOT / settings.ASSETS),
        assets_ignore=settings.LOADED_BY_US,
        external_stylesheets=[bundle("css").address],
        external_scripts=[bundle("js").address],
        index_string=shell.INDEX,
        title=NAME,
        update_title="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        eager_loading=True,
        include_pages_meta=False,
        routing_callback_inputs={
            "pathname": State("_pages_location", "pathname"),
            "search": State("_pages_location", "search"),
            "navigation": Input("navigation", "data"),
        },
    )
    app.layout = shell.layout
    for page in dash.page_registry.values():
        page["layout"] = _static_joined(page["layout"])
    app.renderer = shell.RENDERER.format(_dated(settings.PLOTLY))
    server: flask.Flask = app.server
    request_log.install(server)
    metrics.install(server)
    public_address.install(server)
    login.install(server)
    limits.install(app)
    headers.install(app)
    compression.install(server)
    prefix.install(server)  # after Compress, so that it runs before it
    _routes(server)
    # Dash learns at the first request which files it serves, and threads would not wait for each other.
    server.test_client().get("/healthz")
    _warm()
    return app


def _ahead(path: str, query: str) -> Iterator[str]:
    """What the browser would else ask for only when the page before it has been drawn."""
    if page_registry.charted(path):
        yield shell.PRELOAD["script"].format(_dated(settings.PLOTLY))
    boundaries = page_registry.boundaries(path, query)
    if boundaries:
        yield shell.PRELOAD["fetch"].format(boundaries)


def _static_joined(layout: Callable[..., Any]) -> Callable[..., Any]:
    """A page's layout, given its path from our own root, with what is static in it as `Html`."""

    @functools.wraps(layout)
    def joined(**given: Any) -> Any:
        path = given.get("pathname")
        return static(layout(**{**given, **({"pathname": prefix.without(path)} if path else {})}))

    return joined


def _dated(asset: str) -> str:
    """An asset's address with the date of the file, as Dash gives those that it finds by itself."""
    file = ROOT / settings.ASSETS / asset
    return f"/{settings.ASSETS}/{asset}?m={file.stat().st_mtime if file.exists() else 0}"


def _warn_of_no_catalogue() -> None:
    """A catalogue that isn't there stops the ETL and not the dashboard, which shows what is published."""
    try:
        catalogue_path()
    except DirectoryError as error:
        print(f"dashboard: {error} What is published is shown meanwhile; 'python -m etl run' stops there.", flush=True)


def _warm() -> None:
    """What is read here stays for as long as the process: the collector of what is left over need not go through it."""
    try:
        read_ahead(queries.current(data_paths()))
        gc.collect()
        gc.freeze()
        gc.set_threshold(*settings.COLLECTED_AFTER)
    except (UnavailableError, DamagedError) as error:
        print(f"dashboard: {error}", flush=True)


def read_ahead(snapshot: Snapshot) -> None:
    """Read what visitors ask for, so that the first one need not wait for it."""
    queries.warm(snapshot)
    goals.warm(snapshot)
    index_of(snapshot)
    compression.warm(snapshot)


def _routes(server: flask.Flask) -> None:
    server.register_blueprint(api.blueprint)
    server.register_blueprint(downloads.blueprint)
    server.register_blueprint(embed.blueprint)
    server.register_blueprint(feeds.blueprint)
    server.register_blueprint(meeting_files.blueprint)
    server.register_blueprint(readiness.blueprint)
    server.register_blueprint(well_known.blueprint)
    server.add_url_rule("/healthz", view_func=health)
    server.add_url_rule("/sok.json", view_func=find)
    server.add_url_rule(f"/{settings.BUNDLES}/<name>.<kind>", view_func=bundled)
    server.add_url_rule("/karta/<version>/<level>.geojson", view_func=boundaries)
    server.add_url_rule("/karta/<version>/omraden/<kommun>.geojson", view_func=area_boundaries)
    server.add_url_rule("/karta/<version>/liten/<region>.png", view_func=small_picture)
    server.add_url_rule(f"/validering/{TEMPLATE}", view_func=template)
    server.register_error_handler(UnavailableError, _unavailable)
    server.register_error_handler(DamagedError, _unavailable)
    server.before_request(_with_its_zero)
    answers.register(server)
    server.after_request(_finish)


def _with_its_zero() -> Response | None:
    """To the place whose code a spreadsheet has taken the zero from: `/kommun/484` leads to `/kommun/0484`."""
    found = ABOUT_PLACE.fullmatch(flask.request.path)
    if found is None or (code := url_state.whole_code(found["code"])) == found["code"]:
        return None
    asked = flask.request.query_string.decode("ascii", "ignore")
    path = f"{flask.request.script_root}{found['before']}{code}{found['after']}{'?' if asked else ''}{asked}"
    return flask.redirect(path, HTTPStatus.MOVED_PERMANENTLY)


def health() -> tuple[flask.Response, int]:
    """`{"status": "ok", "version": ..., "demo": ..., "sources": [...]}`, or 503; why is written to the log.

    Each source has `name`, `asked_at`, `changed_at` and `failed`, as in `etl.contract.freshness`; demo data has none.
    """
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError as error:
        flask.current_app.logger.warning("%s", error)
        return flask.jsonify(status="unavailable", detail=NOTHING_NOW), 503
    sources = [one.model_dump(mode="json") for one in read_freshness(data_paths())]
    extra = {"sources": sources} if sources else {}
    return flask.jsonify(status="ok", version=snapshot.version, demo=snapshot.demo, **extra), 200


def find() -> tuple[flask.Response, int]:
    """What the search box suggests for `?q=`, as JSON; 503 where there is nothing to search in."""
    words = flask.request.args.get("q", "")[:LONGEST_QUERY].strip()
    try:
        snapshot = queries.current(data_paths())
    except UnavailableError:
        return flask.jsonify(groups=[], count=0), 503
    return flask.jsonify(suggestions(snapshot, words)), 200


def _unavailable(error: UnavailableError | DamagedError) -> tuple[str, int]:
    """What is asked of data that have gone: an open page stays as it is, and says so."""
    flask.current_app.logger.warning("%s", error)
    return "Inga uppgifter är publicerade.", HTTPStatus.SERVICE_UNAVAILABLE


def boundaries(version: str, level: str) -> flask.Response:
    """The boundaries of a published version; immutable, so browsers keep them.

    Raises:
        NotFound: no such version or level.

    """
    snapshot = queries.version(data_paths(), version) if version.isalnum() else None
    if snapshot is None or level not in LEVELS:
        raise NotFound(f"no boundaries {version}/{level}; levels: {', '.join(LEVELS)}")
    return _geometry(snapshot.boundaries(level))


def area_boundaries(version: str, kommun: str) -> flask.Response:
    """The boundaries of a kommun's areas in a published version; immutable, so browsers keep them.

    Raises:
        NotFound: no such version, or no areas of that kommun.

    """
    snapshot = queries.version(data_paths(), version) if version.isalnum() else None
    if snapshot is None or not snapshot.areas(kommun).num_rows:
        raise NotFound(f"no areas {version}/{kommun}")
    return _geometry(snapshot.area_boundaries(kommun))


def _geometry(body: bytes) -> flask.Response:
    return flask.Response(body, mimetype="application/geo+json", headers={"Cache-Control": settings.FOREVER})


def small_picture(version: str, region: str) -> flask.Response:
    """The start page's small map of a published version, with a place outlined; immutable, so browsers keep it.

    Raises:
        NotFound: no such version or place, or nothing to draw.

    """
    snapshot = queries.version(data_paths(), version) if version.isalnum() else None
    known = snapshot is not None and region in queries.regions(snapshot)
    body = small_map.picture(snapshot, region) if snapshot is not None and known else None
    if body is None:
        raise NotFound(f"no small map {version}/{region}")
    return flask.Response(body, mimetype="image/png", headers={"Cache-Control": settings.FOREVER})


def bundled(name: str, kind: str) -> flask.Response:
    """Our style sheets or scripts; immutable, as the address is made of what is in them.

    Raises:
        NotFound: another address than that of this release.

    """
    if kind not in KINDS or bundle(kind).address != f"/{settings.BUNDLES}/{name}.{kind}":
        raise NotFound("not a file of this release: load the page again")
    return flask.Response(bundle(kind).content, mimetype=KINDS[kind], headers={"Cache-Control": settings.FOREVER})


def template() -> flask.Response:
    """The workbook in which a kommun reports, as the version in service has it.

    Raises:
        NotFound: the version was published by an older release and has none.

    """
    snapshot = queries.current(data_paths())
    try:
        body = snapshot.template
    except UnavailableError as error:
        raise NotFound(str(error)) from error
    return replies.file(body, TEMPLATE)


def _finish(response: flask.Response) -> flask.Response:
    """Long life for files named with their date, the right status on pages that don't exist."""
    if flask.request.path.startswith(f"/{settings.ASSETS}/") and "m" in flask.request.args:
        response.headers["Cache-Control"] = settings.FOREVER
    shown = response.mimetype == "text/html" and response.status_code == HTTPStatus.OK
    page = flask.request.blueprint is None and flask.request.method in {"GET", "HEAD"}
    if shown and page and not page_registry.exists(flask.request.path):
        response.status_code = 404
    return response
