"""What measures a goal in one region: value beside riket, level, trend and goal status, with every number behind them."""

from dataclasses import dataclass
from typing import Any, Final

from dashboard import formats
from dashboard.markup import Element, element, link
from dashboard.parts import goal_words, signals
from dashboard.parts.evidence import evidence_mark, outside
from dashboard.parts.tables import data_table
from dashboard.published import goals, queries
from dashboard.published.goals import Progress
from dashboard.published.queries import Region, Signals
from dashboard.url_state import indicator_from_goal
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, Sex
from etl.contract.goal import Evidence, Goal, GoalKind
from etl.contract.reader import Snapshot
from etl.contract.strategies import Strategy

PARTLY: Final = {
    "goal": "Måtten visar bara en del av målet, så de kan inte avgöra om det är nått.",
    "direction": "Måtten visar bara en del av det som inriktningen handlar om.",
    "need": "Måtten visar bara en del av behovet.",
}
LEADS: Final = {"goal": "Mot målet", "direction": "Åt rätt håll", "need": "Åt rätt håll"}
RULES: Final = {
    GoalKind.ABOVE_RIKET: "Målet är nått när värdet är högre än rikets samma år.",
    GoalKind.BELOW_RIKET: "Målet är nått när värdet är lägre än rikets samma år.",
    GoalKind.EQUAL_RIKET: "Målet är nått när värdet är i nivå med rikets samma år: mellan 0,97 och 1,03 gånger så stort.",
    GoalKind.ABOVE_GROUP: "Målet är nått när värdet är högre än gruppens ovägda medel samma år.",
    GoalKind.AT_LEAST: "Målet är nått när värdet är minst målvärdet.",
    GoalKind.AT_MOST: "Målet är nått när värdet är högst målvärdet.",
    GoalKind.BOTH_AT_LEAST: "Målet är nått när både kvinnor och män når minst målvärdet. Raden visar det kön som ligger efter.",
    GoalKind.REDUCE_BY_SHARE: "Målet är nått när värdet har minskat med den andel som målet anger, räknat från startåret.",
    GoalKind.GAP_AT_MOST: "Målet är nått när gapet är högst målvärdet.",
    GoalKind.GAP_HALVED: "Målet är nått när gapet är högst hälften av vad det var startåret.",
    GoalKind.DIRECTION_ONLY: "Källan anger en riktning men inget värde. Det kan gå åt rätt håll, men räknas aldrig som nått.",
}
ORIGINS: Final = {
    "stated": "källan anger det",
    "adopted": "året dokumentet antogs",
    "following": "första jämförbara året efter att dokumentet antogs",
    "in_force": "det värde som gällde när dokumentet antogs",
}
NOISE: Final = {
    "two_proportions": "antalet personer bakom andelarna (z minst 1,96)",
    "margins": "felmarginalerna",
    "mann_kendall": "åren sedan startåret (Mann-Kendalls test)",
    "three_per_cent": "minst 3 procents förändring som syns i de avrundade talen",
}
PACE_RULE: Final = (
    "Takten är förändringen per år sedan startåret: det år som källan anger, annars året dokumentet antogs eller det första "
    "jämförbara året därefter. Den räcker om den är minst 95 % av den takt som krävs, och är långt ifrån under 60 %. En "
    "förändring som kan vara slump är ingen säker förändring."
)
LEVEL_RULE: Final = (
    "Nivån är platsen bland alla kommuner som har ett värde: de bästa och sämsta 25 procenten, eller i mitten. Enkäter, antal "
    "och mått utan önskad riktning rangordnas inte. Trenden räknas på de senaste åren utan brott i serien."
)
NOT_MADE: Final = ("–", "Inte beräknat", "none")
NO_TABLE: Final = "Hur det går mot målet är inte beräknat i den här dataversionen."


@dataclass(frozen=True)
class _Line:
    """One row: an indicator, for one sex, with its signals here and in riket and its progress."""

    entry: Indicator
    sex: str
    here: Signals | None
    riket: Signals | None
    progress: Progress | None

    @property
    def name(self) -> str:
        """The indicator's name, or the sex alone where the row belongs to the one above."""
        return self.entry.short_title if self.sex == Sex.TOTAL else formats.SEX_WORDS[Sex(self.sex)]


def goal_fit(goal: Goal, *, tagged: bool = True) -> Element | None:
    """What a goal's measures can say of it: why nothing measures it, or that they measure a part, `tagged` with how we know."""
    if not goal.indicators:
        words = [*_settled(goal), element("Strong", "Mäts inte här. "), goal.why_no_indicator]
        return element("P", [*words, *_wanted(goal)], className="goal-fit")
    if goal.fit != "partial":
        return element("P", _wanted(goal), className="goal-fit") if goal.kpis_wanted else None
    return element("P", [PARTLY[goal.stated_as], *_wanted(goal), *(_fit(goal) if tagged else [])], className="goal-fit")


