"""The parts of the Kolada source that need neither disk nor network."""

import copy
import re
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from etl.contract import clock
from etl.contract.catalogue import Groups, SkrGroup
from etl.contract.schemas import GROUPS, HARVEST
from etl.harvest import SourceError
from etl.http import Manners, RateLimit, Reply, retry_after
from etl.raw import Answer, Entry
from etl.server import SettingError
from etl.sources.kolada import KoladaSettings
from etl.sources.kolada.envelope import check_envelope, read_page
from etl.sources.kolada.groups import Kommuner, group_table
from etl.sources.kolada.merge import (
    Share,
    as_harvest,
    refuse_many_set_aside,
    revised,
    together,
    without_duplicates,
    without_values,
)
from etl.sources.kolada.metadata import KoladaGroup, KpiMetadata, Municipality, read_entries, unmatched
from etl.sources.kolada.plan import (
    Batch,
    Wanted,
    batches,
    changed,
    from_kolada,
    missing_years,
    still_read,
    to_compare,
    to_kolada,
)
from etl.sources.kolada.rows import ROWS, Scope, read_items

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
KPI = KpiMetadata(
    id="N00001", title="Andel (%)", is_divided_by_gender=True, publication_date=date(2026, 6, 2), publ_period="2025"
)


# Settings


def test_settings_have_defaults_for_what_is_unset_or_blank() -> None:
    settings = KoladaSettings.from_environment({"KOLADA_RATE": " "})
    assert (settings.url, settings.rate, settings.retry_seconds) == ("https://api.kolada.se/v3", 5, 120)
    assert settings.years[0] == 2000
    assert settings.years[-1] == clock.today().year


def test_settings_come_from_the_environment() -> None:
    environment = {
        "KOLADA_URL": "http://127.0.0.1:8765/v3/",
        "KOLADA_RATE": "0",
        "KOLADA_RETRY_SECONDS": "2.5",
        "KOLADA_READ_SECONDS": "7",
    }
    settings = KoladaSettings.from_environment(environment)
    assert (settings.url, settings.manners) == ("http://127.0.0.1:8765/v3", Manners(0, 2.5, read_seconds=7))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("KOLADA_RATE", value) for value in ("-1", "fem", "nan", "inf", "1001", "0,5")),
        *(("KOLADA_RETRY_SECONDS", value) for value in ("-0.1", "20 s", "3601")),
        *(("KOLADA_READ_SECONDS", value) for value in ("-1", "inf", "en minut")),
        *(
            ("KOLADA_URL", value)
            for value in ("api.kolada.se/v3", "ftp://api.kolada.se", "http://", "http://x:y", "http://x/v3?a=b")
        ),
    ],
)
def test_a_wrong_setting_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"{name} is '.+': .+ is wanted"):
        KoladaSettings.from_environment({name: value})


# The client's clockwork


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        (" 7 ", 7),
        ("soon", None),
        ("Tue, 10 Mar 2026 12:00:30 GMT", 30),
        ("Tue, 10 Mar 2026 11:00:00 GMT", 0),
        ("-5", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOON) == seconds


def test_requests_of_all_threads_keep_their_distance() -> None:
    limit = RateLimit(50, threading.Event())
    moments: list[float] = []

    def ask() -> None:
        limit.wait()
        moments.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(6)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(moments) - began >= 5 / 50


def test_a_pause_holds_all_and_a_stop_lets_go() -> None:
    stopped = threading.Event()
    limit = RateLimit(0, stopped)
    limit.hold(0.1)
    began = time.monotonic()
    limit.wait()
    assert time.monotonic() - began >= 0.09
    limit.hold(60)
    stopped.set()
    limit.wait()
    assert time.monotonic() - began < 30


# What is asked for


@pytest.mark.parametrize(("scb", "kolada"), [("00", "0000"), ("04", "0004"), ("25", "0025"), ("0484", "0484"), ("1480", "1480")])
def test_region_codes(scb: str, kolada: str) -> None:
    assert to_kolada(scb) == kolada
    assert from_kolada(kolada) == scb


def test_a_batch_and_its_request() -> None:
    batch = Batch(("N00001", "N00002"), ("0000", "0484"), (2024, 2025))
    assert batch.request == "/data/kpi/N00001,N00002/municipality/0000,0484/year/2024,2025?per_page=5000"
    assert Batch.of_request(batch.request + "&page=2") == batch
    with pytest.raises(ValueError, match="no request for data"):
        Batch.of_request("/municipality?per_page=5000")


