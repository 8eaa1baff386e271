import pytest

from etl.contract.codes import Direction
from etl.contract.goal import GoalKind, Measure
from etl.signals.aim import Target
from etl.signals.base import Since, base_of
from etl.signals.noise import Course, noise
from etl.signals.target import progress

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


def target(kind, limit=None, *, since=2018, year=2030, direction=HIGHER, **rest):
    start = since if isinstance(since, Since) else Since(stated=since)
    return Target(GoalKind(kind), direction, limit, start, year, **rest)


def gap(kind, limit=None, **rest):
    return target(kind, limit, measure=Measure.GAP, **rest)


def test_all_numbers_of_a_worked_example():
    # 50 to 62 in 12 years is 1.0 a year; 50 to 54 in 4 years is 1.0 a year.
    result = progress(target("at_least", 62), Course({2018: 50.0, 2020: 51.0, 2022: 54.0}))
    assert (result.status, result.reason) == ("on_track", None)
    assert (result.required_pace, result.observed_pace, result.distance) == (1.0, 1.0, 8.0)
    assert (result.baseline_year, result.baseline, result.latest_year, result.latest) == (2018, 50.0, 2022, 54.0)
    assert result.met_in_target_year is None


@pytest.mark.parametrize(
    ("latest", "status"),
    [
        (62.0, "ahead"),
        (53.8, "on_track"),  # 0.95 of the 1.0 a year that is required
        (53.79, "too_slow"),
        (52.4, "too_slow"),
        (52.39, "far_from_pace"),
        (51.4, "unchanged"),  # 2.8 % of the base
        (50.0, "unchanged"),
        (48.0, "wrong_direction"),
    ],
)
def test_on_track_from_95_per_cent_of_the_required_pace(latest, status):
    assert progress(target("at_least", 62), Course({2018: 50.0, 2022: latest})).status == status


@pytest.mark.parametrize(
    ("latest", "status", "observed"),
    [(8.0, "ahead", 1.5), (10.0, "on_track", 1.0), (13.0, "far_from_pace", 0.25), (15.0, "wrong_direction", -0.25)],
)
def test_at_most_counts_downwards(latest, status, observed):
    result = progress(target("at_most", 8, since=2020, year=2026, direction=LOWER), Course({2020: 14.0, 2024: latest}))
    assert (result.status, result.observed_pace, result.required_pace) == (status, observed, 1.0)


RIKET = {2018: 60.0, 2022: 63.0, 2024: 65.0}


