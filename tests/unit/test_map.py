"""The map of the code: README and `docs/` name what there is, and nothing else."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ("etl", "dashboard")
ROOM = re.compile(r"^\| `([a-z_/]+)/` \| (.+) \|$", re.MULTILINE)
PATH = re.compile(r"`((?:etl|dashboard|assets|docs|data|tests|setup|bench|deploy)/[\w./-]*)`")
SETTING = re.compile(r'"((?:KOLLEN|KOLADA|SCB)_[A-Z_]+)"')
DOCS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md", "docs/driftsatt.md")
FLEETING = ("assets/vendor/", "data/notes/", "data/inbox/", "data/raw/")
"""What set-up or a run writes, and what whoever runs it keeps there."""


def rooms() -> dict[str, str]:
    """The first sentences of every package but those of single pages and sources, by path."""
    found = (file.parent for name in (*PROGRAMS, "setup", "bench") for file in ROOT.glob(f"{name}/**/__init__.py"))
    depth = {room.relative_to(ROOT).as_posix(): room / "__init__.py" for room in found}
    docs = {
        name: ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
        for name, file in depth.items()
        if name.count("/") < 2
    }
    return {name: (doc or "").split("\n\n")[0].replace("\n", " ") for name, doc in docs.items()}


def test_readme_says_of_each_room_what_it_says_of_itself():
    said = dict(ROOM.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    written = {name: sentence for name, sentence in said.items() if name.partition("/")[0] in (*PROGRAMS, "setup", "bench")}
    assert written == rooms()
    assert all((ROOT / name).is_dir() for name in said), said.keys()


@pytest.mark.parametrize("page", DOCS)
def test_files_that_are_named_exist(page):
    named = PATH.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [name for name in named if not name.startswith(FLEETING) and not (ROOT / name).exists()] == []


def test_the_files_outside_the_rooms_are_on_the_map():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = [f"{name}/{file.name}" for name in PROGRAMS for file in ROOT.glob(f"{name}/*.py") if file.name != "__init__.py"]
    assert [file for file in files if f"`{file}`" not in page] == []


def test_the_newest_version_of_the_changelog_is_the_project_s():
    newest = re.search(
        r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest
    assert f'version = "{newest[1]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_every_setting_is_in_readme():
    named = {
        name
        for program in PROGRAMS
        for file in ROOT.glob(f"{program}/**/*.py")
        for name in SETTING.findall(file.read_text("utf-8"))
    }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"KOLLEN_DATA", "KOLADA_READ_SECONDS", "SCB_RATE"} <= named
    assert [name for name in sorted(named) if f"`{name}`" not in readme] == []
