"""Lighthouse's scores for each of our pages, as a phone and as a computer: speed too, which a quiet machine is needed for.

Lighthouse is asked for by `npx`, in the Chromium of the other measurements: `npm install --global lighthouse` installs it.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from bench.meeting import PAGES
from bench.page import our_page
from bench.surroundings import REPLAY, skip_without
from setup import chromium

CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
SCREENS: Final[dict[str, Sequence[str]]] = {"phone": (), "computer": ("--preset=desktop",)}
INSTALLED: Final = ("--no-install", "lighthouse")
"""What isn't there isn't fetched in passing."""
TRIES: Final = 3
"""It loses its trace now and then, and says "Please run Lighthouse again"."""


def command() -> list[str] | None:
    """How Lighthouse is run here; None where it isn't installed."""
    program = shutil.which("lighthouse")
    if program:
        return [program]
    npx = shutil.which("npx")
    if npx is None:
        return None
    tried = subprocess.run([npx, *INSTALLED, "--version"], capture_output=True, check=False)
    return [npx, *INSTALLED] if tried.returncode == 0 else None


def report(program: Sequence[str], url: str, screen: Sequence[str]) -> dict[str, Any]:
    """Lighthouse's report on a page.

    Raises:
        RuntimeError: Lighthouse failed; the message ends with what it printed.

    """
    options = (f"--only-categories={','.join(CATEGORIES)}", "--output=json", "--quiet", *screen)
    flags = "--chrome-flags=--headless --no-sandbox"
    environment = {**os.environ, "CHROME_PATH": chromium.executable() or ""}
    for _ in range(TRIES):
        done = subprocess.run([*program, url, *options, flags], capture_output=True, text=True, env=environment, check=False)
        if not done.returncode:
            break
    else:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def faults(found: dict[str, Any]) -> Iterator[str]:
    """What takes points away, each with the first of the elements that it is about."""
    for category in found["categories"].values():
        for audit in ({**found["audits"][one["id"]], **one} for one in category["auditRefs"]):
            if audit["weight"] and audit["score"] is not None and audit["score"] < 1:
                items = audit.get("details", {}).get("items", [])
                yield f"{audit['id']}: {audit['title']} {json.dumps(items[:1], ensure_ascii=False)[:300]}"


def main() -> None:
    """Print the scores, and what is wrong where one is below 100."""
    skip_without(REPLAY)
    program = command()
    if program is None or chromium.executable() is None:
        print("Skipped: Lighthouse or Chromium isn't installed: 'npm install --global lighthouse' installs the former.")
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        origin = "/".join(stack.enter_context(our_page(Path(name))).url.split("/")[:3])
        for address in PAGES:
            for screen, options in SCREENS.items():
                found = report(program, f"{origin}{address}", options)
                scores = [f"{name} {found['categories'][name]['score'] * 100:.0f}" for name in CATEGORIES]
                print(f"{address:46}{screen:10}{', '.join(scores)}", *faults(found), sep="\n    ", flush=True)


if __name__ == "__main__":
    main()
