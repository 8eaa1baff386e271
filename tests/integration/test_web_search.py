"""The search: what the box is told, what its page shows, where every hit leads, and words gone wrong."""

import gzip
import json
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from page_json import SCRIPT, links, words

from dashboard.published import queries, search
from etl.contract.paths import data_paths as paths
from tests.random_tests import cases

QUERIES = ["nyanlända sfi", "trångbodd", "Eskilstuna", "validering", "8.5", "EU-princip 3", "malmo", "mål", "kommun"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_box_and_the_page_find_the_same(visitor, query):
    answer = visitor.get(f"/sok.json?q={quote(query)}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(gzip.compress(answer.data)) < 2_000
    body = answer.get_json()
    page = visitor.open(f"/sok?q={query}")
    shown = links(page)
    found = [hit["href"] for group in body["groups"] for hit in group["hits"]]
    assert found
    assert len(found) <= 12
    assert set(found) <= set(shown)
    assert ("1 träff" if body["count"] == 1 else f"{body['count']} träffar") in words(page)
    assert "Träff: ”" in words(page)


def test_what_the_issue_of_search_asks_for(visitor):
    found = visitor.get("/sok.json?q=nyanl%C3%A4nda%20sfi").get_json()
    assert found["groups"][0]["title"] == "Indikatorer"
    assert "/indikator/sfi_2kurser" in [hit["href"] for hit in found["groups"][0]["hits"][:3]]


def test_every_hit_leads_to_a_page(visitor):
    for href in {entry.href for entry in search.index_of(queries.current(paths())).entries}:
        assert visitor.get(href.partition("#")[0]).status_code == 200, href


def test_an_empty_search_gives_examples_that_find_something(visitor):
    page = visitor.open("/sok")
    examples = [href for href in links(page) if href.startswith("/sok?q=")]
    assert len(examples) >= 5
    for href in examples:
        assert "Träff: ”" in words(visitor.open(href))
    assert visitor.get("/sok").status_code == 200
    assert visitor.get("/sok.json").get_json() == {"groups": [], "count": 0, "all": "/sok"}


def test_nothing_found_is_told(visitor):
    assert "Inget hittades." in words(visitor.open("/sok?q=qqqqqq"))


def test_without_data_the_search_says_what_to_run(visitor, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    assert "Inga uppgifter kan visas just nu" in words(visitor.open("/sok?q=sfi"))
    assert visitor.get("/sok.json?q=sfi").status_code == 503


def test_every_page_has_the_box(visitor):
    text = visitor.get("/_dash-layout").text.replace(r"\u002f", "/")
    assert re.search(r'"id": ?"search-input"', text)
    assert re.search(r'"action": ?"/sok"', text)


@settings(max_examples=cases(80), deadline=timedelta(seconds=30), suppress_health_check=list(HealthCheck))
@given(query=st.text(max_size=120))
@example(query=SCRIPT)
@example(query="%00%ff" * 50)
@example(query="a" * 100_000)
def test_any_words_give_a_page_and_an_answer(visitor, query):
    answer = visitor.get(f"/sok.json?q={quote(query)}")
    assert answer.status_code == 200
    assert "<script" not in answer.text or answer.mimetype == "application/json"
    page = visitor.open(f"/sok?q={quote(query)}")
    assert '"H1"' in json.dumps(page)
    document = visitor.get(f"/sok?q={quote(query)}")
    assert document.status_code == 200
    assert SCRIPT not in document.text


def test_what_is_written_stands_in_the_field_only(visitor):
    """React writes it as the field's value; no text or markup is made of it."""
    page = visitor.open(f"/sok?q={quote(SCRIPT)}")
    assert SCRIPT not in words(page)
    assert json.dumps(page, ensure_ascii=False).count(SCRIPT) == 1
