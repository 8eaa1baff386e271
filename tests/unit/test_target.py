import pytest

from etl.contract.codes import Direction
from etl.contract.goal import GoalKind
from etl.signals.target import Course, Target, progress

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


def target(kind, limit=None, *, since=2018, year=2030, direction=HIGHER, **rest):
    return Target(GoalKind(kind), direction, limit, since, year, **rest)


def test_all_numbers_of_a_worked_example():
    # 50 to 62 in 12 years is 1.0 a year; 50 to 54 in 4 years is 1.0 a year.
    result = progress(target("at_least", 62), Course({2018: 50.0, 2020: 51.0, 2022: 54.0}))
    assert (result.status, result.reason) == ("on_track", None)
    assert (result.required_pace, result.observed_pace, result.distance) == (1.0, 1.0, 8.0)
    assert (result.baseline_year, result.baseline, result.latest_year, result.latest) == (2018, 50.0, 2022, 54.0)
    assert result.met_in_target_year is None


@pytest.mark.parametrize(
    ("latest", "status"),
    [(62.0, "met"), (70.0, "met"), (53.8, "on_track"), (53.79, "too_slow"), (50.0, "too_slow"), (49.9, "wrong_direction")],
)
def test_on_track_from_95_per_cent_of_the_required_pace(latest, status):
    assert progress(target("at_least", 62), Course({2018: 50.0, 2022: latest})).status == status


@pytest.mark.parametrize(
    ("latest", "status", "observed"),
    [(8.0, "met", 1.5), (10.0, "on_track", 1.0), (13.0, "too_slow", 0.25), (15.0, "wrong_direction", -0.25)],
)
def test_at_most_counts_downwards(latest, status, observed):
    result = progress(target("at_most", 8, since=2020, year=2026, direction=LOWER), Course({2020: 14.0, 2024: latest}))
    assert (result.status, result.observed_pace, result.required_pace) == (status, observed, 1.0)


RIKET = {2018: 60.0, 2022: 63.0, 2024: 65.0}


@pytest.mark.parametrize(
    ("kommun", "status", "distance"),
    [
        ({2018: 54.0, 2022: 59.0}, "on_track", 4.0),  # 6 behind, then 4: 0.5 a year as required
        ({2018: 54.0, 2022: 58.0}, "too_slow", 5.0),
        ({2018: 54.0, 2022: 56.0}, "wrong_direction", 7.0),  # rises, but riket rises more
        ({2018: 54.0, 2022: 63.0}, "too_slow", 0.0),  # level with riket is not above
        ({2018: 54.0, 2022: 63.1}, "met", -0.1),
        ({2018: 54.0, 2022: 59.0, 2023: 99.0}, "on_track", 4.0),  # riket's figure of the same year, or none
    ],
)
def test_above_riket_goes_by_the_same_years_value(kommun, status, distance):
    year = 2022 if distance == 0.0 else 2030
    result = progress(target("above_riket", year=year), Course(kommun, RIKET))
    assert (result.status, result.distance, result.reference) == (status, distance, 63.0)


def test_below_riket_by_a_year_that_has_passed():
    course = Course({2018: 20.0, 2022: 14.0, 2024: 15.0}, {2018: 15.0, 2022: 14.5, 2024: 14.0})
    result = progress(target("below_riket", year=2022, direction=LOWER), course)
    assert (result.status, result.reason, result.met_in_target_year) == ("too_slow", "målåret 2022 har passerat", True)


@pytest.mark.parametrize(
    ("foreign", "native", "status", "reason"),
    [
        ({2018: 60.0, 2022: 66.0}, {2018: 80.0, 2022: 81.0}, "on_track", None),  # gap 20, then 15, to 10 in 8 years
        ({2018: 60.0, 2022: 71.0}, {2018: 80.0, 2022: 81.0}, "met", None),
        ({2018: 60.0, 2022: 62.0}, {2018: 80.0, 2022: 81.0}, "too_slow", None),
        ({2018: 60.0, 2022: 60.0}, {2018: 80.0, 2022: 81.0}, "wrong_direction", None),
        ({2018: 60.0, 2022: 59.0}, {2018: 80.0, 2022: 73.0}, "too_slow", "gapet har minskat bara genom att"),
    ],
)
def test_a_gap_that_closes_from_the_wrong_end_is_no_progress(foreign, native, status, reason):
    result = progress(target("gap_at_most", 10, year=2026), Course(foreign, native))
    assert result.status == status
    assert result.reason is None if reason is None else result.reason.startswith(reason)


def test_a_gap_where_lower_is_better():
    course = Course({2018: 20.0, 2022: 14.0}, {2018: 5.0, 2022: 4.0})
    result = progress(target("gap_at_most", 5, direction=LOWER, year=2026), course)
    assert (result.status, result.distance, result.observed_pace, result.required_pace) == ("on_track", 5.0, 1.25, 1.25)


