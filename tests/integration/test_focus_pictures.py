"""The focus areas' pictures that the server draws: the page's own values, levels and absences, for every area and sex."""

import re
from xml.etree import ElementTree

import pytest
from page_json import identified, words

from etl.contract.catalogue import load_catalogue
from etl.contract.paths import catalogue_path

AREAS = [area.id for area in load_catalogue(catalogue_path()).focus_areas]
TEXT = "{http://www.w3.org/2000/svg}text"
SKANE = ",".join(f"12{code}" for code in (14, 30, 31, 33, 56, 57, 60, 61, 62, 63, 64, 65, 66, 67, 70, 72, 73, 75, 76, 77, 78))


def drawn(visitor, address):
    answer = visitor.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    return [one.text or "" for one in ElementTree.fromstring(answer.text).iter(TEXT)]  # noqa: S314 - our own


def run_together(texts):
    """Without spaces and hyphens: the picture breaks lines, within words too."""
    return re.sub(r"[\s-]", "", "".join(texts))


def cells(table):
    body = next(part for part in table["props"]["children"] if part["type"] == "Tbody")
    return [row["props"]["children"] for row in body["props"]["children"]]


@pytest.mark.parametrize("query", ["?kommuner=0484,2418", "?kommuner=0484,2418&kon=K&mot=liknande", f"?kommuner={SKANE}"])
@pytest.mark.parametrize("area", AREAS)
def test_levels_are_drawn_as_the_page_shows_them(visitor, area, query):
    texts = drawn(visitor, f"/export/fokus/{area}/niva.svg{query}")
    assert "Demodata, påhittade värden" in texts
    text = run_together(texts)
    for row in cells(identified(visitor.open(f"/fokus/{area}{query}"), "focus-heat")["content"]):
        for cell in row[2:]:
            value = words(cell["props"]["children"]).split("\n")[0]
            shape = {"good": "●", "plain": "◐", "poor": "○"}.get(cell["props"]["className"].rpartition("heat-")[2], "")
            assert run_together(f"{value}{shape}") in text


def test_hidden_is_hidden_in_the_picture(visitor):
    texts = drawn(visitor, "/export/fokus/arbete/niva.svg?kommuner=2418,2403,0125")
    assert "×" in texts
    assert "Dold, för få personer" in texts


@pytest.mark.parametrize("area", AREAS)
def test_the_close_up_is_drawn_as_the_page_shows_it(visitor, area):
    picture = run_together(drawn(visitor, f"/export/fokus/{area}/lage.svg?kommun=0484"))
    for row in cells(identified(visitor.open(f"/fokus/{area}?kommun=0484"), "focus-spine")["content"]):
        shown = [words(cell["props"]["children"]).split("\n")[0] for cell in row[1:4]]
        shown += [words(signal["props"]["children"]).split("\n")[-1] for signal in row[6:8]]
        for text in shown:
            assert run_together(text) in picture


@pytest.mark.parametrize(
    "address",
    ["/export/fokus/arbete/annat.svg", "/export/fokus/finns_inte/niva.svg", "/export/fokus/arbete/%3Cscript%3E.svg"],
)
def test_pictures_that_are_not_there(visitor, address):
    answer = visitor.get(address)
    assert (answer.status_code, "<script" in answer.text) == (404, False)


def test_without_kommuner_there_is_still_a_picture(visitor):
    assert "Riket" in drawn(visitor, "/export/fokus/arbete/niva.svg?kommuner=inga")
    assert "Riket" in drawn(visitor, "/export/fokus/arbete/lage.svg?kommuner=inga")
