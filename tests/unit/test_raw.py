"""The store of answers: what it keeps, what it refuses, what it clears away."""

import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.harvest import SourceError
from etl.raw import Answer, Entry, RawLock, RawStore, SourceRecord

BODY = '{"values": ["Österåker"]}'.encode()
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def lock_of(*shas: str) -> RawLock:
    answers = tuple(Answer(request="/kpi/N1", sha256=sha, bytes=1, fetched_at=NOON, entries=("N1",)) for sha in shas)
    entry = Entry(metadata={"title": "Å, 2025", "divided": True, "date": None}, fetched_at=NOON, regions="ab", years=(2024, 2025))
    return RawLock(sources={"kolada": SourceRecord(url="https://example.org", answers=answers, entries={"N1": entry})})


def test_an_answer_comes_back_as_it_was(store: RawStore) -> None:
    sha = store.put(BODY)
    assert sha == hashlib.sha256(BODY).hexdigest()
    assert store.get(sha) == BODY


def test_the_same_answer_gives_the_same_file(store: RawStore, tmp_path: Path) -> None:
    sha = store.put(BODY)
    first = (store.directory / f"{sha}.json.gz").read_bytes()
    assert store.put(BODY) == sha
    RawStore(tmp_path / "other").put(BODY)
    assert [path.name for path in store.directory.iterdir()] == [f"{sha}.json.gz"]
    assert (tmp_path / "other" / f"{sha}.json.gz").read_bytes() == first


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is missing"),
        (b"", "can't be read|hash differs"),
        (b"plain", "can't be read"),
        (gzip.compress(BODY)[:-9], "can't be read"),
        (gzip.compress(BODY)[:12] + b"\xff" * 20, "can't be read"),
        (gzip.compress(b"{}"), "hash differs"),
    ],
    ids=["gone", "empty", "plain", "cut", "damaged", "other"],
)
def test_a_damaged_answer_is_refused(store: RawStore, content: bytes | None, said: str) -> None:
    sha = store.put(BODY)
    path = store.directory / f"{sha}.json.gz"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(SourceError, match=rf"{sha}.*({said}).*--refresh"):
        store.get(sha)


def test_no_lock_file_is_an_empty_one(store: RawStore) -> None:
    assert store.read_lock() == RawLock()


def test_the_lock_file_comes_back_as_it_was(store: RawStore) -> None:
    lock = lock_of("a" * 64)
    store.write_lock(lock)
    assert store.read_lock() == lock
    before = store.lock_path.read_bytes()
    store.write_lock(store.read_lock())
    assert store.lock_path.read_bytes() == before
    assert "Å, 2025" in before.decode() or "\\xC5, 2025" in before.decode()


def test_one_source_leaves_another_s_record(store: RawStore) -> None:
    both = lock_of("a" * 64).with_source("scb", SourceRecord(url="https://scb.example", answers=(), entries={}))
    store.write_lock(both.with_source("kolada", SourceRecord(url="https://new.example", answers=(), entries={})))
    assert store.read_lock().sources["scb"] == both.sources["scb"]
    assert store.read_lock().sources["kolada"].url == "https://new.example"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "valid dictionary"),
        ("sources: [", "did not find expected node content"),
        ("schema_version: 2\nsources: {}\n", "schema_version"),
        ("schema_version: 1\nsources: {}\nmore: 1\n", "more: Extra inputs"),
        ("sources: {kolada: {url: x, answers: [{sha256: y}], entries: {}}}\n", r"sources\.kolada\.answers\.0\.request"),
        ("!!python/object/apply:os.getcwd []\n", "could not determine a constructor"),
    ],
)
def test_a_lock_file_that_is_not_ours_is_refused(store: RawStore, text: str, said: str) -> None:
    store.directory.mkdir()
    store.lock_path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=rf"raw\.lock\.yaml: .*{said}.*--refresh.*delete the file"):
        store.read_lock()
    assert store.read_lock(refresh=True) == RawLock()


def test_pruning_leaves_what_the_lock_names(store: RawStore) -> None:
    kept, stray = store.put(BODY), store.put(b"{}")
    (store.directory / "half.tmp").write_bytes(b"half")
    lock = lock_of(kept)
    store.write_lock(lock)
    assert store.prune(lock) == 2
    assert {path.name for path in store.directory.iterdir()} == {f"{kept}.json.gz", "raw.lock.yaml"}
    assert not (store.directory / f"{stray}.json.gz").exists()


def test_a_place_that_can_t_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file where the directory should be")
    with pytest.raises(SourceError, match=r"raw/[0-9a-f]{64}\.json\.gz: can't be written \(.+\)\. Make room or give access"):
        RawStore(tmp_path / "raw").put(BODY)
    with pytest.raises(SourceError, match=r"raw\.lock\.yaml: can't be written"):
        RawStore(tmp_path / "raw").write_lock(RawLock())


def test_a_lock_that_fails_to_be_written_leaves_the_old_one(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write_lock(lock_of("a" * 64))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SourceError, match="No space left on device"):
        store.write_lock(lock_of("b" * 64))
    assert store.read_lock() == lock_of("a" * 64)
    assert [path.name for path in store.directory.iterdir()] == ["raw.lock.yaml"]
