"""Fact cards and the start page's stories: every number is published, what is absent is said, addresses lead somewhere."""

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from page_json import inside
from test_web import identified, words

from dashboard import formats
from dashboard.pages.faktakort import cards
from dashboard.pages.faktakort.card_picture import SQUARE, WIDE, draw
from dashboard.pages.faktakort.lettering import Style, width
from dashboard.parts import stories
from dashboard.parts.stories import Kind
from dashboard.published import facts, queries
from dashboard.url_state import CardView
from etl.contract.codes import RIKET, Direction
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from etl.contract.schemas import CHANGES

NUMBER = re.compile(r"\d[\d\u00a0]*(?:,\d+)?")
SVG = "{http://www.w3.org/2000/svg}"
REGIONS = ("00", "04", "0484", "2425")
ADDRESS = "http://kollen.example.se/faktakort/x"
NEWER = "eeeeeeeeeexy"


@pytest.fixture(scope="module")
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


def numbers(text):
    return {found.replace("\u00a0", "") for found in NUMBER.findall(text)}


def every_card(snapshot, codes=REGIONS, forms=(False, True)) -> Iterable[cards.Card]:
    for entry in snapshot.catalogue.indicators:
        for code in codes:
            for kind in cards.kinds(entry, queries.regions(snapshot)[code]):
                for square in forms:
                    card = cards.make(snapshot, CardView(entry.id, code, kind, None, square))
                    assert card is not None
                    assert card.kind == kind
                    yield card


def published(snapshot, indicators, regions):
    """By indicator and region, every number that the published tables hold of it there and in riket, as it is written."""
    codes = list({*regions, RIKET})
    total = pc.field("sex") == "T"
    latest = snapshot.table("latest").filter(pc.field("region").isin(codes) & total).to_pylist()
    means = snapshot.table("means").filter(pc.field("group").isin([f"peer:{code}" for code in codes]) & total).to_pylist()
    values = {(name, code): [] for name in indicators for code in regions}
    for name in indicators:
        entry = snapshot.catalogue.indicator(name)
        for row in snapshot.observations(name).filter(pc.field("region").isin(codes) & total).to_pylist():
            said = [row["period"], formats.value(row["value"], entry)]
            said += [formats.number(row["margin"], entry.decimals)] if row["margin"] is not None else []
            for code in regions if row["region"] == RIKET else [row["region"]]:
                values[name, code] += said
    for row in latest:
        if (row["indicator"], row["region"]) in values:
            entry = snapshot.catalogue.indicator(row["indicator"])
            values[row["indicator"], row["region"]] += [
                formats.value(row["pair_value"], entry),
                formats.difference(row["gap"], entry),
                formats.number(abs(row["persons_vs_riket"] or 0), 0),
            ]
    for row in means:
        key = row["indicator"], row["group"].removeprefix("peer:")
        if key in values:
            values[key] += [formats.value(row["value"], snapshot.catalogue.indicator(key[0])), str(row["n"]), str(row["of"])]
    return {key: numbers(" ".join(said)) for key, said in values.items()}


def texts(svg):
    """The lines of a card, but for scales and origin, which are set in small type."""
    return [one for one in ET.fromstring(svg).iter(f"{SVG}text") if one.get("font-size") != "16"]  # noqa: S314


def test_every_number_of_every_card_is_published(snapshot):
    strays, drawn = [], 0
    known = published(snapshot, [entry.id for entry in snapshot.catalogue.indicators], REGIONS)
    for card in every_card(snapshot, forms=[False]):
        key = card.entry.id, card.region.code
        worded = " ".join((card.entry.title, *card.notes, card.entry.doubtful or "", *(step.text for step in card.entry.breaks)))
        unit = formats.unit(card.entry) + " per 1\u00a0000 per 100\u00a0000 närmast 1"
        allowed = (
            known[key]
            | numbers(worded)
            | numbers(unit)
            | numbers(card.fact.here.reason or "")
            | numbers(card.fact.here.trend_reason or "")
        )
        said = " ".join(one.text or "" for one in texts(draw(card, ADDRESS)))
        strays += [(key, card.kind, stray) for stray in numbers(said) - allowed]
        drawn += bool(card.bars or card.course)
    assert strays[:5] == []
    assert drawn > 300


def test_the_proof_of_the_numbers_can_fail(snapshot):
    card = cards.make(snapshot, CardView("syss_utrikes", "0484"))
    known = published(snapshot, ["syss_utrikes"], ["0484"])["syss_utrikes", "0484"]
    assert formats.value(card.fact.here.value, card.entry).split("\u00a0")[0] in known
    assert "99,9" not in known


def test_every_line_of_every_card_is_inside_it(snapshot):
    for card in every_card(snapshot, ("0484",)):
        form = SQUARE if card.view.square else WIDE
        for one in texts(draw(card, ADDRESS)):
            style = Style(float(one.get("font-size")), weight=int(one.get("font-weight", "400")))
            wide = width(one.text or "", style)
            start = float(one.get("x")) - {"start": 0.0, "middle": wide / 2, "end": wide}[one.get("text-anchor", "start")]
            assert start >= 0, (card.entry.id, one.text)
            assert start + wide <= form.width, (card.entry.id, card.kind, one.text)
            assert 0 < float(one.get("y")) <= form.height, (card.entry.id, one.text)


