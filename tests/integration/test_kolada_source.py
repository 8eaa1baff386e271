"""The Kolada source against the replay: every value, what is asked again and what not, and every fault."""

import csv
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from replays import FEW, SOME, SteeredReplay

from etl.contract.catalogue import Catalogue
from etl.contract.schemas import GROUPS, HARVEST
from etl.harvest import Harvest, SourceError
from etl.http import Client, Manners
from etl.raw import Entry, RawStore
from etl.sources.kolada import KoladaSettings, KoladaSource, why_out_of_reach
from tests import random_tests

RESPONSES = Path(__file__).resolve().parents[1] / "responses" / "kolada"
TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
KPIS = ("N02268", "N02926", "N01951")
"""Three with values for most kommuner and years, none of whose announced days has passed."""


ALL = random_tests.whole()
ASKED, VALUED, QUESTIONS_ASKED, MOST_COMPARED = (65, 46, 78, 39) if ALL else (6, 6, 26, 13)
"""How many KPIs are collected from nothing, how many of them have values, in how many questions; and those of a second time."""

COLUMNS = HARVEST.names[:5]
KEY = HARVEST.names[:4]


def quiet(_: str) -> None:
    pass


@pytest.fixture
def settings(some: SteeredReplay) -> KoladaSettings:
    return KoladaSettings(url=some.url, rate=0, retry_seconds=10, last_year=2026, clock=lambda: TODAY)


@pytest.fixture(scope="session")
def kpis(kolada_kpis: tuple[str, ...]) -> tuple[str, ...]:
    """Six KPIs, of which one has an announced day that has passed; with all random tests all of them."""
    return kolada_kpis if ALL else SOME


@pytest.fixture(scope="session")
def whole(
    request: pytest.FixtureRequest, make_catalogue: Any, kpis: Any, all_regions: Any, tmp_path_factory: Any
) -> SimpleNamespace:
    """Those KPIs of all regions collected once from nothing, then once more."""
    replay = request.getfixturevalue("replay" if ALL else "some_kpis")
    settings = KoladaSettings(url=replay.url, rate=0, last_year=2026, clock=lambda: TODAY)
    source = KoladaSource(RawStore(tmp_path_factory.mktemp("raw")), settings)
    said: list[str] = []
    before = len(replay.data_requests())
    first = source.collect(make_catalogue(*kpis), all_regions, said.append)
    between = len(replay.requests()), len(replay.data_requests())
    second = source.collect(make_catalogue(*kpis), all_regions, quiet)
    after = len(replay.requests()), len(replay.data_requests())
    again = replay.data_requests()[between[1] :]
    return SimpleNamespace(
        first=first, second=second, said=said, asked=between[1] - before, between=between, after=after, again=again
    )


@pytest.fixture(scope="session")
def truth(shared: Path, make_catalogue: Any, kpis: Any) -> pa.Table:
    """What the replay holds from 2000 on, in the form of a harvest's values."""
    table = pq.read_table(shared / "kolada_replay" / "values.parquet")
    ids = {entry.source.kpi: entry.id for entry in make_catalogue(*kpis).indicators}
    kpi, kommun, year = table["kpi"].cast(pa.string()), table["municipality"].cast(pa.string()), table["year"]
    region = pc.if_else(pc.starts_with(kommun, "00"), pc.utf8_slice_codeunits(kommun, 2, 4), kommun)
    indicator = pa.array(list(ids.values())).take(pc.index_in(kpi, pa.array(list(ids))).combine_chunks())
    columns = [indicator, region, year.cast(pa.string()), table["gender"].cast(pa.string()), table["value"]]
    wanted = pc.and_(pc.is_in(kpi, pa.array(list(ids))), pc.greater_equal(year, 2000))
    return in_order(pa.table(columns, names=COLUMNS).filter(wanted).cast(pa.schema([HARVEST.field(name) for name in COLUMNS])))


def in_order(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in KEY]).combine_chunks()


