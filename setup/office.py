"""Sees to it that continuous integration has LibreOffice, which the tests open files in. `python -m setup.office`.

Only Debian's packages, only as root, and only where `CI` is set: elsewhere nothing of this size is installed unasked, and the
tests that need it skip, saying why.
"""

import shutil
import sys

from setup.debian import in_ci, install

PACKAGES = ("libreoffice-calc-nogui", "libreoffice-impress-nogui")


def main() -> int:
    """0 always: without LibreOffice its tests are skipped."""
    if in_ci() and not shutil.which("soffice"):
        install(*PACKAGES)
    if not shutil.which("soffice"):
        print(f"No LibreOffice: its tests are skipped. Debian: apt-get install {' '.join(PACKAGES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
