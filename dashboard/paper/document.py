"""A page's elements as one HTML document that needs nothing else: style sheets inside, no scripts, no requests."""

import functools
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from dashboard import settings
from dashboard.components.markup import Element
from etl.contract.paths import ROOT

LANGUAGE: Final = "sv"
TAGS: Final = {"Link": "a"}
"""Elements whose name in Dash isn't the tag's."""

NAMES: Final = {"className": "class", "colSpan": "colspan", "rowSpan": "rowspan"}
LEFT_OUT: Final = frozenset(("children", "tabIndex"))
VOID: Final = frozenset(("br", "hr", "img"))


class StylesError(Exception):
    """A style sheet that the set-up builds isn't there; the message says what to run."""


def document(title: str, content: Any, origin: str | None = None) -> str:
    """The elements under a title as a whole document; `origin` is scheme and host that its links lead to, None for no links.

    Raises:
        StylesError: a style sheet is missing.

    """
    base = f'<base href="{escape(origin)}">' if origin else ""
    return (
        f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><meta charset="utf-8">{base}<title>{escape(title)}</title>'
        f"<style>{_styles()}</style></head>"
        f'<body><main class="page">{"".join(_html(content, linked=origin is not None))}</main></body></html>'
    )


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


def _html(content: Any, *, linked: bool) -> Iterator[str]:
    """Text, elements, and lists of them."""
    if content is None:
        return
    if isinstance(content, dict):
        yield from _element(content, linked=linked)
    elif isinstance(content, (list, tuple)):
        for part in content:
            yield from _html(part, linked=linked)
    else:
        yield escape(str(content), quote=False)


def _element(one: Element, *, linked: bool) -> Iterator[str]:
    name, properties = one["type"], one["props"]
    tag = TAGS.get(name, name.lower())
    left_out = LEFT_OUT if linked else LEFT_OUT | {"href"}
    given = {key: value for key, value in properties.items() if key not in left_out and value is not None}
    yield f"<{tag}{''.join(map(_attribute, given.items()))}>"
    if tag not in VOID:
        yield from _html(properties.get("children"), linked=linked)
        yield f"</{tag}>"


def _attribute(pair: tuple[str, Any]) -> str:
    name, value = pair
    if name == "style":
        value = ";".join(f"{_hyphenated(key)}:{text}" for key, text in value.items())
    return f' {NAMES.get(name, name)}="{escape(str(value))}"'


def _hyphenated(name: str) -> str:
    """`backgroundColor` becomes `background-color`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
