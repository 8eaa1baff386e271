"""What visitors do, as one table of journeys: where they start, what they do, where they end up and what they see there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

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


# What a visitor can do


def pick(control: str, *names: str) -> Action:
    """Choose in a dropdown with the mouse, searching for each name."""

    def act(visit):
        visit.page.locator(f"button#{control}").click()
        for name in names:
            visit.page.locator(".dash-dropdown-search").fill(name)
            visit.page.locator(".dash-dropdown-option", has_text=name).first.click()
        visit.page.keyboard.press("Escape")

    return act


def follow(text: str) -> Action:
    return lambda visit: visit.page.get_by_role("link", name=text, exact=True).first.click()


def year(period: str) -> Action:
    return lambda visit: visit.page.select_option("#period", period)


def sex(word: str) -> Action:
    return lambda visit: visit.page.get_by_label(word, exact=True).check()


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


def focus(selector: str) -> Action:
    return lambda visit: visit.page.locator(selector).focus()


def reload(visit: Any) -> None:
    visit.page.reload()


def back(visit: Any) -> None:
    visit.page.go_back()


def forward(visit: Any) -> None:
    visit.page.go_forward()


@dataclass(frozen=True)
class Journey:
    """Where it starts, what is done, and what there is to see at the end; `rows` are the first cells of the table's rows."""

    name: str
    start: str
    actions: tuple[Action, ...]
    address: str
    heading: str
    texts: tuple[str, ...] = ()
    rows: tuple[str, ...] | None = None
    controls: dict[str, str] = field(default_factory=dict)


SORMLAND = ("Vingåker", "Gnesta", "Nyköping", "Oxelösund", "Flen", "Katrineholm", "Eskilstuna", "Strängnäs", "Trosa")
SYSS = "Sysselsatta bland utrikes födda, 20–64 år"
INRIKES = "Sysselsatta bland inrikes födda, 20–64 år"
CROWDED = "Trångbodda i flerbostadshus, enligt norm 2"
SFI = "Etablerade i arbete året efter avslutad sfi"
HOME = "Hur går det för integrationen?"

