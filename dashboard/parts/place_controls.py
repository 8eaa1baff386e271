"""The control of which kommuner are shown, the same on all pages: the one in focus, the chosen as chips, and groups."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import dash_bootstrap_components as dbc
from dash import ctx, html, no_update

from dashboard import url_state
from dashboard.charts.colours import Look
from dashboard.html import Html
from dashboard.markup import Element, element
from dashboard.parts import pickers, regions
from dashboard.parts.aria import aria
from dashboard.published import queries
from etl.contract.codes import GroupKind, RegionType
from etl.contract.reader import Snapshot

HOW: Final = ({"label": "Byta ut", "value": "byt"}, {"label": "Läggas till", "value": "lagg"})
"""What a chosen group does to the kommuner that are chosen already."""

OF_FOCUS: Final = "liknande"
"""In the list of groups: the kommuner like the one in focus."""


PLEDGE: Final = "Sparas bara i den här webbläsaren, utan kakor. Den som får adressen ser samma kommuner."


class Ids(NamedTuple):
    """What a page calls the parts of the control; `name` is the field for the group's name, where it has one."""

    municipalities: str
    focus: str
    group: str
    how: str
    chips: str
    name: str = ""


def controls(snapshot: Snapshot, chosen: tuple[str, ...], focus: str | None, ids: Ids, *, counties: bool = False) -> list[Any]:
    """The place in focus, the chosen ones, and groups that replace or are added; with `counties` län can be chosen too."""
    every = queries.regions(snapshot).values()
    kommuner = pickers.region_options([region for region in every if counties or region.type is RegionType.MUNICIPALITY])
    focused = pickers.dropdown(ids.focus, kommuner, value=focus, placeholder="Ingen")
    several = pickers.dropdown(
        ids.municipalities, kommuner, value=list(chosen), multi=True, debounce=True, placeholder="Inga valda"
    )
    alike = {"label": "Liknande kommunen i fokus", "value": OF_FOCUS}
    known = [group for group in queries.groups(snapshot).values() if group.kind is not GroupKind.PEER]
    options = [alike, *pickers.group_options(known)]
    groups = pickers.dropdown(ids.group, options, value=None, placeholder="Välj län eller grupp")
    how = dbc.Select(id=ids.how, options=list(HOW), value=HOW[0]["value"])
    together = [pickers.field("Ett helt län eller en grupp", groups), pickers.field("Gruppen ska", how)]
    return [
        html.Div(pickers.field("I fokus", focused), className="control-focus"),
        html.Div(pickers.field("Kommuner och län" if counties else "Kommuner", several), className="control-medium"),
        html.Div(together, className="control-group"),
        _own_groups(ids),
    ]


def _own_groups(ids: Ids) -> Html:
    """The groups that the reader has named, which the browser alone remembers: `assets/own_groups.js` keeps and shows them."""
    name = f"{ids.group}-own"
    label = element("Label", "Spara de valda som", htmlFor=name, className="field-label")
    field = element("Input", None, id=name, maxLength=url_state.LONGEST_NAME, className="form-control", autoComplete="off")
    save = element("Button", "Spara", type="button", className="take-button", **{"data-group": "save"})
    said = element("P", None, role="status", className="take-told")
    parts = [element("Ul", None, className="own-group-list"), label, field, save, said, element("P", PLEDGE, className="hint")]
    menu = element("Div", parts, className="own-menu")
    shared = {"data-municipalities": ids.municipalities, "data-focus": ids.focus, "data-how": ids.how}
    named = {"data-name": ids.name} if ids.name else {}
    return Html([element("Summary", "Mina grupper"), menu], "Details", className="own-groups", **shared, **named)


def chips_row(content: Any, ids: Ids) -> Any:
    """The place of the chips, under the controls."""
    return aria(Html(content, "Div", id=ids.chips, className="chips", role="group"), label="Valda kommuner")


def chips(snapshot: Snapshot, codes: tuple[str, ...], focus: str | None, ids: Ids) -> Element:
    """The chosen kommuner in their colours, each to look at or take away, and what can be added; `assets/places.js` listens."""
    known = queries.regions(snapshot)
    rows: list[Any] = [
        _chip(known[code].name, code, look) for code, look in zip(codes, regions.worn(snapshot, codes, focus), strict=True)
    ]
    rows = [
        *rows[: regions.MOST_NAMED],
        *([f"och {len(codes) - regions.MOST_NAMED} till"] if len(codes) > regions.MOST_NAMED else []),
    ]
    names = {f"data-{name}": value for name, value in ids._asdict().items()}
    content = [
        element("Li", row)
        for row in (*rows, *_adders(snapshot, codes, focus), _act("undo", "Ångra", "", title="Ta tillbaka det senaste valet"))
    ]
    return element("Ul", content, className="chip-list", **names)


def _chip(name: str, code: str, look: Look) -> list[Element]:
    key = element("Span", None, className="chip-key", style={"background": look.colour}, aria_hidden="true")
    pressed = {"aria-pressed": "true" if look.focus else "false", "title": f"Sätt {name} i fokus"}
    return [
        element("Button", [key, name], type="button", className="chip", **{"data-act": "focus", "data-codes": code, **pressed}),
        _act("remove", "×", code, aria_label=f"Ta bort {name}", title=f"Ta bort {name}"),
    ]


def _adders(snapshot: Snapshot, codes: tuple[str, ...], focus: str | None) -> list[Element]:
    """Buttons that add the kommuner like the one in focus, and those of its län."""
    groups = queries.groups(snapshot)
    offered = [
        ("+ Liknande", regions.similar(snapshot, focus)),
        ("+ Hela länet", groups.get(f"lan:{(focus or '')[: regions.LAN_DIGITS]}")),
    ]
    return [
        _act("add", words, ",".join(group.members), title=f"Lägg till {group.name}")
        for words, group in offered
        if group and not set(group.members) <= set(codes)
    ]


def _act(act: str, words: str, codes: str, **more: Any) -> Element:
    return element("Button", words, type="button", className=f"chip-{act}", **{"data-act": act, "data-codes": codes, **more})


def grouped(snapshot: Snapshot, group: str | None, how: str | None, chosen: Sequence[str] | None, focus: str | None) -> Any:
    """The chosen kommuner after a group; the one in focus stays first. None where there is no such group."""
    kept = tuple(chosen or ())
    found = queries.groups(snapshot).get(f"peer:{focus or next(iter(kept), '')}" if group == OF_FOCUS else group or "")
    if found is None:
        return None
    own = (found.id.removeprefix("peer:"),) if found.kind is GroupKind.PEER else ()
    outside = (focus,) if focus in kept and focus not in found.members else ()
    before = kept if how == HOW[1]["value"] else outside
    return list(dict.fromkeys((*before, *own, *found.members)))


def chosen(
    snapshot: Snapshot, group: str | None, how: str | None, kept: Sequence[str] | None, focus: str | None
) -> tuple[Any, Any]:
    """What the lists of kommuner and of groups become after a group or another focus is chosen."""
    if ctx.triggered_id and ctx.triggered_id.endswith("group") and group:
        codes = grouped(snapshot, group, how, kept, focus)
        return (no_update, no_update) if codes is None else (codes, None)
    new = focus in regions.codes(snapshot) and focus not in (kept or ())
    return [*(kept or ()), focus] if new else no_update, no_update
