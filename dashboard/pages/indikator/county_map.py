"""The map of the län: own values where the source has any, else means of their kommuner, never both in one map."""

from dashboard.published import counties
from dashboard.published.queries import Cell
from etl.contract.codes import Status
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered


def of_means(snapshot: Snapshot, indicator: str) -> bool:
    """Whether the map is of means: the source has no value of any län."""
    codes = {region.code for region in counties.counties(snapshot)}
    means = counties.averaged(snapshot, indicator)
    data = counties.cube(snapshot, indicator)
    own = (value for code in codes - means for sex in data.sexes for value in data.track(code, sex))
    return bool(means) and all(value is None for value in own)


@remembered(512)
def applies(snapshot: Snapshot, indicator: str, sex: str) -> bool:
    """Whether any län has a value to show, in any period."""
    return bool(pool(snapshot, indicator, sex, None))


def _periods(snapshot: Snapshot, indicator: str) -> tuple[str, ...]:
    return counties.cube(snapshot, indicator).periods


def cells(snapshot: Snapshot, indicator: str, period: str, sex: str) -> list[Cell]:
    """The län by code; where the map is of own values, a län with a mean alone has none."""
    codes = [region.code for region in counties.counties(snapshot)]
    found = counties.cube(snapshot, indicator).across(codes, period, sex)
    if of_means(snapshot, indicator):
        return found
    none = Cell(None, Status.NOT_APPLICABLE.value, counties.NO_VALUE)
    means = counties.averaged(snapshot, indicator)
    return [none if code in means else cell for code, cell in zip(codes, found, strict=True)]


def pool(snapshot: Snapshot, indicator: str, sex: str, period: str | None) -> list[float]:
    """The values that the classes are made of: of a period, or of all."""
    periods = (period,) if period else _periods(snapshot, indicator)
    found = (cell for one in periods for cell in cells(snapshot, indicator, one, sex))
    return [cell.value for cell in found if cell.value is not None]


def name(snapshot: Snapshot, indicator: str) -> str:
    """`Länen`, or that it is of means."""
    return "Länen, medel av kommunerna," if of_means(snapshot, indicator) else "Länen"


def note(snapshot: Snapshot, indicator: str) -> str:
    """What the values are where they aren't the source's own."""
    return "Källan har inga egna värden för länen: varje län har medel av sina kommuner." if of_means(snapshot, indicator) else ""