JOURNEYS = [
    Journey("the start page", "/", (), "/", HOME, ("Nu visas riket",)),
    Journey(
        "choose a kommun on the overview",
        "/",
        (pick("region", "Eskilstuna"),),
        "/?region=0484",
        "Läget i Eskilstuna",
        ("Blå linje är området",),
        controls={"region": "Eskilstuna"},
    ),
    Journey("a län on the overview", "/", (pick("region", "Skåne län"),), "/?region=12", "Läget i Skåne län"),
    Journey("an overview's address", "/?region=0484", (reload,), "/?region=0484", "Läget i Eskilstuna"),
    Journey("an unknown kommun on the overview", "/?region=9999", (), "/?region=9999", HOME, ("med koden 9999",)),
    Journey(
        "follow an indicator from the overview",
        "/?region=0484",
        (follow("Trångbodda, norm 2"),),
        "/indikator/trangbodd_n2",
        CROWDED,
        ("Alla kommuner 2024, procent", "Utveckling 2010–2024, procent"),
        SORMLAND,
    ),
    Journey(
        "from the menu",
        "/om",
        (follow("Indikatorer"),),
        "/indikator/syss_utrikes",
        SYSS,
        ("Demodata, påhittade värden",),
        SORMLAND,
    ),
    Journey(
        "another indicator",
        "/indikator/syss_utrikes",
        (pick("indicator", CROWDED),),
        "/indikator/trangbodd_n2",
        CROWDED,
        ("Alla kommuner 2024, procent",),
        SORMLAND,
        {"indicator": f"Boende: {CROWDED}"},
    ),
    Journey(
        "another indicator keeps year, sex and kommuner",
        "/indikator/syss_utrikes?ar=2019&kon=K&kommuner=0180,1280",
        (pick("indicator", INRIKES),),
        "/indikator/syss_inrikes?ar=2019&kon=K&kommuner=0180,1280",
        INRIKES,
        ("Alla kommuner 2019, kvinnor",),
        ("Stockholm", "Malmö"),
    ),
    Journey(
        "another indicator lets go of what it lacks",
        "/indikator/syss_utrikes?ar=2011&kon=K",
        (pick("indicator", SFI),),
        "/indikator/sfi_arbetar_aret_efter",
        SFI,
        ("Alla kommuner 2024, procent",),
    ),
    Journey(
        "women",
        "/indikator/syss_utrikes",
        (sex("Kvinnor"),),
        "/indikator/syss_utrikes?kon=K",
        SYSS,
        ("Alla kommuner 2024, kvinnor, procent",),
        SORMLAND,
    ),
    Journey(
        "an earlier year",
        "/indikator/syss_utrikes",
        (year("2019"),),
        "/indikator/syss_utrikes?ar=2019",
        SYSS,
        ("Alla kommuner 2019, procent", "Sedan 2018"),
        SORMLAND,
    ),
    Journey(
        "back to the newest year",
        "/indikator/syss_utrikes?ar=2019",
        (year("2024"),),
        "/indikator/syss_utrikes",
        SYSS,
        ("Alla kommuner 2024, procent",),
    ),
    Journey(
        "a whole län in one click",
        "/indikator/syss_utrikes?kommuner=0180",
        (pick("group", "Gotlands län"),),
        "/indikator/syss_utrikes?kommuner=0980",
        SYSS,
        rows=("Gotland",),
    ),
    Journey(
        "one more kommun from the list",
        "/indikator/syss_utrikes?kommuner=0180",
        (pick("municipalities", "Malmö"),),
        "/indikator/syss_utrikes?kommuner=0180,1280",
        SYSS,
        rows=("Stockholm", "Malmö"),
    ),
    Journey(
        "a click on the map adds a kommun",
        "/indikator/syss_utrikes?kommuner=0484",
        (click_map("2584", "Kiruna"),),
        "/indikator/syss_utrikes?kommuner=0484,2584",
        SYSS,
        rows=("Eskilstuna", "Kiruna"),
    ),
    Journey(
        "and another takes it away",
        "/indikator/syss_utrikes?kommuner=0484",
        (click_map("2584", "Kiruna"), click_map("2584", "Kiruna")),
        "/indikator/syss_utrikes?kommuner=0484",
        SYSS,
        rows=("Eskilstuna",),
    ),
    Journey(
        "the last kommun taken away",
        "/indikator/syss_utrikes?kommuner=2584",
        (click_map("2584", "Kiruna"),),
        "/indikator/syss_utrikes?kommuner=inga",
        SYSS,
        rows=(),
    ),
    Journey(
        "a reload shows the same",
        "/indikator/syss_utrikes",
        (pick("indicator", CROWDED), sex("Kvinnor"), year("2019"), pick("group", "Gotlands län"), reload),
        "/indikator/trangbodd_n2?ar=2019&kon=K&kommuner=0980",
        CROWDED,
        ("Alla kommuner 2019, kvinnor, procent",),
        ("Gotland",),
        {"indicator": f"Boende: {CROWDED}"},
    ),
    Journey(
        "back through pages and indicators",
        "/?region=0484",
        (follow("Trångbodda, norm 2"), pick("indicator", INRIKES), back),
        "/indikator/trangbodd_n2",
        CROWDED,
        rows=SORMLAND,
        controls={"indicator": f"Boende: {CROWDED}"},
    ),
    Journey(
        "back to where it began",
        "/?region=0484",
        (follow("Trångbodda, norm 2"), pick("indicator", INRIKES), back, back),
        "/?region=0484",
        "Läget i Eskilstuna",
        controls={"region": "Eskilstuna"},
    ),
    Journey(
        "back and forward again",
        "/",
        (pick("region", "Flen"), follow("Trångbodda, norm 2"), pick("indicator", INRIKES), back, back, forward, forward),
        "/indikator/syss_inrikes",
        INRIKES,
        rows=SORMLAND,
        controls={"indicator": f"Arbete: {INRIKES}"},
    ),
    Journey(
        "back keeps the choices of the step",
        "/indikator/syss_utrikes",
        (sex("Män"), year("2018"), pick("indicator", INRIKES), follow("Om siffrorna"), back, back),
        "/indikator/syss_utrikes?ar=2018&kon=M",
        SYSS,
        ("Alla kommuner 2018, män, procent",),
        SORMLAND,
    ),
    Journey(
        "from the overview by the site's name, and back",
        "/indikator/syss_utrikes?ar=2019",
        (sex("Kvinnor"), follow("Översikt"), pick("region", "Flen"), back),
        "/indikator/syss_utrikes?ar=2019&kon=K",
        SYSS,
        ("Alla kommuner 2019, kvinnor, procent",),
        SORMLAND,
    ),
    Journey("an unknown page", "/finns-inte", (), "/finns-inte", "Sidan finns inte", ("Till översikten",)),
    Journey("an unknown page leads on", "/finns-inte", (follow("Till översikten: välj din kommun eller ditt län"),), "/", HOME),
    Journey(
        "an unknown indicator",
        "/indikator/sys_utrikes",
        (),
        "/indikator/sys_utrikes",
        "Indikatorn finns inte",
        ("Menade du någon av dessa?",),
    ),
    Journey(
        "an unknown indicator leads on",
        "/indikator/sys_utrikes",
        (follow(SYSS),),
        "/indikator/syss_utrikes",
        SYSS,
        rows=SORMLAND,
    ),
    Journey(
        "an unknown kommun in the address",
        "/indikator/syss_utrikes?kommuner=0484,9999",
        (),
        "/indikator/syss_utrikes?kommuner=0484,9999",
        SYSS,
        ("Det finns ingen kommun med koden 9999.",),
        ("Eskilstuna",),
    ),
    Journey(
        "an address full of mistakes",
        "/indikator/syss_utrikes?ar=ifjol&kon=alla&kommuner=%3Cscript%3E",
        (),
        "/indikator/syss_utrikes?ar=ifjol&kon=alla&kommuner=<script>",
        SYSS,
        ("Adressens år gick inte att tolka.", "Adressens kön gick inte att tolka.", "Adressens kommuner gick inte att tolka."),
        SORMLAND,
    ),
    Journey(
        "an indicator without values",
        "/indikator/kas_ej_validerad",
        (),
        "/indikator/kas_ej_validerad",
        "",
        ("Källan har inga värden för den här indikatorn",),
    ),
    Journey(
        "from an indicator without values to one that has",
        "/indikator/kas_ej_validerad",
        (pick("indicator", CROWDED),),
        "/indikator/trangbodd_n2",
        CROWDED,
        ("Alla kommuner 2024, procent",),
        SORMLAND,
    ),
    Journey(
        "by keyboard: an indicator found by typing",
        "/indikator/syss_utrikes",
        (focus("button#indicator"), press("Enter", "type:trångbodda", "ArrowDown", "Enter")),
        "/indikator/trangbodd_n2",
        CROWDED,
        rows=SORMLAND,
    ),
    Journey(
        "by keyboard: an indicator found by typing at once",
        "/indikator/andel_utrikes",
        (focus("button#indicator"), press("type:t", "type:rångbodda", "ArrowDown", "ArrowDown", "Enter")),
        "/indikator/trangbodd_n3",
        "Trångbodda i flerbostadshus, enligt norm 3",
    ),
    Journey(
        "by keyboard: a kommun on the overview",
        "/",
        (focus("button#region"), press("Enter", "type:Flen", "ArrowDown", "Enter")),
        "/?region=0482",
        "Läget i Flen",
    ),
    Journey("by keyboard: skip to the content", "/om", (press("Tab", "Enter"),), "/om#innehall", "Om siffrorna"),
    Journey(
        "by keyboard: sex by arrows",
        "/indikator/syss_utrikes",
        (focus("#sex input[value=T]"), press("ArrowRight")),
        "/indikator/syss_utrikes?kon=K",
        SYSS,
        ("Alla kommuner 2024, kvinnor, procent",),
    ),
]


