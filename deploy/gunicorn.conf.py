"""How gunicorn runs the service, and with `KOLLEN_METRICS` its metrics: its first process answers for all workers."""

import sys
from typing import Any

from dashboard.routes import metrics
from etl.contract.errors import ExpectedError

workers = 2
threads = 4
preload_app = True
graceful_timeout = 30
keepalive = 75  # longer than nginx keeps a connection: a question sent just as it is closed would be answered with 502
loglevel = "warning"
control_socket_disable = True

try:
    metrics.share()
except ExpectedError as error:
    print(f"dashboard: {error}", file=sys.stderr)
    sys.exit(2)


def when_ready(_server: Any) -> None:
    """Workers can be asked: so can the metrics."""
    metrics.serve()


def on_exit(_server: Any) -> None:
    """The service has ended."""
    metrics.end()


def child_exit(_server: Any, worker: Any) -> None:
    """A worker has ended."""
    metrics.forget(worker.pid)
