"""The SCB source against recorded answers of SCB's, served on loopback with SCB's limits and with faults."""

import itertools
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.contract.catalogue import Catalogue, FocusArea, Groups, Indicator, ScbSource
from etl.contract.schemas import HARVEST, REGIONS
from etl.geography import regions as our_regions
from etl.harvest import Harvest, SourceError
from etl.http import Client
from etl.raw import RawStore
from etl.sources.scb import Scb, ScbSettings
from etl.sources.scb.measure import measure
from etl.sources.scb.table import read_table
from tests.integration.scb_server import ANSWERS, TABLE, Recorded, serving

AGES = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-99", "100+10")
MONTHS = (1, 2, 3, 4)
SEXES = {"T": "totalt, samtliga män och kvinnor", "K": "Kvinnor", "M": "män"}
ONE = {"Alder": "20-29 år", "ContentsCode": "Folkmängden per månad"}


def indicator(name: str, **source: Any) -> Indicator:
    whole = {"name": "scb", "tables": [TABLE], "title": "Folkmängden per månad", "first_period": "2026", **source}
    return Indicator.model_validate(
        {
            "id": name,
            "title": name,
            "short_title": name,
            "definition": name,
            "unit": "count",
            "decimals": 0,
            "direction": "neutral",
            "role": "context",
            "focus_area": "area",
            "sex_split": True,
            "source": whole,
        }
    )


def catalogue(*indicators: Indicator) -> Catalogue:
    area = FocusArea(id="area", title="Område", short_title="Område", description="Område")
    return Catalogue(focus_areas=(area,), indicators=indicators, groups=Groups(skr_year=2023, skr=(), peers_theme="Liknande"))


def persons(name: str = "persons", **source: Any) -> Indicator:
    return indicator(name, **{"select": ONE, "sexes": SEXES, "month": 4, **source})


@dataclass
class Visit:
    """Collects from a server into one store of answers."""

    recorded: Recorded
    settings: ScbSettings
    regions: pa.Table
    raw: RawStore
    said: list[str]

    def __call__(self, *indicators: Indicator, refresh: bool = False, **settings: Any) -> Harvest:
        self.recorded.requests.clear()
        self.recorded.questions.clear()
        source = Scb(self.raw, replace(self.settings, **settings), refresh=refresh)
        return source.collect(catalogue(*indicators), self.regions, self.said.append)


@pytest.fixture
def counties() -> pa.Table:
    whole = our_regions().to_pylist()
    return pa.Table.from_pylist([row for row in whole if row["type"] == "lan"], schema=REGIONS)


@pytest.fixture
def visit(counties: pa.Table, tmp_path: Path) -> Iterator[Visit]:
    recorded = Recorded.of(ANSWERS)
    with serving(recorded) as url:
        yield Visit(recorded, ScbSettings(url=url, rate=0, retry_seconds=5), counties, RawStore(tmp_path), [])


def read_apart() -> dict[tuple[str, str, str, str], int]:
    """The recorded cells by region, age, sex and month, read without the code under test: the last variable varies fastest."""
    document = json.loads((ANSWERS / f"{TABLE}_data.json").read_text(encoding="utf-8"))
    categories = [document["dimension"][variable]["category"]["index"] for variable in ("Region", "Alder", "Kon", "Tid")]
    return dict(zip(itertools.product(*categories), document["value"], strict=True))


def test_every_value_is_scbs(visit: Visit) -> None:
    entries = {f"age_{position}_month_{month}": (age, month) for position, age in enumerate(AGES) for month in MONTHS}
    values = [persons(name, select={**ONE, "Alder": age}, month=month) for name, (age, month) in entries.items()]
    rows = visit(*values).values.to_pylist()
    sexes = {"T": "TotSa", "K": "2", "M": "1"}
    found = {}
    for row in rows:
        age, month = entries[row["indicator"]]
        assert (row["period"], row["status"], row["reason"]) == ("2026", "ok", None)
        found[row["region"], age, sexes[row["sex"]], f"2026M{month:02}"] = row["value"]
    truth = read_apart()
    assert len(truth) == len(rows) == 2772
    assert found == truth


