"""A goal in the address: what is understood, and what is refused in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.published.own_goal import KINDS, OwnGoal, OwnGoalError, read
from etl.contract.catalogue import load_catalogue
from etl.contract.goal import GoalKind
from etl.contract.paths import ROOT
from tests.random_tests import cases

ENTRY = load_catalogue(ROOT / "data" / "catalogue").indicator("syss_alla")


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("minst:75:2030:2020", OwnGoal(GoalKind.AT_LEAST, 75.0, 2030, 2020)),
        ("minst:75,5:2030", OwnGoal(GoalKind.AT_LEAST, 75.5, 2030, None)),
        ("hogst:75.5::", OwnGoal(GoalKind.AT_MOST, 75.5, None, None)),
        ("over-riket::2030:2020", OwnGoal(GoalKind.ABOVE_RIKET, None, 2030, 2020)),
        ("under-riket", OwnGoal(GoalKind.BELOW_RIKET, None, None, None)),
        ("i-niva-med-riket::2030:", OwnGoal(GoalKind.EQUAL_RIKET, None, 2030, None)),
        ("minska-med:50:2030:2020", OwnGoal(GoalKind.REDUCE_BY_SHARE, 50.0, 2030, 2020)),
        ("halvera-skillnaden::2030:2020", OwnGoal(GoalKind.GAP_HALVED, None, 2030, 2020)),
    ],
)
def test_what_is_understood(text, goal):
    assert read(text, ENTRY) == goal
    assert read(goal.address, ENTRY) == goal


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "slaget finns inte"),
        ("mest:75:2030:2020", "slaget finns inte"),
        ("minst:75:2030:2020:1", "fler än fyra delar"),
        ("minst::2030:2020", "nivån ska vara ett tal"),
        ("minst:75 %:2030:2020", "nivån ska vara ett tal"),
        ("minst:1e3:2030:2020", "nivån ska vara ett tal"),
        ("minst:nan:2030:2020", "nivån ska vara ett tal"),
        ("minst:inf:2030:2020", "nivån ska vara ett tal"),
        ("minst:٧٥:2030:2020", "nivån ska vara ett tal"),
        ("minst:175:2030:2020", "mellan 0 och 100"),
        ("minst:-1:2030:2020", "mellan 0 och 100"),
        ("minska-med:101:2030:2020", "mellan 0 och 100"),
        ("minst:75:2020:2030", "basåret måste vara före målåret"),
        ("minst:75:2030:2030", "basåret måste vara före målåret"),
        ("minst:75:20300:2020", "målåret ska vara ett år"),
        ("minst:75:2030:1066", "basåret ska vara ett år"),
        ("over-riket:75:2030:2020", "slaget har ingen nivå"),
        ("minska-med:50:2030:", "det behöver ett basår"),
        ("halvera-skillnaden::2030", "det behöver ett basår"),
        ("minst:" + "7" * 10_000, "nivån ska vara ett tal"),
    ],
)
def test_what_is_refused_says_why(text, why):
    with pytest.raises(OwnGoalError, match=why):
        read(text, ENTRY)


PART = st.text(max_size=8) | st.integers(-10, 3000).map(str)


@settings(max_examples=cases(500))
@given(kind=st.sampled_from(sorted(KINDS)) | st.text(max_size=10), parts=st.lists(PART, max_size=5))
def test_any_text_is_a_goal_or_refused(kind, parts):
    try:
        goal = read(":".join([kind, *parts]), ENTRY)
    except OwnGoalError:
        return
    assert read(goal.address, ENTRY) == goal
    assert goal.words(ENTRY)
