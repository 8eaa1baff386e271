"""The table of goals, by examples that are reckoned by hand."""

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, Groups, Indicator
from etl.contract.goal import Adoption
from etl.contract.goal_schema import GOALS
from etl.contract.schemas import OBSERVATIONS, REGIONS
from etl.contract.strategies import Document, Strategies, Strategy
from etl.derive.grid import grid_of
from etl.tables.goals import goals
from etl.tables.goals_in_words import followed_in_words

COUNTRY = [
    ("00", "riket", None),
    ("04", "lan", "04"),
    ("0480", "kommun", "04"),
    ("0484", "kommun", "04"),
    ("1481", "kommun", "14"),
]
GROUPS = Groups(skr_year=2023, skr=(), peers_theme="prov")


def regions():
    rows = [{"code": code, "name": f"Plats {code}", "type": kind, "lan": lan} for code, kind, lan in COUNTRY]
    return pa.Table.from_pylist(rows, schema=REGIONS)


def indicator(name, **fields):
    texts = dict.fromkeys(("title", "short_title", "definition"), name)
    source = {"name": "kolada", "kpi": "N00000", "title": name}
    fixed = {"unit": "percent", "decimals": 1, "direction": "higher_is_better", "role": "core", "focus_area": "prov"}
    return Indicator.model_validate({"id": name, **texts, **fixed, "sex_split": True, "source": source, **fields})


def strategy(region="0484", **goal):
    fixed = {"text": "Ett mål.", "stated_as": "goal", "evidence": "documented", "source": "Prov"}
    measured = {"indicators": ["syss"], "indicator_evidence": "inferred", "fit": "direct"}
    given = {"id": "mal", **fixed, **({} if "why_no_indicator" in goal else measured), **goal}
    texts = dict.fromkeys(("actor", "title", "document", "summary"), "Prov")
    about = {"id": "prov", "region": region, **texts, "year": 2019, "url": "https://exempel.se", "areas": []}
    return Strategy.model_validate({**about, "goals": [given]})


def table(*rows):
    """Rows of region, year, value (None is hidden) and perhaps margin and sex."""
    full = [
        {
            "region": region,
            "period": str(year),
            "sex": rest[1] if len(rest) > 1 else "T",
            "value": value,
            "status": "suppressed" if value is None else "ok",
            "margin": rest[0] if rest else None,
        }
        for region, year, value, *rest in rows
    ]
    return pa.Table.from_pylist(full, schema=OBSERVATIONS)


def found(entries, tables, wanted):
    """The rows of the goals' table, by region and sex."""
    catalogue = Catalogue(focus_areas=(), indicators=tuple(entries), groups=GROUPS)
    grids = {entry.id: grid_of(tables.get(entry.id, OBSERVATIONS.empty_table())) for entry in entries}
    strategies = Strategies(strategies=(wanted,), principles=(), targets=(), links=())
    made = goals(catalogue, strategies, grids, regions())
    assert made.schema == GOALS
    return {(row["region"], row["sex"]): row for row in made.to_pylist()}


SYSS = indicator("syss")
RISING = table(
    *(("00", year, value) for year, value in ((2018, 60.0), (2020, 62.0), (2022, 64.0))),
    *(("0484", year, value) for year, value in ((2018, 50.0), (2020, 52.0), (2022, 56.0))),
    *(("0480", year, value) for year, value in ((2018, 50.0), (2020, 53.0), (2022, 51.0))),
    *(("1481", year, value) for year, value in ((2018, 58.0), (2022, 65.0))),
)


def test_every_number_of_a_goal_above_riket():
    # Eskilstuna was 10 behind in 2018 and is 8 behind in 2022: 0.5 a year, of 10 / 12 = 0.8333 required to 2030: too slow.
    rows = found([SYSS], {"syss": RISING}, strategy(kind="above_riket", baseline_year=2018, target_year=2030))
    assert rows["0484", "T"] == {
        "strategy": "prov",
        "goal": "mal",
        "indicator": "syss",
        "region": "0484",
        "sex": "T",
        "concerned": True,
        "stated_as": "goal",
        "status": "too_slow",
        "reason": None,
        "reported": False,
        "approximate": False,
        "approximate_reason": None,
        "kind": "above_riket",
        "measure": "level",
        "adopted_year": None,
        "baseline_year": 2018,
        "baseline": 50.0,
        "baseline_origin": "stated",
        "stated_baseline_year": None,
        "stated_baseline": None,
        "latest_year": 2022,
        "latest": 56.0,
        "reference": 64.0,
        "target_year": 2030,
        "limit": None,
        "target": 64.0,
        "distance": 8.0,
        "distance_at_base": 10.0,
        "required_pace": round(10 / 12, 10),
        "observed_pace": 0.5,
        "pace_share": 0.6,
        "change": 6.0,
        "riket_change": 4.0,
        "met_in_target_year": None,
        "noise_method": "three_per_cent",
        "noise_statistic": 0.2,
        "depends_on_base": False,
        "base_note": None,
        "year_at_pace": 2038,
        "persons": None,
    }
    assert {region: row["status"] for (region, _), row in rows.items()} == {
        "0480": "wrong_direction",  # 10 behind, then 13
        "0484": "too_slow",
        "1481": "ahead",  # 65 against 64
    }
    assert [row["concerned"] for row in rows.values()] == [False, True, False]


