"""The parts of paper documents: elements as HTML and as words, names of files, the choice of Chromium, and what is kept."""

import re

import pytest

from dashboard import chromium
from dashboard.components.markup import element, link
from dashboard.exports.table import slug
from dashboard.paper import document as documents
from dashboard.paper.document import document
from dashboard.paper.words import plain, rows, sections

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
    assert body(link("Till", "/kommun/0484"), "http://x/") == '<a href="/kommun/0484">Till</a>'
    assert '<base href="http://x/">' in document("T", "", "http://x/")
    assert body([link("Till", "/kommun/0484"), element("A", "x", href="/y")]) == "<a>Till</a><a>x</a>"
    assert "<base" not in document("T", "")


def test_a_document_has_a_language_and_a_title():
    assert document("Mötesunderlag", "").startswith('<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>Mötesund')


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
    told = element("Section", [element("H2", "Väntan"), element("P", ["Tre. ", link("Mer", "/x")])])
    assert list(sections(element("Div", [told, element("Section", [element("H2", "Mål"), TABLE])]))) == [("Väntan", "Tre.")]


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
    monkeypatch.setattr(chromium, "PLACES", ())
    assert chromium.executable() is None
    assert "apt-get install chromium" in chromium.missing()
    program.rename(tmp_path / "google-chrome")
    assert chromium.executable() == str(tmp_path / "google-chrome")


def test_what_is_no_chromium_says_so(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho 'inget skrivbord' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    with chromium.Chromium(str(program)) as started, pytest.raises(chromium.ChromiumError, match="inget skrivbord"):
        started.pdf("<p>x")
    with pytest.raises(chromium.ChromiumError, match="can't be started"):
        chromium.Chromium(str(tmp_path / "finns-inte"))


def test_what_hangs_is_ended(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    with chromium.Chromium(str(program), patience=0.3) as started, pytest.raises(chromium.ChromiumError, match="not done within"):
        started.pdf("<p>x" * 100_000)


def test_names_survive_every_file_system():
    assert slug("Västra Götalands län") == "vastra-gotalands-lan"
