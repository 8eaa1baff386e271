"""The start page and a fact card in a real browser: one screen, reachable for everyone, pictures of exactly the size they say."""

import struct

from actions import pick
from playwright.sync_api import expect

CARD = "/faktakort/syss_utrikes?plats=0484"
OVERLAPPING = """svg => {
  const holder = document.createElement('div');
  holder.innerHTML = svg;
  document.body.append(holder);
  const drawing = holder.querySelector('svg'), [, , width, height] = drawing.getAttribute('viewBox').split(' ').map(Number);
  const texts = [...drawing.querySelectorAll('text')].map((one) => ({ said: one.textContent, box: one.getBBox() }));
  const outside = texts.filter(({ box }) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height);
  const over = texts.flatMap((one, place) => texts.slice(place + 1).filter((other) => {
    const wide = Math.min(one.box.x + one.box.width, other.box.x + other.box.width) - Math.max(one.box.x, other.box.x);
    const tall = Math.min(one.box.y + one.box.height, other.box.y + other.box.height) - Math.max(one.box.y, other.box.y);
    return wide > 2 && tall > 0.4 * Math.min(one.box.height, other.box.height);
  }).map((other) => `${one.said} / ${other.said}`));
  holder.remove();
  return [...outside.map(({ said }) => said), ...over];
}"""
"""Texts of a card that run out of it or over each other, with this browser's own font."""


def test_the_start_is_one_screen_and_a_kommun_has_stories_of_its_own(visit):
    visit.open("/")
    for what in ("h1", "#overview-lead", "button#region", ".own-place summary", ".story >> nth=2", ".small-map img"):
        part = visit.page.locator(what).first
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 768, what
    expect(visit.page.locator(".story")).to_have_count(3)
    pick("region", "Eskilstuna")(visit)
    visit.settle()
    expect(visit.page.locator("#stories-title")).to_have_text("Berättelser ur siffrorna: Eskilstuna")
    visit.page.locator(".story > a").first.click()
    visit.settle()
    expect(visit.page.locator("h1")).to_contain_text("Eskilstuna")
    assert "plats=0484" in visit.address


def test_a_card_is_saved_in_exactly_its_size_and_leads_to_others(visit):
    visit.open(CARD)
    for size in ((1200, 630), (1080, 1080)):
        with visit.page.expect_download() as waiting:
            visit.page.get_by_role("button", name=f"Ladda ner PNG, {size[0]} × {size[1]}").click()
        content = waiting.value.path().read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", content[16:24]) == size
        assert len(content) > 20_000, "an empty picture is smaller"
        name = f"integrationskollen_faktakort_syss-utrikes_0484_riket_2024_{size[0]}x{size[1]}_demo.png"
        assert waiting.value.suggested_filename == name
    expect(visit.page.get_by_text("Bilden är sparad.").first).to_be_visible()
    pick("card-place", "Flen")(visit)
    visit.settle()
    visit.expect_address("/faktakort/syss_utrikes?plats=0482")
    visit.page.get_by_role("link", name="Inrikes och utrikes födda").click()
    visit.settle()
    visit.expect_address("/faktakort/syss_utrikes?plats=0482&visa=gap")
    visit.page.get_by_role("link", name="Öppna den").click()
    visit.settle()
    expect(visit.page.get_by_text("Låst till")).to_be_visible()


DRAWN = ["syss_utrikes", "avv_forvantat", "etab_inskrivna", "gymnbeh_lage", "rost_utrikes_kf", "mu_integration", "bme_nyanlanda"]


def test_nothing_on_a_card_runs_out_or_over(visit):
    visit.open("/faktakort/finns_inte")
    found = {}
    for name in DRAWN:
        for query in (
            "plats=0484",
            "form=kvadrat",
            *(f"plats={code}&visa=utveckling" for code in ("00", "0180", "0484")),
            "plats=0484&visa=gap",
        ):
            svg = visit.page.request.get(f"{visit.site}/export/faktakort/{name}.svg?{query}").text()
            found[name, query] = visit.page.evaluate(OVERLAPPING, svg)
    assert {key: texts for key, texts in found.items() if texts} == {}


def test_the_table_leads_to_the_card_of_its_first_kommun(visit):
    visit.open("/indikator/syss_utrikes?kommuner=0484")
    visit.page.locator(".table-panel .take summary").click()
    expect(visit.page.locator("#card-link")).to_have_attribute("href", CARD)
    pick("indicator", "Trångbodda i flerbostadshus, enligt norm 3")(visit)
    visit.settle()
    expect(visit.page.locator("#card-link")).to_have_attribute("href", "/faktakort/trangbodd_n3?plats=0484")
