"""A goal in the indicator page's address: judged as documented goals are, told where it can't be, and kept by the page."""

import io
import json

import pytest
from openpyxl import load_workbook
from page_json import SCRIPT, words
from pptx import Presentation

from dashboard.published import goals, own_goal, queries
from etl.contract.paths import data_paths as paths

ASKED = "/indikator/syss_alla?kommuner=0484,0480"


@pytest.mark.usefixtures("visitor")
def test_the_verdict_is_the_published_ones():
    snapshot = queries.current(paths())
    entry = snapshot.catalogue.indicator("syss_alla")
    wanted = own_goal.read("over-riket::2030:2020", entry)
    codes = [one.code for one in queries.municipalities(snapshot)]
    told = own_goal.judged(snapshot, entry, wanted, "T", codes)
    same = ("status", "baseline", "latest", "reference", "distance", "required_pace", "observed_pace", "noise_method", "persons")
    compared = 0
    for code in codes:
        published = goals.answers(snapshot, "eskilstuna", code)["sysselsattning_2030", "syss_alla"]["T"]
        if published.baseline_year == 2020:
            compared += 1
            assert [getattr(told[code], name) for name in same] == [getattr(published, name) for name in same], code
    assert compared > 200


def test_a_goal_in_the_address_is_judged_and_marked(visitor):
    text = words(visitor.open(f"{ASKED}&mal=minst:82:2030:2020"))
    assert "Minst 82\u00a0% år 2030, räknat från 2020 (eget mål, inget dokument)" in text
    assert "sparas inte" in text


MANGLED = ["minst", "minst:nan:2030", "x" * 20_000, SCRIPT, ":::", "minst:82:2020:2030", "minst:82:9999"]


@pytest.mark.parametrize("mal", MANGLED, ids=lambda mal: mal[:20])
def test_a_mangled_goal_is_told_and_the_page_shows_without(visitor, mal):
    page = visitor.open(f"{ASKED}&mal={mal}")
    text = words(page)
    assert "Målet i adressen går inte att använda" in text
    assert "minst:75:2030:2020" in text, "what is allowed"
    assert "inget dokument" not in text
    assert SCRIPT not in json.dumps(page)


def test_which_goal_the_page_was_opened_from(visitor):
    page = visitor.open("/indikator/syss_alla?kommuner=0484&fran=eskilstuna.sysselsattning_2030")
    assert "Öppnad från målet ”Sysselsättningsgraden i Eskilstuna ska vara högre än rikssnittet år 2030.”" in words(page)
    assert "/strategi/eskilstuna?region=0484#mal-sysselsattning_2030" in json.dumps(page)
    for strange in ("eskilstuna.finns_inte", "x", SCRIPT, "eskilstuna.ungdomsarbetsloshet_2022"):
        assert "Öppnad från" not in words(visitor.open(f"/indikator/syss_alla?fran={strange}"))


def test_the_pages_files_say_the_goal_and_its_verdict(visitor):
    asked = "?kommuner=0484,0480&mal=minst:82:2030:2020"
    goal = "Minst 82\u00a0% år 2030, räknat från 2020"
    table = visitor.get(f"/export/indikator/syss_alla.csv{asked}").data.decode("utf-8-sig")
    assert f"{goal} (eget mål, inget dokument). Eskilstuna: " in table
    book = load_workbook(io.BytesIO(visitor.get(f"/export/indikator/syss_alla.xlsx{asked}").data))
    rows = [row for row in book["Mål"].iter_rows(values_only=True) if row[1] == goal]
    assert {row[2] for row in rows} == {"Eskilstuna", "Nyköping"}
    page = words(visitor.open(f"/indikator/syss_alla{asked}"))
    assert all(row[6].partition(",")[0] in page for row in rows)
    slides = Presentation(io.BytesIO(visitor.get(f"/export/indikator/syss_alla.pptx{asked}").data)).slides
    texts = ["\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides]
    (told,) = [text for text in texts if goal in text]
    assert all(f"{row[2]}: {row[6]}." in told for row in rows)
