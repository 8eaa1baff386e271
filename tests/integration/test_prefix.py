"""Under a path of another site: what is asked with the path, without it, and what each answer leads to."""

import re
from urllib.parse import urlsplit

import pytest

from dashboard.routes import prefix

PAGES = ["/", "/indikator/syss_utrikes", "/kommun/0484", "/lan/04", "/om", "/sok?q=sfi", "/strategi/eskilstuna", "/finns-inte"]
PAGES += ["/hjalp/lasa"]
LED = re.compile(r'(?:href|src|action|data-names)="(/[^"]*)"')


@pytest.fixture
def below(server, visitor, monkeypatch):
    """The application as a process with the setting has it."""

    def started(chosen="/kollen", trusted=""):
        monkeypatch.setenv(prefix.SETTING, chosen)
        monkeypatch.setenv(prefix.TRUSTED, trusted)
        inner = server.wsgi_app
        while isinstance(inner, prefix._Below):
            inner = inner._application
        monkeypatch.setattr(server, "wsgi_app", prefix._Below(inner, prefix._chosen(), prefix._trusted()))
        return visitor

    return started


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("kept", ["", "/kollen"], ids=["taken away by the proxy", "kept by the proxy"])
def test_every_address_of_a_document_has_the_path(below, address, kept):
    answer = below().get(kept + address)
    assert answer.status_code == (404 if "finns" in address else 200)
    led = LED.findall(answer.text)
    assert led
    assert not [one for one in led if not one.startswith("/kollen/") or one.startswith("/kollen/kollen")]
    assert '<html lang="sv" data-prefix="/kollen">' in answer.text
    assert r'"requests_pathname_prefix":"\u002fkollen\u002f"' in answer.text


@pytest.mark.parametrize("kept", ["", "/kollen"], ids=["taken away by the proxy", "kept by the proxy"])
@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/kommun/484?strategi=skane", "/kommun/0484?strategi=skane"),
        ("/lan/4/", "/lan/04/"),
        ("/export/motesunderlag/484.svg", "/export/motesunderlag/0484.svg"),
    ],
)
def test_a_code_without_its_zero_leads_to_the_place(below, kept, asked, led):
    visitor = below()
    answer = visitor.get(kept + asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/kollen{led}")
    assert visitor.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "address", ["/kommun/0484", "/kommun/48", "/kommun/04840", "/kommun/048", "/lan/04", "/lan/0", "/kommun/484x"]
)
def test_other_codes_are_left_as_they_are(below, address):
    assert below().get(address).status_code in (200, 404)


def test_pages_are_found_below_the_path_and_lead_on_below_it(below):
    visitor = below()
    for address in ("/kollen/", "/kollen/indikator/syss_utrikes", "/kollen/kommun/0484", "/kollen/fokus/arbete"):
        content = visitor.open(address)
        found = list(_addresses(content))
        assert len(found) > 5, address
        assert not [one for one in found if not one.startswith("/kollen/")], address
    assert "Sidan finns inte" in str(visitor.open("/kollen/finns-inte"))


def _addresses(part):
    """Every text in an answer that is an address from the root."""
    if isinstance(part, dict):
        for one in part.values():
            yield from _addresses(one)
    elif isinstance(part, list):
        for one in part:
            yield from _addresses(one)
    elif isinstance(part, str) and re.match(r"/(?!/)", part):
        yield part


@pytest.mark.parametrize("address", ["/sok.json?q=sfi", "/api/v1/", "/api/v1/observations?indicator=syss_utrikes&limit=1"])
def test_answers_for_programs_lead_below_the_path(below, address):
    answer = below().get(f"/kollen{address}")
    found = list(_addresses(answer.get_json()))
    assert found
    assert not [one for one in found if not one.startswith("/kollen/")]
    assert all(one.startswith("</kollen/") for one in answer.headers.getlist("Link"))


def test_files_feeds_and_robots_say_the_whole_address(below, monkeypatch):
    monkeypatch.setenv("KOLLEN_URL", "https://region.example.se")
    visitor = below()
    given = {"Host": "region.example.se"}
    for address in ("/export/indikator/syss_utrikes.csv", "/andrat.atom", "/export/faktakort/syss_utrikes.svg"):
        found = re.findall(r"https://region\.example\.se(/[^\s\"<;]*)", visitor.get(f"/kollen{address}", **given).text)
        assert found, address
        assert not [one for one in found if not one.startswith("/kollen/")], address
    assert "Disallow: /kollen/api/" in visitor.get("/kollen/robots.txt", **given).text
    assert "/kollen/api/v1/indicators" in visitor.get("/kollen/export/indikator/finns_inte.csv", **given).text


def test_a_proxy_is_believed_only_where_it_is_trusted(below):
    heard = {"X-Forwarded-Prefix": "/annan/vag/"}
    assert 'data-prefix="/kollen"' in below().get("/", **heard).text
    trusting = below("", "127.0.0.0/8, ::1")
    assert 'data-prefix="/annan/vag"' in trusting.get("/annan/vag/", **heard).text
    assert "data-prefix" not in trusting.get("/").text
    refused = trusting.get("/", **{"X-Forwarded-Prefix": "//evil.example"})
    assert refused.status_code == 400
    assert "X-Forwarded-Prefix" in refused.text


@pytest.mark.parametrize(
    "text", ["//kollen", "/kollen//a", "kollen", "/kollen/../x", "/kol len", '/"onload="', "https://a.se/kollen"]
)
def test_a_path_that_is_none_is_told(below, text):
    with pytest.raises(prefix.PrefixError, match=r"KOLLEN_PREFIX is .*: a path as /kollen is wanted"):
        below(text)


def test_proxies_that_are_no_addresses_are_told(below):
    with pytest.raises(prefix.PrefixError, match=r"KOLLEN_TRUSTED_PROXIES is 'proxy\.local'"):
        below("", "proxy.local")


@pytest.mark.parametrize("text", ["", "/", " "])
def test_without_a_path_nothing_is_changed(below, text):
    answer = below(text).get("/")
    assert "data-prefix" not in answer.text
    assert urlsplit(LED.findall(answer.text)[0]).path.startswith("/")
