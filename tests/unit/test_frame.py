"""The frame around the code: pinned requirements, the Makefile, the Plotly recipe and what set-up builds from it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, files
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from setup import bootstrap_css, plotly_bundle

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = (
    "requirements.txt",
    "requirements-login.txt",
    "requirements-setup.txt",
    "requirements-test.txt",
    "requirements-bench.txt",
)
EXTRAS = {
    "requirements.txt": (),
    "requirements-login.txt": ("login",),
    "requirements-setup.txt": ("setup",),
    "requirements-test.txt": ("login", "setup", "test"),
    "requirements-bench.txt": ("login", "setup", "test", "bench"),
}
FILES = tuple(EXTRAS)
TARGETS = ("run", "demo", "test", "bench", "lint", "clean", "pins")
BUNDLE = ROOT / "assets" / "vendor" / "plotly.min.js"
PLATFORMS = [
    {
        "sys_platform": system,
        "platform_system": name,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.1",
    }
    for system, name, machines in (("linux", "Linux", ("x86_64", "aarch64")), ("darwin", "Darwin", ("x86_64", "arm64")))
    for machine in machines
    for python in ("3.11", "3.12", "3.13", "3.14")
]


@cache
def pins(file: str) -> dict[str, tuple[Requirement, int]]:
    """Name -> (requirement, number of hashes)."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    read = [(Requirement(line.split(" --hash")[0].strip()), line.count("--hash=sha256:")) for line in lines]
    return {canonicalize_name(requirement.name): (requirement, hashes) for requirement, hashes in read}


def versions(file: str) -> dict[str, str]:
    return {name: str(requirement.specifier) for name, (requirement, _) in pins(file).items()}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("file", FILES)
def test_every_requirement_is_pinned_and_hashed(file):
    for name, (requirement, hashes) in pins(file).items():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), f"{file}: {name} is not pinned to one version"
        assert hashes >= 1, f"{file}: {name} has no hash"


