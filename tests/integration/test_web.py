"""The web server: its routes, headers and languages, what it says without data, and addresses and inputs gone wrong."""

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import dash
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from page_json import SCRIPT, identified, props_of, words

from dashboard import formats, page_registry
from dashboard.settings import PLOTLY
from etl.contract.codes import SCHEMA_VERSION
from tests.conftest import SPARSE
from tests.random_tests import cases

PAGES = ["/", "/?region=0484", "/?region=04", "/indikator/syss_utrikes", "/indikator/balans_kf", "/om"]
UNKNOWN = ["/finns-inte", "/indikator/nej", "/indikator/a/b", "/indikator/a/syss_utrikes", "/om/mer", "/%3Cb%3E"]
HELPFUL = ["Till översikten", "Till indikatorerna"]


# Routes and headers


def test_health(visitor, demo_data):
    answer = visitor.get("/healthz")
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok", "version": version, "demo": True}


@pytest.mark.parametrize(("level", "count"), [("kommuner", 290), ("lan", 21)])
def test_boundaries_are_served_for_good(visitor, level, count):
    version = visitor.get("/healthz").get_json()["version"]
    answer = visitor.get(f"/karta/{version}/{level}.geojson")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    assert "immutable" in answer.headers["Cache-Control"]
    features = json.loads(answer.data)["features"]
    assert len(features) == count
    assert all(feature["id"] and feature["properties"]["name"] for feature in features)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_boundaries_are_compressed(visitor, encoding):
    version = visitor.get("/healthz").get_json()["version"]
    answer = visitor.get(f"/karta/{version}/kommuner.geojson", **{"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert len(answer.data) < 70_000


@pytest.mark.parametrize(
    "address",
    [
        "/karta/{version}/varlden.geojson",
        "/karta/{version}/kommuner.json",
        "/karta/finnsinte/kommuner.geojson",
        "/karta/../kommuner.geojson",
        "/karta/%2e%2e/kommuner.geojson",
        "/karta/..%2f..%2fetc/kommuner.geojson",
        "/karta/{version}/..%2f..%2fmanifest.geojson",
        "/karta/{version}/%3Cscript%3Ealert.geojson",
        "/karta/CURRENT/kommuner.geojson",
        "/karta/é/kommuner.geojson",
    ],
)
def test_no_other_boundaries(visitor, address):
    version = visitor.get("/healthz").get_json()["version"]
    answer = visitor.get(address.format(version=version))
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_pages_that_exist(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert '<html lang="sv">' in answer.text
    assert "Laddar …" in answer.text
    assert "Loading" not in re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)


def test_the_document_names_no_other_host(visitor):
    """But for the address that Dash's tools for developers would ask, which are never on here."""
    text = visitor.get("/").text
    config = json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', text, re.DOTALL)[1])
    assert config["ui"] is False
    elsewhere = re.findall(r"(?:https?:)?//(?!www\.w3\.org)[\w.-]+\.[a-z]{2,}", text.replace(r"\u002f", "/"))
    assert [host for host in elsewhere if host != "https://dash-version.plotly.com"] == []
    assert all(address.startswith("/") for address in re.findall(r'(?:src|href)="([^"]+)"', text))


@pytest.mark.parametrize("address", UNKNOWN)
def test_unknown_pages_answer_404_and_help(visitor, address):
    assert visitor.get(address).status_code == 404
    page = words(visitor.open(address))
    assert "finns inte" in page
    assert all(help_ in page for help_ in HELPFUL)


def test_an_indicator_nearly_spelled_right_is_suggested(visitor):
    page = visitor.open("/indikator/sys_utrikes")
    assert "/indikator/syss_utrikes" in [props.get("href") for props in props_of(page)]


def test_an_unknown_region_is_told(visitor):
    page = visitor.open("/?region=9999")
    assert "Det finns ingen kommun och inget län med koden 9999." in words(page)
    assert "Hur går det för integrationen?" in words(page)


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("?ar=1850", "1850 finns inte för den här indikatorn. Här visas 2024."),
        ("?ar=ifjol", "Adressens år gick inte att tolka."),
        ("?kon=X", "Adressens kön gick inte att tolka."),
        ("?kommuner=Flen", "Adressens kommuner gick inte att tolka."),
        ("?kommuner=0484,9999", "Det finns ingen kommun med koden 9999."),
    ],
)
def test_what_the_address_asked_for_in_vain_is_told(visitor, query, remark):
    page = visitor.open(f"/indikator/syss_utrikes{query}")
    assert words(identified(page, "remarks")["content"]) == remark


def test_a_sex_that_the_indicator_lacks_is_told(visitor):
    page = visitor.open("/indikator/avv_forvantat?kon=K")
    assert "Indikatorn är inte uppdelad på kön. Här visas totalt." in words(page)


# Without data


def _empty(_directory: Path, _demo: Path) -> None:
    """Nothing there at all."""


