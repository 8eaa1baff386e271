"""What a change of kommun sends: only what differs where the browser's content is known, else all; and charts only once."""

import gzip
import json
from typing import Any

import pytest

from etl.contract.paths import DataPaths
from etl.contract.reader import open_current

MOST_BYTES = 6_000
SLOTS = range(6)
PLACES = ["0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488", "0428"]


@pytest.fixture
def version(demo_data):
    return open_current(DataPaths(demo_data)).version


def overview(visitor: Any, region: str | None, known: str | None) -> Any:
    values = {"region.value": region, "overview-areas.data-known": known}
    return visitor.change("overview-areas.children", values, "region.value")


def meeting(visitor: Any, region: str, known: str | None, strategy: str = "-") -> Any:
    values = {"meeting-region.value": region, "meeting-strategy.value": strategy, "meeting-content.data-known": known}
    return visitor.change("meeting-content.children", values, "meeting-region.value")


def small(content: Any) -> int:
    """Bytes as they are sent."""
    return len(gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 6))


@pytest.mark.parametrize(("old", "new"), [("0484", "0180"), ("04", "12"), ("00", "0484"), ("0484", "00"), ("1480", "04")])
def test_the_overview_sends_what_differs(visitor, version, old, new):
    parts = overview(visitor, None if new == "00" else new, f"{version}/{old}")
    base, key, _ = parts["overview-areas.children"]["difference"]
    assert (base, key) == (f"{version}/{old}", f"{version}/{new}")
    assert parts["overview-areas.data-known"] == key
    assert small(parts) < MOST_BYTES


@pytest.mark.parametrize("known", [None, "", "x", "gone/0484", "{version}/9999", "{version}", "{version}/0484/x"])
def test_all_is_sent_where_what_is_shown_is_unknown(visitor, version, known):
    parts = overview(visitor, "0180", known and known.format(version=version))
    assert isinstance(parts["overview-areas.children"], list)
    assert parts["overview-areas.data-known"] == f"{version}/0180"


def test_the_same_choice_again_sends_nothing_of_the_tables(visitor, version):
    parts = overview(visitor, "0180", f"{version}/0180")
    assert parts["overview-areas.children"]["difference"][2] == 0


@pytest.mark.parametrize(("old", "new"), [("0484", "0180"), ("0180", "0483"), ("2584", "0114")])
def test_the_meeting_page_sends_what_differs(visitor, old, new):
    known = meeting(visitor, old, None)["meeting-content.data-known"]
    parts = meeting(visitor, new, known)
    assert parts["meeting-content.children"]["difference"][:2] == [known, parts["meeting-content.data-known"]]
    assert small(parts) < small(meeting(visitor, new, None)) * 0.65


@pytest.mark.parametrize(
    ("region", "old", "new"), [("0484", "-", "moelndal"), ("0484", "moelndal", "soermland_rus"), ("04", "-", "eskilstuna")]
)
def test_another_strategy_sends_only_what_is_not_there_already(visitor, region, old, new):
    known = meeting(visitor, region, None, old)["meeting-content.data-known"]
    assert small(meeting(visitor, region, known, new)) < MOST_BYTES


def test_a_lans_kommuner_are_sent_in_short(visitor):
    known = meeting(visitor, "04", None)["meeting-content.data-known"]
    assert small(meeting(visitor, "12", known)) < small(meeting(visitor, "12", None)) / 2


@pytest.mark.parametrize("known", ["{version}/0484//00", "{version}/00//01", "{version}/0484/finns_inte/01", "{version}/", "///"])
def test_a_meeting_page_that_can_not_be_made_again_is_sent_whole(visitor, version, known):
    assert isinstance(meeting(visitor, "0180", known.format(version=version))["meeting-content.children"], list)


def compared(visitor: Any, indicators: list[str], drawn: list[str | None], **more: Any) -> Any:
    values = {
        "compare-indicators.value": indicators,
        "compare-municipalities.value": more.pop("places", PLACES),
        "compare-sex.value": "T",
        **{f"compare-slot-{place}.data-shown": key for place, key in zip(SLOTS, drawn, strict=True)},
    }
    return visitor.change("compare-slot-0.data-shown", values, "compare-indicators.value")


def test_a_small_chart_is_sent_once(visitor):
    first = compared(visitor, ["syss_utrikes", "trangbodd_n2"], [None] * 6)
    drawn = [first[f"compare-slot-{place}.data-shown"] for place in SLOTS]
    assert {f"compare-chart-{place}.figure" in first for place in (0, 1)} == {True}
    more = compared(visitor, ["syss_utrikes", "trangbodd_n2", "invanare"], drawn)
    assert [f"compare-chart-{place}.figure" in more for place in SLOTS] == [False, False, True, False, False, False]
    other = compared(visitor, ["trangbodd_n2", "syss_utrikes"], drawn)
    assert [f"compare-chart-{place}.figure" in other for place in (0, 1)] == [True, True]
    fewer = compared(visitor, ["syss_utrikes"], drawn, places=PLACES[1:])
    assert "compare-chart-0.figure" in fewer, "other kommuner are another chart"
    assert fewer["compare-slot-1.data-shown"] == ""
