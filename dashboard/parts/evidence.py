"""How far something is supported, by shape and word: the source says so, we have concluded it, or it wasn't found."""

from typing import Final

from dashboard.markup import Element, element, link
from etl.contract.goal import Evidence
from etl.contract.strategies import Wording

MARKS: Final = {
    Evidence.DOCUMENTED: ("■", "Dokumenterad"),
    Evidence.INFERRED: ("□", "Vår tolkning"),
    Evidence.NOT_FOUND: ("×", "Inte funnen"),
}
WORDINGS: Final = {
    Wording.VERBATIM: ("■", "Ordagrant ur källan"),
    Wording.PARTLY_VERBATIM: ("◧", "Delvis ordagrant ur källan"),
    Wording.MEANING_VERIFIED: ("◧", "Innebörden är kontrollerad, ordalydelsen inte"),
    Wording.OWN_TRANSLATION: ("□", "Vår översättning, inte EU:s ord"),
}


def evidence_mark(evidence: Evidence, what: str = "") -> Element:
    """`■ Dokumenterad` or `□ Vår tolkning`; `what` is said first, and is what the mark is about."""
    return _mark(MARKS[evidence], what)


def wording_mark(wording: Wording) -> Element:
    """How far the wording of a principle is verified."""
    return _mark(WORDINGS[wording], "")


def _mark(mark: tuple[str, str], what: str) -> Element:
    shape, word = mark
    text = f"{what}: {word[0].lower()}{word[1:]}" if what else word
    return element("Span", [element("Span", shape, className="evidence-shape", aria_hidden="true"), text], className="evidence")


def legend() -> Element:
    """What the marks mean, in words."""
    meanings = {
        Evidence.DOCUMENTED: "källan säger det själv",
        Evidence.INFERRED: "vi har dragit slutsatsen; källan säger det inte",
    }
    rows = [element("Li", [evidence_mark(evidence), f": {words}"]) for evidence, words in meanings.items()]
    return element("Ul", rows, className="evidence-legend")


def outside(text: str, url: str) -> Element:
    """A link to a source elsewhere; it is opened by the visitor only."""
    return element("A", text, href=url, rel="noreferrer external", className="outside")


def crosswalk_link(text: str, href: str) -> Element:
    """A link to the strategies side by side under a target or principle."""
    return link(text, href, className="chip")