def test_every_value_is_kolada_s(truth: pa.Table, whole: Any) -> None:
    assert truth.num_rows > 6_000 * VALUED
    assert len(set(truth["indicator"].to_pylist())) == VALUED
    assert len(set(truth["region"].to_pylist())) == 312
    assert in_order(whole.first.values.select(COLUMNS)).equals(truth)
    assert whole.first.values.schema == HARVEST
    assert set(whole.first.values["status"].to_pylist()) == {"ok"}
    assert set(whole.first.values["reason"].to_pylist()) == {None}


def test_few_questions_and_only_what_is_overdue_the_second_time(whole: Any) -> None:
    assert 0 < whole.asked <= QUESTIONS_ASKED + 12
    compared = whole.again[: whole.after[1] - whole.between[1]]
    assert 0 < len(compared) <= MOST_COMPARED
    assert {request.partition("?")[0].rpartition("/")[2] for request in compared} == {"2022,2023,2024,2025,2026"}
    assert whole.after[0] - whole.between[0] == 2 - (-ASKED // 25) + len(compared), "regions, groups, and KPIs by 25"
    assert whole.second.values.equals(whole.first.values)
    assert any(f"{QUESTIONS_ASKED} reused" in remark for remark in whole.second.remarks)


def test_what_a_harvest_tells(whole: Any, kpis: Any) -> None:
    harvest: Harvest = whole.first
    silent = f"{ASKED - VALUED} KPI(s) without values: "
    assert any(remark.startswith(silent) for remark in harvest.remarks) is ALL
    assert "Källa: Kolada" in harvest.licence
    assert "Egen bearbetning av data från Kolada" in harvest.licence
    assert harvest.publications["of_n02268"] == {
        "publication_date": "2026-11-28",
        "prel_publication_date": None,
        "publ_period": "2025",
    }
    data = [entry for entry in harvest.requests if entry.request.startswith("/data/kpi/")]
    assert {kpi for entry in data for kpi in entry.entries} == set(kpis)
    assert all(len(entry.sha256) == 64 and entry.bytes and entry.fetched_at.startswith("2026-11-21T") for entry in data)
    assert whole.said[0] == f"Kolada: asking {QUESTIONS_ASKED} questions for {ASKED} KPI(s) of {ASKED}"


def test_groups_of_kommuner(whole: Any) -> None:
    groups = whole.first.groups
    assert groups.schema == GROUPS
    assert groups.equals(groups.sort_by([("group", "ascending"), ("member", "ascending")]))
    rows = groups.to_pylist()
    assert [row["member"] for row in rows if row["group"] == "skr:A1"] == ["0180", "1280", "1480"]
    peers = [row for row in rows if row["group"] == "peer:0484"]
    assert {row["name"] for row in peers} == {"Liknande kommuner Eskilstuna (socioekonomi, 2024)"}
    assert len(peers) == 7
    assert len({row["group"] for row in rows if row["kind"] == "peer"}) == 290
    assert all(row["group"] != f"peer:{row['member']}" for row in rows)


# What is asked again: three KPIs, one län's kommuner and riket.


@pytest.fixture
def few(all_regions: pa.Table) -> pa.Table:
    return all_regions.filter(pc.or_kleene(pc.equal(all_regions["lan"], "04"), pc.equal(all_regions["code"], "00")))


@dataclass
class Visit:
    """Collections with one store, and what each asked for."""

    replay: SteeredReplay
    store: RawStore
    catalogue: Catalogue
    regions: pa.Table

    def collect(
        self, settings: KoladaSettings, *, refresh: bool = False, catalogue: Catalogue | None = None
    ) -> tuple[Harvest, list[str]]:
        before = len(self.replay.data_requests())
        source = KoladaSource(self.store, settings, refresh)
        harvest = source.collect(catalogue or self.catalogue, self.regions, quiet)
        return harvest, self.replay.data_requests()[before:]


@pytest.fixture
def visit(some: SteeredReplay, tmp_path: Path, make_catalogue: Any, few: pa.Table, settings: KoladaSettings) -> Visit:
    first = Visit(some, RawStore(tmp_path / "raw"), make_catalogue(*KPIS), few)
    _, requests = first.collect(settings)
    assert len(requests) == 2
    return first


def stored(store: RawStore) -> set[str]:
    return {path.name.partition(".")[0] for path in store.directory.glob("*.json.gz")}


def change_entry(store: RawStore, kpi: str, **changes: Any) -> None:
    lock = store.read_lock()
    record = lock.sources["kolada"]
    entries: dict[str, Entry] = {**record.entries, kpi: record.entries[kpi].model_copy(update=changes)}
    store.write_lock(lock.with_source("kolada", record.model_copy(update={"entries": entries})))


def test_refresh_asks_for_everything_again(visit: Visit, settings: KoladaSettings) -> None:
    assert visit.collect(settings)[1] == []
    assert len(visit.collect(settings, refresh=True)[1]) == 2


def test_a_kpi_whose_day_of_publication_has_come_is_asked_for_alone(visit: Visit, settings: KoladaSettings) -> None:
    before, _ = visit.collect(settings)
    harvest, requests = visit.collect(replace(settings, clock=lambda: datetime(2026, 11, 28, tzinfo=UTC)))
    compared = [request for request in requests if "/year/2022,2023,2024,2025,2026?" in request]
    assert [request.split("/")[4] for request in requests if request not in compared] == ["N02268", "N02268"]
    assert [request.split("/")[4] for request in compared] == ["N02926,N01951"], "a week has passed"
    assert harvest.values.equals(before.values)
    assert stored(visit.store) == {entry.sha256 for entry in harvest.requests}


def test_a_kpi_asked_for_before_its_last_publication_is_asked_for_alone(visit: Visit, settings: KoladaSettings) -> None:
    change_entry(visit.store, "N02926", fetched_at=datetime(2026, 6, 2, tzinfo=UTC))
    assert [request.split("/")[4] for request in visit.collect(settings)[1]] == ["N02926", "N02926"]
    assert visit.collect(settings)[1] == []


def test_a_kpi_with_other_metadata_is_asked_for_alone(visit: Visit, settings: KoladaSettings) -> None:
    metadata = visit.store.read_lock().sources["kolada"].entries["N01951"].metadata
    change_entry(visit.store, "N01951", metadata={**metadata, "publ_period": "2024"})
    assert [request.split("/")[4] for request in visit.collect(settings)[1]] == ["N01951", "N01951"]


def test_a_new_kpi_is_asked_for_alone_and_one_that_left_is_forgotten(
    visit: Visit, settings: KoladaSettings, make_catalogue: Any
) -> None:
    harvest, requests = visit.collect(settings, catalogue=make_catalogue("N02268", "N02926", "N00971"))
    assert [request.split("/")[4] for request in requests] == ["N00971", "N00971"]
    assert set(harvest.values["indicator"].to_pylist()) == {"of_n02268", "of_n02926", "of_n00971"}
    assert set(visit.store.read_lock().sources["kolada"].entries) == {"N02268", "N02926", "N00971"}


def test_a_new_year_is_asked_for_alone(visit: Visit, settings: KoladaSettings) -> None:
    next_year = replace(settings, last_year=2027)
    _, requests = visit.collect(next_year)
    assert [request.partition("?")[0].split("/")[-1] for request in requests] == ["2027"]
    assert visit.collect(next_year)[1] == []


def test_fewer_years_are_read_from_what_is_kept(visit: Visit, settings: KoladaSettings) -> None:
    harvest, requests = visit.collect(replace(settings, first_year=2015))
    assert requests == []
    assert min(harvest.values["period"].to_pylist()) == "2015"


def test_other_regions_are_asked_for(visit: Visit, settings: KoladaSettings, all_regions: pa.Table) -> None:
    wider = replace(visit, regions=all_regions.filter(pc.is_in(all_regions["lan"], pa.array(["04", "03"]))))
    harvest, requests = wider.collect(settings)
    assert len(requests) == 2
    assert "0380" in harvest.values["region"].to_pylist()


@pytest.mark.parametrize("damage", ["gone", "cut", "another's"])
def test_a_damaged_answer_is_asked_for_again(visit: Visit, settings: KoladaSettings, damage: str) -> None:
    before, _ = visit.collect(settings)
    data = [entry for entry in before.requests if entry.request.startswith("/data/")]
    file, other = (visit.store.directory / f"{entry.sha256}.json.gz" for entry in data[:2])
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:100] if damage == "cut" else other.read_bytes())
    harvest, requests = visit.collect(settings)
    assert len(requests) == 2
    assert harvest.values.equals(before.values)
    assert any("damaged answer" in remark and file.name in remark for remark in harvest.remarks)


