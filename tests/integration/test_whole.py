"""Versions that are damaged: the last whole one is shown instead, and readers and those who watch the server are told."""

import os
import shutil
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from page_json import words
from replays import FEW, trimmed_catalogue
from republished import republish

from dashboard.answers import HEADER
from dashboard.published import switch
from etl.__main__ import main as etl
from etl.contract import whole
from etl.contract.freshness import Freshness, in_json
from etl.contract.paths import DataPaths
from etl.contract.reader import DamagedError, Snapshot, open_current
from tests.random_tests import some

TOLD = "De nyaste uppgifterna kan inte läsas just nu. Du ser en tidigare version"
OLD = "Uppgifterna kan vara gamla."


def _cut(directory):
    file = directory / "latest.parquet"
    file.write_bytes(file.read_bytes()[:-100])


def _flipped(directory):
    file = directory / "observations" / "syss_utrikes.parquet"
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def _half_copied(directory):
    (directory / "observations" / "syss_utrikes.parquet").unlink()


def _without_manifest(directory):
    (directory / "manifest.json").unlink()


def _torn_manifest(directory):
    (directory / "manifest.json").write_text('{"version": ', encoding="utf-8")


def _gone(directory):
    shutil.rmtree(directory)


def _shortened(file):
    file.write_bytes(file.read_bytes()[:-100])


def _turned(file):
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def _removed(file):
    file.unlink()


DAMAGES_OF_A_FILE = [_shortened, _turned, _removed]
READ_LATE = {
    "barometer.parquet": "/api/v1/barometer?region=0484",
    "groups.parquet": "/api/v1/groups",
    "observations/syss_utrikes.parquet": "/api/v1/observations?indicator=syss_utrikes&region=0484",
    "rapporteringsmall.xlsx": "/validering/rapporteringsmall.xlsx",
}
"""Files that are read when somebody asks for them, and what asks for them."""
READINGS = [
    lambda snapshot: snapshot.table("barometer"),
    lambda snapshot: snapshot.columns("means", ["value"]),
    lambda snapshot: snapshot.observations("syss_utrikes"),
    lambda snapshot: snapshot.boundaries("lan"),
    lambda snapshot: snapshot.template,
    lambda snapshot: snapshot.catalogue,
    lambda snapshot: snapshot.has("areas"),
    lambda snapshot: snapshot.changes(),
]
DAMAGES = [_cut, _flipped, _half_copied, _without_manifest, _torn_manifest, _gone]


@pytest.fixture
def two(visitor, demo_data, tmp_path, monkeypatch):
    """A visitor of a server with two versions, and their names, the newer first."""
    shutil.copytree(demo_data / "published", tmp_path / "published")
    paths = DataPaths(tmp_path)
    older = open_current(paths)
    newer = republish(tmp_path, {"syss_utrikes": lambda rows: rows[:-1]})
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e-6)
    return visitor, paths, newer, older.version


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_the_last_whole_version_is_shown_and_marked(two, damage):
    visitor, paths, newer, older = two
    assert visitor.get("/healthz").get_json()["version"] == newer
    assert visitor.get("/readyz").get_json()["status"] == "ready"
    assert TOLD not in words(visitor.get("/_dash-layout").get_json())
    damage(paths.published / newer)
    assert visitor.get("/healthz").get_json()["version"] == older
    ready = visitor.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json() | {"run": None} == {
        "status": "degraded", "version": older, "whole": False, "old": False, "asked_days": None, "run": None,
    }  # fmt: skip
    assert TOLD in words(visitor.get("/_dash-layout").get_json())
    assert "Sysselsatta" in words(visitor.open("/indikator/syss_utrikes"))


@pytest.mark.parametrize("text", ["", "abc123abc123\n", "\xff"])
def test_a_damaged_name_of_the_version_is_passed_over_too(two, text):
    visitor, paths, newer, _ = two
    paths.current.write_bytes(text.encode("latin-1"))
    assert visitor.get("/readyz").get_json()["version"] == newer
    assert visitor.get("/readyz").get_json()["whole"] is False


def test_a_version_that_has_been_damaged_a_moment_ago_is_not_fallen_back_on(two, monkeypatch):
    """All versions have been looked at; then the newest is damaged, and what names it too."""
    visitor, paths, newer, older = two
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e6)
    whole._seen.clear()
    assert visitor.get("/healthz").get_json()["version"] == newer
    _cut(paths.published / newer)
    paths.current.write_bytes(b"")
    assert visitor.get("/healthz").get_json()["version"] == older


@pytest.mark.parametrize("damage", DAMAGES_OF_A_FILE, ids=lambda damage: damage.__name__.strip("_"))
@pytest.mark.parametrize(("file", "address"), READ_LATE.items(), ids=[Path(file).stem for file in READ_LATE])
def test_what_is_damaged_before_it_is_read_is_answered_from_the_last_whole_version(two, monkeypatch, file, address, damage):
    """The version was looked at a moment ago, and counts as whole."""
    visitor, paths, newer, older = two
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e6)
    assert visitor.get("/healthz").get_json()["version"] == newer
    damage(paths.published / newer / file)
    answer = visitor.get(address)
    assert (answer.status_code, answer.headers[HEADER]) == (200, older)
    assert visitor.get("/readyz").get_json()["whole"] is False


def test_a_page_is_opened_anew_where_its_version_is_damaged_meanwhile(two, monkeypatch):
    visitor, paths, newer, _ = two
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e6)
    assert visitor.get("/healthz").get_json()["version"] == newer
    _shortened(paths.published / newer / "barometer.parquet")
    assert "Botkyrka" in words(visitor.open("/lan/01"))


