"""Runs the replay of Kolada for the length of a measurement, and counts what was asked of it."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.surroundings import REPLAY

START_SECONDS = 60.0


@dataclass(frozen=True)
class Replay:
    """A replay that is up."""

    url: str

    def data_requests(self) -> int:
        """How many requests for values it has answered since it started."""
        return sum(path.startswith("/v3/data") for path in self._get("/__log__")["requests"])

    def municipalities(self) -> list[str]:
        """Ids of all kommuner, regions and riket."""
        return [row["id"] for row in self._get("/v3/municipality")["values"]]

    def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(self.url.removesuffix("/v3") + path, timeout=30).raise_for_status().json()
        return answer


@contextmanager
def replay() -> Iterator[Replay]:
    """A replay on a free port, stopped afterwards.

    Raises:
        TimeoutError: it did not come up.

    """
    with tempfile.TemporaryDirectory() as directory:
        port_file = Path(directory) / "port"
        command = [sys.executable, str(REPLAY / "serve.py"), "--port", "0", "--port-file", str(port_file)]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            yield Replay(f"http://127.0.0.1:{_port(port_file, server)}/v3")
        finally:
            server.terminate()
            server.wait()


def _port(port_file: Path, server: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if port_file.exists() and (text := port_file.read_text()):
            return text
        time.sleep(0.05)
    raise TimeoutError(f"{REPLAY / 'serve.py'} did not come up in {START_SECONDS:.0f} s: start it by hand to see why")
