"""The table of goals, by examples that are reckoned by hand."""

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, Groups, Indicator
from etl.contract.schemas import GOALS, OBSERVATIONS, REGIONS
from etl.contract.strategies import Strategies, Strategy
from etl.derive.grid import grid_of
from etl.goals import goals, measured_in_words

PLACES = [
    ("00", "riket", None),
    ("04", "lan", "04"),
    ("0480", "kommun", "04"),
    ("0484", "kommun", "04"),
    ("1481", "kommun", "14"),
]
GROUPS = Groups(skr_year=2023, skr=(), peers_theme="prov")


def regions():
    rows = [{"code": code, "name": f"Plats {code}", "type": kind, "lan": lan} for code, kind, lan in PLACES]
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
        "status": "too_slow",
        "reason": None,
        "approximate": False,
        "approximate_reason": None,
        "kind": "above_riket",
        "measure": "level",
        "baseline_year": 2018,
        "baseline": 50.0,
        "latest_year": 2022,
        "latest": 56.0,
        "reference": 64.0,
        "target_year": 2030,
        "limit": None,
        "distance": 8.0,
        "required_pace": round(10 / 12, 10),
        "observed_pace": 0.5,
        "met_in_target_year": None,
    }
    assert {region: row["status"] for (region, _), row in rows.items()} == {
        "0480": "wrong_direction",  # 10 behind, then 13
        "0484": "too_slow",
        "1481": "met",  # 65 against 64
    }
    assert [row["concerned"] for row in rows.values()] == [False, True, False]


def test_at_least_a_value_by_a_year():
    # 50 to 62 in 12 years is 1 a year; 50 to 56 in 4 is 1.5, 50 to 51 is 0.25.
    wanted = strategy("04", kind="at_least", value=62, baseline_year=2018, target_year=2030)
    rows = found([SYSS], {"syss": RISING}, wanted)
    told = {
        region: (row["status"], row["limit"], row["required_pace"], row["observed_pace"]) for (region, _), row in rows.items()
    }
    assert told == {
        "04": ("cannot_be_measured", 62.0, None, None),
        "0480": ("too_slow", 62.0, 1.0, 0.25),
        "0484": ("on_track", 62.0, 1.0, 1.5),
        "1481": ("met", 62.0, round(4 / 12, 10), 1.75),
    }
    assert rows["04", "T"]["reason"] == "redovisas inte för län"
    assert [row["concerned"] for row in rows.values()] == [True, True, True, False], "the län and its kommuner"


def test_a_goal_without_a_baseline_has_no_pace_and_none_is_made_up():
    rows = found([SYSS], {"syss": RISING}, strategy(kind="above_riket", target_year=2030))
    row = rows["0484", "T"]
    assert (row["status"], row["reason"], row["baseline_year"]) == ("cannot_be_measured", "basår saknas", None)
    assert (row["latest"], row["reference"], row["distance"], row["observed_pace"]) == (56.0, 64.0, 8.0, None)
    assert rows["1481", "T"]["status"] == "met", "above riket already, whatever it was before"


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
            "måttet har ingen önskad riktning",
        ),
        (indicator("syss", unit="yes_no"), [("0484", 2022, 1.0)], {}, "ja- och nej-svar har ingen takt"),
        (indicator("syss", unit="ordinal"), [("0484", 2022, 1.0)], {}, "bedömningar i steg har ingen takt"),
        (indicator("syss"), [("0484", "2022K1", 1.0)], {}, "inga årsvärden"),
        (indicator("syss"), [("0480", 2022, 1.0)], {}, "uppgift saknas"),
        (indicator("syss"), [("0484", 2021, None), ("0484", 2022, None)], {}, "dold uppgift 2022"),
        (indicator("syss"), [("0484", 2022, 5.0)], {"measure": "gap"}, "motsvarande mått för inrikes födda saknas"),
        (
            indicator("syss", breaks=[{"period": "2020", "text": "Ny metod."}]),
            [("0484", 2018, 5.0), ("0484", 2022, 6.0)],
            {},
            "brott 2020",
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
        (("0484", "K"), "cannot_be_measured"),
        (("0484", "M"), "met"),
        (("0484", "T"), "cannot_be_measured"),
    ]


@pytest.mark.parametrize(
    ("value", "margin", "status", "reason"),
    [
        (60.0, 5.1, "cannot_be_measured", "skillnaden ryms inom felmarginalen"),  # 5 above the limit
        (60.0, 4.9, "met", "basår saknas"),
        (60.0, None, "cannot_be_measured", "felmarginalen är inte känd"),
        (50.0, 1.0, "cannot_be_measured", "basår saknas"),
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
    assert measured_in_words(strategies, made) == [
        "Goals of prov: 1 of 3 can be measured (1 of them only in part); 1 without an indicator, 1 'basår saknas'."
    ]
