"""What is hidden of the real values stays so for whoever asks over HTTP: the API, `/kalla`, files, feeds and an older version.

The versions that the answers are of differ as after a revision by the source, and are held together as an attacker would.
"""

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from attacker import Attack, Knowledge, learn_versions
from disclosure_tables import PERSONS, columns_of, revised
from openpyxl import load_workbook
from page_json import words
from pptx import Presentation

from dashboard.api.parameters import MOST_ROWS
from dashboard.url_state import SourceView
from etl import pipeline, tidy
from etl.asking import Wish, asked_sources
from etl.contract.catalogue import Catalogue
from etl.contract.paths import DataPaths, data_paths
from etl.contract.reader import open_current, open_version
from etl.hand_written import read_hand_written
from etl.harvest import Harvest, Say, Source
from etl.raw import RawStore
from etl.sources.inbox.source import InboxReporter
from tests.conftest import Visitor
from tests.random_tests import seed, some, whole

COUNT = "etab_lamnat_antal"
PLACES = ",".join(f"{lan:02d}" for lan in (range(1, 26) if whole() else (23, 24, 25)) if lan not in {2, 11, 15, 16})
"""All kommuner, or those of three län."""
PERIODS = ("2012", "2014", "2016", "2018", "2020", "2022") if whole() else ("2020",)
OF_ONE_CELL = ("value", "change", "gap", "persons_vs_riket", "rank", "trend_first", "trend_vs_riket_change")
"""What `latest` says of a cell."""

Rows = list[dict[str, Any]]
Key = tuple[str, str, str, str]


class Revised:
    """A source that gives its kept answers with the number of persons of fifty kommuner revised; it remembers both."""

    def __init__(self, source: Source) -> None:
        self.name, self.source = source.name, source
        self.truths: list[pa.Table] = []

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        harvest = self.source.collect(catalogue, regions, say)
        counted = pc.equal(harvest.values["indicator"], COUNT)
        before = harvest.values.filter(counted)
        if not before.num_rows:
            return harvest
        after = revised(before, np.random.default_rng(seed()), 50)
        self.truths = [tidy.observations(catalogue, one, regions)[COUNT] for one in (before, after)]
        return replace(harvest, values=pa.concat_tables([harvest.values.filter(pc.invert(counted)), after]))


@dataclass
class Reader:
    """Asks over HTTP alone, a version at a time; `truths` are the source's own numbers of persons by version."""

    visitor: Visitor
    truths: dict[str, pa.Table]
    found: dict[str, list[Key]] = field(default_factory=dict)

    def ask(self, question: str, version: str) -> Any:
        answer = self.visitor.get(f"/api/v1/{question}{'&' if '?' in question else '?'}v={version}&limit={MOST_ROWS}")
        assert answer.status_code == 200, answer.text[:300]
        return answer

    def rows(self, question: str, version: str) -> Rows:
        body = self.ask(question, version).get_json()
        assert body["next"] is None or not question.startswith("observations")
        found: Rows = body["data"]
        return found

    def all_rows(self, name: str, version: str) -> Iterator[dict[str, Any]]:
        """Of a table that is longer than an answer."""
        for offset in range(0, self.ask(name, version).get_json()["total"], MOST_ROWS):
            yield from self.rows(f"{name}?offset={offset}", version)

    def hidden(self, version: str) -> list[Key]:
        """Every hidden cell of a version: indicator, region, period, sex. Which they are is no secret: it is read from files."""
        if version not in self.found:
            snapshot = open_version(data_paths(), version)
            every = {entry.id: snapshot.observations(entry.id) for entry in snapshot.catalogue.indicators}
            hidden = {name: table.filter(pc.equal(table["status"], "suppressed")) for name, table in every.items()}
            rows = [(name, row) for name, table in hidden.items() for row in table.to_pylist()]
            self.found[version] = sorted((name, row["region"], row["period"], row["sex"]) for name, row in rows)
        return self.found[version]


@pytest.fixture(scope="module")
def data(real_run: tuple[object, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, pa.Table]]:
    """The real values published, then once more with fifty kommuner revised; and what the source said each time."""
    directory = tmp_path_factory.mktemp("revised")
    shutil.copytree(real_run[1], directory, dirs_exist_ok=True)
    paths, hand_written = DataPaths(directory), read_hand_written()
    first = open_current(paths).version
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOLADA_URL", RawStore(paths.raw).read_lock().sources["kolada"].url)
        kept = asked_sources(hand_written.catalogue, paths, Wish(frozenset({"inbox"}), refresh=False), print)
        sources = [Revised(source) for source in kept]
        origins = pipeline.Origins(sources, InboxReporter(paths.inbox))
        second = pipeline.run(hand_written, origins, paths, print, accept=True).version
    before, after = next(source.truths for source in sources if source.truths)
    return directory, {first: before, second: after}


