"""A verdict on a goal is told in the same words wherever it is read: every goal and place that has one, on real values."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dashboard.api.columns import GOALS
from dashboard.files.plain_words import plain, rows, tables
from dashboard.markup import Element
from dashboard.pages.fokus import focus_view
from dashboard.pages.indikator import indicator_view, reasons
from dashboard.pages.motesunderlag import goal_section, meeting_view
from dashboard.pages.strategi import goal_overview
from dashboard.parts import goal_table, goal_verdicts, goal_words
from dashboard.published import goals, queries
from dashboard.published.goals import Progress
from dashboard.routes import feeds
from dashboard.url_state import FocusView, MeetingView, View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex
from etl.contract.goal import Goal
from etl.contract.paths import DataPaths
from etl.contract.reader import Snapshot, open_current
from etl.contract.strategies import Strategy

KOMMUN = 4


class Told(NamedTuple):
    """A verdict that is published for a place that the goal concerns."""

    strategy: Strategy
    goal: Goal
    code: str
    entry: Indicator
    progress: Progress

    @property
    def words(self) -> str:
        return goal_words.sentence(self.progress, self.entry)

    @property
    def part(self) -> str:
        return goal_words.PARTS[self.progress.status]

    @property
    def where(self) -> tuple[str, str, str, str]:
        return (self.strategy.id, self.goal.id, self.code, self.entry.id)


@pytest.fixture(scope="module")
def snapshot(real_run: tuple["subprocess.CompletedProcess[str]", Path]) -> Snapshot:
    return open_current(DataPaths(real_run[1]))


@pytest.fixture(scope="module")
def verdicts(snapshot: Snapshot) -> list[Told]:
    found = []
    for strategy in snapshot.strategies.strategies:
        own = {goal.id: goal for goal in strategy.goals if goal.text}
        for code in (code for code in queries.regions(snapshot) if strategy.concerns(code)):
            for (goal, name), by_sex in goals.answers(snapshot, strategy.id, code).items():
                entry, progress = snapshot.catalogue.indicator(name), by_sex.get(Sex.TOTAL.value)
                if entry and progress and goal in own and progress.status != goal_words.UNMEASURED:
                    found.append(Told(strategy, own[goal], code, entry, progress))
    assert len(found) > 300
    assert len({one.progress.status for one in found}) > 6
    return found


def by_place(verdicts: list[Told]) -> Iterator[tuple[Strategy, str, list[Told]]]:
    pages = dict.fromkeys((one.strategy.id, one.code) for one in verdicts)
    for strategy, code in pages:
        told = [one for one in verdicts if (one.strategy.id, one.code) == (strategy, code)]
        yield told[0].strategy, code, told


def row(content: Any, first: str) -> str:
    """The words of the row that begins with a goal's own."""
    found = [" | ".join(line[1:]) for table in tables(content) for line in rows(table) if line[0] == first]
    assert len(found) == 1, (first, found)
    return found[0]


def said(told: Told, text: str) -> bool:
    """Whether a text has the verdict: of a part of a goal counted among its parts."""
    return f"{told.part}" in text if told.progress.approximate else told.words in text


def test_the_strategys_page(snapshot: Snapshot, verdicts: list[Told]) -> None:
    for strategy, code, told in by_place(verdicts):
        region = queries.regions(snapshot)[code]
        answers = goals.answers(snapshot, strategy.id, code)
        page = goal_overview.overview(snapshot, strategy, region)
        for one in told:
            assert said(one, row(page, one.goal.text or "")), one.where
            drawn = goal_table.goal_figures(snapshot, strategy, one.goal, region, answers)
            card = plain(drawn)
            assert f"fran={strategy.id}.{one.goal.id}" in json.dumps(drawn), "an indicator opened from a goal knows which"
            assert one.words in card, one.where
            assert all(remark in card for remark in goal_words.remarks(one.progress, one.entry)), one.where


def test_the_meeting_pages_slides_and_paper(snapshot: Snapshot, verdicts: list[Told]) -> None:
    for strategy, code, told in by_place(verdicts):
        if code == RIKET:
            continue
        selection = meeting_view.choose(snapshot, MeetingView(code, strategy.id), snapshot.version)
        assert selection is not None
        page = goal_section.goals_and_more(selection)
        for one in told:
            assert said(one, row(page, one.goal.text or "")), one.where


def test_the_meeting_page_without_a_strategy(snapshot: Snapshot, verdicts: list[Told]) -> None:
    for code in dict.fromkeys(one.code for one in verdicts if one.code != RIKET):
        selection = meeting_view.choose(snapshot, MeetingView(code), snapshot.version)
        assert selection is not None
        told = {(strategy.id, goal.id): plain(said) for goal, strategy, said in goal_section.whole(selection)}
        page = plain(goal_section.goals_and_more(selection))
        for one in verdicts:
            if one.code == code and not one.progress.approximate:
                assert one.words in told[one.strategy.id, one.goal.id], one.where
                assert told[one.strategy.id, one.goal.id] in page, one.where


def test_the_focus_areas_pages(snapshot: Snapshot, verdicts: list[Told]) -> None:
    pages: dict[tuple[str, str], dict[str, str]] = {}
    for one in verdicts:
        area = next((area for area in one.strategy.areas if area.id == one.goal.area), None)
        for name in area.focus_areas if area and len(one.code) == KOMMUN else ():
            if (name, one.code) not in pages:
                selection = focus_view.choose(snapshot, FocusView(name, single=one.code))
                assert selection is not None
                pages[name, one.code] = dict(_goals(focus_view.goals(selection)))
            assert said(one, pages[name, one.code][one.goal.text or ""]), one.where


def _goals(content: Element) -> Iterator[tuple[str, str]]:
    """A goal's own words, and all that is said of it."""
    for division in content["props"]["children"]:
        for one in division["props"]["children"][1:]:
            words, *lines = one["props"]["children"]
            yield words, plain(lines)


def test_the_panel_of_reasons(snapshot: Snapshot, verdicts: list[Told]) -> None:
    for one in (one for one in verdicts if len(one.code) == KOMMUN):
        selection = indicator_view.choose(snapshot, View(one.entry.id, municipalities=(one.code,)))
        assert selection is not None
        lines = [plain(part) for part in reasons.goals_of(selection, one.code)]
        held = [line for line in lines if line.startswith(one.strategy.title) and one.goal.text in line]
        assert any(one.words in line for line in held), one.where


def test_files_and_the_feed(snapshot: Snapshot, verdicts: list[Told], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_MEASURES", len(verdicts))
    names = {entry.id for entry in snapshot.catalogue.indicators}
    for code in dict.fromkeys(one.code for one in verdicts):
        (table,) = goal_verdicts.sheet(snapshot, goal_verdicts.of_measures(snapshot, snapshot.catalogue.indicators, (code,)))
        told = {(line[0], line[1], line[4]): line[6] for line in table.rows}
        feed = feeds.goal_lines(snapshot, code, names)
        for one in (one for one in verdicts if one.code == code):
            shown = f"{one.strategy.title}: {one.goal.text} {one.entry.short_title}: {goal_words.mark(one.progress)[1]}."
            assert shown in feed, one.where
            assert told[one.strategy.title, one.goal.text, one.entry.short_title] == one.words, one.where


def test_the_apis_description(verdicts: list[Told]) -> None:
    words = next(column.description for column in GOALS if column.name == "status")
    for one in (one for one in verdicts if not one.progress.approximate and one.progress.status != "not_yet"):
        assert f"{one.progress.status} ({goal_words.mark(one.progress)[1].split(':')[0].lower()})" in words
