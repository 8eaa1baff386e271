"""The demo, published once for all workers by the real command line, and one application that is asked as a browser asks it."""

import gc
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from etl.__main__ import main as etl
from etl.contract import clock
from tests import random_tests
from tests.workers import alone, common

TODAY: Final = "2026-11-21"
"""The day that the whole suite runs on: none on which one of the catalogue's KPIs is published."""

os.environ[clock.SETTING] = TODAY


def pytest_configure(config: pytest.Config) -> None:
    random_tests.begin(config.getoption("--hypothesis-seed"))


def pytest_collection_finish() -> None:
    """What is read by now stays: the collector of what is left over need not go through thousands of tests each time."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped, others = (len(terminalreporter.getreports(kind)) for kind in ("skipped", "passed"))
    if skipped:
        share = 100 * skipped / (skipped + others)
        terminalreporter.write_line(f"{skipped} test(s) skipped, {share:.1f} %; each is named above with its reason.")
    if random_tests.whole():
        again = f"'make test-all SEED={random_tests.seed()}' does it again"
        terminalreporter.write_line(f"All random tests, from the seed {random_tests.seed()}: {again}.")


LACKING = "kas_ej_validerad"
"""The indicator that has no values in `sparse_data`, as many of Kolada's have none."""

SPARSE = "glesa"

Values = Mapping[str, Any]
ROUTER = "_pages_content.children"
FOLLOWED = "_pages_location.pathname"


def _publish(directory: Path) -> Path:
    if not (directory / "published" / "CURRENT").exists():
        assert etl(["demo", "--data", str(directory)]) == 0
    return directory


def _without_values(demo: Path, directory: Path) -> Path:
    """The version has another name than a published one: that would be the digest of what is in it."""
    if not (directory / "published" / "CURRENT").exists():
        shutil.copytree(demo / "published", directory / "unfinished")
        version = (demo / "published" / "CURRENT").read_text(encoding="utf-8").strip()
        (directory / "unfinished" / version).rename(directory / "unfinished" / SPARSE)
        (directory / "unfinished" / "CURRENT").write_text(SPARSE, encoding="utf-8")
        file = directory / "unfinished" / SPARSE / "observations" / f"{LACKING}.parquet"
        pq.write_table(pq.read_table(file).slice(0, 0), file)
        (directory / "unfinished").rename(directory / "published")
    return directory


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the demo published in it; read it only."""
    together = common(tmp_path_factory)
    with alone(together / "demo.lock"):
        return _publish(together / "demo")


@pytest.fixture(scope="session")
def sparse_data(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, with no values for `LACKING`; read it only."""
    together = common(tmp_path_factory)
    with alone(together / "sparse.lock"):
        return _without_values(demo_data, together / "sparse")


@pytest.fixture(scope="session")
def server(demo_data: Path) -> Iterator[Flask]:
    """The one application of this process: a second would register the pages again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOLLEN_DATA", str(demo_data))
        from dashboard.app import create_app

        yield create_app().server


@dataclass
class Visitor:
    """Asks the application what a browser asks; a callback is named by one of its outputs."""

    http: FlaskClient
    known: list[dict[str, Any]] = field(default_factory=list)

    def get(self, address: str, **headers: str) -> TestResponse:
        """The whole answer, its file closed."""
        with self.http.get(address, headers=headers) as answer:
            answer.get_data()
            return answer

    def post(self, output: str, values: Values, *changed: str) -> TestResponse:
        """The raw answer of the callback that owns `output`, with these values of its inputs; what isn't given is null."""
        found = next(one for one in self._callbacks() if output in _parts(one["output"]))
        outputs = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in _parts(found["output"])]
        body = {
            "output": found["output"],
            "outputs": outputs if found["output"].startswith("..") else outputs[0],
            "inputs": [_filled(one, values) for one in found["inputs"]],
            "state": [_filled(one, values) for one in found["state"]],
            "changedPropIds": list(changed),
        }
        return self.http.post("/_dash-update-component", data=json.dumps(body), content_type="application/json")

    def change(self, output: str, values: Values, *changed: str) -> dict[str, Any]:
        """The parts of the page that change, by id and property; empty where nothing does."""
        answer = self.post(output, values, *changed)
        assert answer.status_code == 200, answer.text[:2000]
        content = answer.get_json()
        assert content["response"].pop("served"), "every answer says which version it is of"
        answers = [*content["response"].items(), *content.get("sideUpdate", {}).items()]
        return {f"{name}.{prop}": value for name, props in answers for prop, value in props.items()}

    def turn(self, values: Values, control: str) -> dict[str, Any]:
        """What the page is answered with when a control has its new value: by every callback that listens to it."""
        listening = [one["output"] for one in self._callbacks() if control in [_name(given) for given in one["inputs"]]]
        return {name: value for output in listening for name, value in self.change(_parts(output)[0], values, control).items()}

    def _callbacks(self) -> list[dict[str, Any]]:
        """Those that the server answers."""
        self.known = self.known or self.http.get("/_dash-dependencies").get_json()
        return [one for one in self.known if not one["clientside_function"]]

    def open(self, address: str) -> Any:
        """The content of the page at the address, as the router answers it."""
        path, mark, query = address.partition("?")
        values = {"_pages_location.pathname": path, "_pages_location.search": mark + query}
        return self.change(ROUTER, values, FOLLOWED)[ROUTER]


def _parts(output: str) -> list[str]:
    return output.strip(".").split("...")


def _filled(one: Mapping[str, str], values: Values) -> dict[str, Any]:
    return {**one, "value": values.get(_name(one))}


def _name(one: Mapping[str, str]) -> str:
    return f"{one['id']}.{one['property']}"


@pytest.fixture
def visitor(server: Flask, demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A visitor of the demo."""
    monkeypatch.setenv("KOLLEN_DATA", str(demo_data))
    return Visitor(server.test_client())


@pytest.fixture
def sparse_visitor(server: Flask, sparse_data: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A visitor of the demo in which an indicator has no values."""
    monkeypatch.setenv("KOLLEN_DATA", str(sparse_data))
    return Visitor(server.test_client())
