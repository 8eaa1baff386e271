"""`/andrat` and its feed over versions that are published for real; comments on figures; meeting pages with little to show."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from page_json import inside
from republished import BY_HAND, Rows, cells, content_of, edited, publish_content, republish
from test_web import identified
from test_web import words as lines

from dashboard import formats
from etl.__main__ import main as etl
from etl.contract.paths import DataPaths
from etl.contract.reader import kept_versions, open_current
from etl.versions.publish import remove

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST, OTHER = "syss_utrikes", "syss_inrikes"
LATER = "2999"
"""A year that the demo doesn't have."""


@dataclass(frozen=True)
class Story:
    """A data directory with versions that followed upon the demo, by name."""

    data: Path
    versions: dict[str, str]

    @property
    def paths(self) -> DataPaths:
        return DataPaths(self.data)


def with_new_year(rows: Rows) -> Rows:
    last = max(row["period"] for row in rows)
    return [*rows, *({**row, "period": LATER} for row in rows if row["period"] == last)]


def more_waiting(rows: Rows) -> Rows:
    """A resubmission of Eskilstuna's: ten more in one total, and in the sums."""
    wanted = ("2024K1", "ALLA", "ALLA", "stock")
    names = ("period", "type", "step", "measure")
    codes = ("0484", "04", "00")
    return [
        {**row, "value": row["value"] + 10} if row["region"] in codes and tuple(row[name] for name in names) == wanted else row
        for row in rows
    ]


