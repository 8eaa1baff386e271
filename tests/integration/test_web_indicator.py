"""The indicator page's panes, map colours and tables: every indicator in each of them, and what the numbers say."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from page_json import inside, links, words

from dashboard import url_state
from dashboard.pages.indikator.map_view import COLOURING_WORDS, METHOD_WORDS
from dashboard.pages.indikator.panes import PANES
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import ROOT
from tests.random_tests import whole

INDICATORS = {entry.id: entry for entry in load_catalogue(ROOT / "data" / "catalogue").indicators}
CHOSEN = ["0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488", "0428"]
NOW = {"sex.value": "T", "municipalities.value": CHOSEN, "method.value": "kvantiler"}
HIDDEN, NOT_APPLICABLE = -2, -3


def answer_to(visitor: Any, indicator: str, changed: str, **values: Any) -> dict[str, Any]:
    """The parts of the page that change."""
    given = {f"{name}.value": value for name, value in values.items()}
    found: dict[str, Any] = visitor.turn({**NOW, "indicator.value": indicator, **given}, f"{changed}.value")
    return found


def props_of(component: Any, name: str) -> dict[str, Any]:
    """The props of the component with that id."""
    if isinstance(component, list):
        return next((found for one in component if (found := props_of(one, name))), {})
    if not isinstance(component, dict):
        return {}
    props = component.get("props", {})
    return props if props.get("id") == name else props_of(inside(component), name)


def tried(ways: Iterable[str], way: str) -> list[str]:
    """All indicators where all cases run, else each in two of the ways."""
    every, many, own = list(INDICATORS), len(list(ways)), list(ways).index(way)
    return [one for at, one in enumerate(every) if whole() or (at - own) % many in (0, many // 2)]


def shown(parts: dict[str, Any], name: str) -> str:
    return json.dumps(parts.get(f"{name}.content"), ensure_ascii=False)


@pytest.mark.parametrize("pane", PANES)
def test_every_indicator_in_every_pane(subtests, visitor, pane):
    for indicator in tried(PANES, pane):
        with subtests.test(indicator):
            parts = answer_to(visitor, indicator, "pane", pane=pane)
            assert parts["trend-title.content"]
            assert parts["trend-kind.content"]
            assert parts["indicator-address.data"]["href"].endswith("kommuner=04" if pane == "utveckling" else f"vy={pane}")
            assert "Demodata" in json.dumps(parts["trend.figure"], ensure_ascii=False), "the picture has lost its mark"
            assert "map.figure" not in parts, "a pane's change must not draw the map"
            table = answer_to(visitor, indicator, "trend-as-table", pane=pane, **{"trend-as-table": True})
            assert shown(table, "trend-twin") != "null"
            assert table["indicator-address.data"]["href"].endswith("tabell=vy")


def test_surveys_are_not_ranked_and_it_is_said(visitor):
    parts = answer_to(visitor, "mu_integration", "pane", pane="rangordning")
    assert "rangordnas inte" in parts["trend-summary.content"]
    assert all(not any(trace["y"]) for trace in parts["trend.figure"]["data"])
    assert parts["detail-field.hidden"] is True


def test_values_of_few_persons_have_no_rank_and_nobody_has_where_too_many_are(visitor):
    from dashboard.published import queries
    from etl.contract.paths import data_paths
    from etl.contract.persons import covered

    snapshot, ranked = queries.current(data_paths()), 0
    for indicator in ("etab_arbete", "etab_eftergymn"):
        cube = queries.cube(snapshot, indicator)
        cells = {period: cube.across([code for code in cube.regions if len(code) == 4], period, "T") for period in cube.periods}
        for period, found in cells.items():
            known = [cell for cell in found if cell.value is not None]
            few = [cell for cell in known if "Bygger på få personer" in (cell.reason or "")]
            parts = answer_to(visitor, indicator, "trend-as-table", pane="rangordning", period=period, **{"trend-as-table": True})
            twin, notes = (json.dumps(parts[name], ensure_ascii=False) for name in ("trend-twin.content", "trend-notes.content"))
            drawn = [y for trace in parts["trend.figure"]["data"][:1] for y in trace["y"] if y is not None]
            if covered(len(known) - len(few), len(found)):
                assert len(drawn) == len(known) - len(few)
                assert not few or f"{len(few)} kommun" in notes
                ranked += 1
            else:
                assert not drawn
                assert f"Bara {len(known) - len(few)} av {len(found)} kommuner" in twin
                assert "rangordnas ingen" in parts["trend-summary.content"]
    assert ranked


def test_ranking_agrees_with_the_published_ranks(visitor):
    """For every indicator whose rank is published, the page's own order gives the same places."""
    from dashboard.published import queries
    from etl.contract.paths import data_paths

    snapshot = queries.current(data_paths())
    names = {code: region.name for code, region in queries.regions(snapshot).items()}
    checked = 0
    for indicator in INDICATORS:
        rows = {names[code]: row for (code, sex), row in queries.signals(snapshot, indicator).items() if sex == "T" and row.rank}
        if not rows:
            continue
        latest = next(iter(rows.values())).period
        parts = answer_to(visitor, indicator, "trend-as-table", pane="rangordning", period=latest, **{"trend-as-table": True})
        body = parts["trend-twin.content"]["props"]["children"][2]["props"]["children"]
        cells = [[cell["props"]["children"] for cell in row["props"]["children"]] for row in body]
        assert {name: int(rank) for name, rank, _ in cells} == {name: row.rank for name, row in rows.items()}, indicator
        checked += 1
    assert checked > 30