@pytest.fixture(scope="module")
def found() -> dict[str, list[Key]]:
    """The hidden cells by version, as they are first asked for."""
    return {}


@pytest.fixture
def reader(
    visitor: Visitor, data: tuple[Path, dict[str, pa.Table]], found: dict[str, list[Key]], monkeypatch: pytest.MonkeyPatch
) -> Reader:
    monkeypatch.setenv("KOLLEN_DATA", str(data[0]))
    return Reader(visitor, data[1], found)


def cell(row: dict[str, Any], period: str = "period") -> Key:
    return (row["indicator"], row["region"], str(row[period]), row.get("sex", "T"))


def test_no_observation_of_the_api_says_anything_of_a_hidden_cell(reader: Reader) -> None:
    for version in list(reader.truths)[0 if whole() else 1 :]:
        hidden = set(reader.hidden(version))
        assert len(hidden) > 5_000
        for name in sorted({key[0] for key in hidden}):
            plain = csv.DictReader(io.StringIO(reader.ask(f"observations?indicator={name}&format=csv", version).text))
            found = [row for row in (*reader.rows(f"observations?indicator={name}", version), *plain) if cell(row) in hidden]
            assert {row[column] or None for row in found for column in ("value", "margin")} == {None}
            assert {row["status"] for row in found} == {"suppressed"}


def test_no_derived_row_of_the_api_says_anything_of_a_hidden_cell(reader: Reader) -> None:
    for version in list(reader.truths)[0 if whole() else 1 :]:
        hidden = set(reader.hidden(version))
        latest = list(reader.all_rows("latest", version))
        own = [row for row in latest if cell(row) in hidden]
        assert len(own) > 100
        assert {row[column] for row in own for column in OF_ONE_CELL} == {None}
        before = [row for row in latest if cell(row, "previous_period") in hidden]
        assert {row[column] for row in before for column in ("previous", "change")} <= {None}
        for name, period in (("barometer_entries", "{}_period"), ("goals", "{}_year")):
            rows = list(reader.all_rows(name, version))
            for end in ("baseline", "latest"):
                assert {row[end] for row in rows if row["indicator"] and cell(row, period.format(end)) in hidden} <= {None}


def test_changes_tell_no_older_value_of_a_hidden_cell(reader: Reader) -> None:
    _, second = reader.truths
    hidden = set(reader.hidden(second))
    told = [row for row in reader.all_rows("changes", second) if cell(row) in hidden]
    assert told, "some that were shown are hidden now"
    assert {row[name] for row in told for name in ("old_value", "new_value")} == {None}


def test_no_hidden_cell_leads_to_its_value(reader: Reader) -> None:
    """Neither by an address, nor by a checksum that a guess could be held against, nor by the number of persons."""
    for version in reader.truths:
        for indicator, region, period, sex in some(some(reader.hidden(version))):
            question = f"provenance?indicator={indicator}&region={region}&period={period}&sex={sex}"
            (found,) = reader.rows(question, version)
            assert (found["value"], found["status"], bool(found["rule"])) == (None, "suppressed", True)
            assert found["requests"]
            assert {one[name] for one in found["requests"] for name in ("request", "url", "sha256", "bytes")} == {None}
            assert {row[name] for row in found["revisions"] for name in ("old_value", "new_value")} <= {None}


def test_nor_does_the_page_about_its_source(reader: Reader) -> None:
    newest = list(reader.truths)[-1]
    for indicator, region, period, sex in some(some(reader.hidden(newest)))[:: 1 if whole() else 3]:
        page = reader.visitor.open(SourceView(indicator, region, period, sex).address)
        assert "Regel som döljer" in words(page)
        said = str(page)
        assert "/data/kpi/" not in said
        assert not any(one in said for one in checksums(reader, newest))


def checksums(reader: Reader, version: str) -> set[str]:
    """Of the answers that a value that is shown comes from."""
    (found,) = reader.rows("provenance?indicator=invanare&region=00&period=2022", version)
    return {one["sha256"][:16] for one in found["requests"]}


def of_files(reader: Reader, indicator: str, extension: str) -> bytes:
    answer = reader.visitor.get(f"/export/indikator/{indicator}.{extension}?kommuner={PLACES}")
    assert answer.status_code == 200, answer.text[:300]
    return answer.data


