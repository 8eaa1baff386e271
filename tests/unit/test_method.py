"""The method is told in one way: what `/om` says of the signals stands in `docs/method.md`, and with the numbers of the code."""

import re
from pathlib import Path

import pytest

from dashboard import formats
from dashboard.pages.indikator import reasons, signal_words
from dashboard.pages.om.method import METHOD
from etl.contract.catalogue import FEWEST_IN_BAROMETER
from etl.signals import mann_kendall, trend

ROOT = Path(__file__).parents[2]
RULES = {rule.name: rule.text for rule in METHOD["Tre signaler"]}
NUMBERS = {3: "tre", 5: "fem", 8: "åtta"}


def joined(text):
    return " ".join(text.split())


DOCUMENT = joined((ROOT / "docs" / "method.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["Trend", "Trend mot riket", "Trend i enkäter", "Barometer"])
def test_the_page_and_the_document_say_the_same(name):
    assert joined(RULES[name]) in DOCUMENT


def test_the_numbers_are_those_of_the_code():
    assert f"de senaste {NUMBERS[trend.FEWEST]} till {NUMBERS[trend.MOST]} åren i rad" == formats.WINDOW
    assert f"{round(100 * trend.SIGNIFICANCE)} procents nivå" in RULES["Trend"]
    assert f"{trend.FEWEST_FOR_CHANGE} eller {trend.FEWEST - 1} år räcker inte" in RULES["Trend"]
    assert f"gräns {trend.THRESHOLD:.2f}".replace(".", ",") in RULES["Trend i enkäter"]
    assert f"minst {NUMBERS[FEWEST_IN_BAROMETER]}" in RULES["Barometer"]


def test_how_many_kommuner_chance_gives_a_trend():
    """The exact share of all orders that are significant, for each number of years."""
    shares = []
    for years in range(trend.FEWEST, trend.MOST + 1):
        ties = (1,) * years
        orders = mann_kendall.distribution(ties)
        by_chance = sum(
            many for score, many in orders.items() if mann_kendall.probability(ties, abs(score)) <= trend.SIGNIFICANCE
        )
        shares.append(by_chance / sum(orders.values()))
    told = re.search(r"får (\d,\d)–(\d,\d) procent av serier utan trend ändå en, (\d)–(\d) av 290", DOCUMENT)
    assert told is not None
    assert [f"{100 * share:.1f}".replace(".", ",") for share in (min(shares), max(shares))] == [told[1], told[2]]
    assert [round(290 * share) for share in (min(shares), max(shares))] == [int(told[3]), int(told[4])]
    assert f"omkring {told[4]} av 290" in RULES["Trend"]


def test_the_window_is_told_alike_everywhere():
    assert all(formats.WINDOW in text for text in reasons.METHODS.values())
    assert formats.WINDOW in signal_words.NOTES["trend"]
    odd = re.compile(r"(de )?senaste (fem|sex|sju|åtta|tio|\d+) år")
    files = [file for file in (ROOT / "dashboard").rglob("*.py") if odd.search(file.read_text(encoding="utf-8"))]
    assert not files, "other years are told of in these"
