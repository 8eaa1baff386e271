"""The parts of a strategy's page: what the strategy says of itself, and its goals with what measures them in one region."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats, url_state
from dashboard.html import Html
from dashboard.markup import Element, element, link
from dashboard.pages.strategi import tags
from dashboard.pages.strategi.tags import Tags
from dashboard.parts.evidence import crosswalk_link, evidence_mark, outside
from dashboard.parts.goal_table import goal_figures, goal_fit
from dashboard.published import goals, queries
from dashboard.published.queries import Region
from etl.contract.catalogue import Catalogue
from etl.contract.codes import RegionType, Sex
from etl.contract.goal import Evidence, Goal, GoalKind, Measure, counted
from etl.contract.reader import Snapshot
from etl.contract.strategies import Statement, Strategy, StrategyArea

LOST: Final = "Ordalydelsen är inte funnen"
STATED: Final = {
    "goal": "Mål",
    "direction": "Inriktning utan målvärde och målår",
    "need": "Behov som källan beskriver, inget mål",
}
GAPS: Final = {
    Measure.GAP: " i gapet mellan inrikes och utrikes födda",
    Measure.SEX_GAP: " i gapet mellan kvinnor och män",
}
FRAMEWORKS: Final = {"eu_principles": "EU:s principer för integration", "agenda_2030": "Agenda 2030"}
OVERALL: Final = "Hela strategin"


@dataclass(frozen=True)
class StrategySelection:
    """A strategy and the region whose values are shown; `remarks` say what the address asked for in vain."""

    snapshot: Snapshot
    strategy: Strategy
    region: Region
    remarks: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether the region is the strategy's own."""
        return self.region.code == self.strategy.region

    @property
    def address(self) -> str:
        """The page's address; the strategy's own region is left out."""
        return url_state.strategy_address(self.strategy.id, None if self.own else self.region.code)


def choose(snapshot: Snapshot, strategy_id: str, code: str | None) -> StrategySelection | None:
    """Hold an address against the data; None where there is no such strategy."""
    strategy = snapshot.strategies.at_address(strategy_id)
    if strategy is None:
        return None
    known = queries.regions(snapshot)
    region = known.get(code or strategy.region)
    if region is None or (region.type is RegionType.COUNTRY and region.code != strategy.region):
        remark = f"Det finns ingen kommun och inget län med koden {code}. Här visas {known[strategy.region].name}."
        return StrategySelection(snapshot, strategy, known[strategy.region], (remark,))
    return StrategySelection(snapshot, strategy, region, ())


def held_against(selection: StrategySelection) -> str:
    """Whether the strategy holds for the region that is shown, in a sentence."""
    own = queries.regions(selection.snapshot)[selection.strategy.region].name
    if selection.own:
        return f"Strategin gäller {own}. Värdena nedan är områdets egna."
    if selection.strategy.concerns(selection.region.code):
        return f"Strategin gäller hela {own}. Här visas {selection.region.name}."
    return f"Strategin gäller {own}, inte {selection.region.name}, som här hålls mot samma mål för jämförelse."


def summary(selection: StrategySelection) -> str:
    """The page's point: how many of the goals are measured at all, how the measures lie, and what can be said of the goals."""
    own = selection.strategy.goals
    measured = [goal for goal in own if goal.indicators]
    partly = sum(1 for goal in measured if goal.fit == "partial")
    end = "alla bara delvis" if partly == len(measured) else f"{partly} av dem bara delvis"
    parts = f" {len(measured)} har mått{f', {end}' if partly else ''}."
    first = f"{_followed(selection)} av {len(own)} mål kan följas ({counted(own)}).{parts}"
    return " ".join(text for text in (first, _levels(selection, measured), _verdicts(selection)) if text)


def _followed(selection: StrategySelection) -> int:
    """How many goals have a verdict of any measure here, or an outcome by the actor's own account."""
    answers = goals.answers(selection.snapshot, selection.strategy.id, selection.region.code)
    judged = {
        name for (name, _), rows in answers.items() if any(progress.status != "cannot_be_measured" for progress in rows.values())
    }
    return sum(goal.id in judged or goal.outcome is not None for goal in selection.strategy.goals)


