"""`/readyz`: whether the data is whole, how old it is, and how the last run went; `/healthz` says that the process is up."""

from http import HTTPStatus
from typing import Any

import flask

from dashboard.parts import data_state
from dashboard.published import queries
from etl.contract import clock
from etl.contract.last_run import read_last_run
from etl.contract.paths import data_paths
from etl.contract.reader import UnavailableError
from etl.contract.store_state import read_store_state

blueprint = flask.Blueprint("readiness", __name__)


@blueprint.get("/readyz")
def ready() -> tuple[flask.Response, int]:
    """What `state` says; 503 where there is nothing to serve."""
    found = state()
    served = found["status"] != "unavailable"
    return flask.jsonify(found), HTTPStatus.OK if served else HTTPStatus.SERVICE_UNAVAILABLE


def state() -> dict[str, Any]:
    """`{"status": "ready", "version": ..., "whole": true, "old": ..., "asked_days": ..., "run": {...}}`.

    `degraded` where a damaged version is passed over, the data may be old, or the store that it is copied from (`store`, only
    where there is one) can't be read, which is served all the same; `unavailable` where there is nothing to serve.
    """
    paths = data_paths()
    run = read_last_run(paths)
    last = {} if run is None else {"run": run.model_dump(mode="json", exclude={"reason"})}
    store = read_store_state(paths)
    if store is not None:
        last["store"] = {**store.model_dump(mode="json", include={"asked_at"}), "reached": store.good}
    try:
        snapshot = queries.current(paths)
    except UnavailableError:
        return {"status": "unavailable", **last}
    whole, old, day = not queries.passed_over(paths, snapshot), data_state.old(paths, snapshot), data_state.asked(paths)
    days = None if day is None else (clock.today() - day).days
    status = "ready" if whole and not old and (store is None or store.good) else "degraded"
    return {"status": status, "version": snapshot.version, "whole": whole, "old": old, "asked_days": days, **last}
