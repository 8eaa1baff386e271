"""Every answer that is recorded of the real APIs in public: accepted, or told with what to do."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from etl import tidy
from etl.contract.catalogue import Catalogue
from etl.contract.schemas import REGIONS
from etl.harvest import SourceError
from etl.http import Client, Manners, Patience, Reply
from etl.http_faults import TransientFaultError
from etl.raw import Entry
from etl.server import READ_SECONDS, RETRY_SECONDS
from etl.sources.kolada.envelope import check_envelope, pages, read_page
from etl.sources.kolada.merge import Share, as_harvest, together
from etl.sources.kolada.metadata import KpiMetadata, read_entries
from etl.sources.kolada.plan import Batch, Wanted, missing_years, to_compare
from etl.sources.kolada.retained import Why, for_readers, sort_out
from etl.sources.kolada.rows import Scope, read_items
from etl.sources.scb.dataset import read_cube, read_dataset
from etl.sources.scb.rows import added, with_none_as_zero
from etl.sources.scb.settings import read_limits

Recorded = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def recorded(shared: Path) -> Recorded:
    folder = shared / "reference" / "recorded"
    if not folder.exists():
        pytest.skip(f"{folder} is missing: the recorded answers lie there")
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@contextmanager
def answering(*answers: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, list[str]]]:
    """The URL of a server that gives these answers in turn, the last one for good, and what it was asked."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = answers[min(len(requests), len(answers) - 1)]
            requests.append(self.path)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v3", requests
    finally:
        server.shutdown()
        server.server_close()


def client(url: str, source: str = "Kolada", retry_seconds: float = 5) -> Client:
    return Client(source, url, Manners(0, retry_seconds))


# Kolada


def test_nulls_are_missing_in_kolada_and_sexes_of_nulls_only_are_none(recorded: Recorded, make_catalogue: Any) -> None:
    answer = recorded("kolada_01_null_missing")
    batch = Batch.of_request(answer["request"])
    reading = read_items(answer["answer"]["values"], Scope(answer["request"], batch, {"0114": "0114"}))
    reasons = {row["sex"]: (row["status"], row["reason"]) for row in reading.rows.to_pylist()}
    absent = ("missing", "Saknas i Kolada")
    assert reasons == {"K": absent, "M": absent, "T": ("ok", None)}
    catalogue: Catalogue = make_catalogue("N00217")
    rows = together([Share(answer["request"], reading, batch.kpis)], batch.years)
    regions = pa.Table.from_pylist([{"code": "0114", "name": "Upplands Väsby", "type": "kommun", "lan": "01"}], schema=REGIONS)
    (table,) = tidy.observations(catalogue, as_harvest(rows, {"N00217": catalogue.indicators[0].id}), regions).values()
    assert [(row["sex"], row["value"]) for row in table.to_pylist()] == [("T", 12.5)]


def test_metadata_of_2026_is_accepted(recorded: Recorded) -> None:
    answer = recorded("kolada_02_kpi_2026")["answer"]
    [kpi], odd = read_entries(KpiMetadata, check_envelope(answer, "/kpi/N18704"), "/kpi/N18704")
    assert odd == []
    assert (kpi.is_divided_by_gender, kpi.prel_publication_date, kpi.publication_date) == (True, None, date(2027, 4, 8))
    assert kpi.publ_period == "2026"


def test_a_kpi_that_is_gone_is_retained(recorded: Recorded, make_catalogue: Any) -> None:
    answer = recorded("kolada_03_kpi_gone")
    assert check_envelope(answer["answer"], answer["request"]) == []
    indicators = make_catalogue("N18704", "N02268").indicators
    other = KpiMetadata(id="N02268", title=indicators[1].source.title, is_divided_by_gender=True)
    current, (gone,) = sort_out(indicators, [other], [])
    assert (list(current), gone.kpi, gone.why) == (["N02268"], "N18704", Why.GONE)
    known = Entry(metadata={}, fetched_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), regions="", years=())
    assert for_readers([gone], {"N18704": known}) == {
        gone.indicator.id: "Kolada har inte längre det här nyckeltalet; värdena hämtades senast 2026-03-02."
    }


def test_every_form_of_next_url_leads_to_the_next_page_of_the_same_question(recorded: Recorded) -> None:
    answer = recorded("kolada_04_next_url")
    request = answer["request"].removeprefix("https://api.kolada.se/v3")
    for form in (*answer["accepted"], *answer["refused"]):
        page = read_page(Reply(request, b"", {"values": [], "count": 0, "next_url": form}))
        assert page.more is (form not in (None, "")), form
    forms = [form for form in (*answer["accepted"], *answer["refused"]) if form]
    bodies = [json.dumps({"values": [position], "count": 1, "next_url": form}) for position, form in enumerate((*forms, ""))]
    with answering(*((200, {}, body.encode()) for body in bodies)) as (url, requests), client(url) as one:
        items = [item for page in pages(one, request, "a test") for item in page.items]
    assert items == list(range(len(forms) + 1))
    assert requests == [f"/v3{request}", *(f"/v3{request}&page={number}" for number in range(2, len(forms) + 2))]