def test_every_card_says_that_it_is_made_up_and_what_it_leaves_unsaid(snapshot):
    for card in every_card(snapshot, ("0484",)):
        svg = draw(card, ADDRESS)
        lines = [one.text for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314
        assert lines[0].startswith(formats.DEMO_WORDS)
        assert cards.alt_text(card).startswith(formats.DEMO_WORDS)
        assert snapshot.version in " ".join(lines)
        if not card.silent:
            assert card.unsaid[-1] in cards.alt_text(card)
            assert "Det här säger siffran inte" in lines


def test_what_is_absent_is_said_without_a_chart(snapshot):
    absent = shown = 0
    for card in every_card(snapshot, ("2403", "2425", "0484")):
        if card.fact.here.value is None or card.entry.doubtful:
            absent += 1
            assert card.silent
            assert not card.unsaid
            assert not card.bars
            assert card.course is None
            assert card.sentences
            assert "Diagrammet" not in cards.alt_text(card)
        else:
            shown += 1
    assert absent > 10
    assert shown > absent


def test_a_hidden_value_stays_hidden(snapshot):
    hidden = snapshot.table("latest").filter((pc.field("status") == "suppressed") & (pc.field("sex") == "T")).to_pylist()
    assert hidden
    for row in hidden[:40]:
        for kind in ("riket", "utveckling", "gap"):
            card = cards.make(snapshot, CardView(row["indicator"], row["region"], kind))
            if not card.entry.doubtful:
                assert "är dold" in card.sentences[0]
                assert not card.bars
                assert card.course is None


def test_the_stories_numbers_are_published_and_the_rule_is_kept(snapshot):
    strays = []
    allowed_kinds = [Kind.BETTER, Kind.WORSE, Kind.GAP, Kind.FAR]
    codes = list(queries.regions(snapshot))[::9]
    known = published(snapshot, [entry.id for entry in stories.eligible(snapshot)], codes)
    for code in codes:
        found = stories.of_region(snapshot, code)
        assert len(found) <= 3
        assert len({story.fact.entry.id for story in found}) == len(found)
        for story in found:
            entry = story.fact.entry
            assert entry.role in stories.ROLES
            assert not entry.survey
            assert not entry.doubtful
            assert not story.fact.here.few, "an extreme of few persons is chance"
            assert story.kind in allowed_kinds
            own = (entry.sentence or "").format(value="", region="", period="")  # ages, and whom it is per
            own += " närmare 1 än" if entry.direction is Direction.CLOSEST_TO_ONE else ""
            allowed = known[entry.id, code] | numbers(f"{own} per 1\u00a0000 per 100\u00a0000")
            strays += [(code, entry.id, stray) for stray in numbers(" ".join(story.sentences)) - allowed]
            assert {Kind.BETTER: "better", Kind.WORSE: "worse"}.get(
                story.kind, story.fact.here.trend_better
            ) == story.fact.here.trend_better
    assert strays == []


def test_the_better_story_is_the_largest_of_its_kind(snapshot):
    """Reckoned again from the tables, without the module that chose."""
    every = snapshot.table("latest").filter((pc.field("region") == "0484") & (pc.field("sex") == "T")).to_pylist()
    entries = {entry.id: entry for entry in stories.eligible(snapshot)}
    sizes = {}
    for row in every:
        if row["trend_better"] == "better" and row["indicator"] in entries:
            data = queries.cube(snapshot, row["indicator"])
            first = data.cell("0484", row["trend_first"], "T").value
            spread = queries.spread(snapshot, row["indicator"], row["period"], "T")
            moved = row["value"] - first
            if (moved > 0) == (row["trend"] == "increasing"):
                sizes[row["indicator"]] = abs(moved) / (spread.third_quarter - spread.first_quarter)
    found = next(story for story in stories.of_region(snapshot, "0484") if story.kind is Kind.BETTER)
    assert found.fact.entry.id == max(sizes, key=sizes.get)


@pytest.fixture
def renewed(demo_data, tmp_path):
    """A version in which one measure has a new period for Eskilstuna, by the table of changes."""
    shutil.copytree(demo_data / "published", tmp_path / "published")
    version = (tmp_path / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    (tmp_path / "published" / version).rename(tmp_path / "published" / NEWER)
    (tmp_path / "published" / "CURRENT").write_text(NEWER, encoding="utf-8")
    manifest = tmp_path / "published" / NEWER / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(version, NEWER), encoding="utf-8")
    here = facts.latest(open_current(DataPaths(demo_data)), "0484")["forskola_3_5"]
    row = {"indicator": "forskola_3_5", "region": "0484", "sex": "T", "period": here.period, "kind": "new_period"}
    empty = dict.fromkeys(set(CHANGES.names) - set(row))
    table = pa.Table.from_pylist([{**row, **empty, "new_value": here.value, "new_status": here.status}], schema=CHANGES)
    pq.write_table(table, tmp_path / "published" / NEWER / "changes.parquet")
    return open_current(DataPaths(tmp_path))


def test_what_is_new_since_the_version_before_is_told_first(renewed, snapshot):
    first = stories.of_region(renewed, "0484")[0]
    assert (first.kind, first.fact.entry.id) == (Kind.NEW, "forskola_3_5")
    assert stories.of_region(renewed, "0180")[0].kind is not Kind.NEW
    assert stories.of_region(snapshot, "0484")[0].kind is not Kind.NEW


def test_the_start_page_says_what_this_is_and_how_to_read_it(visitor):
    page = visitor.open("/")
    said = words(page)
    for part in (
        "Integrationskollen visar",
        "Nivå bland alla kommuner",
        "Så väljs berättelserna",
        stories.RULE,
        "Berättelser ur siffrorna: riket",
    ):
        assert part in said
    assert len(re.findall(r'"/faktakort/', json.dumps(page))) == 3


def test_choosing_a_kommun_changes_the_stories(visitor, snapshot):
    parts = visitor.change("stories.content", {"region.value": "0484"}, "region.value")
    said = words(parts["stories.content"])
    assert "Berättelser ur siffrorna: Eskilstuna" in said
    for story in stories.of_region(snapshot, "0484"):
        assert " ".join(story.sentences) in said
        assert f"/indikator/{story.fact.entry.id}?" in json.dumps(parts["stories.content"])
    assert identified(visitor.open("/?region=0484"), "stories")["content"] == parts["stories.content"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/faktakort/syss_utrikes", 200),
        ("/faktakort/syss_utrikes?plats=0484&visa=gap", 200),
        ("/faktakort/syss_utrikes?plats=04", 200),
        ("/faktakort/kulturskola_nyinv?plats=0484&visa=gap", 200),
        ("/faktakort/syss_utrikes?plats=0484&v=aaaaaaaaaaaa", 200),
        ("/faktakort/sys_utrikes", 404),
        ("/faktakort/syss_utrikes?plats=9999", 404),
        ("/faktakort/syss_utrikes?plats=%3Cscript%3E", 404),
        ("/export/faktakort/syss_utrikes.svg?plats=0484&form=kvadrat", 200),
        ("/export/faktakort/sys_utrikes.svg", 404),
        ("/export/faktakort/syss_utrikes.svg?plats=9999", 404),
        ("/export/faktakort/syss_utrikes.svg?v=aaaaaaaaaaaa", 404),
    ],
)
def test_every_address_has_its_status(visitor, address, status):
    assert visitor.get(address).status_code == status