def test_answers_of_another_url_are_never_used(visit: Visit, settings: KoladaSettings) -> None:
    other = replace(settings, url=settings.url.replace("127.0.0.1", "localhost"))
    assert len(visit.collect(other)[1]) == 2


def test_a_broken_lock_file_is_refused_and_refresh_mends_it(visit: Visit, settings: KoladaSettings) -> None:
    visit.store.lock_path.write_text("schema_version: 1\nsources: [\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"raw\.lock\.yaml.*--refresh.*delete"):
        visit.collect(settings)
    assert len(visit.collect(settings, refresh=True)[1]) == 2
    assert visit.collect(settings)[1] == []


def test_kpis_that_kolada_lacks_are_told_at_once_and_take_nothing_else_down(
    visit: Visit, settings: KoladaSettings, make_catalogue: Any
) -> None:
    entry = make_catalogue("N02268").indicators[0]
    unknown = [
        entry.model_copy(update={"id": name, "source": entry.source.model_copy(update={"kpi": kpi})})
        for name, kpi in (("one", "N99998"), ("other", "N99999"))
    ]
    harvest, _ = visit.collect(settings, catalogue=visit.catalogue.model_copy(update={"indicators": (entry, *unknown)}))
    assert set(harvest.values["indicator"].to_pylist()) == {entry.id}
    (remark,) = [remark for remark in harvest.remarks if "that Kolada no longer has" in remark]
    assert remark.startswith(
        "2 KPI(s) that Kolada no longer has: N99998 (one; no values); N99999 (other; no values). Find the KPI"
    )
    assert harvest.not_renewed == dict.fromkeys(("one", "other"), "Kolada har inte det här nyckeltalet.")
    with pytest.raises(SourceError, match=r"none of the catalogue's 2 KPIs is among Kolada's: check KOLADA_URL"):
        visit.collect(settings, catalogue=visit.catalogue.model_copy(update={"indicators": tuple(unknown)}))


def test_what_differs_from_the_catalogue_is_remarked(visit: Visit, settings: KoladaSettings) -> None:
    entry = visit.catalogue.indicators[0]
    source = entry.source.model_copy(update={"title": "Förr"})
    changed = entry.model_copy(update={"source": source, "sex_split": not entry.sex_split})
    kept = visit.catalogue.indicators[1].model_copy(update={"sex_split": not visit.catalogue.indicators[1].sex_split})
    harvest, requests = visit.collect(settings, catalogue=visit.catalogue.model_copy(update={"indicators": (changed, kept)}))
    assert any(
        "N02268 (of_n02268, now " in remark and "in the catalogue 'Förr'; values of" in remark for remark in harvest.remarks
    )
    assert any("KPI N02926: is divided by sex in Kolada, isn't in the catalogue" in remark for remark in harvest.remarks)
    assert "har ändrat vad nyckeltalet avser" in harvest.not_renewed["of_n02268"]
    assert "of_n02268" in set(harvest.values["indicator"].to_pylist())
    assert not [request for request in requests if "N02268" in request]
    assert any("301 region(s) that Kolada has and we lack: 01 Region Stockholm" in remark for remark in harvest.remarks)


# Faults of some requests: from the fourth question for data on.

METADATA = 3
QUESTIONS = 6
MIDWAY = METADATA + 3
YEARS = (2020, 2022)
"""The first and last year that are recorded."""

PASSES = "passes"
TRANSIENT = ("429", "500", "502", "503", "timeout", "reset", "truncate", "html")
GIVEN_UP = r"attempt\(s\) in \d+ s\. Request: GET http.*/data/kpi/.*N00973.*Wait and run again; what was published stays"
AT_ONCE = {
    "410": r"HTTP 410 .*/data/kpi/.*N00973.*update Integrationskollen",
    "404": r"HTTP 404 .*/data/kpi/.*N00973.*check the source's URL",
    "empty": r"the answer is empty.*/data/kpi/.*N00973.*Wait and run again",
    "notjson": r"not valid JSON.*/data/kpi/.*N00973.*Wait and run again",
    "wrongcount": r"request /data/kpi/.*N00973.*field count says \d+, the answer holds \d+",
}
LOOP = r"request /data/kpi/.*N00973.*next_url goes round in a loop"
SPOILED = {
    "dupes": r"\d+ duplicate value\(s\) dropped",
    "nulls": PASSES,
    "badtype": r"Set aside \d of \d+ row\(s\) that can't be read: KPI 'N02268', municipality '\d{4}'.*found 'n/a'",
    "unknownkommun": r"Set aside \d of \d+ row\(s\) of unknown municipalities: 9999 \(KPI N02268, \d row\(s\)\)",
}
REASONS = {"nulls": (50, "Saknas i Kolada"), "badtype": (1, "Går inte att läsa i Kolada")}
"""How many values of an answer are missing at least, and why."""

CASES: list[tuple[str, bool, str]] = [
    *((fault, False, PASSES) for fault in TRANSIENT),
    *((fault, True, GIVEN_UP) for fault in TRANSIENT),
    *((fault, lasting, error) for fault, error in AT_ONCE.items() for lasting in (False, True)),
    ("loop", False, PASSES),  # the page that it leads to is empty, and the last
    ("loop", True, LOOP),
    *((fault, lasting, remark) for fault, remark in SPOILED.items() for lasting in (False, True)),
]
CASE_NAMES = [f"{fault}-{'lasting' if lasting else 'once'}" for fault, lasting, _ in CASES]


@pytest.fixture(scope="session")
def six_questions(all_regions: pa.Table) -> pa.Table:
    return all_regions.slice(all_regions.num_rows - QUESTIONS * 25)


@pytest.fixture
def impatient(steered: SteeredReplay) -> KoladaSettings:
    steered.steer()
    first, last = YEARS
    return KoladaSettings(
        steered.url, rate=0, retry_seconds=2, read_seconds=1, first_year=first, last_year=last, clock=lambda: TODAY
    )


@pytest.fixture(scope="session")
def recorded(make_catalogue: Any, six_questions: pa.Table) -> pa.Table:
    """The recorded values as they lie in the files, in the form of a harvest's."""
    rows = []
    for entry in make_catalogue(*FEW).indicators:
        for row in csv.DictReader((RESPONSES / f"{entry.source.kpi}.csv").read_text(encoding="utf-8").splitlines()):
            kommun = row.pop("municipality")
            region = kommun.removeprefix("00") if kommun.startswith("00") else kommun
            rows += [(entry.id, region, cell[:4], cell[4:], float(value)) for cell, value in row.items() if value]
    table = pa.table(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)))
    ours = pc.is_in(table["region"], six_questions["code"].combine_chunks())
    return in_order(table.filter(ours).cast(pa.schema([HARVEST.field(name) for name in COLUMNS])))


