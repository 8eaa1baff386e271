"""A strategy of one's own, from a filled template in the inbox to the published page; a draft is reached by its address alone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import dash
import pyarrow as pa
import pytest
from flask import Flask
from page_json import words

from dashboard.api.resources import RESOURCES
from etl import pipeline
from etl.contract.catalogue import Catalogue
from etl.contract.paths import data_paths
from etl.contract.reader import open_current
from etl.hand_written import read_hand_written
from etl.harvest import Harvest, Say
from etl.pipeline import Origins
from etl.sources.demo.source import DemoSource
from etl.sources.inbox.source import InboxReporter
from tests.conftest import Visitor
from tests.goal_workbooks import GOALS, filled

DRAFT: Final = "zebravagar_in_2030"
DECIDED: Final = "zebran_beslutad"
WORD: Final = "zebra"
FEW: Final = ("syss_utrikes", "syss_inrikes", "arblos_unga", "rost_utrikes_kf", "rost_inrikes_kf", "invanare")
NAMED: Final = {
    "indicator_id": "syss_utrikes",
    "indicator": "syss_utrikes",
    "area_id": "arbete",
    "code": "0484",
    "strategy_id": "eskilstuna",
    "name": "lasa",
}
"""What the addresses of pages have in them, each with an example."""


class FewValues(DemoSource):
    """The demo with values of some indicators only, which is quicker."""

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        few = tuple(entry for entry in catalogue.indicators if entry.id in FEW)
        return super().collect(catalogue.model_copy(update={"indicators": few}), regions, say)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A data directory with a draft, a decided strategy and the demo's values, and what the run said."""
    data = tmp_path_factory.mktemp("own")
    paths = data_paths(data)
    paths.inbox.mkdir(parents=True)
    (paths.inbox / "utkast.xlsx").write_bytes(filled(goal1_base=1990, goal2_level=100))
    decided = {f"goal{place}_text": f"Beslutat mål {place}" for place in (1, 2, 3)}
    (paths.inbox / "beslutad.xlsx").write_bytes(filled(title="Zebran beslutad", status="Beslutad", **decided))
    said: list[str] = []
    pipeline.run(read_hand_written(), Origins([FewValues()], InboxReporter(paths.inbox)), paths, said.append)
    return data, said


@pytest.fixture
def reader(server: Flask, published: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setenv("KOLLEN_DATA", str(published[0]))
    return Visitor(server.test_client())


def addresses() -> Iterator[str]:
    """Every page that is registered, whichever there are."""
    for page in dash.page_registry.values():
        yield re.sub("<(.*?)>", lambda found: NAMED[found[1]], page["path_template"] or page["path"])


def test_a_draft_is_whole_at_its_address_and_marked(reader: Visitor) -> None:
    page = reader.open(f"/strategi/{DRAFT}")
    told = words(page)
    assert "UTKAST – lämnat av Kommunledningskontoret" in told
    for goal in GOALS:
        assert goal["text"] in told
    assert "2024, gäller till och med 2030" in told
    assert reader.get(f"/strategi/{DRAFT}").status_code == 200
    snapshot = open_current(data_paths())
    rows = [row for row in snapshot.table("draft_goals").to_pylist() if row["region"] == "0484" and row["sex"] == "T"]
    assert [row["strategy"] for row in rows] == [DRAFT] * 3
    assert rows[0]["latest"] is not None
    assert rows[0]["target"] == 75.5


def test_a_decided_strategy_is_like_the_catalogues_own(reader: Visitor) -> None:
    assert "UTKAST" not in words(reader.open(f"/strategi/{DECIDED}"))
    assert "Zebran beslutad" in words(reader.open("/strategi"))
    assert "Zebran beslutad" in json.dumps(reader.open("/kommun/0484"), ensure_ascii=False)
    assert DECIDED in reader.get("/api/v1/strategies").text
    answer = reader.get(f"/api/v1/goals?strategy={DECIDED}&region=0484").get_json()
    assert len({row["goal"] for row in answer["data"]}) == 3
    assert DECIDED in reader.get("/sok.json?q=zebran").text


def test_a_draft_stands_on_no_other_page(reader: Visitor, subtests: pytest.Subtests) -> None:
    asked = [*addresses(), "/sok?q=zebr", "/sok?q=tio procent av de unga", "/indikator/syss_utrikes?kommuner=0484&region=0484"]
    asked += [f"/kommun/0484?strategi={DRAFT}", f"/andrat?strategi={DRAFT}", "/strategi?korsvag=eu:3", "/indikator/arblos_unga"]
    assert len(asked) > 18
    for address in asked:
        with subtests.test(address):
            assert_unnamed(json.dumps(reader.open(address), ensure_ascii=False))
            assert_unnamed(reader.get(address.partition("?")[0]).text)


def test_a_draft_stands_in_no_answer_feed_or_search(reader: Visitor, subtests: pytest.Subtests) -> None:
    asked = [f"/api/v1/{one.name}?{_needed(one)}" for one in RESOURCES]
    asked += [
        f"/api/v1/strategies?strategy={DRAFT}",
        f"/api/v1/goals?strategy={DRAFT}",
        "/api/v1/goals.csv",
        "/api/v1/openapi.json",
    ]
    asked += ["/andrat.atom", f"/andrat.atom?strategi={DRAFT}", "/andrat.atom?kommun=0484", "/sok.json?q=zebram", "/healthz"]
    for address in asked:
        with subtests.test(address):
            assert_unnamed(reader.get(address).text)
    assert reader.get(f"/api/v1/goals?strategy={DRAFT}").status_code == 404
    assert reader.get(f"/andrat.atom?strategi={DRAFT}").status_code == 404


def test_doubts_are_told_and_refuse_nothing(published: tuple[Path, list[str]]) -> None:
    said = "\n".join(published[1])
    assert f"inbox: utkast.xlsx gives /strategi/{DRAFT}: 2 mål, 1 inriktning, a draft" in said
    assert "utkast.xlsx is taken in but looks odd: Blad Mål, rad 2. Basåret 1990 är före måttets första år" in said
    assert "utkast.xlsx is taken in but looks odd: Blad Mål, rad 3. Målet är redan nått." in said


def _needed(resource: Any) -> str:
    return "&".join(f"{one.name}={one.example}" for one in resource.parameters if one.required)


def assert_unnamed(text: str) -> None:
    """The draft's title and goals are nowhere; its id only where the question had it."""
    folded = text.casefold()
    assert "zebravägar" not in folded
    assert "zebramål" not in folded
    assert "zebramal" not in folded
    assert "kommunledningskontoret" not in folded
    assert f"/strategi/{DRAFT}" not in folded
