"""However many and long the comments on a place's figures are, its paper is two pages, and says what it has no room for."""

import itertools
import re
import shutil
import subprocess

import pytest

from dashboard.files.chromium import pdf
from dashboard.pages.motesunderlag import meeting_view, printout
from dashboard.url_state import MeetingView
from etl.contract.notes import LONGEST, MOST_NOTES
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from setup import chromium
from tests.random_tests import whole

PAGE = re.compile(rb"/Type\s*/Page\b")
WORDS = "Kommunen bytte system under året, så de som började i december räknas först året därpå. " * 7
NOTE = """- indicator: {indicator}
  period: "2022"
  version: 0123456789ab
  author_role: Integrationsstrateg
  date: 2024-05-{day:02}
  text: "{text}"
"""


@pytest.fixture(scope="module")
def program():
    program = chromium.executable()
    if program is None:
        pytest.skip("there is no Chromium; 'make test' installs one where it can")
    return program


@pytest.fixture
def commented(tmp_path, demo_data, monkeypatch):
    """Writes so many comments on a place, and has its page with them."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "published").symlink_to(demo_data / "published")
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path))
    snapshot = open_current(DataPaths(tmp_path))
    indicators = [entry.id for entry in snapshot.catalogue.indicators]

    def write(code, strategy, count, words):
        each = [
            NOTE.format(indicator=indicators[one % len(indicators)], day=one % 28 + 1, text=words[:LONGEST].strip())
            for one in range(count)
        ]
        (tmp_path / "notes" / f"{code}.yaml").write_text("".join(each), encoding="utf-8")
        selection = meeting_view.choose(snapshot, MeetingView(code, strategy), snapshot.version)
        assert len(selection.comments.found) == count
        return selection

    return write


def text(body, file):
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("there is no pdftotext on PATH (Debian: poppler-utils)")
    file.write_bytes(body)
    return " ".join(subprocess.run([tool, file, "-"], check=True, capture_output=True, text=True).stdout.split())


def test_the_newest_is_on_a_kommuns_paper_whole(commented, program, tmp_path):
    body = pdf(printout.html(commented("0484", None, 3, WORDS[:180])), program)
    assert len(PAGE.findall(body)) == 2
    said = text(body, tmp_path / "pdf")
    assert said.count("Kommentar om 2022") == 1
    assert "(Integrationsstrateg, 2024-05-03)" in said
    assert "2 kommentarer till får inte plats här" in said


PLACES = (("1904", None), ("1280", "skane"), ("14", None), ("12", "skane"))
COMMENTS = {"words": WORDS, "capitals": "STORA ORD " * 60, "one word": "M" * LONGEST}
EACH = [*itertools.product(PLACES, COMMENTS)]


@pytest.mark.parametrize(("place", "kind"), EACH if whole() else EACH[::4])
def test_what_has_no_room_is_told_of(commented, program, tmp_path, place, kind):
    (code, strategy), words = place, COMMENTS[kind]
    selection = commented(code, strategy, MOST_NOTES, words)
    body = pdf(printout.html(selection), program)
    assert len(PAGE.findall(body)) == 2
    said = text(body, tmp_path / "pdf")
    shown = said.count("Kommentar om 2022")
    left = f"{MOST_NOTES - shown} kommentarer{' till' if shown else ''} får inte plats här. Läs på webbsidan."
    assert left in said
    assert printout.html(selection).count("Kommentar om 2022") == MOST_NOTES, "the page itself has them all"
