"""A goal's status in words: a measure of a part of a goal never speaks for the goal."""

import json

import pytest

from dashboard import formats
from dashboard.pages.strategi.strategy_view import takes
from dashboard.parts import goal_table, signals
from dashboard.parts.goal_table import goal_fit, status_mark
from dashboard.published.goals import Progress
from etl.contract.catalogue import load_catalogue
from etl.contract.goal import GoalKind
from etl.contract.paths import ROOT
from etl.contract.strategies import load_strategies
from etl.signals.target import TargetStatus

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
STRATEGIES = load_strategies(ROOT / "data" / "catalogue", CATALOGUE)
GOALS = [(strategy, goal) for strategy in STRATEGIES.strategies for goal in strategy.goals]


def progress(status, *, approximate, reason=None):
    empty = dict.fromkeys(Progress._fields)
    return Progress(**{**empty, "sex": "T", "status": status, "reason": reason, "approximate": approximate})


@pytest.mark.parametrize("status", list(TargetStatus))
def test_a_part_of_a_goal_never_speaks_for_the_goal(status):
    text = json.dumps(status_mark(progress(status.value, approximate=True)), ensure_ascii=False)
    assert "nått" not in text.replace("≈", "")
    assert "signal-good" not in text
    assert "signal-poor" not in text
    if status is not TargetStatus.CANNOT_BE_MEASURED:
        assert "Delmått: " in text


@pytest.mark.parametrize("status", list(TargetStatus))
def test_a_whole_goal_is_told_as_it_is(status):
    text = json.dumps(status_mark(progress(status.value, approximate=False)), ensure_ascii=False)
    assert signals.GOALS[status.value][1] in text
    assert "del av målet" not in text


def test_why_it_cannot_be_measured_is_seen_not_hidden():
    mark = status_mark(progress("cannot_be_measured", approximate=True, reason="strategin anger inget startår"))
    assert "Kan inte mätas: strategin anger inget startår" in json.dumps(mark["props"]["children"], ensure_ascii=False)


def test_no_progress_is_told():
    assert "Inte beräknat" in json.dumps(status_mark(None), ensure_ascii=False)


@pytest.mark.parametrize("goal", [goal for _, goal in GOALS], ids=lambda goal: goal.id)
def test_every_goal_says_how_far_its_measures_go(goal):
    text = json.dumps(goal_fit(goal), ensure_ascii=False)
    if not goal.indicators:
        assert "Mäts inte här." in text
        assert goal.why_no_indicator[:40] in text
    elif goal.fit == "partial":
        assert "bara en del av" in text
    assert all(kpi in text for kpi in goal.kpis_wanted)
    assert ("kommunens egen uppgift, inte vår beräkning: 14,1 procent" in text) == (goal.id == "arbetsloshet_2020")


def test_every_kind_of_goal_has_words_and_a_rule():
    assert set(goal_table.RULES) == set(GoalKind)
    goal = next(goal for _, goal in GOALS if goal.id == "arbetsloshet_2020")
    assert takes(goal) == "Högst 10"
    for kind in GoalKind:
        assert takes(goal.model_copy(update={"kind": kind}))


def test_every_number_of_a_progress_is_told():
    numbers = {**dict.fromkeys(Progress._fields, 1.0), "sex": "T", "reason": "därför", "met_in_target_year": True}
    numbers |= {"baseline_year": 2015, "latest_year": 2022, "target_year": 2030, "distance": -2.5}
    entry = CATALOGUE.indicator("syss_utrikes")
    line = goal_table._Line(entry, "T", None, None, Progress(**numbers))
    texts = {name: read(line) for name, read in goal_table.NUMBERS.items()}
    assert [name for name, text in texts.items() if text == formats.DASH] == [
        "plats",
        "ingen nivå",
        "trenden räknad på",
        "ingen trend",
    ]
    assert texts["kvar till målet"] == "ingenting, passerat med 2,5"
    assert texts["takt per år hittills"] == "+1,0"
