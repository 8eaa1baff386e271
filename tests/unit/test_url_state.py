"""A view to its address and back, and addresses that people have mangled."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard import url_state
from dashboard.published.changed import changed_view
from dashboard.url_state import (
    LONGEST_NAME,
    LONGEST_QUERY,
    MOST_CHOSEN,
    MOST_INDICATORS,
    AreasView,
    BacklogView,
    CardView,
    CompareView,
    FocusView,
    MeetingView,
    SourceView,
    View,
)

CODES = st.from_regex(r"\A[0-9]{4}\Z")
PERIODS = st.from_regex(r"\A[0-9]{4}(K[1-4])?\Z")
CHOSEN = st.none() | st.lists(CODES, max_size=MOST_CHOSEN, unique=True).map(tuple)
VIEWS = st.builds(
    View,
    indicator=st.from_regex(r"\A[a-z][a-z0-9_]{0,30}\Z"),
    period=st.none() | PERIODS,
    sex=st.sampled_from(["T", "K", "M"]),
    municipalities=CHOSEN,
    pane=st.sampled_from(url_state.PANES),
    detail=st.sampled_from([None, "grannar", "valda", "00", "0484"]),
    split=st.sampled_from(url_state.SPLITS),
    colouring=st.sampled_from(url_state.COLOURINGS),
    method=st.sampled_from(url_state.METHODS),
    lan=st.none() | st.from_regex(r"\A[0-9]{2}\Z"),
    tables=st.sampled_from([(), ("karta",), ("vy",), ("karta", "vy")]),
)
MANGLED = ("<script>alert(1)</script>", "%ff%00", "åäö☃", "9" * 5000, "0484,", ",,,", "٠٤٨٤", "0484\n", "&&==", "%")
HOSTILE = st.sampled_from(MANGLED)


def read(address: str) -> View:
    parts = urlsplit(address)
    return url_state.view(parts.path.rpartition("/")[2], url_state.parse(f"?{parts.query}"))


@given(VIEWS)
@example(View("a", municipalities=()))
@example(View("a", "2024K1", "K", ("0484", "0180")))
def test_a_view_survives_its_address(view):
    assert read(view.address) == view
    assert url_state.unknown_parts(url_state.parse(urlsplit(view.address).query)) == ()


def test_defaults_are_left_out_of_the_address():
    assert View("syss").address == "/indikator/syss"


@pytest.mark.parametrize(
    ("view", "address"),
    [
        (View("a", "2019", "K", ("0484", "0180")), "/indikator/a?ar=2019&kon=K&kommuner=0484,0180"),
        (View("a", municipalities=()), "/indikator/a?kommuner=inga"),
    ],
)
def test_addresses_are_readable(view, address):
    assert view.address == address


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", View("a")),
        ("?", View("a")),
        ("?ar=2019", View("a", "2019")),
        ("?ar=2019&ar=2020", View("a", "2019")),
        ("?ar=20190", View("a")),
        ("?kon=X", View("a")),
        ("?kon=k", View("a")),
        ("?kommuner=0484,0484,484,x", View("a", municipalities=("0484",))),
        ("?kommuner=12,0484", View("a", municipalities=("alla12", "0484"))),
        ("?kommuner=lan12,0484", View("a", municipalities=("12", "0484"))),
        ("?kommuner=x", View("a")),
        ("?kommuner=inga", View("a", municipalities=())),
        ("?kommuner=", View("a")),
        ("?okand=1&kon=M", View("a", sex="M")),
    ],
)
def test_what_cannot_be_understood_is_left_at_its_default(query, expected):
    assert url_state.view("a", url_state.parse(query)) == expected


@given(
    st.dictionaries(
        st.sampled_from(["ar", "kon", "kommuner", "region", "vy", "visa", "farg", "klass", "lan", "tabell", "x"]),
        st.text() | HOSTILE,
    )
)
def test_any_query_gives_a_view_that_can_be_addressed(query):
    view = url_state.view("a", query)
    assert read(view.address) == view
    assert len(view.municipalities or ()) <= MOST_CHOSEN
    assert url_state.chosen_region(query) in (None, query.get("region"))


@given(st.text(max_size=300) | HOSTILE | st.none())
def test_any_search_string_is_parsed(search):
    query = url_state.parse(search)
    assert all(isinstance(part, str) for pair in query.items() for part in pair)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?ar=förra&kon=Q&kommuner=Flen", ("år", "kön", "kommuner")),
        ("?ar=2019&kon=K&kommuner=0484", ()),
        ("?kommuner=0484,Flen", ("kommuner",)),
        ("?kommuner=0484,12", ()),
        ("?kommuner=inga", ()),
    ],
)
def test_what_could_not_be_read_is_named(query, names):
    assert url_state.unknown_parts(url_state.parse(query)) == names


@pytest.mark.parametrize("code", ["0484", "04", "00"])
def test_a_region_of_the_start_page_survives_its_address(code):
    assert url_state.chosen_region(url_state.parse(urlsplit(url_state.overview_address(code)).query)) == code


@pytest.mark.parametrize(("written", "code"), [("484", "0484"), ("4", "04")])
def test_a_code_that_a_spreadsheet_took_the_zero_from_is_that_code_everywhere(written, code):
    assert url_state.chosen_region({"region": written}) == code
    assert url_state.view("a", {"kommun": written}).focus == code
    assert url_state.card_view("a", {"plats": written}).region == code
    assert changed_view({"kommun": written}).region == code


@pytest.mark.parametrize("code", ["44444", "048", "04840", "Flen", "0484\n", "٠٤", "<b>"])
def test_what_is_no_code_is_no_region(code):
    assert url_state.chosen_region({"region": code}) is None


def test_no_choice_is_no_query():
    assert url_state.overview_address(None) == "/"


NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,30}\Z").filter(lambda name: name not in {"inga", "senaste"})
SEXES = st.sampled_from(["T", "K", "M"])
FOCUS = st.builds(FocusView, area=NAMES, sex=SEXES, municipalities=CHOSEN, single=st.none() | CODES, peers=st.booleans())
COMPARED = st.builds(
    CompareView,
    indicators=st.none() | st.lists(NAMES, max_size=MOST_INDICATORS, unique=True).map(tuple),
    municipalities=CHOSEN,
    sex=SEXES,
    pair=st.none() | st.tuples(NAMES, NAMES),
    table=st.just("senaste") | NAMES,
    name=st.text(max_size=40).map(str.strip),
)


@given(FOCUS)
@example(FocusView("a", "K", ("0484",), "0180", peers=True))
def test_a_focus_view_survives_its_address(view):
    parts = urlsplit(view.address)
    assert url_state.focus_view(parts.path.rpartition("/")[2], url_state.parse(f"?{parts.query}")) == view


@given(COMPARED)
@example(CompareView(("a", "b"), (), "K", ("b", "a"), "b", "Min grupp"))
def test_a_comparison_survives_its_address(view):
    query = url_state.parse(f"?{urlsplit(view.address).query}")
    if len(view.address) < LONGEST_QUERY:
        assert url_state.compare_view(query) == view


@given(
    st.dictionaries(st.sampled_from(["indikatorer", "kommuner", "kon", "punkter", "tabell", "grupp", "kommun", "mot"]), HOSTILE)
)
def test_mangled_choices_are_left_at_their_defaults(query):
    assert url_state.compare_view(query).indicators is None
    assert url_state.focus_view("a", query).single is None
    assert len(url_state.compare_view(query).name) <= LONGEST_NAME


def test_more_indicators_than_are_shown_are_read_so_that_the_page_can_say_how_many():
    many = [f"a{position}" for position in range(73)]
    assert url_state.compare_view({"indikatorer": ",".join(many)}).indicators == tuple(many)


@pytest.mark.parametrize("text", ["2012", "2012-2012", "2020-2012", "2012-x", "-", "2012-2013-2014"])
def test_years_of_a_trend_that_are_no_two_in_order_are_left_out(text):
    assert url_state.view("a", {"mellan": text}).between is None


@pytest.mark.parametrize(
    ("view", "address"),
    [
        (FocusView("a", "K", ("0484",), "0180", peers=True), "/fokus/a?kon=K&mot=liknande&kommuner=0484&kommun=0180"),
        (
            CompareView(("a", "b"), (), "K", ("b", "a"), "b", "X"),
            "/jamfor?indikatorer=a,b&kommuner=inga&kon=K&punkter=b,a&tabell=b&grupp=X",
        ),
        (BacklogView("04", "KOMVUX", "2024K1"), "/validering?region=04&typ=KOMVUX&kvartal=2024K1"),
        (MeetingView("0484", "skane", "abc"), "/kommun/0484?strategi=skane&v=abc"),
        (CardView("a", "0484", "gap", "abc", square=True), "/faktakort/a?plats=0484&visa=gap&v=abc"),
        (AreasView("0484", "a", "2022"), "/omraden/0484?indikator=a&ar=2022"),
        (SourceView("a", "0484", "2022", "K"), "/kalla?indikator=a&region=0484&ar=2022&kon=K"),
    ],
)
def test_addresses_that_stand_in_reports_stay_as_they_are(view, address):
    assert view.address == address
    parts = urlsplit(address)
    query, name = url_state.parse(parts.query), parts.path.rpartition("/")[2]
    read = {
        FocusView: lambda: url_state.focus_view(name, query),
        CompareView: lambda: url_state.compare_view(query),
        AreasView: lambda: url_state.areas_view(name, query),
        BacklogView: lambda: url_state.backlog_view(query),
        MeetingView: lambda: url_state.meeting_view(name, query),
        CardView: lambda: url_state.card_view(name, {**query, "form": "kvadrat"}),
        SourceView: lambda: url_state.source_view(query),
    }
    assert read[type(view)]() == view


def test_a_cards_form_is_its_pictures_only():
    assert CardView("a", square=True).address == "/faktakort/a"
    assert CardView("a", square=True).picture == "/export/faktakort/a.svg?form=kvadrat"
