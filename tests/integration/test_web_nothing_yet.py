"""Pages say in words that there is nothing yet: no kommun has reported, no version came before."""

import shutil

import pyarrow.parquet as pq
import pytest
from page_json import props_of, words

from etl.contract.paths import DataPaths
from etl.contract.reader import open_current

VERSION = "0123456789xy"
"""What has been read of a version is kept by its name."""


@pytest.fixture
def silence(visitor, demo_data, tmp_path, monkeypatch):
    """The demo's version in service, but no kommun has reported."""
    assert visitor.get("/healthz").status_code == 200
    shutil.copytree(open_current(DataPaths(demo_data)).directory, tmp_path / "published" / VERSION)
    file = tmp_path / "published" / VERSION / "validation.parquet"
    pq.write_table(pq.read_table(file).slice(0, 0), file)
    (tmp_path / "published" / "CURRENT").write_text(VERSION, encoding="utf-8")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))


@pytest.mark.usefixtures("silence")
@pytest.mark.parametrize("address", ["/validering", "/validering?region=0484&typ=AKAD", "/kommun/0484"])
def test_where_nobody_has_reported_it_is_told_without_gaps(visitor, address):
    said = words(visitor.open(address))
    assert "Ingen kommun har rapporterat ännu." in said
    assert "har inte rapporterat ." not in said
    assert "Nedan finns mallen" not in said


def fields(page):
    """The labels of the fields that a reader sees."""
    hidden = {
        label["children"]
        for one in props_of(page)
        if one.get("hidden")
        for label in props_of(one["children"])
        if "htmlFor" in label
    }
    return {one["children"] for one in props_of(page) if "htmlFor" in one} - hidden


def test_what_can_be_chosen_follows_what_there_is(visitor, request):
    before = fields(visitor.open("/validering"))
    request.getfixturevalue("silence")
    assert before - fields(visitor.open("/validering")) == {"Typ av validering", "Kvartal"}


def test_the_first_version_has_nothing_to_be_held_against(visitor, demo_data):
    version = open_current(DataPaths(demo_data)).version
    said = words(visitor.open("/andrat"))
    assert "Det finns ingen tidigare version att jämföra med ännu." in said
    assert "har inga uppgifter ändrats för riket." in words(visitor.open(f"/andrat?sedan={version}"))
