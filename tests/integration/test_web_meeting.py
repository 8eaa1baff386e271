"""`/kommun/<kod>` and `/lan/<kod>`: each renders, its sentences say what its tables say, and versions stay what they were."""

import io
import json
import re
import shutil
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from page_json import identified, links, words

from dashboard import formats, narrative
from dashboard.pages.motesunderlag import indicator_tables, meeting_view
from dashboard.published import facts, picks, queries
from dashboard.url_state import MeetingView
from etl.contract.codes import RegionType
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from etl.contract.schemas import CHANGES
from tests.random_tests import some, whole

NUMBER = re.compile(r"\d[\d\u00a0]*(?:,\d+)?")
NEWER = "ffffffffffxy"


@pytest.fixture(scope="module")
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


def regions_of(snapshot, kind):
    return [region.code for region in queries.regions(snapshot).values() if region.type is kind]


def selection(snapshot, code, strategy=None):
    found = meeting_view.choose(snapshot, MeetingView(code, strategy), snapshot.version)
    assert found is not None
    return found


def numbers(text):
    return {found.replace("\u00a0", "") for found in NUMBER.findall(text)}


def beside_row(fact):
    """Numbers that a sentence has and the row hasn't: of ages and times, of how many kommuner, and of the trend against riket."""
    here = fact.here
    against = formats.difference(abs(here.trend_vs_riket_change or 0.0), fact.entry)
    words_of = (fact.entry.sentence or "").replace("{", " ").replace("}", " ")
    return numbers(f"{words_of} {here.of} {fact.sharing} {fact.sharing - 1} {here.trend_vs_riket_first} {against}") | numbers(
        fact.region
    )


FAULT = re.compile(
    r"(?<!\d)1 procentenheter|Av 1 |\bi 0\b|värdet (?!av|finns)\d|Måttet redovisas inte|None|\bnan\b|[{}]|  |\.\.| i Gotland\b"
)
"""What no sentence may say."""


COUNTED = re.compile(r"(?<=för )(\d+)(?= strategier, men)")
"""The strategies of which a measure says the same of a part: three and more are counted, and the row names them."""


def strategies_of(fact, code):
    """How many strategies the measure says the same of a part of, by what it says."""
    said = {}
    for aim in fact.aims:
        if aim.progress.approximate:
            said.setdefault(aim.progress.status, set()).add(aim.strategy.title)
    named = row_text(fact, code)
    return {len(titles) for titles in said.values() if all(title in named for title in titles)}


def row_text(fact, code):
    return words(indicator_tables.fact_row(fact, code))


@pytest.mark.parametrize("kind", [RegionType.MUNICIPALITY, RegionType.COUNTY])
def test_every_number_of_a_sentence_is_in_its_row(snapshot, kind):
    """Of all kommuner and län, and all indicators; with the names that hold digits, such as those of strategies."""
    strays, faults, counts, count = [], [], [], 0
    regions = some(regions_of(snapshot, kind))
    for code in regions:
        for fact in facts.of_region(snapshot, code):
            shown = numbers(row_text(fact, code)) | beside_row(fact)
            for sentence in narrative.sentences(fact):
                count += 1
                faults += [(code, fact.entry.id, sentence)] if FAULT.search(sentence) else []
                told = sentence
                for many in COUNTED.findall(sentence):
                    counts += [(code, fact.entry.id, sentence)] if int(many) not in strategies_of(fact, code) else []
                    told = COUNTED.sub("", sentence)
                strays += [(code, fact.entry.id, sentence, stray) for stray in numbers(told) - shown]
    assert strays[:5] == []
    assert faults[:5] == []
    assert counts[:5] == [], "the row names the strategies that a sentence counts"
    assert count > len(regions) * {RegionType.MUNICIPALITY: 100, RegionType.COUNTY: 50}[kind]


def test_the_proof_can_fail(snapshot):
    """A row that lacks the rank and riket does not prove the sentences that name them."""
    fact = next(fact for fact in facts.of_region(snapshot, "0484") if fact.here.rank and fact.riket is not None)
    without = facts.Fact(fact.entry, fact.here._replace(rank=None), None, None)
    shown = numbers(row_text(without, "0484")) | numbers((fact.entry.sentence or "").format(value="", region="", period=""))
    assert numbers(" ".join(narrative.sentences(without))) <= shown
    assert str(fact.here.ranked) in numbers(" ".join(narrative.sentences(fact))) - shown


