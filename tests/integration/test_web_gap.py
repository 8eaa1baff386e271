"""The gap pane's choice of whom the gap is between: those born in Sweden and abroad, or women and men; in the address too."""

import json
from typing import Any

import pytest

from dashboard import formats
from dashboard.parts.pairs import BY_ORIGIN, BY_SEX, pairs_of
from dashboard.published import queries
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current

NOW = {"sex.value": "T", "municipalities.value": ["0484", "0480"], "method.value": "kvantiler", "pane.value": "gap"}
BOTH = "syss_utrikes"


@pytest.fixture(scope="module")
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


@pytest.fixture
def ask(visitor):
    """What changes on the page when one of its controls does; the split is that which was asked for or set instead."""

    def get(indicator: str, changed: str, **values: Any) -> dict[str, Any]:
        given = {f"{name}.value": value for name, value in values.items()}
        return {"split.value": values.get("split")} | visitor.turn(
            {**NOW, "indicator.value": indicator, **given}, f"{changed}.value"
        )

    return get


def names(parts: dict[str, Any]) -> list[str]:
    return [trace["name"] for trace in parts["trend.figure"]["data"] if "name" in trace]


def test_both_kinds_of_gap_are_offered_and_kept_in_the_address(ask):
    origin = ask(BOTH, "pane")
    assert (names(origin), origin["split.value"], origin["split-field.hidden"]) == (list(BY_ORIGIN), "ursprung", False)
    assert origin["indicator-address.data"]["href"].endswith("vy=gap")
    sexes = ask(BOTH, "split", split="kon")
    assert (names(sexes), sexes["split.value"], sexes["split-field.hidden"]) == (list(BY_SEX), "kon", False)
    assert sexes["indicator-address.data"]["href"].endswith("vy=gap&uppdelning=kon")
    assert "Kvinnor och män" in sexes["trend-title.content"]
    assert "map.figure" not in sexes, "the pane's choice must not draw the map"


def test_the_address_shows_the_same_gap(visitor):
    page = json.dumps(visitor.open(f"/indikator/{BOTH}?vy=gap&uppdelning=kon&tabell=vy"), ensure_ascii=False)
    assert "Gapet är kvinnor minus män" in page
    assert "Adressens uppdelning gick inte att tolka" in json.dumps(
        visitor.open(f"/indikator/{BOTH}?vy=gap&uppdelning=alder"), ensure_ascii=False
    )


def test_the_table_has_the_numbers_of_women_and_men(ask, snapshot):
    answer = ask(BOTH, "trend-as-table", split="kon", detail="00", **{"trend-as-table": True})
    entry = snapshot.catalogue.indicator(BOTH)
    data = queries.cube(snapshot, BOTH)
    for period in data.periods:
        women, men = (data.cell("00", period, sex).value for sex in "KM")
        row = [formats.bare(women, entry), formats.bare(men, entry), formats.difference(round(women - men, 10), entry)]
        assert all(f'"{number}"' in json.dumps(answer["trend-twin.content"], ensure_ascii=False) for number in row)


def test_where_there_is_one_kind_of_gap_no_choice_is_offered(ask, snapshot):
    """For every indicator: the choice is there exactly where both kinds are, and a stray one is let go of."""
    kinds = {entry.id: len(pairs_of(snapshot, entry.id, "T")) for entry in snapshot.catalogue.indicators}
    assert set(kinds.values()) == {0, 1, 2}
    for indicator, count in kinds.items():
        parts = ask(indicator, "split", split="kon")
        assert parts["split-field.hidden"] is (count < 2), indicator
        assert parts["split.value"] == ("kon" if count == 2 else "ursprung"), indicator
        assert ("uppdelning" in parts["indicator-address.data"]["href"]) is (count == 2), indicator


@pytest.mark.parametrize("pane", ["utveckling", "fordelning", "rangordning"])
def test_other_panes_have_no_gap_to_choose(ask, pane):
    assert ask(BOTH, "pane", pane=pane, split="kon")["split-field.hidden"] is True
