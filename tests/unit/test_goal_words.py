"""The words of a verdict: what is left, the pace, measures of parts; and the picture of the way."""

from urllib.parse import unquote

import pytest

from dashboard.charts.goal_path import GoalPath, goal_path
from dashboard.parts import goal_words
from dashboard.published.goals import Progress
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT
from etl.signals.target import TargetStatus

ENTRY = load_catalogue(ROOT / "data" / "catalogue").indicator("syss_alla")


def progress(status="not_yet", **known):
    return Progress(**{**dict.fromkeys(Progress._fields), "sex": "T", "approximate": False, "status": status, **known})


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"distance": 3.8, "distance_at_base": 7.2, "baseline_year": 2017}, "3,8 procentenheter kvar, avståndet var 7,2 år 2017"),
        ({"distance": 3.8}, "3,8 procentenheter kvar"),
        (
            {"distance": -1.1, "distance_at_base": 1.5, "baseline_year": 2020},
            "passerat med 1,1 procentenheter, avståndet var 1,5 år 2020",
        ),
        ({"distance": -3.8, "distance_at_base": -3.7, "baseline_year": 2021}, "passerat med 3,8 procentenheter"),
        ({}, None),
    ],
)
def test_what_is_left(known, words):
    assert goal_words.distance(progress(**known), ENTRY) == words


def test_not_reached_with_what_is_left_says_so_shortly():
    assert goal_words.verdict(progress(distance=3.8))[1] == "Inte nått"
    assert goal_words.verdict(progress())[1] == "Inte nått än"
    assert (
        goal_words.verdict(progress("cannot_be_measured", reason="strategin anger inget startår"))[1]
        == "Kan inte mätas: strategin anger inget startår"
    )


def test_a_pace_says_what_is_required():
    told = goal_words.pace(progress("on_track", observed_pace=0.6, required_pace=0.46, pace_share=1.3), ENTRY)
    assert told == "+0,6 om året, +0,5 krävs (130\u00a0%)"
    assert goal_words.pace(progress("wrong_direction", observed_pace=-0.2, required_pace=0.46, pace_share=-0.4), ENTRY) == (
        "−0,2 om året, +0,5 krävs"
    )
    for silent in ("cannot_be_measured", "unchanged", "not_yet"):
        assert goal_words.pace(progress(silent, observed_pace=0.6, required_pace=0.2, pace_share=3.0), ENTRY) is None
    part = progress("on_track", observed_pace=0.6, required_pace=0.46, pace_share=1.3)._replace(approximate=True)
    assert goal_words.pace(part, ENTRY) == "+0,6 om året", "what the goal requires is not said of a part of it"


def test_measures_of_parts_are_counted_in_one_order():
    told = [progress(one) for one in ("unchanged", "improving", "too_slow", "met", "cannot_be_measured")]
    assert goal_words.parts(told) == "3 åt rätt håll, 1 utan säker förändring, 1 kan inte mätas"
    assert goal_words.parts([]) == ""
    assert set(goal_words.PARTS) == {one.value for one in TargetStatus}


def test_the_way_has_the_required_path_from_base_to_target_year():
    picture = unquote(goal_path(GoalPath({"2019": 9.0, "2020": 4.0, "2022": 6.0}, "2020", 10.0, 2030)))
    assert "stroke-dasharray" in picture
    assert "points='5.0,29.0 29.4,21.0'" in picture, "2019 is before the base; 2022 lies a fifth of the way to 2030"
    assert "points='5.0,29.0 127.0,5.0'" in picture, "from the base to the level in the target year"


def test_without_a_base_no_path_is_required():
    picture = unquote(goal_path(GoalPath({"2020": 4.0, "2022": 6.0}, None, 10.0, 2030)))
    assert "<path" not in picture, "no diamond"
    assert goal_path(GoalPath({"2020": 4.0}, "2020", 10.0, 2030)) is None
    assert "dasharray" not in unquote(goal_path(GoalPath({"2020": 4.0, "2022": 6.0})))
