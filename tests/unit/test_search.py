"""Ranking: what a query must find, and how high; held against the catalogue itself."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import url_state
from dashboard.published import search
from dashboard.published.search import Kind
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT
from etl.contract.strategies import load_strategies

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
STRATEGIES = load_strategies(ROOT / "data" / "catalogue", CATALOGUE)
REGIONS = [
    ("00", "Riket", "riket"),
    *((code, name, "lan") for code, name in (("04", "Södermanlands län"), ("12", "Skåne län"), ("03", "Uppsala län"))),
    *(
        (code, name, "kommun")
        for code, name in (
            ("0305", "Håbo"),
            ("0484", "Eskilstuna"),
            ("0481", "Oxelösund"),
            ("0480", "Nyköping"),
            ("1280", "Malmö"),
            ("1281", "Lund"),
        )
    ),
]
INDEX = search.build(search.entries(CATALOGUE, STRATEGIES, REGIONS))

RANKING = [
    ("nyanlända sfi", "/indikator/sfi_2kurser", 3),
    ("sfi nyanlända", "/indikator/sfi_2kurser", 3),
    ("sfi", "/indikator/sfi_2kurser", 1),
    ("svenska för invandrare", "/indikator/sfi_2kurser", 3),
    ("sfikurser", "/indikator/sfi_2kurser", 3),
    ("N18409", "/indikator/sfi_2kurser", 1),
    ("n18409", "/indikator/sfi_2kurser", 1),
    ("trångbodd", "/indikator/trangbodd_n2", 1),
    ("trangbodd", "/indikator/trangbodd_n2", 1),
    ("trångboddhet", "/indikator/trangbodd_n2", 1),
    ("trngbodda", "/indikator/trangbodd_n2", 2),
    ("Eskilstuna", "/?region=0484", 1),
    ("eskilst", "/?region=0484", 1),
    ("0484", "/?region=0484", 1),
    ("Eskilstuna", "/strategi/eskilstuna", 3),
    ("malmo", "/?region=1280", 1),
    ("nyköp", "/?region=0480", 1),
    ("nykop", "/?region=0480", 1),
    ("oxelosund", "/?region=0481", 1),
    ("håbo", "/?region=0305", 1),
    ("Skåne", "/?region=12", 2),
    ("Sörmland", "/?region=04", 6),
    ("Sörmlandsstrategin", "/strategi/soermland_rus", 1),
    ("mölndals integrationsstrategi", "/strategi/moelndal", 1),
    ("validering", "/indikator/utbniva_skydd_eftergymn", 4),
    ("ej validerad utbildning", "/indikator/kas_ej_validerad", 1),
    ("valideringen yrkeskompetens", "/strategi/soermland_2017#mal-validering", 1),
    ("sysselsättning", "/indikator/syss_utrikes", 2),
    ("jobb utlandsfödda", "/indikator/syss_utrikes", 2),
    ("arbetslöshet utrikes", "/indikator/arblos_utrikes", 1),
    ("rösta", "/indikator/rost_utrikes_kf", 2),
    ("valdeltagande", "/indikator/rost_utrikes_kf", 1),
    ("politiker", "/indikator/balans_kf", 1),
    ("vräkta barn", "/indikator/vrakn_barn", 2),
    ("NEET", "/indikator/uvas_16_24", 3),
    ("socialbidrag", "/indikator/langv_bistand_bef", 2),
    ("kommunens anställda", "/indikator/anst_balans", 1),
    ("Boende", "/fokus/boende", 4),
    ("delaktighet och sociala sammanhang", "/fokus/delaktighet", 1),
    ("8.5", "/strategi?korsvag=sdg:8.5", 1),
    ("sdg 8.5", "/strategi?korsvag=sdg:8.5", 1),
    ("EU-princip 3", "/strategi?korsvag=eu:3", 1),
    ("princip 11", "/strategi?korsvag=eu:11", 1),
    ("arbetslöshet 10 procent 2020", "/strategi/eskilstuna#mal-arbetsloshet_2020", 1),
    ("ungdomsarbetslöshet", "/strategi/eskilstuna#mal-ungdomsarbetsloshet_2022", 2),
    ("validering", "/validering", 1),
    ("väntetid", "/validering", 1),
    ("validering eskilstuna", "/validering?region=0484", 1),
    ("Eskilstuna validering", "/validering?region=0484", 1),
    ("validering 0484", "/validering?region=0484", 1),
    ("väntan på validering i skåne", "/validering?region=12", 1),
    ("Eskilstuna", "/kommun/0484", 2),
    ("Skåne", "/lan/12", 2),
    ("möte eskilstuna", "/kommun/0484", 1),
    ("mötesunderlag malmo", "/kommun/1280", 1),
    ("mötesunderlag", "/lan/04", 1),
    ("malmö trångbodda", "/indikator/trangbodd_n2?kommuner=1280", 1),
    ("trangbodda malmo", "/indikator/trangbodd_n2?kommuner=1280", 1),
    ("sysselsatta skåne", "/indikator/syss_utrikes?kommuner=12", 3),
    ("kvinnor arbete", "/indikator/syss_skydd?kon=K", 1),
    ("sysselsättning kvinnor", "/indikator/syss_utrikes?kon=K", 2),
    ("sysselsatta män eskilstuna", "/indikator/syss_utrikes?kon=M&kommuner=0484", 3),
    ("api", "/api", 1),
    ("segregation", "/fokus/boende", 1),
    ("hjälp", "/hjalp", 1),
    ("demodata", "/hjalp/lasa#hjalp-vad-ar-demodata", 1),
    ("ladda ner", "/hjalp/rapport#hjalp-sa-far-du-in-ett-diagram-i-word", 3),
    ("diagram word", "/hjalp/rapport#hjalp-sa-far-du-in-ett-diagram-i-word", 1),
    ("tillgänglighet", "/tillganglighet", 1),
]


@pytest.mark.parametrize(("query", "href", "position"), RANKING)
def test_ranking(query, href, position):
    found = [hit.entry.href for hit in search.search(INDEX, query)]
    assert href in found[:position], found[:8]


def test_the_table_is_long_enough():
    assert len({query for query, _, _ in RANKING}) >= 25


def test_a_word_with_dots_is_not_found_by_another_letter():
    assert [hit.entry.title for hit in search.search(INDEX, "håbo")] == ["Håbo", "Mötesunderlag: Håbo"]


def test_letters_without_dots_come_last():
    both = search.build([entry for code, name in (("0305", "Håbo"), ("1643", "Habo")) for entry in _kommun(code, name)])
    found = [hit.entry.title for hit in search.search(both, "habo") if hit.entry.kind is Kind.REGION]
    assert found == ["Habo", "Håbo"]


def _kommun(code, name):
    lan = (code[:2], "Länet", "lan")
    return [entry for entry in search.entries(CATALOGUE, STRATEGIES, [lan, (code, name, "kommun")]) if entry.title == name]


def test_every_title_finds_itself_first():
    for entry in INDEX.entries:
        if entry.kind is not Kind.GOAL:
            found = search.search(INDEX, entry.title)[:3]
            assert entry.href in [hit.entry.href for hit in found], entry.title


def test_a_page_is_told_with_the_kommun_and_why_it_was_found():
    hit = search.search(INDEX, "validering eskilstuna")[0]
    assert (hit.entry.title, hit.entry.kind) == ("Väntan på validering: Eskilstuna", Kind.PAGE)
    assert hit.why == "”validering” i titeln, ”eskilstuna” i namnet"


def test_the_word_kommun_alone_leads_to_no_kommuns_pages():
    assert not [hit for hit in search.search(INDEX, "kommun") if hit.entry.kind is Kind.PAGE]


def test_every_kpi_finds_its_indicator_first():
    for entry in CATALOGUE.indicators:
        assert search.search(INDEX, entry.source.reference)[0].entry.href.startswith("/indikator/")


def test_why_names_the_word_and_the_field():
    hits = {hit.entry.href: hit for hit in search.search(INDEX, "nyanlända sfi")}
    assert hits["/indikator/sfi_2kurser"].why == "”nyanlända” som ”invandrare” i sökorden, ”sfi” i titeln"


def test_the_kind_with_the_best_hit_comes_first():
    groups = search.grouped(search.search(INDEX, "Eskilstuna"), 2)
    assert [kind for kind, _ in groups][:3] == [Kind.REGION, Kind.PAGE, Kind.STRATEGY]
    assert all(len(hits) <= 2 for _, hits in groups)


@pytest.mark.parametrize("query", ["", " ", "?", "qqqqqq", "<b>", "och", "\x00", "x" * 10_000, "☃", "٠٤٨٤"])
def test_what_is_not_there_is_not_found_and_harms_nobody(query):
    assert len(search.search(INDEX, query)) < len(INDEX.entries)


@given(st.text(max_size=150))
def test_any_query_gives_ordered_hits_with_reasons(query):
    hits = search.search(INDEX, query)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score > 0 and hit.why for hit in hits)
    assert len(search.query_words(query)) <= search.MOST_WORDS


@given(st.text(min_size=1, max_size=80).map(str.strip).filter(bool))
def test_a_query_survives_its_address(words):
    parts = urlsplit(url_state.search_address(words))
    assert parts.path == "/sok"
    assert parse_qs(parts.query, keep_blank_values=True)["q"] == [words]
