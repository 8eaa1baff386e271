"""The strategies' pages: every strategy for every region of its län, every target and principle, and addresses gone wrong."""

import gzip
import json
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from page_json import SCRIPT, props_of, words
from republished import BY_HAND

from dashboard.pages.strategi.strategy_view import goal_order
from dashboard.pages.strategier import crosswalk
from dashboard.published import queries
from etl.contract.catalogue import load_catalogue
from etl.contract.goal import counted
from etl.contract.paths import ROOT
from etl.contract.paths import data_paths as paths
from etl.contract.strategies import load_strategies
from tests.random_tests import cases

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
STRATEGIES = load_strategies(ROOT / "data" / "catalogue", CATALOGUE)
KEYS = [one.key for one in crosswalk.options(STRATEGIES)]
LARGEST = 10_000
"""Bytes of an answer to another choice, gzipped."""


def ask(visitor, strategy, region, shown=None):
    """What the page's callback answers, as the browser asks it: the figures of all goals at once."""
    goals = [{"type": "goal-figures", "goal": name} for name in (shown or goal_order(strategy))]
    others = [
        ("strategy-overview", "content"),
        ("strategy-region-words", "content"),
        ("strategy-remarks", "content"),
        ("strategy-address", "data"),
    ]
    name = '{"goal":["ALL"],"type":"goal-figures"}.content'
    body = {
        "output": f"..{'...'.join([name, *(f'{one}.{prop}' for one, prop in others)])}..",
        "outputs": [
            [{"id": one, "property": "content"} for one in goals],
            *({"id": one, "property": prop} for one, prop in others),
        ],
        "inputs": [{"id": "strategy-region", "property": "value", "value": region}],
        "state": [{"id": "strategy-id", "property": "data", "value": strategy.id if strategy else None}],
        "changedPropIds": ["strategy-region.value"],
    }
    return visitor.http.post("/_dash-update-component", data=json.dumps(body), content_type="application/json")


def regions_of(strategy):
    every = queries.regions(queries.current(paths()))
    return [code for code in every if code.startswith(strategy.region)]


@pytest.mark.parametrize("strategy", STRATEGIES.strategies, ids=lambda one: one.id)
def test_every_region_of_every_strategy(visitor, strategy):
    for code in regions_of(strategy):
        answer = ask(visitor, strategy, code)
        assert answer.status_code == 200, answer.text[:1000]
        assert len(gzip.compress(answer.data)) <= LARGEST
        response = answer.get_json()["response"]
        assert len([name for name in response if "goal-figures" in name]) == len(strategy.goals)
        text = words([part["content"] for name, part in response.items() if "goal-figures" in name])
        if all(goal.fit != "direct" for goal in strategy.goals):
            assert "Målet är nått" not in text.replace("Målet är nått när", ""), "every measure measures a part only"
        assert "None" not in text
        assert not re.search(r"\bnan\b", text)


@pytest.mark.parametrize("strategy", STRATEGIES.strategies, ids=lambda one: one.id)
def test_a_strategys_page_says_all_of_it(visitor, strategy):
    page = visitor.open(f"/strategi/{strategy.id}")
    text = words(page)
    assert strategy.title in text
    assert strategy.actor in text
    assert strategy.dated in text
    for goal in strategy.goals:
        assert goal.text in text
        assert goal.source in text
        assert (goal.note or "") in text
    areas = {goal.area for goal in strategy.goals if not goal.text}
    assert text.count("Ordalydelsen är inte funnen för ") == len(areas), "one line an area"
    urls = {props.get("href") for props in props_of(page)}
    assert {strategy.url, *(document.url for document in strategy.documents)} <= urls
    assert {goal.url for goal in strategy.goals if goal.url} <= urls
    if strategy.caveat:
        assert strategy.caveat.text in text
    assert visitor.get(f"/strategi/{strategy.id}").status_code == 200


def test_goals_can_be_linked_to(visitor):
    for strategy in STRATEGIES.strategies:
        ids = {
            props.get("id") for props in props_of(visitor.open(f"/strategi/{strategy.id}")) if isinstance(props.get("id"), str)
        }
        assert {f"mal-{goal.id}" for goal in strategy.goals} <= ids


