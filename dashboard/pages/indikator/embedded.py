"""One chart of the page by itself, as HTML in which no script runs: for the frames of other sites."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final, NamedTuple

from dashboard import formats
from dashboard.charts import still, still_map, theme
from dashboard.files.document import part
from dashboard.markup import Element
from dashboard.pages.indikator import indicator_view, map_view, panes
from dashboard.pages.indikator.selection import IndicatorSelection
from dashboard.published import provenance

WIDE: Final = (720, 380)
NARROW: Final = (360, 320)
"""A phone's chart is one of its own: a wide one made smaller could not be read."""
WITHOUT: Final = ("style", "id", "tabIndex")
"""What no style sheet of the page can allow, and what only the whole page needs."""


class Chart(NamedTuple):
    """A chart as HTML with its heading, its point, what to know of it, and its table."""

    what: str
    picture: str
    summary: str
    notes: str
    table: Element


def body(selection: IndicatorSelection, chart: str, notices: str, address: str) -> str:
    """The page's body: `told` is what readers must know of the data as a whole (HTML), `address` that of the whole page."""
    entry, snapshot = selection.entry, selection.snapshot
    made = CHARTS[chart](selection)
    warnings = [text for text in (entry.doubtful, entry.not_renewed, *selection.remarks) if text]
    warned = "".join(f'<p class="told">{escape(text)}</p>' for text in warnings)
    source = provenance.source_line(snapshot, [entry], formats.unit(entry))
    version = (
        f"Integrationskollen, dataversion {snapshot.version}, publicerad {formats.timestamp(snapshot.manifest['built_at'])}."
    )
    way = f'<a href="{escape(address)}" target="_blank" rel="noopener">Öppna hela sidan (ny flik)</a>'
    return (
        f"<main>{notices}<h1>{escape(entry.title)}</h1>"
        f'<p class="what">{escape(made.what)}</p>'
        f"{warned}"
        f"<p>{escape(made.summary)}</p><figure>{made.picture}</figure>"
        f'<p class="muted">{escape(made.notes)}</p>'
        f'<details><summary>Visa som tabell</summary><div class="scroll" tabindex="0" role="region" aria-label="Tabell">'
        f"{part(made.table, WITHOUT)}</div></details>"
        f'<p class="source">{part(source, WITHOUT)}</p><p class="muted">{escape(version)} {way}</p></main>'
    )


def _map(selection: IndicatorSelection) -> Chart:
    figure, legend = map_view.map_part(selection)
    rows = map_view.legend_rows(legend)
    title = map_view.title(selection)
    label = f"Karta. {selection.entry.title}. {title}. {'; '.join(words for _, words in rows)}."
    drawn = still_map.svg(figure, selection.snapshot.boundaries(map_view.level(selection.view)), label)
    keys = "".join(f"<li>{_swatch(colour)}<span>{escape(words)}</span></li>" for colour, words in rows)
    picture = f'{_hatches()}<div class="map">{drawn}<ul class="legend">{keys}</ul></div>'
    return Chart(title, picture, indicator_view.summary(selection), map_view.note(selection), map_view.table_view(selection))


def _pane(selection: IndicatorSelection) -> Chart:
    pane = panes.pane(selection)
    label = f"{pane.kind} {pane.summary}".strip()
    drawn = [
        f'<div class="chart {name}">{still.svg(pane.figure, size, label)}</div>'
        for name, size in (("wide", WIDE), ("narrow", NARROW))
    ]
    return Chart(pane.title, "".join(drawn), pane.summary, " ".join(pane.notes), panes.table_view(selection))


CHARTS: Final[Mapping[str, Callable[[IndicatorSelection], Chart]]] = {"karta": _map, "diagram": _pane}
"""By the name in the address: the map, and the chart beside it that the view asks for."""


def _swatch(colour: str) -> str:
    hatch = next((one for one in theme.HATCHES if one.key == colour), None)
    fill = f"url(#{hatch.pattern})" if hatch else colour
    box = f'<rect width="16" height="16" fill="{fill}" stroke="{theme.HATCH_LINE}"/>'
    return f'<svg width="16" height="16" aria-hidden="true">{box}</svg>'


def _hatches() -> str:
    """The marks of areas without a value, which both the map and its legend name."""
    made = "".join(map(theme.pattern, theme.HATCHES))
    return f'<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>{made}</defs></svg>'
