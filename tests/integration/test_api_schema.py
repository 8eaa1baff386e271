"""The API held against its own OpenAPI document by schemathesis: right and wrong questions to every part, answers as promised.

Its command is run, not its plugin for pytest, which lags behind pytest's versions.
"""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from dashboard.api.resources import RESOURCES
from tests.random_tests import seed, whole

EXAMPLES, FEWEST_CASES = (12, 2_000) if whole() else (4, 50)
PHASES = "examples,coverage,fuzzing" if whole() else "examples,fuzzing"
"""The bounds of every parameter are 2,400 questions, so `make test-all` asks those; `test_api.py` asks bad ones each time."""

SECONDS = 300


@pytest.fixture
def address(server, demo_data, monkeypatch) -> Iterator[str]:
    """The real application, served on a free port."""
    monkeypatch.setenv("KOLLEN_DATA", str(demo_data))
    serving = make_server("127.0.0.1", 0, server, threaded=True)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}/api/v1/openapi.json"
    serving.shutdown()


def test_answers_are_as_documented(address, tmp_path):
    pytest.importorskip("schemathesis", reason="schemathesis is not installed; 'make test' installs it")
    options = ["--max-examples", str(EXAMPLES), "--phases", PHASES, "--seed", str(seed()), "--no-color"]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", address, *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"Tested: {len(RESOURCES)}" in done.stdout
    cases = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert cases is not None, done.stdout[-3000:]
    assert cases[1] == cases[2]
    assert int(cases[1]) >= FEWEST_CASES
