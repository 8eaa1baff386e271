"""The strategies side by side under one SDG target or one principle of the EU: the same indicators, each with its goals; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.contract.catalogue import Catalogue, Indicator
from etl.contract.goal import Evidence, Goal
from etl.contract.strategies import Link, Principle, SdgTarget, Strategies, Strategy

FRAMEWORKS = {"sdg": "agenda_2030", "eu": "eu_principles"}


@dataclass(frozen=True)
class Across:
    """What is laid across: a target or a principle."""

    key: str
    target: SdgTarget | None = None
    principle: Principle | None = None

    @property
    def framework(self) -> str:
        """Which framework it belongs to, as `Reference` names it."""
        return FRAMEWORKS[self.key.partition(":")[0]]

    @property
    def title(self) -> str:
        """`Delmål 8.5: …` or `Princip 3: …`."""
        if self.target:
            return f"Delmål {self.target.id}: {self.target.title}"
        return f"Princip {self.principle.number}: {self.principle.title}" if self.principle else ""

    def cited_by(self, goal: Goal) -> bool:
        """Whether a goal is linked to it."""
        if self.target:
            return self.target.id in goal.sdg_targets
        return self.principle is not None and self.principle.number in goal.eu_principles

    def linked(self, link: Link) -> bool:
        """Whether an indicator's link leads to it."""
        if self.target:
            return link.sdg_target == self.target.id
        return self.principle is not None and link.eu_principle == self.principle.number


@dataclass(frozen=True)
class Use:
    """A goal in a cell: with how it is linked to what lies across (None: it isn't), and how the indicator belongs to it."""

    strategy: Strategy
    goal: Goal
    link: Evidence | None
    measured: Evidence | None


@dataclass(frozen=True)
class Row:
    """An indicator (None: the goals that no indicator measures) with its own link, and the goals by region."""

    entry: Indicator | None
    link: Link | None
    cells: dict[str, tuple[Use, ...]]

    @property
    def regions(self) -> int:
        """In how many regions the indicator measures a goal."""
        return sum(1 for uses in self.cells.values() if uses)


def options(strategies: Strategies) -> list[Across]:
    """Everything that can be laid across: the EU's principles, then the SDG targets, each in order."""
    principles = sorted(strategies.principles, key=lambda one: one.number)
    targets = sorted(strategies.targets, key=lambda one: (one.goal, len(one.id), one.id))
    return [
        *(Across(f"eu:{one.number}", principle=one) for one in principles),
        *(Across(f"sdg:{one.id}", target=one) for one in targets),
    ]


def across(strategies: Strategies, key: str) -> Across | None:
    """The target or principle with that key, or None."""
    return next((one for one in options(strategies) if one.key == key), None)


def columns(strategies: Strategies) -> dict[str, tuple[Strategy, ...]]:
    """The strategies by the region that they hold for, in the catalogue's order."""
    codes = dict.fromkeys(strategy.region for strategy in strategies.strategies)
    return {code: tuple(one for one in strategies.strategies if one.region == code) for code in codes}


def rows(catalogue: Catalogue, strategies: Strategies, chosen: Across) -> list[Row]:
    """The indicators that are linked to it, themselves or by a goal: those that measure goals in most regions first, then in the
    catalogue's order; last the goals without any indicator.
    """
    links = {link.indicator: link for link in strategies.links if chosen.linked(link)}
    cited = [goal for strategy in strategies.strategies for goal in strategy.goals if chosen.cited_by(goal)]
    wanted = {*links, *(name for goal in cited for name in goal.indicators)}
    measured = [
        Row(entry, links.get(entry.id), _cells(strategies, chosen, entry.id))
        for entry in catalogue.indicators
        if entry.id in wanted
    ]
    bare = _cells(strategies, chosen, None)
    measured.sort(key=lambda row: -row.regions)
    return [*measured, *([Row(None, None, bare)] if any(bare.values()) else [])]


def _cells(strategies: Strategies, chosen: Across, indicator: str | None) -> dict[str, tuple[Use, ...]]:
    """By region, the goals that the indicator measures; without one, those that are linked but that nothing measures."""
    return {code: tuple(_uses(own, chosen, indicator)) for code, own in columns(strategies).items()}


def _uses(strategies: Iterable[Strategy], chosen: Across, indicator: str | None) -> Iterator[Use]:
    for strategy in strategies:
        for goal in strategy.goals:
            cited = chosen.cited_by(goal)
            if indicator in goal.indicators or (indicator is None and cited and not goal.indicators):
                yield Use(strategy, goal, goal.link_evidence if cited else None, goal.indicator_evidence)
