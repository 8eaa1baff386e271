"""The docs: every command, setting, address and picture that they name is there."""

import argparse
import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from dashboard.__main__ import main as dashboard
from etl.__main__ import main as etl
from tests.unit.test_map import PROGRAMS, ROOT, SETTING

DOCS = sorted(
    file.relative_to(ROOT).as_posix() for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md"))
)
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
NAMED = re.compile(r"\b(?:KOLLEN|KOLADA|SCB)_[A-Z_]+\b")
OF_RECIPES = {"KOLLEN_EGEN"}
"""A setting of the source that a recipe adds."""
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def commands(page):
    """What a page says to write on a command line."""
    spans = [" ".join(span.split()) for span in SPAN.findall(FENCE.sub("", text(page)))]
    lines = [line.partition("#")[0].strip() for block in FENCE.findall(text(page)) for line in block.splitlines()]
    bare = [re.sub(r"^(?:\.venv/bin/)|^(?:[A-Z_]+=\S+ )+", "", line) for line in (*spans, *lines)]
    return [line for line in bare if re.match(r"(?:python -m|make|gunicorn) ", line)]


EVERY = list(dict.fromkeys(line for page in DOCS for line in commands(page)))


def helped(main, *before):
    """What a command's `--help` says."""
    with pytest.MonkeyPatch.context() as patch:
        said = []
        patch.setattr(argparse.ArgumentParser, "_print_message", lambda _self, message, _file=None: said.append(message))
        with pytest.raises(SystemExit) as ended:
            main([*before, "--help"])
    assert ended.value.code == 0
    return "".join(said)


@pytest.mark.parametrize("line", EVERY)
def test_a_command_exists(line):
    words = shlex.split(re.split("&&|;", line)[0].translate(str.maketrans("[]", "  ")))
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE)
        assert [word for word in words[1:] if "=" not in word and word not in targets] == []
        return
    if words[0] == "gunicorn":
        assert (ROOT / words[words.index("-c") + 1]).is_file()
        return
    module, rest = words[2], words[3:]
    assert find_spec(module) is not None
    main = {"etl": etl, "dashboard": dashboard}.get(module)
    if main is None:
        return
    command = rest[:1] if rest and re.fullmatch("[a-z]+", rest[0]) else []
    known = helped(main, *command)
    assert [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known] == []


def test_there_are_commands_to_try():
    assert len(EVERY) > 20
    assert {line.split()[0] for line in EVERY} == {"make", "python", "gunicorn"}


@pytest.mark.parametrize("page", DOCS)
def test_settings_that_are_named_exist(page):
    code = "".join(file.read_text(encoding="utf-8") for program in PROGRAMS for file in ROOT.glob(f"{program}/**/*.py"))
    assert set(NAMED.findall(text(page))) - OF_RECIPES - set(SETTING.findall(code)) == set()


@pytest.mark.parametrize("page", DOCS)
def test_files_that_are_linked_to_exist(page):
    own = [where for where in LINK.findall(text(page)) if not where.startswith(("http", "/", "#"))]
    assert [where for where in own if not ((ROOT / page).parent / where.partition("#")[0]).is_file()] == []


def test_every_room_of_docs_is_read_here():
    assert len(DOCS) >= 12
    assert Path("docs/anvandare/lasa.md").as_posix() in DOCS