@pytest.mark.parametrize(
    ("direction", "latest", "status"),
    [
        (HIGHER, 51.0, "improving"),
        (HIGHER, 50.0, "not_improving"),
        (LOWER, 51.0, "not_improving"),
        (LOWER, 49.0, "improving"),
    ],
)
def test_a_direction_is_followed_or_not(direction, latest, status):
    result = progress(target("direction_only", direction=direction), Course({2018: 50.0, 2022: latest}))
    assert (result.status, result.distance, result.required_pace) == (status, None, None)


def test_a_direction_closest_to_one():
    course = Course({2018: 0.8, 2022: 1.1})
    assert progress(target("direction_only", direction=Direction.CLOSEST_TO_ONE), course).status == "improving"


def test_a_direction_of_a_gap():
    closing = Course({2018: 60.0, 2022: 66.0}, {2018: 80.0, 2022: 81.0})
    falling = Course({2018: 60.0, 2022: 59.0}, {2018: 80.0, 2022: 73.0})
    assert progress(target("direction_only", of_gap=True), closing).status == "improving"
    assert progress(target("direction_only", of_gap=True), falling).status == "not_improving"


@pytest.mark.parametrize(
    ("aim", "course", "reason"),
    [
        (target("at_least"), Course({2018: 50.0, 2022: 51.0}), "målvärde saknas"),
        (target("at_least", 62), Course({}), "uppgift saknas"),
        (target("above_riket"), Course({2018: 50.0, 2022: 51.0}), "uppgift saknas"),
        (target("at_least", 62, since=None), Course({2018: 50.0, 2022: 51.0}), "basår saknas"),
        (target("at_least", 62), Course({2016: 50.0, 2022: 51.0}), "uppgift saknas 2018"),
        (target("at_least", 62), Course({2018: 50.0}), "inget värde efter basåret"),
        (target("at_least", 62), Course({2018: 50.0, 2022: 55.0}, breaks=[2020]), "brott 2020"),
        (target("at_least", 62, year=None), Course({2018: 50.0, 2022: 55.0}), "målår saknas"),
        (target("direction_only", direction=Direction.NEUTRAL), Course({2018: 50.0}), "måttet har ingen önskad riktning"),
        (target("direction_only", since=None), Course({2018: 50.0}), "basår saknas"),
    ],
)
def test_what_cannot_be_measured_says_why(aim, course, reason):
    result = progress(aim, course)
    assert (result.status, result.reason) == ("cannot_be_measured", reason)


def test_a_break_before_the_baseline_does_no_harm():
    assert progress(target("at_least", 62), Course({2018: 50.0, 2022: 54.0}, breaks=[2018])).status == "on_track"


def test_what_is_met_is_met_across_a_break_but_has_no_pace():
    result = progress(target("at_least", 62), Course({2018: 50.0, 2022: 63.0}, breaks=[2020]))
    assert (result.status, result.reason, result.observed_pace) == ("met", "brott 2020", None)


@pytest.mark.parametrize(
    ("latest", "margins", "status", "reason"),
    [
        (56.0, {2018: 3.0, 2022: 4.0}, "on_track", None),  # 6 is more than √(9 + 16) = 5
        (55.0, {2018: 3.0, 2022: 4.0}, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),  # 5 is not
        (44.0, {2018: 3.0, 2022: 4.0}, "wrong_direction", None),
        (46.0, {2018: 3.0, 2022: 4.0}, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),
        (56.0, {2022: 4.0}, "cannot_be_measured", "felmarginalen är inte känd"),
        (56.0, {}, "cannot_be_measured", "felmarginalen är inte känd"),
        (67.0, {2022: 4.0}, "met", None),  # 5 above the limit
        (66.0, {2022: 4.0}, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),
    ],
)
def test_a_survey_is_judged_outside_its_margins_only(latest, margins, status, reason):
    course = Course({2018: 50.0, 2022: latest}, survey=True, margins=margins)
    result = progress(target("at_least", 62), course)
    assert (result.status, result.reason) == (status, reason)
    assert (result.latest, result.observed_pace) == (latest, (latest - 50) / 4), "the numbers stay"


@pytest.mark.parametrize(
    ("theirs", "status"), [({2022: 4.0}, "met"), ({2022: 4.1}, "cannot_be_measured"), ({}, "cannot_be_measured")]
)
def test_a_survey_above_riket_must_be_above_by_more_than_both_margins(theirs, status):
    # 5.05 above; √(9 + 16) = 5 and √(9 + 16.81) = 5.08; riket's margin must be known.
    course = Course({2022: 68.05}, {2022: 63.0}, survey=True, margins={2022: 3.0}, reference_margins=theirs)
    assert progress(target("above_riket", since=None), course).status == status


def test_a_surveyed_gap_has_no_verdict():
    course = Course({2018: 50.0, 2022: 60.0}, {2018: 70.0, 2022: 70.0}, survey=True, margins={2018: 1.0, 2022: 1.0})
    result = progress(target("gap_at_most", 5), course)
    assert (result.status, result.reason) == ("cannot_be_measured", "felmarginalen är inte känd")