def _settled(goal: Goal) -> list[Any]:
    """How a goal ended by the actor's own account, which isn't ours."""
    ended = goal.outcome
    if ended is None:
        return []
    word = signals.GOALS["met" if ended.reached else "not_met"][1]
    return [element("Strong", f"{word} {ended.year}"), f" ({ended.text}). Källa: ", outside(ended.source, ended.url), ". "]


def goal_figures(snapshot: Snapshot, strategy: Strategy, goal: Goal, region: Region, answers: goals.Answers) -> list[Element]:
    """What is shown of one of a strategy's goals in one region; empty where nothing measures it."""
    lines = [line for name in goal.indicators for line in _lines(snapshot, goal, region, name, answers)]
    if not lines:
        return []
    verdict, shared = _verdict(snapshot, goal, lines)
    table = _table((strategy, goal), region, lines, own_status=not shared)
    return [verdict, element("Div", table, className="scroll"), _why(goal, lines)]


def _fit(goal: Goal) -> list[Element | str]:
    return [" ", evidence_mark(Evidence(goal.indicator_evidence), "Val av mått")] if goal.indicator_evidence else []


def _wanted(goal: Goal) -> list[str]:
    names = ", ".join(goal.kpis_wanted)
    return [f" Kolada har mått som skulle passa men som katalogen saknar: {names}."] if names else []


def _lines(snapshot: Snapshot, goal: Goal, region: Region, name: str, answers: goals.Answers) -> list[_Line]:
    entry = snapshot.catalogue.indicator(name)
    if entry is None:
        return []
    found = queries.signals(snapshot, name)
    apart = (goal.by_sex or goal.kind is GoalKind.BOTH_AT_LEAST) and entry.sex_split
    sexes = (Sex.TOTAL, Sex.WOMEN, Sex.MEN) if apart else (Sex.TOTAL,)
    progress = answers.get((goal.id, name), {})
    return [
        _Line(entry, sex.value, found.get((region.code, sex.value)), found.get((RIKET, sex.value)), progress.get(sex.value))
        for sex in sexes
    ]


def status_mark(progress: Progress | None) -> Element:
    """The status of one row; what measures a part of the goal gets words that say so."""
    return signals.mark(NOT_MADE if progress is None else goal_words.mark(progress))


def status_cell(line: _Line) -> list[Element | str]:
    """The status with what is left and what must be read with it."""
    return [status_mark(None)] if line.progress is None else goal_words.cell(line.progress, line.entry)


def _verdict(snapshot: Snapshot, goal: Goal, lines: list[_Line]) -> tuple[Element, bool]:
    """What can be said of all rows at once, and whether that is everything; else each row says its own."""
    if not goals.published(snapshot):
        return element("P", NO_TABLE, className="hint"), True
    if len({(*_words(line),) for line in lines}) > 1:
        return None, False
    lead = element("Span", f"{LEADS[goal.stated_as]}: ", className="goal-lead")
    return element("P", [lead, *status_cell(lines[0])]), True


def _words(line: _Line) -> list[str]:
    if line.progress is None:
        return []
    return [goal_words.sentence(line.progress, line.entry), *goal_words.remarks(line.progress, line.entry)]


def _table(held: tuple[Strategy, Goal], region: Region, lines: list[_Line], *, own_status: bool) -> Element:
    strategy, goal = held
    gap = goal.measure == "gap"
    beside = ["Inrikes födda", "Gap"] if gap else [] if region.code == RIKET else ["Riket"]
    headings = ["Mått", region.name, *beside, "Nivå", "Trend", *([LEADS[goal.stated_as]] if own_status else []), "Avser"]
    rows = []
    for line in lines:
        marks = [signals.level_mark(line.here), signals.trend_mark(line.here)] if line.here else [formats.DASH, formats.DASH]
        status = [status_cell(line)] if own_status else []
        period = line.here.period if line.here else formats.DASH
        values = _values(line, gap=gap)[: len(beside) + 1]
        rows.append([_name(line, region, f"{strategy.id}.{goal.id}"), *values, *marks, *status, period])
    return data_table(f"Mått för målet i {region.name}", headings, rows, quiet=True)


def _name(line: _Line, region: Region, goal: str) -> Element:
    if line.sex != Sex.TOTAL:
        return element("Span", line.name, className="goal-sex")
    return link(line.name, indicator_from_goal(line.entry.id, region.code, goal), title=line.entry.title)


def _values(line: _Line, *, gap: bool) -> list[Any]:
    here = _value(line.here, line.entry)
    if gap:
        pair = line.here.pair_value if line.here else None
        lack = line.here.gap if line.here else None
        return [here, formats.value(pair, line.entry), formats.difference(lack, line.entry)]
    return [here, _value(line.riket, line.entry) if formats.beside_riket(line.entry) else formats.DASH]


