"""Every number that a page shows, read back from its Swedish and held against the published files, indicator by indicator."""

import functools
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from page_json import identified

from dashboard import formats
from etl.contract.catalogue import Indicator, load_catalogue
from etl.contract.paths import ROOT
from tests.random_tests import whole

INDICATORS = {entry.id: entry for entry in load_catalogue(ROOT / "data" / "catalogue").indicators}
COUNTS = (0, 1, 3, 33)
WORDS = {
    "yes_no": {"Nej": 0.0, "Ja": 1.0},
    "ordinal": {"Underskott": 0.0, "Balans": 1.0, "Överskott": 2.0},
}
MISSING, HIDDEN = -1, -2
MEANS = ("Länsmedel ", "Liknande ")
"""What the lines of means that a kommun in focus is held against begin with; `test_web_choice.py` has their values."""
ABSENT = {"missing": "Uppgift saknas", "not_applicable": "Redovisas inte", "suppressed": "Dold, för få personer"}


class Published:
    """An indicator's published file, read without the dashboard's code."""

    def __init__(self, directory, indicator):
        version = (directory / "published" / "CURRENT").read_text(encoding="utf-8").strip()
        self.directory = directory / "published" / version
        rows = pq.read_table(self.directory / "observations" / f"{indicator}.parquet").to_pylist()
        self.rows = {(row["period"], row["sex"], row["region"]): row for row in rows}
        elections = {str(year) for year in INDICATORS[indicator].election_years}
        valued = {row["period"] for row in rows if row["value"] is not None}
        self.periods = sorted(valued & elections if elections else valued)  # sources repeat elections in the years between
        self.sexes = {row["sex"] for row in rows}

    def value(self, period, sex, region):
        return self.rows.get((period, sex, region), {"value": None})["value"]

    def status(self, period, sex, region):
        return self.rows.get((period, sex, region), {"status": "missing"})["status"]

    def persons(self, period, sex, region):
        return self.rows.get((period, sex, region), {"denominator": None})["denominator"]

    def kommuner(self):
        rows = pq.read_table(self.directory / "regions.parquet").to_pylist()
        return {row["code"]: row["name"] for row in rows if row["type"] == "kommun"}


@functools.cache
def published_as(directory: Path, indicator: str) -> Published:
    """Read once for all tests of an indicator."""
    return Published(directory, indicator)


def number(text: str, entry: Indicator) -> float:
    """The number that a Swedish text says, or the word's value."""
    word = WORDS.get(entry.unit.value, {}).get(text)
    if word is not None:
        return word
    assert " " not in text, f"{text!r} has a space that breaks over lines"
    plain = text.removesuffix("\u00a0%").replace("\u00a0", "").replace(",", ".").replace("\u2212", "-").replace("±", "")
    return float(plain)


def nearly(text: str, amount: float | None, entry: Indicator) -> bool:
    """Whether a text shows the amount, rounded as the indicator is; a dash where there is none."""
    if amount is None:
        return text == "–"
    decimals = max(entry.decimals, 2) if entry.unit.value in WORDS else entry.decimals
    return abs(number(text, entry) - amount) <= 0.5 * 10**-decimals + 1e-9


def apart(entry: Indicator) -> bool:
    """Whether riket's value says nothing about a kommun's: numbers of persons, and words."""
    return entry.unit.value in {"count", *WORDS}


def children(component: Any) -> Any:
    return component["props"]["children"]


def table(component: dict[str, Any]) -> list[list[Any]]:
    """The body's rows as what their cells hold."""
    assert component["type"] == "Table"
    _caption, _head, body = children(component)
    return [[children(cell) for cell in children(row)] for row in children(body)]


