"""Tables sorted by their reader: with the keyboard, told to screen readers, and copied as they are seen."""

import pytest
from playwright.sync_api import expect
from reachable import faults_in_part, listed

PAGE = "/indikator/etab_arb_el_stud"
NAMES = "(rows) => rows.map((row) => row.cells[0].innerText.trim())"


def names(visit, table):
    return visit.page.eval_on_selector_all(f"{table} tbody tr", NAMES)


def press(visit, table, heading):
    button = visit.page.locator(table).get_by_role("button", name=heading, exact=True)
    button.focus()
    visit.page.keyboard.press("Enter")
    return visit.page.locator(table).get_by_role("columnheader", name=heading)


def test_a_heading_sorts_both_ways_and_back(visit):
    visit.open(PAGE)
    came = names(visit, "#table")
    heading = press(visit, "#table", "Område")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert names(visit, "#table") == ["Riket", *sorted(came[1:])]
    assert not (found := faults_in_part(visit)), listed(found)
    press(visit, "#table", "Område")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert names(visit, "#table") == ["Riket", *sorted(came[1:], reverse=True)]
    press(visit, "#table", "Område")
    expect(heading).not_to_have_attribute("aria-sort", "descending")
    assert names(visit, "#table") == came


def test_the_order_stays_when_the_values_change_and_is_that_of_the_copy(copier):
    copier.open(PAGE)
    press(copier, "#table", "Område")
    copier.page.get_by_label("Kvinnor").check()
    copier.settle()
    shown = names(copier, "#table")
    assert shown[1:] == sorted(shown[1:])
    copier.page.locator(".table-panel .take summary").click()
    copier.page.locator(".table-panel [data-take=table]").click()
    copier.page.get_by_text("Tabellen är kopierad").wait_for()
    lines = copier.page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0].startswith("Område\t")
    assert [line.split("\t")[0] for line in lines[1 : len(shown) + 1]] == shown


@pytest.mark.parametrize("address", ["/fokus/arbete", "/jamfor", "/lan/04", "/strategi", "/validering", "/"])
def test_tables_of_other_pages_can_be_sorted(visit, address):
    visit.open(address)
    buttons = visit.page.locator("main:not(#early-main) table.data .sort").first
    buttons.press("Enter")
    expect(visit.page.locator("main:not(#early-main) th[aria-sort]")).to_have_count(1)


@pytest.mark.parametrize("query", ["?tabell=trend&kommuner=0484,0480"])
def test_what_a_focus_table_tells_is_there_for_everyone(visit, query):
    visit.open(f"/fokus/arbete{query}")
    visit.page.locator("#focus-heat .sort").first.press("Enter")
    assert not (found := faults_in_part(visit)), listed(found)


@pytest.mark.parametrize("address", ["/fokus/arbete?kommuner=0484,0480", "/lan/04"])
def test_headings_that_lead_on_are_as_easy_to_hit_as_their_buttons(visit, address):
    visit.open(address)
    found = visit.page.locator("main:not(#early-main) thead .place > a")
    heights = found.evaluate_all("links => links.map((one) => one.getBoundingClientRect().height)")
    assert len(heights) > 2
    assert min(heights) >= 24
