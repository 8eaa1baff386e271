"""`/fokus/<id>` and `/jamfor`: what they show is what is published, for every focus area and sex."""

import re

import pyarrow.parquet as pq
import pytest
from page_json import identified, links, words

from dashboard import formats
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import catalogue_path

CATALOGUE = load_catalogue(catalogue_path())
AREAS = [area.id for area in CATALOGUE.focus_areas]
SORMLAND = ["0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488"]
SHAPES = {"best": "Bland de 25 % bästa", "middle": "I mitten", "worst": "Bland de 25 % sämsta"}


@pytest.fixture(scope="module")
def latest(demo_data):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    rows = pq.read_table(demo_data / "published" / version / "latest.parquet").to_pylist()
    return {(row["indicator"], row["region"], row["sex"]): row for row in rows}


def observed(demo_data, indicator):
    version = (demo_data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    rows = pq.read_table(demo_data / "published" / version / "observations" / f"{indicator}.parquet").to_pylist()
    return {(row["region"], row["period"], row["sex"]): row["value"] for row in rows}


def rows_of(table):
    """The table's rows, each as its cells."""
    body = next(part for part in table["props"]["children"] if part["type"] == "Tbody")
    return [row["props"]["children"] for row in body["props"]["children"]]


def first_line(cell):
    return words(cell["props"]["children"]).split("\n")[0]


def focus(visitor, area, **more):
    values = {
        "focus-municipalities.value": SORMLAND,
        "focus-single.value": "0484",
        "focus-sex.value": "T",
        "focus-against.value": "alla",
        "focus-mode.value": "niva",
        "focus-period.value": "senaste",
        "focus-area.data": area,
        **more,
    }
    return visitor.change("focus-heat.content", values, "focus-sex.value")


@pytest.mark.parametrize("sex", ["T", "K", "M"])
@pytest.mark.parametrize("area", AREAS)
def test_levels_are_those_published(visitor, latest, area, sex):
    table = focus(visitor, area, **{"focus-sex.value": sex})["focus-heat.content"]
    titles = {entry.short_title: entry for entry in CATALOGUE.of_focus_area(area)}
    rows = rows_of(table)
    assert rows
    for row in rows:
        entry = titles[words(row[0]["props"]["children"][0])]
        for code, cell in zip(SORMLAND, row[4:], strict=True):
            published = latest.get((entry.id, code, sex))
            if published is None or published["value"] is None:
                assert first_line(cell) in {formats.DASH, "×"}
                continue
            assert first_line(cell) == formats.bare(published["value"], entry)
            assert (SHAPES.get(published["level"]) or "Bedöms inte") in cell["props"]["title"]
            found = [level for level, word in SHAPES.items() if word in words(cell)]
            assert found == ([published["level"]] if published["level"] else [])


def test_changes_and_trends_are_those_published(visitor, latest):
    for mode, shapes in (("forandring", None), ("trend", {"increasing": "▲", "decreasing": "▼", "no_change": "▬"})):
        answer = focus(visitor, "arbete", **{"focus-mode.value": mode})
        titles = {entry.short_title: entry for entry in CATALOGUE.of_focus_area("arbete")}
        for row in rows_of(answer["focus-heat.content"]):
            entry = titles[words(row[0]["props"]["children"][0])]
            for code, cell in zip(SORMLAND, row[4:], strict=True):
                published = latest.get((entry.id, code, "T")) or {"value": None, "change": None, "trend": None}
                shown = first_line(cell)
                if shapes:
                    expected = shapes.get(published["trend"])
                elif published["value"] is None or published["change"] is None:
                    expected = None
                else:
                    expected = formats.difference(published["change"], entry)
                absent = published["value"] is None or expected is None
                assert shown in {formats.DASH, "×"} if absent else shown.startswith(expected)
        assert answer["focus-address.data"]["href"].endswith(f"tabell={mode}")


def test_an_earlier_year_has_its_own_values_and_no_level(visitor, demo_data):
    answer = focus(visitor, "arbete", **{"focus-period.value": "2022"})
    titles = {entry.short_title: entry for entry in CATALOGUE.of_focus_area("arbete")}
    for row in rows_of(answer["focus-heat.content"]):
        entry = titles[words(row[0]["props"]["children"][0])]
        known = observed(demo_data, entry.id)
        for code, cell in zip(SORMLAND, row[4:], strict=True):
            value = known.get((code, "2022", "T"))
            if value is not None:
                assert first_line(cell) == formats.bare(value, entry)
    assert "bedöms bara för senaste värdet" in answer["focus-heat-summary.content"]
    assert answer["focus-address.data"]["href"].endswith("ar=2022")


def test_the_lan_has_its_own_value_or_a_marked_mean(visitor, latest):
    table = focus(visitor, "arbete")["focus-heat.content"]
    titles = {entry.short_title: entry for entry in CATALOGUE.of_focus_area("arbete")}
    marked = 0
    for row in rows_of(table):
        entry = titles[words(row[0]["props"]["children"][0])]
        own = latest.get((entry.id, "04", "T"))
        if own and own["value"] is not None:
            assert first_line(row[3]) == formats.bare(own["value"], entry)
        elif first_line(row[3]) not in {formats.DASH, "×"}:
            marked += 1
            assert "medel, " in words(row[3])
    assert marked


def test_the_headline_counts_the_levels_of_the_lan(visitor, latest):
    headline = focus(visitor, "arbete")["focus-heat-summary.content"]
    levels = [
        latest[entry.id, code, "T"]["level"]
        for entry in CATALOGUE.of_focus_area("arbete")
        if shown(entry, latest)
        for code in SORMLAND
        if (entry.id, code, "T") in latest
    ]
    ranked = [level for level in levels if level]
    assert headline.startswith(f"Södermanlands län: av {len(ranked)} rangordnade värden")
    worst, best = ranked.count("worst"), ranked.count("best")
    assert f"är {worst} bland den sämsta fjärdedelen i landet och {best} bland den bästa." in headline


def test_hidden_says_why(visitor, latest):
    hidden = next(
        (key for key, row in latest.items() if row["status"] == "suppressed" and len(key[1]) == 4 and key[2] == "T"), None
    )
    assert hidden is not None
    area = CATALOGUE.indicator(hidden[0]).focus_area
    table = focus(visitor, area, **{"focus-municipalities.value": [hidden[1]]})["focus-heat.content"]
    assert "Dold, för få personer" in words(table)


@pytest.mark.parametrize("area", AREAS)
def test_a_page_without_kommuner(visitor, area):
    page = visitor.open(f"/fokus/{area}?kommuner=inga")
    assert "Välj kommuner ovanför" in words(identified(page, "focus-summary")["content"])
    assert "Ingen kommun är vald" in words(identified(page, "focus-spine")["content"])


def test_summary_counts_levels(visitor, latest):
    summary = focus(visitor, "arbete")["focus-summary.content"]
    levels = [latest[entry.id, "0484", "T"]["level"] for entry in CATALOGUE.of_focus_area("arbete") if shown(entry, latest)]
    ranked = [level for level in levels if level]
    best, worst = ranked.count("best"), ranked.count("worst")
    assert f"bästa fjärdedelen av kommunerna i {best} av {len(ranked)} mått och bland den sämsta i {worst}." in summary


def shown(entry, latest):
    return (
        not entry.doubtful
        and entry.role in {"core", "support", "pair", "context", "volume"}
        and (entry.id, "0484", "T") in latest
    )


def test_another_kommun_changes_only_the_close_up(visitor):
    values = {"focus-municipalities.value": SORMLAND, "focus-single.value": "0180", "focus-sex.value": "T"}
    values |= {"focus-against.value": "alla", "focus-area.data": "arbete"}
    values |= {"focus-mode.value": "niva", "focus-period.value": "senaste"}
    changed = visitor.change("focus-heat.content", values, "focus-single.value")
    assert "focus-heat.content" not in changed
    assert "Stockholm" in words(changed["focus-spine.content"])
    assert changed["focus-address.data"]["href"] == "/fokus/arbete?kommuner=04&kommun=0180"


def test_unknown_area_names_those_there_are(visitor):
    page = visitor.open("/fokus/finns_inte")
    assert visitor.get("/fokus/finns_inte").status_code == 404
    assert all(area.short_title in words(page) for area in CATALOGUE.focus_areas)


def compare(visitor, changed="compare-sex.value", **more):
    values = {
        "compare-indicators.value": ["syss_utrikes", "trangbodd_n2"],
        "compare-municipalities.value": ["0484", "0480"],
        "compare-sex.value": "T",
        "compare-what.value": "senaste",
        "compare-name.value": "",
        **{f"compare-{key}.value": value for key, value in more.items()},
    }
    of_charts = visitor.change("compare-chart-0.figure", values, changed)
    return of_charts | visitor.change("compare-table.content", values, changed)


def test_compared_values_are_those_published(visitor, latest):
    table = compare(visitor)["compare-table.content"]
    for row, code in zip(rows_of(table), ["00", "0484", "0480"], strict=True):
        for cell, name in zip(row[1:], ["syss_utrikes", "trangbodd_n2"], strict=True):
            assert first_line(cell) == formats.bare(latest[name, code, "T"]["value"], CATALOGUE.indicator(name))


def test_all_kommuner_stand_in_the_scatter_and_its_table(visitor, latest):
    changed = compare(visitor, what="alla")
    figure = changed["compare-scatter.figure"]
    assert len(figure["data"][0]["x"]) == 290
    assert figure["data"][1]["text"] == ["Eskilstuna", "Nyköping"]
    expected = [latest["syss_utrikes", code, "T"]["value"] for code in ("0484", "0480")]
    assert figure["data"][1]["x"] == [round(value, 2) for value in expected]
    assert len(rows_of(changed["compare-table.content"])) == 290


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?indikatorer=inga", "Välj minst en indikator"),
        ("?indikatorer=finns_inte", "Det finns ingen indikator med namnet finns_inte"),
        ("?kommuner=inga", "Inga kommuner och 4 indikatorer"),
        ("?kommuner=9999", "Det finns ingen kommun med koden 9999"),
        ("?indikatorer=inga&kommuner=inga&tabell=x&punkter=a,b&kon=Q", "Välj minst en indikator"),
        ("?grupp=%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>"),
    ],
)
def test_odd_comparisons_explain(visitor, query, text):
    assert text in words(visitor.open(f"/jamfor{query}"))


