"""Office networks: certificates of an authority of their own, a proxy, a web filter; real TLS on loopback."""

import re
import select
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main as etl
from etl.connection import http_client
from etl.harvest import SettingError, SourceError
from etl.http import Client, Manners
from etl.server import why_silent

NAME = "kolada.example"
FILTER = b"<html><head><title>Access denied by policy</title></head><body>Blocked</body></html>"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if "filtered" in self.path:
            self.send(403, FILTER, "text/html; charset=utf-8")
        else:
            self.send(200, b'{"values": [], "count": 0}', "application/json")

    def send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class Proxy(socketserver.StreamRequestHandler):
    """Answers CONNECT by leading to the one server that there is, or refuses."""

    target: int
    refusal: bytes = b""
    connected: list[str]

    def handle(self) -> None:
        self.connected.append(self.rfile.readline().decode().split()[1])
        while self.rfile.readline().strip():
            pass
        if self.refusal:
            self.wfile.write(b"HTTP/1.1 " + self.refusal + b"\r\nContent-Length: 0\r\n\r\n")
            return
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.target)) as server:
            relay(self.connection, server)


def relay(one: socket.socket, other: socket.socket) -> None:
    while True:
        for source in select.select([one, other], [], [])[0]:
            some = source.recv(65536)
            if not some:
                return
            (other if source is one else one).sendall(some)


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own authority, with its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is missing: it makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    names = f"subjectAltName=DNS:{NAME},IP:127.0.0.1"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-addext", names, "-keyout", str(folder / "key"), "-out", str(folder / "authority.pem")),
        ],
        check=True,
        capture_output=True,
    )
    (folder / "both.pem").write_bytes((folder / "key").read_bytes() + (folder / "authority.pem").read_bytes())
    return folder


@pytest.fixture
def secure(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server with that certificate, in an environment without settings of the network's."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    handler = type("Own", (Handler,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # refused handshakes
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "both.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server) as port:
        yield port


def ask(url: str, request: str = "/municipality/0000") -> Any:
    with Client("Kolada", url, Manners(0, 20)) as client:
        return client.get(request, "a test").document


def test_an_unknown_authority_is_not_tried_again_and_the_advice_names_the_setting(secure: int) -> None:
    with pytest.raises(SourceError, match=r"CERTIFICATE_VERIFY_FAILED.*SSL_CERT_FILE or REQUESTS_CA_BUNDLE") as caught:
        ask(f"https://127.0.0.1:{secure}/v3")
    assert "attempt(s)" not in str(caught.value), "it is not tried again"
    why = why_silent(f"https://127.0.0.1:{secure}/v3", "values", 5)
    assert why is not None
    assert "SSL_CERT_FILE" in why


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_the_setting_makes_it_known(name: str, secure: int, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, str(certificate / "authority.pem"))
    assert ask(f"https://127.0.0.1:{secure}/v3") == {"values": [], "count": 0}
    assert why_silent(f"https://127.0.0.1:{secure}/v3", "values", 5) is None


@pytest.fixture
def trusted(secure: int, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "authority.pem"))
    return secure


@contextmanager
def proxy(target: int, refusal: bytes = b"") -> Iterator[tuple[str, list[str]]]:
    handler = type("Own", (Proxy,), {"target": target, "refusal": refusal, "connected": []})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    with running(server) as port:
        yield f"http://127.0.0.1:{port}", handler.connected  # type: ignore[attr-defined]


def test_a_proxy_is_gone_through(trusted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(trusted) as (url, connected):
        monkeypatch.setenv("HTTPS_PROXY", url)
        assert ask(f"https://{NAME}/v3") == {"values": [], "count": 0}
        assert connected == [f"{NAME}:443"]
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        ask(f"https://127.0.0.1:{trusted}/v3")
        assert len(connected) == 1


@pytest.mark.parametrize("refusal", [b"403 Forbidden", b"407 Proxy Authentication Required"])
def test_a_proxy_that_refuses_is_told_as_one(refusal: bytes, trusted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy(trusted, refusal) as (url, connected):
        monkeypatch.setenv("HTTPS_PROXY", url)
        with pytest.raises(SourceError, match=r"ProxyError .*HTTPS_PROXY .*name:password@host:port"):
            ask(f"https://{NAME}/v3")
        assert len(connected) == 1


def test_a_web_filter_s_page_is_told_as_one(trusted: int) -> None:
    said = r"HTTP 403 with a web page \('Access denied by policy'\)\. .*proxy or web filter.*let the address through"
    with pytest.raises(SourceError, match=said):
        ask(f"https://127.0.0.1:{trusted}/v3", "/filtered")


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_addresses_with_brackets_are_reached_without_a_proxy(name: str, secure: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secure
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv(name, "localhost, [::1],[2001:db8::7]")
    with http_client() as client:
        direct = {pattern.pattern for pattern, transport in client._mounts.items() if transport is None}
    assert {"all://[::1]", "all://[2001:db8::7]", "all://localhost"} <= direct


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/nowhere/authority.pem"),
        ("REQUESTS_CA_BUNDLE", __file__),
        ("HTTPS_PROXY", "ftp://proxy:1"),
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
        ("NO_PROXY", "[::1"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(name: str, value: str, secure: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secure
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=rf"{name} is '{re.escape(value)}': .* is wanted") as caught:
        http_client()
    assert "\n" not in str(caught.value)


WRONG = [
    *((name, "snabbt") for name in ("KOLADA_RATE", "KOLADA_RETRY_SECONDS", "KOLADA_READ_SECONDS")),
    ("KOLADA_URL", "kolada.se"),
    ("SSL_CERT_FILE", "/nowhere/authority.pem"),
    ("REQUESTS_CA_BUNDLE", __file__),
    ("HTTPS_PROXY", "ftp://proxy:1"),
]
WRONG_OF_SCB = [*((name, "-1") for name in ("SCB_RATE", "SCB_RETRY_SECONDS", "SCB_READ_SECONDS")), ("SCB_URL", "ftp://scb.se")]


@pytest.mark.parametrize(
    ("name", "value", "options"),
    [*((*wrong, ["--first"]) for wrong in WRONG), *((*wrong, []) for wrong in (*WRONG, *WRONG_OF_SCB))],
)
def test_a_run_with_a_wrong_setting_says_which_in_one_line(
    name: str, value: str, options: list[str], secure: int, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    assert secure
    monkeypatch.setenv("KOLADA_URL", "http://127.0.0.1:9/v3")
    monkeypatch.setenv("SCB_URL", "http://127.0.0.1:9/api/v2")
    monkeypatch.setenv(name, value)
    assert etl(["run", *options, "--data", str(tmp_path)]) == 1
    assert re.fullmatch(rf"etl: {name} is '{re.escape(value)}': [^\n]* is wanted[^\n]*\n", capsys.readouterr().err)
    assert not (tmp_path / "published").exists()
