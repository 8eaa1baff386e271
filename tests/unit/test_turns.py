"""Who waits for a file: first come, first served, few of each address, two at once, and nobody waits for who has gone."""

import os
import time

import pytest

from dashboard.files import turns
from dashboard.files.turns import BusyError, CrowdedError, turn


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch):
    """The queue, for this test only."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return turns.folder()


@pytest.fixture
def full():
    """Two files under way."""
    with turn(None, "one") as first, turn(None, "two") as second:
        assert first != second
        yield


def ahead(visitor, document):
    """How many it is told are before it; None where its turn has come."""
    try:
        with turn(visitor, document):
            return None
    except BusyError as error:
        return error.args[0]


@pytest.mark.usefixtures("full")
def test_first_come_first_made():
    assert [ahead("192.0.2.1", "a"), ahead("192.0.2.2", "b"), ahead(None, "c")] == [2, 3, 4]
    assert ahead("192.0.2.2", "b") == 3, "who asks again keeps the place"
    turns.leave("a")
    assert [ahead("192.0.2.2", "b"), ahead(None, "c")] == [2, 3]


def test_a_place_that_is_free_goes_to_who_has_waited_the_longest():
    with turn(None, "one"):
        with turn(None, "two"):
            assert [ahead("192.0.2.1", "a"), ahead("192.0.2.2", "b")] == [2, 3]
        assert ahead("192.0.2.2", "b") == 2, "one place is free, and somebody has waited longer"
        assert ahead("192.0.2.1", "a") is None
        assert ahead("192.0.2.2", "b") is None
    assert list((turns.folder() / turns.FOLDER).iterdir()) == []


@pytest.mark.usefixtures("full")
def test_two_loops_let_a_reader_through():
    for number in range(40):
        for loop in ("192.0.2.1", "192.0.2.2"):
            try:
                ahead(loop, f"{number}")
            except CrowdedError:
                assert number >= turns.MOST_OF_ONE
    assert ahead("198.51.100.7", "hers") == turns.AT_ONCE + 2 * turns.MOST_OF_ONE


@pytest.mark.usefixtures("full")
def test_the_queue_has_an_end(own):
    for number in range(turns.MOST_WAITING):
        ahead(f"192.0.2.{number}", "same")
    with pytest.raises(CrowdedError, match="30 wait already"):
        ahead("198.51.100.7", "hers")
    assert len(list((own / turns.FOLDER).iterdir())) == turns.MOST_WAITING


@pytest.mark.usefixtures("full")
def test_nobody_waits_for_who_has_stopped_asking(own):
    assert ahead("192.0.2.1", "a") == 2
    (gone,) = (own / turns.FOLDER).iterdir()
    assert "192.0.2.1" not in gone.name, "addresses are not kept"
    before = time.time() - turns.GONE_SECONDS - 1
    os.utime(gone, (before, before))
    assert ahead("192.0.2.2", "b") == 2
    assert not gone.exists()


def test_what_fails_gives_its_place_back():
    for _ in range(turns.AT_ONCE + 1):
        with pytest.raises(RuntimeError), turn(None, "a"):
            raise RuntimeError
    assert ahead(None, "a") is None
