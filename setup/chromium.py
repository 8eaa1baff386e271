"""Sees to it that the browser tests have a Chromium: one on PATH, Debian's package, or Playwright's own build.

Where Debian has it, also Chromium's headless shell, which draws the same pages without a window's work: two thirds of the time.
`python -m setup.chromium`. Without any, browser tests skip, saying why; where `CI` is set the step fails instead.
"""

import shutil
import sys
from pathlib import Path
from typing import Final

from dashboard.files import chromium
from dashboard.files.chromium import NAMES
from setup import debian

MISSING = (
    "no Chromium: none of {names} on PATH, and neither apt-get nor 'playwright install chromium' could fetch one. "
    "Install Chromium or Chrome and put it on PATH; until then the browser tests are skipped."
)


SHELL: Final = "chromium-headless-shell"


def shell() -> str | None:
    """Path of what to test pages in: the headless shell where it is on PATH, else the Chromium that there is, else None."""
    return shutil.which(SHELL) or executable()


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
    debian.install("chromium")
    if executable() is None:
        debian.run(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> int:
    """0 with a browser, or without one outside CI; 1 without one in CI."""
    if executable() is None:
        install()
    if debian.in_ci() and shutil.which(SHELL) is None:
        debian.install(SHELL)
    if executable() is not None:
        return 0
    owed = debian.in_ci()
    print(f"{'ERROR' if owed else 'WARNING'}: {MISSING.format(names=', '.join(NAMES))}", file=sys.stderr)
    return int(owed)


if __name__ == "__main__":
    sys.exit(main())
