"""Where indicators come from: what a reader calls each source, where its API is, and what an entry says of it."""

from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from etl.contract.codes import Sex
from etl.contract.model import Model, Slug, Text

KpiId = Annotated[str, StringConstraints(pattern=r"^[NUM][0-9]{5}$")]
TableId = Annotated[str, StringConstraints(pattern=r"^TAB[0-9]+$")]


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Values = Annotated[tuple[Text, ...], Field(min_length=1), BeforeValidator(_several)]
"""Values of a variable of SCB's, each by its code or its label; one alone needs no list."""


class SourceModel(Model):
    """What every kind of `source:` has. `TITLE` is what a reader calls the source; `ADDRESS` is where its API is.

    Each kind has the fields `name` (the source's folder in `etl/sources`), `title` (the source's own of the measure),
    `publisher` (who publishes it there, None where nobody else does) and `denominator` (what counts the persons behind a share).
    """

    TITLE: ClassVar[str]
    ADDRESS: ClassVar[str | None] = None
    DENOMINATOR_FIELD: ClassVar = "denominator"
    DENOMINATOR_NAMES: ClassVar = "id"

    @property
    def ids(self) -> tuple[str, ...]:
        """What the source itself calls what the indicator is read from; the first is named for the reader."""
        raise NotImplementedError

    @property
    def reference(self) -> str:
        """What the source itself calls it."""
        return self.ids[0]

    def counts_as(self, indicator: str) -> str:
        """How other entries' `denominator` names an indicator with this source: by its id."""
        return indicator


class KoladaSource(SourceModel):
    """Where an indicator comes from in Kolada."""

    TITLE: ClassVar = "Kolada"
    ADDRESS: ClassVar = "https://api.kolada.se/v3"
    DENOMINATOR_FIELD: ClassVar = "denominator_kpi"
    DENOMINATOR_NAMES: ClassVar = "source.kpi"

    name: Literal["kolada"]
    kpi: KpiId
    title: Text
    publisher: Text | None = None
    denominator_kpi: KpiId | None = None
    margin_kpi: KpiId | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The KPI."""
        return (self.kpi,)

    def counts_as(self, indicator: str) -> str:  # noqa: ARG002 - Kolada counts persons by its own KPI
        """The KPI."""
        return self.kpi

    @property
    def denominator(self) -> str | None:
        """What counts the persons behind a share: a KPI."""
        return self.denominator_kpi


class Continuation(Model):
    """The tables in which a series of SCB's goes on, with the same variables and words, and its first period there."""

    tables: Annotated[tuple[TableId, ...], Field(min_length=1)]
    first_period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(K[1-4])?$")]


class ScbSource(SourceModel):
    """Where an indicator comes from in SCB's PxWebApi v2: tables with the same variables, for kommuner, län and riket.

    A region is read from the first of `tables` that has it, and from `continued` on from the first of those tables. `select`
    names values by code or label for every variable but region and time; several values of one variable are added together. With
    `whole` the indicator is a share, 100 x `select` / `select` with those variables replaced. `sexes` gives the values of
    `sex_variable` by T, K and M; empty where the table has no such variable. `eliminate` are variables that SCB itself adds up;
    `code_lists` the lists of its that put values together. Of monthly tables, `month` stands for its year. `denominator` is the
    indicator that counts the persons behind a share. `areas` is the kind of areas below the kommun that its tables also have; one
    kind alone, since two would give away what each hides. `unverified` says what of all this hasn't been seen in an answer of
    SCB's yet: where such words don't fit the tables, the run says so and goes on without them.
    """

    TITLE: ClassVar = "SCB"
    ADDRESS: ClassVar = "https://statistikdatabasen.scb.se/api/v2"

    name: Literal["scb"]
    tables: Annotated[tuple[TableId, ...], Field(min_length=1)]
    title: Text
    publisher: Text | None = None
    select: dict[Text, Values] = Field(default_factory=dict)
    whole: dict[Text, Values] = Field(default_factory=dict)
    sexes: dict[Sex, Values] = Field(default_factory=dict)
    sex_variable: Text = "Kon"
    eliminate: tuple[Text, ...] = ()
    code_lists: dict[Text, Text] = Field(default_factory=dict)
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    first_period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(K[1-4])?$")] | None = None
    continued: Continuation | None = None
    denominator: Slug | None = None
    areas: Literal["deso", "regso"] | None = None
    unverified: Text | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The tables."""
        return self.all_tables

    @property
    def all_tables(self) -> tuple[str, ...]:
        """Every table that it is read from."""
        return (*self.tables, *(self.continued.tables if self.continued else ()))

    def covers(self, table: str, period: str) -> bool:
        """Whether a period is read from that table."""
        if period < (self.first_period or ""):
            return False
        return self.continued is None or (table in self.continued.tables) == (period >= self.continued.first_period)

    @model_validator(mode="after")
    def _each_variable_once(self) -> "ScbSource":
        if astray := set(self.whole) - set(self.select):
            raise ValueError(f"whole: {', '.join(sorted(astray))} must be in select too")
        sexes = {self.sex_variable} if self.sexes else set()
        if twice := (set(self.select) & set(self.eliminate)) | (sexes & {*self.select, *self.eliminate}):
            raise ValueError(f"{', '.join(sorted(twice))}: only one of select, eliminate and sexes may name a variable")
        if astray := set(self.code_lists) - set(self.select):
            raise ValueError(f"code_lists: {', '.join(sorted(astray))} must be in select too")
        return self


Source = Annotated[KoladaSource | ScbSource, Field(discriminator="name")]
"""Any kind of `source:`; a new kind is named here too."""

KINDS: Final[dict[str, type[SourceModel]]] = {"kolada": KoladaSource, "scb": ScbSource}
"""The same by name."""

INBOX: Final = "inbox"
DEMO: Final = "demo"
TITLES: Final = {
    **{name: kind.TITLE for name, kind in KINDS.items()},
    INBOX: "Kommunernas egna rapporter",
    DEMO: "Demodata",
}
"""What the reader calls each source, by name."""