def test_what_a_harvest_tells(visit: Visit) -> None:
    harvest = visit(persons())
    assert (harvest.source, harvest.demo, harvest.groups) == ("scb", False, None)
    assert "Källa: SCB" in harvest.licence
    assert "CC0" in harvest.licence
    assert harvest.values.schema == HARVEST
    requests = {entry.request.split("?")[0]: entry for entry in harvest.requests}
    assert list(requests) == ["/config", f"/tables/{TABLE}/metadata", f"POST /tables/{TABLE}/data"]
    assert requests[f"POST /tables/{TABLE}/data"].entries == (TABLE,)
    assert any(f"noise is added in {TABLE}" in remark for remark in harvest.remarks)
    assert visit.said == ["SCB: asking 1 question(s) about 1 table(s), 63 cells"]


def test_nothing_is_asked_where_no_indicator_is_scbs(visit: Visit) -> None:
    assert visit().values.num_rows == 0
    assert visit.recorded.requests == []


@pytest.mark.parametrize("most_cells", [1, 2, 20, 62])
def test_a_question_split_over_several_calls_gives_the_same_table(visit: Visit, most_cells: int) -> None:
    whole = visit(persons()).values
    visit.recorded.config["maxDataCells"] = most_cells
    split = visit(persons(), refresh=True).values
    assert len(visit.recorded.questions) >= 63 / most_cells > 1
    assert split.equals(whole)


def test_the_limits_are_kept_to(visit: Visit) -> None:
    visit.recorded.config.update(maxDataCells=9, maxCallsPerTimeWindow=10, timeWindow=1)
    began = time.monotonic()
    visit(persons(), rate=None)
    calls = len(visit.recorded.requests) - 1
    assert calls == 8
    assert time.monotonic() - began >= (calls - 1) / 10


# What is asked again


def test_the_second_time_nothing_is_asked_but_whether_it_has_been_updated(visit: Visit) -> None:
    first = visit(persons())
    again = visit(persons())
    assert [request.split("?")[0] for request in visit.recorded.requests] == [
        "GET /api/v2/config",
        f"GET /api/v2/tables/{TABLE}/metadata",
    ]
    assert again.values.equals(first.values)
    assert again.requests[2] == first.requests[2]


def test_an_updated_table_is_asked_again(visit: Visit) -> None:
    visit(persons())
    for document in (visit.recorded.metadata, visit.recorded.data):
        document["updated"] = "2026-07-08T06:00:00Z"
    visit(persons())
    assert len(visit.recorded.data_requests()) == 1
    visit(persons())
    assert visit.recorded.data_requests() == []


def test_a_table_updated_while_it_is_asked_is_asked_again_the_next_time(visit: Visit) -> None:
    visit.recorded.faults = ["later"]
    visit(persons())
    visit(persons())
    assert len(visit.recorded.data_requests()) == 1
    visit(persons())
    assert visit.recorded.data_requests() == []


def test_refresh_and_other_cells_are_asked(visit: Visit) -> None:
    visit(persons())
    visit(persons(), refresh=True)
    assert len(visit.recorded.data_requests()) == 1
    older = persons("older", select={**ONE, "Alder": "90-99"})
    visit(persons(), older)
    assert [question["selection"][1]["valueCodes"] for question in visit.recorded.questions] == [["90-99"]]


def test_indicators_that_need_the_same_cells_share_an_answer(visit: Visit) -> None:
    rows = visit(persons("first"), persons("second")).values.to_pylist()
    assert len(visit.recorded.data_requests()) == 1
    assert len(rows) == 2 * 63


