"""The command line on a machine that fails: a full disk, a killed process, two runs at once, damaged files. Demo values."""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from replays import (
    FEW,
    MORE,
    died,
    etl,
    etl_process,
    kill,
    limited_etl,
    outcome,
    served,
    start_dying_etl,
    start_etl,
    tree,
    trimmed_catalogue,
    wait_for,
)

from etl import pipeline
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import DataPaths
from etl.versions.publish import publish
from tests.random_tests import whole


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue of three indicators, which are published at first."""
    return str(trimmed_catalogue(tmp_path_factory.mktemp("catalogue") / "few", *FEW))


@pytest.fixture(scope="session")
def more(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue of eight, which are about to be."""
    return str(trimmed_catalogue(tmp_path_factory.mktemp("catalogue") / "more", *MORE))


@pytest.fixture(scope="session")
def good(few: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("good")
    assert etl("demo", "--data", str(data), KOLLEN_CATALOGUE=few).returncode == 0
    return data


@pytest.fixture
def demo(good: Path, tmp_path: Path) -> Path:
    """A data directory with a demo of three indicators published."""
    shutil.copytree(good / "published", tmp_path / "data" / "published")
    return tmp_path / "data"


@pytest.fixture
def demo_of_more(more: str, demo: Path) -> Callable[[], "subprocess.CompletedProcess[str]"]:
    return lambda: etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=more)


def check_in_service(data: Path, before: dict[str, str], version: str) -> None:
    """The version is in service, and nothing of it has changed."""
    now = tree(data / "published")
    assert {name: digest for name, digest in now.items() if name in before} == before
    assert served(data).version == version
    assert served(data).table("latest").num_rows > 0


def check_published(done: "subprocess.CompletedProcess[str]", data: Path, versions: int) -> None:
    """The run has put the eight indicators in service and left nothing half done."""
    assert done.returncode == 0, outcome(done)
    assert f"Published version {served(data).version}: 8 of 8 indicators" in outcome(done)
    names = {path.name for path in (data / "published").iterdir()}
    assert {"CURRENT", "journal.parquet", served(data).version} <= names
    assert len(names) == versions + 3, "CURRENT, the journal, how the run went"


def test_the_disk_fills_up_while_publishing(demo: Path, demo_of_more: Any, more: str) -> None:
    before = tree(demo / "published")
    done = limited_etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=more)
    assert done.returncode == 1
    assert re.search(rf"^etl: Could not publish in {demo / 'published'}: File too large\. Free space", outcome(done))
    assert tree(demo / "published") == before
    check_published(demo_of_more(), demo, versions=2)


@contextmanager
def small_disk(directory: Path, size: str) -> Iterator[None]:
    directory.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(directory)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk of its own can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(directory)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount on PATH")
def test_a_disk_that_is_full(good: Path, more: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, "8m"):
        shutil.copytree(good / "published", disk / "published")
        filler = disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(disk).free - 300_000))
        before = tree(disk / "published")
        done = etl("demo", "--data", str(disk), KOLLEN_CATALOGUE=more)
        assert done.returncode == 1
        assert "No space left on device. Free space" in outcome(done)
        assert tree(disk / "published") == before
        filler.unlink()
        check_published(etl("demo", "--data", str(disk), KOLLEN_CATALOGUE=more), disk, versions=2)


@pytest.mark.parametrize("files", [0, 2, 8, 15] if whole() else [8])
def test_killed_while_building(demo: Path, demo_of_more: Any, more: str, files: int) -> None:
    before, version = tree(demo / "published"), served(demo).version
    process = start_dying_etl(files, "demo", "--data", str(demo), KOLLEN_CATALOGUE=more)
    died(process)
    building = demo / "published" / f".building-{process.pid}"
    assert sum(len(names) for _, _, names in os.walk(building)) == files + 1
    assert [path.name for path in (demo / "published").iterdir() if path.name.startswith(".")] == [building.name]
    check_in_service(demo, before, version)
    check_published(demo_of_more(), demo, versions=2)


def test_killed_right_before_the_switch(demo: Path, demo_of_more: Any, more: str) -> None:
    """Opening a pipe to write waits for a reader: the new version is in place, `CURRENT` still names the old one."""
    before, version = tree(demo / "published"), served(demo).version
    pipe = demo / "published" / "CURRENT.new"
    os.mkfifo(pipe)
    process = start_etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=more)
    wait_for(lambda: len(list((demo / "published").glob("[0-9a-f]*/manifest.json"))) == 2, process)
    kill(process)
    check_in_service(demo, before, version)
    pipe.unlink()
    pipe.write_text("half a ver", encoding="utf-8")
    check_published(demo_of_more(), demo, versions=2)