@pytest.fixture
def victim(impatient: KoladaSettings, six_questions: pa.Table, make_catalogue: Any, tmp_path: Path) -> Callable[[], Harvest]:
    source = KoladaSource(RawStore(tmp_path), impatient)
    return lambda: source.collect(make_catalogue(*FEW), six_questions, quiet)


@pytest.mark.parametrize(("fault", "lasting", "outcome"), CASES, ids=CASE_NAMES)
def test_fault(
    fault: str, lasting: bool, outcome: str, steered: SteeredReplay, victim: Any, recorded: pa.Table, tmp_path: Path
) -> None:
    steered.steer(f"{fault}@{MIDWAY}-{9999 if lasting else MIDWAY}")
    if fault in SPOILED or outcome == PASSES:
        check_harvest(victim(), recorded, fault, outcome)
        return
    with pytest.raises(SourceError, match=f"^Kolada: .*{outcome}"):
        victim()
    assert not (tmp_path / "raw.lock.yaml").exists()
    steered.steer()
    harvest = victim()
    check_harvest(harvest, recorded, "none", PASSES)
    assert stored(RawStore(tmp_path)) == {entry.sha256 for entry in harvest.requests}


def check_harvest(harvest: Harvest, truth: pa.Table, fault: str, outcome: str) -> None:
    """Every value is there and true, but for those that the fault took away, which are missing or set aside."""
    values = in_order(harvest.values)
    assert outcome == PASSES or any(re.search(outcome, remark) for remark in harvest.remarks)
    if fault == "unknownkommun":
        assert 0 < truth.num_rows - values.num_rows <= 3 * QUESTIONS
        truth = in_order(truth.join(values.select(KEY), KEY, join_type="left semi"))
    gone = pc.is_null(values["value"])
    if fault in REASONS:
        least, reason = REASONS[fault]
        assert least <= pc.sum(gone).as_py() <= 3 * least * QUESTIONS
        assert set(values.filter(gone)["status"].to_pylist()) == {"missing"}
        assert set(values.filter(gone)["reason"].to_pylist()) == {reason}
        assert values.select(KEY).to_pydict() == truth.select(KEY).to_pydict()
        values, truth = values.filter(pc.invert(gone)), truth.filter(pc.invert(gone))
    assert values.select(COLUMNS).to_pydict() == truth.to_pydict()
    assert set(values["status"].to_pylist()) == {"ok"}


