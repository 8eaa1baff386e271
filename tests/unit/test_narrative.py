"""Sentences held against what a person would have written, and against words that they must never use."""

import re
from dataclasses import replace
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
from etl.contract.rows import Barometer, BarometerEntry

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
HARD = "\u00a0"
SHARE = "66,1 procent av de utrikes födda 20–64 år i Eskilstuna hade arbete 2022."
ANSWER = "Eskilstuna svarade {} på frågan om möjligheterna att ge anvisade nyanlända en bostad var goda 2022."


def entry(name):
    found = CATALOGUE.indicator(name)
    assert found is not None
    return found


def fact(name, value, riket=None, mean=None, **more):
    """A fact of 2022; `more` are further signals, or the fact's own fields."""
    own = {key: more.pop(key) for key in ("margin", "riket_margin", "tally", "aims") if key in more}
    signals = {"period": "2022", "value": value, "status": "ok", **more}
    return Fact(
        entry(name),
        NOTHING._replace(**signals),
        riket,
        Mean(mean, "ovägt medel, 7 av 7") if mean else None,
        **own,
        region="Eskilstuna",
    )


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
        "66,1 procent av de utrikes födda 20–64 år i Eskilstuna hade arbete 2022. "
        "Det är lägre än i riket (69,9 %) och högre än genomsnittet för liknande kommuner (65,5 %). "
        "Sedan 2021 har andelen ökat med 3,6 procentenheter. Kommunen har plats 223 av alla 290 kommuner, bland den sämsta "
        "fjärdedelen. Andelen har ökat 2015–2022. Det är en förbättring."
    )


def test_what_looks_the_same_is_the_same():
    assert text_of(fact("syss_utrikes", 66.12, 66.08)) == f"{SHARE} Det är lika mycket som i riket (66,1 %)."


def test_one_of_a_unit_is_singular():
    said = text_of(fact("rost_utrikes_kf", 64.0, change=1.0, previous_period="2018"))
    assert said.endswith("Sedan 2018 har andelen ökat med 1 procentenhet.")


@pytest.mark.parametrize(
    ("rank", "of", "sharing", "words"),
    [
        (1, 290, 1, "Det är högst av alla 290 kommuner."),
        (290, 290, 1, "Det är lägst av alla 290 kommuner."),
        (175, 290, 116, "116 kommuner ligger lika och lägst av alla 290 kommuner."),
        (12, 300, 1, "Kommunen har plats 12 av de 290 kommuner, av 300, vars uppgift kan jämföras, i den bättre hälften."),
        (191, 290, 2, "Kommunen har plats 191 av alla 290 kommuner, delad med 1 till, i den sämre hälften."),
    ],
)
def test_ranks(rank, of, sharing, words):
    given = replace(fact("syss_utrikes", 66.1, rank=rank, ranked=290, of=of, level="middle"), sharing=sharing)
    assert text_of(given) == f"{SHARE} {words}"


def test_a_trend_that_the_latest_year_goes_against_says_so():
    given = fact("syss_utrikes", 66.1, change=-1.0, previous_period="2021", trend="increasing", trend_first="2015")
    assert text_of(given).endswith("Andelen har ökat 2015–2022, trots det senaste årets rörelse åt andra hållet.")


def test_the_distance_to_riket_is_told_where_it_is_sure():
    beside = {"trend_vs_riket": "increasing", "trend_vs_riket_first": "2019", "trend_vs_riket_better": "better"}
    given = fact("syss_utrikes", 66.1, trend_vs_riket_change=8.3, **beside)
    assert text_of(given).endswith("Jämfört med riket har andelen utvecklats 8,3 procentenheter mer sedan 2019, till det bättre.")
    assert text_of(fact("syss_utrikes", 66.1, trend_vs_riket_change=0.01, **beside)) == SHARE


