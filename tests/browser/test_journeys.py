"""Every journey of the table is walked; and how often pages and choices ask the server."""

import re
from typing import Any

import pytest
from actions import INSIDE, click_map, pick, sex, year
from journeys import CROWDED, JOURNEYS, SFI, Journey
from playwright.sync_api import Locator, expect


def table_rows(visit: Any) -> Locator:
    """Riket's and the places'; means of groups have rows too."""
    return visit.page.locator("#table tbody th:not(:has(.mean-of))")


def assert_arrived(visit: Any, journey: Journey) -> None:
    """Address, heading, texts, rows and controls are those that the journey promises."""
    page = visit.page
    visit.expect_address(journey.address)
    expect(page.locator("main h1")).to_contain_text(journey.heading)
    for text in journey.texts:
        expect(page.locator("body")).to_contain_text(text)
    if journey.rows is not None:
        expect(table_rows(visit)).to_have_count(len(journey.rows) + 1)
        names = table_rows(visit).all_inner_texts()
        assert (names[0], sorted(names[1:])) == ("Riket", sorted(journey.rows))
    for control, value in journey.controls.items():
        expect(page.locator(f"button#{control}")).to_contain_text(value)


UNDO = "Ångra"


def words_of(visit: Any) -> list[str]:
    """The words of the page."""
    return str(visit.page.locator("main").inner_text()).split()


SHARED = {"choose a kommun on the overview", "a whole län in one click", "a reload shows the same"}


def begins(journey: Journey, other: Journey) -> bool:
    """Whether the other walks the same way first, and then further: it passes by where this one ends."""
    further = len(other.actions) > len(journey.actions)
    return further and other.start == journey.start and other.actions[: len(journey.actions)] == journey.actions


LAST = [journey for journey in JOURNEYS if not any(begins(journey, other) for other in JOURNEYS)]


@pytest.mark.parametrize("journey", LAST, ids=lambda journey: journey.name)
def test_journey(visit, journey, request):
    """Each journey of the table, and on the way those that end where this one goes on."""
    passed = [other for other in JOURNEYS if next((last for last in LAST if begins(other, last)), None) is journey]
    visit.open(journey.start)
    for done, action in enumerate((*journey.actions, None)):
        for arrived in [one for one in (*passed, journey) if len(one.actions) == done]:
            assert_arrived(visit, arrived)
            if arrived.name in SHARED:
                assert_the_same_elsewhere(visit, request.getfixturevalue("friend"), arrived)
        if action is not None:
            action(visit)
            visit.settle()


def test_the_shared_journeys_are_in_the_table():
    assert {journey.name for journey in JOURNEYS} >= SHARED
    assert 40 < len(LAST) < len(JOURNEYS), "journeys are compared"


def assert_the_same_elsewhere(visit: Any, friend: Any, journey: Journey) -> None:
    """A copied address shows the same in another browser."""
    friend.open(visit.address)
    assert_arrived(friend, journey)
    assert words_of(friend) == [word for word in words_of(visit) if word != UNDO], "what can be undone is one's own"
    assert friend.page.locator("#map, #trend").count() == visit.page.locator("#map, #trend").count()


INDICATOR = ["map.figure", "trend.figure"]
"""The first of what each of the indicator page's two questions is answered with; both again where a control follows the data."""


@pytest.mark.parametrize(
    ("start", "action", "outputs"),
    [
        ("/indikator/syss_utrikes", pick("indicator", CROWDED), INDICATOR),
        ("/indikator/syss_utrikes?ar=2022&kon=K", pick("indicator", SFI), INDICATOR * 2),
        ("/indikator/syss_utrikes", sex("Kvinnor"), INDICATOR),
        ("/indikator/syss_utrikes", year("2022"), INDICATOR),
        ("/", pick("region", "Flen"), ["overview-title.content"]),
        ("/jamfor", sex("Kvinnor"), ["compare-chart-0.figure", "compare-summary.content"]),
        ("/jamfor", pick("compare-municipalities", "Flen"), ["compare-chart-0.figure", "compare-summary.content"]),
    ],
)
def test_a_choice_is_asked_for_once(visit, start, action, outputs):
    visit.open(start)
    visit.updates.clear()
    action(visit)
    visit.settle()
    visit.page.wait_for_timeout(300)
    assert sorted(update.strip(".").split("...")[0] for update in visit.updates) == sorted(outputs)


@pytest.mark.parametrize("action", [pick("group", "Gotlands län"), click_map("2584", "Kiruna")], ids=["group", "map"])
def test_choosing_places_draws_once(visit, action):
    visit.open("/indikator/syss_utrikes?kommuner=0484&lan=00")
    visit.updates.clear()
    action(visit)
    visit.settle()
    visit.page.wait_for_timeout(300)
    drawn = [update for update in visit.updates if "map.figure" in update]
    assert len(drawn) == 1, visit.updates


def test_geometry_is_fetched_once(visit):
    requests = []
    visit.hear("request", lambda request: requests.append(request.url) if ".geojson" in request.url else None)
    visit.open("/indikator/syss_utrikes")
    pick("indicator", CROWDED)(visit)
    visit.settle()
    pick("group", "Gotlands län")(visit)
    visit.settle()
    assert len(set(requests)) == 1
    assert len(requests) == 1, requests


def test_hover_speaks_swedish(visit):
    visit.open("/indikator/syss_utrikes?kommuner=0484&lan=00")
    point = visit.page.evaluate(INSIDE, "2584")
    visit.page.mouse.move(point["x"] + 2, point["y"])
    visit.page.mouse.move(point["x"], point["y"])
    expect(visit.page.locator("#map .hoverlayer")).to_have_text(re.compile(r"Kiruna\s*\d+,\d\u00a0%"))
    dot = visit.page.locator("#trend .scatterlayer .point").nth(7).bounding_box()
    visit.page.mouse.move(dot["x"] + 1, dot["y"] + dot["height"] / 2)
    visit.page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    expect(visit.page.locator("#trend .hoverlayer")).to_have_text(re.compile(r"[A-ZÅÄÖ][a-zåäö]+\s*20\d\d: \d+,\d\u00a0%"))
