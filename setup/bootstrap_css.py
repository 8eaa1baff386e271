"""Copies Bootstrap's CSS from the installed wheel of bootstrap-flask to `assets/vendor/`, so that no page asks a CDN for it.

`python -m setup.bootstrap_css TARGET`
"""

import re
import sys
from importlib.metadata import files
from pathlib import Path

SOURCE = "flask_bootstrap/static/bootstrap5/css/bootstrap.min.css"
OUTSIDE = re.compile(r"@import|url\(\s*(?![\"']?(?:data:|#))[^)]*\)")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")


def bundled_css() -> str:
    """Bootstrap 5's minified CSS, without the link to its source map.

    Raises:
        FileNotFoundError: the installed bootstrap-flask does not hold the file.
        ValueError: the CSS would make the browser fetch something more.

    """
    found = next((file for file in files("bootstrap-flask") or () if file.as_posix() == SOURCE), None)
    if found is None:
        raise FileNotFoundError(f"bootstrap-flask holds no {SOURCE}: install the version in requirements-setup.txt")
    css = SOURCE_MAP.sub("", found.read_text(encoding="utf-8"))
    outside = OUTSIDE.search(css)
    if outside:
        raise ValueError(f"{SOURCE} fetches {outside.group()!r}: pages may make no outside request, so use another version")
    return css


def main(target: Path) -> None:
    """Write the CSS to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bundled_css(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
