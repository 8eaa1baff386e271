"""Every strategy, goal, principle, target and link of the real catalogue: sourced, resolved, in Swedish, nothing invented."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from etl.contract.catalogue import load_catalogue
from etl.contract.codes import Role
from etl.contract.goal import Evidence, GoalKind, counted
from etl.contract.paths import ROOT
from etl.contract.strategies import Strategies, Wording, load_strategies

DIRECTORY = ROOT / "data" / "catalogue"
CATALOGUE = load_catalogue(DIRECTORY)
LOADED = load_strategies(DIRECTORY, CATALOGUE)
SHARED = ROOT.parent / "shared" / "domain"
GOALS = [(strategy, goal) for strategy in LOADED.strategies for goal in strategy.goals]
REGIONS = {
    "eskilstuna": "0484",
    "eu_2030": "00",
    "halland": "13",
    "jamtland": "23",
    "kungalv": "1482",
    "moelndal": "1481",
    "orebro_lan": "18",
    "riket_mal": "00",
    "rufs_2050": "01",
    "skane": "12",
    "skane_rus": "12",
    "soermland_2016": "04",
    "soermland_2017": "04",
    "soermland_2020": "04",
    "soermland_rus": "04",
}
NOT_SWEDISH = frozenset(("id", "url", "url_en", "text_en", "region"))
JUDGED = (Role.CORE, Role.SUPPORT)


def researched(name: str) -> list[dict[str, str]]:
    file: Path = SHARED / name
    if not file.exists():
        pytest.skip(f"{file} is not here: it holds the researched strategies, principles and targets")
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def swedish(entry: BaseModel) -> Iterator[tuple[str, str]]:
    """The fields that a reader reads, nested ones too."""
    for name, value in entry:
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from swedish(part)
            elif type(part) is str and " " in part and name not in NOT_SWEDISH:
                yield name, part


def faults_of_typography(text: str) -> list[str]:
    patterns = (
        r" - ",
        r"\d\s*-\s*\d",
        r"\d – \d",
        r"  ",
        r"\n",
        r"\.\.",
        r"EJ FUNN",
        r"\b(the|and|with|goal|not found)\b",
        r" ,",
    )
    return [pattern for pattern in patterns if re.search(pattern, text)]


def test_holds_the_strategies_that_were_researched() -> None:
    assert {strategy.id: strategy.region for strategy in LOADED.strategies}.items() >= REGIONS.items()


def test_strategy_says_where_it_comes_from(subtests: pytest.Subtests) -> None:
    for strategy in LOADED.strategies:
        with subtests.test(strategy.id):
            assert strategy.actor
            assert strategy.document
            assert strategy.year is None or 2010 <= strategy.year <= 2025
            assert strategy.url.startswith("http")
            assert len(strategy.summary) >= 200, "our own words, enough to know what it is about"
            statements = [one for one in (strategy.overall_goal, strategy.vision, strategy.caveat) if one is not None]
            assert all(one.source and len(one.text) <= 200 for one in statements), "short, with its source"


def test_every_area_and_document_of_a_strategy_is_used(subtests: pytest.Subtests) -> None:
    for strategy in LOADED.strategies:
        with subtests.test(strategy.id):
            named = {goal.document for goal in strategy.goals} | {area.document for area in strategy.areas}
            quoted = {one.url for one in (strategy.overall_goal, strategy.vision, strategy.caveat) if one is not None}
            assert not [one.id for one in strategy.documents if one.id not in named and one.url not in quoted]
            assert {goal.area for goal in strategy.goals if goal.area} <= {area.id for area in strategy.areas}


def test_reads_as_swedish(subtests: pytest.Subtests) -> None:
    for entry in [*LOADED.strategies, *LOADED.principles, *LOADED.targets, *LOADED.links]:
        with subtests.test(repr(entry)[:60]):
            assert not {name: found for name, text in swedish(entry) if (found := faults_of_typography(text))}


@pytest.mark.parametrize(
    "text", ["2016-2019 gäller", "2016 – 2019", "mål - medel", "målet  här", "EJ FUNNET", "the goal", "ja , nej"]
)
def test_the_typography_check_finds_faults(text: str) -> None:
    assert faults_of_typography(text)


def test_goal_has_an_indicator_or_the_reason_why_not(subtests: pytest.Subtests) -> None:
    for strategy, goal in GOALS:
        with subtests.test(f"{strategy.id}-{goal.id}"):
            assert bool(goal.indicators) != bool(goal.why_no_indicator)
            assert all(CATALOGUE.indicator(name) for name in goal.indicators)
            assert (goal.indicator_evidence is Evidence.INFERRED) == bool(goal.indicators), "no source names an indicator of ours"
            kpis = {entry.source.reference for entry in CATALOGUE.indicators}
            assert not kpis & {*goal.kpis_wanted}, f"{strategy.id}: in the catalogue now, use it as an indicator"


def test_goal_has_evidence_and_a_text_only_where_it_was_found(subtests: pytest.Subtests) -> None:
    for strategy, goal in GOALS:
        with subtests.test(f"{strategy.id}-{goal.id}"):
            assert goal.source
            assert bool(goal.text) == (goal.evidence is not Evidence.NOT_FOUND)
            assert not goal.text or (goal.text[0].isupper() and goal.text.endswith("."))
            assert goal.url is not None or strategy.url_note is not None or goal.evidence is Evidence.NOT_FOUND
            for text in (goal.note, goal.why_no_indicator):
                assert text is None or text.endswith(".")


def test_values_and_years_stand_in_the_goals_text(subtests: pytest.Subtests) -> None:
    for strategy, goal in GOALS:
        with subtests.test(f"{strategy.id}-{goal.id}"):
            for number in (goal.value, goal.target_year, goal.baseline_year):
                number_text = "" if number is None else f"{number:g}".replace(".", ",")
                assert number_text in goal.text, f"{strategy.id}: not in the source's words"
            assert goal.kind is GoalKind.DIRECTION_ONLY or goal.stated_as == "goal"


def test_moelndals_five_areas_are_ours_and_their_goals_not_found() -> None:
    strategy = LOADED.strategy("moelndal")
    assert strategy is not None
    ours = [(area.title, (area.id,)) for area in CATALOGUE.focus_areas if not area.context]
    assert [(area.title, area.focus_areas) for area in strategy.areas] == ours
    assert {goal.area: goal.evidence for goal in strategy.goals if goal.area} == dict.fromkeys(
        (area.id for area in strategy.areas), Evidence.NOT_FOUND
    )
    assert {reference.framework for reference in strategy.references} == {"eu_principles", "agenda_2030"}


def test_eskilstunas_goals_are_those_of_the_plan() -> None:
    strategy = LOADED.strategy("eskilstuna")
    assert strategy is not None
    assert strategy.caveat is not None
    assert "fullständig bild" in strategy.caveat.text
    goals = {goal.id: (goal.kind, goal.target_year, goal.fit) for goal in strategy.goals}
    assert goals["sysselsattning_2030"] == (GoalKind.ABOVE_RIKET, 2030, "direct")
    assert goals["ungdomsarbetsloshet_2022"] == (GoalKind.BELOW_RIKET, 2022, "direct")
    assert {goal.id: year for goal in strategy.goals if (year := getattr(strategy.adoption(goal), "year", None))} == {
        "sysselsattning_2030": 2017,
        "ungdomsarbetsloshet_2022": 2017,
        "arbetsloshet_2020": 2017,
        "inkluderingsmodell": 2019,
    }
    settled = next(goal.outcome for goal in strategy.goals if goal.id == "arbetsloshet_2020")
    assert settled is not None
    assert (settled.year, settled.value, settled.reached) == (2020, 14.1, False)
    readings = " ".join(goal.note or "" for goal in strategy.goals)
    assert readings.count("i paritet med riket") == 2, "both sources are told of both goals"


def test_what_was_adopted_says_where_that_is_written() -> None:
    known = [one for strategy in LOADED.strategies for one in (strategy.adopted, *(each.adopted for each in strategy.documents))]
    found = [one for one in known if one is not None]
    assert len(found) >= 15
    assert all(one.source and 2010 <= one.year <= 2025 for one in found)


def test_adopted_years_are_those_that_were_researched() -> None:
    rows = {(row["strategy"], row["year_adopted"]) for row in researched("mal_2026.csv")}
    for strategy in LOADED.strategies:
        years = {year for name, year in rows if name == strategy.id and year}
        mine = {str(one.year) for goal in strategy.goals if (one := strategy.adoption(goal))}
        assert strategy.id in {"riket_mal", "eu_2030"} or mine - {"2024"} <= years, strategy.id


def test_goals_directions_and_needs_are_counted_apart() -> None:
    every = tuple(goal for strategy, goal in GOALS if strategy.id in REGIONS)
    assert counted(every) == "30 mål, 25 inriktningar, 6 behov"
    assert counted(every[:1]) == "1 mål"
    assert counted(()) == ""


def test_soermlands_four_areas_are_needs() -> None:
    strategy = LOADED.strategy("soermland_2017")
    assert strategy is not None
    assert [area.title for area in strategy.areas] == [
        "Bostäder",
        "Utbildning och validering",
        "Arbete, praktik och matchning",
        "Ökad kunskap",
    ]
    assert {goal.stated_as for goal in strategy.goals} == {"need"}


def test_skanes_ten_conclusions_are_not_found() -> None:
    strategy = LOADED.strategy("skane")
    assert strategy is not None
    assert [goal.id for goal in strategy.goals if goal.evidence is Evidence.NOT_FOUND] == ["tio_slutsatser"]
    assert {document.id for document in strategy.documents} == {"rok", "overenskommelsen", "partnerskap"}


def test_goals_name_only_kpis_that_were_researched() -> None:
    text = " ".join(row["indikatorer"] for row in researched("strategier_mal_indikatorer.csv"))
    later = " ".join(row["indicator_id"] for row in researched("mal_2026.csv"))
    text = f"{text} {later}"
    named = {CATALOGUE.indicator(name) for _, goal in GOALS for name in goal.indicators}
    kpis = {entry.source.reference for entry in named if entry and entry.id not in later} | {
        kpi for _, goal in GOALS for kpi in goal.kpis_wanted
    }
    assert kpis - set(re.findall(r"[NU][0-9]{5}", text)) == set()


def test_goals_lead_only_to_researched_targets_and_principles() -> None:
    rows = researched("strategier_mal_indikatorer.csv")
    targets = set(re.findall(r"\d+\.[0-9a-z]+", " ".join(row["sdg_delmal"] for row in rows)))
    assert {target for _, goal in GOALS for target in goal.sdg_targets} <= targets
    assert all(goal.link_evidence is Evidence.INFERRED for _, goal in GOALS if goal.sdg_targets or goal.eu_principles)


def test_principle_is_worded_as_researched(subtests: pytest.Subtests) -> None:
    rows = researched("eu_cbp.csv")
    for principle in LOADED.principles:
        with subtests.test(str(principle.number)):
            row = rows[principle.number - 1]
            assert (principle.text_en, int(row["nr"])) == (row["text_en"], principle.number)
            own = row["text_sv"].startswith("(egen översättning) ")
            assert principle.text == row["text_sv"].removeprefix("(egen översättning) ")
            assert (principle.wording is Wording.OWN_TRANSLATION) == own
            assert (principle.wording is Wording.VERBATIM) == row["verifiering_sv"].startswith("ordagrant")
            assert (principle.wording_en is Wording.VERBATIM) == row["verifiering_en"].startswith("ordagrant")


def test_there_are_eleven_principles_in_order() -> None:
    assert [principle.number for principle in LOADED.principles] == list(range(1, 12))


def test_principle_has_an_indicator_or_the_reason_why_not(subtests: pytest.Subtests) -> None:
    for principle in LOADED.principles:
        with subtests.test(str(principle.number)):
            linked = any(link.eu_principle == principle.number for link in LOADED.links)
            assert linked != bool(principle.why_no_indicator)


def test_targets_are_the_thirty_researched() -> None:
    rows = researched("sdg_delmal.csv")
    assert len(LOADED.targets) == 30
    wanted = {row["delmal"]: row["officiell_text_en"].strip() for row in rows}
    assert {target.id: target.text_en for target in LOADED.targets} == wanted


def test_target_belongs_to_one_of_the_seventeen_goals(subtests: pytest.Subtests) -> None:
    for target in LOADED.targets:
        with subtests.test(target.id):
            assert 1 <= target.goal <= 17
            assert len(target.title) <= 90


def test_indicator_is_linked_where_it_is_judged(subtests: pytest.Subtests) -> None:
    for entry in CATALOGUE.indicators:
        with subtests.test(entry.id):
            links = [link for link in LOADED.links if link.indicator == entry.id]
            both = any(link.sdg_target for link in links) and any(link.eu_principle for link in links)
            assert both or entry.role not in JUDGED
            assert not links or entry.focus_area != "kontext"


def test_link_is_inferred_and_says_what_is_known(subtests: pytest.Subtests) -> None:
    shown = {row["slug"]: row["rka_visningar"] for row in researched("indikatorer_kolada.csv")}
    for link in LOADED.links:
        with subtests.test(f"{link.indicator}-{link.sdg_target or link.eu_principle}"):
            assert link.evidence is Evidence.INFERRED, "no source links one indicator to one target or principle"
            tagged = "Agenda 2030" in shown.get(link.indicator, "") and link.sdg_target is not None
            assert bool(link.note) == tagged, "RKA's choice of indicators for Agenda 2030 is told"


def test_survives_the_way_to_json_and_back() -> None:
    assert Strategies.model_validate_json(LOADED.model_dump_json()) == LOADED


def test_goals_of_an_indicator_are_found_from_it() -> None:
    found = {strategy.id for strategy, _ in LOADED.goals_of("syss_utrikes")}
    assert found >= {
        *("eskilstuna", "moelndal", "riket_mal", "rufs_2050", "skane_rus"),
        *("soermland_2016", "soermland_2017", "soermland_2020", "soermland_rus"),
    }
    assert LOADED.goals_of("invanare") == ()
    assert LOADED.strategy("okand") is None
