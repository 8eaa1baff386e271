"""The recipes of `docs/recipes.md`, each followed in a copy of the project with the blocks of the page itself."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.contract.faults import LOADER
from etl.contract.paths import ROOT

PAGE = ROOT / "docs" / "recipes.md"
PARTS = ("assets", "dashboard", "docs", "etl", "setup", "tests")
FOLDERS = {
    "Indicator": {"data/catalogue/indicators"},
    "Strategy": {"data/catalogue/strategies"},
    "Source": {"etl/contract", "etl/sources", "etl/sources/egen", "data/catalogue/indicators"},
    "Chart": {"dashboard/charts"},
    "Pane": {"dashboard/pages/indikator", "dashboard"},
    "Page": {"dashboard/pages/tackning"},
}
"""Where each recipe has anything to do: one folder, but for a source (what an entry says of it, and the source itself) and a pane
(which has a name in addresses)."""

SECONDS = 300
FEW = ("syss_utrikes", "andel_0_19", "egna_platser")
VALUES = "column,region,period,value\nplatser,0484,2023,1.25\nplatser,0480,2023,0.5\nannat,0484,2023,9\n"
BLOCK = re.compile(r"^```\w+ (new|append|change)=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VISIT = """
import json, sys
from dashboard.app import create_app
from tests.conftest import Visitor
visitor = Visitor(create_app().server.test_client())
menu = visitor.http.get("/_dash-layout").get_json()
print(json.dumps({address: [visitor.get(address).status_code, [visitor.open(address), menu]] for address in sys.argv[1:]}))
"""


@dataclass(frozen=True)
class Block:
    """What a recipe says of one file."""

    recipe: str
    how: str
    file: str
    text: str

    def follow(self, tree: Path) -> None:
        file = tree / self.file
        if self.how == "new":
            assert not file.exists(), f"{self.file} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")
            return
        before = file.read_text(encoding="utf-8")
        file.write_text(before + self.text if self.how == "append" else self.changed(before), encoding="utf-8")

    def changed(self, before: str) -> str:
        lines = self.text.splitlines()
        assert {line[0] for line in lines} == {"-", "+"}
        old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] == sign) for sign in "-+")
        assert before.count(old) == 1, f"{self.file} has not once: {old}"
        return before.replace(old, new)


def blocks() -> list[Block]:
    found = []
    for chapter in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name = chapter.partition("\n")[0]
        found += [Block(name, *block) for block in BLOCK.findall(chapter)]
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which every recipe has been followed."""
    copy = tmp_path_factory.mktemp("followed") / "project"
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "catalogue", copy / "data" / "catalogue")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for block in blocks():
        block.follow(copy)
    return copy


@pytest.fixture(scope="module")
def few(tree: Path) -> Path:
    """Of the copy's catalogue only what the recipes add and lean on, so that a demo is made in a moment."""
    whole, small = tree / "data" / "catalogue", tree / "few"
    shutil.copytree(whole, small)
    for file in (small / "indicators").glob("*.yaml"):
        kept = [{**entry, "pair": None} for entry in read(file) if entry["id"] in FEW]
        write(file, kept)
    for file in (small / "strategies").glob("*.yaml"):
        if file.stem != "exempel":
            file.unlink()
    write(small / "links.yaml", [link for link in read(small / "links.yaml") if link["indicator"] in FEW])
    areas = [{name: value for name, value in area.items() if name != "barometer"} for area in read(small / "focus_areas.yaml")]
    write(small / "focus_areas.yaml", areas)
    (small / "corrections.yaml").unlink()
    return small


def read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - it is the safe one