@pytest.mark.parametrize("file", FILES)
def test_requirements_name_no_index_and_no_machine(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.findall(
        r"://|^-|--(?:extra-)?index-url|--find-links|--trusted-host|(?:^|\s)/\w+|WARNING", text, flags=re.MULTILINE
    )


@pytest.mark.parametrize("file", FILES)
def test_requirements_fulfil_pyproject(file):
    declared = [
        *project()["dependencies"],
        *(line for extra in EXTRAS[file] for line in project()["optional-dependencies"][extra]),
    ]
    pinned = pins(file)
    for requirement in map(Requirement, declared):
        version = str(pinned[canonicalize_name(requirement.name)][0].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{file}: {requirement} is pinned to {version}: run 'make pins'"


def test_the_files_agree_and_each_holds_those_with_less():
    within = [(one, other) for one in FILES for other in FILES if set(EXTRAS[one]) < set(EXTRAS[other])]
    assert len(within) == 9
    for smaller, larger in within:
        assert versions(smaller).items() <= versions(larger).items(), (
            f"{larger} must hold everything in {smaller}: run 'make pins'"
        )


@cache
def asked(name: str) -> tuple[SpecifierSet, list[Requirement]]:
    """What an installed distribution asks for: of Python, and of others; nothing where it isn't installed."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return SpecifierSet(), []
    return SpecifierSet(found.metadata.get("Requires-Python") or ""), [Requirement(line) for line in found.requires or []]


@pytest.mark.parametrize(
    "platform", PLATFORMS, ids=lambda p: "-".join((p["sys_platform"], p["platform_machine"], p["python_version"]))
)
def test_pins_are_complete_on_other_systems(platform):
    """What was resolved on one system must also hold on the others: no dependency missing, none refusing that Python."""
    pinned = pins("requirements-test.txt")
    for name, (requirement, _) in pinned.items():
        if requirement.marker and not requirement.marker.evaluate(platform):
            continue
        allowed, needs = asked(name)
        assert allowed.contains(platform["python_full_version"]), (
            f"{name} needs Python {allowed}: give it a marker in pyproject.toml"
        )
        for needed in needs:
            if needed.marker is None or needed.marker.evaluate({**platform, "extra": ""}):
                assert canonicalize_name(needed.name) in pinned, f"{name} needs {needed} there: name it in pyproject.toml"


def test_lock_file_is_pinned_by_content_and_names_no_registry():
    lock = json.loads((plotly_bundle.RECIPE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 50
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")]


def test_recipe_names_exact_versions_and_agrees_with_its_lock():
    declared = json.loads((plotly_bundle.RECIPE / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    lock = json.loads((plotly_bundle.RECIPE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in declared.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name}: {version} is a range"
        assert lock[f"node_modules/{name}"]["version"] == version


def test_bundle_has_the_version_that_python_expects():
    shipped = Path(str(distribution("plotly").locate_file("plotly/package_data/plotly.min.js"))).read_text(encoding="utf-8")[:200]
    expected = re.search(r"plotly\.js v([\d.]+)", shipped)
    assert expected is not None, "plotly.min.js of the wheel begins with no version: find another way to know it"
    recipe = json.loads((plotly_bundle.RECIPE / "package.json").read_text(encoding="utf-8"))["devDependencies"]["plotly.js"]
    assert recipe == expected[1], (
        f"setup/plotly builds {recipe}, but plotly {distribution('plotly').version} expects {expected[1]}"
    )


def test_ci_runs_the_tests():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")


def test_the_list_of_parts_names_all_that_is_pinned(tmp_path):
    program = Path(sys.executable).with_name("cyclonedx-py")
    if not program.exists():
        pytest.skip("no cyclonedx-py: 'make test' installs it")
    assert "make sbom" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"^\t\$\(VENV\)/bin/cyclonedx-py (.+) -o build/sbom.json$", makefile, re.MULTILINE)
    assert command
    made = tmp_path / "sbom.json"
    subprocess.run([program, *command[1].split(), "-o", made], cwd=ROOT, check=True, capture_output=True)
    listed = {(part["name"], part["version"]) for part in json.loads(made.read_text(encoding="utf-8"))["components"]}
    pinned = re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(pinned) > 50
    assert set(pinned) <= listed


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("make") is None:
        pytest.skip("there is no make on PATH")
    clean = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows(target):
    done = make("--dry-run", target)
    assert done.returncode == 0, done.stderr


def test_make_run_serves_on_the_port_asked_for():
    assert "127.0.0.1:8061" in make("--dry-run", "run", "PORT=8061").stdout


def test_make_says_when_there_is_no_python(tmp_path):
    done = make(f"VENV={tmp_path}/venv", "PYTHON=no-such-python", f"{tmp_path}/venv/bin/python")
    assert done.returncode != 0
    assert "There is no 'no-such-python' here: install Python 3.11 or later" in done.stderr


def test_make_refuses_an_old_python(tmp_path):
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\nif [ "$1" = -V ]; then echo "Python 3.9.6"; else exit 1; fi\n', encoding="utf-8")
    old.chmod(0o755)
    done = make(f"VENV={tmp_path}/venv", f"PYTHON={old}", f"{tmp_path}/venv/bin/python")
    assert done.returncode != 0
    assert "Python 3.11 or later is needed" in done.stderr
    assert "is Python 3.9.6" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_bootstrap_is_version_5_and_asks_nobody():
    css = bootstrap_css.bundled_css()
    assert re.search(r"Bootstrap\s+v5\.3\.", css[:200])
    assert "sourceMappingURL" not in css


CLASS_NAMES = re.compile(r"(?:className|class_name)=f?\"([^\"]*)\"")


def test_no_page_has_a_class_of_bootstrap_that_was_left_out():
    (whole,) = [Path(str(file.locate())) for file in files("bootstrap-flask") or () if file.as_posix() == bootstrap_css.SOURCE]
    known = set(bootstrap_css.CLASS.findall(whole.read_text(encoding="utf-8")))
    ours = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "assets").rglob("*.css") if "vendor" not in file.parts)
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "dashboard").rglob("*.py"))
    named = set(" ".join(CLASS_NAMES.findall(sources)).split())
    assert {"form-select", "visually-hidden"} <= named & known
    assert named & known <= bootstrap_css.USED | set(bootstrap_css.CLASS.findall(ours))


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("a{color:red}.navbar{margin:0}", "a{color:red}"),
        (".btn,.navbar .btn,.btn:not(.navbar,.nav){margin:0}", ".btn{margin:0}"),
        ("@media (min-width:1px){.row{margin:0}.form-check{margin:1px}}", "@media (min-width:1px){.form-check{margin:1px}}"),
        ("@media print{.row{margin:0}}@keyframes turn{0%{margin:0}to{margin:1px}}p{margin:0}", "p{margin:0}"),
        (".form-select{background:url(\"data:image/svg+xml,%3csvg viewBox='0 0 1.5 1'/%3e\")}", None),
    ],
)
def test_rules_of_bootstrap_for_what_no_page_has_are_left_out(css, kept):
    assert "".join(bootstrap_css.used(css)) == (css if kept is None else kept)


@pytest.mark.parametrize(
    ("css", "outside"),
    [
        ("a{background:url(https://x.se/a.png)}", True),
        ('@import "b.css";', True),
        ('a{background:url("data:image/svg+xml,x")}', False),
    ],
)
def test_outside_requests_in_css_are_seen(css, outside):
    assert bool(bootstrap_css.OUTSIDE.search(css)) is outside


def test_without_a_registry_set_up_warns_and_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(plotly_bundle, "WORKSHOP", tmp_path / "workshop")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    target = tmp_path / "plotly.min.js"
    target.write_text("of an older recipe", encoding="utf-8")
    plotly_bundle.main(target)
    assert not target.exists()
    warning = capsys.readouterr().err
    assert "WARNING: no partial Plotly bundle: npm ci failed" in warning
    assert "ECONNREFUSED" in warning


@pytest.fixture(scope="module")
def bundle() -> str:
    if not BUNDLE.exists():
        pytest.skip(f"{BUNDLE.relative_to(ROOT)} was not built; 'make test' builds it where npm's registry can be reached")
    return BUNDLE.read_text(encoding="utf-8")


def test_bundle_evaluates_no_text(bundle):
    assert not re.findall(r"\beval\(|new Function\b", bundle)
    assert len(bundle) < 1_400_000