def test_where_no_version_is_whole_that_is_said(two, monkeypatch):
    visitor, paths, newer, older = two
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e6)
    assert visitor.get("/healthz").get_json()["version"] == newer
    for version in (newer, older):
        _shortened(paths.published / version / "barometer.parquet")
    assert visitor.get("/api/v1/barometer").status_code == 503
    assert visitor.get("/readyz").get_json()["status"] == "unavailable"


def test_damaged_boundaries_are_not_sent(two, monkeypatch):
    visitor, paths, newer, _ = two
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e6)
    assert visitor.get(f"/karta/{newer}/lan.geojson").status_code == 200
    _turned(paths.published / newer / "geo" / "lan.geojson")
    assert visitor.get(f"/karta/{newer}/lan.geojson").status_code == 404


@pytest.mark.parametrize("damage", DAMAGES_OF_A_FILE, ids=lambda damage: damage.__name__.strip("_"))
def test_nothing_is_handed_out_of_a_version_with_any_file_damaged(demo_data, tmp_path, damage):
    """Each file in turn: whichever it is, whatever is read of the version refuses."""
    source = open_current(DataPaths(demo_data)).directory
    for file in some(sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())):
        directory = tmp_path / str(file).replace("/", "-") / source.name
        shutil.copytree(source, directory)
        snapshot = Snapshot(source.name, directory)
        assert whole.whole(directory)
        damage(directory / file)
        for read in READINGS:
            with pytest.raises(DamagedError, match="is damaged: run 'python -m etl run'"):
                read(snapshot)
        shutil.rmtree(directory.parent)


def test_a_version_that_is_mended_is_shown_again(two):
    visitor, paths, newer, older = two
    file = paths.published / newer / "latest.parquet"
    body = file.read_bytes()
    file.write_bytes(body[:-1])
    assert visitor.get("/healthz").get_json()["version"] == older
    file.write_bytes(body)
    assert visitor.get("/healthz").get_json()["version"] == newer
    assert visitor.get("/readyz").get_json()["status"] == "ready"


def test_where_all_are_damaged_there_is_nothing(two):
    visitor, paths, newer, older = two
    for version in (newer, older):
        _flipped(paths.published / version)
    assert visitor.get("/healthz").status_code == visitor.get("/readyz").status_code == 503
    assert visitor.get("/readyz").get_json()["status"] == "unavailable"
    assert "log says why" in visitor.get("/healthz").get_json()["detail"]


@pytest.mark.parametrize(("days", "old"), [(13, False), (14, False), (15, True), (400, True)])
def test_old_data_is_said_to_be_old(two, monkeypatch, days, old):
    visitor, paths, _, _ = two
    monkeypatch.setattr("etl.contract.reader.Snapshot.demo", False)
    asked = datetime(2026, 11, 21, 12, tzinfo=UTC) - timedelta(days=days)
    paths.freshness.write_bytes(in_json((Freshness(name="kolada", asked_at=asked, changed_at=None),)))
    assert (OLD in words(visitor.get("/_dash-layout").get_json())) == old
    ready = visitor.get("/readyz").get_json()
    assert (ready["old"], ready["asked_days"]) == (old, days)
    monkeypatch.setenv("KOLLEN_OLD_DAYS", "1000")
    assert visitor.get("/readyz").get_json()["old"] is False


def test_a_run_writes_down_how_it_went(visitor, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEN_CATALOGUE", str(trimmed_catalogue(tmp_path / "catalogue", *FEW)))
    assert etl(["demo", "--data", str(tmp_path)]) == 0
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    first = visitor.get("/readyz").get_json()["run"]
    assert (first["outcome"], first["asked"], first["failed"], first["changed"]) == ("published", ["demo"], [], True)
    assert first["version"] == visitor.get("/healthz").get_json()["version"]
    assert first["began"] <= first["ended"]
    monkeypatch.setenv("KOLADA_URL", "http://127.0.0.1:9/v3")
    monkeypatch.setenv("KOLADA_RETRY_SECONDS", "0")
    assert etl(["run", "--source", "kolada", "--data", str(tmp_path)]) == 1
    then = visitor.get("/readyz").get_json()["run"]
    assert (then["outcome"], then["changed"], then["version"]) == ("failed", False, None)
    assert "reason" not in then, "what is inside the server is not for everyone"


def test_a_new_version_is_read_before_it_is_shown(two):
    """By one thread, however many ask; then all are shown it at once, whether it has been read or not."""
    visitor, paths, newer, older = two
    read, go = [], threading.Event()

    def read_ahead(snapshot):
        read.append(snapshot.version)
        go.wait(10)

    paths.current.write_text(older, encoding="utf-8")
    switch.install(read_ahead)
    try:
        assert version_shown(visitor) == older, "what is first seen is shown: there was nothing before it"
        paths.current.write_text(newer, encoding="utf-8")
        assert [version_shown(visitor) for _ in range(3)] == [older] * 3
        assert visitor.get("/readyz").get_json()["status"] == "ready"
        assert read == [newer]
        os.utime(paths.current, (time.time() - switch.SETTLED_SECONDS - 1,) * 2)
        assert version_shown(visitor) == newer
        paths.current.write_text(older, encoding="utf-8")
        _flipped(paths.published / newer)
        assert version_shown(visitor) == older, "a damaged version is left at once"
    finally:
        go.set()
        switch.install(None)


def version_shown(visitor):
    return visitor.get("/healthz").get_json()["version"]
