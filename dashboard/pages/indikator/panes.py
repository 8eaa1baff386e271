"""What can stand beside the map, by the names that `url_state.PANES` has for addresses; a new pane is named here."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from dashboard.markup import Element
from dashboard.pages.indikator import lines, pane_view
from dashboard.pages.indikator.pane_view import Pane
from dashboard.pages.indikator.selection import IndicatorSelection


class Kind(NamedTuple):
    """A pane's name for the reader, the pane itself, and its chart as a table."""

    words: str
    pane: Callable[[IndicatorSelection], Pane]
    table_view: Callable[[IndicatorSelection], Element]


PANES: Final[Mapping[str, Kind]] = {
    "utveckling": Kind("Utveckling", pane_view.trend_pane, lines.table_view),
    "fordelning": Kind("Fördelning", pane_view.distribution_pane, pane_view.distribution_table),
    "rangordning": Kind("Rangordning", pane_view.ranking_pane, pane_view.ranking_table),
    "gap": Kind("Gap", pane_view.gap_pane, pane_view.gap_table),
}


def pane(selection: IndicatorSelection) -> Pane:
    """The pane that the view asks for; where it doesn't apply to the indicator, why."""
    return PANES[selection.view.pane].pane(selection)


def table_view(selection: IndicatorSelection) -> Element:
    """The pane's chart as a table."""
    return PANES[selection.view.pane].table_view(selection)


def options() -> list[dict[str, str]]:
    """The choices, the default first."""
    return [{"label": kind.words, "value": name} for name, kind in PANES.items()]
