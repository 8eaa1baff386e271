"""Controls for choosing indicator, period, sex and regions, each with a visible Swedish label."""

from collections.abc import Sequence
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.published.counties import ALSO_CALLED
from dashboard.published.queries import Group, Region
from dashboard.published.search_words import spellings, swedish_order
from etl.contract.catalogue import Catalogue
from etl.contract.codes import GroupKind, RegionType

DROPDOWN_WORDS: Final = {
    "select_all": "Välj alla",
    "deselect_all": "Avmarkera alla",
    "selected_count": "{num_selected} valda",
    "search": "Sök",
    "clear_search": "Rensa sökningen",
    "clear_selection": "Rensa valet",
    "no_options_found": "Inget hittades",
}
ALL_OPTIONS: Final = "-options"
"""What a list's id ends with as the id of the store of all its options."""
KIND_WORDS: Final = {GroupKind.COUNTY: "Län", GroupKind.SKR: "Kommungrupp", GroupKind.PEER: "Liknande"}


def field(label: str, control: Any) -> html.Div:
    """A control, which must have an id, under its label; all that a list can show lies beside it."""
    name = html.Label(label, htmlFor=control.id, className="field-label")
    parts = _opened_later(control) if isinstance(control, dcc.Dropdown) else [control]
    return html.Div([name, *parts], className="field")


def _opened_later(control: Any) -> list[Any]:
    """The list with the chosen options alone, and a store with all, which `assets/long_lists.js` gives it when it is opened.

    Dash makes an index of what each list holds, for the search in it, whether anybody opens the list or not.
    """
    every, value = control.options, control.value
    chosen = value if isinstance(value, list) else [value]
    control.options = [one for one in every if one["value"] in chosen]
    return [control, dcc.Store(id=f"{control.id}{ALL_OPTIONS}", data=every)]


def dropdown(component_id: str, options: Sequence[dict[str, Any]], *, value: Any, **more: Any) -> dcc.Dropdown:
    """A searchable list with Swedish words, for a `field`."""
    settings = {"labels": DROPDOWN_WORDS, "maxHeight": 360, "placeholder": "Välj", **more}
    return dcc.Dropdown(list(options), value, id=component_id, **settings)


def indicator_options(catalogue: Catalogue) -> list[dict[str, str]]:
    """All indicators in the catalogue's order, found by title, focus area, KPI and synonyms."""
    areas = {area.id: area for area in catalogue.focus_areas}
    return [
        option(
            f"{areas[entry.focus_area].short_title}: {entry.title}",
            entry.id,
            f"{entry.short_title} {areas[entry.focus_area].title} {entry.source.reference} {' '.join(entry.synonyms)}",
        )
        for entry in catalogue.indicators
    ]


def municipality_options(regions: Sequence[Region]) -> list[dict[str, str]]:
    """Kommuner by name, in Swedish alphabetical order."""
    return [_region_option(region) for region in sorted(regions, key=lambda r: swedish_order(r.name))]


def region_options(regions: Sequence[Region]) -> list[dict[str, str]]:
    """Län first, then kommuner, each in Swedish alphabetical order."""
    chosen = [region for region in regions if region.type is not RegionType.COUNTRY]
    ranked = sorted(chosen, key=lambda r: (r.type is RegionType.MUNICIPALITY, swedish_order(r.name)))
    return [_region_option(region) for region in ranked]


def group_options(groups: Sequence[Group]) -> list[dict[str, str]]:
    """Groups of kommuner: län, SKR's groups, then the similar ones of each kommun."""
    order = list(GroupKind)
    ranked = sorted(groups, key=lambda group: (order.index(group.kind), swedish_order(group.name)))
    return [
        option(f"{_group_words(group)} ({len(group.members)})", group.id, ALSO_CALLED.get(group.id.removeprefix("lan:"), ""))
        for group in ranked
    ]


def _region_option(region: Region) -> dict[str, str]:
    """Found as `Malmö stad`, `Malmö kommun` and by code too; a län also by what people call it."""
    if region.type is RegionType.MUNICIPALITY:
        return option(region.name, region.code, f"{region.name}s kommun stad {region.code}")
    return option(region.name, region.code, f"{ALSO_CALLED.get(region.code, '')} {region.code}")


def option(label: str, value: str, also: str = "") -> dict[str, str]:
    """An entry of a list: Dash looks for what is typed in its label and in `search`."""
    return {"label": label, "value": value, "search": f"{also} {spellings(f'{label} {also}')}".strip()}


def _group_words(group: Group) -> str:
    return f"{KIND_WORDS[group.kind]}: {group.name}" if group.kind is GroupKind.SKR else group.name


def sex_choice(component_id: str, options: Sequence[dict[str, Any]], value: str) -> dbc.RadioItems:
    """Total, women or men."""
    return dbc.RadioItems(options=list(options), value=value, id=component_id, inline=True, class_name="sex-choice")
