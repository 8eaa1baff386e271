"""A source that lives: pages in every form, nulls, KPIs that are gone, values revised without a word, all of it at once.

In process, on a few KPIs, through the sources and `etl.tidy`: the tables that a version is made of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest
from replays import SteeredReplay, trimmed_catalogue

from etl import geography, tidy
from etl.contract.catalogue import Catalogue, Indicator, load_catalogue
from etl.harvest import Harvest
from etl.raw import RawStore
from etl.sources.kolada import KoladaSettings, KoladaSource
from tests.random_tests import whole

KPIS = ("N00700", "N02268", "N02797", "N00217", "N18409")
REVISED = "N00700"
"""The KPI whose announced day has passed; the others are gone or stay as they are."""

TODAY = datetime(2026, 3, 23, 12, tzinfo=UTC)
FORMS = ("absolute", "empty", "relative", "query-only", "slash", "other-host")
GONE = ((), ("N02268",), ("N02268", "N02797", "N18409"))
CASES = (
    *((False, gone, False) for gone in GONE),
    *((True, gone, True) for gone in GONE),
)
"""Nulls, KPIs gone and a revision, in the order in which they come over the same store of answers."""

Tables = dict[str, pa.Table]


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def replay(shared: Path) -> Iterator[SteeredReplay]:
    running = SteeredReplay(shared / "kolada_replay" / "serve.py", *KPIS)
    running.without_groups()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue(trimmed_catalogue(tmp_path_factory.mktemp("catalogue") / "some", *KPIS))


@pytest.fixture(scope="module")
def regions() -> pa.Table:
    """Riket, Södermanlands län and its kommuner."""
    whole = geography.regions().to_pylist()
    some = [row for row in whole if row["code"] == "00" or row["lan"] == "04"]
    return pa.Table.from_pylist(some, schema=geography.regions().schema)


@dataclass(frozen=True)
class Visit:
    """Collects from the replay into one store of answers."""

    replay: SteeredReplay
    catalogue: Catalogue
    regions: pa.Table
    store: RawStore

    def __call__(self, *, refresh: bool = False, days: int = 0, catalogue: Catalogue | None = None) -> tuple[Harvest, Tables]:
        settings = KoladaSettings(
            url=self.replay.url, rate=0, first_year=2015, last_year=2026, clock=lambda: TODAY + timedelta(days=days)
        )
        wanted = catalogue or self.catalogue
        harvest = KoladaSource(self.store, settings, refresh).collect(wanted, self.regions, quiet)
        return harvest, tidy.observations(wanted, harvest.values, self.regions)

    def id_of(self, kpi: str) -> str:
        return next(entry.id for entry in self.catalogue.indicators if entry.source.reference == kpi)


@pytest.fixture
def visit(replay: SteeredReplay, catalogue: Catalogue, regions: pa.Table, tmp_path: Path) -> Visit:
    replay.steer()
    return Visit(replay, catalogue, regions, RawStore(tmp_path))


@pytest.fixture(scope="module")
def truths(
    replay: SteeredReplay, catalogue: Catalogue, regions: pa.Table, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Tables]:
    """What a store that knows nothing gets when the pages are whole: as Kolada was, and revised."""
    found = {}
    for name, revised in (("before", None), ("after", REVISED)):
        replay.steer()
        replay.live(revised=revised)
        found[name] = Visit(replay, catalogue, regions, RawStore(tmp_path_factory.mktemp(name)))()[1]
    assert found["before"] != found["after"]
    return found


def values(table: pa.Table) -> pa.Table:
    return table.select(["region", "period", "sex", "value", "status"])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page_cap", [0, 40])
def test_however_it_lives_the_values_are_right_or_the_last_ones_with_a_mark(
    form: str, page_cap: int, visit: Visit, truths: dict[str, Tables]
) -> None:
    replay = visit.replay
    first, tables = visit()
    assert tables == truths["before"]
    assert first.not_renewed == {}
    for nulls, gone, revised in CASES:
        replay.steer(next_url=form, page_cap=page_cap)
        replay.live(*gone, revised=REVISED if revised else None, nulls=nulls)
        harvest, tables = visit()
        case = f"nulls {nulls}, gone {gone}, revised {revised}"
        assert set(harvest.not_renewed) == {visit.id_of(kpi) for kpi in gone}, case
        assert all(
            text == "Kolada har inte längre det här nyckeltalet; värdena hämtades senast 2026-03-23."
            for text in harvest.not_renewed.values()
        )
        truth = truths["after" if revised else "before"]
        for name, table in tables.items():
            assert values(table).equals(values(truth[name])), f"{case}: {name}"
        assert (harvest.changed_at == harvest.asked_at) or not revised


@pytest.mark.skipif(not whole(), reason="every form with every state of the source: make test-all")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page_cap", [0, 40, 1000])
def test_every_form_of_page_with_every_state_of_the_source(
    form: str, page_cap: int, visit: Visit, truths: dict[str, Tables], tmp_path: Path
) -> None:
    """Each over answers of its own: the right values or the last ones with a mark, and new exactly where something is new."""
    replay = visit.replay
    area = tuple(entry.source.reference for entry in visit.catalogue.of_focus_area(visit.catalogue.indicators[0].focus_area))
    gones = (*GONE, tuple(kpi for kpi in area if kpi != REVISED))
    for number, (nulls, gone, revised) in enumerate(product((False, True), gones, (False, True))):
        own = replace(visit, store=RawStore(tmp_path / str(number)))
        replay.steer()
        own()
        replay.steer(next_url=form, page_cap=page_cap)
        replay.live(*gone, revised=REVISED if revised else None, nulls=nulls)
        harvest, tables = own(days=1)
        case = f"nulls {nulls}, gone {gone}, revised {revised}"
        assert set(harvest.not_renewed) == {visit.id_of(kpi) for kpi in gone}, case
        for name, table in tables.items():
            assert values(table).equals(values(truths["after" if revised else "before"][name])), f"{case}: {name}"
        if revised:
            assert harvest.changed_at == harvest.asked_at, case


def test_more_pages_were_asked_for(visit: Visit) -> None:
    visit.replay.steer(next_url="query-only", page_cap=40)
    visit()
    pages = [request for request in visit.replay.data_requests() if "&page=" in request]
    assert len(pages) > 5
    assert all("per_page=5000" in request for request in pages)


@pytest.mark.parametrize("refresh", [False, True])
def test_a_whole_focus_area_gone_is_kept_also_by_a_refresh(visit: Visit, refresh: bool) -> None:
    area = visit.catalogue.indicators[0].focus_area
    gone = [entry.source.reference for entry in visit.catalogue.of_focus_area(area)]
    assert gone
    _, before = visit()
    visit.replay.live(*gone)
    harvest, after = visit(refresh=refresh)
    assert after == before
    (remark,) = [remark for remark in harvest.remarks if "that Kolada no longer has" in remark]
    assert remark.startswith(f"{len(gone)} KPI(s)")
    assert all(f"{kpi} (" in remark for kpi in gone)
    again, rest = visit(refresh=refresh)
    assert rest == before
    assert again.not_renewed == harvest.not_renewed


def test_on_a_first_run_what_is_gone_has_no_values_and_the_rest_has(visit: Visit, truths: dict[str, Tables]) -> None:
    visit.replay.live("N02268", "N02797")
    harvest, tables = visit()
    lost = {visit.id_of("N02268"), visit.id_of("N02797")}
    assert harvest.not_renewed == dict.fromkeys(lost, "Kolada har inte det här nyckeltalet.")
    for name, table in tables.items():
        assert table.num_rows == 0 if name in lost else table.equals(truths["before"][name])


def test_a_kpi_that_comes_back_is_asked_for_again(visit: Visit) -> None:
    visit()
    visit.replay.live("N02268")
    visit()
    visit.replay.steer()
    visit.replay.live(revised="N02268")
    harvest, tables = visit(days=7)
    assert harvest.not_renewed == {}
    assert "2023" in tables[visit.id_of("N02268")]["period"].to_pylist()


# When what is asked again


def asked_kpis(visit: Visit) -> set[str]:
    return {kpi for request in visit.replay.data_requests() for kpi in request.split("/")[4].split(",")}


def test_what_is_overdue_is_compared_in_every_run_and_the_rest_after_a_week_or_four(visit: Visit) -> None:
    visit()
    for days, expected in ((0, {REVISED}), (6, {REVISED}), (7, set(KPIS)), (8, {REVISED})):
        visit.replay.steer()
        harvest, _ = visit(days=days)
        assert asked_kpis(visit) >= {REVISED}
        assert asked_kpis(visit) & {"N02268", "N02797"} == expected & {"N02268", "N02797"}
        assert "0 answer(s) of data fetched" in harvest.remarks[0]
        assert {request.partition("?")[0].rpartition("/")[2] for request in visit.replay.data_requests()} == {
            "2022,2023,2024,2025,2026"
        }
    visit.replay.steer()
    harvest, _ = visit(days=28)
    assert asked_kpis(visit) == set(KPIS)
    assert "0 reused" in harvest.remarks[0]


def test_a_revision_without_a_word_is_found_within_a_week(visit: Visit) -> None:
    _, before = visit()
    visit.replay.live(revised="N02268")
    assert visit(days=6)[1] == before
    harvest, tables = visit(days=7)
    assert not tables[visit.id_of("N02268")].equals(before[visit.id_of("N02268")])
    assert harvest.changed_at == TODAY + timedelta(days=7)
    assert visit(days=8)[0].changed_at == TODAY + timedelta(days=7)
    assert visit(days=8)[0].asked_at == TODAY + timedelta(days=8)


def test_a_value_that_kolada_deletes_is_no_longer_there(visit: Visit) -> None:
    _, before = visit()
    cells = visit.replay.cells(REVISED)
    place = ("0484", 2022)
    assert place in cells
    visit.replay.put(REVISED, {key: cell for key, cell in cells.items() if key != place})
    _, tables = visit()
    name = visit.id_of(REVISED)
    rows = {(row["region"], row["period"]): row for row in tables[name].to_pylist()}
    assert rows["0484", "2022"]["status"] == "missing"
    assert before[name].num_rows == tables[name].num_rows


# Another title


def test_another_title_holds_new_values_back_until_the_catalogue_says_yes(visit: Visit) -> None:
    _, before = visit()
    title = "Nystartade företag, antal/10 000 inv"
    visit.replay.live(revised=REVISED)
    visit.replay.describe(REVISED, title=title)
    harvest, tables = visit()
    assert tables == before
    name = visit.id_of(REVISED)
    assert harvest.not_renewed == {
        name: "Kolada har ändrat vad nyckeltalet avser, och nya värden visas först när ändringen är granskad; "
        "värdena hämtades senast 2026-03-23."
    }
    (remark,) = [remark for remark in harvest.remarks if "with another title in Kolada" in remark]
    assert f"now {title!r}" in remark
    assert "let source.title be the new title" in remark
    entries = [replace_title(entry, title) if entry.id == name else entry for entry in visit.catalogue.indicators]
    harvest, tables = visit(catalogue=visit.catalogue.model_copy(update={"indicators": tuple(entries)}))
    assert harvest.not_renewed == {}
    assert not tables[name].equals(before[name])


def replace_title(entry: Indicator, title: str) -> Indicator:
    return entry.model_copy(update={"source": entry.source.model_copy(update={"title": title})})
