"""What a page's document names: our style sheets and scripts as one file each, and of Dash's own and Plotly only what is used."""

import gzip
import hashlib
import os
import re
import subprocess
import sys

import brotli
import pytest

from dashboard.settings import READY
from etl.contract.paths import ROOT

OURS = {kind: sorted((ROOT / "assets").glob(f"*.{kind}")) for kind in ("css", "js")}


def _named(visitor, address):
    return re.findall(r'(?:src|href)="(/[^"]+\.(?:css|js)[^"]*)"', visitor.get(address).text)


@pytest.mark.parametrize("kind", ["css", "js"])
def test_all_of_ours_is_one_file_that_browsers_keep(visitor, kind):
    (address,) = [name for name in _named(visitor, "/om") if re.fullmatch(rf"/samlat/[0-9a-f]{{12}}\.{kind}", name)]
    answer = visitor.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == {"css": "text/css", "js": "text/javascript"}[kind]
    assert len(OURS[kind]) > 10
    starts = [answer.text.index(file.read_text(encoding="utf-8")) for file in OURS[kind]]
    assert starts == sorted(starts)
    assert (
        kind == "js" or (ROOT / "assets" / "vendor" / "bootstrap.min.css").read_text(encoding="utf-8") in answer.text[: starts[0]]
    )


@pytest.mark.parametrize("address", ["/samlat/000000000000.js", "/samlat/x.css", "/samlat/x.html", "/samlat/../pyproject.toml"])
def test_no_other_file_is_served_beside_them(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("address", "charted"), [("/indikator/syss_utrikes", True), ("/jamfor", True), ("/om", False), ("/", False)]
)
def test_a_document_names_only_what_its_page_uses(visitor, address, charted):
    named = "\n".join(_named(visitor, address))
    assert ("plotly.min.js" in named) == charted
    assert "react-dom@" in named
    assert "dash_core_components" in named
    assert set(re.findall(r"async-[a-z]+", named)) == {"async-dropdown", "async-graph"}
    assert not re.search("polyfill|dash_table|/assets/[a-z_]+[.](css|js)", named)


@pytest.mark.parametrize(
    ("address", "level"), [("/indikator/syss_utrikes", "kommuner"), ("/indikator/syss_utrikes?farg=lan", "lan"), ("/om", None)]
)
def test_a_document_names_the_boundaries_that_its_page_begins_with(visitor, address, level):
    named = re.findall(r'<link rel="preload" as="fetch" href="(/karta/[^"]+)"', visitor.get(address).text)
    assert [re.fullmatch(r"/karta/\w+/(\w+)\.geojson", one)[1] for one in named] == ([level] if level else [])
    assert all(visitor.get(one).status_code == 200 for one in named)


def test_a_file_is_compressed_once_and_an_answer_each_time(visitor):
    (address,) = [name for name in _named(visitor, "/om") if name.endswith(".js") and "/samlat/" in name]
    first, second = (visitor.get(address, **{"Accept-Encoding": "br"}) for _ in range(2))
    assert first.headers["Content-Encoding"] == second.headers["Content-Encoding"] == "br"
    assert first.data == second.data
    searched = [visitor.get(f"/sok.json?q={words}", **{"Accept-Encoding": "gzip"}).data for words in ("eskilstuna", "flen")]
    assert searched[0] != searched[1]
    assert visitor.get(address, **{"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("encoding", "end"), [("br", ".br"), ("gzip", ".gz")])
def test_scripts_and_style_sheets_are_sent_as_they_were_compressed_at_set_up(visitor, encoding, end):
    if not (ROOT / READY).exists():
        pytest.skip("nothing was compressed: 'make vendor' does")
    ready = []
    for address in (name.split("?")[0] for name in _named(visitor, "/indikator/syss_utrikes")):
        plain, answer = (visitor.get(address, **{"Accept-Encoding": way}) for way in ("identity", encoding))
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}[encoding](answer.data)
        assert unpacked == plain.data
        file = ROOT / READY / f"{hashlib.sha256(plain.data).hexdigest()}{end}"
        ready += [file.read_bytes() == answer.data] if file.exists() else []
    assert len(ready) > 5, "all but what has changed since"
    assert all(ready)


FILES = "from dashboard.app import create_app; print(*create_app().registered_paths)"


def test_what_files_there_are_is_known_before_the_first_request(demo_data):
    """Threads that answer the document and its scripts at once don't wait for each other to find out."""
    environment = {**os.environ, "KOLLEN_DATA": str(demo_data)}
    command = [sys.executable, "-c", FILES]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert {"dash", "dash_bootstrap_components"} <= set(done.stdout.split()), done.stderr[-2000:]


def test_only_what_can_be_kept_says_what_it_varies_with(visitor):
    given = {"meeting-region.value": "0484", "meeting-strategy.value": "moelndal"}
    assert visitor.post("meeting-content.content", given, "meeting-strategy.value").headers.get("Vary") is None
    assert "Accept-Encoding" in visitor.get("/om").headers["Vary"]