@pytest.mark.parametrize("kind", [RegionType.MUNICIPALITY, RegionType.COUNTY])
def test_every_place_renders(snapshot, kind):
    for code in some(regions_of(snapshot, kind)):
        found = selection(snapshot, code)
        page = meeting_view.content(found)
        json.dumps(page)
        said = words(page)
        assert f"Mötesunderlag: {found.region.name}" in said
        assert snapshot.version in said
        assert picks.RULE in said
        assert formats.DEMO_WORDS in said
        counted = picks.count(found.facts)
        assert numbers(narrative.overall(found.region.name, counted, lan=found.lan)) <= numbers(
            words(indicator_tables.group_table(found))
        )


def test_no_headline_of_a_forbidden_kind(snapshot):
    """In every kommun and län: held against the published columns, not against the rule's own functions."""
    lower, faults, count = "lower_is_better", [], 0
    regions = some(regions_of(snapshot, RegionType.MUNICIPALITY)) + regions_of(snapshot, RegionType.COUNTY)
    for code in regions:
        well, poor = picks.picks(facts.of_region(snapshot, code))
        families = [one.entry.family or one.entry.id for one in (*well, *poor)]
        faults += [(code, families)] if len(families) != len(set(families)) else []
        for one in (*well, *poor):
            count += 1
            here, entry = one.here, one.entry
            silent = here.few or entry.survey or entry.direction == "neutral" or not (entry.about and entry.caveat)
            faults += [(code, entry.id, "no news")] if silent else []
        for one in well:
            here, entry = one.here, one.entry
            if here.rank is not None and here.rank > here.ranked / 2:
                faults.append((code, entry.id, "worse half"))
            if here.value is None or one.riket is None or entry.direction == "closest_to_one":
                continue
            shown, riket = round(here.value, entry.decimals), round(one.riket, entry.decimals)
            if shown > riket if entry.direction == lower else shown < riket:
                faults.append((code, entry.id, "worse than riket"))
    assert faults[:5] == []
    assert count > 2 * len(regions)


def test_every_strategy_for_every_kind_of_place(snapshot):
    codes = ("0484", "1481", "2425", "04", "12")
    for at, strategy in enumerate(snapshot.strategies.strategies):
        for code in codes if whole() else (codes[at % len(codes)],):
            found = selection(snapshot, code, strategy.id)
            said = words(meeting_view.content(found))
            assert f"Mål i {strategy.title}" in said
            assert all(goal.text in said for goal in strategy.goals)
            corresponding = {area for one in strategy.areas for area in one.focus_areas}
            assert {fact.entry.focus_area for fact in found.facts} <= corresponding
            assert {aim.strategy.id for fact in found.facts for aim in fact.aims} <= {strategy.id}


def test_the_page_shows_what_is_published(visitor, snapshot):
    page = visitor.open("/kommun/0484")
    content = identified(page, "meeting-content")["content"]
    latest = {
        row["indicator"]: row for row in snapshot.table("latest").to_pylist() if row["region"] == "0484" and row["sex"] == "T"
    }
    said = words(content)
    for fact in facts.of_region(snapshot, "0484"):
        row = latest[fact.entry.id]
        assert fact.here.value == row["value"]
        assert fact.entry.short_title in said
        if row["value"] is not None:
            assert formats.bare(row["value"], fact.entry) in words(indicator_tables.fact_row(fact, "0484")[1])


def test_hidden_is_hidden_and_says_so(snapshot):
    hidden = [
        (code, fact)
        for code in regions_of(snapshot, RegionType.MUNICIPALITY)[:60]
        for fact in facts.of_region(snapshot, code)
        if fact.here.status == "suppressed"
    ]
    assert hidden
    for code, fact in hidden:
        assert "Dold" in row_text(fact, code)
        told = f"Uppgiften för {formats.period(fact.here.period)} är dold för att skydda enskilda."
        assert fact.here.value is None
        assert narrative.sentences(fact)[0] == told


# Addresses and controls


@pytest.mark.parametrize("address", ["/kommun/0484", "/kommun/2425", "/lan/04", "/lan/09", "/kommun/0484?strategi=moelndal"])
def test_a_page_answers(visitor, address):
    assert visitor.get(address).status_code == 200
    assert "Mötesunderlag" in words(visitor.open(address))


