"""What comes after the figures: when the source publishes the next ones, and questions that fit any party."""

from typing import Final

from dashboard import narrative
from dashboard.markup import Element, element
from dashboard.pages.motesunderlag.goal_section import section
from dashboard.pages.motesunderlag.indicator_tables import MeetingSelection
from dashboard.published import picks
from etl.contract import clock
from etl.contract.catalogue import Indicator

MOST_NAMED: Final = 3
UNKNOWN: Final = "Källorna har inte angett någon kommande dag för nya uppgifter om de här måtten."
GENERAL: Final = "Vad i siffrorna stämmer med det ni själva möter, och vad stämmer inte?"
CHOSEN: Final = "Vad behöver vi veta mer om {what} innan vi drar slutsatser, och vem kan svara?"
NOTHING_CHOSEN: Final = "Vilka grupper syns inte i siffrorna, och hur kan vi få veta hur det går för dem?"
FOLLOWED: Final = "Vilka av våra beslut rör det som siffrorna visar, och när ska vi följa upp dem?"


def questions(selection: MeetingSelection) -> tuple[str, str, str]:
    """Three questions to begin a conversation; none says what is right, whose fault it is or what should be done."""
    picked = picks.picks(selection.facts)
    first = next(iter((*picked.attention, *picked.well)), None)
    chosen = CHOSEN.format(what=f"måttet {narrative.lowered(first.entry.short_title)}") if first else NOTHING_CHOSEN
    return (GENERAL, chosen, FOLLOWED)


def next_publication(selection: MeetingSelection) -> str:
    """The first day from today on that a source has announced for any of the measures, with their names and period."""
    announced = _announced(selection)
    if not announced:
        return UNKNOWN
    day, period = min(announced)
    names = [narrative.lowered(entry.short_title) for entry in announced[day, period]]
    more = f" och {len(names) - MOST_NAMED} mått till" if len(names) > MOST_NAMED else ""
    return f"Källan anger {day} som nästa dag för nya uppgifter: {', '.join(names[:MOST_NAMED])}{more}, för {period}."


def _announced(selection: MeetingSelection) -> dict[tuple[str, str], list[Indicator]]:
    """By day and period that the source names, the measures that come."""
    today = clock.today().isoformat()
    found: dict[tuple[str, str], list[Indicator]] = {}
    for fact in selection.facts:
        said = selection.snapshot.manifest["publications"].get(fact.entry.id, {})
        day, period = said.get("publication_date"), said.get("publ_period")
        if day and period and day >= today and period > fact.here.period:
            found.setdefault((day, period), []).append(fact.entry)
    return found


def part(selection: MeetingSelection) -> Element:
    """Both, as the last of the page's sections."""
    asked = element("Ol", [element("Li", question) for question in questions(selection)], className="meeting-questions")
    return section("Frågor att börja med", "meeting-ahead", [asked, element("P", next_publication(selection))], "meeting-ahead")