def _levels(selection: StrategySelection, measured: list[Goal]) -> str:
    """How many of the measures are among the best and the worst."""
    names = dict.fromkeys(name for goal in measured for name in goal.indicators)
    found = [queries.signals(selection.snapshot, name).get((selection.region.code, Sex.TOTAL.value)) for name in names]
    levels = [one.level for one in found if one and one.level]
    if not levels:
        return f"Inget av måtten kan rangordnas för {selection.region.name}."
    if len(levels) == 1:
        place = formats.LEVEL_WORDS[levels[0]].lower()
        return f"Ett av måtten rangordnas. Där ligger {selection.region.name} {place} av kommunerna."
    best, worst = (levels.count(level) or "inget" for level in ("best", "worst"))
    return (
        f"{selection.region.name} är bland den bästa fjärdedelen av kommunerna i {best} av {len(levels)} mått "
        f"och bland den sämsta i {worst}."
    )


def _verdicts(selection: StrategySelection) -> str:
    """What is said of the goals themselves; a measure of a part of a goal says nothing here."""
    if not goals.published(selection.snapshot):
        return ""
    answers = goals.answers(selection.snapshot, selection.strategy.id, selection.region.code)
    both = (rows.get(Sex.TOTAL.value) for rows in answers.values())
    whole = [one for one in both if one is not None and not one.approximate and not one.reported]
    met = sum(1 for one in whole if one.status in ("met", "ahead"))
    judged = sum(1 for one in whole if one.status != "cannot_be_measured")
    if all(goal.stated_as != "goal" for goal in selection.strategy.goals):
        return "Källan sätter inga mål med värde och år, så det finns inget att nå."
    if not judged:
        return "Om målen är nådda går inte att avgöra: det saknas mått som visar hela målet, eller värden att jämföra med."
    return f"Av de {judged} mått som visar ett helt mål har {met or 'inget'} nått nivån."


# What the strategy says of itself


def aims(strategy: Strategy) -> Element:
    """The strategy's overall goal and vision, in the source's words or retold, as a description list."""
    rows = (
        ("Övergripande mål", _statement(strategy.overall_goal) or "Inget övergripande mål är funnet."),
        ("Vision", _statement(strategy.vision) or "Ingen vision är funnen."),
    )
    return _described(rows)


def _described(rows: Iterable[tuple[str, Any]]) -> Element:
    parts = [part for name, text in rows if text for part in (element("Dt", name), element("Dd", text))]
    return element("Dl", parts, className="facts")


def facts(selection: StrategySelection) -> Element:
    """Actor, region, documents with years and sources, and frameworks, as a description list."""
    strategy = selection.strategy
    documents = [
        [outside(document.title, document.url), f", {document.actor}, {document.year or 'utan år'}", _noted(document.note)]
        for document in strategy.documents
    ]
    references = [
        [f"{FRAMEWORKS[one.framework]} ", evidence_mark(Evidence(one.evidence)), _noted(one.note)] for one in strategy.references
    ]
    rows = (
        ("Aktör", strategy.actor),
        ("Gäller", queries.regions(selection.snapshot)[strategy.region].name),
        ("Dokument", [outside(strategy.document, strategy.url), f", {strategy.dated}", _noted(strategy.url_note)]),
        ("Fler dokument", _listed(documents)),
        ("Knyter an till", _listed(references)),
    )
    return _described(rows)


def _noted(note: str | None) -> Element | None:
    return element("Span", note, className="strategy-note") if note else None


def _listed(items: list[Any]) -> Element | None:
    return element("Ul", [element("Li", item) for item in items]) if items else None


def _statement(said: Statement | None) -> list[Element] | None:
    """What a source says: as a quotation, or retold and marked as that, with the source."""
    if said is None:
        return None
    words = element("Q", said.text) if said.verbatim else element("Span", said.text)
    how = "Ordagrant" if said.verbatim else "Återgivet med våra ord"
    source = outside(said.source, said.url) if said.url else said.source
    return [words, element("Span", [f"{how}. Källa: ", source, "."], className="strategy-note")]