@pytest.mark.parametrize("address", ["/kommun/9999", "/kommun/04", "/lan/0484", "/lan/00", "/lan/99", "/kommun/x", "/kommun/"])
def test_what_does_not_exist_is_explained(visitor, address):
    assert visitor.get(address).status_code == 404
    said = words(visitor.open(address))
    assert "Till översikten" in said


def test_an_unknown_strategy_is_remarked_on(visitor):
    assert "Det finns ingen strategi som heter finns_inte." in words(visitor.open("/kommun/0484?strategi=finns_inte"))
    assert "Strategin gäller Mölndal." in words(visitor.open("/kommun/0484?strategi=moelndal"))


def test_another_kommun_and_strategy(visitor):
    values = {"meeting-region.value": "0482", "meeting-strategy.value": "soermland_2017"}
    answer = visitor.change("meeting-content.content", values, "meeting-region.value")
    assert answer["meeting-address.data"] == {
        "href": "/kommun/0482?strategi=soermland_2017",
        "title": "Mötesunderlag: Flen efter Sörmlands integrationsbehov – Integrationskollen",
    }
    assert "Mål i Sörmlands integrationsbehov" in words(answer["meeting-content.content"])
    answer = visitor.change(
        "meeting-content.content", {"meeting-region.value": "04", "meeting-strategy.value": "-"}, "meeting-region.value"
    )
    assert answer["meeting-address.data"]["href"] == "/lan/04"


@pytest.mark.parametrize(
    "values", [{}, {"meeting-region.value": "9999"}, {"meeting-region.value": "00", "meeting-strategy.value": "-"}]
)
def test_nonsense_changes_nothing(visitor, values):
    assert visitor.change("meeting-content.content", values, "meeting-region.value") == {}


@pytest.mark.parametrize("region", ["0484", "04"])
def test_the_overview_leads_here(visitor, region):
    page = visitor.open(f"/?region={region}")
    assert "Mötesunderlag för" in words(identified(page, "overview-lead")["content"])
    assert "Mötesunderlag" not in words(identified(visitor.open("/"), "overview-lead")["content"])


# Versions


@pytest.fixture
def two_versions(demo_data, tmp_path, monkeypatch):
    """The demo, and a newer version in service in which one value differs, with the table that says so."""
    published = tmp_path / "published"
    shutil.copytree(demo_data / "published", published)
    old = (published / "CURRENT").read_text(encoding="utf-8").strip()
    shutil.copytree(published / old, published / NEWER)
    manifest = json.loads((published / NEWER / "manifest.json").read_text(encoding="utf-8"))
    newer = {**manifest, "version": NEWER, "built_at": "2099-01-02T00:00:00+00:00"}
    (published / NEWER / "manifest.json").write_text(json.dumps(newer), encoding="utf-8")
    rows = pq.read_table(published / old / "latest.parquet").to_pylist()
    for row in rows:
        if (row["indicator"], row["region"], row["sex"]) == ("syss_utrikes", "0484", "T"):
            row["value"] = 99.9
    schema = pq.read_schema(published / old / "latest.parquet")
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), published / NEWER / "latest.parquet")
    change = {"indicator": "syss_utrikes", "region": "0484", "sex": "T", "period": "2022", "kind": "revised"}
    changes = pa.Table.from_pylist([{**change, "new_value": 99.9, "new_status": "ok"}], schema=CHANGES)
    pq.write_table(changes, published / NEWER / "changes.parquet")
    (published / "CURRENT").write_text(NEWER, encoding="utf-8")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    return old, published


def test_a_locked_page_shows_the_figures_of_its_day(visitor, two_versions):
    old, _ = two_versions
    newest, locked = words(visitor.open("/kommun/0484")), words(visitor.open(f"/kommun/0484?v={old}"))
    assert "99,9" in newest
    assert "99,9" not in locked
    assert "Låst till" not in newest
    assert f"version {old}" in locked
    assert "Det finns en nyare version." in locked
    assert "Visa senaste" in locked
    assert "Sysselsatta utrikes födda: 1 ändrade värden." in newest
    assert "1 ändrade värden" not in locked


def test_another_kommun_keeps_the_version(visitor, two_versions):
    old, _ = two_versions
    values = {"meeting-region.value": "0482", "meeting-strategy.value": "-", "meeting-version.data": old}
    answer = visitor.change("meeting-content.content", values, "meeting-region.value")
    assert answer["meeting-address.data"]["href"] == f"/kommun/0482?v={old}"
    assert f"version {old}" in words(answer["meeting-content.content"])