def test_lower_is_better_puts_the_lowest_first(visitor):
    parts = answer_to(visitor, "trangbodd_n2", "pane", pane="rangordning")
    everybody = parts["trend.figure"]["data"][0]
    first = min((x, y) for x, y in zip(everybody["x"], everybody["y"], strict=True) if x is not None)
    assert first == (1, min(y for y in everybody["y"] if y is not None))


def test_neighbours_hold_the_chosen_and_those_beside_them(visitor):
    parts = answer_to(visitor, "trangbodd_n2", "detail", pane="rangordning", detail="grannar", municipalities=["0484"])
    bars = parts["trend.figure"]["data"][0]["y"]
    positions = [int(label.partition(".")[0]) for label in bars]
    assert len(bars) == 5
    assert positions == sorted(positions)
    assert any("Eskilstuna" in label for label in bars)


def test_a_gap_has_both_levels(visitor):
    parts = answer_to(visitor, "syss_utrikes", "pane", pane="gap", municipalities=["0484"])
    names = [trace.get("name") for trace in parts["trend.figure"]["data"]]
    assert names[1:] == ["Inrikes födda", "Utrikes födda"]
    assert parts["detail.value"] == "0484"
    assert "Eskilstuna" in parts["trend-title.content"]
    several = answer_to(visitor, "syss_utrikes", "detail", pane="gap", detail="valda")
    rows = several["trend.figure"]["data"][1]["y"]
    assert len(set(rows)) == len(CHOSEN) + 1
    first, second = (trace["x"] for trace in several["trend.figure"]["data"][1:])
    gaps = [round(one - other, 6) for one, other in zip(first, second, strict=True) if one is not None and other is not None]
    assert gaps == sorted(gaps, reverse=True)


# The map


@pytest.mark.parametrize("colouring", COLOURING_WORDS)
def test_every_indicator_in_every_colour(subtests, visitor, colouring):
    for indicator in tried(COLOURING_WORDS, colouring):
        with subtests.test(indicator):
            parts = answer_to(visitor, indicator, "colouring", colouring=colouring)
            areas, found = parts["map.figure"]["data"][0], parts.get("colouring.value", colouring)
            every = 21 if found == "lan" else 290
            assert len(areas["z"]) == every
            assert all(isinstance(text, str) and text for text in areas["text"])
            counts = sum(int(part.split()[0]) for part in _counts(parts["legend.content"]))
            assert counts == every
            assert len(areas["colorscale"]) / 2 == areas["zmax"] + 3.5
            assert found in (colouring, "varde")