def test_unknown_municipalities_past_one_percent_are_refused(
    steered: SteeredReplay, make_catalogue: Any, few: pa.Table, tmp_path: Path
) -> None:
    steered.steer("unknownkommun")
    settings = KoladaSettings(steered.url, rate=0, first_year=2021, last_year=2022, clock=lambda: TODAY)
    with pytest.raises(SourceError, match=r"1 of \d+ row\(s\) of unknown municipalities: 9999 .*more than 1% is refused"):
        KoladaSource(RawStore(tmp_path), settings).collect(make_catalogue("N02268"), few, quiet)


def test_a_server_that_asks_for_a_pause_gets_it(
    some: SteeredReplay, make_catalogue: Any, six_questions: Any, tmp_path: Path
) -> None:
    some.steer(rate=4)
    settings = KoladaSettings(some.url, rate=0, retry_seconds=20, first_year=2010, last_year=2022, clock=lambda: TODAY)
    harvest = KoladaSource(RawStore(tmp_path), settings).collect(make_catalogue(*KPIS), six_questions, quiet)
    assert harvest.values.num_rows > 3000
    assert not any(", 0 request(s) tried again" in remark for remark in harvest.remarks)
    assert len(some.requests()) <= 40


# Servers that the replay can't be: some that move, refuse, or ask for too long a pause; and none at all.

