"""What a request may hold: bodies of at most `settings.LONGEST_BODY` bytes, and of a callback only what our pages can ask.

A body that breaks this is answered with 400 (413 where it is too long) before Dash sees it, with one line in the log that names
the rule and never what the visitor wrote. A control that holds something else than a text has its kind in `KINDS`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

import flask
import orjson
from dash import Dash
from dash.exceptions import DependencyException, UnsupportedRelativePath
from flask.json.provider import DefaultJSONProvider
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from dashboard import settings

CALLBACKS: Final = "/_dash-update-component"

Text = Annotated[str, StringConstraints(max_length=settings.LONGEST_TEXT)]
Texts = Annotated[list[Text], Field(max_length=settings.MOST_CHOSEN)]


class Point(BaseModel):
    """A point of a chart that was clicked on; the rest of what Plotly says of it is not read."""

    location: Text | None = None


class Click(BaseModel):
    """A click on a chart."""

    points: Annotated[list[Point], Field(min_length=1, max_length=10)]


class Question(BaseModel):
    """A region whose signals are asked about."""

    code: Text


class Tried(BaseModel):
    """The goal that is tried on an indicator, and the one that its page was opened from."""

    indicator: Text
    goal: Text | None = None
    origin: Text | None = None


TEXT: Final[TypeAdapter[Any]] = TypeAdapter(Text | None)
TEXTS: Final[TypeAdapter[Any]] = TypeAdapter(Texts | None)
SWITCH: Final[TypeAdapter[Any]] = TypeAdapter(bool | None)
KINDS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "_pages_location.pathname": TypeAdapter(str),
    "_pages_location.search": TypeAdapter(str | None),
    "against.value": SWITCH,
    "card-view.data": TypeAdapter(Annotated[list[Text | None], Field(min_length=3, max_length=3)]),
    "changed-by-sex.data": SWITCH,
    "compare-indicators.value": TEXTS,
    "compare-municipalities.value": TEXTS,
    "focus-municipalities.value": TEXTS,
    "map.clickData": TypeAdapter(Click | None),
    "map-as-table.value": SWITCH,
    "municipalities.value": TEXTS,
    "navigation.data": TypeAdapter(float | None),
    "own-goal.data": TypeAdapter(Tried | None),
    "own-goal-drop.n_clicks": TypeAdapter(int | None),
    "own-goal-try.n_clicks": TypeAdapter(int | None),
    "smooth.value": SWITCH,
    "steady.value": SWITCH,
    "trend-as-table.value": SWITCH,
    "wide.value": SWITCH,
    "why.data": TypeAdapter(Question | None),
}
"""What the controls that hold something else than one text can be set to, by id and property."""


class RefusedError(Exception):
    """Nothing of ours asks this; the message names the rule, and nothing that the visitor wrote."""


class StrictJson(DefaultJSONProvider):
    """JSON as its standard has it: no NaN, no broken text, and no nesting that would break the reader."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """The value; `ValueError` where it is no JSON."""
        return orjson.loads(s)


def install(app: Dash) -> None:
    """Hold every request to the limits."""
    server: flask.Flask = app.server
    server.json = StrictJson(server)
    server.config["MAX_CONTENT_LENGTH"] = settings.LONGEST_BODY

    @server.before_request
    def hold() -> flask.Response | None:
        request = flask.request
        if (request.content_length or 0) > settings.LONGEST_BODY:
            return _refuse(f"a body of more than {settings.LONGEST_BODY // 1024} kB", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if request.path != CALLBACKS or request.method != "POST":
            return None
        try:
            check(request.get_json(silent=True), app.callback_map)
        except RefusedError as error:
            return _refuse(f"a callback's body: {error}", HTTPStatus.BAD_REQUEST)
        return None

    @server.errorhandler(UnsupportedRelativePath)
    def elsewhere(_: UnsupportedRelativePath) -> flask.Response:
        return _refuse("a callback's body: a path that is none of ours", HTTPStatus.BAD_REQUEST)

    @server.errorhandler(DependencyException)
    def missing(_: DependencyException) -> flask.Response:
        return _refuse("a file of Dash that there is not", HTTPStatus.NOT_FOUND)


def check(body: Any, callbacks: Mapping[str, Mapping[str, Any]]) -> None:
    """Whether the body asks a callback of ours for its own outputs, with values of the kinds that our controls have.

    Raises:
        RefusedError: it does not.

    """
    if not isinstance(body, dict):
        raise RefusedError("no JSON object")
    if not _shallow(body, settings.DEEPEST_BODY):
        raise RefusedError(f"nested deeper than {settings.DEEPEST_BODY}")
    output = body.get("output")
    callback = callbacks.get(output) if isinstance(output, str) else None
    if callback is None:
        raise RefusedError("an output that there is not")
    _check_outputs(body, callback["output"])
    names = [*_check_values(body, "inputs", callback), *_check_values(body, "state", callback)]
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or any(one not in names for one in changed) or len(changed) > len(names):
        raise RefusedError("changedPropIds names what is no input")


def _check_outputs(body: Mapping[str, Any], declared: Any) -> None:
    several = isinstance(declared, Sequence)
    given = body.get("outputs")
    wanted = list(declared) if several else [declared]
    found = given if several else [given]
    if not isinstance(found, list) or len(found) != len(wanted):
        raise RefusedError("outputs are not those of the callback")
    for one, output in zip(found, wanted, strict=True):
        _check_named(one, output.component_id_str(), output.component_property)


def _check_values(body: Mapping[str, Any], part: str, callback: Mapping[str, Any]) -> list[str]:
    """The names of the inputs or of the state, once each is there in its order with a value of its kind."""
    declared, given = callback["state" if part == "state" else "inputs"], body.get(part, [])
    if not isinstance(given, list) or len(given) != len(declared):
        raise RefusedError(f"{part} are not those of the callback")
    for one, wanted in zip(given, declared, strict=True):
        for single in _check_named(one, wanted["id"], wanted["property"]):
            _check_value(single, f"{wanted['id']}.{wanted['property']}")
    return [f"{one['id']}.{one['property']}" for one in declared]


def _check_value(given: Mapping[str, Any], name: str) -> None:
    try:
        KINDS.get(name, TEXT).validate_python(given.get("value"), strict=True)
    except ValidationError:
        raise RefusedError(f"{name} is set to another kind of value (KINDS in {__name__})") from None


def _check_named(given: Any, wanted: str, prop: str) -> Iterable[Mapping[str, Any]]:
    """What is given for one input or output: itself, or where its id is a pattern, those that match it."""
    pattern = _pattern(wanted)
    several = given if pattern is not None else [given]
    if not isinstance(several, list) or len(several) > settings.MOST_CHOSEN:
        raise RefusedError(f"{wanted} is given wrongly")
    for one in several:
        if not isinstance(one, dict) or one.get("property") != prop or not _same(one.get("id"), wanted, pattern):
            raise RefusedError(f"{wanted}.{prop} is given wrongly")
    return several


def _pattern(name: str) -> dict[str, Any] | None:
    return json.loads(name) if name.startswith("{") else None


def _same(given: Any, wanted: str, pattern: Mapping[str, Any] | None) -> bool:
    if pattern is None:
        return bool(given == wanted)
    if not isinstance(given, dict) or given.keys() != pattern.keys():
        return False
    fits = [isinstance(given[key], str) and (isinstance(part, list) or given[key] == part) for key, part in pattern.items()]
    return all(fits)


def _shallow(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_shallow(part, levels - 1) for part in parts)


def _refuse(rule: str, status: HTTPStatus) -> flask.Response:
    flask.current_app.logger.warning("refused, %d: %s", status, rule)
    return flask.Response("Begäran kan inte besvaras.\n", status=status, content_type="text/plain; charset=utf-8")
