"""What stands by each headline on page, paper and slide: whom it is about, what to mind, and women and men beside each other."""

from dashboard import narrative
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.published import queries
from dashboard.published.facts import Fact
from etl.contract.codes import Sex


def about(fact: Fact) -> str:
    """`Gäller utrikes födda. Bara valår.`; empty for versions that don't say."""
    whom = f"Gäller {fact.entry.about}." if fact.entry.about else ""
    return " ".join(part for part in (whom, fact.entry.caveat) if part)


def by_sex(selection: MeetingSelection, fact: Fact) -> str | None:
    """Women and men of the same period, where both have a value that doesn't rest on few."""
    every = queries.signals(selection.snapshot, fact.entry.id)
    found = [every.get((selection.region.code, sex.value)) for sex in (Sex.WOMEN, Sex.MEN)]
    shown = [one.value for one in found if one and one.value is not None and not one.few and one.period == fact.here.period]
    if len(shown) != len(found) or fact.here.value is None:
        return None
    women, men = (narrative.plain_amount(value, fact.entry) for value in shown)
    return f"Kvinnor {women}, män {men}."


def sentences(selection: MeetingSelection, fact: Fact) -> tuple[str, ...]:
    """All that is said under a headline."""
    first, *others = narrative.sentences(fact)
    return tuple(part for part in (first, by_sex(selection, fact), *others) if part)
