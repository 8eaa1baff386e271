"""Which measures the start page tells of, and what is said of one: the rule over made-up candidates, the sentences over facts."""

import pytest
from test_narrative import aim, entry, fact

from dashboard import narrative
from dashboard.parts import stories
from dashboard.parts.stories import Kind, Story, _Candidate, picked

HARD = "\u00a0"


def candidate(kind, name, strength):
    return _Candidate(kind, strength, Story(kind, fact(name, 50.0)))


def chosen(*candidates):
    return [(story.kind, story.fact.entry.id) for story in picked(candidates)]


def test_one_of_each_kind_in_the_rules_order():
    assert chosen(
        candidate(Kind.FAR, "sfi_2kurser", 9.0),
        candidate(Kind.GAP, "rost_utrikes_kf", 34.0),
        candidate(Kind.WORSE, "etab_arbete", 0.2),
        candidate(Kind.BETTER, "uvas_16_24", 0.1),
    ) == [(Kind.BETTER, "uvas_16_24"), (Kind.WORSE, "etab_arbete"), (Kind.GAP, "rost_utrikes_kf")]


def test_what_is_new_comes_first():
    found = chosen(
        candidate(Kind.BETTER, "uvas_16_24", 3.0),
        candidate(Kind.WORSE, "etab_arbete", 2.0),
        candidate(Kind.NEW, "syss_utrikes", 0.0),
    )
    assert found[0] == (Kind.NEW, "syss_utrikes")


def test_the_strongest_of_a_kind_and_equals_in_the_catalogues_order():
    found = chosen(candidate(Kind.BETTER, "syss_utrikes", 1.0), candidate(Kind.BETTER, "uvas_16_24", 2.0))
    assert found == [(Kind.BETTER, "uvas_16_24"), (Kind.BETTER, "syss_utrikes")]
    assert chosen(candidate(Kind.GAP, "syss_utrikes", 1.0), candidate(Kind.GAP, "arblos_utrikes", 1.0))[0][1] == "syss_utrikes"


def test_a_measure_is_told_of_once():
    found = chosen(
        candidate(Kind.BETTER, "syss_utrikes", 2.0),
        candidate(Kind.GAP, "syss_utrikes", 20.0),
        candidate(Kind.GAP, "rost_utrikes_kf", 10.0),
        candidate(Kind.FAR, "syss_utrikes", 5.0),
    )
    assert found == [(Kind.BETTER, "syss_utrikes"), (Kind.GAP, "rost_utrikes_kf")]


def test_at_most_three_and_the_next_strongest_fill_up():
    better = [
        candidate(Kind.BETTER, name, 3.0 - number)
        for number, name in enumerate(("uvas_16_24", "syss_utrikes", "etab_arbete", "sfi_2kurser"))
    ]
    assert [name for _, name in chosen(*better)] == ["uvas_16_24", "syss_utrikes", "etab_arbete"]
    assert chosen() == []


def test_the_rule_names_every_kind():
    said = stories.RULE
    for words in ("nytt värde", "till det bättre", "till det sämre", "störst gap", "längst från riket"):
        assert words in said
    assert set(stories.WORDS) == set(Kind)
    assert [*stories._TELLERS] == [*Kind]


def text_of(parts):
    return " ".join(parts).replace(HARD, " ")


def test_a_course_between_two_periods():
    given = fact("syss_utrikes", 66.1, trend="increasing", trend_better="better", trend_first="2015")
    assert text_of(narrative.course(given, ("2015", 55.0))) == (
        "År 2015 var andelen 55,0 %, och år 2022 66,1 %. Andelen har ökat 2015–2022. Det är en förbättring."
    )


def test_a_course_says_why_there_is_no_trend_and_what_is_preliminary():
    given = fact("etab_inskrivna", 268, trend_reason="brott", status="preliminary")
    assert text_of(narrative.course(given, ("2021", 300))) == (
        "År 2021 var antalet 300, och år 2022 268. Uppgiften för 2022 är preliminär. Ingen trend räknas: brott."
    )


def test_a_course_without_a_value_is_no_course():
    hidden = fact("syss_utrikes", None, status="suppressed", trend_reason="dold uppgift 2022")
    assert text_of(narrative.course(hidden, None)) == "Uppgiften för 2022 är dold för att skydda enskilda."


def test_a_gap_has_both_levels():
    given = fact("arblos_utrikes", 14.6, pair_value=3.5, gap=-11.1)
    assert text_of(narrative.gap(given)) == (
        "År 2022 var andelen för utrikes födda 14,6 % och för inrikes födda 3,5 %. Skillnaden är 11,1 procentenheter."
    )


def test_a_gap_of_which_one_side_is_hidden_is_not_told():
    said = text_of(narrative.gap(fact("syss_utrikes", 66.1, aims=(aim("met"),))))
    assert said.endswith("Uppgiften för inrikes födda saknas eller är dold, så skillnaden kan inte visas.")
    assert "Skillnaden är" not in said


@pytest.mark.parametrize(
    "name", ["syss_utrikes", "arblos_utrikes", "kval_arbete_utrikes", "rost_utrikes_kf", "trangbodda_utrikes"]
)
def test_every_pair_is_of_those_born_abroad_and_in_sweden(name):
    """The sentence of a gap says so of all."""
    assert "utrikes födda" in entry(name).title.lower()
    assert "inrikes födda" in entry(entry(name).pair).title.lower()