def test_the_island_has_its_preposition():
    assert " på Gotland hade arbete" in text_of(replace(fact("syss_utrikes", 66.1), region="Gotland"))
    assert " i Gotlands län hade arbete" in text_of(replace(fact("syss_utrikes", 66.1), region="Gotlands län"))


def test_no_change():
    assert text_of(fact("syss_utrikes", 66.1, change=0.02, previous_period="2021")).endswith("Andelen är densamma som 2021.")


def test_a_ratio_of_none_says_that_it_is_nobody():
    assert text_of(fact("balans_kf", 0.0, 0.92)) == (
        "Ingen i fullmäktige i Eskilstuna var utrikes född 2022. Balanstalet, 0,00, är längre från 1 än i riket (0,92)."
    )
    assert text_of(fact("balans_kf", 0.004)).startswith("Andelen utrikes födda i fullmäktige i Eskilstuna var 0,00 gånger")


def test_percentage_points_have_percentage_points_both_times():
    given = fact("avv_forvantat", -2.5, 0.1, change=-1.2, previous_period="2021")
    assert text_of(given) == (
        "Andelen i arbete bland skyddsbehövande i Eskilstuna var 2,5 procentenheter lägre än väntat 2022. "
        "Det är lägre än i riket (0,1 procentenheter). "
        "Sedan 2021 har utfallet mot väntat minskat med 1,2 procentenheter."
    )


def test_a_count_is_not_held_against_riket():
    given = fact("etab_inskrivna", 1268, 30000, change=-147, previous_period="2021")
    assert text_of(given) == (
        "1 268 personer i Eskilstuna var inskrivna i etableringsprogrammet 2022. Sedan 2021 har antalet minskat med 147 personer."
    )


def test_per_inhabitants():
    given = fact("vrakn_barn", 13.0, 5.5, change=-3.8, previous_period="2021")
    assert text_of(given) == (
        "13,0 barn per 100 000 invånare i Eskilstuna berördes av genomförda vräkningar 2022. "
        "Det är högre än i riket (5,5 per 100 000 invånare). "
        "Sedan 2021 har antalet minskat med 3,8 per 100 000 invånare."
    )


@pytest.mark.parametrize(
    ("value", "riket", "words"),
    [
        (0.94, 0.92, "närmare 1 än i riket (0,92)"),
        (1.30, 0.92, "längre från 1 än i riket (0,92)"),
        (1.08, 0.92, "lika långt från 1, men åt andra hållet, som i riket (0,92)"),
        (0.92, 0.92, "lika mycket som i riket (0,92)"),
    ],
)
def test_nearest_to_one(value, riket, words):
    assert text_of(fact("anst_balans", value, riket)).endswith(f"Det är {words}.")


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ({"margin": 3.0, "riket_margin": 0.5}, "Skillnaden mot riket är inom felmarginalen."),
        ({"margin": 1.0, "riket_margin": 0.5}, "Skillnaden mot riket är säker: den är större än felmarginalen."),
        ({"margin": 3.0}, "Skillnaden kan bero på slumpen."),
        ({}, "Skillnaden kan bero på slumpen."),
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
        ("suppressed", "Uppgiften för 2022 är dold för att skydda enskilda."),
        ("not_applicable", "Något eget värde redovisas inte för 2022."),
    ],
)
def test_no_value_says_why_and_nothing_more(status, words):
    assert text_of(fact("syss_utrikes", None, 69.9, 65.5, status=status)) == words


def test_preliminary():
    assert text_of(fact("syss_utrikes", 66.1, status="preliminary")) == f"{SHARE} Uppgiften är preliminär."


def test_yes_and_no():
    assert text_of(fact("bme_mojl_anvisade", 0.0, 0.4)) == ANSWER.format("nej")
    assert text_of(fact("bme_mojl_anvisade", 1.0)) == ANSWER.format("ja")


def test_a_quarter():
    assert text_of(fact("syss_utrikes", 66.1, period="2024K1")) == SHARE.replace("2022", "första kvartalet 2024")