@pytest.fixture(scope="module")
def story(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The demo; then revised values; then a new year, a value gone and one hidden; then validation, and the value back.

    The first two versions are not kept any more.
    """
    data = tmp_path_factory.mktemp("story")
    shutil.copytree(demo_data / "published", data / "published")
    found = {"demo": open_current(DataPaths(data)).version}
    found["revised"] = republish(data, {FIRST: cells(T2020_0484=(50.0, "ok"), K2020_0484=(40.0, "ok"), T2020_0482=(51.0, "ok"))})
    hidden = cells(T2021_0484=(None, "missing"), T2020_0484=(None, "suppressed"))
    found["news"] = republish(data, {FIRST: with_new_year, OTHER: hidden})
    found["reported"] = republish(data, {FIRST: cells(T2020_0484=(52.0, "ok"))}, more_waiting)
    for name in ("demo", "revised"):
        remove(DataPaths(data), found[name])
    return Story(data, found)


@pytest.fixture
def reader(visitor, story, monkeypatch):
    monkeypatch.setenv("KOLLEN_DATA", str(story.data))
    return visitor


def words(part: Any) -> str:
    """The words of a part of a page, with one space between them."""
    return " ".join(lines(part).split())


def parsed(body: bytes) -> Xml.Element:
    return Xml.fromstring(body)  # noqa: S314 - our own


def section(page: Any, name: str) -> str:
    """The words of the section under a heading."""
    found = [one for one in _elements(page) if one.get("props", {}).get("aria-labelledby") == name]
    assert len(found) == 1, name
    return words(found[0])


def _elements(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        yield from _elements(inside(part))
    elif isinstance(part, list):
        for one in part:
            yield from _elements(one)


# The page


def test_since_the_last_version(reader, story):
    page = reader.open("/andrat?kommun=0484")
    said = words(page)
    assert f"(version {story.versions['news']}): 2 värden är ändrade." in said
    assert re.search(r"2020 50,0 % 52,0 % \+2,0", section(page, "changed-values"))
    assert "Nya perioder" not in said
    assert "Inga mått har fått nya perioder." in said
    assert "Väntande och pågående" in section(page, "changed-reported")
    assert formats.DEMO_WORDS in said
    assert "Prenumerera på ändringarna" in said


def test_since_a_version_that_is_gone(reader, story):
    """What came between is told as one change."""
    first = story.versions["demo"]
    assert first not in kept_versions(story.paths)
    page = reader.open(f"/andrat?kommun=0484&sedan={first}")
    said = words(page)
    assert f"Version {first} kan inte öppnas längre, men vad som har ändrats sedan dess finns kvar." in said
    assert "1 mått har nya perioder, 2 värden är ändrade och 2 värden har tillkommit, tagits bort eller dolts" in said
    assert LATER in section(page, "changed-new")
    assert "52,0 %" in section(page, "changed-values")
    assert "50,0 %" not in said
    statuses = section(page, "changed-statuses")
    assert re.search(r"2021 Saknas nu [\d,]+ % Uppgift saknas", statuses)
    assert "2020 Döljs nu Visas inte Dold" in statuses
    assert "Därtill har 3 värden för kvinnor eller män ändrats." in said


def test_with_women_and_men(reader, story):
    page = reader.open(f"/andrat?kommun=0484&sedan={story.versions['demo']}&kon=alla")
    assert re.search(r"Kvinnor 2020 [\d,]+ % 40,0 %", section(page, "changed-values"))
    assert "Därtill" not in words(page)


def test_a_lan_tells_of_its_kommuner(reader, story):
    page = reader.open(f"/andrat?lan=04&sedan={story.versions['demo']}")
    values = section(page, "changed-values")
    assert "Eskilstuna 2020" in values
    assert "Flen 2020" in values
    assert re.search(rf"{LATER} [\d,]+ % 9|{LATER} – 9", section(page, "changed-new"))


def test_a_strategy_tells_of_its_own_place_and_measures(reader, story):
    said = words(reader.open(f"/andrat?strategi=moelndal&sedan={story.versions['demo']}"))
    assert "Mölndal" in said
    assert "1 mått har nya perioder." in said
    assert "Det finns ingen strategi som heter finns_inte." in words(reader.open("/andrat?strategi=finns_inte"))


def test_nothing_has_changed(reader):
    page = reader.open("/andrat?kommun=2425")
    said = words(page)
    assert "har inga uppgifter ändrats för Dorotea." in said
    for heading in ("Nya perioder", "Ändrade värden", "Nya, borttagna och dolda värden", "Väntan på validering"):
        assert heading not in said


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("ffffffffffff", "Version ffffffffffff finns inte i listan"),
        ("..", "Version .. finns inte i listan"),
        ("<script>", "Version <script> finns inte i listan"),
        ("1999-01-01", "Äldre ändringar finns inte kvar."),
        ("2026-99-99", "2026-99-99 är inget datum."),
    ],
)
def test_a_version_or_day_that_is_not_known_is_explained(reader, since, said):
    assert reader.get(f"/andrat?sedan={since}").status_code == 200
    assert said in words(reader.open(f"/andrat?sedan={since}"))


def test_a_place_that_does_not_exist_is_explained(reader):
    assert "Koden finns inte" in words(reader.open("/andrat?kommun=9999"))


def test_other_choices(reader, story):
    given = {
        "changed-region.value": "0482",
        "changed-strategy.value": "soermland_2017",
        "changed-since.value": story.versions["demo"],
        "changed-by-sex.data": True,
    }
    answer = reader.change("changed-content.content", given, "changed-region.value")
    assert answer["changed-address.data"]["href"] == (
        f"/andrat?kommun=0482&strategi=soermland_2017&sedan={story.versions['demo']}&kon=alla"
    )
    assert "51,0 %" in words(answer["changed-content.content"])
    assert reader.change("changed-content.content", {"changed-region.value": "9999"}, "changed-region.value") == {}


@pytest.mark.parametrize("state", ["gone", "damaged", "behind"])
def test_without_a_journal(visitor, demo_data, tmp_path, monkeypatch, state):
    shutil.copytree(demo_data / "published", tmp_path / "published")
    journal = DataPaths(tmp_path).journal
    if state == "gone":
        journal.unlink()
    elif state == "damaged":
        journal.write_bytes(b"PAR1")
    else:
        (tmp_path / "published" / "CURRENT").write_text(BY_HAND)
        version = open_current(DataPaths(demo_data)).version
        shutil.copytree(tmp_path / "published" / version, tmp_path / "published" / BY_HAND)
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    assert "Det finns ingen tidigare version att jämföra med ännu." in words(visitor.open("/andrat?kommun=0484"))
    feed = parsed(visitor.get("/andrat.atom?kommun=0484").data)
    assert not feed.findall(f"{ATOM}entry")


def test_nothing_is_published(visitor, tmp_path, monkeypatch):
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    assert "Inget att visa ännu" in words(visitor.open("/andrat"))
    assert visitor.get("/andrat.atom").status_code == 503


def test_the_meeting_page_leads_here(reader, story):
    locked = story.versions["news"]
    assert f"/andrat?kommun=0484&sedan={locked}" in str(reader.open(f"/kommun/0484?v={locked}"))
    gone = reader.open(f"/kommun/0484?v={story.versions['demo']}")
    assert "Versionen finns inte kvar" in words(gone)
    assert f"/andrat?kommun=0484&sedan={story.versions['demo']}" in str(gone)


@pytest.mark.parametrize("page", [f"/indikator/{FIRST}", "/fokus/arbete", "/jamfor"])
def test_a_page_that_cannot_be_locked_says_so(reader, story, page):
    words_of = "Adressen är låst till en äldre version, men den här sidan visar alltid de senaste siffrorna."
    assert words_of in words(reader.open(f"{page}?v={story.versions['news']}"))
    assert words_of not in words(reader.open(page))


# The feed


@pytest.mark.parametrize(
    ("region", "entries"), [("kommun=0484", 3), ("lan=04", 3), ("strategi=moelndal", 1), ("kommun=2425", 1), ("", 2)]
)
def test_the_feed_is_atom(reader, region, entries):
    address = f"/andrat.atom?{region}".rstrip("?")
    answer = reader.get(address)
    assert answer.mimetype == "application/atom+xml"
    feed = parsed(answer.data)
    assert feed.tag == f"{ATOM}feed"
    found = feed.findall(f"{ATOM}entry")
    assert len(found) == entries
    for part in (feed, *found):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert part.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", part.findtext(f"{ATOM}updated"))
        assert formats.DEMO_WORDS in part.findtext(f"{ATOM}title")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Integrationskollen"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"http://localhost{address}", "alternate": f"http://localhost{address.replace('.atom', '')}"}
    moments = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert moments == sorted(moments, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == moments[0]
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == entries


def test_the_feed_tells_no_values(reader, story):
    """A reader keeps what it has fetched: what must be taken back later is not in it."""
    said = reader.get("/andrat.atom?kommun=0484").text
    assert "50,0" not in said
    assert "52,0" not in said
    assert "Sysselsatta utrikes födda: 1 ändrat värde." in said
    assert f"ny period {LATER}" in said
    assert f"/andrat?kommun=0484&amp;sedan={story.versions['news']}" in said


def test_the_feed_says_when_nothing_is_new(reader):
    first = reader.get("/andrat.atom?kommun=0484")
    tag = first.headers["ETag"]
    again = reader.get("/andrat.atom?kommun=0484", **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = reader.get("/andrat.atom?kommun=0482", **{"If-None-Match": tag})
    assert other.status_code == 200
    assert reader.get("/andrat.atom?kommun=0484").data == first.data


@pytest.mark.parametrize("region", ["kommun=9999", "kommun=<x>", "lan=99", "strategi=finns_inte"])
def test_a_feed_of_nothing(reader, region):
    answer = reader.get(f"/andrat.atom?{region}")
    assert answer.status_code == 404
    assert "finns inte" in answer.text
    assert "<x>" not in answer.text


# Comments on figures


def write_notes(data: Path, code: str, *notes: dict[str, str]) -> None:
    (data / "notes").mkdir(exist_ok=True)
    lines = ["- " + "\n  ".join(f'{name}: "{value}"' for name, value in note.items()) for note in notes]
    (data / "notes" / f"{code}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def note(story: Story, version: str, **fields: str) -> dict[str, str]:
    own = {"indicator": FIRST, "period": "2020", "version": story.versions.get(version, version)}
    return {**own, "author_role": "Strateg", "date": "2026-01-02", "text": "En fabrik stängde.", **fields}


@pytest.fixture
def commented(story):
    """The story's versions, with a place for comments of the test's own."""
    yield story.data
    shutil.rmtree(story.data / "notes", ignore_errors=True)


@pytest.fixture
def commented_visitor(visitor, commented, monkeypatch):
    """Of the place with comments, whichever fixture came first."""
    monkeypatch.setenv("KOLLEN_DATA", str(commented))
    return visitor


OUTDATED = "Kan vara inaktuell: siffran är en annan nu än när kommentaren skrevs."
UNKNOWN = "Kan vara inaktuell: versionen som kommentaren skrevs till finns inte kvar, så siffran kan inte jämföras."


@pytest.mark.parametrize(
    ("version", "period", "doubt"),
    [
        ("reported", "2020", ""),
        ("news", "2020", OUTDATED),
        ("news", "2021", ""),
        ("demo", "2020", OUTDATED),
        ("demo", "2021", ""),
        ("ffffffffffff", "2021", UNKNOWN),
    ],
)
def test_a_comment_says_when_its_figure_is_another(commented_visitor, commented, story, version, period, doubt):
    """`demo` is not kept, but the journal knows; `news` is kept; of the last nothing is known."""
    write_notes(commented, "0484", note(story, version, period=period))
    expected = f"Kommentar om {period}: {doubt} En fabrik stängde. (Strateg, 2026-01-02)".replace("  ", " ")
    said = words(commented_visitor.open("/kommun/0484"))
    assert expected in said
    named = expected.replace("Kommentar om", "Kommentar om Eskilstuna")
    assert named in words(commented_visitor.open(f"/indikator/{FIRST}?kommuner=0484,0482"))
    assert "Kommentar om" not in words(commented_visitor.open(f"/indikator/{FIRST}?kommuner=0482"))
    assert "Kommentar om" not in words(commented_visitor.open(f"/indikator/{OTHER}?kommuner=0484"))


def test_a_comment_on_another_figure_than_that_of_a_locked_page(commented_visitor, commented, story):
    write_notes(commented, "0484", note(story, "reported"))
    assert OUTDATED in words(commented_visitor.open(f"/kommun/0484?v={story.versions['news']}"))


def test_a_comment_stands_at_its_indicator(commented_visitor, commented, story):
    write_notes(commented, "0484", note(story, "reported"), note(story, "reported", indicator="etab_arbete", text="Två."))
    rows = [one for one in _elements(commented_visitor.open("/kommun/0484")) if one.get("type") == "Tr"]
    positions = [at for at, row in enumerate(rows) if row["props"].get("className") == "comment"]
    assert len(positions) == 2
    names = {words(rows[at - 1]).split("  ")[0][:20] for at in positions}
    assert {name[:10] for name in names} == {"Sysselsatt", "Arbete eft"}


def test_a_comment_on_what_the_page_does_not_show_is_not_lost(commented_visitor, commented, story):
    hidden = [entry.id for entry in open_current(story.paths).catalogue.indicators if entry.role.value == "denominator"]
    assert hidden
    write_notes(commented, "0484", note(story, "reported", indicator=hidden[0], text="Om nämnaren."))
    assert "Om nämnaren." in words(commented_visitor.open("/kommun/0484"))


def test_a_faulty_comment_is_not_shown_and_said_to_be_unread(commented_visitor, commented, story):
    write_notes(commented, "0484", note(story, "reported"), note(story, "reported", text="<b>En ogiltig</b>"))
    for address in ("/kommun/0484", f"/indikator/{FIRST}?kommuner=0484"):
        said = words(commented_visitor.open(address))
        assert "En eller flera kommentarer kunde inte läsas och visas inte." in said
        assert "En fabrik stängde." in said
        assert "En ogiltig" not in said
    (commented / "notes" / "0484.yaml").write_bytes(b"- [\xff")
    said = words(commented_visitor.open("/kommun/0484"))
    assert "En eller flera kommentarer kunde inte läsas" in said
    assert "En fabrik stängde." not in said


def test_a_mended_comment_is_read_at_once(commented_visitor, commented, story):
    for text in ("Först.", "Sedan det."):
        write_notes(commented, "0484", note(story, "reported", text=text))
        assert text in words(commented_visitor.open("/kommun/0484"))


@pytest.mark.parametrize(
    "address",
    [
        f"indikator/{FIRST}.xlsx?kommuner=0484",
        "fokus/arbete.xlsx?kommuner=0484",
        f"jamfor.xlsx?indikatorer={FIRST}&kommuner=0484",
    ],
)
def test_comments_have_a_sheet(commented_visitor, commented, story, address, tmp_path):
    def sheets() -> openpyxl.Workbook:
        file = tmp_path / "file.xlsx"
        file.write_bytes(commented_visitor.get(f"/export/{address}").data)
        return openpyxl.load_workbook(file)

    assert "Kommentarer" not in sheets().sheetnames
    write_notes(commented, "0484", note(story, "news", text="=1+1"))
    rows = list(sheets()["Kommentarer"].iter_rows(min_row=5))
    assert [cell.value for cell in rows[0]][:2] == ["Eskilstuna", "0484"]
    assert [cell.value for cell in rows[0]][5:] == ["Strateg", "2026-01-02", story.versions["news"], OUTDATED]
    assert "1+1" in rows[0][4].value
    assert rows[0][4].data_type == "s"


def test_check_refuses_with_file_and_line(commented, story, capsys):
    write_notes(commented, "0484", note(story, "reported"), note(story, "reported", text="<script>x</script>"))
    assert etl(["check", "--data", str(commented)]) == 1
    errors = capsys.readouterr().err
    assert f"{commented}/notes/0484.yaml:12: comment 2: field text: found '<script>x</script>'; allowed: 1-600 signs" in errors
    write_notes(commented, "0484", note(story, "reported"))
    assert etl(["check", "--data", str(commented)]) == 0
    assert "Comments: 1 in 1 file(s), no faults." in capsys.readouterr().out


def test_diff_tells_what_kommuner_report(story, capsys):
    assert etl(["diff", story.versions["news"], story.versions["reported"], "--data", str(story.data)]) == 0
    assert "What kommuner report of validation\n  Eskilstuna: 1 revised" in capsys.readouterr().out


# Pages with little to show


@pytest.fixture(scope="module")
def bare(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dorotea without any value, Sorsele with one indicator alone, Åsele with everything hidden."""
    data = tmp_path_factory.mktemp("bare")
    shutil.copytree(demo_data / "published", data / "published")
    content = content_of(open_current(DataPaths(data)))

    observations = {name: _emptied(name, table) for name, table in content.observations.items()}
    latest = edited(content.tables["latest"].filter(pc.is_in(content.tables["latest"]["region"], pa.array(BARE))), _silent)
    others = content.tables["latest"].filter(pc.invert(pc.is_in(content.tables["latest"]["region"], pa.array(BARE))))
    order = [(name, "ascending") for name in ("indicator", "region", "sex")]
    tables = {**content.tables, "latest": pa.concat_tables([latest, others]).sort_by(order)}
    publish_content(data, replace(content, tables=tables, observations=observations))
    return data


BARE = ("2425", "2422", "2463")
"""Nothing, one indicator alone, everything hidden."""


def _status(name: str, region: str) -> str | None:
    """What takes the place of a value."""
    if region == "2425" or (region == "2422" and name != FIRST):
        return "missing"
    return "suppressed" if region == "2463" else None


def _emptied(name: str, table: pa.Table) -> pa.Table:
    for region in BARE:
        if status := _status(name, region):
            there = pc.equal(table["region"], region)
            for column, instead in (("value", pa.scalar(None, pa.float64())), ("status", pa.scalar(status))):
                field = table.schema.get_field_index(column)
                table = table.set_column(field, table.schema.field(field), pc.if_else(there, instead, table[column]))
    return table


def _silent(rows: Rows) -> Rows:
    judged = ("previous", "change", "rank", "level", "peer_level", "trend_statistic", "trend_first", "trend_better", "gap")
    kept = []
    for row in rows:
        status = _status(row["indicator"], row["region"])
        none = {"value": None, "status": status, **dict.fromkeys(judged), "trend": "cannot_be_calculated"}
        kept.append({**row, **none} if status else row)
    return kept


@pytest.mark.parametrize(("code", "name"), [("2425", "Dorotea"), ("2422", "Sorsele"), ("2463", "Åsele")])
def test_a_kommun_with_nothing_or_little(visitor, bare, monkeypatch, code, name):
    monkeypatch.setenv("KOLLEN_DATA", str(bare))
    for address in (f"/kommun/{code}", f"/kommun/{code}?strategi=moelndal", f"/andrat?kommun={code}"):
        assert visitor.get(address).status_code == 200
        assert name in words(visitor.open(address))
    page = visitor.open(f"/kommun/{code}")
    rows = [one for one in _elements(identified(page, "meeting-content")["content"]) if one.get("type") == "Tr"]
    shown = [row for row in rows if words(row).startswith("Sysselsatta utrikes födda")]
    assert shown
    assert ("%" in words(shown[0]["props"]["children"][1])) == (code == "2422")
    assert ("Dold" in words(shown[0])) == (code == "2463")
    if code != "2422":
        assert words(page).count("Inget sticker ut åt rätt håll.") == 1
        assert words(page).count("Inget sticker ut åt fel håll.") == 1


@pytest.mark.parametrize(("code", "way"), [("1917", "Västmanlands län"), ("0199", "Stockholms län"), ("1121", "")])
def test_a_kommun_that_is_no_more(visitor, code, way):
    """Heby's code before it changed län, a code that never was, and one of a län that is no more.

    What a code has become is not in our geography, and so not guessed at.
    """
    assert visitor.get(f"/kommun/{code}").status_code == 404
    said = words(visitor.open(f"/kommun/{code}"))
    assert f"Koden {code} finns inte." in said
    assert (f"De två första siffrorna är {way}." in said) if way else ("De två första" not in said)
