"""The rule that picks what a meeting hears first, and the picture of it, held against hand-made cases."""

from types import SimpleNamespace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from dashboard import url_state
from dashboard.charts import profile
from dashboard.published import picks
from dashboard.published.facts import NOTHING, Aim, Fact, Tally
from dashboard.published.goals import Progress
from dashboard.url_state import MeetingView
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
ARBETE = [one for one in CATALOGUE.of_focus_area("arbete") if one.role in picks.WEIGHED]
BOENDE = [one for one in CATALOGUE.of_focus_area("boende") if one.role in picks.WEIGHED]


def aim(status, *, approximate=False):
    empty = dict.fromkeys(Progress._fields)
    progress = Progress(**{**empty, "sex": "T", "status": status, "approximate": approximate})
    return Aim(SimpleNamespace(id="s", title="S"), SimpleNamespace(id="g"), progress)


def fact(entry=ARBETE[0], level=None, better=None, rank=None, **more):
    first = "2015" if better else None
    here = NOTHING._replace(period="2022", value=1.0, status="ok", level=level, trend_better=better, trend_first=first)
    return Fact(entry, here._replace(rank=rank, ranked=290 if rank else None), None, None, **more)


@pytest.mark.parametrize(
    ("level", "better", "status", "expected"),
    [
        ("best", "better", "met", 3),
        ("best", None, None, 1),
        ("middle", "better", None, 1),
        ("middle", None, "on_track", 1),
        ("middle", None, "improving", 1),
        ("worst", "better", None, 0),
        ("best", "worse", None, 0),
        ("worst", "worse", "wrong_direction", -3),
        ("worst", None, "too_slow", -2),
        (None, None, "not_met", -1),
        (None, None, "far_from_pace", -1),
        (None, None, "no_progress", -1),
        (None, None, "ahead", 1),
        (None, None, "at_best", 1),
        (None, None, "unchanged", 0),
        (None, None, "not_yet", 0),
        (None, None, "cannot_be_measured", 0),
        (None, None, None, 0),
    ],
)
def test_points(level, better, status, expected):
    assert picks.points(fact(level=level, better=better, aims=(aim(status),) if status else ())) == expected


def test_part_of_a_goal_gives_no_points():
    assert picks.points(fact(aims=(aim("met", approximate=True),))) == 0


def test_goals_that_differ_outweigh_each_other():
    assert picks.points(fact(aims=(aim("met"), aim("too_slow")))) == 0
    assert picks.points(fact(aims=(aim("met"), aim("on_track")))) == 1


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(5, 4, 0, 0, 0, 0), 1),
        (Tally(4, 5, 0, 0, 0, 0), 0),
        (Tally(0, 4, 5, 0, 5, 9), -2),
        (Tally(2, 0, 2, 0, 0, 0), 0),
        (Tally(0, 0, 0, 0, 0, 0), 0),
        (Tally(0, 0, 0, 3, 1, 6), 1),
    ],
)
def test_a_lan_by_its_kommuner(tally, expected):
    assert picks.points(fact(tally=tally)) == expected


def test_the_clearest_first_then_goals_then_place():
    two = fact(ARBETE[0], "best", "better", 70)
    goal = fact(ARBETE[1], "best", rank=60, aims=(aim("cannot_be_measured"),))
    near = fact(BOENDE[0], "best", rank=3)
    far = fact(BOENDE[1], "best", rank=40)
    assert picks.picks([far, near, goal, two]).well == (two, goal, near)


def test_the_worst_place_first_among_what_needs_attention():
    facts = [
        fact(entry, "worst", rank=rank) for entry, rank in zip((ARBETE[0], BOENDE[0], ARBETE[1]), (230, 289, 250), strict=True)
    ]
    assert [one.here.rank for one in picks.picks(facts).attention] == [289, 250, 230]
    assert picks.picks(facts).well == ()


def test_at_most_two_of_a_focus_area():
    facts = [fact(entry, "worst", rank=280 - at) for at, entry in enumerate(ARBETE)] + [fact(BOENDE[0], "worst", rank=220)]
    assert [one.entry.focus_area for one in picks.picks(facts).attention] == ["arbete", "arbete", "boende"]


def test_comparison_and_background_are_never_picked():
    others = [one for one in CATALOGUE.indicators if one.role not in picks.WEIGHED]
    assert others
    assert picks.picks([fact(one, "best", "better", 1) for one in others]) == ((), ())


def test_nothing_known():
    assert picks.picks([]) == ((), ())
    assert picks.count([]).ranked == 0


def test_the_page_states_what_the_rule_does():
    for rule in picks.RULES.values():
        assert "tre" in rule
        assert picks.MOST == 3
        assert "högst två från samma fokusområde" in rule
        assert picks.MOST_OF_AN_AREA == 2
        assert "25 % bästa" in rule
        assert "25 % sämsta" in rule
        assert "trenden" in rule
        assert "mål" in rule


def test_counts():
    facts = [fact(level="best"), fact(level="worst", better="worse"), fact(level="middle", better="better"), fact()]
    assert picks.count(facts) == picks.Count(best=1, middle=1, worst=1, better=1, worse=1)
    tallies = [fact(tally=Tally(1, 2, 3, 4, 5, 9)), fact(tally=Tally(1, 0, 0, 0, 0, 0))]
    assert picks.count(tallies) == picks.Count(best=2, middle=2, worst=3, better=4, worse=5)


def drawn(address):
    return ElementTree.fromstring(unquote(address.removeprefix("data:image/svg+xml,")))  # noqa: S314


def test_picture_of_places():
    dots = (profile.Dot(0.0, 1, well=True), profile.Dot(1.0, 2), profile.Dot(0.5))
    picture = drawn(profile.picture([profile.Strip("Arbete & lön", dots)]))
    circles = picture.findall("{*}circle")
    texts = [one.text for one in picture.findall("{*}text")]
    assert {"1", "2", "Arbete & lön", "De 25 % bästa", "De 25 % sämsta"} <= set(texts)
    across = sorted(float(one.get("cx")) for one in circles)
    assert profile.LABEL < across[0] < across[1] < across[2] < profile.WIDTH


def test_numbered_dots_do_not_cover_each_other():
    picture = drawn(profile.picture([profile.Strip("A", (profile.Dot(0.50, 1), profile.Dot(0.505, 2)))]))
    one, other = (float(circle.get("cy")) for circle in picture.findall("{*}circle"))
    assert abs(one - other) >= profile.RADIUS


def test_picture_of_shares():
    picture = drawn(profile.shares([("Arbete", (10, 30, 60)), ("Tomt", (0, 0, 0))]))
    widths = [float(one.get("width")) for one in picture.findall("{*}rect")]
    assert len(widths) == 3
    assert widths == sorted(widths)
    assert {"10", "30", "60"} <= {one.text for one in picture.findall("{*}text")}


@pytest.mark.parametrize(
    "view",
    [
        MeetingView("0484"),
        MeetingView("04", "soermland_rus"),
        MeetingView("0484", None, "b33e1e46ffff"),
        MeetingView("0484", "x", "y"),
    ],
)
def test_address_and_back(view):
    path, _, query = view.address.partition("?")
    assert path == ("/lan/04" if view.region == "04" else "/kommun/0484")
    assert url_state.meeting_view(view.region, url_state.parse(query)) == view


def test_an_odd_address():
    assert url_state.meeting_view("0484", {"strategi": "../x", "v": ""}) == MeetingView("0484")
    assert len(url_state.meeting_view("0484", {"v": "9" * 900}).version) <= 40
