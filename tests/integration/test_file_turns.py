"""Workbooks and slides are made one at a time; what watches the server is answered meanwhile."""

import pytest

from dashboard.routes import office


@pytest.mark.parametrize("address", ["/export/indikator/syss_utrikes.xlsx", "/export/motesunderlag/0484.pptx"])
def test_who_finds_no_room_is_answered_at_once(visitor, address):
    with office.turn():
        assert office._room.acquire(blocking=False), "one waits"
        try:
            answer = visitor.get(address)
            watched = [visitor.get(path).status_code for path in ("/healthz", "/export/indikator/syss_utrikes.csv")]
        finally:
            office._room.release()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Före dig är 2 filer." in answer.text
    assert 'content="2"' in answer.text
    assert watched == [200, 200]
    assert visitor.get(address).status_code == 200


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
