"""Sees to it that the browser tests have a Chromium: one on PATH, Debian's package, or Playwright's own build.

`python -m setup.chromium`. Without any, browser tests skip, saying why; where `CI` is set the step fails instead.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dashboard import chromium
from dashboard.chromium import NAMES

MISSING = (
    "no Chromium: none of {names} on PATH, and neither apt-get nor 'playwright install chromium' could fetch one. "
    "Install Chromium or Chrome and put it on PATH; until then the browser tests are skipped."
)


def executable() -> str | None:
    """Path of the Chromium to test in: the one that PDF files are made with, else Playwright's own, else None."""
    return chromium.executable() or _playwright_build()


def _playwright_build() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Fetch one: Debian's package where this is Debian and root, else Playwright's build."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    if executable() is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _try(command: list[str]) -> None:
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=False)


def main() -> int:
    """0 with a browser, or without one outside CI; 1 without one in CI."""
    if executable() is None:
        install()
    if executable() is not None:
        return 0
    in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    print(f"{'ERROR' if in_ci else 'WARNING'}: {MISSING.format(names=', '.join(NAMES))}", file=sys.stderr)
    return int(in_ci)


if __name__ == "__main__":
    sys.exit(main())