def test_what_is_quoted_is_marked_apart_from_what_is_retold(visitor):
    text = words(visitor.open("/strategi/moelndal"))
    assert "Ordagrant. Källa:" in text
    assert "Återgivet med våra ord" in words(visitor.open("/strategi/eskilstuna"))


def test_another_region_is_told_apart(visitor):
    assert "Strategin gäller Mölndal, inte Flen" in words(visitor.open("/strategi/moelndal?region=0482"))
    assert "Strategin gäller hela Södermanlands län. Här visas Flen." in words(
        visitor.open("/strategi/soermland_rus?region=0482")
    )


def test_another_region_has_an_address(visitor):
    strategy = STRATEGIES.strategy("soermland_2017")
    response = ask(visitor, strategy, "0482").get_json()["response"]
    assert response["strategy-address"]["data"]["href"] == "/strategi/soermland_2017?region=0482"
    response = ask(visitor, strategy, "04").get_json()["response"]
    assert response["strategy-address"]["data"]["href"] == "/strategi/soermland_2017"


@pytest.mark.parametrize("region", ["9999", "00", None, SCRIPT, ""])
def test_a_region_that_is_not_there_falls_back(visitor, region):
    answer = ask(visitor, STRATEGIES.strategy("eskilstuna"), region)
    assert answer.status_code == 200
    assert answer.get_json()["response"]["strategy-address"]["data"]["href"] == "/strategi/eskilstuna"


def test_a_page_of_another_version_is_left_alone(visitor):
    answer = ask(visitor, STRATEGIES.strategy("eskilstuna"), "0484", shown=["another_goal"])
    assert answer.status_code in (200, 204)
    assert "another_goal" not in answer.text or "children" not in answer.text


@pytest.mark.parametrize("address", ["/strategi/finns-inte", "/strategi/a/b", "/strategi/eskilstuna/mer", "/strategi/%3Cb%3E"])
def test_a_strategy_that_is_not_there(visitor, address):
    assert visitor.get(address).status_code == 404
    assert "finns inte" in words(visitor.open(address))


def test_without_the_table_of_goals_the_page_stands(visitor, demo_data, tmp_path, monkeypatch):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    directory = tmp_path / "published" / BY_HAND
    directory.parent.mkdir()
    directory.mkdir()
    for file in (demo_data / "published" / version).iterdir():
        if file.name != "goals.parquet":
            (directory / file.name).symlink_to(file)
    (tmp_path / "published" / "CURRENT").write_text(BY_HAND, encoding="utf-8")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    assert "är inte beräknat i den här dataversionen" in words(visitor.open("/strategi/eskilstuna"))


# A row a goal


def overview(visitor, strategy, region):
    told = ask(visitor, STRATEGIES.strategy(strategy), region).get_json()["response"]
    return told["strategy-overview"]["content"]


def table_rows(content):
    return [words(props["children"]) for props in props_of(content) if props.get("role") == "row" and "children" in props]


def test_a_settled_goal_shows_the_actors_own_account(visitor):
    row = next(row for row in table_rows(overview(visitor, "eskilstuna", "0484")) if "10 procent år 2020" in row)
    assert "Målet nåddes inte 2020" in row
    assert row.count("egen uppgift") == 1
    assert "14,1 procent" in row
    assert "Källa:" in row


def test_every_found_goal_is_a_row_and_a_part_never_a_verdict(visitor):
    strategy = STRATEGIES.strategy("soermland_2017")
    rows = table_rows(overview(visitor, strategy.id, "0482"))
    found = [goal for goal in strategy.goals if goal.text]
    assert len(rows) == 1 + len(found)
    for goal, row in zip(found, rows[1:], strict=True):
        assert goal.text in row
        assert "Bara delar" in row or "Inget mått" in row
        assert not any(word in row for word in ("nått", "I takt", "Långt från takten"))


