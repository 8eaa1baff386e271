"""Which part of Sweden the map shows: the län that is asked for, or the one that all chosen kommuner lie in."""

from dashboard.charts import extents, frames
from dashboard.charts.extents import Extent
from dashboard.charts.frames import Frame, NamedPoint, Shape
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.parts.regions import LAN_DIGITS
from dashboard.published import queries
from etl.contract.codes import RIKET
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered


def lan(selection: IndicatorSelection) -> str | None:
    """The code of the län that the map shows; None where it shows all of Sweden."""
    wanted = RIKET if selection.view.colouring == "lan" else selection.view.lan
    if wanted:
        return None if wanted == RIKET else wanted
    found = {code[:LAN_DIGITS] for code in selection.chosen}
    return found.pop() if len(found) == 1 else None


def extent(selection: IndicatorSelection) -> Extent | None:
    """How far the län reaches; None for all of Sweden."""
    return extents.counties(selection.snapshot).get(lan(selection) or "")


def frame(selection: IndicatorSelection) -> tuple[Frame, list[NamedPoint]]:
    """The map's edges, with room for what lies around the län, and the names of the län's kommuner that can be written."""
    shown = lan(selection)
    return _frame(selection.snapshot, shown, wide=selection.view.wide) if shown else (frames.SWEDEN, [])


@remembered(64)
def _frame(snapshot: Snapshot, code: str, *, wide: bool) -> tuple[Frame, list[NamedPoint]]:
    shape: Shape = frames.WIDE if wide else frames.BESIDE
    found = frames.around(extents.counties(snapshot)[code], shape)
    middles = extents.middles(snapshot)
    own = [region for region in queries.municipalities(snapshot) if region.lan == code and region.code in middles]
    largest = sorted(own, key=lambda region: -middles[region.code].area)
    points = [NamedPoint(region.code, region.name, *middles[region.code][:2]) for region in largest]
    return found, frames.with_room(points, found, shape)
