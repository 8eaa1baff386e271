"""The small map of the start page: the kommuner in five classes of one measure, the chosen place outlined, as a small PNG."""

from typing import Final

from dashboard import formats
from dashboard.charts import theme
from dashboard.charts.classes import classify
from dashboard.charts.map_picture import Marked, png
from dashboard.markup import Element, element, link
from dashboard.published import facts, queries
from dashboard.published.queries import Region
from dashboard.url_state import View
from etl.contract.catalogue import Indicator
from etl.contract.codes import RIKET, RegionType, Sex
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

WIDTH, HEIGHT = 112, 248
"""Pixels on the page."""
ABSENT: Final = (theme.NOT_APPLICABLE, theme.HIDDEN, theme.MISSING)
"""The colours of the classes -3, -2 and -1."""


def address(snapshot: Snapshot, region: str) -> str:
    """Where the picture is fetched: of a version and a place, so that browsers may keep it."""
    return f"/karta/{snapshot.version}/liten/{region}.png"


def shown(snapshot: Snapshot) -> Indicator | None:
    """The measure of the map: the catalogue's first core measure with values."""
    return next(iter(facts.shown(snapshot)), None)


@remembered(330)
def picture(snapshot: Snapshot, region: str) -> bytes | None:
    """The PNG; None where no measure has values."""
    entry = shown(snapshot)
    if entry is None:
        return None
    codes = [one.code for one in queries.municipalities(snapshot)]
    period = queries.latest_period(snapshot, entry)
    cells = queries.cube(snapshot, entry.id).across(codes, period, Sex.TOTAL)
    found = classify([cell.value for cell in cells], entry)
    steps = [*ABSENT, *(step.colour for step in found.classes)]
    colours = {code: steps[at + len(ABSENT)] for code, at in zip(codes, found.indices, strict=True)}
    if region == RIKET:
        marked = Marked(())
    else:
        chosen = (region,) if len(region) > len(RIKET) else facts.kommuner(snapshot, region)
        marked = Marked(chosen if len(chosen) == 1 else (), [chosen])
    return png(snapshot.boundaries("kommuner"), colours, marked, tall=2 * HEIGHT)


def panel(snapshot: Snapshot, region: Region) -> list[Element]:
    """The picture under what it shows, leading to the measure's page; nothing where no measure has values."""
    entry = shown(snapshot)
    if entry is None:
        return []
    period = queries.latest_period(snapshot, entry)
    where = "Inringat: " + region.name + "." if region.code != RIKET else ""
    words = f"Karta över kommunerna: {entry.title.lower()}, {period}. {where}".strip()
    kommuner = (region.code,) if region.type is RegionType.MUNICIPALITY else None
    page = View(entry.id, municipalities=kommuner).address
    image = element("Img", src=address(snapshot, region.code), alt=words, width=WIDTH, height=HEIGHT, loading="lazy")
    note = f"{formats.unit(entry).capitalize()} {period}, mörkare är högre. {where}"
    return [element("H3", link(entry.short_title, page, title=entry.title)), element("P", note, className="hint"), image]
