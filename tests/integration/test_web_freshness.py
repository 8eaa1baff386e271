"""What readers meet of a living source: when it was last asked, and which values it no longer gives."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from page_json import words

from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from tests.conftest import Visitor
from tests.integration.republished import content_of, publish_content

GONE = "Kolada har inte längre det här nyckeltalet; värdena hämtades senast 2026-03-23."
SOURCES = [
    {"name": "kolada", "asked_at": "2026-11-20T23:30:00Z", "changed_at": "2026-11-14T05:00:00Z", "failed": False},
    {"name": "scb", "asked_at": "2026-11-19T05:00:00Z", "changed_at": None, "failed": True},
]
ASKED = (
    "Kolada svarade senast 2026-11-21, senast med något nytt 2026-11-14. "
    "SCB svarade senast 2026-11-19. Den senaste frågan till SCB misslyckades."
)


@pytest.fixture(scope="module")
def lived(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's values as if they were real, one indicator of them gone from Kolada."""
    data = tmp_path_factory.mktemp("lived")
    shutil.copytree(demo_data / "published", data / "published")
    content = content_of(open_current(DataPaths(data)))
    marked = tuple(
        entry.model_copy(update={"not_renewed": GONE}) if entry.id == "syss_utrikes" else entry
        for entry in content.catalogue.indicators
    )
    catalogue = content.catalogue.model_copy(update={"indicators": marked})
    publish_content(data, replace(content, catalogue=catalogue, manifest={**content.manifest, "demo": False}))
    (data / "freshness.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    return data


@pytest.fixture
def reader(server: Flask, lived: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setenv("KOLLEN_DATA", str(lived))
    return Visitor(server.test_client())


def test_the_footer_says_when_sources_were_asked(reader: Visitor) -> None:
    assert ASKED in words(reader.get("/_dash-layout").get_json())


def test_health_says_when_sources_were_asked(reader: Visitor) -> None:
    assert reader.get("/healthz").get_json()["sources"] == SOURCES


def test_where_a_value_comes_from_says_when_its_own_source_was_asked(reader: Visitor) -> None:
    page = words(reader.open("/kalla?indikator=syss_utrikes&region=0484"))
    assert "Kolada svarade senast 2026-11-21, senast med något nytt 2026-11-14." in page
    assert "SCB svarade" not in page
    assert GONE in page


def test_an_indicator_that_is_gone_is_marked_and_no_other(reader: Visitor) -> None:
    page = words(reader.open("/indikator/syss_utrikes?kommun=0484"))
    assert page.count(GONE) >= 2, "above the charts, and in the source line"
    assert GONE not in words(reader.open("/indikator/syss_inrikes?kommun=0484"))


def test_a_file_says_it_too(reader: Visitor) -> None:
    assert GONE in reader.get("/export/indikator/syss_utrikes.csv?kommun=0484").get_data(as_text=True)


@pytest.mark.parametrize("damaged", ["", "{", '[{"name": 1}]', '[{"name": "kolada", "asked_at": null, "changed_at": null}]'])
def test_a_file_that_says_nothing_takes_no_page_down(damaged: str, reader: Visitor, lived: Path) -> None:
    file = lived / "freshness.json"
    before = file.read_text(encoding="utf-8")
    file.write_text(damaged, encoding="utf-8")
    try:
        assert "svarade senast" not in words(reader.get("/_dash-layout").get_json())
        assert reader.get("/healthz").status_code == 200
    finally:
        file.write_text(before, encoding="utf-8")