def test_the_whole_catalogue_is_78_questions() -> None:
    years = tuple(range(2000, 2027))
    kpis = {f"N{number:05}": years for number in range(65)}
    regions = [f"{number:04}" for number in range(312)]
    questions = batches(kpis, regions)
    assert len(questions) == 78
    assert all(max(map(len, (one.kpis, one.regions, one.years))) <= 25 for one in questions)
    cells = [(kpi, region, year) for one in questions for kpi in one.kpis for region in one.regions for year in one.years]
    assert len(cells) == len(set(cells)) == 65 * 312 * 27


def test_kpis_that_lack_the_same_years_are_asked_for_together() -> None:
    questions = batches({"N1": (2026,), "N2": (2025, 2026), "N3": (2026,)}, ["0000"])
    assert [(one.kpis, one.years) for one in questions] == [(("N1", "N3"), (2026,)), (("N2",), (2025, 2026))]


def entry(**changes: Any) -> Entry:
    wanted = Wanted({}, ("0000",), ())
    known = Entry(metadata=KPI.remembered, fetched_at=NOON, regions=wanted.regions_digest, years=(2024, 2025))
    return known.model_copy(update=changes)


@pytest.mark.parametrize(
    ("kpi", "today", "expected"),
    [
        (KPI, date(2026, 3, 11), False),
        (KPI, date(2026, 4, 6), False),
        (KPI, date(2026, 4, 7), True),
        (KPI.model_copy(update={"publ_period": "2026"}), date(2026, 3, 11), True),
        (KPI.model_copy(update={"title": "Antal"}), date(2026, 3, 11), True),
        (KPI.model_copy(update={"description": "Ny"}), date(2026, 3, 11), True),
    ],
)
def test_whether_a_kpi_can_have_changed(kpi: KpiMetadata, today: date, expected: bool) -> None:
    assert changed(kpi, entry(), today) is expected


def test_the_days_of_publication_and_of_asking_count() -> None:
    preliminary = KPI.model_copy(update={"prel_publication_date": date(2026, 3, 10)})
    assert changed(preliminary, entry(metadata=preliminary.remembered), date(2026, 3, 10))
    past = KPI.model_copy(update={"publication_date": date(2026, 3, 9)})
    assert not changed(past, entry(metadata=past.remembered), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("kpi", "known", "today", "expected"),
    [
        (KPI, {}, date(2026, 3, 16), False),
        (KPI, {}, date(2026, 3, 17), True),
        (KPI, {"compared_at": datetime(2026, 3, 16, 12, tzinfo=UTC)}, date(2026, 3, 17), False),
        (KPI, {"compared_at": datetime(2026, 3, 16, 12, tzinfo=UTC)}, date(2026, 3, 23), True),
        (KPI.model_copy(update={"publication_date": None}), {}, date(2026, 3, 17), True),
        (KPI.model_copy(update={"publication_date": date(2026, 1, 7)}), {}, date(2026, 3, 11), True),
        (KPI.model_copy(update={"prel_publication_date": date(2026, 3, 9)}), {}, date(2026, 3, 11), True),
    ],
    ids=["fresh", "a week", "compared", "a week since", "no day", "day passed", "preliminary day passed"],
)
def test_whether_recent_years_are_compared(kpi: KpiMetadata, known: dict[str, Any], today: date, expected: bool) -> None:
    wanted = Wanted({"N00001": kpi}, ("0000",), (2024, 2025))
    entries = {"N00001": entry(metadata=kpi.remembered, **known)}
    assert to_compare(wanted, entries, (), today) == (["N00001"] if expected else [])
    assert to_compare(wanted, entries, ("N00001",), today) == []
    assert to_compare(replace(wanted, retained=frozenset({"N00001"})), entries, (), today) == []


