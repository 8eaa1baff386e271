"""Workbooks, slides and PDF wait in one queue, each is made in a process of its own, and the pages are answered meanwhile."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.files import office, turns
from dashboard.files.slides import About, Deck, Slide
from dashboard.files.turns import turn

ADDRESSES = ["/export/indikator/syss_utrikes.xlsx", "/export/motesunderlag/0484.pptx", "/export/motesunderlag/0484.pdf"]
ABOUT = About("Titel", "Källa: Kolada", "0123456789ab", "2026-11-22T02:40:29+00:00", demo=False)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The queue, for this test only."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return turns.folder()


@pytest.mark.usefixtures("own")
def test_all_kinds_stand_in_one_queue(visitor):
    with turn(None, "one"), turn(None, "two"):
        answers = [visitor.get(address) for address in ADDRESSES[:2]]
        watched = [visitor.get(path).status_code for path in ("/healthz", "/export/indikator/syss_utrikes.csv")]
        crowded = visitor.get("/export/jamfor.xlsx")
    assert [(one.status_code, one.headers["Retry-After"]) for one in answers] == [(503, "3")] * 2
    assert ["Före dig är 2 filer." in answers[0].text, "Före dig är 3 filer." in answers[1].text] == [True, True]
    assert all('content="3"' in one.text for one in answers)
    assert 'href="/kommun/0484"' in answers[1].text
    assert watched == [200, 200]
    assert "Många filer väntar redan" in crowded.text, "a third of the same address"
    assert [visitor.get(address).status_code for address in ADDRESSES[:2]] == [200, 200]


def _jobs():
    return multiprocessing.active_children()


def test_a_file_that_takes_too_long_is_ended(visitor, own, monkeypatch, caplog):
    monkeypatch.setattr(office, "PATIENCE_SECONDS", 0)
    answer = visitor.get(ADDRESSES[0])
    assert (answer.status_code, "Filen kunde inte göras" in answer.text) == (503, True)
    assert 'http-equiv="refresh"' not in answer.text
    assert "no xlsx within 0 seconds" in caplog.text
    assert [_jobs(), list((own / turns.FOLDER).iterdir())] == [[], []]
    monkeypatch.undo()
    assert visitor.get(ADDRESSES[0]).status_code == 200


def test_a_killed_process_is_told_of_and_leaves_nothing():
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(office.made, "pptx", Deck(ABOUT, [Slide("Rubrik", "")] * 2000))
        deadline = time.monotonic() + 15
        while not (jobs := _jobs()) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(jobs[0].pid, signal.SIGKILL)
        with pytest.raises(office.OfficeError, match="ended without a file"):
            making.result(15)
    assert _jobs() == []


def test_what_cannot_be_written_is_told_of():
    with pytest.raises(office.OfficeError, match="ended without a file"):
        office.made("xlsx", "no tables", None)
    assert office.made("pptx", Deck(ABOUT)).startswith(b"PK")


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        ("", None, "127.0.0.1"),
        ("127.0.0.1", "192.0.2.9, 198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", None),
    ],
)
def test_whom_a_queue_is_for_is_what_a_trusted_proxy_says(server, monkeypatch, trusted, forwarded, seen):
    from dashboard.routes import prefix

    monkeypatch.setenv(prefix.TRUSTED, trusted)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with server.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert prefix.visitor() == seen