def test_a_trend_that_is_none():
    given = fact("syss_utrikes", 66.1, trend="no_change", trend_first="2015")
    assert text_of(given).endswith("Någon säker ökning eller minskning syns inte 2015–2022.")


def test_a_neutral_trend_is_not_judged():
    given = fact("andel_utrikes", 26.7, trend="increasing", trend_first="2018")
    assert text_of(given).endswith("Andelen har ökat 2018–2022.")


def test_goals():
    assert text_of(fact("syss_utrikes", 66.1, aims=(aim("met"),))).endswith("Målet i Mölndals integrationsstrategi är nått.")
    partly = text_of(fact("syss_utrikes", 66.1, aims=(aim("too_slow", approximate=True),)))
    assert partly.endswith("Måttet går för långsamt för Mölndals integrationsstrategi, men visar bara en del av målet.")
    assert text_of(fact("syss_utrikes", 66.1, aims=(aim("cannot_be_measured"),))) == SHARE


def test_a_goal_is_told_once():
    assert text_of(fact("syss_utrikes", 66.1, aims=(aim("met"), aim("met")))).count("är nått") == 1


def test_a_lan():
    tally = Tally(best=5, middle=4, worst=0, better=3, worse=0, trends=9)
    given = fact("anst_utrikes_andel", None, 24.3, 24.4, status="not_applicable", tally=tally)
    assert text_of(given) == (
        "Det finns inget värde för länet. I genomsnitt har länets kommuner 24,4 %, riket 24,3 %. "
        "Av länets 9 jämförda kommuner är 5 bland den bästa fjärdedelen i landet och ingen bland den sämsta."
    )


def test_overall():
    counted = Count(best=3, middle=13, worst=8, better=5, worse=1)
    assert narrative.overall("Eskilstuna", counted, lan=False) == (
        "Eskilstuna är bland den bästa fjärdedelen av kommunerna i 3 av 24 mått och bland den sämsta i 8. "
        "5 mått har förbättrats säkert de senaste åren och 1 har försämrats."
    )
    assert narrative.overall("Dorotea", Count(0, 0, 0, 0, 0), lan=False).startswith("Dorotea har inga värden")


def test_barometer():
    given = Barometer("forward", None, "2017", "2022", 2, 0, 0, 1)
    said = "3 år räcker inte för prövning; +8,3 sedan 2020"
    parts = (
        ("fs_andel_nettoink", "forward", None, "2015", 6.5, "2022", 4.3, 3.8, 3.2),
        ("syss_utrikes", "cannot_be_judged", said, "2020", 57.8, "2022", 66.1, 65.0, 69.9),
    )
    named = [(CATALOGUE.indicator(part[0]), BarometerEntry(*part)) for part in parts]
    assert narrative.barometer(given) == "De flesta mått har utvecklats till det bättre."
    assert narrative.barometer(given, named).replace("\u00a0", " ") == (
        "De flesta mått har utvecklats till det bättre. "
        "Försörjningsstöd bland skyddsbehövande: till det bättre, från 6,5 % 2015 till 4,3 % 2022 "
        f"(riket från 3,8 % till 3,2 %). Sysselsatta utrikes födda: {said}."
    )
    assert narrative.barometer(Barometer("cannot_be_judged", None, None, None, 0, 0, 0, 3)) == "För få mått kan prövas."


FORBIDDEN = (
    r"på grund av|tack vare|därför|beror på (?!slump)|leder till|orsak|problem|drabba|belasta|invandrare|misslyck|lyckas|skyll"
)


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
    assert all(sentence[0].isupper() or sentence[0].isdigit() for sentence in re.split(r"(?<=\.) ", said))
    assert said.endswith(".")
    assert ".." not in said
    assert "  " not in said
    assert not re.search(r"None|nan|\{|\}", said)
    assert ("procentenhet" in said) == (unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS))
