"""Charts and tables taken away from the comparison, the focus areas and the validation page: they explain themselves."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect
from reachable import faults_in_part, too_wide

COMPARED = "/jamfor?indikatorer=syss_utrikes,trangbodd_n2&kommuner=0484,0480&kon=K"
CHARTS = [
    (COMPARED, "compare-multiples", "jamforelse_2-kommuner_utveckling_demo", ("Trångbodda, norm 2", "Eskilstuna, Nyköping")),
    (COMPARED, "compare-scatter", "jamforelse_2-kommuner_punktdiagram_demo", ("Varje punkt är en kommun", "Kön: kvinnor")),
    ("/fokus/arbete", "focus-heat", "fokus_arbete_sodermanlands-lan_niva_demo", ("Bland de 25 % bästa", "kommuner=0428,0461")),
    ("/fokus/arbete?kommuner=0484&kommun=0180", "focus-spine", "fokus_arbete_eskilstuna_lage_demo", ("Stockholm", "Punkt: ")),
    ("/validering?region=1480", "backlog-stock", "validering_goteborg_2024k4_vantar_demo", ("Väntar vid", "personer")),
    ("/validering", "backlog-national", "validering_hela-landet", ("UHR, Statistik och rapporter", "Enhet: antal")),
]
DEMO = "Demodata, påhittade värden"


def take(visit, target, what):
    menu = visit.page.locator(f".take:has([data-target={target}])")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    menu.locator(f"[data-take={what}]").click()
    return menu.locator(".take-told")


@pytest.mark.parametrize(("address", "target", "name", "texts"), CHARTS, ids=[chart[1] for chart in CHARTS])
def test_a_chart_as_a_picture_explains_itself(copier, tmp_path, address, target, name, texts):
    copier.open(address)
    with copier.page.expect_download() as download:
        take(copier, target, "svg")
    assert download.value.suggested_filename == f"integrationskollen_{name}.svg"
    download.value.save_as(tmp_path / "bild.svg")
    svg = (tmp_path / "bild.svg").read_text(encoding="utf-8")
    said = " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())  # noqa: S314 - our own
    assert "dataversion" in said
    assert copier.address.partition("?")[0] in said
    assert (DEMO in said) == name.endswith("_demo"), "only the national figures are real"
    for text in (copier.page.locator("h1").inner_text(), copier.page.locator(f"#{target}-title").inner_text(), *texts):
        assert text in said
    assert svg.count("<path") + svg.count("<rect") > 20, "nothing is drawn"


@pytest.mark.parametrize("target", ["compare-multiples", "focus-heat"])
def test_pictures_are_of_report_size_and_can_be_copied(copier, tmp_path, target):
    copier.open(COMPARED if target.startswith("compare") else "/fokus/boende")
    with copier.page.expect_download() as download:
        take(copier, target, "png")
    download.value.save_as(tmp_path / "bild.png")
    head = Path(tmp_path / "bild.png").read_bytes()[:24]
    assert head[1:4] == b"PNG"
    assert int.from_bytes(head[16:20]) == 2400
    expect(take(copier, target, "image")).to_have_text("Bilden är kopierad.")


@pytest.mark.parametrize(
    ("address", "target", "first"),
    [
        (COMPARED, "compare-table", "Område\tSysselsatta utrikes födda 2024, procent"),
        ("/fokus/arbete", "focus-heat", "Indikator\tAvser\tRiket\tVingåker"),
        ("/fokus/arbete", "focus-spine", "Indikator\tVingåker\tRiket"),
        ("/validering?region=1480", "backlog-series", "Mått\t2023 kv 1"),
    ],
)
def test_a_copied_table_says_where_it_comes_from(copier, address, target, first):
    copier.open(address)
    expect(take(copier, target, "table")).to_have_text("Tabellen är kopierad.")
    text = copier.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(first)
    assert DEMO in text.splitlines()[-4]
    assert "dataversion" in text
    assert address.partition("?")[0] in text.splitlines()[-1]
    assert "data:image" not in text


def test_a_copied_link_names_the_kommuner(copier):
    copier.open("/fokus/arbete")
    expect(take(copier, "focus-heat", "link")).to_have_text("Länken är kopierad.")
    assert "kommuner=0428,0461" in copier.page.evaluate("navigator.clipboard.readText()")


def test_where_there_is_no_table_it_is_said(copier):
    copier.open("/validering?region=2584")
    expect(take(copier, "backlog-kinds", "table")).to_have_text("Det finns ingen tabell att kopiera här.")


@pytest.mark.parametrize("address", [COMPARED, "/validering?region=1480"])
def test_open_menus_are_reachable_for_everyone(visit, address):
    visit.open(address)
    for menu in visit.page.locator(".take summary").all():
        menu.click()
    assert faults_in_part(visit) == []
    assert visit.page.locator(".take[open]").count() == visit.page.locator(".take").count()


@pytest.mark.parametrize("area", ["arbete", "boende"])
def test_nine_kommuner_need_no_scrolling_sideways(visit, area):
    visit.open(f"/fokus/{area}")
    for table in ("focus-heat", "focus-spine"):
        wide, room = visit.page.locator(f"#{table}").evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert wide <= room, f"#{table} is {wide} pixels wide in {room}"
    assert too_wide(visit.page) == []


def test_what_is_chosen_is_printed(visit):
    visit.open(COMPARED)
    told = visit.page.locator(".told")
    expect(told).to_be_hidden()
    visit.page.emulate_media(media="print")
    expect(told).to_have_text("2 kommuner: Eskilstuna, Nyköping. Kön: kvinnor.")
    for menu in visit.page.locator(".take").all():
        assert not menu.is_visible()
