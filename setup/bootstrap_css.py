"""Copies what pages use of Bootstrap's CSS from bootstrap-flask's wheel to `assets/vendor/`, so that no page asks a CDN for it.

`python -m setup.bootstrap_css TARGET`
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path
from typing import Final

SOURCE = "flask_bootstrap/static/bootstrap5/css/bootstrap.min.css"
OUTSIDE = re.compile(r"@import|url\(\s*(?![\"']?(?:data:|#))[^)]*\)")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")
BUTTONS: Final = ("btn", "btn-primary")
BOXES: Final = ("form-check", "form-check-inline", "form-check-input", "form-check-label", "form-switch")
TEXT_FIELDS: Final = ("form-control", "form-label", "form-select")
WORDS: Final = ("card-text", "mark", "small", "user-select-none", "visually-hidden")
USED: Final = frozenset((*BUTTONS, *BOXES, *TEXT_FIELDS, *WORDS))
"""The classes that pages have, of two thousand. The styles of elements without a class stay all."""
UNUSED: Final = "[data-bs-theme=dark]"
CLASS: Final = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
RULE: Final = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
BETWEEN_SELECTORS: Final = re.compile(r",(?![^(]*\))")
CONDITIONAL: Final = ("@media", "@supports")


def bundled_css() -> str:
    """Bootstrap 5's minified CSS for what pages use, without the link to its source map.

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
    licence, rules = css[: css.index("*/") + 2], css[css.index("*/") + 2 :]
    return licence + "".join(used(rules))


def used(css: str) -> Iterator[str]:
    """The rules of minified CSS without the selectors of classes that no page has, and without animations."""
    for start, body in RULE.findall(css):
        if start.startswith(CONDITIONAL):
            inner = "".join(used(body))
            if inner:
                yield f"{start}{{{inner}}}"
        elif not start.startswith("@"):
            kept = [one for one in BETWEEN_SELECTORS.split(start) if UNUSED not in one and USED.issuperset(CLASS.findall(one))]
            if kept:
                yield f"{','.join(kept)}{{{body}}}"


def main(target: Path) -> None:
    """Write the CSS to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bundled_css(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
