"""Runs a command in a fresh process and measures it: wall clock and peak memory."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.contract.paths import ROOT

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Measured:
    """What one run took, and the last line that it printed."""

    seconds: float
    peak_mb: float
    last_line: str


def measure(command: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run `command` from the project's root, with `environment` added to ours.

    The peak is that of the largest single process. Linux counts it from the fork on, so the caller must stay small.

    Raises:
        RuntimeError: the command failed; the message ends with its last lines.

    """
    start = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert child.stdout is not None
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    lines = output.splitlines()
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} gave exit code {child.returncode}:\n" + "\n".join(lines[-15:]))
    return Measured(seconds, usage.ru_maxrss * MAXRSS_UNIT / 1e6, lines[-1] if lines else "")
