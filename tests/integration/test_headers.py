"""What answers tell browsers to refuse, and under which name the server answers."""

import re

import pytest

from dashboard.routes.public_address import AddressError, chosen
from etl.contract.paths import data_paths

PAGES = ["/", "/indikator/syss_utrikes", "/kommun/0484", "/om", "/finns-inte"]
OTHERS = ["/healthz", "/_dash-layout", "/assets/favicon.svg", "/karta/x/lan.geojson", "/export/faktakort/syss_utrikes.svg"]


@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_every_answer_is_guarded(visitor, address):
    told = visitor.get(address).headers
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in told["Permissions-Policy"]
    assert "clipboard" not in told["Permissions-Policy"], "pictures and tables are copied"
    assert "Strict-Transport-Security" not in told


@pytest.mark.parametrize("address", PAGES)
def test_a_pages_policy_names_scripts_by_their_hashes(visitor, address):
    policy = visitor.get(address).headers["Content-Security-Policy"]
    assert "unsafe-" not in policy
    assert not re.search(r"https?:|\*", policy), "the policy lets another host in"
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert len(re.findall("sha256-", parts["script-src"])) == 2
    assert parts["object-src"] == "'none'"
    assert parts["frame-ancestors"] == "'self'"


def test_a_picture_that_is_opened_runs_nothing(visitor):
    policy = visitor.get("/export/faktakort/syss_utrikes.svg").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("sandbox")


# The public address


@pytest.fixture
def public(visitor, monkeypatch):
    monkeypatch.setenv("KOLLEN_URL", "https://Kollen.example.se/")
    return visitor


@pytest.mark.parametrize("host", ["kollen.example.se", "KOLLEN.example.se", "kollen.example.se:443"])
def test_the_public_address_is_answered(public, host):
    answer = public.get("/om", Host=host)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("host", ["localhost", "evil.example", "kollen.example.se:8050", "kollen.example.se.evil.example", ""])
@pytest.mark.parametrize("address", ["/om", "/_dash-layout", "/export/indikator/syss_utrikes.csv"])
def test_another_host_is_refused(public, host, address):
    answer = public.get(address, Host=host)
    assert answer.status_code == 421
    assert "evil" not in answer.text


def test_what_watches_the_server_may_ask_under_any_name(public):
    assert public.get("/healthz", Host="10.0.0.7:8050").status_code == 200


@pytest.mark.parametrize(
    "address", ["/andrat.atom?lan=04", "/export/indikator/syss_utrikes.csv", "/export/faktakort/syss_utrikes.svg"]
)
def test_files_and_feeds_name_the_public_address(public, address):
    text = public.get(address, Host="kollen.example.se").get_data(as_text=True)
    assert "kollen.example.se" in text
    assert "localhost" not in text


@pytest.mark.parametrize(
    "text",
    ["kollen.example.se", "ftp://kollen.example.se", "https://", "https://a b", "https://a/b", "https://a?b", "https://a:x"],
)
def test_a_setting_that_is_no_address_is_told(monkeypatch, text):
    monkeypatch.setenv("KOLLEN_URL", text)
    with pytest.raises(AddressError, match=r"KOLLEN_URL is .* is wanted"):
        chosen()


def test_without_the_setting_any_host_is_answered(visitor):
    assert data_paths().current.exists()
    assert visitor.get("/om", Host="vad-som-helst").status_code == 200


# What programs of others ask for


def test_search_engines_leave_files_alone(visitor):
    answer = visitor.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /export/\n" in answer.text
    assert not re.search(r"^Disallow: /$", answer.text, re.MULTILINE)


@pytest.mark.parametrize(
    "address", ["/export/indikator/syss_utrikes.csv", "/export/motesunderlag/9999.pdf", "/api/v1/regions", "/andrat.atom?lan=04"]
)
def test_search_engines_are_told_so_with_every_file_too(visitor, address):
    assert visitor.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" not in visitor.get("/indikator/syss_utrikes").headers


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/indikator/syss_utrikes", "/indikator/finns_inte", "/finns-inte", "/kommun/0484", "/healthz", "/robots.txt"),
        *("/export/indikator/syss_utrikes.csv", "/export/indikator/x.csv", "/api/v1/regions", "/andrat.atom?lan=04", "/sok.json"),
    ],
)
def test_who_asks_for_the_head_alone_is_answered_as_by_the_whole(visitor, address):
    same = {"X-Request-ID": "0123456789abcdef"}
    whole, head = visitor.get(address, **same), visitor.http.head(address, headers=same)
    assert head.status_code == whole.status_code
    assert head.data == b""
    assert {**head.headers, "Content-Length": ""} == {**whole.headers, "Content-Length": ""}


def test_whom_to_tell_of_a_vulnerability(public, monkeypatch):
    monkeypatch.setenv("KOLLEN_SECURITY_CONTACT", "mailto:it@example.se")
    text = public.get("/.well-known/security.txt", Host="kollen.example.se").text
    assert text.splitlines() == [
        "Contact: mailto:it@example.se",
        "Expires: 2027-05-20T00:00:00Z",
        "Preferred-Languages: sv, en",
        "Canonical: https://kollen.example.se/.well-known/security.txt",
    ]


@pytest.mark.parametrize("contact", ["", "it@example.se", "mailto:a\nContact: mailto:b"])
def test_nobody_is_named_without_a_contact(visitor, monkeypatch, contact):
    monkeypatch.setenv("KOLLEN_SECURITY_CONTACT", contact)
    assert visitor.get("/.well-known/security.txt").status_code == 404
