"""What a list finds and how it is sorted: Dash finds an option by each word's letters, in its label or in its search text."""

import unicodedata

import pytest

from dashboard.parts import pickers
from dashboard.published.queries import Group, Region
from dashboard.published.search_words import swedish_order
from etl.contract.catalogue import load_catalogue
from etl.contract.codes import GroupKind, RegionType
from etl.contract.paths import ROOT

KOMMUNER = {"1280": "Malmö", "0139": "Upplands-Bro", "1480": "Göteborg", "0484": "Eskilstuna", "0488": "Trosa", "2480": "Umeå"}
REGIONS = [
    Region("00", "Riket", RegionType.COUNTRY, None),
    Region("04", "Södermanlands län", RegionType.COUNTY, "04"),
    *(Region(code, name, RegionType.MUNICIPALITY, code[:2]) for code, name in KOMMUNER.items()),
]


def found(options, typed):
    """As Dash's list finds: every word that is typed stands somewhere in the words of label, value or search."""
    words = typed.lower().split()
    return [
        one["label"] for one in options if all(word in f"{one['label']} {one['value']} {one['search']}".lower() for word in words)
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("malmö", "Malmö"),
        ("malmo", "Malmö"),
        ("malmö stad", "Malmö"),
        ("Göteborgs stad", "Göteborg"),
        ("goteborgs", "Göteborg"),
        ("eskilstuna kommun", "Eskilstuna"),
        ("0484", "Eskilstuna"),
        (unicodedata.normalize("NFD", "Malmö"), "Malmö"),
        (unicodedata.normalize("NFD", "Umeå"), "Umeå"),
        ("upplands bro", "Upplands-Bro"),
        ("upplandsbro", "Upplands-Bro"),
        ("upplands\N{EN DASH}bro", "Upplands-Bro"),
        ("sörmland", "Södermanlands län"),
        ("sormland", "Södermanlands län"),
        ("sodermanland", "Södermanlands län"),
    ],
)
def test_a_list_finds_what_the_search_box_finds(typed, name):
    assert found(pickers.region_options(REGIONS), typed) == [name]


def test_indicators_and_groups_are_found_by_other_spellings_and_synonyms():
    options = pickers.indicator_options(load_catalogue(ROOT / "data" / "catalogue"))
    for typed in ("trangbodda", unicodedata.normalize("NFD", "trångbodda"), "sysselsattning", "N18409"):
        assert found(options, typed), typed
    groups = [Group("lan:04", "Södermanlands län", GroupKind.COUNTY, None, ("0480", "0484"))]
    assert found(pickers.group_options(groups), "sormland") == ["Södermanlands län (2)"]


def test_lists_stand_in_swedish_order():
    names = ["Örebro", "Ängelholm", "Åmål", "Östhammar", "Aneby", "Upplands-Bro", "Upplands Väsby", "Zorn", "Älvsbyn"]
    assert sorted(names, key=swedish_order)[-5:] == ["Åmål", "Älvsbyn", "Ängelholm", "Örebro", "Östhammar"]
    labels = [one["label"] for one in pickers.region_options(REGIONS)]
    assert labels == ["Södermanlands län", "Eskilstuna", "Göteborg", "Malmö", "Trosa", "Umeå", "Upplands-Bro"]
