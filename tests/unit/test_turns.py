"""Who waits for a printed document: first come, first served, few of each address, and nobody waits for who has gone."""

import os
import time

import pytest

from dashboard.files import print_queue
from dashboard.files.print_queue import CrowdedError, ahead, leave


def test_first_come_first_printed(tmp_path):
    assert [ahead(tmp_path, "192.0.2.1", "a"), ahead(tmp_path, "192.0.2.2", "b"), ahead(tmp_path, None, "c")] == [0, 1, 2]
    assert ahead(tmp_path, "192.0.2.2", "b") == 1, "who asks again keeps the place"
    leave(tmp_path, "a")
    assert [ahead(tmp_path, "192.0.2.2", "b"), ahead(tmp_path, None, "c")] == [0, 1]


def test_two_loops_let_a_reader_through(tmp_path):
    for number in range(40):
        for loop in ("192.0.2.1", "192.0.2.2"):
            try:
                ahead(tmp_path, loop, f"{number}")
            except CrowdedError:
                assert number >= print_queue.MOST_OF_ONE
    assert ahead(tmp_path, "198.51.100.7", "hers") == 2 * print_queue.MOST_OF_ONE


def test_the_queue_has_an_end(tmp_path):
    for number in range(print_queue.MOST_WAITING):
        ahead(tmp_path, f"192.0.2.{number}", "same")
    with pytest.raises(CrowdedError, match="30 wait already"):
        ahead(tmp_path, "198.51.100.7", "hers")
    assert len(list((tmp_path / print_queue.FOLDER).iterdir())) == print_queue.MOST_WAITING


def test_nobody_waits_for_who_has_stopped_asking(tmp_path):
    assert ahead(tmp_path, "192.0.2.1", "a") == 0
    (gone,) = (tmp_path / print_queue.FOLDER).iterdir()
    assert "192.0.2.1" not in gone.name, "addresses are not kept"
    before = time.time() - print_queue.GONE_SECONDS - 1
    os.utime(gone, (before, before))
    assert ahead(tmp_path, "192.0.2.2", "b") == 0
    assert not gone.exists()