def shown(published: Published, indicator: str, count: int, sex: str = "T") -> dict[str, Any]:
    """The values of the page's controls with `count` kommuner spread over the country."""
    codes = list(published.kommuner())
    chosen = codes[:: max(len(codes) // count, 1)][:count] if count else []
    period = published.periods[-1] if published.periods else None
    return {"indicator.value": indicator, "period.value": period, "sex.value": sex, "municipalities.value": chosen}


def assert_row(row: list[Any], key: tuple[str, str, str], published: Published, entry: Indicator) -> None:
    """One row of the table says what is published: value, difference to riket, change since the period before."""
    period, sex, region = key
    _name, value, gap, change, *_signals = row
    amount = published.value(period, sex, region)
    if amount is None:
        assert children(value) == ABSENT[published.status(*key)]
    else:
        persons = published.persons(*key)
        if persons is not None and persons <= 20:
            value, note = children(value)
            assert children(note) == f" få personer ({persons:.0f})"
        assert nearly(value, amount, entry), f"{key}: {value!r} is shown, {amount} is published"
    position = published.periods.index(period)
    before = published.value(published.periods[position - 1], sex, region) if position else None
    if position and any(published.periods[position - 1] < step.period <= period for step in entry.breaks):
        assert children(change) == "Brott", f"{key}: {change!r} is shown over a break"
        change, before = "–", None
    riket = None if region == "00" or apart(entry) else published.value(period, sex, "00")
    for text, other in ((gap, riket), (change, before)):
        judged = amount is not None and other is not None and entry.unit.value not in WORDS
        assert nearly(text, amount - other if judged else None, entry), f"{key}: {text!r} is shown beside {amount}, {other}"


def assert_table(component: dict[str, Any], values: dict[str, Any], published: Published, entry: Indicator) -> None:
    """The table has riket and the chosen kommuner, highest first, with what is published."""
    names = {"Riket": "00"} | {name: code for code, name in published.kommuner().items()}
    rows = [row for row in table(component) if not isinstance(row[0], dict)]  # means: a test of their own
    codes = [names[row[0]] for row in rows]
    assert codes[0] == "00"
    assert sorted(codes[1:]) == sorted(values["municipalities.value"])
    order = [published.value(values["period.value"], values["sex.value"], code) for code in codes[1:]]
    known = [amount for amount in order if amount is not None]
    assert order == sorted(known, reverse=True) + [None] * (len(order) - len(known))
    for row, code in zip(rows, codes, strict=True):
        assert_row(row, (values["period.value"], values["sex.value"], code), published, entry)


def assert_map(figure: dict[str, Any], values: dict[str, Any], published: Published, entry: Indicator) -> None:
    """All 290 kommuner have their value in words and a class, or none of either."""
    areas, outlines, *_names = figure["data"]
    assert areas["zmax"] - areas["zmin"] == len(areas["colorscale"]) / 2, "a step of the scale isn't one class"
    assert sorted(areas["locations"]) == sorted(published.kommuner())
    for code, z, text in zip(areas["locations"], areas["z"], areas["text"], strict=True):
        amount = published.value(values["period.value"], values["sex.value"], code)
        assert (z < 0) == (amount is None), code
        assert (z == HIDDEN) == (published.status(values["period.value"], values["sex.value"], code) == "suppressed"), code
        if amount is not None:
            words, _, note = text.partition(", få personer ")
            assert nearly(words.removesuffix("\u00a0procentenheter"), amount, entry), code
            persons = published.persons(values["period.value"], values["sex.value"], code)
            assert note == (f"({persons:.0f})" if persons is not None and persons <= 20 else ""), code
    assert outlines["locations"] == values["municipalities.value"]


def assert_trend(figure: dict[str, Any], values: dict[str, Any], published: Published, entry: Indicator) -> None:
    """Every line holds the published values, a gap where there is none; riket's only where it can be held against theirs."""
    codes = [*values["municipalities.value"], *([] if apart(entry) else ["00"])]
    names = published.kommuner() | {"00": "Riket"}
    lines = {names[code]: [published.value(period, values["sex.value"], code) for period in published.periods] for code in codes}
    if entry.unit.value in WORDS and values["municipalities.value"]:
        assert_answers(figure, lines, published, entry)
        return
    bands = [trace for trace in figure["data"] if trace["name"].startswith("Felmarginal")]
    assert not bands or (entry.survey and len(values["municipalities.value"]) <= 3)
    drawn: dict[str, list[dict[str, Any]]] = {}
    for trace in figure["data"]:
        if trace not in bands and trace["name"] != "Mål" and not trace["name"].startswith(MEANS):
            drawn.setdefault(trace["name"], []).append(trace)
    assert set(drawn) == (set(lines) if any(amount is not None for line in lines.values() for amount in line) else set())
    known = [amount for line in (*lines.values(), *(one["y"] for one in figure["data"])) for amount in line if amount is not None]
    half_a_pixel = (max(known) - min(known)) / 600 if known else 0
    for name, pieces in drawn.items():
        by_period = dict(zip(published.periods, lines[name], strict=True))
        shown = {period: value for period, value in by_period.items() if value is not None}
        every = [(x, y) for piece in pieces for x, y in zip(piece["customdata"], piece["y"], strict=True) if y is not None]
        points = sorted(set(every))  # where a dashed piece begins, the settled value ends the solid one too
        assert [x for x, _ in points] == list(shown)
        assert [y for _, y in points] == pytest.approx(list(shown.values()), abs=max(0.001, half_a_pixel))
        assert all(nearly(formats.bare(y, entry), shown[x], entry) for x, y in points), name
        for piece in pieces:
            assert_gaps(piece, published.periods, entry)


def assert_gaps(trace: dict[str, Any], periods: list[str], entry: Indicator) -> None:
    """Every period has its point where it lies in time, and the line is lifted before the first period after each break."""
    assert sorted(set(trace["customdata"])) == periods
    assert trace["x"] == [in_years(period) for period in trace["customdata"]]
    assert not trace.get("connectgaps")
    for step in entry.breaks:
        after = next((period for period in periods if period >= step.period), None)
        if after not in (None, periods[0]):
            assert trace["y"][trace["customdata"].index(after)] is None, f"{after}: the line is drawn over a break"


def in_years(period: str) -> float:
    """`2022` is 2022, `2024K3` is 2024.5."""
    year, _, quarter = period.partition("K")
    return int(year) + (int(quarter or 1) - 1) / 4


def assert_answers(figure: dict[str, Any], lines: dict[str, list[Any]], published: Published, entry: Indicator) -> None:
    """Every answer in words has its mark, and there is no other."""
    values = {
        (name, period, amount) for name, line in lines.items() for period, amount in zip(published.periods, line, strict=True)
    }
    words = WORDS[entry.unit.value]
    marks = {(y, x, words[one["name"]]) for one in figure["data"] for x, y in zip(one["customdata"], one["y"], strict=True)}
    assert all(one["x"] == [in_years(period) for period in one["customdata"]] for one in figure["data"])
    assert marks == {mark for mark in values if mark[2] is not None}


def test_every_indicator_shows_what_is_published(subtests, visitor, demo_data):
    for position, indicator in enumerate(INDICATORS):
        with subtests.test(indicator):
            published, entry = published_as(demo_data, indicator), INDICATORS[indicator]
            for count in COUNTS if whole() else (COUNTS[position % len(COUNTS)],):
                values = shown(published, indicator, count)
                parts = visitor.turn(values, "indicator.value")
                assert_table(parts["table.content"], values, published, entry)
                assert_map(parts["map.figure"], values, published, entry)
                assert_trend(parts["trend.figure"], values, published, entry)
                assert parts.get("period.value", values["period.value"]) == (published.periods or [None])[-1]
                assert parts["indicator-title.content"] == entry.title


def test_earlier_years_and_each_sex_show_what_is_published(subtests, visitor, demo_data):
    for indicator in INDICATORS:
        with subtests.test(indicator):
            published, entry = published_as(demo_data, indicator), INDICATORS[indicator]
            for sex in sorted(published.sexes):
                values = {**shown(published, indicator, 3, sex), "period.value": published.periods[len(published.periods) // 2]}
                parts = visitor.turn(values, "period.value")
                assert "sex.value" not in parts, "the sex that was asked for is there"
                assert_table(parts["table.content"], values, published, entry)
                assert_map(parts["map.figure"], values, published, entry)


def test_a_page_opens_at_its_address(subtests, visitor, demo_data):
    for indicator in INDICATORS:
        with subtests.test(indicator):
            published = published_as(demo_data, indicator)
            for count in (0, 33) if whole() else (33,):
                chosen = shown(published, indicator, count)["municipalities.value"]
                page = visitor.open(f"/indikator/{indicator}?kommuner={','.join(chosen) or 'inga'}")
                text = json.dumps(page, ensure_ascii=False)
                assert json.dumps(INDICATORS[indicator].title, ensure_ascii=False) in text
                assert "Demodata, påhittade värden" in text
                assert len(table(identified(page, "table")["content"])) == count + 1


@pytest.mark.parametrize("indicator", ["syss_utrikes", "uvas_16_24"])
def test_the_mean_of_a_lan_has_a_row_with_how_many_it_is_of(visitor, demo_data, indicator):
    published, entry = published_as(demo_data, indicator), INDICATORS[indicator]
    rows = table(identified(visitor.open(f"/indikator/{indicator}?kommuner=04&kommun=0484"), "table")["content"])
    (mean,) = [row for row in rows if isinstance(row[0], dict) and "Länets kommuner" in json.dumps(row[0], ensure_ascii=False)]
    members = [published.value(published.periods[-1], "T", code) for code in published.kommuner() if code.startswith("04")]
    known = [value for value in members if value is not None]
    assert f"{len(known)}\u00a0av\u00a09" in json.dumps(mean[0], ensure_ascii=False)
    assert nearly(mean[1], sum(known) / len(known), entry)
    assert set(mean[2:]) == {"–"}, "a mean is neither judged nor held against riket"


def test_an_indicator_without_values_says_so(sparse_visitor):
    page = sparse_visitor.open("/indikator/kas_ej_validerad?ar=2020&kon=K")
    assert "Källan har inga värden" in json.dumps(identified(page, "table")["content"], ensure_ascii=False)
    values = {"indicator.value": "kas_ej_validerad", "period.value": "2019", "sex.value": "K", "municipalities.value": ["0484"]}
    for changed in ("indicator.value", "sex.value", "municipalities.value"):
        parts = sparse_visitor.turn(values, changed)
        areas, *_ = parts["map.figure"]["data"]
        assert set(areas["z"]) == {MISSING}
        assert set(areas["text"]) == {"Uppgift saknas."}
        assert parts["trend.figure"]["data"] == []
        assert "Källan har inga värden" in parts["summary.content"]


@pytest.mark.parametrize("region", ["0484", "0180", "2584", "04", "25"])
def test_the_overview_shows_what_is_published(visitor, demo_data, region):
    parts = visitor.change("overview-areas.content", {"region.value": region}, "region.value")
    rows = [row for section in parts["overview-areas.content"] for row in table(_table_in(section))]
    seen = set()
    for link, here, riket, gap, _level, _trend, _spark, period in rows:
        indicator = children(link)[0]["props"]["href"].rpartition("/")[2]
        published, entry = published_as(demo_data, indicator), INDICATORS[indicator]
        assert period == published.periods[-1]
        own, whole = published.value(period, "T", region), published.value(period, "T", "00")
        persons = published.persons(period, "T", region)
        if own is not None and persons is not None and persons <= 20:
            here, note = children(here)
            assert children(note) == f" få personer ({persons:.0f})"
        if own is None and "mean-of" in json.dumps(here, ensure_ascii=False):
            assert_mean(here, published, period, region, entry)
        else:
            assert (not isinstance(here, str)) if own is None else nearly(here, own, entry)
        assert (not isinstance(riket, str)) if whole is None else nearly(riket, whole, entry)
        judged = own is not None and whole is not None and not apart(entry)
        assert nearly(gap, own - whole if judged else None, entry), indicator
        seen.add(indicator)
    hidden = {entry.id for entry in INDICATORS.values() if entry.doubtful or entry.role.value in ("dormant", "denominator")}
    assert seen == set(INDICATORS) - hidden


def assert_mean(shown, published, period, lan, entry):
    """A län without a value of its own shows the mean of its kommuner, those that rest on few left out, and of how many."""
    codes = [code for code in published.kommuner() if code.startswith(lan)]
    values = [(published.value(period, "T", code), published.persons(period, "T", code)) for code in codes]
    known = [value for value, persons in values if value is not None and (persons is None or persons > 20)]
    number, words = children(shown)
    assert nearly(number, sum(known) / len(known), entry)
    assert children(words) == f" medel, {len(known)}\u00a0av\u00a0{len(codes)}"
    assert 5 * len(known) >= 4 * len(codes)


def _table_in(component: Any) -> Any:
    if isinstance(component, list):
        return next((found for one in component if (found := _table_in(one))), None)
    if not isinstance(component, dict):
        return None
    return component if component["type"] == "Table" else _table_in(component["props"].get("children"))
