"""What the indicator page shows: a view held against the data of the version in service."""

from dataclasses import dataclass

from dashboard import formats
from dashboard.charts.colours import Look
from dashboard.parts import regions
from dashboard.published import counties, own_goal, queries
from dashboard.published.own_goal import OwnGoal
from dashboard.published.queries import Cube, Group, Signals
from dashboard.url_state import AGAINST, View
from etl.contract.catalogue import Indicator
from etl.contract.codes import Sex
from etl.contract.goal import Goal
from etl.contract.reader import Snapshot
from etl.contract.strategies import Strategy


@dataclass(frozen=True)
class IndicatorSelection:
    """A view held against the data: what is shown, and in words what could not be; `view` holds the choices as settled.

    `chosen` are the kommuner and län in the order of the choice. The data has the means of their kommuner where the source has
    no values of län; `name` marks them.
    """

    snapshot: Snapshot
    entry: Indicator
    data: Cube
    period: str
    sex: str
    chosen: tuple[str, ...]
    remarks: tuple[str, ...]
    view: View
    focus: str | None = None

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The chosen kommuner."""
        return tuple(code for code in self.chosen if not counties.is_county(self.snapshot, code))

    @property
    def names(self) -> list[str]:
        """The names of the chosen kommuner and län."""
        return [self.name(code) for code in self.chosen]

    def name(self, code: str) -> str:
        """A region's name, with a mark where what is shown of it is the mean of its kommuner."""
        return counties.name(self.snapshot, self.entry.id, code)

    def is_mean(self, code: str) -> bool:
        """Whether what is shown of a region is the mean of its kommuner."""
        return counties.is_mean(self.snapshot, self.entry.id, code)

    @property
    def looks(self) -> list[Look]:
        """How each of the chosen is drawn."""
        return regions.worn(self.snapshot, self.chosen, self.focus)

    @property
    def similar(self) -> Group | None:
        """The kommuner like the one in focus where they are shown: beside one that is alone, if nothing else is said."""
        wanted = self.view.against or (AGAINST[0] if len(self.chosen) == 1 else None)
        return regions.similar(self.snapshot, self.focus) if wanted == AGAINST[0] else None

    @property
    def span(self) -> slice:
        """Which of the periods the trend shows."""
        periods = self.data.periods
        return (
            slice(*(periods.index(end) + after for end, after in zip(self.view.between, (0, 1), strict=True)))
            if self.view.between
            else slice(None)
        )

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that the trend shows."""
        return self.data.periods[self.span]

    @property
    def what(self) -> str:
        """`2022, kvinnor` or `2022`."""
        return self._said(self.period)

    @property
    def what_latest(self) -> str:
        """The same for the period that the signals are of."""
        return self._said(self.latest)

    def _said(self, period: str) -> str:
        return period if self.sex == Sex.TOTAL else f"{period}, {formats.SEX_WORDS[Sex(self.sex)].lower()}"

    @property
    def latest(self) -> str:
        """The period of the signals, which for what is measured at elections is not always the last one with values."""
        return next((row.period for row in queries.signals(self.snapshot, self.entry.id).values()), self.period)

    @property
    def newest(self) -> bool:
        """Whether the chosen period is the one that the signals are of."""
        return self.period == self.latest

    @property
    def before(self) -> str | None:
        """The period with values before the one that is shown."""
        position = self.data.periods.index(self.period) if self.period in self.data.periods else 0
        return self.data.periods[position - 1] if position else None

    @property
    def own_goal(self) -> OwnGoal | None:
        """The goal that the reader tries; one that can't be read has been let go of."""
        return own_goal.read(self.view.goal, self.entry) if self.view.goal else None

    @property
    def origin(self) -> tuple[Strategy, Goal] | None:
        """The goal that the page was opened from, where the indicator measures it."""
        known = self.snapshot.strategies.goals_of(self.entry.id)
        return next((one for one in known if f"{one[0].id}.{one[1].id}" == self.view.origin), None)

    def signals(self, code: str) -> Signals | None:
        """What is said of a region's latest value."""
        return queries.signals(self.snapshot, self.entry.id).get((code, self.sex))