def test_which_kpis_are_revised() -> None:
    kept, same = (share(item(), item(kpi="N2"), item(None, kpi="N2", period=2024)) for _ in range(2))
    more, less = share(item(), item(kpi="N2"), item(kpi="N2", period=2024)), share(item(), item(None, kpi="N2"))
    other = share(item(), item(2, kpi="N2"))
    for now, expected in ((same, []), (more, ["N2"]), (less, ["N2"]), (other, ["N2"])):
        assert revised(kept.reading.rows, now.reading.rows, ["N1", "N2"]) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"N00001": entry()}, {"N00001": (2026,)}),
        ({"N00001": entry(years=(2020, 2024, 2025, 2026))}, {}),
        ({"N00001": entry(regions="other")}, {"N00001": (2024, 2025, 2026)}),
        ({}, {"N00001": (2024, 2025, 2026)}),
    ],
)
def test_which_years_are_missing(known: dict[str, Entry], expected: dict[str, tuple[int, ...]]) -> None:
    assert missing_years(Wanted({"N00001": KPI}, ("0000",), (2024, 2025, 2026)), known, date(2026, 3, 11)) == expected


def test_which_answers_are_still_read() -> None:
    def answer(request: str, *kpis: str) -> Answer:
        return Answer(request=request, sha256="a" * 64, bytes=1, fetched_at=NOON, entries=kpis)

    kept = [answer("/kpi/N1", "N1"), answer("/data/kpi/N1", "N1"), answer("/data/kpi/N1,N2,N3", "N1", "N2", "N3")]
    assert still_read(kept, ["N1"], ["N1", "N2"]) == [answer("/data/kpi/N1,N2,N3", "N2")]


# Envelope

URL = "https://api.kolada.se/v3"
REQUEST = "/data/kpi/N1,N2/municipality/0000/year/2025?per_page=5000"


@pytest.mark.parametrize(
    ("values", "count"), [([], 0), ([1, 2], 2), ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], 1), ([{"a": 1}, {"a": 1}], 2)]
)
def test_a_right_count(values: list[Any], count: int) -> None:
    assert check_envelope({"values": values, "count": count}, REQUEST) == values


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "an object is expected"),
        ({"count": 0}, "field values: a list is expected, found None"),
        ({"values": {}, "count": 0}, "field values"),
        ({"values": [1]}, "field count: a whole number is expected, found None"),
        ({"values": [1], "count": True}, "field count: a whole number"),
        ({"values": [1], "count": "1"}, "field count: a whole number"),
        ({"values": [1, 2], "count": 9}, r"says 9, the answer holds 2 item\(s\)"),
        ({"values": [1, 1], "count": 3}, "says 3"),
    ],
)
def test_a_wrong_envelope(document: Any, said: str) -> None:
    with pytest.raises(SourceError, match=rf"^Kolada: request /data/kpi/N1,N2/.*{said}.*Run again later"):
        check_envelope(document, REQUEST)


@pytest.mark.parametrize(
    ("next_url", "more"),
    [
        (None, False),
        ("", False),
        *(
            (form, True)
            for form in (f"{URL}/data/x?page=2", "?page=2&per_page=5000", "/v3/data/x/?page=2", "http://intern:8000/v3")
        ),
        (7, True),
    ],
)
def test_whether_another_page_follows(next_url: Any, more: bool) -> None:
    assert read_page(Reply(REQUEST, b"", {"values": [], "count": 0, "next_url": next_url})).more is more


# Items to rows

SCOPE = Scope("/data/…", Batch(("N1", "N2"), ("0000", "0484"), (2024, 2025)), {"0000": "00", "0484": "0484", "0114": "0114"})


def item(value: Any = 1.5, **changes: Any) -> dict[str, Any]:
    cell = {"gender": "T", "value": value, "count": 1, "status": "", "isdeleted": False}
    return {"kpi": "N1", "period": 2025, "municipality": "0484", "values": [cell]} | changes


def cell(**changes: Any) -> dict[str, Any]:
    return item(values=[item()["values"][0] | changes])


