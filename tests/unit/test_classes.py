"""Classes of the map: every value in one, ties together, limits where the unit wants them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import theme
from dashboard.charts.classes import CLASS_COUNT, MISSING_CLASS, classify
from etl.contract.catalogue import Indicator

VALUES = st.lists(st.none() | st.integers(-500, 500).map(lambda tenth: tenth / 10), max_size=300)
KINDS = [
    ("percent", "higher_is_better"),
    ("percentage_points", "higher_is_better"),
    ("parity_ratio", "closest_to_one"),
    ("count", "neutral"),
]


def indicator(unit="percent", direction="higher_is_better"):
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    fixed = {"decimals": 1, "role": "core", "focus_area": "prov", "sex_split": True, "source": source}
    return Indicator.model_validate({"id": "prov", "unit": unit, "direction": direction, **texts, **fixed})


@pytest.mark.parametrize(("unit", "direction"), KINDS)
@given(values=VALUES)
def test_every_value_has_one_class_in_its_order(unit, direction, values):
    found = classify(values, indicator(unit, direction))
    assert len(found.indices) == len(values)
    assert [position == MISSING_CLASS for position in found.indices] == [value is None for value in values]
    known = sorted((value, position) for value, position in zip(values, found.indices, strict=True) if value is not None)
    assert all(before[1] <= after[1] for before, after in pairwise(known)), "a higher value has a lower class"
    assert all(before[1] == after[1] for before, after in pairwise(known) if before[0] == after[0]), "a tie is split"
    assert found.missing + sum(step.count for step in found.classes) == len(values)
    assert len(found.classes) <= CLASS_COUNT
    assert [step.index for step in found.classes] == list(range(len(found.classes)))
    assert len({step.colour for step in found.classes}) == len(found.classes), "two classes share a colour"
    assert theme.MISSING not in {step.colour for step in found.classes}


def test_a_fifth_of_the_values_in_each_class():
    found = classify([float(value) for value in range(290)], indicator())
    assert [step.count for step in found.classes] == [58] * 5
    assert [step.colour for step in found.classes] == list(theme.SEQUENTIAL)
    assert found.classes[0].label == "0,0–57,0"


def test_a_value_that_many_share_swallows_no_other():
    found = classify([0.0] * 250 + [5.0] * 30 + [9.0] * 10, indicator())
    assert [(step.label, step.count) for step in found.classes] == [("0,0", 250), ("5,0", 30), ("9,0", 10)]


def test_one_value_is_one_class():
    found = classify([7.0, 7.0, None], indicator())
    assert found.indices == (0, 0, MISSING_CLASS)
    assert [(step.label, step.count) for step in found.classes] == [("7,0", 2)]


def test_without_values_there_is_no_class():
    found = classify([None, None], indicator())
    assert found.indices == (MISSING_CLASS, MISSING_CLASS)
    assert found.classes == ()
    assert found.missing == 2


@pytest.mark.parametrize(
    ("unit", "direction", "centre"),
    [("percentage_points", "higher_is_better", 0.0), ("parity_ratio", "closest_to_one", 1.0)],
)
def test_the_middle_class_lies_around_the_centre(unit, direction, centre):
    values = [centre + step / 10 for step in range(-20, 21)]
    found = classify(values, indicator(unit, direction))
    assert found.indices[values.index(centre)] == 2
    assert [step.colour for step in found.classes] == list(theme.DIVERGING)
    assert found.classes[0].count == found.classes[4].count
    assert found.classes[1].count == found.classes[3].count


def test_a_class_that_nobody_is_in_says_so():
    found = classify([3.0, 3.5, 4.0], indicator("percentage_points"))
    assert [step.label for step in found.classes][:3] == ["inga"] * 3


@pytest.mark.parametrize(
    ("unit", "values", "labels", "indices"),
    [
        ("yes_no", [1.0, 0.0, None, 1.0], ["Nej", "Ja"], (1, 0, MISSING_CLASS, 1)),
        ("ordinal", [2.0, 0.0, 1.0], ["Underskott", "Balans", "Överskott"], (2, 0, 1)),
    ],
)
def test_words_are_classes(unit, values, labels, indices):
    found = classify(values, indicator(unit, "neutral"))
    assert [step.label for step in found.classes] == labels
    assert found.indices == indices
    assert len({step.colour for step in found.classes}) == len(labels)
