"""Publishing: one directory a version, named by its content; the switch, what is kept, and what is swept away."""

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, Groups
from etl.contract.codes import SCHEMA_VERSION
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from etl.contract.schemas import OBSERVATIONS
from etl.contract.strategies import Strategies
from etl.versions import publish as publishing
from etl.versions.publish import VERSIONS_KEPT, BusyError, Content, PublishError, intact, publish, run_lock

EMPTY = Catalogue(focus_areas=(), indicators=(), groups=Groups(skr_year=2023, skr=(), peers_theme="Liknande"))


NO_STRATEGIES = Strategies(strategies=(), principles=(), targets=(), links=())


def content(value: float = 1.0, **manifest: Any) -> Content:
    row = {"region": "0484", "period": "2021", "sex": "T", "value": value, "status": "ok"}
    table = pa.Table.from_pylist([dict.fromkeys(OBSERVATIONS.names) | row], schema=OBSERVATIONS)
    return Content(
        EMPTY, NO_STRATEGIES, {"share": table}, {"latest": table}, {"lan": b"{}"}, {"demo": True, "sources": [], **manifest}
    )


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data")


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each version is built a second after the one before."""
    seconds = itertools.count(100)
    monkeypatch.setattr(publishing, "now", lambda: f"2026-01-01T00:00:00.{next(seconds)}+00:00")


def names(paths: DataPaths) -> set[str]:
    return {path.name for path in paths.published.iterdir()}


def files(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change by path."""
    found = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_a_version_holds_everything_and_is_in_service(paths: DataPaths) -> None:
    version, new = publish(paths, content())
    assert new
    assert paths.current.read_text(encoding="utf-8") == f"{version}\n"
    assert names(paths) == {"CURRENT", version}
    assert set(files(paths.published / version)) == {
        "catalogue.json",
        "manifest.json",
        "latest.parquet",
        "observations/share.parquet",
        "geo/lan.geojson",
    }
    snapshot = open_current(paths)
    assert snapshot.observations("share").equals(content().observations["share"])
    assert snapshot.catalogue == EMPTY
    assert snapshot.boundaries("lan") == b"{}"
    manifest = snapshot.manifest
    assert manifest.pop("built_at").endswith("+00:00")
    assert manifest == {"version": version, "schema": SCHEMA_VERSION, "previous": None, "demo": True, "sources": []}


def test_the_same_content_changes_nothing_whoever_and_whenever_it_came_from(paths: DataPaths, tmp_path: Path) -> None:
    version, _ = publish(paths, content())
    before = files(paths.published)
    assert publish(paths, content(sources=[{"name": "kolada", "fetched_at": "another day"}])) == (version, False)
    assert files(paths.published) == before
    assert publish(DataPaths(tmp_path / "other"), content()) == (version, True)


