"""Sentences held against what a person would have written, and against words that they must never use."""

import re
from types import SimpleNamespace

import pytest

from dashboard import narrative
from dashboard.published.facts import NOTHING, Aim, Fact, Tally
from dashboard.published.goals import Progress
from dashboard.published.picks import Count
from dashboard.published.queries import Mean
from etl.contract.catalogue import load_catalogue
from etl.contract.codes import Status, Unit
from etl.contract.paths import ROOT
from etl.contract.rows import Barometer

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
HARD = "\u00a0"


def entry(name):
    found = CATALOGUE.indicator(name)
    assert found is not None
    return found


def fact(name, value, riket=None, mean=None, **more):
    """A fact of 2022; `more` are further signals, or the fact's own fields."""
    own = {key: more.pop(key) for key in ("margin", "riket_margin", "tally", "aims") if key in more}
    signals = {"period": "2022", "value": value, "status": "ok", **more}
    return Fact(entry(name), NOTHING._replace(**signals), riket, Mean(mean, "ovägt medel, 7 av 7") if mean else None, **own)


def text_of(given):
    return " ".join(narrative.sentences(given)).replace(HARD, " ")


def aim(status, *, approximate=False):
    empty = dict.fromkeys(Progress._fields)
    progress = Progress(**{**empty, "sex": "T", "status": status, "approximate": approximate})
    return Aim(SimpleNamespace(title="Mölndals integrationsstrategi"), SimpleNamespace(id="arbete"), progress)


def test_a_share():
    given = fact(
        "syss_utrikes",
        66.1,
        69.9,
        65.5,
        **{"change": 3.6, "previous_period": "2021", "rank": 223, "ranked": 290, "level": "worst"},
        **{"trend": "increasing", "trend_better": "better", "trend_first": "2015"},
    )
    assert text_of(given) == (
        "År 2022 var värdet 66,1 %. Det är lägre än i riket (69,9 %) och högre än medel för liknande kommuner (65,5 %). "
        "Sedan 2021 har värdet ökat med 3,6 procentenheter. Kommunen har plats 223 av 290 och hör till de 25 % sämsta. "
        "Trenden mellan 2015 och 2022 går uppåt, till det bättre."
    )


def test_what_looks_the_same_is_the_same():
    assert text_of(fact("syss_utrikes", 66.12, 66.08)) == "År 2022 var värdet 66,1 %. Det är samma som i riket (66,1 %)."


def test_no_change():
    assert text_of(fact("syss_utrikes", 66.1, change=0.02, previous_period="2021")).endswith("Värdet är oförändrat sedan 2021.")


def test_percentage_points_have_percentage_points_both_times():
    given = fact("avv_forvantat", -2.5, 0.1, change=-1.2, previous_period="2021")
    assert text_of(given) == (
        "År 2022 var värdet −2,5 procentenheter. Det är lägre än i riket (0,1 procentenheter). "
        "Sedan 2021 har värdet minskat med 1,2 procentenheter."
    )


def test_a_count_is_not_held_against_riket():
    given = fact("etab_inskrivna", 1268, 30000, change=-147, previous_period="2021")
    assert text_of(given) == "År 2022 var antalet 1 268. Sedan 2021 har antalet minskat med 147."


def test_per_inhabitants():
    given = fact("vrakn_barn", 13.0, 5.5, change=-3.8, previous_period="2021")
    assert text_of(given) == (
        "År 2022 var värdet 13,0 per 100 000 invånare. Det är högre än i riket (5,5 per 100 000 invånare). "
        "Sedan 2021 har värdet minskat med 3,8 per 100 000 invånare."
    )


@pytest.mark.parametrize(
    ("value", "riket", "words"),
    [
        (0.94, 0.92, "närmare 1 än i riket (0,92)"),
        (1.30, 0.92, "längre från 1 än i riket (0,92)"),
        (1.08, 0.92, "lika nära 1 som i riket (0,92)"),
        (0.92, 0.92, "samma som i riket (0,92)"),
    ],
)
def test_nearest_to_one(value, riket, words):
    assert text_of(fact("anst_balans", value, riket)).endswith(f"Det är {words}.")


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ({"margin": 3.0, "riket_margin": 0.5}, "Skillnaden mot riket är inom felmarginalen."),
        ({"margin": 1.0, "riket_margin": 0.5}, "Skillnaden mot riket är större än felmarginalen."),
        ({"margin": 3.0}, "Felmarginalen är inte publicerad, så det går inte att säga om skillnaden är säker."),
        ({}, "Felmarginalen är inte publicerad, så det går inte att säga om skillnaden är säker."),
    ],
)
def test_surveys(margins, words):
    said = text_of(fact("tillit_avsaknad", 30.0, 28.2, change=5.0, previous_period="2021", **margins))
    assert said.endswith(words)
    assert "ökat" not in said, "a survey's change is not told as one"
    claims = [word for word in ("högre", "lägre") if word in said]
    assert claims == (["högre"] if len(margins) == 2 else [])


