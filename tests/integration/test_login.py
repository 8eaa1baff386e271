"""A login in front of everything: a real provider on loopback lets readers in, and nobody else gets a figure."""

import os
import re
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from dashboard.parts import login_settings
from dashboard.routes import login
from etl.contract.paths import ROOT
from tests import oidc_provider

SITE = "https://kollen.example.se"
HTML = {"Accept": "text/html,application/xhtml+xml"}
FIGURES = [
    "/", "/kommun/0484", "/indikator/syss_utrikes", "/finns-inte", "/_dash-layout", "/_dash-dependencies", "/sok.json?q=flen",
    "/api/v1/", "/api/v1/observations?indicator=syss_utrikes", "/api/v1/openapi.json", "/andrat.atom?kommun=0484",
    "/export/indikator/syss_utrikes.csv", "/export/indikator/syss_utrikes.xlsx", "/export/motesunderlag/0484.pdf",
    "/export/faktakort/syss_utrikes.svg", "/export/fokus/arbete/niva.svg", "/embed/indikator/syss_utrikes/karta",
    "/karta/{version}/kommuner.geojson", "/karta/{version}/liten/0484.png", "/validering/rapporteringsmall.xlsx",
    "/assets/../kommun/0484", "/assets/%2e%2e/kommun/0484", "//kommun/0484", "/samlat/../kommun/0484",
]  # fmt: skip
LIES = {
    "signature": "BadSignatureError",
    "no signature": "[A-Za-z]+Error",
    "issuer": "InvalidClaimError",
    "audience": "InvalidClaimError",
    "expired": "ExpiredTokenError",
    "nonce": "InvalidClaimError",
    "no keys": "the provider answers with 404",
    "token 500": "HTTPError",
    "no token": "KeyError",
    "odd token": "[A-Za-z]+Error",
}
"""Of an answer, by what the log says of it; those of what the provider says of itself are found before the reader goes there."""
ABOUT_ITSELF = {
    "no discovery": "the provider answers with 404",
    "odd discovery": "the provider's answer is no JSON object",
    "endless discovery": "the provider's answer is no JSON object",
    "another name": "the provider calls itself something else than the setting does",
    "unsafe token": "the provider's token_endpoint is no safe address",
}


@pytest.fixture(scope="module")
def running():
    with oidc_provider.running(f"{SITE}/inloggning/svar") as provider:
        yield provider


@pytest.fixture
def provider(running, monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(f"{oidc_provider.SECRET}\n")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the provider's own, on loopback
    monkeypatch.setenv("KOLLEN_URL", SITE)
    monkeypatch.setenv(login_settings.ISSUER, running.issuer)
    monkeypatch.setenv(login_settings.CLIENT, oidc_provider.CLIENT)
    monkeypatch.setenv(login_settings.KEPT_IN, str(secret))
    login.check()
    running.lie = ""
    return running


@pytest.fixture
def reader(visitor, provider):  # noqa: ARG001 - it is what reader and dashboard ask
    """A browser that nobody has logged in with."""
    return Reader(visitor.http)


class Reader:
    def __init__(self, http):
        self.http = http

    def get(self, address, **headers):
        with self.http.get(address, base_url=SITE, headers=headers) as answer:
            answer.get_data()
            return answer

    def sent(self, address="/kommun/0484?v=x"):
        """Where the provider is asked, from a page that needs a login."""
        first = self.get(address, **HTML)
        assert first.status_code == 302
        return self.get(first.headers["Location"], **HTML)

    def back(self, there):
        """The provider's answer, as a browser brings it."""
        answer = httpx.get(there)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].removeprefix(SITE)

    def log_in(self):
        return self.get(self.back(self.sent().headers["Location"]), **HTML)