def table_rows(visit: Any) -> Locator:
    return visit.page.locator("#table tbody th")


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


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_journey(visit, journey):
    visit.open(journey.start)
    for action in journey.actions:
        action(visit)
        visit.settle()
    assert_arrived(visit, journey)


SHARED = ("choose a kommun on the overview", "a whole län in one click", "a reload shows the same")
LINKS = [journey for journey in JOURNEYS if journey.name in SHARED]


@pytest.mark.parametrize("journey", LINKS, ids=lambda journey: journey.name)
def test_a_copied_address_shows_the_same_elsewhere(visit, stranger, journey):
    visit.open(journey.start)
    for action in journey.actions:
        action(visit)
        visit.settle()
    stranger.open(visit.address)
    assert_arrived(stranger, journey)
    assert stranger.page.locator("main").inner_text() == visit.page.locator("main").inner_text()
    assert stranger.page.locator("#map, #trend").count() == visit.page.locator("#map, #trend").count()


ROUTER = re.compile(r"_pages_content\.children")


@pytest.mark.parametrize("address", ["/", "/?region=0484", "/indikator/syss_utrikes", "/indikator/syss_utrikes?kon=K", "/om"])
def test_a_page_is_asked_for_once(visit, address):
    visit.open(address)
    visit.page.wait_for_timeout(300)
    assert len(visit.updates) == 1, visit.updates
    assert ROUTER.search(visit.updates[0])


