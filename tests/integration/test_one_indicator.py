"""What a file says of an indicator: all that is to be minded of each entry of the catalogue, and of both where two are shown."""

import pytest

from dashboard.files import one_indicator
from dashboard.pages.motesunderlag import meeting_view, story, story_files
from dashboard.url_state import MeetingView
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current


@pytest.fixture(scope="module")
def snapshot(demo_data):
    return open_current(DataPaths(demo_data))


def to_be_minded(entry):
    own = [text for text in (entry.doubtful, entry.not_renewed) if text]
    return {*own, *(f"Tidsseriebrott {gap.period}: {gap.text}" for gap in entry.breaks), *entry.notes}


def test_each_indicators_files_say_what_is_to_be_minded(snapshot):
    known = snapshot.catalogue.indicators
    assert any(entry.breaks for entry in known)
    troubled = known[0].model_copy(update={"doubtful": "Källan ser över värdena", "not_renewed": "Källan svarar inte längre"})
    for entry in (*known, troubled):
        found = one_indicator.facts(snapshot, [entry], "http://localhost/", "", ())
        assert set(found.notes) == to_be_minded(entry), entry.id
        assert (found.title, found.definition) == (entry.title, entry.definition)


def test_the_first_charts_file_says_it_of_both_its_lines(snapshot):
    pairs = 0
    for region in ("0484", "0480", "0482", "1280", "1480", "2403", "04", "12"):
        selection = meeting_view.choose(snapshot, MeetingView(region), snapshot.version)
        found = story.story(selection)
        if found is None:
            continue
        shown = [found.fact.entry, *([found.pair] if found.pair else [])]
        pairs += len(shown) > 1
        facts = story_files.facts(selection, found, "http://localhost/")
        assert set(facts.notes) == set().union(*map(to_be_minded, shown)), region
        assert facts.title == f"{found.fact.entry.title}: {selection.region.name}"
    assert pairs, "no chart with two indicators was looked at"