def test_at_least_a_value_by_a_year():
    # 50 to 62 in 12 years is 1 a year; 50 to 56 in 4 is 1.5, 50 to 51 is 0.25.
    wanted = strategy("04", kind="at_least", value=62, baseline_year=2018, target_year=2030)
    rows = found([SYSS], {"syss": RISING}, wanted)
    verdicts = {
        region: (row["status"], row["limit"], row["required_pace"], row["observed_pace"]) for (region, _), row in rows.items()
    }
    assert verdicts == {
        "04": ("cannot_be_measured", 62.0, None, None),
        "0480": ("unchanged", 62.0, 1.0, 0.25),  # 2 % of 50
        "0484": ("on_track", 62.0, 1.0, 1.5),
        "1481": ("ahead", 62.0, round(4 / 12, 10), 1.75),
    }
    assert rows["04", "T"]["reason"] == "redovisas inte för län"
    assert [row["concerned"] for row in rows.values()] == [True, True, True, False], "the län and its kommuner"


def test_a_goal_without_a_baseline_has_no_pace_and_none_is_made_up():
    rows = found([SYSS], {"syss": RISING}, strategy(kind="above_riket", target_year=2030))
    row = rows["0484", "T"]
    assert (row["status"], row["reason"], row["baseline_year"]) == ("not_yet", "strategin anger inget startår", None)
    assert (row["latest"], row["reference"], row["distance"], row["observed_pace"]) == (56.0, 64.0, 8.0, None)
    assert rows["1481", "T"]["status"] == "ahead", "above riket already, whatever it was before"


def test_the_base_is_the_year_of_adoption_of_the_goals_own_document():
    adopted = {"adopted": {"date": "2018-06", "source": "Prov"}}
    older = {"id": "plan", "actor": "Prov", "title": "Prov", "url": "https://exempel.se"}
    wanted = strategy(kind="at_least", value=62, target_year=2030).model_copy(update={"adopted": Adoption(**adopted["adopted"])})
    row = found([SYSS], {"syss": RISING}, wanted)["0484", "T"]
    assert (row["adopted_year"], row["baseline_year"], row["baseline_origin"]) == (2018, 2018, "adopted")
    document = Document.model_validate({**older, "adopted": {"date": "2019", "source": "Prov"}})
    goal = wanted.goals[0].model_copy(update={"document": "plan"})
    row = found([SYSS], {"syss": RISING}, wanted.model_copy(update={"documents": (document,), "goals": (goal,)}))["0484", "T"]
    assert (row["adopted_year"], row["baseline_year"], row["baseline_origin"]) == (2019, 2020, "following")


def test_riket_is_a_region_that_a_goal_concerns():
    rows = found([SYSS], {"syss": RISING}, strategy("00", kind="at_least", value=70, baseline_year=2018, target_year=2030))
    verdicts = {region: (row["concerned"], row["status"], row["riket_change"]) for (region, _), row in rows.items()}
    assert verdicts["00"] == (True, "on_track", None), "60 to 64 in 4 years, of 10 in 12"
    assert verdicts["0484"] == (False, "too_slow", 4.0), "1.5 a year, of 20 in 12; riket's change beside"
    assert ("00", "T") not in found([SYSS], {"syss": RISING}, strategy(kind="at_least", value=70))


def test_both_sexes_are_to_reach_the_level_and_the_one_behind_decides():
    sexes = {"K": (50.0, 56.0), "M": (60.0, 61.5), "T": (55.0, 58.8)}
    rows = table(
        *(("0484", year, value, None, sex) for sex, pair in sexes.items() for year, value in zip((2018, 2022), pair, strict=True))
    )
    made = found([SYSS], {"syss": rows}, strategy(kind="both_at_least", value=62, baseline_year=2018, target_year=2030))
    verdicts = {sex: (row["status"], row["latest"]) for (region, sex), row in made.items() if region == "0484"}
    assert verdicts == {"K": ("on_track", 56.0), "M": ("unchanged", 61.5), "T": ("on_track", 56.0)}


