"""The catalogue's own SCB indicators on the tables that are recorded: words, dashes, one that goes on, one withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from etl import geography
from etl.contract.catalogue import Catalogue, load_catalogue
from etl.contract.paths import ROOT
from etl.harvest import Harvest, SourceError
from etl.raw import RawStore
from etl.sources.scb import Scb, ScbSettings
from tests.integration.scb_tables import REGIONS, Served, number, recorded_tables, serving_tables

TODAY = datetime(2026, 3, 23, 12, tzinfo=UTC)
AGES = [str(age) for age in range(20, 65)]
EIGHT = 8


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data" / "catalogue")


@dataclass(frozen=True)
class Visit:
    served: Served
    settings: ScbSettings
    catalogue: Catalogue
    raw: RawStore

    def __call__(self, *, refresh: bool = False) -> Harvest:
        regions = [row for row in geography.regions().to_pylist() if row["code"] in REGIONS]
        table = pa.Table.from_pylist(regions, schema=geography.regions().schema)
        return Scb(self.raw, self.settings, refresh).collect(self.catalogue, table, quiet)


@pytest.fixture
def visit(shared: Path, catalogue: Catalogue, tmp_path: Path) -> Iterator[Visit]:
    served = recorded_tables(shared / "reference" / "recorded")
    with serving_tables(served) as url:
        yield Visit(served, ScbSettings(url, rate=0, retry_seconds=0.2, clock=lambda: TODAY), catalogue, RawStore(tmp_path))


def rows(harvest: Harvest, indicator: str) -> dict[tuple[str, str, str], float | None]:
    return {
        (row["region"], row["period"], row["sex"]): row["value"]
        for row in harvest.values.to_pylist()
        if row["indicator"] == indicator
    }


def test_all_eight_indicators_come_through_with_the_recorded_words(visit: Visit) -> None:
    harvest = visit()
    wished = {entry.id for entry in visit.catalogue.of_source("scb")}
    assert len(wished) == EIGHT
    assert set(harvest.values["indicator"].to_pylist()) == wished
    assert not [remark for remark in harvest.remarks if "left out" in remark]
    assert {region for region, _, _ in rows(harvest, "kval_arbete_utrikes")} == set(REGIONS)
    assert harvest.not_renewed == {}
    assert harvest.asked_at == harvest.changed_at == TODAY


def inhabitants(table: str, year: str, sex: str) -> int:
    return sum(number(table, ("0484", age, sex, "11", "BE0101", year)) for age in AGES)


def test_a_series_goes_on_in_another_table_with_a_marked_break(visit: Visit) -> None:
    visit.served.tables["TAB4823"]["Tid"]["2025"] = "2025"  # also where both have the year, one is read
    found = rows(visit(), "utrikes_20_64_antal")
    assert sorted({period for _, period, _ in found}) == ["2022", "2023", "2024", "2025"]
    for year, table in (("2022", "TAB4823"), ("2024", "TAB4823"), ("2025", "TAB6645")):
        assert found["0484", year, "K"] == inhabitants(table, year, "2")
        assert found["0484", year, "T"] == inhabitants(table, year, "1") + inhabitants(table, year, "2")
    entry = visit.catalogue.indicator("utrikes_20_64_antal")
    assert entry is not None
    assert [one.period for one in entry.breaks] == ["2025"]


@pytest.mark.parametrize(("symbol", "expected"), [("-", "zero"), ("–", "zero"), ("..", "missing"), (".", "missing")])
def test_nothing_to_report_is_zero_in_a_sum_and_what_is_not_given_is_missing(visit: Visit, symbol: str, expected: str) -> None:
    cell = ("0484", "20", "2", "11", "BE0101", "2022")
    visit.served.odd[("TAB4823", *cell)] = symbol
    value = rows(visit(), "utrikes_20_64_antal")["0484", "2022", "K"]
    whole = inhabitants("TAB4823", "2022", "2")
    assert value == (whole - number("TAB4823", cell) if expected == "zero" else None)


def test_nothing_to_report_of_a_share_that_scb_gives_is_missing(visit: Visit) -> None:
    words = visit.served.tables["TAB6383"]["BakgrVar"]
    abroad = next(code for code, word in words.items() if word == "samtliga utrikes födda")
    visit.served.odd[("TAB6383", "0484", "1", "000", abroad, "000007A", "2022")] = "-"
    assert rows(visit(), "kval_arbete_utrikes")["0484", "2022", "M"] is None


@pytest.mark.parametrize("refresh", [False, True])
def test_a_withdrawn_table_keeps_its_values_and_says_so(visit: Visit, refresh: bool) -> None:
    before = visit()
    visit.served.gone.add("TAB4823")
    harvest = visit(refresh=refresh)
    assert harvest.values.equals(before.values)
    assert set(harvest.not_renewed) == {"utrikes_20_64_antal", "inrikes_20_64_antal"}
    assert set(harvest.not_renewed.values()) == {
        "SCB har tagit bort tabellen TAB4823; värdena därifrån hämtades senast 2026-03-23."
    }
    (remark,) = [remark for remark in harvest.remarks if "SCB has no table TAB4823" in remark]
    assert "name it in source.tables, or where the series goes on in source.continued" in remark
    assert "URL" not in remark
    again = visit()
    assert (again.values.equals(before.values), again.not_renewed) == (True, harvest.not_renewed)
    kept = Scb(visit.raw, visit.settings).reread(visit.catalogue, geography.regions(), quiet)
    assert kept.not_renewed == harvest.not_renewed
    visit.served.gone.clear()
    assert visit().not_renewed == {}


def test_a_table_that_was_never_there_takes_no_other_down(visit: Visit) -> None:
    visit.served.gone.add("TAB5089")
    harvest = visit()
    assert rows(harvest, "trangbodda_utrikes") == {}
    assert rows(harvest, "utrikes_20_64_antal")
    assert any("SCB has no table TAB5089 of trangbodda_inrikes, " in remark for remark in harvest.remarks)


def test_a_table_that_fails_fails_the_source_and_changes_nothing(visit: Visit) -> None:
    before = visit()
    lock = visit.raw.lock_path.read_bytes()
    visit.served.broken.add("TAB5089")
    with pytest.raises(SourceError, match=r"SCB: HTTP 503 after .*TAB5089"):
        visit()
    assert visit.raw.lock_path.read_bytes() == lock
    kept = Scb(visit.raw, visit.settings).reread(visit.catalogue, geography.regions(), quiet)
    assert kept.values.sort_by("indicator").num_rows == before.values.num_rows
