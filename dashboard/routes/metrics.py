"""Metrics for Prometheus, on a port of their own (`KOLLEN_METRICS`): requests, and the state of the data.

gunicorn's workers count each for itself, in files of a shared directory; its first process adds them up and answers
(`deploy/gunicorn.conf.py`). Only there is anything counted: without the port nothing is.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import flask

from dashboard.routes import readiness, request_log
from etl.contract.errors import ExpectedError

if TYPE_CHECKING:
    from prometheus_client import Metric

SETTING: Final = "KOLLEN_METRICS"
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client keeps the workers' files; it looks for it when it is first imported, and so here only then."""
HERE: Final = "127.0.0.1"
SLOW: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
HIGHEST_PORT: Final = 65_535


class AddressError(ExpectedError, ValueError):
    """`KOLLEN_METRICS` is no address; the message says what is wanted."""


def address() -> tuple[str, int] | None:
    """The address and port for metrics, None without the setting; of this machine alone unless it says otherwise.

    Raises:
        AddressError: the setting is none.

    """
    text = os.environ.get(SETTING, "").strip()
    if not text:
        return None
    host, _, port = text.rpartition(":")
    try:
        fit = port.isascii() and port.isdigit() and 1 <= int(port) <= HIGHEST_PORT and ip_address(host or HERE)
    except ValueError:
        fit = False
    if not fit:
        raise AddressError(f"{SETTING} is {text!r}: a port as 9100, or an address with one as 0.0.0.0:9100, is wanted.")
    return host or HERE, int(port)


def share() -> None:
    """Have all workers count in one place; before the application is made, and not again at gunicorn's reload."""
    if address() is not None and SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="integrationskollen-metrics-")


def install(server: flask.Flask) -> None:
    """Count and time every request, where metrics are asked for and shared."""
    if address() is None or SHARED not in os.environ:
        return
    from prometheus_client import Histogram

    taken = Histogram("kollen_request_seconds", "Seconds to an answer.", ("route", "status"), buckets=SLOW)

    @server.after_request
    def count(response: flask.Response) -> flask.Response:
        taken.labels(request_log.route(), f"{response.status_code // 100}xx").observe(request_log.seconds())
        return response


def serve() -> None:
    """Answer Prometheus at the port, from a thread of this process.

    Raises:
        OSError: the port is taken.

    """
    chosen = address()
    if chosen is None:
        return
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Data())
    host, port = chosen
    start_http_server(port, addr=host, registry=registry)


def forget(process: int) -> None:
    """Of a worker that has ended only what it counted is kept."""
    if address() is not None:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(process)  # type: ignore[no-untyped-call]


def end() -> None:
    """The service has ended: nothing is left of what was counted."""
    if SHARED in os.environ:
        shutil.rmtree(os.environ[SHARED], ignore_errors=True)


class _Data:
    """What `/readyz` says, as numbers."""

    def collect(self) -> Iterator["Metric"]:
        """Gauges; what nobody knows has none."""
        from prometheus_client.core import GaugeMetricFamily

        state = readiness.state()
        run = state.get("run", {})
        known = {
            "kollen_served": ("1 where there is a version to serve.", state["status"] != "unavailable"),
            "kollen_whole": ("0 where a damaged version is passed over.", state.get("whole")),
            "kollen_asked_days": ("Days since a source last answered.", state.get("asked_days")),
            "kollen_run_failed": ("1 where the last run of the ETL failed.", run and run["outcome"] == "failed"),
            "kollen_sources_failed": ("Sources that did not answer the last run.", run and len(run["failed"])),
        }
        for name, (text, value) in known.items():
            if value is not None and value != {}:
                yield GaugeMetricFamily(name, text, value=float(value))