def test_a_group_of_similar_kommuner_is_named(visitor):
    values = {"compare-focus.value": "0484", "compare-group.value": "liknande", "compare-municipalities.value": ["0180", "0484"]}
    chosen = visitor.change("compare-municipalities.value", values, "compare-group.value")["compare-municipalities.value"]
    assert chosen[0] == "0484"
    assert len(chosen) == 8
    summary = compare(visitor, municipalities=chosen)["compare-summary.content"]
    assert "Liknande kommuner enligt Kolada" in summary


@pytest.mark.parametrize("name", [entry.id for entry in CATALOGUE.indicators])
def test_every_indicator_can_be_compared(visitor, name):
    other = "syss_utrikes" if name != "syss_utrikes" else "trangbodd_n2"
    changed = compare(visitor, indicators=[name, other], what=name)
    assert changed["compare-chart-0.figure"]["layout"]
    assert len(rows_of(changed["compare-table.content"])) == 3


def test_an_indicator_of_the_table_of_levels_opens_with_the_chosen_kommuner(visitor):
    def ways(address):
        return [way for way in links(visitor.open(address)) if way.startswith("/indikator/syss_utrikes")]

    assert "/indikator/syss_utrikes?kommuner=1481,1480" in ways("/fokus/arbete?kommuner=1481,1480")
    assert "/indikator/syss_utrikes?kommuner=04" in ways("/fokus/arbete")
    assert "/indikator/syss_utrikes?kon=K&kommuner=04" in ways("/fokus/arbete?kon=K")


def test_a_compared_value_leads_to_its_source(visitor):
    ways = [way for way in links(compare(visitor)["compare-table.content"]) if way.startswith("/kalla")]
    assert ways == [
        f"/kalla?indikator={name}&region={code}&ar=2024"
        for code in ("00", "0484", "0480")
        for name in ("syss_utrikes", "trangbodd_n2")
    ]
    for way in ways[:3]:
        assert "Dataversion" in words(visitor.open(way))


def test_gaps_of_the_place_in_focus_are_sorted_by_size(visitor):
    text = words(visitor.open("/fokus/arbete?kommuner=0484,0482&kommun=0484"))
    assert re.search(r"Eskilstuna: störst är skillnaden mellan .+, [\d,]+ procentenheter\.", text)
    assert "nivåer i procent och skillnader i procentenheter, störst först" in text
    cells = [row[5] for row in rows_of(inside_table(visitor))]
    sizes = [cell["props"]["children"]["props"]["data-sort"] for cell in cells]
    assert len(sizes) > 5
    assert sizes == sorted(sizes, reverse=True)


def inside_table(visitor):
    """The table of gaps."""
    changed = focus(visitor, "arbete")
    return next(part for part in changed["focus-gaps.content"] if part["type"] == "Table")