def _blank(directory: Path, _demo: Path) -> None:
    (directory / "published").mkdir(parents=True)
    (directory / "published" / "CURRENT").write_text("", encoding="utf-8")


def _dangling(directory: Path, _demo: Path) -> None:
    (directory / "published").mkdir(parents=True)
    (directory / "published" / "CURRENT").write_text("abc123\n", encoding="utf-8")


def _newer(directory: Path, demo: Path) -> None:
    version = (demo / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    shutil.copytree(demo / "published", directory / "published")
    manifest = directory / "published" / version / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**content, "schema": SCHEMA_VERSION + 1}), encoding="utf-8")


def _torn(directory: Path, demo: Path) -> None:
    version = (demo / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    shutil.copytree(demo / "published", directory / "published")
    (directory / "published" / version / "manifest.json").write_text('{"version": ', encoding="utf-8")


LOSSES = [_empty, _blank, _dangling, _newer, _torn]


@pytest.fixture(params=LOSSES, ids=lambda loss: loss.__name__.strip("_"))
def bereft(request, visitor, demo_data, tmp_path, monkeypatch):
    """A visitor of a server that has nothing it can show."""
    request.param(tmp_path / "data", demo_data)
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path / "data"))
    return visitor


def test_without_data_the_log_says_what_to_run(bereft, caplog):
    answer = bereft.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["status"] == "unavailable"
    assert "python -m" not in answer.text
    assert [record.getMessage() for record in caplog.records if "python -m etl run" in record.getMessage()]


@pytest.mark.parametrize("address", PAGES)
def test_without_data_pages_say_so_in_swedish_and_ask_no_reader_to_run_anything(bereft, address):
    assert bereft.get(address).status_code == 200
    page = words(bereft.open(address))
    assert formats.NOTHING_NOW in page
    assert not re.search(r"\b(etl|make|the|run|nothing|published|which|can't|reads)\b", page), page


def test_without_data_the_shell_stands(bereft):
    shell = bereft.get("/_dash-layout")
    assert shell.status_code == 200
    assert "Inga uppgifter är publicerade ännu." in words(shell.get_json())


def test_without_data_an_open_page_stays_as_it_is(bereft):
    values = {"indicator.value": "syss_utrikes", "sex.value": "K", "municipalities.value": ["0484"]}
    assert bereft.post("map.figure", values, "sex.value").status_code == 503
    assert bereft.post("overview-areas.content", {"region.value": "0484"}, "region.value").status_code == 503
    assert bereft.post("municipalities.value", {"group.value": "lan:04"}, "group.value").status_code == 503


def test_a_new_version_is_served_without_a_restart(visitor, demo_data, sparse_data, tmp_path, monkeypatch):
    shutil.copytree(demo_data / "published", tmp_path / "published")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    shutil.copytree(sparse_data / "published" / SPARSE, tmp_path / "published" / "nyare")
    (tmp_path / "published" / "CURRENT").write_text("nyare\n", encoding="utf-8")
    assert visitor.get("/healthz").get_json()["version"] == "nyare"
    assert "inga värden" in words(visitor.open("/indikator/kas_ej_validerad"))


# Addresses that people have mangled