def draft_mark(strategy: Strategy) -> Element | None:
    """What a draft bears before all else, on the screen and on paper: that it is one, and whose."""
    if strategy.draft_by is None:
        return None
    mark = f"UTKAST – lämnat av {strategy.draft_by}"
    words = " Strategin är inte beslutad. Den står inte i några listor och nås bara av den som har adressen."
    return element("Div", [element("Strong", f"{mark}."), words], className="caveat", role="note")


def caveat(strategy: Strategy) -> Element | None:
    """The source's own reservation, which must be read before the goals."""
    if strategy.caveat is None:
        return None
    parts = [element("Strong", "Källans eget förbehåll: "), *(_statement(strategy.caveat) or [])]
    return element("Div", parts, className="caveat", role="note")


# Areas and goals


def areas(selection: StrategySelection) -> list[Element]:
    """The strategy's areas, each with its goals; first the goals of the strategy as a whole."""
    drawn = dict(zip(goal_order(selection.strategy), figures(selection), strict=True))
    sections = []
    for place, (area, own) in enumerate(_grouped(selection.strategy)):
        heading = element("H2", area.title if area else OVERALL, id=f"omrade-{place}")
        lead = _correspondence(area, selection.snapshot.catalogue) if area else None
        answers = tags.shared(area, own)
        cards = [_card(goal, drawn[goal.id], answers) for goal in own if goal.text]
        if not own:
            cards = [element("P", "Källorna har inget mål i området som vi har funnit.", className="hint")]
        lost = [goal for goal in own if not goal.text]
        sections.append(
            element(
                "Section",
                [heading, lead, tags.line(answers), *cards, *_lost(lost, drawn, answers)],
                className="panel",
                aria_labelledby=f"omrade-{place}",
            )
        )
    return sections


def _grouped(strategy: Strategy) -> Iterator[tuple[StrategyArea | None, list[Goal]]]:
    whole = [goal for goal in strategy.goals if goal.area is None]
    if whole:
        yield None, whole
    for area in strategy.areas:
        yield area, [goal for goal in strategy.goals if goal.area == area.id]


def _correspondence(area: StrategyArea, catalogue: Catalogue) -> Element:
    """Which of our focus areas a strategy's area corresponds to, and how we know."""
    if not area.focus_areas:
        return element("P", "Området motsvarar inget av Integrationskollens fokusområden.", className="hint")
    titles = {one.id: one.title for one in catalogue.focus_areas}
    links: list[Any] = []
    for name in area.focus_areas:
        links += [", " if links else "", link(titles[name], f"/fokus/{name}")]
    return element("P", ["Motsvarar ", *links, "."], className="hint")


def goal_order(strategy: Strategy) -> list[str]:
    """The ids of the goals as the page shows them."""
    return [goal.id for _, own in _grouped(strategy) for goal in own]


def figures(selection: StrategySelection) -> list[list[Element]]:
    """What depends on the region, goal by goal in the page's order."""
    answers = goals.answers(selection.snapshot, selection.strategy.id, selection.region.code)
    by_id = {goal.id: goal for goal in selection.strategy.goals}
    return [
        goal_figures(selection.snapshot, selection.strategy, by_id[name], selection.region, answers)
        for name in goal_order(selection.strategy)
    ]


def _card(goal: Goal, drawn: list[Element], answers: Tags) -> Element:
    """A goal: its words, what it takes to meet it, how it is linked, and the indicators that measure it."""
    parts = [
        element("H3", goal.text, className="goal-text"),
        element("P", _terms(goal, answers), className="goal-terms"),
        goal_fit(goal, tagged="measures" not in answers),
        Html(drawn, "Div", id={"type": "goal-figures", "goal": goal.id}, className="goal-figures"),
        element("Div", [*_source(goal), *_links(goal, answers)], className="goal-source"),
    ]
    return element("Article", parts, className="goal", id=f"mal-{goal.id}")


