"""Meeting pages as PDF by way of a real Chromium: what the files are, and what happens where something goes wrong."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pptx import Presentation

from dashboard.files import print_store, turns
from dashboard.files.chromium import pdf
from dashboard.pages.motesunderlag import meeting_view, printout
from dashboard.routes import export
from dashboard.url_state import MeetingView
from etl.contract.paths import DataPaths
from etl.contract.reader import open_current
from setup import chromium

PAGE = re.compile(rb"/Type\s*/Page\b")
HEADINGS = [
    "Mötesunderlag: Eskilstuna",
    "Det här går bra",
    "Det här behöver uppmärksamhet",
    "Arbete och egen försörjning",
    "Internt utvecklingsarbete",
    "Frågor att börja med",
]


@pytest.fixture(autouse=True)
def program(monkeypatch, demo_data):
    """The Chromium of the tests, for files too; where there is none they skip, in CI they fail."""
    found = chromium.executable()
    if found is None:
        lacking = "there is no Chromium; 'make test' installs one where it can"
        (pytest.fail if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else pytest.skip)(lacking)
    monkeypatch.setenv("KOLLEN_CHROMIUM", found)
    monkeypatch.setenv("KOLLEN_DATA", str(demo_data))
    return found


@pytest.fixture
def version(demo_data):
    return open_current(DataPaths(demo_data)).version


def run(demo_data, directory, *arguments):
    return export.main(["--data", str(demo_data), "--out", str(directory), *arguments])


def files(directory):
    return sorted(path.name for path in directory.iterdir())


def whole(path):
    body = path.read_bytes()
    return body.startswith(b"%PDF") and body.rstrip().endswith(b"%%EOF")


def text(path, *options):
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("there is no pdftotext on PATH (Debian: poppler-utils)")
    return subprocess.run([tool, *options, path, "-"], check=True, capture_output=True, text=True).stdout


def test_a_file_is_tagged_titled_in_swedish_and_two_pages(demo_data, tmp_path, version, capsys):
    assert run(demo_data, tmp_path, "--kommun", "0484") == 0
    assert files(tmp_path) == [f"motesunderlag-0484-eskilstuna-demo-{version}.pdf"]
    (file,) = tmp_path.iterdir()
    body = file.read_bytes()
    assert len(PAGE.findall(body)) == 2
    assert len(body) < 600_000
    for part in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang (sv)", b"/Outlines", b"/Alt"):
        assert part in body, part
    assert "Mötesunderlag: Eskilstuna – Integrationskollen".encode("utf-16-be").hex().upper().encode() in body.upper()
    assert b"/URI" not in body, "a file from the command line knows no server to lead to"
    output = capsys.readouterr().out
    assert f"motesunderlag-0484-eskilstuna-demo-{version}.pdf, " in output
    assert "1 of 1 files" in output
    assert "made up" in output

    said = " ".join(text(file, "-raw").split())
    positions = [said.index(heading, 0 if at else said.index("värden.")) for at, heading in enumerate(HEADINGS)]
    assert positions == sorted(positions), "the text is in reading order"
    assert said.count(f"Dataversion {version}, publicerad") == 3, "at the top of each page, and under the sources"
    assert said.count("Demodata, påhittade värden.") >= 3
    for page in ("1", "2"):
        assert f"{page} (2)" in text(file, "-f", page, "-l", page)
    assert "Länk som alltid" not in said
    assert "Ladda ner" not in said


NOTE = """- indicator: syss_utrikes
  period: "2022"
  version: 0123456789ab
  author_role: Integrationsstrateg
  date: 2024-05-01
  text: Vi har ändrat hur vi räknar.
