"""What is remembered of versions: the two newest whole, older ones within some bytes, and nothing of those that went."""

import gc
import threading
import weakref
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from etl.contract import remembered
from etl.contract.codes import Status
from etl.contract.remembered import OLDER_BYTES, serve, size_of

MEGABYTE = 1024 * 1024


class Answer:
    pass


@dataclass(frozen=True)
class Holder:
    array: np.ndarray
    status: Status = Status.OK


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch):
    monkeypatch.setattr(remembered, "_live", {})
    remembered._older.clear()
    yield
    remembered._older.clear()


@pytest.fixture
def remembering():
    """A remembered function, and what it was called with."""
    calls = []

    @remembered.remembered(2)
    def answer(version, name="x"):
        calls.append((version, name))
        return Answer()

    return answer, calls


@pytest.mark.parametrize("live", [True, False], ids=["in service", "older"])
def test_the_same_question_has_the_same_answer(remembering, live):
    answer, calls = remembering
    if live:
        serve("v1")
    assert answer("v1", "a") is answer("v1", "a")
    assert answer("v1", "a") is not answer("v2", "a")
    assert calls == [("v1", "a"), ("v2", "a")]


def test_of_a_version_no_more_than_is_said_is_kept(remembering):
    answer, calls = remembering
    serve("v1")
    for name in "abca":
        answer("v1", name)
    assert [name for _, name in calls] == ["a", "b", "c", "a"]


def test_the_version_before_is_kept_and_the_one_before_that_let_go(remembering):
    answer, calls = remembering
    left = {}
    for version in ("v1", "v2", "v3"):
        serve(version)
        serve(version)
        left[version] = weakref.ref(answer(version))
    gc.collect()
    assert left["v1"]() is None
    assert [answer(version) for version in ("v2", "v3")] == [left["v2"](), left["v3"]()]
    assert len(calls) == 3


def test_older_versions_share_some_bytes():
    calls = []

    @remembered.remembered(512)
    def table(version):
        calls.append(version)
        return {version: np.zeros(OLDER_BYTES // 5, dtype=np.int8)}

    for version in range(20):
        assert list(table(version)) == [version]
    assert OLDER_BYTES * 3 / 5 < remembered._older.currsize <= OLDER_BYTES
    table(19)
    assert len(calls) == 20
    table(0)
    assert len(calls) == 21


def test_what_alone_is_too_large_is_given_all_the_same():
    @remembered.remembered(1)
    def table(version):
        return {version: np.zeros(OLDER_BYTES + 1, dtype=np.int8)}

    assert list(table(7)) == [7]
    assert len(remembered._older) == 0


def test_a_failure_is_not_remembered():
    calls = []

    @remembered.remembered(1)
    def broken(version):
        calls.append(version)
        raise ValueError(version)

    for live in (False, True):
        if live:
            serve("v1")
        for _ in range(2):
            with pytest.raises(ValueError, match="v1"):
                broken("v1")
    assert len(calls) == 4


def test_sizes_are_those_of_what_is_held():
    table = pa.table({"a": np.arange(MEGABYTE)})
    assert size_of(table) == table.nbytes == 8 * MEGABYTE
    assert size_of({"x": [Holder(np.zeros(MEGABYTE)), "y"]}) == pytest.approx(8 * MEGABYTE, rel=0.01)
    assert size_of([np.zeros(1000)] * 1000) == pytest.approx(8 * MEGABYTE, rel=0.06)
    assert size_of(Status) < 10_000, "a class is not gone through"


def test_a_version_that_two_threads_find_at_once_drives_out_none(remembering):
    """As questions come side by side when a new one is published: what is still shown would be read anew for each of them."""
    answer, _ = remembering
    serve("shown")
    known = answer("shown")
    both = [threading.Thread(target=serve, args=("new",)) for _ in range(2)]
    with remembered._lock:
        for thread in both:
            thread.start()
        both[0].join(0.2)
    for thread in both:
        thread.join()
    assert list(remembered._live) == ["shown", "new"]
    assert answer("shown") is known
