"""The parts of paper documents: elements as HTML and as words, names of files, the choice of Chromium, and what is kept."""

import re
import time
from pathlib import Path

import pytest

from dashboard.files import chromium
from dashboard.files import document as documents
from dashboard.files.document import document
from dashboard.files.plain_words import plain, rows, sections
from dashboard.files.table import slug
from dashboard.markup import element, link

TABLE = element(
    "Table",
    [
        element("Caption", "Rubrik"),
        element("Thead", element("Tr", [element("Th", "Mått"), element("Th", "Flen")])),
        element(
            "Tbody",
            [
                element("Tr", element("Th", "Arbete"), className="group unranked"),
                element(
                    "Tr", [element("Th", link("Arbete", "/indikator/a")), element("Td", "61 %", className="number heat-good")]
                ),
            ],
        ),
    ],
)


@pytest.fixture(autouse=True)
def _no_styles(monkeypatch):
    monkeypatch.setattr(documents, "_styles", lambda: "p{}")


def body(content, origin=None):
    return re.search(r'<main class="page">(.*)</main>', document("T", content, origin)).group(1)


def test_elements_become_html():
    one = element("Th", [element("B", "x"), None, 3], className="number", colSpan=2, scope="col", tabIndex=0, aria_label="ä")
    assert body(one) == '<th class="number" colspan="2" scope="col" aria-label="ä"><b>x</b>3</th>'
    assert body(element("Img", src="data:,", alt="", width=5)) == '<img src="data:," alt="" width="5">'
    assert body(element("Span", "x", style={"backgroundColor": "red"})) == '<span style="background-color:red">x</span>'


def test_nothing_in_a_text_is_markup():
    hostile = "<script>alert('&')</script>\"'"
    made = document(hostile, element("P", hostile, title=hostile))
    assert "<script" not in made
    assert made.count("&lt;script&gt;") == 3


def test_links_lead_to_the_server_or_nowhere():
    assert body(link("Till", "/kommun/0484"), "http://x/") == '<a href="http://x/kommun/0484">Till</a>'
    assert 'href="http://x/sub/om"' in document("T", link("Om", "/om"), "http://x/sub/")
    assert body([link("Till", "/kommun/0484"), element("A", "x", href="/y")]) == "<a>Till</a><a>x</a>"


def test_a_document_has_a_language_and_a_title():
    made = document("Mötesunderlag", "")
    assert made.startswith('<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8">')
    assert "Content-Security-Policy\" content=\"default-src 'none';" in made, "a printed document runs and fetches nothing"
    assert "<title>Mötesunderlag</title>" in made


def test_words_are_what_is_seen():
    hidden = element("Span", " bland de bästa", className="visually-hidden")
    assert plain([element("B", "61,2 %"), hidden, element("Span", "antal", className="unit")]) == "61,2 % (antal)"
    assert plain(element("Td", "3", className="number heat-poor")) == "3 ○"
    shape = element("Span", "➚", className="signal-shape")
    assert plain(element("Span", [shape, element("Span", "Framåt")], className="signal")) == "➚ Framåt"


def test_a_table_becomes_rows():
    assert rows(TABLE) == [["Mått", "Flen"], ["Arbete"], ["Arbete", "61 % ●"]]
    assert rows(TABLE, "unranked") == [["Mått", "Flen"], ["Arbete", "61 % ●"]]


def test_sections_without_a_table_are_heading_and_text():
    section = element("Section", [element("H2", "Väntan"), element("P", ["Tre. ", link("Mer", "/x")])])
    assert list(sections(element("Div", [section, element("Section", [element("H2", "Mål"), TABLE])]))) == [("Väntan", "Tre.")]


def test_the_chromium_that_is_named_comes_first(monkeypatch, tmp_path):
    program = tmp_path / "min-chromium"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("KOLLEN_CHROMIUM", str(program))
    assert chromium.executable() == str(program)
    monkeypatch.setenv("KOLLEN_CHROMIUM", str(tmp_path / "finns-inte"))
    assert chromium.executable() is None
    assert "finns-inte" in chromium.missing()
    monkeypatch.delenv("KOLLEN_CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "PATHS", ())
    assert chromium.executable() is None
    assert "apt-get install chromium" in chromium.missing()
    program.rename(tmp_path / "google-chrome")
    assert chromium.executable() == str(tmp_path / "google-chrome")


def test_what_is_no_chromium_says_so(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho 'inget skrivbord' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(chromium.ChromiumError, match="inget skrivbord"):
        chromium.pdf("<p>x", str(program))
    with pytest.raises(chromium.ChromiumError, match="can't be started"):
        chromium.pdf("<p>x", str(tmp_path / "finns-inte"))


def test_what_hangs_is_ended_with_all_its_processes_and_files(tmp_path, monkeypatch):
    noted, temporary = tmp_path / "pids", tmp_path / "t"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    program = tmp_path / "chromium"
    program.write_text(f'#!/bin/sh\nsleep 60 &\necho $$ $! >> "{noted}"\ntouch "$TMPDIR/left"\nwait\n', encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(chromium.ChromiumError, match="not done within"):
        chromium.pdf("<p>x" * 100_000, str(program), patience=2)
    pids = [int(pid) for pid in noted.read_text(encoding="utf-8").split()]
    assert pids, "it was started"
    ended = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < ended:
        time.sleep(0.02)  # a signal is sent at once, and arrives when the process is next scheduled
    assert not any(map(alive, pids))
    assert list(temporary.iterdir()) == []


def alive(pid):
    """Whether a process runs; one that is dead and that nobody has asked for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_names_survive_every_file_system():
    assert slug("Västra Götalands län") == "vastra-gotalands-lan"