@pytest.mark.parametrize("indicator", [COUNT, "etab_arbete"])
def test_no_file_holds_anything_of_a_hidden_cell(reader: Reader, indicator: str) -> None:
    """The CSV file, and of the workbook every sheet with a column a year or a row a value."""
    hidden = {key[1:3] for key in reader.hidden(list(reader.truths)[-1]) if key[0] == indicator and key[3] == "T"}
    lines = csv.DictReader(io.StringIO(of_files(reader, indicator, "csv").decode("utf-8-sig")), delimiter=";")
    told = [row["Värde"] for row in lines if (row["Kod"], row["Period"]) in hidden]
    assert len(told) > 20
    assert set(told) == {""}
    book = load_workbook(io.BytesIO(of_files(reader, indicator, "xlsx")), read_only=True)
    drawn = [value for sheet in book.worksheets for place, value in in_cells(sheet) if place in hidden]
    assert len(drawn) > 40
    assert not any(isinstance(value, int | float) for value in drawn)


def in_cells(sheet: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """Of a sheet of the workbook, by kommun and period, what stands there."""
    rows = list(sheet.iter_rows(values_only=True))
    start, head = next(((number, row) for number, row in enumerate(rows) if "Kod" in row), (len(rows), ()))
    for row in rows[start + 1 :]:
        named = dict(zip(map(str, head), (*row, *[None] * len(head)), strict=False))
        code = str(named["Kod"])
        yield from (((code, name), value) for name, value in named.items() if name.isdigit())
        if "Period" in named and named.get("Kön", "Totalt") == "Totalt":
            yield (code, str(named["Period"])), named["Värde"]


def test_no_slide_draws_a_hidden_cell(reader: Reader) -> None:
    """Each kommun that has one is chosen alone, beside riket."""
    newest = list(reader.truths)[-1]
    hidden = {key[1:3] for key in reader.hidden(newest) if key[0] == COUNT and key[3] == "T" and len(key[1]) == 4}
    regions = {row["name"]: row["code"] for row in reader.rows("regions", newest)}
    drawn = []
    for kommun in sorted({region for region, _ in hidden})[:: 1 if whole() else 60]:
        answer = reader.visitor.get(f"/export/indikator/{COUNT}.pptx?kommuner={kommun}")
        drawn += [value for name, period, value in charts(answer.data) if (regions.get(name), period) in hidden]
    assert drawn
    assert set(drawn) == {None}


def charts(deck: bytes) -> Iterator[tuple[str, str, float | None]]:
    """Of all charts series, category and value."""
    shapes = [shape for slide in Presentation(io.BytesIO(deck)).slides for shape in slide.shapes]
    for plot in (plot for shape in shapes if getattr(shape, "has_chart", False) for plot in shape.chart.plots):
        for series in plot.series:
            yield from ((series.name, str(period), value) for period, value in zip(plot.categories, series.values, strict=False))


def test_feeds_hold_no_values(reader: Reader) -> None:
    older, newest = reader.truths
    before, after = ({row[:3]: row[3] for row in zip(*columns_of(reader.truths[one]), strict=True)} for one in (older, newest))
    kommun = next(key[2] for key in before if before[key] != after[key] and len(key[2]) == 4)
    answer = reader.visitor.get(f"/andrat.atom?kommun={kommun}")
    assert answer.status_code == 200
    assert "<entry>" in answer.text


def tables(reader: Reader, version: str, period: str) -> dict[str, Any]:
    """What the API answers of the number of persons in a period, as an attacker holds it."""
    found = reader.rows(f"observations?indicator={COUNT}&period={period}", version)
    numbers = [(row["period"], row["sex"], row["region"], np.nan if row["value"] is None else row["value"]) for row in found]
    return {PERSONS: [(*number, row["status"]) for number, row in zip(numbers, found, strict=True)]}


@pytest.mark.parametrize("period", PERIODS)
def test_nor_do_both_versions_together(reader: Reader, period: str) -> None:
    knowledge = Knowledge()
    every = [list(zip(*columns_of(one), strict=True)) for one in reader.truths.values()]
    truths = [{PERSONS: [row for row in rows if row[0] == period]} for rows in every]
    learn_versions(knowledge, "api", [tables(reader, version, period) for version in reader.truths], truths, PERSONS)
    assert len(knowledge.hidden) > 100
    attack = Attack(knowledge, width=4)
    found = attack.run()
    unsaid = (attack.low <= 1.01) & (attack.high >= 3.99)
    assert [text for text, any_few in zip(found, unsaid[attack.narrow()], strict=True) if not any_few] == []
