"""What the pages say where a choice is more, less or other than they can show; and the way of a choice through the address."""

import json
import re
from typing import Any

import pytest
from page_json import words

from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT

SWEDEN = ",".join(f"{lan:02}" for lan in range(1, 26) if lan not in (2, 11, 15, 16))
"""All kommuner, by their län."""


def shown(visitor: Any, address: str) -> str:
    return json.dumps(visitor.open(address), ensure_ascii=False)


@pytest.mark.parametrize("page", ["/indikator/syss_utrikes", "/jamfor", "/indikator/syss_utrikes?vy=rangordning"])
def test_all_kommuner_are_shown_and_their_number_told(visitor, page):
    mark = "&" if "?" in page else "?"
    text = words(visitor.open(f"{page}{mark}kommuner={SWEDEN}"))
    assert "290 kommuner är valda. Fler än 10 får ingen egen färg" in text


@pytest.mark.parametrize("page", ["/indikator/syss_utrikes", "/jamfor"])
def test_no_kommun_is_told(visitor, page):
    assert "Inga kommuner eller län är valda. Bara riket visas." in words(visitor.open(f"{page}?kommuner=inga"))


def test_more_indicators_than_fit_are_counted(visitor):
    names = [entry.id for entry in load_catalogue(ROOT / "data" / "catalogue").indicators][:73]
    text = words(visitor.open(f"/jamfor?kommuner=0484&indikatorer={','.join(names)}"))
    assert f"{len(names)} indikatorer är valda, 6 visas: " in text


def test_a_year_that_the_indicator_lacks_is_told_and_the_rest_is_shown(visitor):
    text = words(visitor.open("/indikator/syss_utrikes?ar=1999&mellan=1990-1999&kommuner=0484&kommun=9999"))
    for told in (
        "1999 finns inte för den här indikatorn.",
        "Alla år från 1990 till 1999 finns inte.",
        "ingen kommun med koden 9999",
    ):
        assert told in text


def test_the_focus_keeps_its_colour_and_is_never_left_out(visitor):
    page = shown(visitor, "/indikator/syss_utrikes?kommuner=0482&kommun=0484")
    assert '"name": "Eskilstuna"' in page
    assert page.index('"name": "Flen"') < page.index('"name": "Eskilstuna"'), "drawn over the others"


def test_similar_kommuner_can_be_left_out_and_brought(visitor):
    alone, without = (shown(visitor, f"/indikator/syss_utrikes?kommuner=0484{more}") for more in ("", "&mot=inga"))
    two, brought = (
        shown(visitor, f"/indikator/syss_utrikes?kommuner=0484,0482&kommun=0484{more}") for more in ("", "&mot=liknande")
    )
    told = "som Kolada räknar som liknande Eskilstuna"
    assert [told in one for one in (alone, without, two, brought)] == [True, False, False, True]


def test_the_table_of_the_trend_says_how_it_has_gone(visitor):
    text = words(visitor.open("/indikator/trangbodd_n2?kommuner=0484&mellan=2014-2020&tabell=vy"))
    assert "Utveckling 2014–2020" in text
    assert "Index, 2014 = 100" in text


def test_a_lan_is_compared_beside_kommuner_by_its_own_value_or_a_marked_mean(visitor):
    address = "/jamfor?kommuner=lan04,0482&kommun=04&indikatorer=syss_utrikes,idrott_deltillf"
    text = words(visitor.open(address))
    assert "1 län, 1 kommun och 2 indikatorer." in text
    assert "De valda länen är egna punkter." in text
    assert re.search(r"Källan har inga egna värden för län i .*\. Där visas medel av länets kommuner, streckat\.", text)
    assert re.search(r"medel, \d.av.9", text)
    rows = visitor.get(address.replace("/jamfor", "/export/jamfor.csv")).text.splitlines()
    own = [row for row in rows if "Södermanlands län" in row and re.search(r";\d+(,\d+)?;Värde", row)]
    assert own, "the file has the län's values"