@pytest.mark.parametrize(
    ("kommun", "status", "distance"),
    [
        ({2018: 54.0, 2022: 59.0}, "on_track", 4.0),  # 6 behind, then 4: 0.5 a year as required
        ({2018: 54.0, 2022: 58.0}, "far_from_pace", 5.0),
        ({2018: 54.0, 2022: 56.0}, "wrong_direction", 7.0),  # rises, but riket rises more
        ({2018: 54.0, 2022: 63.0}, "not_met", 0.0),  # level with riket is not above, and this is the target year
        ({2018: 54.0, 2022: 63.1}, "ahead", -0.1),
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
    assert (result.status, result.latest_year, result.distance, result.met_in_target_year) == ("met", 2022, -0.5, True)


def test_a_target_year_without_a_value_is_not_judged_by_another():
    result = progress(target("at_least", 60, year=2021), Course({2018: 50.0, 2020: 61.0, 2022: 61.0}))
    assert (result.status, result.reason) == ("cannot_be_measured", "uppgift saknas 2021")


@pytest.mark.parametrize(
    ("foreign", "native", "status", "reason"),
    [
        ({2018: 60.0, 2022: 66.0}, {2018: 80.0, 2022: 81.0}, "on_track", None),  # gap 20, then 15, to 10 in 8 years
        ({2018: 60.0, 2022: 71.0}, {2018: 80.0, 2022: 81.0}, "ahead", None),
        ({2018: 60.0, 2022: 62.0}, {2018: 80.0, 2022: 81.0}, "far_from_pace", None),
        ({2018: 60.0, 2022: 60.0}, {2018: 80.0, 2022: 81.0}, "wrong_direction", None),
        ({2018: 60.0, 2022: 59.0}, {2018: 80.0, 2022: 73.0}, "no_progress", "gapet har minskat bara genom att"),
    ],
)
def test_a_gap_that_closes_from_the_wrong_end_is_no_progress(foreign, native, status, reason):
    result = progress(gap("gap_at_most", 10, year=2026), Course(foreign, native))
    assert result.status == status
    assert result.reason is None if reason is None else result.reason.startswith(reason)


def test_a_gap_where_lower_is_better():
    course = Course({2018: 20.0, 2022: 14.0}, {2018: 5.0, 2022: 4.0})
    result = progress(gap("gap_at_most", 5, direction=LOWER, year=2026), course)
    assert (result.status, result.distance, result.observed_pace, result.required_pace) == ("on_track", 5.0, 1.25, 1.25)


@pytest.mark.parametrize(
    ("direction", "latest", "status"),
    [
        (HIGHER, 52.0, "improving"),
        (HIGHER, 51.0, "unchanged"),
        (LOWER, 52.0, "wrong_direction"),
        (LOWER, 48.0, "improving"),
    ],
)
def test_a_direction_is_followed_or_not(direction, latest, status):
    result = progress(target("direction_only", direction=direction), Course({2018: 50.0, 2022: latest}))
    assert (result.status, result.distance, result.required_pace) == (status, None, None)


def test_a_direction_closest_to_one():
    closest = target("direction_only", direction=Direction.CLOSEST_TO_ONE)
    assert progress(closest, Course({2018: 0.8, 2022: 1.1})).status == "improving"
    assert progress(closest, Course({2018: 0.8, 2022: 1.2})).status == "unchanged"
    assert progress(closest, Course({2018: 0.97, 2022: 1.03})).status == "at_best"


def test_a_direction_of_a_gap():
    closing = Course({2018: 60.0, 2022: 66.0}, {2018: 80.0, 2022: 81.0})
    falling = Course({2018: 60.0, 2022: 59.0}, {2018: 80.0, 2022: 73.0})
    assert progress(gap("direction_only"), closing).status == "improving"
    assert progress(gap("direction_only"), falling).status == "no_progress"


@pytest.mark.parametrize(
    ("aim", "course", "status", "reason"),
    [
        (target("at_least"), Course({2018: 50.0, 2022: 51.0}), "cannot_be_measured", "målvärde saknas"),
        (target("at_least", 62), Course({}), "cannot_be_measured", "uppgift saknas"),
        (target("above_riket"), Course({2018: 50.0, 2022: 51.0}), "cannot_be_measured", "uppgift saknas"),
        (target("at_least", 62, since=None), Course({2018: 50.0, 2022: 51.0}), "not_yet", "strategin anger inget startår"),
        (target("above_riket", since=None), Course({2022: 60.0}, RIKET), "not_yet", "strategin anger inget startår"),
        (target("at_least", 62), Course({2016: 50.0, 2022: 51.0}), "not_yet", "uppgift saknas 2018"),
        (target("at_least", 62), Course({2018: 50.0}), "not_yet", "inget värde efter basåret"),
        (target("at_least", 62), Course({2018: 50.0, 2022: 55.0}, breaks=[2020]), "not_yet", "statistiken lades om 2020"),
        (target("at_least", 62), Course({2018: 50.0, 2019: 55.0}), "not_yet", "bara ett år sedan basåret"),
        (target("at_least", 62), Course({2018: 50.0, 2019: 50.5}), "unchanged", "förändringen är mindre än 3 procent"),
        (target("at_least", 62, year=None), Course({2018: 50.0, 2022: 55.0}), "improving", "målår saknas"),
        (
            target("direction_only", direction=Direction.NEUTRAL),
            Course({2018: 50.0}),
            "cannot_be_measured",
            "varken högre eller lägre räknas som bättre",
        ),
        (target("direction_only", since=None), Course({2018: 50.0}), "cannot_be_measured", "strategin anger inget startår"),
        (target("direction_only"), Course({2018: 50.0, 2019: 60.0}), "cannot_be_measured", "bara ett år sedan basåret"),
        (
            target("reduce_by_share", 20, since=Since(adopted=2017)),
            Course({2018: 50.0, 2022: 40.0}),
            "cannot_be_measured",
            "uppgift saknas 2017",
        ),
    ],
)
def test_what_has_no_pace_says_why(aim, course, status, reason):
    result = progress(aim, course)
    assert (result.status, result.reason) == (status, reason)


def test_a_break_before_the_baseline_does_no_harm():
    assert progress(target("at_least", 62), Course({2018: 50.0, 2022: 54.0}, breaks=[2018])).status == "on_track"


def test_what_is_met_is_met_across_a_break_but_has_no_pace():
    result = progress(target("at_least", 62), Course({2018: 50.0, 2022: 63.0}, breaks=[2020]))
    assert (result.status, result.reason, result.observed_pace) == ("ahead", "statistiken lades om 2020", None)


@pytest.mark.parametrize(
    ("latest", "margins", "status", "reason"),
    [
        (56.0, {2018: 3.0, 2022: 4.0}, "on_track", None),  # 6 is more than √(9 + 16) = 5
        (55.0, {2018: 3.0, 2022: 4.0}, "unchanged", "skillnaden ryms inom felmarginalen"),  # 5 is not
        (44.0, {2018: 3.0, 2022: 4.0}, "wrong_direction", None),
        (46.0, {2018: 3.0, 2022: 4.0}, "unchanged", "skillnaden ryms inom felmarginalen"),
        (56.0, {2022: 4.0}, "cannot_be_measured", "felmarginalen är inte känd"),
        (56.0, {}, "cannot_be_measured", "felmarginalen är inte känd"),
        (67.0, {2018: 3.0, 2022: 4.0}, "ahead", None),  # 5 above the limit
        (66.0, {2022: 4.0}, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),
    ],
)
def test_a_survey_is_judged_outside_its_margins_only(latest, margins, status, reason):
    course = Course({2018: 50.0, 2022: latest}, survey=True, margins=margins)
    result = progress(target("at_least", 62), course)
    assert (result.status, result.reason) == (status, reason)
    assert (result.latest, result.observed_pace) == (latest, (latest - 50) / 4), "the numbers stay"


@pytest.mark.parametrize(
    ("theirs", "status"), [({2022: 4.0}, "ahead"), ({2022: 4.1}, "cannot_be_measured"), ({}, "cannot_be_measured")]
)
def test_a_survey_above_riket_must_be_above_by_more_than_both_margins(theirs, status):
    # 5.05 above; √(9 + 16) = 5 and √(9 + 16.81) = 5.08; riket's margin must be known.
    course = Course({2022: 68.05}, {2022: 63.0}, survey=True, margins={2022: 3.0}, reference_margins=theirs)
    assert progress(target("above_riket", since=None), course).status == status


def test_a_surveyed_gap_has_no_verdict():
    course = Course({2018: 50.0, 2022: 60.0}, {2018: 70.0, 2022: 70.0}, survey=True, margins={2018: 1.0, 2022: 1.0})
    result = progress(gap("gap_at_most", 5), course)
    assert (result.status, result.reason) == ("cannot_be_measured", "felmarginalen är inte känd")


# Bases


@pytest.mark.parametrize(
    ("since", "years", "breaks", "base"),
    [
        (Since(stated=2018, adopted=2020), [2018, 2020, 2022], (), (2018, "stated", None)),
        (Since(adopted=2018), [2016, 2018, 2022], (), (2018, "adopted", None)),
        (Since(adopted=2018), [2017, 2020, 2022], (), (2020, "following", None)),  # never the year before
        (Since(adopted=2018), [2016, 2018, 2020, 2022], [2019], (2020, "following", None)),  # never across a break
        (Since(adopted=2018), [2018, 2022], [2022], (None, None, "statistiken lades om 2022")),
        (Since(adopted=2021, in_force=4), [2014, 2018, 2022], (), (2018, "in_force", None)),
        (Since(adopted=2018, in_force=4), [2014, 2018, 2022], (), (2018, "adopted", None)),
        (Since(adopted=2021, in_force=3), [2014, 2017, 2022], (), (None, None, "inget senare värde att jämföra med")),
        (Since(adopted=2021, in_force=4), [2018, 2022], [2020], (None, None, "inget senare värde att jämföra med")),
        (Since(adopted=2023), [2018, 2022], (), (None, None, "inget värde efter basåret")),
        (Since(), [2018, 2022], (), (None, None, "strategin anger inget startår")),
    ],
)
def test_the_base_of_a_goal(since, years, breaks, base):
    assert base_of(GoalKind.AT_LEAST, since, years, breaks, max(years)) == base


def test_another_base_that_changes_the_verdict_goes_with_it():
    # 50 to 62 by 2030. From 2018: 4 in 4 years, of 1.0 a year required. From 2017's 54: nothing since; from 2019's 48 more.
    unchanged = progress(target("at_least", 62), Course({2018: 50.0, 2022: 54.0}))
    assert (unchanged.status, unchanged.depends_on_base, unchanged.base_note) == ("on_track", False, None)
    result = progress(target("at_least", 62), Course({2017: 54.0, 2018: 50.0, 2019: 48.0, 2022: 54.0}))
    assert (result.status, result.depends_on_base) == ("on_track", True)
    assert result.base_note == "med 2017, medelvärdet 2017–2019 som bas blir omdömet ett annat"
    assert result.year_at_pace is None, "nothing is foretold of what another base would change"


def test_when_the_level_is_reached_and_how_many_people_that_is():
    # 8 percentage points left at 1.0 a year; 8 % of 4,130 are 330.4.
    result = progress(target("at_least", 62), Course({2018: 50.0, 2022: 54.0}, persons={2018: 4000.0, 2022: 4130.0}))
    assert (result.year_at_pace, result.persons) == (2030, 350)
    few = progress(target("at_least", 62), Course({2018: 50.0, 2022: 54.0}, persons={2018: 100.0, 2022: 110.0}))
    assert (few.status, few.persons, few.year_at_pace) == ("unchanged", None, None)


WORKED = [
    # Eskilstuna's employment above riket's from the year of adoption, by the older series: 0.03 a year of 0.31 required.
    ("above_riket", None, {2017: 73.98, 2021: 74.10}, {2017: 78.0, 2021: 78.0}, 3.90, 0.10),
    # The same from 2020: 0.60 of 0.46. Nyköping is above and loses, Mölndal is above.
    ("above_riket", None, {2020: 74.4, 2022: 78.0}, {2020: 79.0, 2022: 81.4}, 3.4, 1.30),
    ("above_riket", None, {2020: 79.8, 2022: 81.8}, {2020: 79.0, 2022: 81.4}, -0.4, None),
    ("above_riket", None, {2020: 83.4, 2022: 85.8}, {2020: 79.0, 2022: 81.4}, -4.4, None),
    # 82 % in work by 2030: Mölndal is there, Nyköping has 0.2 left, Eskilstuna goes at 237 % of what is required.
    ("at_least", 82, {2020: 83.4, 2022: 85.8}, {}, -3.8, None),
    ("at_least", 82, {2020: 79.8, 2022: 81.8}, {}, 0.2, 4.55),
    ("at_least", 82, {2020: 74.4, 2022: 78.0}, {}, 4.0, 2.37),
    # All qualified for gymnasiet by 2030: Eskilstuna 38 %, Mölndal 24 %, Nyköping the wrong way.
    ("at_least", 100, {2018: 82.4, 2022: 84.7}, {}, 15.3, 0.39),
    ("at_least", 100, {2018: 88.1, 2022: 89.1}, {}, 10.9, 0.25),
    ("at_least", 100, {2018: 83.2, 2022: 80.6}, {}, 19.4, -0.46),
]


@pytest.mark.parametrize(("kind", "level", "values", "riket", "left", "share"), WORKED)
def test_worked_examples_of_real_values(kind, level, values, riket, left, share):
    result = progress(target(kind, level, since=min(values)), Course(values, riket))
    assert result.distance == pytest.approx(left, abs=0.005)
    if share is not None:
        assert result.pace_share == pytest.approx(share, abs=0.006)
    assert (result.status == "ahead") == (left <= 0)


@pytest.mark.parametrize(
    ("before", "after", "level", "share"),
    [(16.6, 11.9, 8.3, 2.83), (19.8, 15.4, 9.9, 2.22), (10.7, 8.5, 5.35, 2.06), (14.0, 11.5, 7.0, 1.79)],
    ids=["Eskilstuna", "Nyköping", "Mölndal", "riket"],
)
def test_worked_examples_of_a_gap_that_is_halved(before, after, level, share):
    result = progress(gap("gap_halved", since=2020), Course({2020: 60.0 - before, 2022: 66.0 - after}, {2020: 60.0, 2022: 66.0}))
    assert result.target == pytest.approx(level)
    assert result.pace_share == pytest.approx(share, abs=0.006)


# Kinds


def test_level_with_riket_is_within_three_per_cent_of_it():
    aim = target("equal_riket", since=None, direction=Direction.NEUTRAL)
    assert progress(aim, Course({2022: 9.7}, {2022: 10.0})).status == "ahead"
    below = progress(aim, Course({2022: 9.6}, {2022: 10.0}))
    assert (below.status, below.distance, below.target) == ("not_yet", 0.4, 10.0)
    assert progress(aim, Course({2022: 10.4}, {2022: 10.0})).status == "not_yet"


def test_reduce_by_a_share_of_the_base():
    # 20 % of 50 is 10: 40 is the target. 5 in four years is 1.25 a year, of 10 / 8.
    result = progress(target("reduce_by_share", 20, year=2026, direction=LOWER), Course({2018: 50.0, 2022: 45.0}))
    assert (result.status, result.target, result.distance, result.pace_share) == ("on_track", 40.0, 5.0, 1.0)
    assert progress(target("reduce_by_share", 20, year=2022, direction=LOWER), Course({2018: 50.0, 2022: 40.0})).status == "met"


def test_halve_the_gap():
    # Eskilstuna's all less foreign-born: 16.6 to 11.9, target 8.3 by 2030: 2.35 a year, of 0.83.
    course = Course({2020: 57.8, 2022: 66.1}, {2020: 74.4, 2022: 78.0})
    result = progress(gap("gap_halved", since=2020), course)
    assert (result.status, result.target, result.observed_pace, result.required_pace) == ("on_track", 8.3, 2.35, 0.83)
    assert (result.distance, result.distance_at_base, result.change) == (3.6, 8.3, -4.7)
    assert result.pace_share == pytest.approx(2.83, abs=0.005)


def test_a_gap_between_the_sexes_closes_from_either_side():
    between = target("gap_at_most", 2, measure=Measure.SEX_GAP, year=2026)
    women_behind = Course({2018: 60.0, 2022: 63.0}, {2018: 66.0, 2022: 67.0})
    men_behind = Course({2018: 66.0, 2022: 67.0}, {2018: 60.0, 2022: 63.0})
    for course in (women_behind, men_behind):
        result = progress(between, course)
        assert (result.status, result.distance, result.change) == ("on_track", 2.0, -2.0)


def test_above_a_group_is_above_its_mean_of_the_same_year():
    result = progress(target("above_group"), Course({2018: 50.0, 2022: 58.0}, {2018: 56.0, 2022: 60.0}))
    assert (result.status, result.distance, result.distance_at_base) == ("on_track", 2.0, 6.0)


def test_rikets_change_stands_beside():
    # Eskilstuna's foreign-born: +8.3 since 2020, riket +4.9.
    course = Course({2020: 57.8, 2022: 66.1}, riket={2020: 61.5, 2022: 66.4})
    result = progress(target("direction_only", since=Since(adopted=2019)), course)
    assert (result.status, result.change, result.riket_change, result.baseline_origin) == ("improving", 8.3, 4.9, "following")


def test_the_best_possible_value_kept_is_no_standstill():
    best = target("direction_only", best=100.0)
    assert progress(best, Course({2018: 100.0, 2022: 100.0})).status == "at_best"
    assert progress(best, Course({2018: 90.0, 2022: 100.0})).status == "improving"
    assert progress(best, Course({2018: 99.0, 2022: 99.0})).status == "unchanged"


def test_above_the_level_but_losing():
    result = progress(target("above_riket"), Course({2018: 66.0, 2022: 64.0}, RIKET))
    assert (result.status, result.reason) == ("ahead", "men avståndet till gränsen krymper")


# Noise


@pytest.mark.parametrize(
    ("values", "persons", "z", "certain"),
    [
        ({2017: 32.3077, 2022: 17.8571}, {2017: 130.0, 2022: 56.0}, -2.01, True),  # Nyköping's etablering
        ({2017: 34.0256, 2022: 24.5161}, {2017: 626.0, 2022: 155.0}, -2.27, True),  # Eskilstuna's
        ({2019: 37.8378, 2022: 46.7532}, {2019: 74.0, 2022: 77.0}, 1.1, False),
    ],
)
def test_two_proportions(values, persons, z, certain):
    first, last = sorted(values)
    found = noise(Course(values, persons=persons), values, (first, last), decimals=1, both_vary=False)
    assert found.method == "two_proportions"
    assert found.statistic == pytest.approx(z, abs=0.02)
    assert found.certain == certain
    result = progress(target("direction_only", since=first), Course(values, persons=persons))
    assert result.status == ("wrong_direction" if certain else "unchanged")


def test_a_trend_since_the_base_must_be_certain():
    # Of five values only an unbroken order has a probability below 5 %: 2 / 120.
    rising = dict(zip(range(2018, 2023), (50.0, 51.0, 52.0, 53.0, 54.0), strict=True))
    result = progress(target("at_least", 62), Course(rising))
    assert (result.status, result.noise_method, result.noise_statistic) == ("on_track", "mann_kendall", 0.0167)
    wavering = {**rising, 2020: 50.5}
    result = progress(target("at_least", 62), Course(wavering))
    assert (result.status, result.reason) == ("unchanged", "åren sedan basåret visar ingen säker trend")
    assert (result.observed_pace, result.required_pace) == (1.0, 1.0), "the numbers stay"


def test_a_change_must_be_seen_in_the_rounded_values():
    assert progress(target("direction_only"), Course({2018: 1.04, 2022: 1.0})).status == "unchanged"
    assert progress(target("direction_only", decimals=2), Course({2018: 1.04, 2022: 1.0})).status == "wrong_direction"


def test_a_share_of_people_must_move_more_than_chance_had_all_been_counted():
    # 3 points of 2,000 inhabitants: z 1.96 needs 3.1 at 50 %.
    moved = {2018: 50.0, 2022: 53.0}
    few, many = ({2018: number, 2022: number} for number in (2000.0, 20000.0))
    assert progress(target("direction_only"), Course(moved, inhabitants=few)).status == "unchanged"
    assert progress(target("direction_only"), Course(moved, inhabitants=many)).status == "improving"
