"""Every strategy, goal, principle, target and link of the real catalogue: sourced, resolved, in Swedish, nothing invented."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from etl.contract.catalogue import Indicator, load_catalogue
from etl.contract.codes import Role
from etl.contract.paths import ROOT
from etl.contract.strategies import (
    Evidence,
    Goal,
    GoalKind,
    Link,
    Principle,
    SdgTarget,
    Strategies,
    Strategy,
    Wording,
    load_strategies,
)

DIRECTORY = ROOT / "data" / "catalogue"
CATALOGUE = load_catalogue(DIRECTORY)
LOADED = load_strategies(DIRECTORY, CATALOGUE)
SHARED = ROOT.parent / "shared" / "domain"
GOALS = [(strategy, goal) for strategy in LOADED.strategies for goal in strategy.goals]
REGIONS = {
    "eskilstuna": "0484",
    "moelndal": "1481",
    "skane": "12",
    "soermland_2016": "04",
    "soermland_2017": "04",
    "soermland_rus": "04",
}
NOT_SWEDISH = frozenset(("id", "url", "url_en", "text_en", "region"))
JUDGED = (Role.CORE, Role.SUPPORT)

each_strategy = pytest.mark.parametrize("strategy", LOADED.strategies, ids=lambda strategy: strategy.id)
each_goal = pytest.mark.parametrize(("strategy", "goal"), GOALS, ids=[f"{strategy.id}-{goal.id}" for strategy, goal in GOALS])
each_principle = pytest.mark.parametrize("principle", LOADED.principles, ids=lambda principle: str(principle.number))
each_target = pytest.mark.parametrize("target", LOADED.targets, ids=lambda target: target.id)


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


def test_holds_the_strategies_that_the_product_grew_from() -> None:
    assert {strategy.id: strategy.region for strategy in LOADED.strategies}.items() >= REGIONS.items()


@each_strategy
def test_strategy_says_where_it_comes_from(strategy: Strategy) -> None:
    assert strategy.actor
    assert strategy.document
    assert 2010 <= strategy.year <= 2025
    assert strategy.url.startswith("http")
    assert len(strategy.summary) >= 200, "our own words, enough to know what it is about"
    statements = [one for one in (strategy.overall_goal, strategy.vision, strategy.caveat) if one is not None]
    assert all(one.source and len(one.text) <= 200 for one in statements), "short, with its source"


@each_strategy
def test_every_area_and_document_of_a_strategy_is_used(strategy: Strategy) -> None:
    named = {goal.document for goal in strategy.goals} | {area.document for area in strategy.areas}
    quoted = {one.url for one in (strategy.overall_goal, strategy.vision, strategy.caveat) if one is not None}
    assert not [one.id for one in strategy.documents if one.id not in named and one.url not in quoted]
    assert {goal.area for goal in strategy.goals if goal.area} <= {area.id for area in strategy.areas}


@pytest.mark.parametrize(
    "entry", [*LOADED.strategies, *LOADED.principles, *LOADED.targets, *LOADED.links], ids=lambda entry: type(entry).__name__
)
def test_reads_as_swedish(entry: BaseModel) -> None:
    assert not {name: found for name, text in swedish(entry) if (found := faults_of_typography(text))}


@pytest.mark.parametrize(
    "text", ["2016-2019 gäller", "2016 – 2019", "mål - medel", "målet  här", "EJ FUNNET", "the goal", "ja , nej"]
)
def test_the_typography_check_finds_faults(text: str) -> None:
    assert faults_of_typography(text)


@each_goal
def test_goal_has_an_indicator_or_the_reason_why_not(strategy: Strategy, goal: Goal) -> None:
    assert bool(goal.indicators) != bool(goal.why_no_indicator)
    assert all(CATALOGUE.indicator(name) for name in goal.indicators)
    assert (goal.indicator_evidence is Evidence.INFERRED) == bool(goal.indicators), "no source names an indicator of ours"
    kpis = {entry.source.reference for entry in CATALOGUE.indicators}
    assert not kpis & {*goal.kpis_wanted}, f"{strategy.id}: in the catalogue now, use it as an indicator"


@each_goal
def test_goal_has_evidence_and_a_text_only_where_it_was_found(strategy: Strategy, goal: Goal) -> None:
    assert goal.source
    assert bool(goal.text) == (goal.evidence is not Evidence.NOT_FOUND)
    assert not goal.text or (goal.text[0].isupper() and goal.text.endswith("."))
    assert goal.url is not None or strategy.url_note is not None or goal.evidence is Evidence.NOT_FOUND
    for text in (goal.note, goal.why_no_indicator):
        assert text is None or text.endswith(".")


@each_goal
def test_values_and_years_stand_in_the_goals_text(strategy: Strategy, goal: Goal) -> None:
    for number in (goal.value, goal.target_year, goal.baseline_year):
        assert number is None or f"{number:g}" in goal.text, f"{strategy.id}: not in the source's words"
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
    assert goals["sysselsattning_2030"] == (GoalKind.ABOVE_RIKET, 2030, "partial")
    assert goals["ungdomsarbetsloshet_2022"] == (GoalKind.BELOW_RIKET, 2022, None)


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
    named = {CATALOGUE.indicator(name) for _, goal in GOALS for name in goal.indicators}
    kpis = {entry.source.reference for entry in named if entry} | {kpi for _, goal in GOALS for kpi in goal.kpis_wanted}
    assert kpis - set(re.findall(r"[NU][0-9]{5}", text)) == set()


def test_goals_lead_only_to_researched_targets_and_principles() -> None:
    rows = researched("strategier_mal_indikatorer.csv")
    targets = set(re.findall(r"\d+\.[0-9a-z]+", " ".join(row["sdg_delmal"] for row in rows)))
    assert {target for _, goal in GOALS for target in goal.sdg_targets} <= targets
    assert all(goal.link_evidence is Evidence.INFERRED for _, goal in GOALS if goal.sdg_targets or goal.eu_principles)


@each_principle
def test_principle_is_worded_as_researched(principle: Principle) -> None:
    row = researched("eu_cbp.csv")[principle.number - 1]
    assert (principle.text_en, int(row["nr"])) == (row["text_en"], principle.number)
    own = row["text_sv"].startswith("(egen översättning) ")
    assert principle.text == row["text_sv"].removeprefix("(egen översättning) ")
    assert (principle.wording is Wording.OWN_TRANSLATION) == own
    assert (principle.wording is Wording.VERBATIM) == row["verifiering_sv"].startswith("ordagrant")
    assert (principle.wording_en is Wording.VERBATIM) == row["verifiering_en"].startswith("ordagrant")


def test_there_are_eleven_principles_in_order() -> None:
    assert [principle.number for principle in LOADED.principles] == list(range(1, 12))


@each_principle
def test_principle_has_an_indicator_or_the_reason_why_not(principle: Principle) -> None:
    linked = any(link.eu_principle == principle.number for link in LOADED.links)
    assert linked != bool(principle.why_no_indicator)


def test_targets_are_the_thirty_researched() -> None:
    rows = researched("sdg_delmal.csv")
    assert len(LOADED.targets) == 30
    wanted = {row["delmal"]: row["officiell_text_en"].strip() for row in rows}
    assert {target.id: target.text_en for target in LOADED.targets} == wanted


@each_target
def test_target_belongs_to_one_of_the_seventeen_goals(target: SdgTarget) -> None:
    assert 1 <= target.goal <= 17
    assert len(target.title) <= 90


@pytest.mark.parametrize("entry", CATALOGUE.indicators, ids=lambda entry: entry.id)
def test_indicator_is_linked_where_it_is_judged(entry: Indicator) -> None:
    links = [link for link in LOADED.links if link.indicator == entry.id]
    both = any(link.sdg_target for link in links) and any(link.eu_principle for link in links)
    assert both or entry.role not in JUDGED
    assert not links or entry.focus_area != "kontext"


@pytest.mark.parametrize("link", LOADED.links, ids=lambda link: f"{link.indicator}-{link.sdg_target or link.eu_principle}")
def test_link_is_inferred_and_says_what_is_known(link: Link) -> None:
    assert link.evidence is Evidence.INFERRED, "no source links one indicator to one target or principle"
    shown = {row["slug"]: row["rka_visningar"] for row in researched("indikatorer_kolada.csv")}
    tagged = "Agenda 2030" in shown.get(link.indicator, "") and link.sdg_target is not None
    assert bool(link.note) == tagged, "RKA's choice of indicators for Agenda 2030 is told"


def test_survives_the_way_to_json_and_back() -> None:
    assert Strategies.model_validate_json(LOADED.model_dump_json()) == LOADED


def test_goals_of_an_indicator_are_found_from_it() -> None:
    found = {strategy.id for strategy, _ in LOADED.goals_of("syss_utrikes")}
    assert found >= {"eskilstuna", "moelndal", "soermland_2016", "soermland_2017", "soermland_rus"}
    assert LOADED.goals_of("invanare") == ()
    assert LOADED.strategy("okand") is None