ODD: dict[str, tuple[int, dict[str, str], str]] = {
    "/v3/moved": (302, {"Location": "https://elsewhere.example/v4"}, r"HTTP 302.*has moved to https://elsewhere\.example/v4"),
    "/v3/later": (503, {"Retry-After": "3600"}, r"HTTP 503, Retry-After 3600 s after 1 attempt"),
    "/v3/refused": (422, {}, r"HTTP 422.*The request is refused as it stands"),
}


class OddHandler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        status, headers, _ = ODD.get(self.path, (200, {}, ""))
        body = json.dumps({"agent": self.headers["User-Agent"]}).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def odd() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OddHandler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v3"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ODD)
def test_odd_answers_fail_at_once(odd: str, path: str) -> None:
    with Client("Kolada", odd, Manners(rate=0, retry_seconds=20)) as client, pytest.raises(SourceError, match=ODD[path][2]):
        client.get(path.removeprefix("/v3"), "KPIs N1")


def test_the_client_says_who_it_is(odd: str) -> None:
    with Client("Kolada", odd, Manners(rate=0, retry_seconds=0)) as client:
        assert client.get("/anything", "KPIs N1").document["agent"].startswith("Integrationskollen")


def test_kolada_out_of_reach(make_catalogue: Any, few: pa.Table, tmp_path: Path, some: SteeredReplay) -> None:
    nowhere = KoladaSettings("http://127.0.0.1:9/v3", rate=0, retry_seconds=0.5)
    assert why_out_of_reach(nowhere, 1.0) == "did not answer within 1 s"
    assert why_out_of_reach(KoladaSettings(some.url)) is None
    with pytest.raises(
        SourceError, match=r"^Kolada: ConnectError .* attempt\(s\).*http://127\.0\.0\.1:9/v3/.*what was published stays"
    ):
        KoladaSource(RawStore(tmp_path), nowhere).collect(make_catalogue("N02268"), few, quiet)