def _counts(component: Any) -> list[str]:
    if isinstance(component, list):
        return [found for one in component for found in _counts(one)]
    if not isinstance(component, dict):
        return []
    props = component["props"]
    return [props["children"]] if props.get("className") == "legend-count" else _counts(props["children"])


@pytest.mark.parametrize("method", METHOD_WORDS)
def test_classes_stay_when_the_year_moves_where_that_is_chosen(visitor, method):
    labels = []
    for year in ("2012", "2018", "2024"):
        parts = answer_to(visitor, "syss_utrikes", "period", period=year, method=method, steady=True)
        rows = parts["legend.content"]["props"]["children"]
        labels.append([row["props"]["children"][1]["props"]["children"] for row in rows])
        assert "desamma alla år" in parts["map-note.content"]
    classes = [[label for label in texts if label[0].isdigit()] for texts in labels]
    assert classes[0] == classes[1] == classes[2]


def test_classes_are_of_the_shown_year_from_the_start(visitor):
    """Each class then has values, as many kommuner in each as can be."""
    for year in ("2022", "2024"):
        parts = answer_to(visitor, "syss_utrikes", "period", period=year)
        assert f"Klasserna gäller {year}" in parts["map-note.content"]
        counts = [int(text.split()[0]) for text in _counts(parts["legend.content"])][:5]
        assert max(counts) - min(counts) <= 3


def test_what_is_hidden_in_a_map_of_gaps_stays_hidden(visitor):
    """No difference is told of a kommun that has no value of its own."""
    for colouring in ("forandring", "riket", "gap", "niva", "trend"):
        names = ("varde", colouring)
        answers = [answer_to(visitor, "etab_arb_el_stud", "colouring", colouring=name) for name in names]
        value, other = (parts["map.figure"]["data"][0] for parts in answers)
        hidden = [position for position, z in enumerate(value["z"]) if z == HIDDEN]
        assert hidden
        assert {other["z"][position] for position in hidden} == {HIDDEN}
        assert all(other["text"][position] == value["text"][position] for position in hidden)


def test_zooming_to_a_lan(visitor):
    page = visitor.open("/indikator/syss_utrikes?lan=04")
    west, east = props_of(page, "map")["figure"]["layout"]["geo"]["lonaxis"]["range"]
    assert 15 < west < east < 18.5
    moved = answer_to(visitor, "syss_utrikes", "lan", lan="04")["map.figure"]
    assert moved["layout"]["geo"]["lonaxis"]["range"] == [west, east]
    wide = answer_to(visitor, "syss_utrikes", "indicator", lan="04")
    assert "lan=04" in wide["indicator-address.data"]["href"]


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("?vy=nej", "Adressens vy gick inte att tolka."),
        ("?farg=rosa", "Adressens färg gick inte att tolka."),
        ("?klass=x", "Adressens klassindelning gick inte att tolka."),
        ("?lan=999", "Adressens län gick inte att tolka."),
        ("?lan=99", "Det finns inget län med koden 99. Kartan visar hela landet."),
    ],
)
def test_what_the_address_asked_for_in_vain_is_told(visitor, query, remark):
    assert remark in json.dumps(props_of(visitor.open(f"/indikator/syss_utrikes{query}"), "remarks"), ensure_ascii=False)


@pytest.mark.parametrize(
    "query", ["vy=gap&visa=valda", "vy=rangordning&visa=grannar", "farg=trend&lan=12", "klass=naturliga&tabell=karta,vy"]
)
def test_an_address_comes_back_as_it_was(visitor, query):
    query = f"kommuner=04&{query}"
    page = visitor.open(f"/indikator/syss_utrikes?{query}")
    assert props_of(page, "csv")["href"] == f"/export/indikator/syss_utrikes.csv?{query}"
    view = url_state.view("syss_utrikes", url_state.parse(query))
    assert props_of(page, "pane")["value"] == view.pane
    assert props_of(page, "colouring")["value"] == view.colouring