def test_a_passed_day_of_publication_is_asked_about_again(recorded: Recorded) -> None:
    answer = recorded("kolada_05_past_publication")
    fetched = datetime.fromisoformat(f"{answer['case']['fetched']}T12:00:00+00:00")
    today = date.fromisoformat(answer["case"]["today"])
    days = {**answer["passed"], **dict.fromkeys(answer["null"])}
    kpis = {
        kpi: KpiMetadata(id=kpi, title="T", is_divided_by_gender=True, publication_date=day, publ_period="2025")  # type: ignore[arg-type]
        for kpi, day in days.items()
    }
    wanted = Wanted(kpis, ("0000",), (2024, 2025))
    entries = {
        kpi: Entry(metadata=one.remembered, fetched_at=fetched, regions=wanted.regions_digest, years=wanted.years)
        for kpi, one in kpis.items()
    }
    whole = missing_years(wanted, entries, today)
    assert set(whole) == set(days), "long since all years were asked for"
    fresh = {kpi: one.model_copy(update={"fetched_at": datetime(2026, 3, 22, 12, tzinfo=UTC)}) for kpi, one in entries.items()}
    missing = missing_years(wanted, fresh, today)
    assert missing == {}
    assert set(to_compare(wanted, fresh, missing, today)) == set(answer["passed"])
    assert set(to_compare(wanted, fresh, missing, today + timedelta(days=6))) == set(days)


@pytest.mark.parametrize(
    ("position", "said"), [(0, r"HTTP 410 .*update Integrationskollen"), (1, r"HTTP 422 .*The request is refused as it stands")]
)
def test_what_kolada_refuses_is_told_with_what_to_do(recorded: Recorded, position: int, said: str) -> None:
    answer = recorded("kolada_06_errors")["recorded"][position]
    body = json.dumps(answer.get("body", {})).encode()
    with answering((answer["status"], {}, body)) as (url, requests), client(url) as one, pytest.raises(SourceError, match=said):
        one.get("/kpi", "a test")
    assert len(requests) == 1


def test_empty_answers_hold_nothing(recorded: Recorded) -> None:
    for answer in recorded("kolada_06_errors")["recorded"][2:]:
        assert check_envelope(answer["body"], "/data/") == []


def test_a_pause_of_a_minute_fits_into_the_usual_patience(recorded: Recorded) -> None:
    pause = float(recorded("kolada_07_retry_after_60")["headers"]["Retry-After"])
    patience = Patience(RETRY_SECONDS, threading.Event())
    assert patience.allows(TransientFaultError("HTTP 429", pause)) == pause
    assert Patience(20, threading.Event()).allows(TransientFaultError("HTTP 429", pause)) is False


def test_a_pause_is_waited_for(recorded: Recorded) -> None:
    status = recorded("kolada_07_retry_after_60")["status"]
    with answering((status, {"Retry-After": "1"}, b"slow down"), (200, {}, b"{}")) as (url, requests), client(url) as one:
        assert one.get("/kpi", "a test").document == {}
    assert len(requests) == 2


def test_a_slow_answer_is_waited_for(recorded: Recorded) -> None:
    assert recorded("kolada_08_slow")["first_byte_seconds"] < READ_SECONDS == Manners(0, 0).read_seconds


# SCB


def test_nothing_to_report_is_zero_in_a_sum_of_counts(recorded: Recorded) -> None:
    answer = recorded("scb_02_nil")
    cube = read_cube(read_dataset(answer["answer"], "a test"), "a test")
    abroad = {"Fodelseregion": ("020", "030", "040", "050")}
    assert added(with_none_as_zero(cube), abroad, "Tid")[0].tolist() == [[20.0]]
    lacking = read_cube(read_dataset({**answer["answer"], "status": {"1": ".."}}, "a test"), "a test")
    assert np.isnan(added(with_none_as_zero(lacking), abroad, "Tid")[0]).all()


@pytest.mark.parametrize("position", [1, 2, 3])
def test_what_scb_refuses_is_told_with_its_title(recorded: Recorded, position: int) -> None:
    answer = recorded("scb_03_faults")["recorded"][position]
    body = json.dumps({"title": answer["title"], "status": answer["status"]}).encode()
    problem = {"Content-Type": "application/problem+json; charset=utf-8"}
    said = pytest.raises(SourceError, match=rf"SCB: HTTP {answer['status']} \({answer['title']}\)")
    with answering((answer["status"], problem, body)) as (url, requests), client(url, "SCB") as one, said:
        one.post("/tables/TAB1/data", {}, "a test")
    assert len(requests) == 1


def test_scb_s_pause_in_text_is_waited_for(recorded: Recorded) -> None:
    answer = recorded("scb_03_faults")["recorded"][0]
    text = {"Retry-After": "1", "Content-Type": "text/plain"}
    with answering((answer["status"], text, b"Too many"), (200, {}, b"{}")) as (url, requests), client(url, "SCB") as one:
        one.get("/config", "a test")
    assert len(requests) == 2


def test_the_limits_of_2026_are_read(recorded: Recorded) -> None:
    limits = read_limits(recorded("scb_04_config_2026-08"))
    assert (limits.most_cells, limits.rate) == (150_000, 3.0)
