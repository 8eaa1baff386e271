"""The sheet of the strategy itself: its questions' answers as the fields of the catalogue's model."""

import re
import unicodedata
from functools import partial
from typing import Any, Final

from etl.contract.goal import Adoption
from etl.sources.inbox.goals import cells
from etl.sources.inbox.goals.cells import Answers, WrongError
from etl.sources.inbox.goals.sheets import DECIDED, DRAFT, STATUSES, Known, folded
from etl.sources.inbox.grid import Cell

LONGEST_ID: Final = 60
REGION_ALLOWED: Final = "Tillåtet: Riket, ett län eller en kommun som den heter i bladet Mått, eller koden (0484)."
STATUS_ALLOWED: Final = f"Tillåtet: {' eller '.join(STATUSES)}."


def strategy_fields(answers: Answers, known: Known, *, from_1904: bool) -> dict[str, Any]:
    """The fields of `Strategy` but its areas and goals; what is wrong is among the answers' faults, and then some are None."""
    title = answers.read("title", cells.text)
    adopted = answers.read("adopted", partial(cells.adopted, from_1904=from_1904))
    until = answers.read("until", cells.year)
    status = answers.read("status", _status)
    sender = answers.read("sender", cells.text)
    fields = {
        "id": slug(title or "", "strategi"),
        "actor": answers.read("actor", cells.text),
        "region": answers.read("region", partial(_region, known)),
        "title": title,
        "document": title,
        "year": int(adopted[:4]) if adopted else None,
        "adopted": Adoption(date=adopted, source=title) if adopted and title else None,
        "in_force_until": until,
        "draft_by": sender if status == DRAFT else None,
        "url": answers.read("url", cells.url),
        "summary": answers.read("summary", cells.text),
    }
    _check_status(answers, known, status, adopted)
    if adopted and until and until < int(adopted[:4]):
        answers.refuse("until", f"Sista året är före året då strategin antogs, {adopted[:4]}. Rätta ett av dem.")
    if fields["id"] in known.taken and title:
        answers.refuse("title", "Katalogen har redan en strategi med det namnet. Ge den här ett annat, till exempel med årtal.")
    return fields


def slug(text: str, otherwise: str) -> str:
    """A text as it stands in an address: `En väg in 2030` is `en_vag_in_2030`."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub("[^a-z0-9]+", "_", plain)[:LONGEST_ID].strip("_")
    return words if re.match("[a-z]", words) else f"{otherwise}_{words}".strip("_")


def _check_status(answers: Answers, known: Known, status: str | None, adopted: str | None) -> None:
    if status == DRAFT and not answers.filled("sender"):
        answers.refuse("sender", "Cellen är tom. Ett utkast visar vem som har lämnat det: skriv ett namn eller en enhet.")
    if status == DECIDED and not answers.filled("adopted"):
        allowed = f"Cellen är tom. En beslutad strategi har ett datum; annars är den {DRAFT}. {cells.DATE_ALLOWED}"
        answers.refuse("adopted", allowed)
    if status == DECIDED and adopted and adopted > known.today.isoformat():
        answers.refuse("adopted", f"Datumet har inte varit än. Rätta det, eller välj {DRAFT} som status.")


def _status(cell: Cell) -> str:
    found = next((status for status in STATUSES if folded(status) == folded(cell.text)), None)
    if found is None:
        raise WrongError(STATUS_ALLOWED)
    return found


def _region(known: Known, cell: Cell) -> str:
    code = known.region(cell.text)
    if code is None:
        raise WrongError(REGION_ALLOWED)
    return code