def test_two_runs_at_once(demo: Path, more: str, few: str) -> None:
    first = start_etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=more)
    assert first.stdout is not None
    assert first.stdout.readline().startswith("demo: inventing")
    first.send_signal(signal.SIGSTOP)
    second = etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=few)
    first.send_signal(signal.SIGCONT)
    said, _ = first.communicate()
    assert second.returncode == 1
    assert f"Another run is under way in {demo}; wait for it to end. Nothing was changed." in outcome(second)
    assert first.returncode == 0
    assert f"Published version {served(demo).version}: 8 of 8 indicators" in said


# The check


def test_check_of_a_sound_version(demo: Path) -> None:
    before = tree(demo)
    done = etl_process("check", "--data", str(demo))
    assert done.returncode == 0, done.stderr
    assert re.search(r"Catalogue: \d+ indicators in 6 areas, \d+ strategies with \d+ goals, no faults\.", done.stdout)
    assert re.search(rf"Version {served(demo).version}, built \S+: demo values \(made up\), no faults\.", done.stdout)
    assert tree(demo) == before


def test_check_where_nothing_is_published(tmp_path: Path) -> None:
    done = etl_process("check", "--data", str(tmp_path))
    assert done.returncode == 1
    assert outcome(done).startswith(f"etl: Nothing is published in {tmp_path / 'published'}: run 'python -m etl run'")


@pytest.mark.parametrize("damage", ["gone", "cut", "more"])
def test_check_of_a_damaged_version_and_the_run_that_mends_it(demo: Path, few: str, damage: str) -> None:
    before = served(demo)
    file = before.directory / "observations" / "syss_utrikes.parquet"
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-100] if damage == "cut" else file.read_bytes() + b"x")
    done = etl("check", "--data", str(demo))
    assert done.returncode == 1
    assert outcome(done).startswith(f"etl: Version {before.version} is damaged: the files in {before.directory}")
    mended = etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=few)
    assert mended.returncode == 0, mended.stderr
    assert f"Published version {before.version}" in mended.stdout
    assert etl("check", "--data", str(demo)).returncode == 0


@pytest.mark.parametrize("name", [b"\xff", b"", b"../..", b"abc123abc123"])
def test_a_run_mends_a_damaged_name_of_the_version(demo: Path, few: str, name: bytes) -> None:
    version = served(demo).version
    (demo / "published" / "CURRENT").write_bytes(name)
    mended = etl("demo", "--data", str(demo), KOLLEN_CATALOGUE=few)
    assert mended.returncode == 0, mended.stderr
    assert served(demo).version == version
    assert not served(demo).manifest["previous"]


def test_check_of_values_out_of_range(few: str, demo: Path, tmp_path: Path) -> None:
    """Such a version can only come from elsewhere: a run refuses to publish it."""
    last, catalogue = served(demo), load_catalogue(Path(few))
    observations = {entry.id: last.observations(entry.id) for entry in catalogue.indicators}
    narrow = catalogue.model_copy(
        update={"indicators": tuple(entry.model_copy(update={"maximum": 1.0}) for entry in catalogue.indicators)}
    )
    tables = {name: last.table(name) for name in ("latest", "regions", "groups")}
    publish(
        DataPaths(tmp_path),
        pipeline.Content(narrow, last.strategies, observations, tables, {}, {"demo": True, "sources": []}),
    )
    done = etl("check", "--data", str(tmp_path))
    assert done.returncode == 1
    rows = observations["syss_utrikes"].to_pandas()
    first = rows[rows["value"].notna()].sort_values(["period", "sex", "region"]).iloc[0]
    assert (first["sex"], first["region"]) == ("K", "00")
    assert re.search(rf"syss_utrikes \(N02268\): {first['period']} K 00: \d+\.\d+ is outside 0.0 to 1.0", outcome(done))
    assert re.search(r"\.\.\. and \d+ more", outcome(done))


def test_a_version_of_a_newer_release_is_left_alone_and_a_run_replaces_it(demo: Path, demo_of_more: Any) -> None:
    newer = demo / "published" / "0123456789ab"
    newer.mkdir()
    (newer / "manifest.json").write_text(json.dumps({"version": newer.name, "schema": 99}), encoding="utf-8")
    (demo / "published" / "CURRENT").write_text(newer.name, encoding="utf-8")
    done = etl("check", "--data", str(demo))
    assert done.returncode == 1
    assert f"Version {newer.name} has schema 99, this release reads 1: update Integrationskollen" in outcome(done)
    check_published(demo_of_more(), demo, versions=3)
    assert etl("check", "--data", str(demo)).returncode == 0