def _lost(own: list[Goal], drawn: dict[str, list[Element]], answers: Tags) -> list[Element]:
    """Goals whose words were not found: one line for all of them, and what measures them behind it."""
    if not own:
        return []
    sources = dict.fromkeys((goal.source, goal.url) for goal in own)
    named = [part for source, url in sources for part in ("; ", outside(source, url) if url else source)][1:]
    line = element("P", [f"{LOST} för {counted(tuple(own))}. Källa: ", *named, "."], className="absent-goal")
    kept = [
        element(
            "Div",
            [
                *([element("P", goal.note)] if goal.note else []),
                goal_fit(goal, tagged="measures" not in answers),
                Html(drawn[goal.id], "Div", id={"type": "goal-figures", "goal": goal.id}, className="goal-figures"),
                *_links(goal, answers),
            ],
            className="goal",
            id=f"mal-{goal.id}",
        )
        for goal in own
    ]
    more = element("Details", [element("Summary", "Vad som ändå går att läsa"), *kept], className="why")
    return [line, more]


def _terms(goal: Goal, answers: Tags) -> list[Any]:
    """`Mål · Högre än riket · År 2030`, and how far its words are supported where the panel hasn't said it."""
    year = f"Målår {goal.target_year}" if goal.target_year else "Inget målår"
    since = [f"Startår {goal.baseline_year}"] if goal.baseline_year else []
    terms = [STATED[goal.stated_as], takes(goal), year, *since] if goal.stated_as == "goal" else [STATED[goal.stated_as]]
    mark = [] if "words" in answers else [evidence_mark(goal.evidence)]
    return [*[element("Span", term, className="term") for term in terms], *mark]


def takes(goal: Goal) -> str:
    """What it takes to meet a goal, in words."""
    gap = GAPS.get(goal.measure, "")
    value = "" if goal.value is None else formats.number(goal.value, 0 if goal.value == int(goal.value) else 1)
    return {
        GoalKind.ABOVE_RIKET: "Högre än riket",
        GoalKind.BELOW_RIKET: "Lägre än riket",
        GoalKind.EQUAL_RIKET: "I nivå med riket",
        GoalKind.ABOVE_GROUP: "Högre än en namngiven grupp",
        GoalKind.BOTH_AT_LEAST: f"Minst {value} för både kvinnor och män",
        GoalKind.REDUCE_BY_SHARE: f"Minska med {value} procent",
        GoalKind.GAP_HALVED: f"Halvera skillnaden{gap}",
        GoalKind.AT_LEAST: f"Minst {value}",
        GoalKind.AT_MOST: f"Högst {value}",
        GoalKind.GAP_AT_MOST: f"Högst {value} procentenheters skillnad{gap}",
        GoalKind.DIRECTION_ONLY: f"Riktning{gap}, inget målvärde",
    }[goal.kind]


def _source(goal: Goal) -> list[Element]:
    source = outside(goal.source, goal.url) if goal.url else goal.source
    how = "Återgivet efter källan. " if goal.text else ""
    note = [element("P", goal.note)] if goal.note else []
    return [*note, element("P", [f"{how}Källa: ", source, "."])]


def _links(goal: Goal, answers: Tags) -> list[Element]:
    """The SDG targets and principles that a goal is linked to, each leading to the strategies side by side under it."""
    if goal.link_evidence is None:
        return []
    targets = [(f"Delmål {name}", f"sdg:{name}") for name in goal.sdg_targets]
    principles = [(f"EU-princip {number}", f"eu:{number}") for number in goal.eu_principles]
    chips = [element("Li", crosswalk_link(text, url_state.crosswalk_address(key))) for text, key in (*targets, *principles)]
    said = "Kopplingar:" if "links" in answers else evidence_mark(Evidence(goal.link_evidence), "Kopplingar")
    mark = element("Span", said, className="goal-links-mark")
    return [element("Div", [mark, element("Ul", chips, className="chips")], className="goal-links")]