@pytest.mark.parametrize(
    ("start", "action", "output"),
    [
        ("/indikator/syss_utrikes", pick("indicator", CROWDED), "map.figure"),
        ("/indikator/syss_utrikes?ar=2019&kon=K", pick("indicator", SFI), "map.figure"),
        ("/indikator/syss_utrikes", sex("Kvinnor"), "map.figure"),
        ("/indikator/syss_utrikes", year("2019"), "map.figure"),
        ("/", pick("region", "Flen"), "overview-areas.children"),
    ],
)
def test_a_choice_is_asked_for_once(visit, start, action, output):
    visit.open(start)
    visit.updates.clear()
    action(visit)
    visit.settle()
    visit.page.wait_for_timeout(300)
    assert len(visit.updates) == 1, visit.updates
    assert output in visit.updates[0]


@pytest.mark.parametrize("action", [pick("group", "Gotlands län"), click_map("2584", "Kiruna")], ids=["group", "map"])
def test_choosing_places_draws_once(visit, action):
    visit.open("/indikator/syss_utrikes?kommuner=0484")
    visit.updates.clear()
    action(visit)
    visit.settle()
    visit.page.wait_for_timeout(300)
    drawn = [update for update in visit.updates if "map.figure" in update]
    assert len(drawn) == 1, visit.updates


def test_geometry_is_fetched_once(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url) if ".geojson" in request.url else None)
    visit.open("/indikator/syss_utrikes")
    pick("indicator", CROWDED)(visit)
    visit.settle()
    pick("group", "Gotlands län")(visit)
    visit.settle()
    assert len(set(asked)) == 1
    assert len(asked) == 1, asked


def test_hover_speaks_swedish(visit):
    visit.open("/indikator/syss_utrikes?kommuner=0484")
    point = visit.page.evaluate(INSIDE, "2584")
    visit.page.mouse.move(point["x"] + 2, point["y"])
    visit.page.mouse.move(point["x"], point["y"])
    expect(visit.page.locator("#map .hoverlayer")).to_have_text(re.compile(r"Kiruna\s*\d+,\d\u00a0%"))
    dot = visit.page.locator("#trend .scatterlayer .point").nth(7).bounding_box()
    visit.page.mouse.move(dot["x"] + 1, dot["y"] + dot["height"] / 2)
    visit.page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    expect(visit.page.locator("#trend .hoverlayer")).to_have_text(re.compile(r"(Eskilstuna|Riket)\s*20\d\d: \d+,\d\u00a0%"))
