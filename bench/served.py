"""Serves a Dash app under gunicorn for the length of a measurement."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

WORKERS, THREADS = "2", "4"
"""As `make run` has it: without threads a browser's spare connections keep workers waiting."""
KEEP_ALIVE = "75"
"""As `deploy/gunicorn.conf.py` has it."""
START_SECONDS = 60.0


@contextmanager
def served(
    app: Sequence[str], directory: Path, environment: Mapping[str, str], log: Path, *, core: int | None = None
) -> Iterator[str]:
    """The address of `app` (gunicorn's module:variable, and options) run in `directory`, stopped afterwards.

    `log` gets a line for every request: its method, its path and the microseconds that the server counted for it.
    With `core` it runs on that processor alone, where `taskset` is there.

    Raises:
        ChildProcessError: gunicorn ended at once.
        TimeoutError: it did not answer.

    """
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", *app, "-w", WORKERS, "--threads", THREADS, "-b", f"127.0.0.1:{port}"]
    command += ["--no-control-socket", "--keep-alive", KEEP_ALIVE]
    command += ["--access-logfile", str(log), "--access-logformat", "%(m)s %(U)s %(D)s", "--log-level", "warning"]
    if core is not None and shutil.which("taskset"):
        command = ["taskset", "--cpu-list", str(core), *command]
    server = subprocess.Popen(command, cwd=directory, env={**os.environ, **environment})
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, server)
        yield url
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if server.poll() is not None:
            raise ChildProcessError(f"gunicorn ended with exit code {server.returncode}: what it printed above says why")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{url} did not answer in {START_SECONDS:.0f} s: start it by hand to see why")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=5)
    except httpx.TransportError:
        return False
    return True
