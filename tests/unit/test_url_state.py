"""A view to its address and back, and addresses that people have mangled."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard import url_state
from dashboard.url_state import MOST_CHOSEN, View

CODES = st.from_regex(r"\A[0-9]{4}\Z")
PERIODS = st.from_regex(r"\A[0-9]{4}(K[1-4])?\Z")
CHOSEN = st.none() | st.lists(CODES, max_size=MOST_CHOSEN, unique=True).map(tuple)
VIEWS = st.builds(
    View,
    indicator=st.from_regex(r"\A[a-z][a-z0-9_]{0,30}\Z"),
    period=st.none() | PERIODS,
    sex=st.sampled_from(["T", "K", "M"]),
    municipalities=CHOSEN,
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
        ("?kommuner=0484,0484,48,x", View("a", municipalities=("0484",))),
        ("?kommuner=x", View("a")),
        ("?kommuner=inga", View("a", municipalities=())),
        ("?kommuner=", View("a")),
        ("?okand=1&kon=M", View("a", sex="M")),
    ],
)
def test_what_cannot_be_understood_is_left_at_its_default(query, expected):
    assert url_state.view("a", url_state.parse(query)) == expected


@given(st.dictionaries(st.sampled_from(["ar", "kon", "kommuner", "region", "x"]), st.text() | HOSTILE))
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
        ("?kommuner=inga", ()),
    ],
)
def test_what_could_not_be_read_is_named(query, names):
    assert url_state.unknown_parts(url_state.parse(query)) == names


@pytest.mark.parametrize("code", ["0484", "04", "00"])
def test_a_region_of_the_start_page_survives_its_address(code):
    assert url_state.chosen_region(url_state.parse(urlsplit(url_state.overview_address(code)).query)) == code


@pytest.mark.parametrize("code", ["4", "048", "04840", "Flen", "0484\n", "٠٤", "<b>"])
def test_what_is_no_code_is_no_region(code):
    assert url_state.chosen_region({"region": code}) is None


def test_no_choice_is_no_query():
    assert url_state.overview_address(None) == "/"
