"""A page's elements as HTML: a part of it, or a whole document that needs nothing else, its style sheets inside it."""

import functools
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from dashboard import settings
from dashboard.html import Html
from dashboard.markup import Element
from etl.contract.paths import ROOT

LANGUAGE: Final = "sv"
TAGS: Final = {"Link": "a"}
"""Elements whose name in Dash isn't the tag's."""

NAMES: Final = {"className": "class", "colSpan": "colspan", "rowSpan": "rowspan"}
LEFT_OUT: Final = frozenset(("children",))
VOID: Final = frozenset(("br", "hr", "img", "input"))


POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A document runs no script and fetches nothing, whatever its texts hold."""


class StylesError(Exception):
    """A style sheet that the set-up builds isn't there; the message says what to run."""


def document(title: str, content: Any, origin: str | None = None) -> str:
    """The elements under a title as a whole document; `origin` is what its links begin with, None for no links.

    Raises:
        StylesError: a style sheet is missing.

    """
    left_out = ("tabIndex",) if origin is not None else ("tabIndex", "href")
    body = part(content, left_out)
    if origin:
        body = body.replace(' href="/', f' href="{escape(origin.rstrip("/"))}/')
    return (
        f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{escape(title)}</title>'
        f"<style>{_styles()}</style></head>"
        f'<body><main class="page">{body}</main></body></html>'
    )


def part(content: Any, left_out: Iterable[str] = ()) -> str:
    """Elements as HTML, without the properties that are left out."""
    return "".join(_html(content, LEFT_OUT.union(left_out)))


def _styles() -> str:
    """All style sheets in the order in which the pages load them."""
    directory = ROOT / settings.ASSETS
    files = (directory / settings.BOOTSTRAP, *sorted(directory.glob("*.css")))
    return _read(tuple((file, _changed(file)) for file in files))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise StylesError(f"{file} is missing: run 'make vendor'.") from error


@functools.lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int], ...]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file, _ in files)


def _html(content: Any, left_out: frozenset[str]) -> Iterator[str]:
    """Text, elements, and lists of them."""
    if content is None:
        return
    if isinstance(content, Html):
        yield from _html(content.element, left_out)
    elif isinstance(content, dict):
        yield from _element(content, left_out)
    elif isinstance(content, (list, tuple)):
        for one in content:
            yield from _html(one, left_out)
    else:
        yield escape(str(content), quote=False)


def _element(one: Element, left_out: frozenset[str]) -> Iterator[str]:
    name, properties = one["type"], one["props"]
    tag = TAGS.get(name, name.lower())
    given = {key: value for key, value in properties.items() if key not in left_out and value is not None}
    yield f"<{tag}{''.join(map(_attribute, given.items()))}>"
    if tag not in VOID:
        yield from _html(properties.get("children"), left_out)
        yield f"</{tag}>"


def _attribute(pair: tuple[str, Any]) -> str:
    name, value = pair
    if name == "style":
        value = ";".join(f"{_hyphenated(key)}:{text}" for key, text in value.items())
    return f' {NAMES.get(name, name)}="{escape(str(value))}"'


def _hyphenated(name: str) -> str:
    """`backgroundColor` becomes `background-color`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