def test_a_goal_that_the_actor_settled_is_marked_as_not_ours():
    settled = {
        "year": 2020,
        "value": 14.1,
        "reached": False,
        "text": "Egen uppgift.",
        "source": "Prov",
        "url": "https://exempel.se",
    }
    wanted = strategy(kind="at_most", value=10, target_year=2020, why_no_indicator="Inget mäter det.", outcome=settled)
    row = found([SYSS], {"syss": RISING}, wanted)["0484", "T"]
    assert (row["status"], row["reason"], row["reported"]) == ("not_met", "Egen uppgift.", True)
    assert (row["latest"], row["target"], row["distance"], row["met_in_target_year"]) == (14.1, 10.0, 4.1, False)


def test_what_was_found_of_another_base_by_hand_goes_with_the_strategys_own_region():
    wanted = strategy(
        "0484", kind="above_riket", baseline_year=2018, target_year=2030, base_doubt="räknat från 2010 är det mindre"
    )
    rows = found([SYSS], {"syss": RISING}, wanted)
    assert (rows["0484", "T"]["depends_on_base"], rows["0484", "T"]["base_note"]) == (True, "räknat från 2010 är det mindre")
    assert rows["0484", "T"]["year_at_pace"] is None
    assert not rows["0480", "T"]["depends_on_base"]


def test_the_level_that_a_source_starts_from_is_kept_apart():
    stated = {"value": 63, "text": "Utan år."}
    row = found([SYSS], {"syss": RISING}, strategy(kind="at_least", value=75, stated_baseline=stated))["0484", "T"]
    assert (row["stated_baseline"], row["stated_baseline_year"], row["baseline"]) == (63.0, None, None)


def test_above_the_mean_of_a_group():
    wanted = strategy(kind="above_group", group=["0480", "1481"], baseline_year=2018, target_year=2030)
    row = found([SYSS], {"syss": RISING}, wanted)["0484", "T"]
    assert (row["reference"], row["distance"], row["distance_at_base"]) == (58.0, 2.0, 4.0), "51 and 65; before 50 and 58"


def test_the_gap_between_the_sexes():
    sexes = {"K": (50.0, 56.0), "M": (60.0, 62.0)}
    rows = table(
        *(
            ("0484", year, value, None, sex)
            for sex, pair in sexes.items()
            for year, value in zip((2018, 2022), pair, strict=True)
        ),
        ("0484", 2022, 59.0),
    )
    made = found([SYSS], {"syss": rows}, strategy(kind="direction_only", measure="sex_gap", baseline_year=2018))
    row = made["0484", "T"]
    assert (row["status"], row["latest"], row["reference"], row["change"]) == ("improving", 56.0, 62.0, -4.0)


def test_what_measures_a_part_says_so_in_every_row():
    wanted = strategy(kind="above_riket", target_year=2030, fit="partial")
    rows = found([SYSS], {"syss": RISING}, wanted).values()
    assert {(row["approximate"], row["approximate_reason"]) for row in rows} == {
        (True, "ungefärligt: måttet visar bara en del av målet")
    }


def test_a_goal_without_an_indicator_has_one_row_with_its_reason():
    wanted = strategy(kind="at_most", value=10, target_year=2020, why_no_indicator="Inget register mäter det.")
    rows = found([SYSS], {"syss": RISING}, wanted)
    assert list(rows) == [("0484", "T")]
    row = rows["0484", "T"]
    assert (row["status"], row["reason"]) == ("cannot_be_measured", "Inget register mäter det.")
    assert (row["indicator"], row["limit"], row["target_year"], row["concerned"]) == (None, 10.0, 2020, True)


def test_the_gap_to_those_born_in_sweden():
    # 20 and then 16 percentage points in four years: 1 a year; to 8 in 2030 it takes (20 - 8) / 12 = 1 a year.
    foreign, native = indicator("syss", pair="inrikes"), indicator("inrikes")
    tables = {
        "syss": table(("0484", 2018, 60.0), ("0484", 2022, 66.0)),
        "inrikes": table(("0484", 2018, 80.0), ("0484", 2022, 82.0), ("00", 2022, 99.0)),
    }
    wanted = strategy(kind="gap_at_most", measure="gap", value=8, baseline_year=2018, target_year=2030)
    row = found([foreign, native], tables, wanted)["0484", "T"]
    assert (row["status"], row["required_pace"], row["observed_pace"], row["distance"]) == ("on_track", 1.0, 1.0, 8.0)
    assert (row["latest"], row["reference"], row["measure"]) == (66.0, 82.0, "gap"), "the level, and the other of the same region"