def test_values_are_kept_as_they_are() -> None:
    values = [{"gender": sex, "value": number} for sex, number in (("K", 0.1 + 0.2), ("M", -3), ("T", 12_345_678_901))]
    reading = read_items([item(municipality="0000", values=values), item(kpi="N2", period=2024)], SCOPE)
    assert reading.rows.schema == ROWS
    assert reading.rows.to_pydict() == {
        "kpi": ["N1", "N1", "N1", "N2"],
        "region": ["00", "00", "00", "0484"],
        "period": ["2025", "2025", "2025", "2024"],
        "sex": ["K", "M", "T", "T"],
        "value": [0.1 + 0.2, -3.0, 12_345_678_901.0, 1.5],
        "status": ["ok"] * 4,
        "reason": [None] * 4,
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": None}, "Saknas i Kolada"),
        ({"value": None, "status": None}, "Saknas i Kolada"),
        ({"value": None, "status": "Missing"}, "Saknas i Kolada"),
        ({"value": None, "isdeleted": True}, "Borttaget i Kolada"),
        ({"value": 4.0, "isdeleted": True}, "Borttaget i Kolada"),
    ],
)
def test_missing_is_missing(changes: dict[str, Any], reason: str) -> None:
    row = read_items([cell(**changes)], SCOPE).rows.to_pylist()[0]
    assert (row["value"], row["status"], row["reason"]) == (None, "missing", reason)


def test_preliminary_values() -> None:
    scope = replace(SCOPE, preliminary={"N1": "2025"})
    items = [item(), item(period=2024), item(kpi="N2"), item(municipality="0000", value=None)]
    values = read_items(items[:3], scope).rows["status"].to_pylist()
    assert values == ["preliminary", "ok", "ok"]
    assert read_items([cell(value=None)], scope).rows["status"].to_pylist() == ["missing"]


@pytest.mark.parametrize(
    ("fetched", "period"),
    [(date(2026, 3, 31), None), (date(2026, 4, 1), "2025"), (date(2026, 6, 1), "2025"), (date(2026, 6, 2), None)],
)
def test_when_values_are_preliminary(fetched: date, period: str | None) -> None:
    assert KPI.model_copy(update={"prel_publication_date": date(2026, 4, 1)}).preliminary_period(fetched) == period
    assert KPI.preliminary_period(fetched) is None


def test_an_unknown_municipality_is_set_aside() -> None:
    reading = read_items([item(), item(municipality="9999")], SCOPE)
    assert (reading.rows.num_rows, reading.items, reading.strays) == (1, 2, (("N1", "9999"),))


def test_no_items_are_no_rows() -> None:
    reading = read_items([], SCOPE)
    assert (reading.rows.num_rows, reading.rows.schema, reading.items) == (0, ROWS, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([], r"wrong item .* found \[\]"),
        (item(kpi="N3"), r"wrong kpi \(not among those asked for\)"),
        (item(kpi=["N1"]), "wrong kpi"),
        (item(period="2025"), r"period '2025': wrong period"),
        (item(period=True), "wrong period"),
        (item(period=2023), "wrong period"),
        (item(period=2025.0), "wrong period"),
        (item(municipality="0114"), r"municipality '0114'.*wrong municipality \(not among those asked for\)"),
        (item(municipality=484), "wrong municipality"),
        (item(values=None), r"wrong values \(a list is expected\)"),
        (item(values=[7]), "wrong values"),
        (item(values=[{"gender": "T"}]), "wrong values"),
        (cell(gender="X"), "wrong gender .*'X'"),
        (cell(gender=["T"]), "wrong gender"),
        (item("n/a"), "wrong value .*'n/a'"),
        (item(True), "wrong value .*True"),
        (item(float("inf")), "wrong value .*inf"),
        (item(float("nan")), "wrong value .*nan"),
        (item([1.0]), "wrong value"),
        (cell(status=3), "wrong status"),
        (cell(isdeleted="no"), "wrong isdeleted"),
        (cell(isdeleted=None), "wrong isdeleted"),
    ],
)
def test_a_wrong_item_is_set_aside(wrong: Any, said: str) -> None:
    reading = read_items([item(municipality="0000"), wrong], SCOPE)
    (odd,) = reading.odd
    assert re.search(rf"^KPI .*{said}", odd)
    assert [row for row in reading.rows.to_pylist() if row["value"] is not None] == [
        {"kpi": "N1", "region": "00", "period": "2025", "sex": "T", "value": 1.5, "status": "ok", "reason": None}
    ]
    assert {row["reason"] for row in reading.rows.to_pylist()} <= {None, "Går inte att läsa i Kolada"}


def test_a_value_that_cannot_be_read_is_missing_where_it_is_known_whose_it_is() -> None:
    reading = read_items([cell(value="n/a")], SCOPE)
    (row,) = reading.rows.to_pylist()
    assert (row["region"], row["value"], row["status"], row["reason"]) == ("0484", None, "missing", "Går inte att läsa i Kolada")


# Merging

