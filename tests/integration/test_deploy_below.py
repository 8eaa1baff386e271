"""Under /kollen/ of another site, TLS ended in front: the shipped nginx file with the changes of docs/driftsatt.md, for real."""

import io
import json
import re
import shutil
import ssl
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_deploy import CONF, PATIENCE, Service, answers, free_port, nginx, serving

from etl.contract.paths import ROOT

GUIDE = ROOT / "docs" / "driftsatt.md"
LOCATIONS = ("location / {", "location = /healthz {")
COUNTED = "~^/(samlat"
PAGES = (
    *("/", "/indikator/syss_utrikes", "/fokus/arbete", "/jamfor?indikatorer=syss_utrikes", "/kommun/0484", "/lan/04", "/om"),
    *("/strategi", "/strategi/eskilstuna", "/validering", "/andrat", "/sok?q=sfi", "/faktakort/syss_utrikes", "/finns-inte"),
    "/kalla?matt=syss_utrikes&region=0484",
)
FILES = (
    *("/export/indikator/syss_utrikes.csv", "/export/indikator/syss_utrikes.xlsx", "/export/indikator/syss_utrikes.pptx"),
    *(
        "/export/fokus/arbete.csv",
        "/export/jamfor.csv?indikatorer=syss_utrikes",
        "/export/validering.xlsx",
        "/andrat.atom?kommun=0484",
    ),
    *("/export/faktakort/syss_utrikes.svg", "/export/motesunderlag/0484.pptx", "/validering/rapporteringsmall.xlsx"),
    *(
        "/api/v1/",
        "/api/v1/openapi.json",
        "/api/v1/observations?indicator=syss_utrikes&limit=2",
        "/sok.json?q=sfi",
        "/robots.txt",
    ),
    *("/.well-known/security.txt", "/assets/favicon.svg"),
)
ADDRESS = re.compile(r"https?://127\.0\.0\.1[^\s\"'<>;)]*")


@pytest.fixture(scope="module")
def site(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    own, port = tmp_path_factory.mktemp("below"), free_port()
    settings = {"KOLLEN_URL": f"https://127.0.0.1:{port}", "KOLLEN_PREFIX": "/kollen", "KOLLEN_SECURITY_CONTACT": "mailto:a@b.se"}
    with serving(Service(demo_data, **settings)) as service, nginx(own, configured(own, port, service.port)):
        answers(port, "https://127.0.0.1:{}/kollen/healthz", trust(own))
        with httpx.Client(base_url=f"https://127.0.0.1:{port}/kollen", timeout=PATIENCE, verify=trust(own)) as client:
            yield client


def configured(own: Path, port: int, behind: int) -> str:
    """The shipped file with the changes that the guide names, and this machine's addresses."""
    certify(own)
    made = CONF.read_text(encoding="utf-8").replace("dashboard:8050", f"127.0.0.1:{behind}")
    guide = GUIDE.read_text(encoding="utf-8")
    for found in LOCATIONS:
        assert found in made
        made = made.replace(found, found.replace(" /", " /kollen/"))
        assert found.replace(" /", " /kollen/").removesuffix(" {") in guide
    assert COUNTED in made
    assert "`^/kollen/`" in guide
    return made.replace(COUNTED, COUNTED.replace("^/", "^/kollen/")).replace(
        "listen 8080;", f"listen 127.0.0.1:{port} ssl; ssl_certificate {own}/c.pem; ssl_certificate_key {own}/k.pem;"
    )


def trust(own: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=own / "c.pem")


def certify(own: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is missing: it makes the certificate")
    kind = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    name = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    subprocess.run([openssl, *kind, *name, "-keyout", own / "k.pem", "-out", own / "c.pem"], check=True, capture_output=True)


@pytest.mark.parametrize("address", PAGES)
def test_every_kind_of_page(site, address):
    document = site.get(address)
    assert document.status_code == (404 if "finns" in address else 200)
    led = re.findall(r'(?:href|src|action)="(/[^"]*)"', document.text)
    assert led
    found = [one for one in texts(opened(site, address)) if re.match(r"/(?!/)\S", one)]
    assert [one for one in (*led, *found) if not re.match("/kollen/(?!kollen)", one)] == []


def test_what_a_document_loads_is_there(site):
    document = site.get("/indikator/syss_utrikes").text
    for address in set(re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', document)):
        answer = site.get(f"https://{site.base_url.host}:{site.base_url.port}{address}")
        assert answer.status_code == 200, address
        assert answer.content


def opened(site: httpx.Client, address: str) -> Any:
    """A page's content, as the browser asks for it."""
    path, mark, query = address.partition("?")
    callbacks = site.get("/_dash-dependencies").json()
    router = next(one for one in callbacks if "_pages_content.children" in one["output"])
    values = {"pathname": f"/kollen{path}", "search": mark + query}
    names = [name.split(".") for name in router["output"].strip(".").split("...")]
    body = {
        "output": router["output"],
        "outputs": [{"id": name, "property": prop} for name, prop in names],
        "inputs": [{**one, "value": values.get(one["property"])} for one in router["inputs"]],
        "state": [{**one, "value": values.get(one["property"])} for one in router["state"]],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = site.post("/_dash-update-component", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()["response"]


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from texts(one)
    elif isinstance(part, str):
        yield part


@pytest.mark.parametrize("address", FILES)
def test_every_file_feed_and_answer(site, address):
    answer = site.get(address)
    assert answer.status_code == 200, answer.text[:300]
    words = unpacked(answer.content) if address.partition("?")[0].endswith(("xlsx", "pptx")) else answer.text
    origin = str(site.base_url).rstrip("/")
    assert [one for one in ADDRESS.findall(words) if not one.startswith(f"{origin}/")] == []
    if answer.headers["Content-Type"].startswith("application/json"):
        assert [one for one in texts(answer.json()) if one.startswith("/") and not one.startswith(("/kollen/", "/{"))] == []
    if "export/indikator" in address or "atom" in address or "faktakort" in address:
        assert f"{origin}/" in words


def unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return "".join(
            opened.read(name).decode("utf-8", "replace") for name in opened.namelist() if name.endswith((".xml", ".rels"))
        )


def test_links_in_a_pdf(site):
    answer = site.get("/export/motesunderlag/0484.pdf")
    if answer.status_code == 404 and "Chrom" in answer.text:
        pytest.skip("no Chromium that prints")
    assert answer.content.startswith(b"%PDF")
    led = [one.decode() for one in re.findall(rb"/URI \((https?://127[^)]*)\)", answer.content)]
    assert led
    assert [one for one in led if not one.startswith(f"{str(site.base_url).rstrip('/')}/")] == []
