"""Nothing hidden of an area below the kommun comes out, by the page, a file, the API or all of them together.

The areas are many and random; a version of the tests' own run has been given them by hand. The attacker knows each kommun's own
numbers, and reads the rest over HTTP.
"""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attacker import Attack, Knowledge, learn
from disclosure_tables import PERSONS, WORK
from openpyxl import load_workbook
from page_json import identified, inside, words
from replays import served
from republished import by_hand
from test_areas_run import first as areas_run  # noqa: F401 - a fixture

from etl.areas.steps import Done, Job, packed, published
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot
from etl.contract.schemas import AREAS, HARVEST, REGIONS
from tests.conftest import Visitor
from tests.random_tests import cases, seed
from tests.unit.test_areas import COUNTED, SHARE

KOMMUNER = {"0484": 14, "0486": 7}
YEARS = ("2023", "2024")
NAMES = ("prov_antal", "prov_andel")
NAME = "gjordforhand"
DRAWS = cases(200)
Numbers = dict[tuple[str, str, str], tuple[float, float]]
"""By area or kommun, year and sex: persons, and how many of them have the property."""


def codes(kommun: str) -> list[str]:
    return [f"{kommun}C{number:04}" for number in range(1010, 1010 + 10 * KOMMUNER[kommun], 10)]


def drawn(chance: np.random.Generator) -> Numbers:
    found: Numbers = {}
    for kommun in KOMMUNER:
        for year in YEARS:
            shape = (2, KOMMUNER[kommun])
            persons = chance.poisson(chance.choice([2, 8, 30, 300], size=shape)) * (chance.random(shape) > 0.05)
            having = chance.binomial(persons, chance.choice([0.05, 0.3, 0.6, 0.95], size=shape))
            for region, *amounts in [
                *zip(codes(kommun), persons.T, having.T, strict=True),
                (kommun, persons.sum(axis=1), having.sum(axis=1)),
            ]:
                for sex, numbers in (
                    ("T", [one.sum() for one in amounts]),
                    ("K", [one[0] for one in amounts]),
                    ("M", [one[1] for one in amounts]),
                ):
                    found[region, year, sex] = (float(numbers[0]), float(numbers[1]))
    return found


def share(persons: float, having: float) -> float | None:
    return 100 * having / persons if persons else None


def protected(numbers: Numbers, entries: tuple[Any, Any]) -> Done:
    rows = []
    for (region, year, sex), (persons, having) in numbers.items():
        if region not in KOMMUNER:
            for entry, value in zip(entries, (persons, share(persons, having)), strict=True):
                status, reason = ("missing", "Saknas i källan") if value is None else ("ok", None)
                rows.append(dict(zip(HARVEST.names, (entry.id, region, year, sex, value, status, reason), strict=True)))
    every = [{"code": code, "name": code, "type": "deso", "lan": "04"} for kommun in KOMMUNER for code in codes(kommun)]
    return published(Job(entries, packed(pa.Table.from_pylist(rows, HARVEST)), pa.Table.from_pylist(every, REGIONS)))


def learned(knowledge: Knowledge, name: object, shown: dict[str, list[dict[str, Any]]], numbers: Numbers, kommun: str) -> None:
    """What is shown of a kommun's areas, and its own numbers: to the attacker areas are kommuner and their kommun is riket."""
    place = {code: f"01{number:02}" for number, code in enumerate(codes(kommun))}
    tables = {}
    for kpi, (rows, own) in zip(
        (PERSONS, WORK), zip(shown.values(), (lambda one: one[0], lambda one: share(*one)), strict=True), strict=True
    ):
        known = [(row["period"], row["sex"], place[row["region"]], row["value"], row["status"]) for row in rows]
        known += [(year, sex, "00", own(one), "ok") for (region, year, sex), one in numbers.items() if region == kommun]
        tables[kpi] = [(*row[:3], np.nan if row[3] is None else row[3], row[4]) for row in known]
    learn(knowledge, name, tables, PERSONS)


def without_shares(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "value": None, "status": "suppressed"} for row in rows]


def test_no_random_area_can_be_worked_out() -> None:
    """Nothing but what the kommun's own numbers tell where no share of an area is shown: of four men there are four at most."""
    chance, knowledge, unavoidable = np.random.default_rng(seed()), Knowledge(), Knowledge()
    for number in range(DRAWS):
        numbers = drawn(chance)
        done = protected(numbers, (COUNTED, SHARE))
        tables = {name: pq.read_table(pa.BufferReader(content)).to_pylist() for name, content in done.files.items()}
        for kommun in KOMMUNER:
            own = {name: [row for row in rows if row["region"].startswith(kommun)] for name, rows in tables.items()}
            learned(knowledge, (number, kommun), own, numbers, kommun)
            bare = {COUNTED.id: own[COUNTED.id], SHARE.id: without_shares(own[SHARE.id])}
            learned(unavoidable, (number, kommun), bare, numbers, kommun)
    assert len(knowledge.hidden) > 50 * DRAWS
    found = Attack(knowledge).run()
    assert set(found) <= set(Attack(unavoidable).run() if found else [])


