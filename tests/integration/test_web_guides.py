"""The guides and the accessibility statement: every link, label, picture and question of theirs leads to what there is."""

import json
import re

import pytest
from page_json import identified, links, props_of, words

from dashboard import guides
from dashboard.parts import responsible
from dashboard.published.search_entries import helping
from etl.contract.paths import ROOT
from setup.guide_pictures import LARGEST, VIEWS
from tests.unit.test_docs import DOCS

LABEL = re.compile("”([^”]+)”")
FILE = re.compile(r"/[^?#]*\.\w+")
ALL = 500_000
"""Bytes of all pictures together."""


def opened(visitor, address):
    """A page of ours without a word of something wrong with its address; an anchor has to be there."""
    where, _, anchor = address.partition("#")
    assert visitor.get(where).status_code == 200, address
    if FILE.match(where):
        return None
    page = visitor.open(where)
    told = [
        words(props.get("content", props.get("children"))).strip()
        for props in props_of(page)
        if props.get("className") == "remarks"
    ]
    assert not any(told), f"{address}: {told}"
    if anchor:
        assert identified(page, anchor)
    return page


def of_section(section):
    return [link for part in section.content for link in links(part)]


@pytest.mark.parametrize("name", guides.FILES)
def test_every_link_opens_what_it_says(visitor, name):
    page = visitor.open(f"/hjalp/{name}")
    assert visitor.get(f"/hjalp/{name}").status_code == 200
    own = {address for address in links(page) if address.startswith("/")}
    for address in sorted(own):
        opened(visitor, address)


@pytest.mark.parametrize("name", [name for name in guides.FILES if name not in {"metod", "nytt"}])
def test_what_a_step_names_is_on_the_page_that_it_opens(visitor, name):
    shell = json.dumps(visitor.http.get("/_dash-layout").get_json(), ensure_ascii=False)
    for section in guides.guide(name).sections:
        ways = [address for address in of_section(section) if address.startswith("/") and not FILE.match(address)]
        shown = shell + "".join(json.dumps(opened(visitor, address), ensure_ascii=False) for address in ways)
        assert [label for label in LABEL.findall(section.text) if label not in shown] == [], section.title


def test_the_list_of_guides_leads_to_every_question(visitor):
    found = set(links(visitor.open("/hjalp")))
    assert {f"{one.address}#{section.id}" for one in guides.guides() for section in one.sections} <= found
    assert {entry.href for entry in helping()} <= {*found, "/hjalp"}
    for one in guides.guides():
        ids = [section.id for section in one.sections]
        assert len(set(ids)) == len(ids)


def test_every_page_leads_to_the_guides_and_to_the_statement(visitor):
    layout = visitor.http.get("/_dash-layout").get_json()
    assert {"/hjalp", "/tillganglighet"} <= set(links(layout))


def test_links_from_other_pages_lead_to_answers(visitor):
    for page in ("/", "/om", "/validering"):
        ways = [address for address in links(visitor.open(page)) if address.startswith("/hjalp")]
        assert ways, page
        for address in ways:
            opened(visitor, address)


# Pictures


def pictures():
    return [props for one in guides.guides() for part in one.sections for picture in part.pictures for props in props_of(picture)]


def test_every_picture_is_taken_by_the_script_and_no_other():
    named = {file.stem for file in (ROOT / "assets" / "hjalp").iterdir()}
    readme = set(re.findall(r"assets/hjalp/([\w-]+)\.webp", (ROOT / "README.md").read_text(encoding="utf-8")))
    shown = {props["src"].rpartition("/")[2].partition(".")[0] for props in pictures() if "src" in props}
    assert named == set(VIEWS) == shown | readme


def test_a_picture_is_small_and_has_words_and_a_place(visitor):
    sizes = {file.name: file.stat().st_size for file in (ROOT / "assets" / "hjalp").iterdir()}
    assert {name for name, size in sizes.items() if size > LARGEST} == set()
    assert sum(sizes.values()) <= ALL
    shown = [props for props in pictures() if "src" in props]
    assert len(shown) >= 8
    for props in shown:
        assert len(props["alt"]) > 20
        assert props["loading"] == "lazy"
        assert props["width"] > 300 < props["height"]
        answer = visitor.get(props["src"])
        assert answer.mimetype == "image/webp"
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("head", [b"", b"\x89PNG" + bytes(30), b"RIFF0000WEBPVP8 " + bytes(20)])
def test_a_picture_of_another_kind_is_refused(head):
    with pytest.raises(ValueError, match="guide_pictures"):
        guides.size(head)


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_pictured_opens(visitor, name):
    opened(visitor, VIEWS[name].address)


# Method and what is new


def test_the_newest_version_is_told_of():
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert guides.guide("nytt").sections[0].title.startswith(f"Version {version}, ")


def test_the_method_is_told_whole(visitor):
    text = " ".join(words(visitor.open("/hjalp/metod")).split())
    document = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    bare = re.sub(r"[`*|#]|\]\([^)]*\)|\[|-{3,}|^\d+\. |^- ", " ", document, flags=re.MULTILINE)
    missing = [word for word in set(bare.split()) if word not in text]
    assert len(missing) < 5, missing
    content = [part["props"] for part in guides.guide("metod").sections[0].content if part["type"] == "Ol"]
    assert [props.get("start") for props in content] == [None, 5], "a list goes on after a table"


# The statement


def test_the_statement_says_what_is_left_out(visitor):
    text = words(visitor.open("/tillganglighet"))
    assert "Redogörelsen är inte färdig" in text
    assert responsible.NAME in text
    assert responsible.CONTACT in text
    assert "ansvarar för den här webbplatsen" not in text


def test_the_statement_names_who_is_responsible_and_whom_to_write_to(visitor, monkeypatch):
    monkeypatch.setenv(responsible.NAME, "Region Exempel <b>")
    monkeypatch.setenv(responsible.CONTACT, "mailto:webb@example.se")
    page = visitor.open("/tillganglighet")
    text = words(page)
    assert "Region Exempel <b> ansvarar för den här webbplatsen" in text
    assert "inte färdig" not in text
    assert "mailto:webb@example.se" in links(page)
    assert "https://www.digg.se/tdosanmalan" in links(page)
    assert "delvis förenlig" in text


# Addresses that the docs name

ADDRESS = re.compile(r"`(/(?!kollen|data|mnt|opt|etc)[a-z][\w./-]*(?:\?[^`\s<…]*)?)`")


@pytest.mark.parametrize("page", [page for page in DOCS if page != "docs/recipes.md"])
def test_addresses_that_the_docs_name_answer(visitor, page):
    named = set(ADDRESS.findall((ROOT / page).read_text(encoding="utf-8")))
    answers = {address: visitor.get(address).status_code for address in named if "..." not in address}
    assert {address for address, status in answers.items() if status not in {200, 308, 503}} == set()