TWO = "/data/kpi/N1,N2/municipality/0000,0484/year/2024,2025?per_page=5000"


def share(*items: dict[str, Any], kpis: tuple[str, ...] = ("N1", "N2"), request: str = TWO) -> Share:
    return Share(request, read_items(list(items), SCOPE), kpis)


def test_rows_are_merged_once_and_in_order() -> None:
    shares = [share(item(kpi="N2"), item()), share(item(), item(period=2024), request=TWO + "&page=2")]
    rows, dropped = without_duplicates(together(shares, [2024, 2025]), ["N1", "N2"], shares)
    harvest = as_harvest(rows, {"N1": "one", "N2": "two"})
    assert dropped == 1
    assert harvest.schema == HARVEST
    assert list(zip(*(harvest[name].to_pylist() for name in ("indicator", "period")), strict=True)) == [
        ("one", "2024"),
        ("one", "2025"),
        ("two", "2025"),
    ]


@pytest.mark.parametrize("other", [item(2.0), item(None), cell(value=None, status="Missing")])
def test_two_different_values_are_refused(other: dict[str, Any]) -> None:
    shares = [share(item()), share(item(period=2024), other, request=TWO + "&page=2")]
    said = r"KPI N1, region 0484, period 2025, sex T: two different values, 1\.5 and .*Request: .*per_page=5000 and .*&page=2"
    with pytest.raises(SourceError, match=said):
        without_duplicates(together(shares, [2024, 2025]), ["N1", "N2"], shares)


def test_an_old_answer_is_read_for_its_own_kpis_and_the_years_wanted() -> None:
    shares = [share(item(), item(kpi="N2"), item(kpi="N2", period=2024), kpis=("N2",))]
    rows = together(shares, [2025])
    assert list(zip(rows["kpi"].to_pylist(), rows["period"].to_pylist(), strict=True)) == [("N2", "2025")]


def test_nothing_at_all_is_an_empty_harvest() -> None:
    rows, dropped = without_duplicates(together([], [2025]), ["N1"], [])
    assert (as_harvest(rows, {"N1": "one"}).num_rows, dropped) == (0, 0)
    assert without_values(rows, ["N1"]) == ["1 KPI(s) without values: N1"]


def test_a_kpi_with_only_nulls_is_without_values() -> None:
    rows = together([share(item(), item(None, kpi="N2"))], [2025])
    assert without_values(rows, ["N1", "N2"]) == ["1 KPI(s) without values: N2"]


def test_unknown_municipalities_up_to_one_percent_are_remarked() -> None:
    rows = [copy.deepcopy(item()) for _ in range(99)]
    remark = refuse_many_set_aside([share(*rows, item(municipality="9999"))])
    assert remark == [
        "Set aside 1 of 100 row(s) of unknown municipalities: 9999 (KPI N1, 1 row(s)). --refresh asks for them again."
    ]
    with pytest.raises(
        SourceError, match=r"2 of 101 row\(s\).*9999 \(KPI N1, 2 row\(s\)\); more than 1% is refused.*request: /data/"
    ):
        refuse_many_set_aside([share(*rows, item(municipality="9999"), item(municipality="9999"))])
    assert refuse_many_set_aside([share(*rows)]) == []


def test_what_cannot_be_read_up_to_one_percent_is_remarked() -> None:
    rows = [copy.deepcopy(item()) for _ in range(99)]
    (remark,) = refuse_many_set_aside([share(*rows, item("n/a"))])
    assert re.match(r"Set aside 1 of 100 row\(s\) that can't be read: KPI 'N1', .*wrong value .*'n/a'\. --refresh", remark)
    with pytest.raises(
        SourceError, match=r"2 of 101 row\(s\) that can't be read: .*; KPI .*more than 1% is refused.*request: /data/"
    ):
        refuse_many_set_aside([share(*rows, item("n/a"), item(municipality=7))])


# Metadata and groups