def test_a_damaged_answer_is_asked_again(visit: Visit) -> None:
    first = visit(persons())
    sha = first.requests[2].sha256
    next(visit.raw.directory.glob(f"{sha}*")).write_bytes(b"damaged")
    again = visit(persons())
    assert len(visit.recorded.data_requests()) == 1
    assert again.values.equals(first.values)
    assert any("asked again for a damaged answer" in remark for remark in again.remarks)


def test_answers_of_another_server_are_not_used(visit: Visit) -> None:
    visit(persons())
    with serving(visit.recorded) as url:
        visit(persons(), url=url)
    assert len(visit.recorded.data_requests()) == 1


# Faults


def test_429_is_waited_for(visit: Visit) -> None:
    visit.recorded.faults = ["429"]
    began = time.monotonic()
    harvest = visit(persons())
    assert time.monotonic() - began >= 1
    assert harvest.values.num_rows == 63
    assert "1 request(s) tried again" in harvest.remarks[0]


@pytest.mark.parametrize("fault", ["503", "truncated"])
def test_what_passes_is_ridden_out(visit: Visit, fault: str) -> None:
    visit.recorded.faults = [fault]
    assert visit(persons()).values.num_rows == 63


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("cells", "62 cell(s), but the variables make 21 x 1 x 3 x 1 x 1 = 63"),
        ("size", "variable Region: size 22, but 21 value(s)"),
        ("text", "field value.0"),
        ("status", "status of cell 63, but there are 63 cell(s)"),
        ("other", "variable Region: 21 value(s) asked for, 20 answered; they differ in 25"),
        ("problem", "HTTP 400 (Non-existent value: 0999 for variable Region)"),
    ],
)
def test_a_lasting_fault_is_refused_and_nothing_is_changed(visit: Visit, fault: str, said: str) -> None:
    visit(persons())
    before = visit.raw.lock_path.read_bytes()
    visit.recorded.faults = [fault]
    with pytest.raises(SourceError) as caught:
        visit(persons(), refresh=True)
    message = str(caught.value)
    assert message.startswith("SCB: ")
    for part in (said, f"/tables/{TABLE}/data", "What was published stays in service" if fault != "problem" else TABLE):
        assert part in message
    assert visit.raw.lock_path.read_bytes() == before


def test_unsplit_the_question_would_be_refused(visit: Visit) -> None:
    visit.recorded.config["maxDataCells"] = 62
    entry, table = persons(), read_table(visit.recorded.metadata, TABLE)
    assert isinstance(entry.source, ScbSource)
    question = measure(entry, entry.source, table, {}, visit.regions["code"].to_pylist()).selection
    with (
        Client("SCB", visit.settings.url, visit.settings.manners(0)) as client,
        pytest.raises(SourceError, match=r"HTTP 403 \(Too many cells selected: 63 cells, at most 62\)"),
    ):
        client.post(question.request, question.question, "a test")


def test_a_symbol_gives_a_reason(visit: Visit) -> None:
    visit.recorded.faults = ["symbol"]
    rows = visit(persons()).values.to_pylist()
    absent = [row for row in rows if row["value"] is None]
    assert [(row["region"], row["sex"], row["status"]) for row in absent] == [("01", "T", "missing")]
    assert "för osäker" in absent[0]["reason"]


def test_a_table_that_scb_lacks(visit: Visit) -> None:
    harvest = visit(persons(tables=["TAB1"]), persons("other"))
    assert set(harvest.values["indicator"].to_pylist()) == {"other"}
    assert any(re.match(r"SCB has no table TAB1 of persons \(any more\): HTTP 404", remark) for remark in harvest.remarks)