"""


def test_comments_are_in_the_files(demo_data, tmp_path):
    (tmp_path / "data" / "notes").mkdir(parents=True)
    (tmp_path / "data" / "published").symlink_to(demo_data / "published")
    (tmp_path / "data" / "notes" / "0484.yaml").write_text(NOTE, encoding="utf-8")
    assert run(tmp_path / "data", tmp_path / "out", "--kommun", "0484", "--pptx") == 0
    pdf, pptx = sorted((tmp_path / "out").iterdir())
    words = [shape.text_frame.text for slide in Presentation(pptx).slides for shape in slide.shapes if shape.has_text_frame]
    for said in (" ".join(text(pdf).split()), " ".join(words)):
        assert "Vi har ändrat hur vi räknar." in said
        assert "Kan vara inaktuell" in said


def test_a_whole_lan_with_a_strategy_and_a_frozen_version(demo_data, tmp_path, version):
    assert run(demo_data, tmp_path, "--lan", "09", "--kommun", "0980", "--strategi", "skane", "--version", version, "--pptx") == 0
    names = [f"motesunderlag-{region}-skane-demo-{version}" for region in ("09-gotlands-lan", "0980-gotland")]
    assert files(tmp_path) == [f"{name}.{kind}" for name in names for kind in ("pdf", "pptx")]
    assert "Låst till" in text(tmp_path / f"{names[1]}.pdf")


@pytest.fixture
def watched(program, tmp_path, monkeypatch):
    """A Chromium whose process ids are written down as it starts."""
    noted = tmp_path / "pids"
    noted.touch()
    script = tmp_path / "chromium"
    script.write_text(f'#!/bin/sh\necho $$ >> "{noted}"\nexec "{program}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("KOLLEN_CHROMIUM", str(script))
    return noted


def started(noted):
    return [int(line) for line in noted.read_text(encoding="utf-8").split()]


@contextlib.contextmanager
def killing(noted, first):
    """Kill the first so many that start."""
    done = threading.Event()

    def watch():
        killed = 0
        while not done.is_set() and killed < first:
            for pid in started(noted)[killed:first]:
                os.kill(pid, signal.SIGKILL)
                killed += 1
            time.sleep(0.005)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_chromium_that_dies_is_started_anew(demo_data, tmp_path, watched):
    with killing(watched, 1):
        assert run(demo_data, tmp_path / "out", "--kommun", "0484") == 0
    assert len(started(watched)) == 2
    assert all(map(whole, (tmp_path / "out").iterdir()))


def test_what_kills_it_twice_is_listed_and_the_rest_is_finished(demo_data, tmp_path, watched, capsys, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 1)
    with killing(watched, 2):
        assert run(demo_data, tmp_path / "out", "--kommun", "0484", "--kommun", "0482") == 1
    assert len(started(watched)) == 3
    (kept,) = (tmp_path / "out").iterdir()
    assert "0482-flen" in kept.name
    assert whole(kept)
    output = capsys.readouterr()
    assert "1 of 2 files" in output.out
    assert re.search(r"Failed: motesunderlag-0484-eskilstuna-.*Chromium .* has stopped", output.err)


def test_it_leaves_no_process_and_no_file_behind(demo_data, tmp_path, watched, monkeypatch):
    with tempfile.TemporaryDirectory(prefix="k-") as temporary:  # short, as on a machine where no test runs
        monkeypatch.setattr("tempfile.tempdir", temporary)
        assert run(demo_data, tmp_path / "out", "--kommun", "0484") == 0
        assert list(Path(temporary).iterdir()) == []
    (pid,) = started(watched)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_two_at_once_into_one_directory(demo_data, tmp_path):
    arguments = ["--kommun", "0484", "--kommun", "0482", "--format", "pptx"]
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(lambda _: run(demo_data, tmp_path, *arguments), range(2))) == [0, 0]
    assert len(files(tmp_path)) == 2, "and no unfinished ones"
    assert all(zipfile.ZipFile(file).testzip() is None for file in tmp_path.iterdir())


# Refused


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--kommun", "0999"], 2, "there is no kommun '0999'"),
        (["--kommun", "Eskilstun"], 2, "0484 Eskilstuna"),
        (["--lan", "99"], 2, "04 Södermanlands län"),
        (["--kommun", "0484", "--strategi", "finns_inte"], 2, "the version has"),
        (["--kommun", "0484", "--version", "000000000000"], 1, "Kept are"),
        ([], 2, "--lan 04"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(demo_data, tmp_path, capsys, arguments, code, words):
    assert run(demo_data, tmp_path / "out", *arguments) == code
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_directory_that_cannot_be_written_to_is_refused(demo_data, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert run(demo_data, tmp_path / "file" / "out", "--kommun", "0484") == 1
    errors = capsys.readouterr().err
    assert str(tmp_path / "file" / "out") in errors
    assert "--out" in errors


def test_without_chromium_it_says_what_to_install(demo_data, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KOLLEN_CHROMIUM", "finns-inte-alls")
    assert run(demo_data, tmp_path, "--kommun", "0484") == 1
    assert "finns-inte-alls" in capsys.readouterr().err
    assert run(demo_data, tmp_path, "--kommun", "0484", "--format", "pptx") == 0, "slides need none"


def test_without_data_it_says_what_to_run(tmp_path, capsys):
    assert run(tmp_path, tmp_path / "out", "--kommun", "0484") == 1
    assert "python -m etl run" in capsys.readouterr().err


def test_unknown_formats_are_wrong_usage(demo_data, tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(demo_data, tmp_path, "--kommun", "0484", "--format", "docx")
    assert "pdf and pptx" in capsys.readouterr().err


# On the web


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The place where printed documents are kept, for this test only."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return turns.folder()


def test_a_page_is_printed_once_and_kept(visitor, watched, kept):
    first = visitor.get("/export/motesunderlag/0484.pdf")
    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    assert first.headers["Content-Disposition"].startswith('attachment; filename="motesunderlag-0484-eskilstuna-demo-')
    assert b"/URI (http://localhost/indikator/" in first.data, "its links lead to this server"
    assert visitor.get("/export/motesunderlag/0484.pdf").data == first.data
    assert len(started(watched)) == 1
    assert [file.suffix for file in kept.iterdir() if file.suffix not in {"", ".lock"}] == [".pdf"]
    assert [list((kept / name).iterdir()) for name in (turns.PLACES[0], turns.FOLDER)] == [[], []]
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("kept")
def test_two_at_a_time_and_the_others_are_told(visitor, watched):
    with turns.turn(None, "one"), turns.turn(None, "two"):
        answer = visitor.get("/export/motesunderlag/0484.pdf?strategi=skane")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert int(answer.headers["Retry-After"]) > 0
    assert "Din fil står i kö" in answer.text
    assert "Före dig är 2 filer." in answer.text
    assert 'href="/kommun/0484?strategi=skane"' in answer.text
    assert started(watched) == []


@pytest.mark.usefixtures("watched")
def test_a_killed_print_leaves_nothing(visitor, kept):
    """Of a worker that is killed: a Chromium that never ends, and its directory."""
    directory = kept / turns.PLACES[0] / "killed"
    directory.mkdir(parents=True)
    hanging = [sys.executable, "-c", "import time; time.sleep(60)", f"--user-data-dir={directory / 'profile'}"]
    left = subprocess.Popen(hanging, start_new_session=True)
    assert visitor.get("/export/motesunderlag/0484.pdf").status_code == 200
    assert left.wait(10) == -signal.SIGKILL
    assert not directory.exists()


def test_a_chromium_that_does_not_work_is_told_of(visitor, kept, monkeypatch, caplog):
    monkeypatch.setenv("KOLLEN_CHROMIUM", "true")
    answer = visitor.get("/export/motesunderlag/0484.pdf")
    assert (answer.status_code, "Skriv ut" in answer.text) == (503, True)
    assert "Chromium" in caplog.text
    assert not list(kept.glob("*.pdf"))


def test_old_documents_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(print_store, "MOST_KEPT", 2)
    for number in range(3):
        print_store._keep(tmp_path / f"{number}.pdf", b"x")
        os.utime(tmp_path / f"{number}.pdf", (number, number))
    print_store._keep(tmp_path / "3.pdf", b"x")
    assert sorted(file.stem for file in tmp_path.glob("*.pdf")) == ["2", "3"]


def test_the_most_crowded_are_two_pages_and_nothing_is_shrunk(demo_data, program, tmp_path):
    """Chromium shrinks a page that is wider than the paper: its heading is then lower than in Flen's file, or Gotland's."""
    snapshot = open_current(DataPaths(demo_data))
    heights = {}
    for code in ("08", "14", "09", "1904", "0482"):
        selection = meeting_view.choose(snapshot, MeetingView(code), snapshot.version)
        body = pdf(printout.html(selection), program)
        (tmp_path / code).write_bytes(body)
        assert len(PAGE.findall(body)) == 2
        assert len(body) < 700_000
        found = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">Mötesunderlag:', text(tmp_path / code, "-bbox"))
        heights[code] = max(float(low) - float(high) for high, low in found)
    assert [heights["08"], heights["14"]] == pytest.approx([heights["09"]] * 2, rel=0.015)
    assert heights["1904"] == pytest.approx(heights["0482"], rel=0.015)
