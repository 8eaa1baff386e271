"""The three signals of a value, each by shape, word and colour: level among kommuner, trend, and distance to a goal.

They are never merged into one: a kommun can be far behind, on its way up and still too slow for its goal.
"""

import re
from typing import Final

from dashboard import formats
from dashboard.markup import Element, element
from dashboard.published.queries import Signals
from etl.contract.rows import BarometerEntry

Mark = tuple[str, str, str]
"""Shape, word, and the style sheet's name for the colour."""

LEVELS: Final[dict[str, Mark]] = {
    "best": ("●", formats.LEVEL_WORDS["best"], "good"),
    "middle": ("◐", formats.LEVEL_WORDS["middle"], "plain"),
    "worst": ("○", formats.LEVEL_WORDS["worst"], "poor"),
}
PEERS: Final[dict[str, Mark]] = {
    "better": ("●", "Bättre än liknande kommuner", "good"),
    "similar": ("◐", "Som liknande kommuner", "plain"),
    "worse": ("○", "Sämre än liknande kommuner", "poor"),
}
TRENDS: Final = {
    "increasing": ("▲", formats.TREND_WORDS["increasing"]),
    "decreasing": ("▼", formats.TREND_WORDS["decreasing"]),
    "no_change": ("▬", formats.TREND_WORDS["no_change"]),
}
JUDGEMENTS: Final = {"better": (formats.JUDGED_WORDS["better"], "good"), "worse": (formats.JUDGED_WORDS["worse"], "poor")}
GOALS: Final[dict[str, Mark]] = {
    "met": ("✔", "Målet är nått", "good"),
    "ahead": ("✔", "Nivån är nådd i dag", "good"),
    "at_best": ("✔", "På bästa möjliga nivå", "good"),
    "on_track": ("➚", "I takt med målet", "good"),
    "improving": ("➚", "Åt rätt håll", "good"),
    "too_slow": ("➙", "Framåt men för långsamt", "poor"),
    "far_from_pace": ("➙", "Långt från takten", "poor"),
    "no_progress": ("➙", "Inget framsteg", "poor"),
    "wrong_direction": ("➘", "Åt fel håll", "poor"),
    "not_met": ("×", "Målet nåddes inte", "poor"),
    "unchanged": ("▬", "Ingen säker förändring", "plain"),
    "not_yet": ("○", "Inte nått än", "plain"),
    "cannot_be_measured": ("–", "Kan inte mätas", "none"),
}
MOVEMENTS: Final[dict[str, Mark]] = {
    "forward": ("➚", "Framåt", "good"),
    "unchanged": ("▬", formats.TREND_WORDS["no_change"], "plain"),
    "backward": ("➘", "Bakåt", "poor"),
    "mixed": ("⇄", "Åt olika håll", "plain"),
    "cannot_be_judged": ("–", "Kan inte bedömas", "none"),
}
MOVED: Final[dict[str, Mark]] = {
    "forward": ("➚", JUDGEMENTS["better"][0].capitalize(), "good"),
    "unchanged": MOVEMENTS["unchanged"],
    "backward": ("➘", JUDGEMENTS["worse"][0].capitalize(), "poor"),
}
"""One measure of a barometer."""

NOT_JUDGED: Final = ("–", "Bedöms inte", "none")
DRAWN: Final = {"●": "full", "◐": "half", "○": "empty"}
"""Shapes that no two fonts draw alike: the style sheet draws them, all of one size; the letter is what is copied."""


def shape(text: str, kind: str = "signal-shape") -> Element:
    """A shape, which screen readers pass by since a word stands beside it."""
    letter = element("Span", text, className=f"drawn drawn-{DRAWN[text]}") if text in DRAWN else text
    return element("Span", letter, className=kind, aria_hidden="true")


def drawn(sentence: str) -> list[str | Element]:
    """A sentence with its shapes as those of the tables."""
    parts = re.split(f"([{''.join(DRAWN)}])", sentence)
    return [shape(part) if part in DRAWN else part for part in parts if part]


def level_words(signals: Signals) -> Mark:
    """Shape, word and colour of the level."""
    return LEVELS.get(signals.level or "", _unjudged(signals.level_reason, NOT_JUDGED[1]))


def _unjudged(reason: str | None, otherwise: str) -> Mark:
    """A dash and the reason, as a phrase of its own: `Statistiken lades om 2022`."""
    return ("–", f"{reason[0].upper()}{reason[1:]}" if reason else otherwise, "none")


def trend_words(signals: Signals) -> Mark:
    """Shape, word and colour of the trend, or why there is none."""
    if signals.trend not in TRENDS:
        return _unjudged(signals.trend_reason, "Kan inte beräknas")
    return trend(signals.trend, signals.trend_better)


def moved_words(one: BarometerEntry) -> Mark:
    """Which way one of a barometer's measures has gone, in the trend's words, or why that can't be said."""
    if one.movement not in MOVED:
        return _unjudged(one.reason, MOVEMENTS["cannot_be_judged"][1])
    return MOVED[one.movement]


def trend(way: str, better: str | None) -> Mark:
    """A way that values go: `▲ Ökar, till det bättre`; where no direction is better there is only the first."""
    figure, word = TRENDS[way]
    judged = JUDGEMENTS.get(better or "")
    return (figure, f"{word}, {judged[0]}", judged[1]) if judged else (figure, word, "plain")


GOODNESS: Final = {"good": 1.0, "plain": 0.5, "poor": 0.0}
"""By which signals are sorted, by the name of their colour; what isn't judged comes last."""


def mark(found: Mark, why: str | None = None, *, brief: bool = False, order: float | None = None) -> Element:
    """A signal; `why` is told when it is pointed at, a `brief` one shows its shape and leaves the word to screen readers.

    `order` is what a table sorts it by, higher for better; without it by its colour.
    """
    figure, word, colour = found
    text = f"{word}: {why}" if why else word
    words = element("Span", word, className="visually-hidden" if brief else "signal-word")
    return element(
        "Span",
        [shape(figure), words],
        className=f"signal signal-{colour}",
        title=text,
        data_sort=GOODNESS.get(colour) if order is None else order,
    )


def level_mark(signals: Signals, *, brief: bool = False) -> Element:
    """The level with its rank, or why there is none."""
    order = 1 - signals.rank / signals.ranked if signals.rank and signals.ranked else None
    return mark(level_words(signals), rank_words(signals), brief=brief, order=order)


def rank_words(signals: Signals) -> str | None:
    """`plats 5 av 290`; where not all kommuner have a rank `plats 5 av 232 som kan jämföras, av 290`."""
    if signals.rank is None:
        return None
    return f"plats {signals.rank} av {signals.ranked}" + (f" som kan jämföras, av {signals.of}" if partial(signals) else "")


def partial(signals: Signals) -> bool:
    """Whether some kommuner have no rank; older versions don't say."""
    return signals.of is not None and signals.of != signals.ranked


def trend_mark(signals: Signals, *, brief: bool = False) -> Element:
    """The recent trend with the years that it rests on, or why there is none."""
    since = f"{signals.trend_first}{formats.DASH}{signals.period}" if signals.trend_first else None
    return mark(trend_words(signals), since, brief=brief)