def test_margins_add_up_as_squares():
    both = {"margin": 3.0, "riket_margin": 4.0}
    assert "inom felmarginalen" in text_of(fact("tillit_avsaknad", 33.0, 28.0, **both))
    assert "större än felmarginalen" in text_of(fact("tillit_avsaknad", 33.1, 28.0, **both))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("missing", "Uppgiften för 2022 saknas."),
        ("suppressed", "Uppgiften för 2022 är dold. Den gäller för få personer för att kunna visas."),
        ("not_applicable", "Måttet redovisas inte här."),
    ],
)
def test_no_value_says_why_and_nothing_more(status, words):
    assert text_of(fact("syss_utrikes", None, 69.9, 65.5, status=status)) == words


def test_preliminary():
    assert text_of(fact("syss_utrikes", 66.1, status="preliminary")) == "År 2022 var värdet 66,1 %. Uppgiften är preliminär."


def test_yes_and_no():
    assert text_of(fact("bme_mojl_anvisade", 0.0, 0.4)) == "År 2022 var svaret nej."
    assert text_of(fact("bme_mojl_anvisade", 1.0)) == "År 2022 var svaret ja."


def test_a_quarter():
    assert text_of(fact("syss_utrikes", 66.1, period="2024K1")) == "Första kvartalet 2024 var värdet 66,1 %."


def test_a_trend_that_is_none():
    given = fact("syss_utrikes", 66.1, trend="no_change", trend_first="2015")
    assert text_of(given).endswith("Mellan 2015 och 2022 finns ingen säker trend.")


def test_a_neutral_trend_is_not_judged():
    given = fact("andel_utrikes", 26.7, trend="increasing", trend_first="2018")
    assert text_of(given).endswith("Trenden mellan 2018 och 2022 går uppåt.")


def test_goals():
    assert text_of(fact("syss_utrikes", 66.1, aims=(aim("met"),))).endswith("Målet i Mölndals integrationsstrategi är nått.")
    partly = text_of(fact("syss_utrikes", 66.1, aims=(aim("too_slow", approximate=True),)))
    assert partly.endswith("Måttet går för långsamt för Mölndals integrationsstrategi, men visar bara en del av målet.")
    assert text_of(fact("syss_utrikes", 66.1, aims=(aim("cannot_be_measured"),))) == "År 2022 var värdet 66,1 %."


def test_a_goal_is_told_once():
    assert text_of(fact("syss_utrikes", 66.1, aims=(aim("met"), aim("met")))).count("är nått") == 1


def test_a_lan():
    tally = Tally(best=5, middle=4, worst=0, better=3, worse=0, trends=9)
    given = fact("anst_utrikes_andel", None, 24.3, 24.4, status="not_applicable", tally=tally)
    assert text_of(given) == (
        "Måttet redovisas inte här. Medel för länets kommuner är 24,4 %. I riket är värdet 24,3 %. "
        "Av 9 kommuner hör 5 till de 25 % bästa i landet och ingen till de 25 % sämsta."
    )


def test_overall():
    counted = Count(best=3, middle=13, worst=8, better=5, worse=1)
    assert narrative.overall("Eskilstuna", counted, lan=False) == (
        "Eskilstuna hör till de 25 % bästa kommunerna i 3 mått och till de 25 % sämsta i 8, av 24 mått som har en plats. "
        "Trenden går till det bättre i 5 fall och till det sämre i 1."
    )
    assert narrative.overall("Dorotea", Count(0, 0, 0, 0, 0), lan=False).startswith("Dorotea har inga värden")


def test_barometer():
    given = Barometer("forward", None, "2017", "2022", 2, 0, 1, 0)
    assert narrative.barometer(given) == "Barometern visar framåt: 2 mått framåt, 0 oförändrade, 1 bakåt sedan 2017."
    silent = Barometer("cannot_be_judged", "uppgift saknas 2018", None, None, 0, 0, 0, 3)
    assert narrative.barometer(silent) == "Barometern kan inte bedömas. Uppgift saknas 2018."


FORBIDDEN = r"på grund av|tack vare|därför|beror på|leder till|orsak|problem|drabba|belasta|invandrare|misslyck|lyckas|skyll"


def every_word():
    """Every wording of the module, and sentences of every unit."""
    tables = [value for value in vars(narrative).values() if isinstance(value, dict)]
    yield from (str(word) for table in tables for word in table.values())
    for unit in Unit:
        one = next((one for one in CATALOGUE.indicators if one.unit is unit), None)
        for status in Status:
            shown = status in (Status.OK, Status.PRELIMINARY)
            if one is not None:
                yield text_of(fact(one.id, 1.0 if shown else None, 2.0, status=status.value, change=-1.0, previous_period="2021"))


def test_no_cause_and_no_judgement_of_people():
    said = list(every_word())
    assert len(said) > 40
    assert [words for words in said if re.search(FORBIDDEN, words, re.IGNORECASE)] == []


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_reads_as_swedish(unit):
    one = next((one for one in CATALOGUE.indicators if one.unit is unit and not one.survey), None)
    if one is None:
        pytest.skip(f"no indicator has the unit {unit}")
    said = text_of(fact(one.id, 1.0, 2.0, change=1.0, previous_period="2021"))
    assert all(sentence[0].isupper() for sentence in re.split(r"(?<=\.) ", said))
    assert said.endswith(".")
    assert ".." not in said
    assert "  " not in said
    assert not re.search(r"None|nan|\{|\}", said)
    assert ("procentenheter" in said) == (unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS))
