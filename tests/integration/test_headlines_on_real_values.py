"""Headlines and sentences of kommuner and län, on real values: forbidden kinds and faults, each by its own few lines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_json import props_of, words

from dashboard import narrative
from dashboard.pages.motesunderlag import meeting_view
from dashboard.published import facts, picks, queries
from dashboard.published.facts import Fact
from dashboard.url_state import MeetingView
from etl.contract.codes import RIKET, Direction, RegionType
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, open_current
from tests.random_tests import some

NEVER = {"anst_utrikes_andel"}
"""How many are foreign-born is not good or bad."""

FAULTS = {
    "1 procentenheter": re.compile(r"(?<![\d,])1(,0)?\s+procentenheter\b"),
    "of one kommun": re.compile(r"\bAv (länets )?1 (jämförda )?kommuner\b"),
    "in none": re.compile(r"\bi 0\b|\b0 har (förbättrats|försämrats)"),
    "the value as subject": re.compile(r"\b[Vv]ärdet\b"),
    "not shown here": re.compile(r"Måttet redovisas inte"),
    "code speech": re.compile(r"\bbrott \d{4}\b|_|\bNone\b|\bnan\b|\{|\}"),
    "two full stops": re.compile(r"\.\.(?!\.)| \.|  "),
    "unchanged": re.compile(r"oförändra"),
    "a ratio of none": re.compile(r"\b0,0+ gånger"),
    "to be among the best": re.compile(r"hör till de 25|har plats \d+ av \d+ och|\bhar en plats\b"),
    "mean of": re.compile(r"\bmedel för\b"),
    "a bare count": re.compile(r"\b(ökat|minskat) med \d+\.$"),
    "a verdict as code": re.compile(r"bedömningen balans|svaret (ja|nej)\b|måttet har ingen önskad"),
}

ON_PAGES = {
    "words of a goal that aren't found": re.compile(r"ordalydelse"),
    "a panel without content": re.compile(r"Ingen av strategierna gäller"),
    "why it isn't measured": re.compile(r"Mäts inte här(?!\. [A-ZÅÄÖ])"),
    "symbols in headings": re.compile(r"[✔×▬] [➚➙➘○]"),
    "how old the figures are": re.compile(r"Siffrorna publicerades|Lås länken"),
    "prose of licences": re.compile(r"märks Egen bearbetning|Värdena får användas fritt"),
    "version jargon": re.compile(r"förra versionen|Annan status|annan status"),
    "who reads feeds": re.compile(r"nyhetsflöden"),
    "a picture without a subject": re.compile(r"^[Ff]rån [\d,]+ %? ?\d{4} till|grå linje är", re.MULTILINE),
    "what picks are": re.compile(r"Inget mått uppfyller|Bara \w+ mått uppfyller|har ingen plats"),
    "whom it is about, twice": re.compile(r"Gäller [^.]+\.\s+Gäller"),
    "barometer": re.compile(r"[Bb]arometern visar|Barometern är blandad|0 oförändrade"),
}
"""What no meeting page says, beside the faults of sentences that are faults in tables too (`SHARED`)."""

SHARED = ("1 procentenheter", "of one kommun", "not shown here", "a ratio of none", "to be among the best", "a verdict as code")


@pytest.fixture(scope="module")
def real(real_run: tuple[object, Path]) -> Snapshot:
    return open_current(DataPaths(real_run[1]))


@pytest.fixture(scope="module")
def found(real: Snapshot) -> dict[str, tuple[Fact, ...]]:
    """By region, all facts: of the 21 län and a tenth of the kommuner, or with all random tests all 290."""
    regions = queries.regions(real)
    lan = [code for code, region in regions.items() if region.type is RegionType.COUNTY]
    kommuner = some([code for code, region in regions.items() if region.type is RegionType.MUNICIPALITY])
    return {code: facts.of_region(real, code) for code in (*lan, *kommuner)}


def better(entry: object, value: float, other: float) -> bool:
    """Whether a value is the better of two, as the reader sees them."""
    direction, decimals = entry.direction, entry.decimals  # type: ignore[attr-defined]
    first, second = round(value, decimals), round(other, decimals)
    if direction is Direction.CLOSEST_TO_ONE:
        return round(abs(first - 1), decimals) < round(abs(second - 1), decimals)
    return first > second if direction is Direction.HIGHER else first < second


def forbidden(fact: Fact, region: str, *, good: bool) -> Iterator[str]:
    """What a headline must never be."""
    here, entry, riket = fact.here, fact.entry, fact.riket
    value = here.value if here.value is not None else fact.mean.value if fact.mean else None
    if entry.direction is Direction.NEUTRAL or entry.id in NEVER or entry.survey or entry.doubtful:
        yield "not judged"
    if here.few or "isstänkt" in (here.reason or ""):
        yield "few persons, or a suspected fault"
    if not entry.about or not entry.caveat:
        yield "says nothing of whom it is about, or what to mind"
    if good and value is not None and riket is not None and better(entry, riket, value):
        yield "goes well, and worse than riket"
    if not good and value is not None and riket is not None and better(entry, value, riket):
        yield "needs attention, and better than riket"
    if len(region) == 4 and here.rank and here.ranked and (here.rank > here.ranked / 2) == good:
        yield "in the wrong half"
    before = here.value - here.change if here.value is not None and here.change and here.change_certain else None
    if good and before is not None and better(entry, before, here.value):
        yield "goes well, and certainly worse than last time"
    if good and "worse" in (here.trend_vs_riket_better, here.trend_better if here.trend_vs_riket is None else None):
        yield "goes well, with a trend for the worse against riket"


def test_no_headline_is_of_a_forbidden_kind(found: dict[str, tuple[Fact, ...]]) -> None:
    said, faults = 0, []
    for region, every in found.items():
        chosen = picks.picks(every)
        families = [fact.entry.family or fact.entry.id for fact in (*chosen.well, *chosen.attention)]
        if len(set(families)) != len(families):
            faults.append((region, "the same twice", families))
        for good, headlines in ((True, chosen.well), (False, chosen.attention)):
            said += len(headlines)
            faults += [(region, fact.entry.id, why) for fact in headlines for why in forbidden(fact, region, good=good)]
    assert len(found) == 21 + len(some(range(290)))
    assert said > 4 * len(found)
    assert not faults


def test_no_sentence_has_a_known_fault(found: dict[str, tuple[Fact, ...]]) -> None:
    seen: dict[str, list[str]] = {}
    count = 0
    for region, every in found.items():
        lan = len(region) == 2
        texts = [narrative.overall(every[0].region, picks.count(every), lan=lan)]
        texts += [sentence for fact in every for sentence in narrative.sentences(fact)]
        count += len(texts)
        for text in texts:
            for name, pattern in FAULTS.items():
                if pattern.search(text):
                    seen.setdefault(name, []).append(f"{region}: {text}")
    assert count > 200 * len(found)
    assert {name: (len(texts), texts[:3]) for name, texts in seen.items()} == {}


def test_no_meeting_page_has_a_known_fault(
    real: Snapshot, real_run: tuple[object, Path], found: dict[str, tuple[Fact, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every tenth of them, also by a strategy that is of another place."""
    monkeypatch.setenv("KOLLEN_DATA", str(real_run[1]))
    seen: dict[str, list[str]] = {}
    for region in some(list(found)):
        for strategy in (None, "moelndal"):
            selection = meeting_view.choose(real, MeetingView(region, strategy), real.version)
            assert selection is not None
            page = [*meeting_view.first(selection), *meeting_view.rest(selection)]
            alternatives = [str(props.get("alt", "")) for props in props_of(page)]
            text = "\n".join((words(page), *alternatives)).replace("\u00a0", " ")
            assert "Gäller " in text
            assert "Hämtade 20" in text
            for name, pattern in (ON_PAGES | {name: FAULTS[name] for name in SHARED}).items():
                if stray := pattern.search(text):
                    seen.setdefault(name, []).append(f"{region}: {text[max(stray.start() - 60, 0) : stray.end() + 60]}")
    assert {name: (len(texts), texts[:3]) for name, texts in seen.items()} == {}


