"""The strategies side by side: every goal and indicator in its cell, every link as the catalogue has it."""

import pytest

from dashboard import url_state
from dashboard.pages.strategier import crosswalk
from etl.contract.catalogue import load_catalogue
from etl.contract.goal import Evidence
from etl.contract.paths import ROOT
from etl.contract.strategies import Link, load_strategies

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
STRATEGIES = load_strategies(ROOT / "data" / "catalogue", CATALOGUE)
OPTIONS = crosswalk.options(STRATEGIES)


def rows_of(key, strategies=STRATEGIES):
    return crosswalk.rows(CATALOGUE, strategies, crosswalk.across(strategies, key))


def test_every_principle_and_target_can_be_laid_across():
    assert len(OPTIONS) == len(STRATEGIES.principles) + len(STRATEGIES.targets)
    assert [one.key for one in OPTIONS][:3] == ["eu:1", "eu:2", "eu:3"]
    targets = [one.target.id for one in OPTIONS if one.target]
    assert targets.index("8.5") < targets.index("10.2") < targets.index("16.7") < targets.index("16.b")


@pytest.mark.parametrize("one", OPTIONS, ids=lambda one: one.key)
def test_every_linked_goal_and_indicator_is_there_once(one):
    rows = rows_of(one.key)
    cells = [(row.entry.id if row.entry else None, use) for row in rows for uses in row.cells.values() for use in uses]
    for strategy in STRATEGIES.strategies:
        for goal in strategy.goals:
            found = [name for name, use in cells if use.goal is goal and use.strategy is strategy]
            wanted = [entry.id for entry in CATALOGUE.indicators if entry.id in goal.indicators]
            if one.cited_by(goal):
                assert sorted(found, key=str) == sorted(wanted or [None], key=str)
            assert len(found) == len(set(found))
    linked = {link.indicator for link in STRATEGIES.links if one.linked(link)}
    assert linked <= {row.entry.id for row in rows if row.entry}


def test_a_goal_that_is_not_linked_says_so():
    row = next(row for row in rows_of("sdg:8.5") if row.entry and row.entry.id == "sfi_2kurser")
    uses = {use.goal.id: use.link for uses in row.cells.values() for use in uses}
    assert uses["utbildning"] is None
    assert uses["rok_arbete"] is Evidence.INFERRED


def test_what_is_documented_stays_documented():
    changed = Link(indicator="syss_utrikes", eu_principle=3, evidence=Evidence.DOCUMENTED)
    others = tuple(link for link in STRATEGIES.links if (link.indicator, link.eu_principle) != ("syss_utrikes", 3))
    rows = rows_of("eu:3", STRATEGIES.model_copy(update={"links": (*others, changed)}))
    found = {row.entry.id: row.link.evidence for row in rows if row.entry and row.link}
    assert found.pop("syss_utrikes") is Evidence.DOCUMENTED
    assert set(found.values()) == {Evidence.INFERRED}


def test_what_most_regions_share_comes_first():
    counts = [row.regions for row in rows_of("eu:3") if row.entry]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1


def test_the_strategies_of_a_region_share_a_column():
    assert {code: len(own) for code, own in crosswalk.columns(STRATEGIES).items()}["04"] == 4


@pytest.mark.parametrize("one", OPTIONS, ids=lambda one: one.key)
def test_an_address_leads_back(one):
    address = url_state.crosswalk_address(one.key)
    assert address == f"/strategi?korsvag={one.key}"
    assert url_state.chosen_crosswalk(url_state.parse(address.partition("?")[2])) == one.key


@pytest.mark.parametrize("text", ["", "sdg", "eu:", "eu:111", "sdg:8", "SDG:8.5", "eu:3\n", "<b>", "sdg:8.5,eu:3", "eu:٣"])
def test_what_is_no_key_is_no_choice(text):
    assert url_state.chosen_crosswalk({"korsvag": text}) is None


@pytest.mark.parametrize("key", ["eu:12", "eu:99", "sdg:99.9", ""])
def test_what_is_not_there_is_nothing(key):
    assert crosswalk.across(STRATEGIES, key) is None


def test_a_strategys_address():
    assert url_state.strategy_address("eskilstuna", None) == "/strategi/eskilstuna"
    assert url_state.strategy_address("eskilstuna", "0484") == "/strategi/eskilstuna?region=0484"