def test_metadata_is_read_leniently_where_it_does_not_matter() -> None:
    answer = {
        "id": "N1",
        "title": "T",
        "is_divided_by_gender": 1,
        "publ_period": 2025,
        "publication_date": "2026-06-02",
        "new": {},
    }
    [kpi], _ = read_entries(KpiMetadata, [answer], "/kpi/N1")
    assert (kpi.is_divided_by_gender, kpi.publ_period, kpi.publication_date) == (True, "2025", date(2026, 6, 2))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"id": "N1", "title": "T"}, "N1: field is_divided_by_gender: Field required"),
        ({"id": "N1", "title": None, "is_divided_by_gender": True}, "N1: field title"),
        (
            {"id": "N1", "title": "T", "is_divided_by_gender": True, "publication_date": "i vår"},
            "N1: field publication_date.*'i vår'",
        ),
        ("N1", "number 1: field"),
    ],
)
def test_wrong_metadata_is_set_aside_unless_most_is_wrong(answer: Any, said: str) -> None:
    sound = {"id": "N2", "title": "T", "is_divided_by_gender": True}
    [kpi], [odd] = read_entries(KpiMetadata, [sound, answer], "/kpi/N1")
    assert kpi.id == "N2"
    assert re.search(said.replace("number 1", "number 2"), f"{odd.name}: {odd.fault}")
    with pytest.raises(SourceError, match=rf"^Kolada: request /kpi/N1: 1 of 1 entries can't be read; entry {said}"):
        read_entries(KpiMetadata, [answer], "/kpi/N1")


def test_regions_that_only_one_side_has() -> None:
    assert unmatched({"00": "Riket", "0999": "Nya"}, {"00": "Riket", "0888": "Gamla"}) == [
        "1 region(s) that Kolada has and we lack: 0999 Nya",
        "1 region(s) that we have and Kolada lacks: 0888 Gamla",
    ]
    assert unmatched({"00": "Riket"}, {"00": "Hela landet"}) == []


def group(identity: str, title: str, *members: str) -> KoladaGroup:
    return KoladaGroup.model_validate({"id": identity, "title": title, "members": [{"member_id": code} for code in members]})


def test_groups_of_the_latest_year_with_remarks_on_the_rest() -> None:
    theme = "Liknande kommuner socioekonomi"
    wanted = Groups(
        skr_year=2023,
        skr=(
            SkrGroup(code="A1", title="Storstäder", kolada_group="G1"),
            SkrGroup(code="B3", title="Större städer", kolada_group="G404"),
        ),
        peers_theme=theme,
    )
    found = [
        group("G1", "Storstäder (ovägt medel)", "1480", "0180", "0180"),
        group("G2", f"{theme}, Stockholm, 2024", "1480", "0180", "9999"),
        group("G3", f"{theme}, Stockholm, 2023", "0484"),
        group("G4", f"{theme}, Atlantis, 2024", "1480"),
        group("G5", "Liknande kommuner skola, Göteborg, 2024", "0180"),
    ]
    kommuner = Kommuner({"0180": "Stockholm", "1480": "Göteborg"}, {"Stockholm": "0180", "Göteborg": "1480"})
    table, remarks = group_table(found, wanted, kommuner)
    assert table.schema == GROUPS
    assert [(row["group"], row["member"], row["name"], row["year"]) for row in table.to_pylist()] == [
        ("peer:0180", "1480", "Liknande kommuner Stockholm (socioekonomi, 2024)", 2024),
        ("skr:A1", "0180", "Storstäder", 2023),
        ("skr:A1", "1480", "Storstäder", 2023),
    ]
    assert remarks == [
        "Group skr:B3 left out: Kolada has no group G404 (groups.yaml)",
        f"1 group(s) of peers that name no kommun: {theme}, Atlantis, 2024",
        f"1 kommun(er) without a group '{theme}, <kommun>, <year>': Göteborg",
        "Group peer:0180 (G2): left out, no kommuner that can be members: 0180, 9999",
    ]


def test_no_groups_are_an_empty_table() -> None:
    wanted = Groups(skr_year=2023, skr=(), peers_theme="Liknande kommuner, övergripande")
    table, _ = group_table([], wanted, Kommuner({}, {}))
    assert (table.num_rows, table.schema) == (0, GROUPS)


def test_municipalities_are_read() -> None:
    [kommun], _ = read_entries(Municipality, [{"id": "0484", "title": "Eskilstuna", "type": "K"}], "/municipality")
    assert (kommun.id, kommun.title, kommun.type) == ("0484", "Eskilstuna", "K")


def test_rows_of_no_items_have_the_schema_of_others() -> None:
    assert pa.concat_tables([read_items([], SCOPE).rows, read_items([item()], SCOPE).rows]).num_rows == 1
