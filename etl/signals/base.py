"""From which year a goal is followed: stated by the source, the year of adoption, or the first comparable one after it.

The order is: stated in the source → the year in which the goal's own document was adopted → the first following year in the same
unbroken series; of elections, and of surveys that aren't made every year, the value in force at adoption instead. Never a year
of our choice before adoption, never across a break. A goal whose level follows from its base has no other base than its own.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final, NamedTuple

from etl.contract.goal import ON_BASE, GoalKind
from etl.signals import reasons

NO_BASELINE: Final = "strategin anger inget startår"
NOTHING_SINCE: Final = "inget värde efter basåret"
NOTHING_LATER: Final = "inget senare värde att jämföra med"


class BaseOrigin(StrEnum):
    """Why a year is the base."""

    STATED = "stated"
    ADOPTED = "adopted"
    FOLLOWING = "following"
    IN_FORCE = "in_force"


class Since(NamedTuple):
    """What the goal says of its start: the year `stated` in the source, the year `adopted`, and for how many years a value holds.

    `in_force` is 0 for what is measured every year.
    """

    stated: int | None = None
    adopted: int | None = None
    in_force: int = 0


class Base(NamedTuple):
    """The year and why it is that one, or the reason in Swedish why there is none."""

    year: int | None = None
    origin: BaseOrigin | None = None
    reason: str | None = None


def base_of(kind: GoalKind, since: Since, years: Collection[int], breaks: Collection[int], latest: int) -> Base:
    """The base of a goal.

    Args:
        kind: of the goal.
        since: what the goal says of its start.
        years: those that have what the goal is judged by.
        breaks: years from which values can't be held against those before.
        latest: the year that is held against the base.

    """
    comparable = max((year for year in breaks if year <= latest), default=0)
    if since.stated is not None:
        return _stated(since.stated, years, comparable, latest)
    if since.adopted is None:
        return Base(reason=NO_BASELINE)
    fits = sorted(year for year in years if comparable <= year < latest)
    if since.adopted in fits:
        return Base(since.adopted, BaseOrigin.ADOPTED)
    earlier = [year for year in fits if since.adopted - since.in_force <= year < since.adopted]
    if earlier:
        return Base(earlier[-1], BaseOrigin.IN_FORCE)
    later = [year for year in fits if year > since.adopted]
    if later and kind not in ON_BASE:
        return Base(later[0], BaseOrigin.FOLLOWING)
    return Base(reason=_why_none(since.adopted, comparable, latest, later=bool(later)))


def _stated(year: int, years: Collection[int], comparable: int, latest: int) -> Base:
    if latest <= year:
        return Base(year, reason=NOTHING_SINCE)
    if year not in years:
        return Base(year, reason=reasons.missing(str(year)))
    return Base(year, reason=reasons.broken(str(comparable))) if year < comparable else Base(year, BaseOrigin.STATED)


def _why_none(adopted: int, comparable: int, latest: int, *, later: bool) -> str:
    if latest <= adopted:
        return NOTHING_SINCE
    if later:
        return reasons.missing(str(adopted))
    return reasons.broken(str(comparable)) if comparable > adopted else NOTHING_LATER
