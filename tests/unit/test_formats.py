"""Swedish numbers, units and words, as CLDR writes them."""

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats
from etl import vanished
from etl.contract.catalogue import Indicator
from etl.contract.codes import Direction, Sex, Status, Unit

HARD = "\u00a0"
MINUS = "\u2212"


def indicator(unit: str = "percent", decimals: int = 1, **more: Any) -> Indicator:
    texts = dict.fromkeys(("title", "short_title", "definition"), "Prov")
    fixed = {"direction": "neutral", "role": "core", "focus_area": "prov", "sex_split": True}
    source = {"name": "kolada", "kpi": "N00000", "title": "Prov"}
    return Indicator.model_validate(
        {"id": "prov", "unit": unit, "decimals": decimals, **texts, **fixed, "source": source, **more}
    )


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (0, 0, "0"),
        (0.0, 1, "0,0"),
        (-0.0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (-0.06, 1, f"{MINUS}0,1"),
        (999.95, 1, f"1{HARD}000,0"),
        (1234.56, 1, f"1{HARD}234,6"),
        (-1234567, 0, f"{MINUS}1{HARD}234{HARD}567"),
        (61.25, 2, "61,25"),
        (0.625, 3, "0,625"),
    ],
)
def test_number(amount, decimals, text):
    assert formats.number(amount, decimals) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_reads_back_as_it_was(amount, decimals):
    text = formats.number(amount, decimals)
    assert not set(text) & set(" .-")
    back = float(text.replace(HARD, "").replace(",", ".").replace(MINUS, "-"))
    assert math.isclose(back, amount, rel_tol=1e-12, abs_tol=0.5 * 10**-decimals + 1e-9)
    assert math.copysign(1, back) > 0 or back < 0, "a zero has no minus"


@pytest.mark.parametrize(
    ("unit", "decimals", "amount", "text"),
    [
        ("percent", 1, 61.24, f"61,2{HARD}%"),
        ("percentage_points", 1, -3.0, f"{MINUS}3,0{HARD}procentenheter"),
        ("count", 0, 12345.0, f"12{HARD}345"),
        ("parity_ratio", 2, 0.618, "0,62"),
        ("yes_no", 0, 1.0, "Ja"),
        ("yes_no", 0, 0.0, "Nej"),
        ("yes_no", 0, 0.734, "0,73"),
        ("ordinal", 0, 0.0, "Underskott"),
        ("ordinal", 0, 1.0, "Balans"),
        ("ordinal", 0, 2.0, "Överskott"),
        ("ordinal", 0, 1.25, "1,25"),
        ("percent", 1, None, "–"),
        ("percent", 1, math.nan, "–"),
    ],
)
def test_value(unit, decimals, amount, text):
    assert formats.value(amount, indicator(unit, decimals)) == text


def test_bare_keeps_only_the_per_cent_sign():
    assert formats.bare(2.5, indicator("percentage_points")) == "2,5"
    assert formats.bare(2.5, indicator("percent")) == f"2,5{HARD}%"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (2.44, "+2,4"),
        (-0.3, f"{MINUS}0,3"),
        (0.0, "±0,0"),
        (-0.04, "±0,0"),
        (1500.0, f"+1{HARD}500,0"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_difference(amount, text):
    assert formats.difference(amount, indicator()) == text


@pytest.mark.parametrize("unit", ["yes_no", "ordinal"])
def test_words_have_no_difference(unit):
    assert formats.difference(1.0, indicator(unit, 0)) == "–"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (55.31, 61.0, "55,3–61,0"),
        (55.31, 55.33, "55,3"),
        (-3.0, 2.0, f"{MINUS}3,0 till 2,0"),
        (-3.0, -1.0, f"{MINUS}3,0 till {MINUS}1,0"),
        (1000.0, 2000.0, f"1{HARD}000,0–2{HARD}000,0"),
    ],
)
def test_span(low, high, text):
    assert formats.span(low, high, indicator()) == text


def test_shares_differ_in_percentage_points():
    assert formats.difference_unit(indicator("percent")) == "procentenheter"
    assert formats.difference_unit(indicator("count", 0)) == "antal"


@pytest.mark.parametrize(
    ("words", "codes"),
    [(formats.UNIT_WORDS, Unit), (formats.SEX_WORDS, Sex), (formats.DIRECTION_WORDS, Direction)],
)
def test_every_code_has_words(words, codes):
    assert set(words) == set(codes)


def test_every_status_without_a_value_says_why():
    absent = set(Status) - {Status.OK, Status.PRELIMINARY}
    assert {formats.absent(status.value) for status in absent} == {
        "Uppgift saknas",
        "Redovisas inte",
        "Dold, för få personer",
    }
    assert formats.why_absent("missing", None) == "Uppgift saknas."
    assert formats.why_absent("suppressed", "Färre än fem personer") == "Dold, för få personer. Färre än fem personer."


def test_timestamp_is_the_day():
    assert formats.timestamp("2026-11-21T08:30:00+00:00") == "2026-11-21"


@pytest.mark.parametrize(
    ("reason", "note", "sentence"),
    [
        (None, None, None),
        ("Rättat: SCB.", None, None),
        ("Bygger på få personer (12)", "få personer (12)", "Uppgiften bygger på få personer (12)."),
        ("Rättat: SCB. Bygger på få personer (5)", "få personer (5)", "Uppgiften bygger på få personer (5)."),
        ("Misstänkt fel: totalen ligger utanför kvinnor och män", "misstänkt fel", "Misstänkt fel i källan."),
        (vanished.GONE, "ej kvar i källan", "Värdet finns inte längre i källan."),
    ],
)
def test_what_stands_beside_a_value(reason, note, sentence):
    assert (formats.note(reason), formats.caution(reason)) == (note, sentence)
    assert formats.noted("45,6 %", reason) == ("45,6 %" if note is None else f"45,6 %, {note}")


def test_a_moment_is_shown_as_its_day_in_sweden():
    assert formats.timestamp("2026-11-21T23:30:00+00:00") == "2026-11-22"
    assert formats.timestamp("2026-06-21T21:59:59+00:00") == "2026-06-21"
    assert formats.timestamp("2026-06-21T22:00:00+00:00") == "2026-06-22"
    assert formats.timestamp("2026-11-21") == "2026-11-21"
    assert formats.timestamp("") == ""


@pytest.mark.parametrize(
    ("value", "finer", "decimals"),
    [
        (66.35, 2, 1),
        (66.3496, 2, 1),
        (-0.15, 2, 1),
        (1.005, 3, 2),
        (2.675, 4, 2),
        (12.25, 2, 1),
        (0.5, 1, 0),
        (61.2, 1, 1),
        (8.44996, 3, 1),
    ],
)
def test_a_point_is_drawn_where_the_browser_writes_the_number_that_we_write(value, finer, decimals):
    at = formats.drawn(value, finer, decimals)
    written = Decimal(at).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)  # as JavaScript's toFixed does
    assert float(written) == formats.rounded(value, decimals)
    assert abs(at - value) <= 10**-finer, "nobody sees the difference"