def write(file: Path, content: Any) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def run(tree: Path, *arguments: str, **settings: str) -> str:
    """What a Python process in the copy says; it must end well."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KOLLEN_", "KOLADA_", "SCB_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**own, **settings},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def demo(tree: Path, few: Path) -> Path:
    """A data directory with the demo of the few."""
    run(tree, "-m", "etl", "demo", "--data", "demo", KOLLEN_CATALOGUE=str(few))
    return tree / "demo"


@pytest.fixture(scope="module")
def site(tree: Path, demo: Path) -> Mapping[str, tuple[int, str]]:
    """Status and content of the pages that the recipes lead to, from one application."""
    addresses = ("/indikator/andel_0_19?vy=spann&tabell=vy", "/strategi/exempel", "/tackning")
    answers = json.loads(run(tree, "-c", VISIT, *addresses, KOLLEN_DATA=str(demo)).splitlines()[-1])
    return {address: (status, json.dumps(content, ensure_ascii=False)) for address, (status, content) in answers.items()}


@pytest.fixture(scope="module")
def shown(site: Mapping[str, tuple[int, str]]) -> Callable[[str], str]:
    """What a page says, once it has answered."""

    def content(start: str) -> str:
        status, text = next(answer for address, answer in site.items() if address.startswith(start))
        assert status == 200
        return text

    return content


@pytest.mark.parametrize("recipe", FOLDERS)
def test_each_recipe_keeps_to_its_folder(recipe: str) -> None:
    found = {str(Path(block.file).parent) for block in blocks() if block.recipe == recipe}
    assert found == FOLDERS[recipe]


def test_every_block_of_code_is_followed() -> None:
    assert PAGE.read_text(encoding="utf-8").count("\n```") == 2 * len(blocks())
    assert {block.recipe for block in blocks()} == set(FOLDERS)


def test_what_is_added_lacks_nothing(tree: Path, demo: Path) -> None:
    output = run(tree, "-m", "etl", "check", "--data", str(demo))
    count = sum(len(read(file)) for file in (ROOT / "data" / "catalogue" / "indicators").glob("*.yaml"))
    assert f"Catalogue: {count + 2} indicators" in output


def test_no_test_of_the_catalogue_or_the_panes_has_to_be_changed(tree: Path) -> None:
    files = ("tests/contract/test_catalogue.py", "tests/contract/test_strategies.py", "tests/unit/test_panes.py")
    output = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files)
    assert "failed" not in output


def test_the_code_of_the_recipes_is_in_good_style(tree: Path) -> None:
    files = sorted({block.file for block in blocks() if block.file.endswith(".py")})
    run(tree, "-m", "ruff", "check", *files)
    run(tree, "-m", "ruff", "format", "--check", *files)


def test_an_indicator_has_its_page(shown: Callable[[str], str]) -> None:
    assert "Andelen av kommunens invånare som var 0–19 år den 31 december." in shown("/indikator/andel_0_19")


def test_a_strategy_has_its_page(shown: Callable[[str], str]) -> None:
    text = shown("/strategi/exempel")
    for words in ("En strategi som visar hur det skrivs", "Här står målet som det är skrivet", "Här står varför inget register"):
        assert words in text


def test_a_chart_is_shown_in_its_pane_and_as_a_table(shown: Callable[[str], str]) -> None:
    text = shown("/indikator/andel_0_19")
    assert "Lägst och högst av kommunerna, procent" in text
    assert "Stapeldiagram från lägsta till högsta värde varje år." in text
    assert "Kommunerna ligger mellan" in text
    assert "Invånare 0–19 år, kommunerna." in text


def test_a_page_is_there_and_in_the_menu(shown: Callable[[str], str]) -> None:
    text = shown("/tackning")
    assert "Kommuner med värde" in text
    assert "Invånare 0–19 år" in text
    assert '"href": "/tackning"' in text


def test_a_source_gives_values_that_lead_back_to_it(tree: Path, few: Path, tmp_path: Path) -> None:
    (tmp_path / "egen.csv").write_text(VALUES, encoding="utf-8")
    settings = {"KOLLEN_CATALOGUE": str(few), "KOLLEN_EGEN": str(tmp_path / "egen.csv")}
    output = run(tree, "-m", "etl", "run", "--source", "egen", "--data", str(tmp_path / "data"), **settings)
    assert "Published version" in output
    assert "1 of 3 indicators, 2 values" in output
    read_again = run(tree, "-m", "etl", "run", "--source", "inbox", "--data", str(tmp_path / "data"), **settings)
    assert "Nothing new" in read_again
    address = "/kalla?indikator=egna_platser&region=0484&ar=2023"
    pages = json.loads(run(tree, "-c", VISIT, address, KOLLEN_DATA=str(tmp_path / "data")).splitlines()[-1])
    status, content = pages[address]
    text = json.dumps(content, ensure_ascii=False)
    assert status == 200
    assert "1,25" in text
    assert "Källa: Egen statistik (platser)" in text
    assert hashlib.sha256(VALUES.encode()).hexdigest()[:16] in text