def _value(found: Signals | None, entry: Indicator) -> str | Element:
    if found is None:
        return element("Span", "Uppgift saknas", className="absent")
    if found.value is not None:
        return formats.bare(found.value, entry)
    return element("Span", formats.absent(found.status), title=formats.why_absent(found.status, found.reason), className="absent")


# Why?


def _why(goal: Goal, lines: list[_Line]) -> Element:
    """The rules, and every number that they were put to, a sentence a measure; what a measure has no number for is left out."""
    rules = [element("P", rule) for rule in (RULES[goal.kind], PACE_RULE, LEVEL_RULE)]
    numbers = element("Ul", [element("Li", [element("B", _full_name(line)), f": {_numbers(line)}."]) for line in lines])
    return element("Details", [element("Summary", "Varför?"), *rules, numbers], className="why")


def _full_name(line: _Line) -> str:
    sex = "" if line.sex == Sex.TOTAL else f", {formats.SEX_WORDS[Sex(line.sex)].lower()}"
    return f"{line.entry.short_title}{sex}"


def _numbers(line: _Line) -> str:
    """`senaste år 2022; senaste värde 66,1 %; jämförs med 69,9 %; plats 250 av 290`."""
    texts = ((name, read(line)) for name, read in NUMBERS.items())
    return "; ".join(f"{name} {text}" for name, text in texts if text != formats.DASH) or "inga uppgifter"


def _number(name: str, *, change: bool = False) -> Any:
    def read(line: _Line) -> str:
        amount = getattr(line.progress, name) if line.progress else None
        return formats.difference(amount, line.entry) if change else formats.value(amount, line.entry)

    return read


def _year(name: str) -> Any:
    def read(line: _Line) -> str:
        found = getattr(line.progress, name) if line.progress else None
        return formats.DASH if found is None else str(found)

    return read


def _left(line: _Line) -> str:
    left = line.progress.distance if line.progress else None
    if left is None:
        return formats.DASH
    amount = formats.number(abs(left), line.entry.decimals)
    return amount if left > 0 else f"ingenting, passerat med {amount}"


def _rank(line: _Line) -> str:
    words = signals.rank_words(line.here) if line.here else None
    return words.removeprefix("plats ") if words else formats.DASH


def _level_reason(line: _Line) -> str:
    return (line.here.level_reason if line.here and not line.here.rank else None) or formats.DASH


def _span(line: _Line) -> str:
    return f"{line.here.trend_first}–{line.here.period}" if line.here and line.here.trend_first else formats.DASH


def _trend_reason(line: _Line) -> str:
    return (line.here.trend_reason if line.here and not line.here.trend_first else None) or formats.DASH


def _met(line: _Line) -> str:
    met = line.progress.met_in_target_year if line.progress else None
    return formats.DASH if met is None else "ja" if met else "nej"


def _text(line: _Line, name: str, words: dict[str, str] | None = None) -> str:
    found = getattr(line.progress, name) if line.progress else None
    return formats.DASH if found is None else str((words or {}).get(found, found))


def _origin(line: _Line) -> str:
    return _text(line, "baseline_origin", ORIGINS)


def _noise(line: _Line) -> str:
    return _text(line, "noise_method", NOISE)


def _base_note(line: _Line) -> str:
    return _text(line, "base_note")


def _persons(line: _Line) -> str:
    found = line.progress.persons if line.progress else None
    return formats.DASH if found is None else formats.number(found, 0)


def _share(line: _Line) -> str:
    share = line.progress.pace_share if line.progress else None
    return formats.DASH if share is None else f"{formats.number(share * 100, 0)}\u00a0%"


def _reason(line: _Line) -> str:
    return (line.progress.reason if line.progress else None) or formats.DASH


NUMBERS: Final = {
    "senaste år": _year("latest_year"),
    "senaste värde": _number("latest"),
    "jämförs med": _number("reference"),
    "målår": _year("target_year"),
    "målvärde": _number("limit"),
    "kvar till målet": _left,
    "startår": _year("baseline_year"),
    "startvärde": _number("baseline"),
    "därför är det startåret": _origin,
    "källans eget utgångsläge": _number("stated_baseline"),
    "avstånd startåret": _number("distance_at_base", change=True),
    "förändring sedan startåret": _number("change", change=True),
    "rikets förändring": _number("riket_change", change=True),
    "takt per år som krävs": _number("required_pace", change=True),
    "takt per år hittills": _number("observed_pace", change=True),
    "andel av den takt som krävs": _share,
    "nått i dagens takt": _year("year_at_pace"),
    "ungefär så många personer": _persons,
    "så prövas slumpen": _noise,
    "nått i målåret": _met,
    "beror på basåret": _base_note,
    "om målet": _reason,
    "plats": _rank,
    "ingen nivå": _level_reason,
    "trenden räknad på": _span,
    "ingen trend": _trend_reason,
}
"""The numbers behind "Varför?", each with how a row is read."""