@pytest.mark.parametrize(
    "address",
    ["/indikator/syss_utrikes?kommuner={}", "/fokus/arbete?kommuner={}", "/jamfor?kommuner={}&indikatorer=syss_utrikes"],
)
def test_a_lan_in_the_address_is_all_of_its_kommuner(visitor, address):
    named = [words(visitor.open(address.format(codes))) for codes in ("04", "0428,0461,0480,0481,0482,0483,0484,0486,0488")]
    assert named[0] == named[1]
    assert "inget län med koden 99" in words(visitor.open(address.format("99,0484")))


# Signals and reasons


@pytest.mark.parametrize(("code", "holding"), [("0484", ["eskilstuna"]), ("1480", []), ("00", ["eu_2030", "riket_mal"])])
def test_why_tells_how_it_goes_with_the_goals_that_hold_there(visitor, code, holding):
    given = {"why.data": {"code": code}, "indicator.value": "syss_alla", "sex.value": "T"}
    panel = visitor.change("why-panel.content", given, "why.data")["why-panel.content"]
    text = words(panel)
    assert ("Mål" in text.split("\n")) == bool(holding)
    assert ("vara högre än rikssnittet" in text) == ("eskilstuna" in holding)
    led = {link.removeprefix("/strategi/").partition("?")[0] for link in links(panel) if link.startswith("/strategi/")}
    assert led == set(holding)


def test_why_tells_numbers_and_rule(visitor):
    answer = visitor.change(
        "why-panel.content", {"why.data": {"code": "0484"}, "indicator.value": "syss_utrikes", "sex.value": "T"}, "why.data"
    )
    text = json.dumps(answer["why-panel.content"], ensure_ascii=False)
    assert "plats " in text
    assert "rangordnas" in text


@pytest.mark.parametrize(("indicator", "code"), [("syss_utrikes", "0484"), ("etab_arbete", "2425")])
def test_why_leads_to_where_the_value_comes_from_also_where_it_is_hidden(visitor, indicator, code):
    given = {"why.data": {"code": code}, "indicator.value": indicator, "sex.value": "K"}
    answer = json.dumps(visitor.change("why-panel.content", given, "why.data"), ensure_ascii=False)
    (address,) = re.findall(r'"(/kalla[^"]*)"', answer)
    assert address == f"/kalla?indikator={indicator}&region={code}&ar=2024&kon=K"
    assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("code", ["9999", "<script>"])
def test_why_of_nothing_changes_nothing(visitor, code):
    given = {"why.data": {"code": code}, "indicator.value": "syss_utrikes", "sex.value": "T"}
    assert visitor.change("why-panel.content", given, "why.data") == {}


@pytest.mark.parametrize("code", [None, ["0484"]])
def test_why_of_what_is_no_code_is_refused(visitor, code):
    given = {"why.data": {"code": code}, "indicator.value": "syss_utrikes", "sex.value": "T"}
    assert visitor.post("why-panel.content", given, "why.data").status_code == 400


STALE = [{"pane.value": "x"}, {"detail.value": "9999"}, {"colouring.value": "x"}, {"method.value": None}, {"lan.value": "<b>"}]


@pytest.mark.parametrize("stale", STALE, ids=json.dumps)
@pytest.mark.parametrize("changed", ["pane.value", "colouring.value", "lan.value", "indicator.value"])
def test_stale_inputs_never_fail(visitor, stale, changed):
    values = {**NOW, "indicator.value": "syss_utrikes", "pane.value": "gap", **stale}
    parts = visitor.turn(values, changed)
    assert {"map.figure", "trend.figure"} & set(parts)


@pytest.mark.parametrize(("indicator", "sentence"), [("etab_arbete", True), ("syss_utrikes", False)])
def test_a_trend_tells_whose_values_are_hidden(visitor, indicator, sentence):
    page = visitor.open(f"/indikator/{indicator}?kommuner=0428,0461")
    assert ("blir luckor i linjen: " in words(page)) == sentence


@pytest.mark.parametrize("indicator", ["trangbodd_n2", "langv_bistand_bef"])
def test_another_indicator_is_told_about(visitor, indicator):
    assert INDICATORS[indicator].definition in words(answer_to(visitor, indicator, "indicator")["about.content"])