@pytest.mark.parametrize("version", ["000000000000", "..", "../../etc", "x" * 300, "<script>", "%00"])
def test_an_unknown_version_is_explained(visitor, two_versions, version):
    old, _ = two_versions
    page = visitor.open(f"/kommun/0484?v={version}")
    said = words(page)
    assert "Versionen finns inte kvar" in said
    assert "Visa senaste" in said
    assert NEWER in said
    assert old in said


def test_a_version_that_is_pruned_while_it_is_looked_at(visitor, two_versions):
    old, published = two_versions
    assert "Låst till" in words(visitor.open(f"/lan/04?v={old}"))
    shutil.rmtree(published / old)
    assert "Versionen finns inte kvar" in words(visitor.open(f"/lan/04?v={old}"))
    values = {"meeting-region.value": "0482", "meeting-strategy.value": "-", "meeting-version.data": old}
    assert visitor.change("meeting-content.content", values, "meeting-region.value") == {}


@pytest.mark.parametrize("lacking", ["goals", "means", "barometer", "validation"])
def test_an_older_version_without_a_table(visitor, two_versions, lacking):
    _, published = two_versions
    (published / NEWER / f"{lacking}.parquet").unlink()
    for address in ("/kommun/0484", "/lan/04", "/kommun/0484?strategi=moelndal"):
        assert "Mötesunderlag" in words(visitor.open(address))


def test_a_kommun_with_no_row_at_all(visitor, two_versions):
    _, published = two_versions
    file = published / NEWER / "latest.parquet"
    rows = [row for row in pq.read_table(file).to_pylist() if row["region"] != "2425"]
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(file)), file)
    said = words(visitor.open("/kommun/2425"))
    assert "Dorotea har inga värden som kan bedömas" in said
    assert said.count("Inget sticker ut åt rätt håll.") == 1
    assert said.count("Inget sticker ut åt fel håll.") == 1


def test_without_data(visitor, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    assert "Inget att visa ännu" in words(visitor.open("/kommun/0484"))
    assert "Inget att visa ännu" in words(visitor.open("/lan/04"))


def test_a_value_leads_to_its_source_where_the_newest_version_is_shown(visitor, snapshot):
    page = visitor.open("/kommun/0484")
    ways = [way for way in links(page) if way.startswith("/kalla")]
    assert "/kalla?indikator=trangbodd_n2&region=0484&ar=2024" in ways
    shown = {fact.entry.id for fact in facts.of_region(snapshot, "0484") if fact.here.value is not None}
    assert len(ways) == len(shown)


def test_an_older_versions_values_lead_to_no_newer_source(visitor, two_versions):
    old, _ = two_versions
    assert [way for way in links(visitor.open(f"/kommun/0484?v={old}")) if way.startswith("/kalla")] == []


def test_the_first_chart_is_taken_away_as_a_picture_and_a_workbook(visitor):
    picture = visitor.get("/export/motesunderlag/0484.svg")
    assert picture.mimetype == "image/svg+xml"
    svg = ElementTree.fromstring(picture.text)  # noqa: S314 - our own picture
    texts = ["".join(one.itertext()) for one in svg.iter("{http://www.w3.org/2000/svg}text")]
    keys = [text for text in texts if re.search(r"(Utrikes|Inrikes|utrikes) födda.*: [\d,]+.% \d{4}, [\d,]+.% \d{4}$", text)]
    assert len(keys) == 3, "those born abroad, those born in Sweden, and riket, with their first and last values"
    assert not any("%25" in text for text in texts)
    book = load_workbook(io.BytesIO(visitor.get("/export/motesunderlag/0484.xlsx").data))
    sheet = book.worksheets[0]
    heads = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Period")
    assert len([head for head in heads if head]) == 4
    assert any(one._charts for one in book.worksheets)
    assert visitor.get("/export/motesunderlag/9999.svg").status_code == 404


@pytest.mark.parametrize(("address", "said"), [("/lan/14", True), ("/lan/04", False)])
def test_a_table_without_per_cent_signs_says_its_unit(visitor, address, said):
    caption = re.search(r"senaste värden och nivå bland alla kommuner\.(.{0,40})", words(visitor.open(address)))
    assert caption
    assert ("Procent där inget annat står." in caption[1]) == said
