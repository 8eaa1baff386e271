"""What a visitor can do to a page, each as a function of her visit; the same is one and the same function, to be compared."""

from collections.abc import Callable
from functools import cache
from typing import Any

from playwright.sync_api import expect

Action = Callable[[Any], None]

INSIDE = """code => {
  const path = [...document.querySelectorAll('#map .choroplethlayer path')].find((one) => one.__data__.loc === code);
  const box = path.getBBox(), matrix = path.getScreenCTM();
  for (let place = 0; place < 1600; place++) {
    const point = new DOMPoint(box.x + box.width * (place % 40) / 40, box.y + box.height * Math.floor(place / 40) / 40);
    const near = [[3, 0], [-3, 0], [0, 3], [0, -3]].map(([x, y]) => new DOMPoint(point.x + x, point.y + y));
    const seen = point.matrixTransform(matrix);
    if (near.every((one) => path.isPointInFill(one))) return {x: seen.x, y: seen.y};
  }
}"""
"""A point on the screen that lies well inside a kommun."""


@cache
def pick(control: str, *names: str) -> Action:
    """Choose in a dropdown with the mouse, searching for each name."""

    def act(visit):
        visit.page.locator(f"button#{control}").click()
        for name in names:
            visit.page.locator(".dash-dropdown-search").fill(name)
            visit.page.locator(".dash-dropdown-option", has_text=name).first.click()
        visit.page.keyboard.press("Escape")

    return act


@cache
def follow(text: str) -> Action:
    return lambda visit: visit.page.get_by_role("link", name=text, exact=True).first.click()


@cache
def press_button(name: str) -> Action:
    return lambda visit: visit.page.get_by_role("button", name=name, exact=True).click()


@cache
def year(period: str) -> Action:
    return lambda visit: visit.page.select_option("#period", period)


@cache
def sex(word: str) -> Action:
    return lambda visit: visit.page.get_by_label(word, exact=True).check()


@cache
def click_map(code: str, name: str) -> Action:
    """Point at a kommun until its name shows, and click."""

    def act(visit):
        visit.page.locator("#map").scroll_into_view_if_needed()
        point = visit.page.evaluate(INSIDE, code)
        visit.page.mouse.move(point["x"] + 2, point["y"])
        visit.page.mouse.move(point["x"], point["y"])
        expect(visit.page.locator("#map .hoverlayer")).to_contain_text(name)
        visit.page.mouse.click(point["x"], point["y"])

    return act


@cache
def press(*keys: str) -> Action:
    """Keys one after another, no faster than the page follows; `"type:..."` is typed."""

    def act(visit):
        for key in keys:
            if key.startswith("type:"):
                visit.page.keyboard.type(key.removeprefix("type:"), delay=40)
            else:
                visit.page.keyboard.press(key)
            visit.settle()

    return act


@cache
def focus(selector: str) -> Action:
    return lambda visit: visit.page.locator(selector).focus()


def reload(visit: Any) -> None:
    visit.page.reload()


def back(visit: Any) -> None:
    visit.page.go_back()


def forward(visit: Any) -> None:
    visit.page.go_forward()