def test_a_colouring_that_is_let_go_of_is_told_until_something_else_is_chosen(visitor):
    gone = answer_to(visitor, "balans_kf", "indicator", colouring="gap")
    assert "Kartan kan inte färgas efter gap" in words(gone["remarks.content"])
    assert gone["colouring.value"] == "varde"
    assert "remarks.content" not in answer_to(visitor, "balans_kf", "colouring", colouring="varde")
    assert words(answer_to(visitor, "balans_kf", "pane", colouring="varde")["remarks.content"]) == ""


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        (["colouring.value", "period.value"], True),
        (["period.value", "colouring.value", "sex.value", "lan.value"], True),
        (["period.value"], False),
        (["colouring.value", "indicator.value"], False),
    ],
)
def test_the_remark_stays_also_where_other_controls_follow_in_the_same_question(visitor, changed, stays):
    """Year, sex and colouring that the indicator lacks follow at once: the browser then asks one question of them all."""
    answer = visitor.change("remarks.content", {**NOW, "indicator.value": "balans_kf"}, changed[0], *changed[1:])
    assert ("remarks.content" not in answer) is stays


def test_signals_stand_beside_values_of_their_own_period_only(visitor):
    newest = words(answer_to(visitor, "syss_utrikes", "indicator")["table.content"])
    earlier = words(answer_to(visitor, "syss_utrikes", "period", period="2022")["table.content"])
    assert "Trend" in newest.split("\n")
    assert "Nivå och trend avser" in newest
    assert "Trend" not in earlier.split("\n")
    assert "Nivå och trend bedöms bara för" in earlier


def test_a_lan_is_a_row_with_its_rank_and_a_line(visitor):
    """`lan04` is the län itself: its own value, or marked the mean of its kommuner."""
    page = visitor.open("/indikator/syss_utrikes?kommuner=lan04,0482")
    assert re.search(r"Södermanlands län: [\d,]+.%, plats \d+ av 21 län\.", words(page))
    figure = props_of(page, "trend")["figure"]
    assert {"Södermanlands län", "Flen"} <= {trace.get("name") for trace in figure["data"]}


def test_a_lan_without_a_value_of_its_own_is_marked_as_a_mean(visitor):
    page = visitor.open("/indikator/idrott_deltillf?kommuner=lan04,04")
    assert re.search(r"Södermanlands län, medel av \d av 9 kommuner: [\d,]+, plats \d+ av \d+ läns medel\.", words(page))
    line = next(trace for trace in props_of(page, "trend")["figure"]["data"] if "Södermanlands" in trace.get("name", ""))
    assert (line["name"], line["line"]["dash"]) == ("Medel, Södermanlands län", "dash")
    assert "Källan har inget eget värde för länet" in words(page)


@pytest.mark.parametrize(
    ("indicator", "said"), [("syss_utrikes", "Länen 2024, procent"), ("idrott_deltillf", "Länen, medel av kommunerna, 2024")]
)
def test_the_map_of_the_lan_is_of_own_values_or_of_means(visitor, indicator, said):
    page = visitor.open(f"/indikator/{indicator}?farg=lan&kommuner=lan04,0482")
    areas, outlined = props_of(page, "map")["figure"]["data"][:2]
    assert len(areas["locations"]) == 21
    assert areas["geojson"].endswith("/lan.geojson")
    assert outlined["locations"] == ["04"]
    assert said in words(page)
    assert ("varje län har medel av sina kommuner" in words(page)) == ("medel" in said)


def test_means_beside_the_lines_stand_in_the_table_too(visitor):
    said = words(visitor.open("/indikator/syss_utrikes?kommuner=lan04&kommun=04"))
    assert re.search(r"Länets kommuner\s+medel, \d.av.9", said)
    assert "Södermanlands län har också en egen linje: källans värde för hela länet." in said
    assert re.search(r"Liknande kommuner\s+medel, \d.av.7", words(visitor.open("/indikator/syss_utrikes?kommuner=0484")))


def test_a_line_that_ends_before_the_others_is_explained(visitor):
    said = words(visitor.open("/indikator/syss_skydd_4_6?kommuner=0428"))
    assert re.search(r"Vingåker: från [\d,]+.% 2013 till [\d,]+.% 2023.*Värden för 2024 saknas\.", said)
