"""The readers' guides: the Markdown files of `docs/` that the dashboard shows under `/hjalp`, as static content.

The one source of their text. A guide is a heading, a lead and sections; pictures are those of `assets/hjalp/`, which
`python -m setup.guide_pictures` takes.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from dashboard import settings
from dashboard.markup import Element, element, link
from etl.contract.paths import ROOT

FILES: Final = {
    "lasa": "docs/anvandare/lasa.md",
    "strateg": "docs/anvandare/strateg.md",
    "politiker": "docs/anvandare/politiker.md",
    "rapport": "docs/anvandare/rapport.md",
    "kommun": "docs/anvandare/kommun.md",
    "metod": "docs/method.md",
    "nytt": "docs/anvandare/nytt.md",
}
"""By its name in the address, in the order of the list of guides."""
PATH: Final = "/hjalp"
BEFORE: Final = "hjalp-"
"""What the ids of sections begin with; `assets/aim.js` follows links to them."""
PICTURES: Final = "hjalp"
CAPTION: Final = "Bilden visar demodata, påhittade värden."
PLAIN: Final = str.maketrans("åäö", "aao")
WEBP: Final = b"VP8L"


@dataclass(frozen=True)
class Section:
    """A question with its answer: the id of its heading, the heading, all its words, its content and its pictures."""

    id: str
    title: str
    text: str
    content: tuple[Element, ...]
    pictures: tuple[Element, ...]


@dataclass(frozen=True)
class Guide:
    """A guide by its name in the address."""

    name: str
    title: str
    lead: tuple[Element, ...]
    sections: tuple[Section, ...]

    @property
    def address(self) -> str:
        """Path of the guide's page."""
        return f"{PATH}/{self.name}"


def guides() -> tuple[Guide, ...]:
    """All of them."""
    return tuple(map(guide, FILES))


@functools.cache
def guide(name: str) -> Guide:
    """The guide with that name.

    Raises:
        KeyError: there is none.

    """
    text = (ROOT / FILES[name]).read_text(encoding="utf-8")
    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text))
    title, *parts = tree.children
    starts = [at for at, part in enumerate(parts) if part.tag == "h2"]
    ends = [*starts[1:], len(parts)]
    lead = tuple(map(drawn, parts[: starts[0]] if starts else parts))
    sections = tuple(_section(parts[start:end]) for start, end in zip(starts, ends, strict=True))
    return Guide(name, words(title), lead, sections)


def _section(parts: list[SyntaxTreeNode]) -> Section:
    title, *rest = parts
    pictures = [part for part in rest if _is_picture(part)]
    content = [part for part in rest if part not in pictures]
    text = " ".join(map(words, content))
    return Section(slug(words(title)), words(title), text, tuple(map(drawn, content)), tuple(map(drawn, pictures)))


def slug(title: str) -> str:
    """The id of a section by its heading."""
    return BEFORE + re.sub(r"[^a-z0-9]+", "-", title.lower().translate(PLAIN)).strip("-")


def words(node: SyntaxTreeNode) -> str:
    """All text of a part."""
    if node.type in {"text", "code_inline", "fence"}:
        return node.content
    if node.type == "softbreak":
        return " "
    return (", " if node.type == "tr" else "").join(map(words, node.children))


def _is_picture(node: SyntaxTreeNode) -> bool:
    return node.type == "paragraph" and [one.type for one in node.children[0].children] == ["image"]


def drawn(node: SyntaxTreeNode) -> Any:
    """A part as an element, a text or a list of these."""
    content = list(map(drawn, node.children))
    match node.type:
        case "text" | "softbreak":
            return words(node)
        case "image":
            return picture(Path(str(node.attrs["src"])).name, words(node))
        case "code_inline":
            return element("Code", node.content)
        case "fence":
            return element("Pre", element("Code", node.content))
        case "link":
            return _link(content, str(node.attrs["href"]))
        case "table":
            return _table(node, content)
        case "paragraph" if _is_picture(node):
            return element("Figure", [*content, element("Figcaption", CAPTION)])
    # What is in a paragraph has no tag of its own, and neither have the paragraphs of a tight list.
    own = node.type != "inline" and not node.hidden
    return element(node.tag.capitalize(), content, start=node.attrs.get("start")) if own else content


def _table(node: SyntaxTreeNode, content: list[Any]) -> Element:
    """A table in a frame that the keyboard can scroll, named by its headings."""
    table, name = element("Table", content, className="plain"), f"Tabell: {words(node.children[0])}"
    return element("Div", table, className="scroll", tabIndex=0, role="region", aria_label=name)


def _link(content: list[Any], href: str) -> Element:
    """A link to a page of ours, to a file of ours, or to another site."""
    if not href.startswith("/"):
        return element("A", content, href=href, rel="noreferrer")
    path = href.partition("?")[0].partition("#")[0]
    return element("A", content, href=href, download="") if "." in path else link(content, href)


def picture(name: str, alt: str) -> Element:
    """A picture of a guide, with its place on the page from the start.

    Raises:
        FileNotFoundError: there is none of that name.

    """
    file = ROOT / settings.ASSETS / PICTURES / name
    width, height = size(file.read_bytes()[:25])
    address = f"/{settings.ASSETS}/{PICTURES}/{name}?m={file.stat().st_mtime}"
    return element("Img", src=address, alt=alt, width=width, height=height, loading="lazy", className="guide-picture")


def size(head: bytes) -> tuple[int, int]:
    """Width and height of a WebP picture without loss, by its first 25 bytes.

    Raises:
        ValueError: it is none.

    """
    if head[:4] != b"RIFF" or head[12:16] != WEBP:
        raise ValueError("not a WebP picture without loss: take it with 'python -m setup.guide_pictures'")
    bits = int.from_bytes(head[21:25], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
