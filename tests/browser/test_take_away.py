"""Charts and tables taken away from the comparison, the focus areas and the validation page: they explain themselves."""

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect
from reachable import faults_in_part, listed, too_wide

COMPARED = "/jamfor?indikatorer=syss_utrikes,trangbodd_n2&kommuner=0484,0480&kon=K"
HEAT = ("fokus_arbete_sodermanlands-lan_niva_demo", ("Bland de 25 % bästa", "kommuner=04"))
SPINE = ("fokus_arbete_eskilstuna_lage_demo", ("Stockholm", "Punkt: "))
MULTIPLES = ("jamforelse_2-kommuner_utveckling_demo", ("Trångbodda, norm 2", "Eskilstuna, Nyköping"))
SCATTER = ("jamforelse_2-kommuner_punktdiagram_demo", ("Varje punkt är en kommun", "Kön: kvinnor"))
CHARTS = {
    COMPARED: {"compare-multiples": MULTIPLES, "compare-scatter": SCATTER},
    "/fokus/arbete": {"focus-heat": HEAT},
    "/fokus/arbete?kommuner=0484&kommun=0180": {"focus-spine": SPINE},
    "/validering?region=1480": {"backlog-stock": ("validering_goteborg_2024k4_vantar_demo", ("Väntar vid", "personer"))},
    "/validering": {"backlog-national": ("validering_hela-landet", ("UHR, Statistik och rapporter", "Enhet: antal"))},
}
"""By page and chart: the name of its picture, and words in it."""
PICTURES = {COMPARED: "compare-multiples", "/fokus/arbete": "focus-heat"}
TABLES = {
    COMPARED: {"compare-table": "Område\tSysselsatta utrikes födda 2024, procent"},
    "/fokus/arbete": {
        "focus-heat": "Indikator\tAvser\tRiket\tSödermanlands län\tVingåker",
        "focus-spine": "Indikator\tVingåker\tRiket",
    },
    "/validering?region=1480": {"backlog-series": "Mått\t2023 kv 1"},
}
"""By page and table: how it begins when it is copied."""
DEMO = "Demodata, påhittade värden"


def take(visit, target, what):
    menu = visit.page.locator(f".take:has([data-target={target}])")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    menu.locator(f"[data-take={what}]").click()
    return menu.locator(".take-told")


@pytest.mark.parametrize("address", CHARTS)
def test_what_is_taken_away_explains_itself(copier, tmp_path, address):
    """One load of a page, and all that can be taken from it: drawings, a picture of report size, tables, the link."""
    copier.open(address)
    for target, (name, texts) in CHARTS[address].items():
        assert_drawing(copier, tmp_path / f"{target}.svg", target, name, texts)
    if address in PICTURES:
        assert_picture(copier, tmp_path / "bild.png", PICTURES[address])
    for target, first in TABLES.get(address, {}).items():
        assert_table(copier, address, target, first)
    if address == "/fokus/arbete":
        expect(take(copier, "focus-heat", "link")).to_have_text("Länken är kopierad.")
        assert copied(copier).endswith("?kommuner=04"), "a copied link names the län whose kommuner it is"


def assert_drawing(copier, file, target, name, texts):
    with copier.page.expect_download() as download:
        take(copier, target, "svg")
    assert download.value.suggested_filename == f"integrationskollen_{name}.svg"
    download.value.save_as(file)
    svg = file.read_text(encoding="utf-8")
    said = " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())  # noqa: S314 - our own
    assert "dataversion" in said
    said = said.replace(" ", "")  # lines break anywhere in an address
    assert copier.address.partition("?")[0] in said
    assert (DEMO.replace(" ", "") in said) == name.endswith("_demo"), "only the national figures are real"
    for text in (copier.page.locator("h1").inner_text(), copier.page.locator(f"#{target}-title").inner_text(), *texts):
        assert text.replace(" ", "") in said
    assert svg.count("<path") + svg.count("<rect") > 20, "nothing is drawn"


def assert_picture(copier, file, target):
    with copier.page.expect_download() as download:
        take(copier, target, "png")
    download.value.save_as(file)
    head = file.read_bytes()[:24]
    assert head[1:4] == b"PNG"
    assert 2040 <= int.from_bytes(head[16:20]) <= 2520
    expect(take(copier, target, "image")).to_have_text("Bilden är kopierad.")


def assert_table(copier, address, target, first):
    copier.page.evaluate("navigator.clipboard.writeText('')")
    expect(take(copier, target, "table")).to_have_text("Tabellen är kopierad.")
    text = copied(copier)
    assert text.startswith(first)
    assert DEMO in text.splitlines()[-4]
    assert "dataversion" in text
    assert address.partition("?")[0] in text.splitlines()[-1]
    assert "data:image" not in text


def copied(copier):
    return copier.page.evaluate("navigator.clipboard.readText()")


NUMBER = re.compile(r"[+-]?[0-9]+(,[0-9]+)?%?")


@pytest.mark.parametrize("clipboard", ["open", "closed"])
def test_copied_numbers_are_what_a_spreadsheet_sums(copier, clipboard):
    """Also from a page without encryption, whose browser has no clipboard for scripts."""
    copier.open("/indikator/invanare?kommuner=0484,0180")
    if clipboard == "closed":
        copier.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    expect(take(copier, "table", "table")).to_have_text("Tabellen är kopierad.")
    copier.page.evaluate("delete navigator.clipboard")
    rows = [line.split("\t") for line in copied(copier).splitlines() if "\t" in line]
    shown = copier.page.locator("#table tbody td").all_inner_texts()
    assert any("\u00a0" in words for words in shown), "the page itself writes thousands with a hard space"
    numbers = [cell for row in rows[1:] for cell in row[1:] if any(sign.isdigit() for sign in cell)]
    assert sum(bool(NUMBER.fullmatch(cell)) for cell in numbers) >= 6, numbers
    assert not any(sign in cell for cell in numbers for sign in "\u00a0\u2212"), numbers


def test_where_there_is_no_table_it_is_said(copier):
    copier.open("/validering?region=2584")
    expect(take(copier, "backlog-kinds", "table")).to_have_text("Det finns ingen tabell att kopiera här.")


@pytest.mark.parametrize("address", [COMPARED, "/validering?region=1480"])
def test_open_menus_are_reachable_for_everyone(visit, address):
    visit.open(address)
    for menu in visit.page.locator(".take").all():
        menu.locator("summary").click()
        expect(menu).to_have_attribute("open", "")
        expect(visit.page.locator(".take[open]")).to_have_count(1)
    visit.page.evaluate("document.querySelectorAll('.take').forEach((menu) => { menu.open = true; })")
    found = faults_in_part(visit)
    assert not found, listed(found)
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
    notice = visit.page.locator(".told")
    expect(notice).to_be_hidden()
    visit.page.emulate_media(media="print")
    expect(notice).to_have_text("2 kommuner: Eskilstuna, Nyköping. Kön: kvinnor.")
    for menu in visit.page.locator(".take").all():
        assert not menu.is_visible()