ANY = st.text(max_size=80)
MANGLED = (SCRIPT, "%00", "%ff%fe", "9" * 9000, "٠٤٨٤", "0484,,;", "inga", "0484\n", "'\"><img src=x>", "../../etc/passwd")
HOSTILE = st.sampled_from(MANGLED)
PAIRS = st.lists(st.tuples(st.sampled_from(["ar", "kon", "kommuner", "region", "okand", SCRIPT]), ANY | HOSTILE), max_size=6)
QUERIES = PAIRS.map(lambda pairs: "?" + "&".join(f"{key}={value}" for key, value in pairs)) | ANY.map("?{}".format)
KNOWN = st.sampled_from(["/", "/indikator/syss_utrikes", "/om"])
PATHS = KNOWN | (ANY | HOSTILE).map("/indikator/{}".format) | ANY.map("/{}".format)
MANY = settings(
    max_examples=cases(120),
    deadline=timedelta(seconds=30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MANY
@given(path=PATHS, query=QUERIES)
@example(path="/indikator/syss_utrikes", query=f"?ar={SCRIPT}&kon={SCRIPT}&kommuner={SCRIPT}")
@example(path="/", query=f"?region={SCRIPT}")
@example(path="/indikator/" + "a" * 20_000, query="?" + "&" * 100_000)
@example(path="/indikator/syss_utrikes", query="?kommuner=" + ",".join(f"{code:04}" for code in range(10_000)))
def test_any_address_gives_a_page(visitor, path, query):
    page = visitor.open(path.split("?")[0] + query)
    text = json.dumps(page, ensure_ascii=False)
    assert '"H1"' in text
    assert SCRIPT not in text
    assert len(text) < 260_000


@MANY
@given(path=PATHS, query=QUERIES)
@example(path=f"/{SCRIPT}", query=f"?{SCRIPT}")
def test_the_document_repeats_nothing_of_its_address(visitor, path, query):
    answer = visitor.get(f"/{quote(path.lstrip('/'))}{query[:1]}{quote(query[1:], safe='&=')}")
    assert answer.status_code in (200, 404)
    assert SCRIPT not in answer.text


# Inputs of a page that was opened long ago

STALE = [
    {"indicator.value": "finns_inte"},
    {"indicator.value": None},
    {"indicator.value": "../../manifest"},
    {"period.value": "1850"},
    {"period.value": "2024K1"},
    {"period.value": None},
    {"sex.value": "X"},
    {"sex.value": None},
    {"municipalities.value": None},
    {"municipalities.value": []},
    {"municipalities.value": ["9999", "0484", "Flen", SCRIPT]},
    {"indicator.value": "bme_mojl_anvisade", "period.value": "2011", "sex.value": "K"},
]
NOW = {"indicator.value": "trangbodd_n2", "period.value": "2019", "sex.value": "T", "municipalities.value": ["0484", "0480"]}


@pytest.mark.parametrize("changed", ["indicator.value", "period.value", "sex.value", "municipalities.value"])
@pytest.mark.parametrize("stale", STALE, ids=json.dumps)
def test_stale_inputs_never_fail(visitor, stale, changed):
    for output in ("map.figure", "table.content"):
        answer = visitor.post(output, {**NOW, **stale}, changed)
        assert answer.status_code in (200, 204), answer.text[:1000]


@pytest.mark.parametrize("indicator", ["finns_inte", None])
def test_an_indicator_that_is_gone_changes_nothing(visitor, indicator):
    assert visitor.turn({**NOW, "indicator.value": indicator}, "indicator.value") == {}


def test_an_unknown_region_falls_back_to_riket(visitor):
    parts = visitor.change("overview-areas.content", {"region.value": "9999"}, "region.value")
    assert parts["overview-title.content"] == "Hur går det för integrationen?"
    assert parts["overview-address.data"]["href"] == "/"


GOTLAND = {"group.value": "lan:09"}
CLICK = {"points": [{"location": "0484"}]}


@pytest.mark.parametrize(
    ("values", "changed", "chosen"),
    [
        ({"group.value": "lan:04"}, "group.value", ["0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488"]),
        ({"map.clickData": CLICK, "municipalities.value": ["0480"]}, "map.clickData", ["0480", "0484"]),
        ({"map.clickData": CLICK}, "map.clickData", ["0484"]),
        ({"focus.value": "0484", "municipalities.value": ["0480"]}, "focus.value", ["0480", "0484"]),
        ({**GOTLAND, "municipalities.value": ["0484", "0480"]}, "group.value", ["0980"]),
        ({**GOTLAND, "municipalities.value": ["0484", "0480"], "focus.value": "0484"}, "group.value", ["0484", "0980"]),
        ({**GOTLAND, "municipalities.value": ["0484"], "how.value": "lagg"}, "group.value", ["0484", "0980"]),
    ],
)
def test_groups_and_clicks_choose_kommuner(visitor, values, changed, chosen):
    assert visitor.change("municipalities.value", values, changed)["municipalities.value"] == chosen


@pytest.mark.parametrize(
    ("values", "changed"),
    [({"group.value": "skr:finns-inte"}, "group.value"), ({"group.value": None}, "group.value"), ({}, "map.clickData")],
)
def test_no_group_and_no_click_choose_nothing(visitor, values, changed):
    assert visitor.change("municipalities.value", {**values, "municipalities.value": ["0484"]}, changed) == {}


def test_a_click_puts_a_chosen_kommun_in_focus(visitor):
    values = {"map.clickData": CLICK, "municipalities.value": ["0480", "0484"]}
    changed = visitor.change("municipalities.value", values, "map.clickData")
    assert changed == {"focus.value": "0484", "map.clickData": None}


def test_every_page_with_a_name_in_its_path_says_which_exist(visitor):
    named = [page for page in dash.page_registry.values() if page.get("path_template")]
    assert len(named) >= 6
    for page in named:
        start = page["path_template"].partition("<")[0]
        assert visitor.get(f"{start}finns_inte").status_code == 404, page["module"]
        assert page["exists"]


def test_the_menu_leads_to_pages_that_exist(visitor):
    entries = page_registry.menu()
    assert [words for words, _ in entries] == [
        *("Översikt", "Indikatorer", "Fokusområden", "Jämför", "Strategier", "Validering", "Om siffrorna", "Hjälp"),
    ]
    assert {visitor.get(address).status_code for _, address in entries} == {200}


@pytest.mark.parametrize(
    ("path", "charted"),
    [("/indikator/syss_utrikes", True), ("/jamfor", True), ("/validering", True), ("/", False), ("/om", False)],
)
def test_pages_with_charts_have_the_browser_fetch_plotly_at_once(visitor, path, charted):
    assert (f'as="script" href="/assets/{PLOTLY}' in visitor.get(path).text) == charted
