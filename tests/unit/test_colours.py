"""A kommun has its own colour whoever else is chosen and in whatever order; the one in focus has the colour of the focus."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import theme
from dashboard.charts.colours import OWN, looks, slots

FEW = st.lists(st.integers(0, 289), unique=True, max_size=OWN)


@given(FEW, st.randoms())
def test_the_order_of_choice_changes_no_colour(chosen, random):
    other = random.sample(chosen, len(chosen))
    assert dict(zip(chosen, looks(chosen), strict=True)) == dict(zip(other, looks(other), strict=True))


@given(FEW)
def test_no_two_have_the_same(chosen):
    assert len(set(slots(chosen).values())) == len(chosen)


@given(FEW.filter(bool))
def test_the_focus_changes_its_own_colour_alone(chosen):
    plain, focused = looks(chosen), looks(chosen, chosen[0])
    assert focused[1:] == plain[1:]
    assert (focused[0].colour, focused[0].focus) == (theme.FOCUS, True)
    assert theme.FOCUS not in theme.LINES


@given(st.integers(0, 280), st.data())
def test_the_kommuner_of_a_lan_keep_theirs_when_some_are_taken_away(first, data):
    lan = list(range(first, first + 9))
    left = data.draw(st.lists(st.sampled_from(lan), unique=True))
    assert slots(left) == {number: slot for number, slot in slots(lan).items() if number in left}


def test_of_many_only_the_focus_has_a_colour():
    worn = looks(range(OWN + 1), 3)
    assert [look.own for look in worn] == [number == 3 for number in range(OWN + 1)]
    assert {look.colour for look in worn} == {theme.FOCUS, theme.FADED}
