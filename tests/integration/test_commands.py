"""What the command line reads and offers: no more than a command needs, every source, and the set day."""

import subprocess
import sys
from pathlib import Path

import pytest
from replays import etl, outcome

from etl.contract.paths import ROOT

NEEDS = {
    "": ("argparse", ["pydantic", "yaml", "pyarrow", "pandas", "httpx", "openpyxl", "shapely"]),
    "etl.commands.check": ("pyarrow", ["httpx", "openpyxl", "pandera", "scipy"]),
    "etl.commands.diff": ("pyarrow", ["httpx", "openpyxl", "pandera", "shapely"]),
}
"""By a command's module, one that it reads and those that it doesn't need."""


@pytest.mark.parametrize("module", NEEDS)
def test_a_command_reads_no_more_than_it_needs(module: str) -> None:
    read, needless = NEEDS[module]
    code = f"import sys, etl.__main__{module and f', {module}'}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert read in modules
    assert modules & set(needless) == set()


def test_a_source_that_is_none_is_refused_with_those_that_are(tmp_path: Path) -> None:
    done = etl("run", "--source", "okand", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "'okand' must be one of kolada, scb, inbox" in done.stderr


@pytest.mark.parametrize("command", ["check", "demo"])
def test_a_day_that_is_none_stops_a_command(command: str, tmp_path: Path) -> None:
    done = etl(command, "--data", str(tmp_path), KOLLEN_TODAY="i morgon")
    assert done.returncode == 1
    assert outcome(done).startswith("etl: KOLLEN_TODAY is 'i morgon': a day as 2026-11-28 is wanted")
    assert not (tmp_path / "published" / "CURRENT").exists()
