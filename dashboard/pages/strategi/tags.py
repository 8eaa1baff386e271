"""How far what a panel says is supported, said once for all its goals; only what differs among them is said goal by goal."""

from collections.abc import Iterable
from typing import Final

from dashboard.markup import Element, element
from dashboard.parts.evidence import evidence_mark
from etl.contract.goal import Evidence, Goal
from etl.contract.strategies import StrategyArea

Tags = dict[str, Evidence]
"""By what is supported, how far it is in the whole panel."""

WORDS: Final = {
    "words": "målens ord",
    "area": "vilket fokusområde det motsvarar",
    "measures": "valet av mått",
    "links": "kopplingarna till EU:s principer och Agenda 2030",
}


def of(goal: Goal) -> Tags:
    """What is supported of one goal, and how far."""
    found: dict[str, str | None] = {
        "words": goal.evidence if goal.text else None,
        "measures": goal.indicator_evidence if goal.indicators and goal.fit == "partial" else None,
        "links": goal.link_evidence,
    }
    return {name: Evidence(evidence) for name, evidence in found.items() if evidence is not None}


def shared(area: StrategyArea | None, own: Iterable[Goal]) -> Tags:
    """What is supported alike in a whole panel."""
    every: dict[str, set[Evidence]] = {}
    for goal in own:
        for name, evidence in of(goal).items():
            every.setdefault(name, set()).add(evidence)
    if area and area.focus_areas:
        every["area"] = {Evidence(area.evidence)}
    return {name: next(iter(every[name])) for name in WORDS if len(every.get(name, ())) == 1}


def line(tags: Tags) -> Element | None:
    """`■ Dokumenterad: målens ord. □ Vår tolkning: valet av mått och kopplingarna.`"""
    by_evidence: dict[Evidence, list[str]] = {}
    for name, evidence in tags.items():
        by_evidence.setdefault(evidence, []).append(WORDS[name])
    parts = [part for evidence, names in by_evidence.items() for part in (evidence_mark(evidence), f": {_listed(names)}. ")]
    return element("P", parts, className="hint panel-tags") if parts else None


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"
