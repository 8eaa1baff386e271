"""Sees to it that continuous integration has nginx, behind which the shipped set-up is tested. `python -m setup.nginx`."""

import shutil
import sys

from setup.debian import in_ci, install

PACKAGE = "nginx-light"


def main() -> int:
    """0 always: without nginx its tests are skipped."""
    if in_ci() and not shutil.which("nginx"):
        install(PACKAGE)
    if not shutil.which("nginx"):
        print(f"No nginx: its tests are skipped. Debian: apt-get install {PACKAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