def test_scb_out_of_reach(visit: Visit) -> None:
    with pytest.raises(SourceError, match=r"SCB: ConnectError .* Request: GET http://127.0.0.1:9/config"):
        visit(persons(), url="http://127.0.0.1:9", retry_seconds=0.1)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"select": {**ONE, "Alder": "20-30 år"}}, "variable Alder: no value '20-30 år'; it has 0 (0 år)"),
        ({"select": {**ONE, "Alder": "100+ år"}}, "'100+ år' is the label of several values: 100+, 100+10, 100+5; give the code"),
        ({"select": {**ONE, "Fodelseregion": "Sverige"}}, "variable Fodelseregion isn't there; it has Region, Alder, Kon"),
        ({"select": {"ContentsCode": "000007SF"}}, "variable Alder isn't named in select, sexes or eliminate; it has 0 (0 år)"),
        ({"select": {"ContentsCode": "000007SF"}, "eliminate": ["Alder"]}, "variable Alder can't be eliminated"),
        ({"month": None}, "variable Tid: years or quarters expected (see month); it has 2025M01"),
        ({"code_lists": {"Alder": "agg_Ålder10årJ"}}, "variable Alder: no code list 'agg_Ålder10årJ'; it has vs_CKM01AlderTot"),
    ],
)
def test_what_the_table_lacks_is_refused_with_what_it_has(visit: Visit, source: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError) as caught:
        visit(persons(**source))
    assert f"indicator persons: table {TABLE}: " in str(caught.value)
    assert said in str(caught.value)
    assert "Correct the entries' source in the catalogue" in str(caught.value)
    assert visit.recorded.data_requests() == []


# Aggregates


def test_an_eliminated_variable_is_scbs_own_total(visit: Visit) -> None:
    rows = visit(persons(sexes={}, eliminate=["Kon"])).values.to_pylist()
    total = visit(persons()).values.to_pylist()
    assert {row["region"]: row["value"] for row in rows} == {row["region"]: row["value"] for row in total if row["sex"] == "T"}
    assert {row["sex"] for row in rows} == {"T"}


def test_a_code_list_is_asked_by(visit: Visit) -> None:
    visit.recorded.offer("Alder")
    by_list = persons(code_lists={"Alder": "agg_Ålder10årJ"}, select={**ONE, "Alder": "0-9 år"})
    rows = visit(by_list).values
    part = visit.recorded.questions[0]["selection"][1]
    assert part == {"variableCode": "Alder", "codelist": "agg_Ålder10årJ", "valueCodes": ["-9"]}
    assert "outputValues[Alder]=aggregated" in visit.recorded.data_requests()[0]
    assert rows.equals(visit(persons(select={**ONE, "Alder": "0-9"})).values)


def test_several_values_are_added_and_shares_are_of_the_whole(visit: Visit) -> None:
    young = persons("young", select={**ONE, "Alder": ["0-9", "10-19"]})
    share = persons("share", select={**ONE, "Alder": ["0-9", "10-19"]}, whole={"Alder": list(AGES)})
    rows = visit(young, share).values.to_pylist()
    truth = read_apart()
    for row in rows:
        sex = {"T": "TotSa", "K": "2", "M": "1"}[row["sex"]]
        ages = [truth[row["region"], age, sex, "2026M04"] for age in AGES]
        wanted = sum(ages[:2]) if row["indicator"] == "young" else 100 * sum(ages[:2]) / sum(ages)
        assert row["value"] == pytest.approx(wanted, rel=1e-12)


def test_a_region_is_read_from_the_first_table_that_has_it(visit: Visit) -> None:
    assert visit(persons(tables=[TABLE, TABLE])).values.num_rows == 63
    assert len(visit.recorded.data_requests()) == 1


def test_kommuner_that_the_tables_lack_are_remarked(visit: Visit, counties: pa.Table) -> None:
    stranger = pa.Table.from_pylist([{"code": "9999", "name": "Ingenstans", "type": "kommun", "lan": "99"}], schema=REGIONS)
    visit.regions = pa.concat_tables([counties, stranger])
    assert any("persons: TAB6471 lack(s) kommuner: 9999" in remark for remark in visit(persons()).remarks)