def test_other_content_or_another_schema_is_another_version(paths: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = publish(paths, content())
    second, new = publish(paths, content(2.0))
    assert new
    assert second != first
    assert open_current(paths).version == second
    assert open_current(paths).manifest["previous"] == first
    monkeypatch.setattr("etl.contract.whole.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    assert publish(paths, content(2.0))[0] not in {first, second}


def test_back_to_an_earlier_version(paths: DataPaths) -> None:
    first, _ = publish(paths, content())
    before = files(paths.published / first)
    second, _ = publish(paths, content(2.0))
    assert publish(paths, content()) == (first, True)
    assert paths.current.read_text(encoding="utf-8") == f"{first}\n"
    assert names(paths) == {"CURRENT", first, second}
    assert files(paths.published / first) == before


@pytest.mark.parametrize("lost", ["manifest.json", "latest.parquet", "observations"])
@pytest.mark.parametrize("in_service", [True, False])
def test_a_version_that_is_no_longer_whole_is_put_back(paths: DataPaths, lost: str, in_service: bool) -> None:
    version, _ = publish(paths, content())
    whole = set(files(paths.published / version))
    if not in_service:
        publish(paths, content(2.0))
    target = paths.published / version / lost
    target.rename(paths.root / "lost")
    assert not intact(paths, version)
    assert publish(paths, content()) == (version, True)
    assert intact(paths, version)
    assert set(files(paths.published / version)) == whole
    assert open_current(paths).version == version


def test_intact_sees_a_changed_byte_and_a_stranger(paths: DataPaths) -> None:
    version, _ = publish(paths, content())
    assert intact(paths, version)
    assert not intact(paths, "0123456789ab")
    stranger = paths.published / version / "more.txt"
    stranger.write_bytes(b"")
    assert not intact(paths, version)
    stranger.unlink()
    (paths.published / version / "geo" / "lan.geojson").write_bytes(b"[]")
    assert not intact(paths, version)


@pytest.mark.usefixtures("ticking")
def test_the_newest_versions_are_kept(paths: DataPaths) -> None:
    versions = [publish(paths, content(float(number)))[0] for number in range(VERSIONS_KEPT + 3)]
    assert names(paths) == {"CURRENT", *versions[-VERSIONS_KEPT:]}


@pytest.mark.usefixtures("ticking")
def test_the_version_in_service_and_the_one_that_was_are_kept_however_old(paths: DataPaths) -> None:
    versions = [publish(paths, content(float(number)))[0] for number in range(VERSIONS_KEPT)]
    assert publish(paths, content(0.0)) == (versions[0], True)
    versions.append(publish(paths, content(100.0))[0])
    assert names(paths) == {"CURRENT", *versions}
    versions.append(publish(paths, content(200.0))[0])
    assert names(paths) == {"CURRENT", *versions[-VERSIONS_KEPT:]}


@pytest.mark.usefixtures("ticking")
def test_what_a_killed_pruning_left_is_the_first_to_go(paths: DataPaths) -> None:
    versions = [publish(paths, content(float(number)))[0] for number in range(VERSIONS_KEPT)]
    (paths.published / versions[5] / "manifest.json").unlink()
    versions.append(publish(paths, content(100.0))[0])
    assert names(paths) == {"CURRENT", *versions} - {versions[5]}


def test_what_a_killed_run_left_is_swept_away(paths: DataPaths) -> None:
    half = paths.published / ".building-1" / "observations"
    half.mkdir(parents=True)
    (half / "share.parquet").write_bytes(b"PAR1")
    (paths.published / "CURRENT.new").write_text("half a ver", encoding="utf-8")
    version, _ = publish(paths, content())
    assert names(paths) == {"CURRENT", version}


@pytest.mark.parametrize("text", ["", "0123456789ab\n", "../elsewhere"])
def test_a_current_that_leads_nowhere_is_mended(paths: DataPaths, text: str) -> None:
    version, _ = publish(paths, content())
    paths.current.write_text(text, encoding="utf-8")
    assert publish(paths, content()) == (version, True)
    assert open_current(paths).version == version


def test_a_switch_that_fails_leaves_the_version_in_service(paths: DataPaths) -> None:
    version, _ = publish(paths, content())
    (paths.published / "CURRENT.new").mkdir()
    with pytest.raises(PublishError, match=r"^Could not publish in .*published: Is a directory\. Free space or mend .* stays"):
        publish(paths, content(2.0))
    assert open_current(paths).version == version
    (paths.published / "CURRENT.new").rmdir()
    assert publish(paths, content(2.0))[1]


def test_a_write_that_fails_leaves_no_trace(paths: DataPaths) -> None:
    publish(paths, content())
    before = files(paths.published)
    unwritable = Content(EMPTY, NO_STRATEGIES, {"no/such/directory": content().observations["share"]}, {}, {}, {})
    with pytest.raises(PublishError, match="No such file or directory"):
        publish(paths, unwritable)
    assert files(paths.published) == before
    assert not list(paths.published.glob(".building-*"))


def test_a_published_that_is_a_file_is_told(paths: DataPaths) -> None:
    paths.root.mkdir()
    paths.published.write_text("", encoding="utf-8")
    with pytest.raises(PublishError, match=r"Could not publish in .*: File exists"):
        publish(paths, content())


HOLD = """
import sys
from pathlib import Path
from etl.contract.paths import DataPaths
from etl.contract.strategies import Strategies
from etl.versions.publish import run_lock
with run_lock(DataPaths(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_run_at_a_time_until_it_ends_or_dies(paths: DataPaths) -> None:
    command = [sys.executable, "-c", HOLD, str(paths.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=r"Another run is under way in .*data; wait for it to end"), run_lock(paths):
            pass
        other.kill()
    with run_lock(paths):
        assert paths.run_lock.exists()
    with run_lock(paths):
        pass


def test_the_manifest_is_readable_swedish(paths: DataPaths) -> None:
    version, _ = publish(paths, content(remarks=["påhittade värden"]))
    text = (paths.published / version / "manifest.json").read_text(encoding="utf-8")
    assert "påhittade värden" in text
    assert json.loads(text)["version"] == version
