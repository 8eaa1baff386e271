"""The rule that picks what a meeting hears first, and the picture of it, held against hand-made cases."""

from dataclasses import replace
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


def changed(given, **signals):
    return replace(given, here=given.here._replace(ranked=290, **signals))


def measure(name):
    found = CATALOGUE.indicator(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("signals", "well", "poor"),
    [
        ({"level": "best", "rank": 20}, True, False),
        ({"level": "best", "rank": 20, "trend_vs_riket": "decreasing", "trend_vs_riket_better": "worse"}, False, False),
        ({"level": "best", "rank": 20, "change": -0.2}, False, False),
        ({"level": "best", "rank": 20, "change": -0.2, "change_certain": True}, False, False),
        ({"level": "best", "rank": 20, "change": -0.2, "change_certain": False}, True, False),
        ({"level": "middle", "rank": 160, "trend_better": "better"}, False, False),
        ({"level": "middle", "rank": 100, "trend_better": "better"}, True, False),
        ({"level": "middle", "rank": 100, "trend_better": "better", "trend_vs_riket": "no_change"}, False, False),
        ({"level": "middle", "rank": 160, "trend_better": "worse"}, False, True),
        ({"level": "worst", "rank": 280}, False, True),
        ({"level": "worst", "rank": 280, "few": True}, False, False),
        ({"level": "worst", "rank": 280, "reason": "Misstänkt fel: en ensam nolla"}, False, False),
    ],
)
def test_what_may_be_said_of_a_measure(signals, well, poor):
    found = picks.picks([changed(fact(rank=signals["rank"]), **signals)])
    assert (bool(found.well), bool(found.attention)) == (well, poor)


def test_what_is_worse_than_riket_never_goes_well():
    assert picks.picks([replace(fact(level="best", rank=20), riket=1.1)]).well == ()
    assert picks.picks([replace(fact(level="worst", rank=280), riket=0.9)]).attention == ()


def test_a_goal_counts_as_a_whole_only():
    assert picks.picks([fact(rank=30, aims=(aim("met"),))]).well
    assert picks.picks([fact(rank=30, aims=(aim("met", approximate=True),))]).well == ()
    assert picks.picks([fact(rank=30, aims=(aim("met"), aim("too_slow")))]).well == ()


def test_a_lan_by_its_kommuner():
    assert picks.picks([fact(tally=Tally(5, 4, 0, 0, 0, 0))]).well
    assert picks.picks([fact(tally=Tally(4, 5, 0, 0, 0, 0))]).well == ()
    assert picks.picks([fact(tally=Tally(0, 4, 5, 0, 5, 9))]).attention


def test_those_whom_it_is_about_come_first():
    everyone, abroad = fact(measure("langv_bistand_bef"), "best", rank=1), fact(measure("etab_arbete"), "best", rank=60)
    core = fact(measure("syss_skydd"), "best", rank=70)
    assert picks.picks([everyone, abroad, core]).well == (core, abroad)


def test_one_of_a_family():
    facts = [fact(measure(name), "worst", rank=rank) for name, rank in (("syss_utrikes", 250), ("arblos_utrikes", 280))]
    assert [one.entry.id for one in picks.picks(facts).attention] == ["arblos_utrikes"]
    mixed = [fact(measure("syss_utrikes"), "worst", rank=250), fact(measure("arblos_utrikes"), "best", rank=20)]
    assert [len(side) for side in picks.picks(mixed)] == [1, 0]


def test_employees_born_abroad_are_no_achievement():
    assert picks.picks([fact(measure("anst_utrikes_andel"), "best", "better", 1)]) == ((), ())


def test_comparison_and_background_are_never_picked():
    others = [one for one in CATALOGUE.indicators if one.role not in picks.WEIGHED]
    assert others
    assert picks.picks([fact(one, "best", "better", 1) for one in others]) == ((), ())


def test_nothing_known():
    assert picks.picks([]) == ((), ())
    assert picks.count([]).ranked == 0


def test_the_rule_is_one_sentence():
    assert picks.RULE.count(".") == 1
    for words in ("utrikes födda och nyanlända", "bättre hälften", "inte sämre än riket", "förra gången"):
        assert words in picks.RULE


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