@pytest.mark.parametrize(
    ("entry", "rows", "wanted", "reason"),
    [
        (indicator("syss", doubtful="Fel i källan."), [("0484", 2022, 5.0)], {}, "osäkra uppgifter"),
        (
            indicator("syss", direction="neutral"),
            [("0484", 2018, 5.0), ("0484", 2022, 6.0)],
            {},
            "varken högre eller lägre räknas som bättre",
        ),
        (indicator("syss", unit="yes_no"), [("0484", 2022, 1.0)], {}, "måttet är ett ja- eller nej-svar, så ingen takt räknas"),
        (indicator("syss", unit="ordinal"), [("0484", 2022, 1.0)], {}, "måttet är en bedömning i steg, så ingen takt räknas"),
        (indicator("syss"), [("0484", "2022K1", 1.0)], {}, "inga årsvärden"),
        (indicator("syss"), [("0480", 2022, 1.0)], {}, "uppgift saknas"),
        (indicator("syss"), [("0484", 2021, None), ("0484", 2022, None)], {}, "dold uppgift 2022"),
        (indicator("syss"), [("0484", 2022, 5.0)], {"measure": "gap"}, "motsvarande mått för inrikes födda saknas"),
        (
            indicator("syss", breaks=[{"period": "2020", "text": "Ny metod."}]),
            [("0484", 2018, 5.0), ("0484", 2022, 6.0)],
            {},
            "statistiken lades om 2020",
        ),
    ],
)
def test_what_cannot_be_measured_and_why(entry, rows, wanted, reason):
    made = found([entry], {"syss": table(*rows)}, strategy(kind="direction_only", baseline_year=2018, **wanted))
    assert (made["0484", "T"]["status"], made["0484", "T"]["reason"]) == ("cannot_be_measured", reason)


def test_elections_are_compared_and_not_the_years_that_repeat_them():
    entry = indicator("syss", election_years=[2018, 2022])
    rows = table(("0484", 2018, 50.0), ("0484", 2019, 50.0), ("0484", 2022, 58.0), ("0484", 2023, 58.0))
    row = found([entry], {"syss": rows}, strategy(kind="at_least", value=62, baseline_year=2018, target_year=2030))["0484", "T"]
    assert (row["latest_year"], row["observed_pace"]) == (2022, 2.0)


def test_a_goal_that_names_women_and_men_is_told_for_both():
    rows = table(("0484", 2022, 50.0), ("0484", 2022, 40.0, None, "K"), ("0484", 2022, 60.0, None, "M"))
    made = found([SYSS], {"syss": rows}, strategy(kind="at_least", value=55, target_year=2030, by_sex=True))
    assert [(key, row["status"]) for key, row in made.items() if key[0] == "0484"] == [
        (("0484", "K"), "not_yet"),
        (("0484", "M"), "ahead"),
        (("0484", "T"), "not_yet"),
    ]


@pytest.mark.parametrize(
    ("value", "margin", "status", "reason"),
    [
        (60.0, 5.1, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),  # 5 above the limit
        (60.0, 4.9, "ahead", "strategin anger inget startår"),
        (60.0, None, "cannot_be_measured", "felmarginalen är inte känd"),
        (50.0, 1.0, "not_yet", "strategin anger inget startår"),
        (50.0, 5.1, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),
    ],
)
def test_a_survey_is_not_judged_within_its_margin(value, margin, status, reason):
    entry = indicator("syss", survey=True)
    made = found([entry], {"syss": table(("0484", 2022, value, margin))}, strategy(kind="at_least", value=55, target_year=2030))
    assert (made["0484", "T"]["status"], made["0484", "T"]["reason"]) == (status, reason)


def test_a_line_a_strategy_for_who_runs_the_etl():
    wanted = strategy(kind="at_least", value=55, target_year=2030, fit="partial")
    second = strategy(kind="at_most", value=10, why_no_indicator="Inget mäter det.").goals[0].model_copy(update={"id": "andra"})
    third = wanted.goals[0].model_copy(update={"id": "tredje", "value": 99.0})
    wanted = wanted.model_copy(update={"goals": (wanted.goals[0], second, third)})
    strategies = Strategies(strategies=(wanted,), principles=(), targets=(), links=())
    catalogue = Catalogue(focus_areas=(), indicators=(SYSS,), groups=GROUPS)
    made = goals(catalogue, strategies, {"syss": grid_of(RISING)}, regions())
    assert followed_in_words(strategies, made) == [
        "Goals: 2 of 3 can be followed (3 goal(s)).",
        "Goals of prov: 2 of 3 can be followed (2 of them only in part); 1 without a measure.",
    ]