def version(demo_data):
    return (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()


def assert_nothing(answer):
    """No figure, no name of a kommun, and nothing that a cache may keep."""
    assert answer.status_code in {302, 401, 404}
    assert len(answer.data) < 300
    assert not re.search(rb"Eskilstuna|[0-9],[0-9]|Sysselsatta", answer.data)
    assert answer.status_code == 404 or answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("asked", [{}, HTML, {**HTML, "Cookie": "kollen=eyJ1bnRpbCI6OTk5OTk5OTk5OX0.aaaa.bbbb"}])
def test_nobody_gets_a_figure_without_a_login(reader, demo_data, asked):
    for address in FIGURES:
        assert_nothing(reader.get(address.format(version=version(demo_data)), **asked))
    for method in ("post", "put", "delete", "options", "head"):
        answer = getattr(reader.http, method)("/_dash-update-component", base_url=SITE, headers=asked)
        assert answer.status_code in {302, 401}


def test_what_a_login_needs_and_what_watches_the_server_are_open(reader):
    for address in ("/healthz", "/readyz", "/robots.txt", "/assets/tokens.css", "/assets/favicon.svg", "/utloggning"):
        assert reader.get(address).status_code == 200, address
    assert not re.search("Eskilstuna|syss_utrikes", reader.get("/readyz").text + reader.get("/healthz").text)


def test_a_reader_whom_the_provider_knows_is_let_in_and_out_again(reader):
    there = reader.sent().headers["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    answer = reader.get(reader.back(there), **HTML)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/kommun/0484?v=x", "where the reader was going"
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"kollen=[^;]+; Secure; HttpOnly; Path=/; SameSite=Lax$", cookie)
    page = reader.get("/kommun/0484", **HTML)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Logga ut" in reader.get("/_dash-layout").text
    boundaries = reader.get(f"/karta/{reader.get('/healthz').get_json()['version']}/lan.geojson")
    assert boundaries.headers["Cache-Control"].startswith("private, max-age=")
    out = reader.get("/utloggning", **HTML)
    assert "Du är utloggad" in out.text
    assert_nothing(reader.get("/kommun/0484", **HTML))


def test_a_login_is_of_a_day_s_work(reader, monkeypatch):
    reader.log_in()
    assert reader.get("/api/v1/").status_code == 200
    now = login.time.time()
    monkeypatch.setattr(login.time, "time", lambda: now + login.LOGGED_IN_SECONDS + 1)
    assert_nothing(reader.get("/api/v1/"))


def test_another_secret_ends_every_login(reader, monkeypatch, tmp_path):
    reader.log_in()
    other = tmp_path / "other"
    other.write_text("en-annan-hemlighet-som-ar-lang")
    monkeypatch.setenv(login_settings.KEPT_IN, str(other))
    assert_nothing(reader.get("/api/v1/"))


@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_lies_lets_nobody_in(reader, provider, caplog, lie):
    provider.lie = lie
    answer = reader.get(reader.back(reader.sent().headers["Location"]), **HTML)
    assert_refused(reader, answer, caplog, LIES[lie])


@pytest.mark.parametrize("lie", ABOUT_ITSELF)
def test_a_provider_that_lies_of_itself_is_not_gone_to(reader, provider, caplog, lie):
    provider.lie = lie
    assert_refused(reader, reader.sent(), caplog, ABOUT_ITSELF[lie])


def test_a_provider_that_is_gone_is_told(reader, caplog, monkeypatch):
    monkeypatch.setenv(login_settings.ISSUER, "http://127.0.0.1:9")
    assert_refused(reader, reader.sent(), caplog, "ConnectionError")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?code=x&state=y", "an answer to another question"),
        ("?error=access_denied&state=y", "the provider let nobody in"),
        ("", "an answer to another question"),
    ],
)
def test_an_answer_that_was_not_asked_for_is_refused(reader, caplog, query, said):
    there = reader.sent().headers["Location"]
    assert_refused(reader, reader.get(f"/inloggning/svar{query}", **HTML), caplog, said)
    caplog.clear()
    again = reader.get(reader.back(there), **HTML)
    assert_refused(reader, again, caplog, "a login that was not begun here, or too long ago")


def test_another_browser_s_answer_lets_nobody_in(reader, server, caplog):
    theirs = Reader(server.test_client())
    answer = theirs.back(theirs.sent().headers["Location"])
    reader.sent()
    assert_refused(reader, reader.get(answer, **HTML), caplog, "an answer to another question")


def assert_refused(reader, answer, caplog, said):
    """One Swedish page, one line in the log, no traceback; and still no figure."""
    assert answer.status_code == 502
    assert "Inloggningen gick inte" in answer.text
    lines = [record for record in caplog.records if record.name == "dashboard"]
    assert len(lines) == 1
    assert re.fullmatch(f"login refused: {said}", lines[0].getMessage())
    assert lines[0].exc_info is None
    assert_nothing(reader.get("/api/v1/"))


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "/a b", "x", "/" + "a" * 3000])
def test_a_reader_is_sent_nowhere_else_afterwards(reader, wanted):
    there = reader.http.get("/inloggning", base_url=SITE, query_string={"till": wanted}).headers["Location"]
    assert reader.get(reader.back(there), **HTML).headers["Location"] == "/"


def test_without_the_settings_there_is_no_login_and_no_cookie(visitor):
    assert visitor.get("/inloggning").status_code == visitor.get("/utloggning").status_code == 404
    answer = visitor.get("/")
    assert "Set-Cookie" not in answer.headers
    assert "Logga ut" not in visitor.get("/_dash-layout").text


# Settings


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("missing", [*login_settings.SETTINGS, "KOLLEN_URL"])
def test_half_of_the_settings_are_told(monkeypatch, missing):
    monkeypatch.delenv(missing)
    with pytest.raises(login_settings.LoginError, match=rf"^{missing} is '': [^\n]* is wanted"):
        login.check()


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        (login_settings.ISSUER, "http://login.example.se"),
        (login_settings.ISSUER, "login.example.se"),
        (login_settings.KEPT_IN, "/nowhere"),
        (login_settings.KEPT_IN, os.devnull),
        ("KOLLEN_EMBED", "alla"),
    ],
)
def test_settings_that_are_no_use_are_told(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(login_settings.LoginError, match=rf"^{name} is [^\n]* wanted"):
        login.check()


@pytest.mark.parametrize("program", [("dashboard", "--port", "1"), ("gunicorn", "dashboard.wsgi:server", "--preload")])
def test_a_server_with_half_of_the_settings_ends_with_one_line(program):
    half = {**os.environ, "KOLLEN_OIDC_ISSUER": "https://login.example.se"}
    done = subprocess.run([sys.executable, "-m", *program], cwd=ROOT, env=half, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert re.fullmatch(r"dashboard: KOLLEN_OIDC_CLIENT_ID is '': [^\n]* is wanted[^\n]*\n", done.stderr)
