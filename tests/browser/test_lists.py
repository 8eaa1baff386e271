"""Long lists are given what they hold when they are opened; until then they show what is chosen, whoever chose it."""

from typing import Any

import pytest
from playwright.sync_api import expect

PAGE = "/indikator/syss_utrikes?kommuner=0484&kommun=0484"
HELD = "id => window.dash_component_api.getLayout(id).props.options.length"
ALL = "id => window.dash_component_api.getLayout(`${id}-options`).props.data.length"
INDEXED = "() => [...document.querySelectorAll('button.dash-dropdown')].map((one) => one.id)"


def whole(visit: Any, control: str) -> bool:
    """Whether the list has all of its options."""
    return bool(visit.page.evaluate(HELD, control) == visit.page.evaluate(ALL, control))


def button(visit: Any, control: str) -> Any:
    return visit.page.locator(f"button#{control}")


def option(visit: Any, name: str) -> Any:
    return visit.page.locator(".dash-dropdown-option", has_text=name).first


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        "/",
        "/?region=0484",
        "/kommun/0484",
        "/lan/04",
        "/fokus/arbete?kommuner=0484",
        "/jamfor?kommuner=0484",
        "/andrat?kommun=0484",
        "/validering?region=0484",
        "/strategi",
    ],
)
def test_lists_that_nobody_has_opened_hold_what_is_chosen(visit, address):
    visit.open(address)
    found = visit.page.evaluate(INDEXED)
    assert found
    for control in found:
        given = visit.page.evaluate("id => window.dash_component_api.getLayout(id).props.value", control)
        several = given if isinstance(given, list) else [given]
        assert visit.page.evaluate(HELD, control) == len([one for one in several if one]), control
        expect(button(visit, control).locator(".dash-dropdown-value-item:empty")).to_have_count(0)


def test_opened_by_mouse(visit):
    visit.open(PAGE)
    button(visit, "indicator").click()
    expect(visit.page.locator(".dash-dropdown-option input:checked")).to_be_focused()
    option(visit, "Trångbodda i flerbostadshus, enligt norm 3").click()
    visit.settle()
    expect(visit.page.locator("main h1")).to_contain_text("Trångbodda")
    assert whole(visit, "indicator")
    assert not whole(visit, "focus")


def test_opened_by_keyboard(visit):
    visit.open(PAGE)
    visit.page.locator("#innehall").focus()
    while visit.page.evaluate("document.activeElement.id") != "focus":
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("ArrowDown")
    expect(visit.page.locator(".dash-dropdown-option input:checked")).to_be_focused()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Space")
    visit.settle()
    expect(button(visit, "focus")).not_to_contain_text("Eskilstuna")
    expect(button(visit, "focus").locator(".dash-dropdown-value-item")).not_to_be_empty()


def test_what_is_typed_at_once_is_searched_for_in_all(visit):
    visit.open(PAGE)
    button(visit, "focus").focus()
    visit.page.keyboard.type("malm")
    expect(visit.page.locator(".dash-dropdown-search")).to_have_value("malm")
    expect(option(visit, "Malmö")).to_be_visible()
    visit.page.keyboard.press("Enter")
    visit.settle()
    expect(button(visit, "focus")).to_contain_text("Malmö")


def test_keys_that_overlap_are_all_searched_for(visit):
    """As people type: the next key is down before the last is up."""
    visit.open(PAGE)
    button(visit, "focus").focus()
    keyboard, search = visit.page.keyboard, visit.page.locator(".dash-dropdown-search")
    keyboard.down("m")
    keyboard.down("a")
    keyboard.up("m")
    expect(search).to_be_focused()
    keyboard.up("a")
    keyboard.type("lm")
    expect(search).to_have_value("malm")
    expect(option(visit, "Malmö")).to_be_visible()
    keyboard.press("Escape")


def test_opened_by_a_program_without_being_reached(visit):
    visit.open(PAGE)
    visit.page.evaluate("document.querySelector('button#indicator').click()")
    expect(option(visit, "Trångbodda i flerbostadshus, enligt norm 3")).to_be_visible()
    visit.page.keyboard.press("Escape")


def test_what_is_chosen_elsewhere_has_its_name(visit):
    visit.open(PAGE)
    visit.page.evaluate("dash_clientside.set_props('indicator', {value: 'andel_utrikes'})")
    visit.page.evaluate("dash_clientside.set_props('municipalities', {value: ['0484', '0180']})")
    visit.settle()
    expect(button(visit, "indicator")).not_to_contain_text("ysselsatta")
    expect(button(visit, "indicator").locator(".dash-dropdown-value-item")).not_to_be_empty()
    expect(button(visit, "municipalities")).to_contain_text("Stockholm")
    assert visit.page.evaluate(HELD, "municipalities") == 2
    assert visit.page.evaluate("dash_component_api.getLayout('municipalities').props.value") == ["0484", "0180"]


def test_back_shows_what_was_chosen_and_the_list_opens(visit):
    visit.open(PAGE)
    before = button(visit, "indicator").inner_text()
    visit.page.evaluate("dash_clientside.set_props('indicator', {value: 'andel_utrikes'})")
    visit.settle()
    expect(button(visit, "indicator")).not_to_have_text(before)
    visit.page.go_back()
    visit.settle()
    expect(button(visit, "indicator")).to_have_text(before)
    button(visit, "indicator").focus()
    visit.page.keyboard.press("ArrowDown")
    expect(option(visit, "Trångbodda i flerbostadshus, enligt norm 3")).to_be_visible()
    visit.page.keyboard.press("Escape")
