"""A goal of a strategy as it is written by hand: its words, what it takes to meet it, from when, and how sure all of that is."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from etl.contract.catalogue import KpiId, Model, Slug, Text

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
TargetId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}\.[0-9a-z]{1,2}$")]
PrincipleNumber = Annotated[int, Field(ge=1, le=11)]
GroupMember = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2})?$")]


class Evidence(StrEnum):
    """How far something is supported: the source says so, we have concluded it, or it was looked for and not found."""

    DOCUMENTED = "documented"
    INFERRED = "inferred"
    NOT_FOUND = "not_found"


Support = Literal[Evidence.DOCUMENTED, Evidence.INFERRED]
"""The evidence of something that is there."""


class GoalKind(StrEnum):
    """What it takes to meet a goal."""

    ABOVE_RIKET = "above_riket"
    BELOW_RIKET = "below_riket"
    EQUAL_RIKET = "equal_riket"
    ABOVE_GROUP = "above_group"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BOTH_AT_LEAST = "both_at_least"
    REDUCE_BY_SHARE = "reduce_by_share"
    GAP_AT_MOST = "gap_at_most"
    GAP_HALVED = "gap_halved"
    DIRECTION_ONLY = "direction_only"


class Measure(StrEnum):
    """What a goal is about: the level, the gap to those born in Sweden, or the one between women and men."""

    LEVEL = "level"
    GAP = "gap"
    SEX_GAP = "sex_gap"


VALUED: Final = frozenset(
    (GoalKind.AT_LEAST, GoalKind.AT_MOST, GoalKind.BOTH_AT_LEAST, GoalKind.REDUCE_BY_SHARE, GoalKind.GAP_AT_MOST)
)
"""The kinds of goal that name a value; of `reduce_by_share` it is per cent of the base."""

OF_GAPS: Final = frozenset((GoalKind.GAP_AT_MOST, GoalKind.GAP_HALVED))
ON_BASE: Final = frozenset((GoalKind.REDUCE_BY_SHARE, GoalKind.GAP_HALVED))
"""The kinds whose level follows from the value at the base, which must therefore be the goal's own."""

STATED_WORDS: Final = {"goal": ("mål", "mål"), "direction": ("inriktning", "inriktningar"), "need": ("behov", "behov")}


class Adoption(Model):
    """When a document was adopted: a year, a month or a day, with the source that says so."""

    date: Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}(-[0-9]{2}){0,2}$")]
    source: Text
    url: Url | None = None
    evidence: Support = Evidence.DOCUMENTED

    @property
    def year(self) -> int:
        """The year alone."""
        return int(self.date[:4])


class StatedBaseline(Model):
    """The level that the source itself starts from, which need not be measured as our indicator is."""

    year: Year | None = None
    value: float
    text: Text


class Outcome(Model):
    """How a goal ended by the actor's own account: not measured here, and shown as that."""

    year: Year
    value: float
    reached: bool
    text: Text
    source: Text
    url: Url


class Goal(Model):
    """A goal of a strategy. `text` is what the source says, in its words or ours; empty where it was not found.

    `stated_as` keeps needs and directions apart from goals proper. `indicators` measure the goal itself, or, where `fit` is
    `partial`, only a part of it; `kpis_wanted` are those in Kolada that would measure it and are not in the catalogue.
    `measure` is what the goal is about; `by_sex` where it names women and men. `value` is in the indicator's unit, percentage
    points for a gap, per cent for `reduce_by_share`. `group` are the regions that `above_group` compares with.

    `baseline_year` is one that the source states; where it states none, the year of adoption is the base.
    `stated_baseline` is the level that it states, kept apart from what we measure. `base_doubt` tells the reader of another
    possible base that changes the verdict. `outcome` settles the goal by the actor's own account.
    """

    id: Slug
    area: Slug | None = None
    document: Slug | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True)]
    stated_as: Literal["goal", "direction", "need"]
    kind: GoalKind
    indicators: tuple[Slug, ...] = ()
    indicator_evidence: Support | None = None
    fit: Literal["direct", "partial"] | None = None
    why_no_indicator: Text | None = None
    kpis_wanted: tuple[KpiId, ...] = ()
    measure: Measure = Measure.LEVEL
    by_sex: bool = False
    value: float | None = None
    group: tuple[GroupMember, ...] = ()
    baseline_year: Year | None = None
    stated_baseline: StatedBaseline | None = None
    base_doubt: Text | None = None
    target_year: Year | None = None
    outcome: Outcome | None = None
    evidence: Evidence
    source: Text
    url: Url | None = None
    note: Text | None = None
    sdg_targets: tuple[TargetId, ...] = ()
    eu_principles: tuple[PrincipleNumber, ...] = ()
    link_evidence: Support | None = None

    @model_validator(mode="after")
    def _text_as_evidence(self) -> "Goal":
        if bool(self.text) == (self.evidence is Evidence.NOT_FOUND):
            raise ValueError("text must be empty where evidence is not_found, and only there")
        return self

    @model_validator(mode="after")
    def _indicators_or_reason(self) -> "Goal":
        if bool(self.indicators) == bool(self.why_no_indicator):
            raise ValueError("give either indicators or why_no_indicator")
        given = (self.fit is not None, self.indicator_evidence is not None)
        if given != (bool(self.indicators), bool(self.indicators)):
            raise ValueError("indicators need fit and indicator_evidence, which belong to nothing else")
        if self.outcome is not None and self.indicators:
            raise ValueError("outcome is for a goal that no indicator measures")
        return self

    @model_validator(mode="after")
    def _value_as_kind(self) -> "Goal":
        if (self.value is not None) != (self.kind in VALUED):
            raise ValueError(f"value is for {', '.join(sorted(VALUED))} and needed there; kind is {self.kind}")
        if self.kind in OF_GAPS and self.measure is Measure.LEVEL:
            raise ValueError(f"kind {self.kind} needs measure: gap or sex_gap")
        if self.measure is not Measure.LEVEL and self.kind not in (*OF_GAPS, GoalKind.DIRECTION_ONLY):
            raise ValueError(
                f"measure {self.measure} is for {', '.join(sorted(OF_GAPS))} and direction_only; kind is {self.kind}"
            )
        if self.group and self.kind is not GoalKind.ABOVE_GROUP:
            raise ValueError(f"group is for kind above_group; kind is {self.kind}")
        if self.kind is GoalKind.ABOVE_GROUP and self.indicators and not self.group:
            raise ValueError("kind above_group needs group: the regions that it compares with")
        return self

    @model_validator(mode="after")
    def _years_in_order(self) -> "Goal":
        if self.baseline_year is not None and self.target_year is not None and self.baseline_year >= self.target_year:
            raise ValueError(f"baseline_year {self.baseline_year} must be before target_year {self.target_year}")
        return self

    @model_validator(mode="after")
    def _links_have_evidence(self) -> "Goal":
        if bool(self.sdg_targets or self.eu_principles) != (self.link_evidence is not None):
            raise ValueError("sdg_targets and eu_principles need link_evidence, which belongs to nothing else")
        return self


def counted(goals: tuple[Goal, ...]) -> str:
    """How many goals, directions and needs there are, each apart: `10 mål, 22 inriktningar, 6 behov`."""
    parts = []
    for kind, (one, several) in STATED_WORDS.items():
        number = sum(goal.stated_as == kind for goal in goals)
        if number:
            parts.append(f"{number} {one if number == 1 else several}")
    return ", ".join(parts)