def test_unknown_cards_lead_on(visitor):
    assert "Menade du" in words(visitor.open("/faktakort/sys_utrikes"))
    assert "Visa kortet för riket" in words(visitor.open("/faktakort/syss_utrikes?plats=9999"))
    assert "<script>" not in json.dumps(visitor.open("/faktakort/syss_utrikes?plats=<script>"))
    assert "inte finns kvar" in words(visitor.open("/faktakort/syss_utrikes?plats=0484&v=aaaaaaaaaaaa"))


def test_the_page_holds_the_cards_words_and_pictures(visitor, snapshot):
    page = visitor.open("/faktakort/syss_utrikes?plats=0484")
    card = cards.make(snapshot, CardView("syss_utrikes", "0484"))
    said = words(page)
    for part in (*card.sentences, *card.unsaid, *card.notes, card.origin):
        assert part in said
    alt = next(one["props"]["alt"] for one in images(page))
    assert alt == cards.alt_text(card)
    for one in images(page):
        answer = visitor.get(one["props"]["src"])
        assert answer.mimetype == "image/svg+xml"
        assert ET.fromstring(answer.text).get("width") == str(one["props"]["width"])  # noqa: S314
        assert f"http://localhost/faktakort/syss_utrikes?plats=0484&amp;visa=riket&amp;v={snapshot.version}" in answer.text


def images(part):
    if isinstance(part, dict):
        if part.get("type") == "Img":
            yield part
        yield from images(inside(part))
    elif isinstance(part, list):
        for one in part:
            yield from images(one)


def test_another_place_keeps_card_and_version(visitor, snapshot):
    values = {"card-place.value": "0180", "card-view.data": ["syss_utrikes", "gap", snapshot.version]}
    parts = visitor.change("card-content.content", values, "card-place.value")
    assert parts["card-address.data"]["href"] == f"/faktakort/syss_utrikes?plats=0180&visa=gap&v={snapshot.version}"
    said = words(parts["card-content.content"])
    assert "Stockholm" in said
    assert "Låst till" in said
    assert "Det är den senaste versionen" in said
    cleared = visitor.change("card-content.content", {**values, "card-place.value": None}, "card-place.value")
    assert "plats" not in cleared["card-address.data"]["href"]


def test_the_indicator_page_leads_to_its_card(visitor):
    def link(address):
        return identified(visitor.open(address), "card-link")["href"]

    assert link("/indikator/syss_utrikes?kommuner=0180,0484") == "/faktakort/syss_utrikes?plats=0180"
    assert link("/indikator/uvas_16_24?kommuner=inga") == "/faktakort/uvas_16_24"
