"""Swedish words: what is the same, what is near, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.published import search_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sfi-kurser inom två år", ["sfi", "kurser", "inom", "två", "år"]),
        ("Delmål 8.5 och 16.b", ["delmål", "8.5", "och", "16.b"]),
        ("20–64 år", ["20", "64", "år"]),
        ("Café Nyköping", ["cafe", "nyköping"]),
        ("A\u030angstro\u0308m", ["ångström"]),
        ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
        ("", []),
    ],
)
def test_words_of_a_text(text, expected):
    assert search_words.words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("trångbodda", "trångboddhet"), ("nyanländ", "nyanlända"), ("arbetslösa", "arbetslöshet"), ("valideringen", "validering")],
)
def test_inflections_share_a_stem(one, other):
    assert search_words.stem(one) == search_words.stem(other)


def near(wanted, found):
    return search_words.nearness(search_words.form(wanted), search_words.form(found))


ORDERED = [
    ("habo", "habo"),
    ("kommun", "kommuner"),
    ("trång", "trångbodd"),
    ("bostad", "hyresbostad"),
    ("flyktingbarn", "flyktingar"),
]


def test_nearness_falls_from_the_same_word_to_a_part_of_it():
    found = [near(*pair) for pair in ORDERED]
    assert found == sorted(found, reverse=True)
    assert all(found)


@pytest.mark.parametrize(("wanted", "found"), [("malmo", "malmö"), ("habo", "håbo"), ("are", "åre"), ("trangbodd", "trångbodda")])
def test_a_and_o_find_letters_with_dots_but_last(wanted, found):
    assert 0 < near(wanted, found) < near(wanted, wanted)


@pytest.mark.parametrize(("wanted", "found"), [("håbo", "habo"), ("bår", "bar"), ("sök", "sok")])
def test_letters_with_dots_are_never_taken_for_a_or_o(wanted, found):
    assert near(wanted, found) == 0


@pytest.mark.parametrize(("wanted", "found"), [("arbete", "boende"), ("sfi", "grafik"), ("integration", "inte"), ("val", "kval")])
def test_words_that_have_nothing_to_do_with_each_other(wanted, found):
    assert near(wanted, found) == 0


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [
        ("trngbodda", "trångbodda", True),
        ("trångobdda", "trångbodda", True),
        ("valideing", "validering", True),
        ("valideringg", "validering", True),
        ("walidering", "validering", False),
        ("sfo", "sfi", False),
        ("arbete", "boende", False),
    ],
)
def test_one_slip_is_forgiven_in_long_words(wanted, found, expected):
    assert search_words.misspelt(wanted, found) is expected


def test_related_words_go_both_ways_and_exclude_the_word():
    assert "invandrare" in search_words.related("nyanlända")
    assert "nyanländ" in search_words.related("invandrare")
    assert "jobb" not in search_words.related("jobb")
    assert search_words.related("bibliotek") == ()


@given(st.text(max_size=200))
def test_any_text_folds_to_words_that_fold_to_themselves(text):
    for word in search_words.words(text):
        assert search_words.fold(word) == word
        assert near(word, word) == 1