def test_each_rank_says_of_how_many(found: dict[str, tuple[Fact, ...]]) -> None:
    """n, and N where some kommuner can't be compared."""
    faults = []
    for region, every in found.items():
        for fact in every if len(region) == 4 else ():
            if fact.here.rank is not None:
                told = " ".join(narrative.sentences(fact))
                whole = f"alla {fact.here.ranked} kommuner" in told
                part = f"de {fact.here.ranked} kommuner, av {fact.here.of}," in told
                if (whole, part) != (fact.here.ranked == fact.here.of, fact.here.ranked != fact.here.of):
                    faults.append((region, fact.entry.id, told))
    assert not faults[:3]


def test_what_too_few_years_show_is_told(real: Snapshot, found: dict[str, tuple[Fact, ...]]) -> None:
    """Word for word as the barometer and the trend say it."""
    entries = real.table("barometer_entries").to_pylist()
    latest = {region: facts.latest(real, region) for region in (*found, RIKET)}
    told = [row for row in entries if "räcker inte för prövning" in (row["reason"] or "") and row["region"] in latest]
    assert len(told) >= len(found)
    assert {row["reason"] == latest[row["region"]][row["indicator"]].trend_reason for row in told} == {True}
    in_sentences = [fact for every in found.values() for fact in every if "räcker inte" in (fact.here.trend_reason or "")]
    assert len(in_sentences) > 3 * len(found)
    assert all(f"{fact.here.trend_reason}." in narrative.sentences(fact) for fact in in_sentences)