def test_a_lans_kommuner_are_side_by_side_only_for_a_lan(visitor):
    text = words(visitor.open("/strategi/soermland_2017"))
    assert "Länets kommuner sida vid sida" in text
    assert all(f"{name}" in text for name in ("Vingåker", "Trosa", "Flen"))
    for strategy in ("eskilstuna", "eu_2030"):
        assert "Länets kommuner" not in words(visitor.open(f"/strategi/{strategy}"))


@pytest.mark.parametrize("strategy", STRATEGIES.strategies, ids=lambda one: one.id)
def test_the_summary_counts_goals_directions_and_needs_apart(visitor, strategy):
    text = words(visitor.open(f"/strategi/{strategy.id}"))
    assert re.search(rf"\d+ av {len(strategy.goals)} mål kan följas \({counted(strategy.goals)}\)\.", text)


# Side by side


@pytest.mark.parametrize("key", KEYS)
def test_every_target_and_principle(visitor, key):
    parts = visitor.change("crosswalk-content.content", {"crosswalk.value": key}, "crosswalk.value")
    assert parts["crosswalk-address.data"]["href"] == f"/strategi?korsvag={key}"
    text = words(parts["crosswalk-content.content"])
    assert len(gzip.compress(json.dumps(parts).encode())) <= LARGEST
    found = crosswalk.rows(CATALOGUE, STRATEGIES, crosswalk.across(STRATEGIES, key))
    for row in found:
        assert row.entry is None or row.entry.short_title in text
        for use in (use for uses in row.cells.values() for use in uses):
            assert use.goal.text in text
    marked = text.count("Vår tolkning") + text.count("vår tolkning") + text.count("Ingen koppling hit")
    assert marked >= sum(len(uses) for row in found for uses in row.cells.values())
    assert words(visitor.open(f"/strategi?korsvag={key}")).find(text[:200]) >= 0


@pytest.mark.parametrize("number", range(1, 12))
def test_every_principle_says_how_far_its_wording_is_verified(visitor, number):
    text = words(visitor.open(f"/strategi?korsvag=eu:{number}"))
    principle = next(one for one in STRATEGIES.principles if one.number == number)
    texts = {
        "verbatim": "Ordagrant ur källan",
        "partly_verbatim": "Delvis ordagrant ur källan",
        "meaning_verified": "Innebörden är kontrollerad, ordalydelsen inte",
        "own_translation": "Vår översättning, inte EU:s ord",
    }
    assert texts[principle.wording.value] in text
    assert texts[principle.wording_en.value] in text
    assert principle.text in text
    assert principle.text_en in text


def test_the_list_names_every_strategy(visitor):
    page = visitor.open("/strategi")
    assert visitor.get("/strategi").status_code == 200
    assert all(strategy.title in words(page) for strategy in STRATEGIES.strategies)
    assert "6 mål; vi har inte fått läsa 5 av dem" in words(page)


@pytest.mark.parametrize("query", ["?korsvag=eu:99", "?korsvag=sdg:99.9", "?korsvag=x", f"?korsvag={SCRIPT}"])
def test_what_is_not_there_is_told(visitor, query):
    page = visitor.open(f"/strategi{query}")
    assert "som inte finns här" in words(page)
    assert SCRIPT not in json.dumps(page)


ANY = st.text(max_size=60)
PAIRS = st.lists(st.tuples(st.sampled_from(["korsvag", "region", "okand"]), ANY | st.sampled_from(KEYS)), max_size=4)


@settings(max_examples=cases(60), deadline=timedelta(seconds=30), suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(["/strategi", "/strategi/eskilstuna"]) | ANY.map("/strategi/{}".format), pairs=PAIRS)
@example(path="/strategi/eskilstuna", pairs=[("region", SCRIPT)])
@example(path="/strategi/" + "a" * 20_000, pairs=[])
def test_any_address_gives_a_page(visitor, path, pairs):
    page = visitor.open(path.split("?")[0] + "?" + "&".join(f"{key}={value}" for key, value in pairs))
    text = json.dumps(page, ensure_ascii=False)
    assert '"H1"' in text
    assert SCRIPT not in text