@pytest.fixture(scope="module")
def version(areas_run: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Numbers]:  # noqa: F811
    """A data directory whose version in service has random areas, the name of an older one, and the numbers themselves."""
    data = tmp_path_factory.mktemp("hidden") / "data"
    shutil.copytree(areas_run[0], data)
    older = served(data)
    shutil.copytree(older.directory, data / "older")
    directory = by_hand(data).rename(older.directory.with_name(NAME))
    DataPaths(data).current.write_text(NAME, encoding="utf-8")
    shutil.move(data / "older", older.directory)
    numbers = drawn(np.random.default_rng(seed()))
    catalogue = Snapshot("any", directory).catalogue
    entries = tuple(catalogue.indicator(name).model_copy(update={"maximum": None}) for name in NAMES)
    for name, content in protected(numbers, entries).files.items():
        (directory / "areas" / f"{name}.parquet").write_bytes(content)
    rows = [
        {"code": code, "name": f"Område {code[-4:]}", "type": "deso", "kommun": kommun}
        for kommun in KOMMUNER
        for code in codes(kommun)
    ]
    pq.write_table(pa.Table.from_pylist(rows, AREAS), directory / "areas.parquet")
    return data, older.version, numbers


@pytest.fixture
def reader(visitor: Visitor, version: tuple[Path, str, Numbers], monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setenv("KOLLEN_DATA", str(version[0]))
    return visitor


def asked(reader: Visitor, question: str) -> list[dict[str, Any]]:
    answer = reader.get(f"/api/v1/{question}")
    assert answer.status_code == 200, answer.text
    body = answer.get_json()
    assert body["next"] is None
    rows: list[dict[str, Any]] = body["data"]
    return rows


def key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["region"], row["period"], row["sex"]


@pytest.mark.parametrize("kommun", KOMMUNER)
def test_the_api_gives_nothing_away(reader: Visitor, version: tuple[Path, str, Numbers], kommun: str) -> None:
    shown = {name: asked(reader, f"area_observations?indicator={name}&region={kommun}&limit=50000") for name in NAMES}
    numbers = version[2]
    for rows in shown.values():
        assert [row["region"] for row in rows] == sorted(code for code in codes(kommun) for _ in range(6))
        assert {row["status"] for row in rows} >= {"ok", "suppressed"}
        assert {row["value"] for row in rows if row["status"] == "suppressed"} == {None}
    counted = {key(row): row["value"] for row in shown["prov_antal"]}
    assert all(value in (None, numbers[cell][0]) for cell, value in counted.items())
    assert all(row["denominator"] == counted[key(row)] for row in shown["prov_andel"])
    knowledge = Knowledge()
    learned(knowledge, kommun, shown, numbers, kommun)
    assert knowledge.hidden
    assert Attack(knowledge).run() == []


@pytest.mark.parametrize("indicator", NAMES)
def test_files_and_page_show_what_the_api_does(reader: Visitor, indicator: str) -> None:
    rows = {key(row): row for row in asked(reader, f"area_observations?indicator={indicator}&region=0484&limit=50000")}
    address = f"/omraden/0484.{{}}?indikator={indicator}&ar=2023"
    lines = list(
        csv.DictReader(io.StringIO(reader.get(f"/export{address.format('csv')}").data.decode("utf-8-sig")), delimiter=";")
    )
    sexes = {"Totalt": "T", "Kvinnor": "K", "Män": "M"}
    assert {(line["Kod"], line["Period"], sexes[line["Kön"]]) for line in lines} == rows.keys()
    for line in lines:
        row = rows[line["Kod"], line["Period"], sexes[line["Kön"]]]
        assert line["Värde"] == ("" if row["value"] is None else f"{row['value']:.0f}")
        assert (line["Status"], line["Förklaring"]) == (told(row), row["reason"] or "")
    assert "I små områden döljs mer" in lines[0]["Att tänka på"]
    assert lines[0]["Källa"].startswith("Källa: SCB")
    book = load_workbook(io.BytesIO(reader.get(f"/export{address.format('xlsx')}").data))
    wide = [row for row in book["2023"].iter_rows(values_only=True) if str(row[1])[:5] == "0484C"]
    shown = reader.open(address.replace(".{}", ""))
    on_page = [row for row in table_rows(identified(shown, "areas-table")["content"]) if row[0].startswith("Område ")]
    assert len(wide) == len(on_page) == KOMMUNER["0484"]
    for name, code, *values in wide:
        own = [rows[code, "2023", sex] for sex in "TKM"]
        assert values == [told(row) if row["value"] is None else pytest.approx(row["value"]) for row in own]
        (cells,) = (cells for place, *cells in on_page if place == name)
        assert cells == [told(row) if row["value"] is None else f"{row['value']:.0f}" for row in own]


def told(row: dict[str, Any]) -> str:
    return {"ok": "Värde", "missing": "Uppgift saknas", "suppressed": "Dold, för få personer"}[row["status"]]


def table_rows(element: Any) -> Iterator[list[str]]:
    """What the cells of each row say."""
    if isinstance(element, list):
        for one in element:
            yield from table_rows(one)
    elif isinstance(element, dict):
        if element.get("type") == "Tr":
            yield [words(cell).replace("\n", "").removesuffix("\xa0%") for cell in inside(element)]
        else:
            yield from table_rows(inside(element))


def test_older_versions_say_nothing_of_areas(reader: Visitor, version: tuple[Path, str, Numbers]) -> None:
    newest = served(version[0]).version
    for part in ("areas", "area_observations?indicator=prov_antal&region=0484"):
        sign = "&" if "?" in part else "?"
        assert reader.get(f"/api/v1/{part}{sign}v={newest}").status_code == 200
        refused = reader.get(f"/api/v1/{part}{sign}v={version[1]}")
        assert (refused.status_code, refused.get_json()["allowed"]) == (404, {"v": [newest]})
    assert reader.get(f"/api/v1/observations?indicator=prov_antal&v={version[1]}").status_code == 200
    for extension in ("csv", "xlsx"):
        assert reader.get(f"/export/omraden/0484.{extension}?v={newest}").status_code == 200
        refused = reader.get(f"/export/omraden/0484.{extension}?v={version[1]}")
        assert refused.status_code == 404
        assert "den version som gäller" in refused.text


def test_areas_are_chosen_as_regions_are(reader: Visitor) -> None:
    assert [row["code"] for row in asked(reader, "areas?kommun=0486")] == codes("0486")
    assert asked(reader, "areas?type=regso") == []
    one, other = codes("0486")[0], codes("0484")[3]
    rows = asked(reader, f"area_observations?indicator=prov_antal&region={one}&region={other}&sex=K&from=2024")
    assert [key(row) for row in rows] == [(other, "2024", "K"), (one, "2024", "K")]
    both = asked(reader, f"area_observations?indicator=prov_antal&region=0486&region={other}&sex=T&period=2023")
    assert {row["region"] for row in both} == {*codes("0486"), other}
    page = reader.get("/api/v1/area_observations?indicator=prov_antal&region=0484&limit=50").get_json()
    assert (page["total"], len(page["data"])) == (6 * KOMMUNER["0484"], 50)
    assert len(reader.get(page["next"]).get_json()["data"]) == 6 * KOMMUNER["0484"] - 50
    lines = reader.get(f"/api/v1/area_observations?indicator=prov_antal&region={one}&format=csv").text.splitlines()
    assert lines[0].startswith("indicator,region,period,sex,value,status,denominator,margin,reason,data_version")
    assert len(lines) == 7
    for question, status in (
        ("area_observations?indicator=prov_antal", 400),
        ("area_observations?region=0484", 400),
        ("area_observations?indicator=prov_antal&region=04", 400),
        ("area_observations?indicator=prov_antal&region=0180", 404),
        ("area_observations?indicator=syss_utrikes&region=0484", 404),
        ("areas?kommun=9999", 404),
    ):
        assert reader.get(f"/api/v1/{question}").status_code == status, question


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("0484.csv?ar=gammalt", 400, "Adressens år gick inte att tolka."),
        ("0484.csv?ar=1999", 404, "Det finns inga uppgifter för 1999."),
        ("0484.csv?indikator=finns_inte", 404, "Den indikatorn finns inte för områden."),
        ("0180.csv", 404, "Det finns inga uppgifter om områden"),
        ("0484.pdf", 404, "Tabellen finns som csv och xlsx."),
    ],
)
def test_a_file_holds_nothing_else_than_was_asked_for(reader: Visitor, address: str, status: int, said: str) -> None:
    answer = reader.get(f"/export/omraden/{address}")
    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.usefixtures("reader")
def test_another_choice_is_answered_with_its_own_address() -> None:
    from dashboard.pages.omraden.page import update

    found = update("prov_andel", "2023", "0484")
    assert found["address"]["href"] == "/omraden/0484?indikator=prov_andel&ar=2023"
    assert found["year"] == "2023"
    assert "2023" in found["titled"]
    assert json.dumps(found["map"])
    latest = update("prov_antal", "senaste", "0484")
    assert latest["address"]["href"] == "/omraden/0484?indikator=prov_antal"
