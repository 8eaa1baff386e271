"""Controls for choosing indicator, period, sex and regions, each with a visible Swedish label."""

from collections.abc import Sequence
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.published import counties
from dashboard.published.queries import Group, Region
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
KIND_WORDS: Final = {GroupKind.COUNTY: "Län", GroupKind.SKR: "Kommungrupp", GroupKind.PEER: "Liknande"}


def field(label: str, control: Any) -> html.Div:
    """A control, which must have an id, under its label."""
    name = html.Label(label, htmlFor=control.id, className="field-label")
    return html.Div([name, control], className="field")


def dropdown(component_id: str, options: Sequence[dict[str, Any]], **more: Any) -> dcc.Dropdown:
    """A searchable list with Swedish words."""
    settings = {"labels": DROPDOWN_WORDS, "maxHeight": 360, "placeholder": "Välj", **more}
    return dcc.Dropdown(list(options), id=component_id, **settings)


def indicator_options(catalogue: Catalogue) -> list[dict[str, Any]]:
    """All indicators in the catalogue's order, found by title, focus area, KPI and definition."""
    areas = {area.id: area for area in catalogue.focus_areas}
    return [
        {
            "label": f"{areas[entry.focus_area].short_title}: {entry.title}",
            "value": entry.id,
            "search": f"{entry.title} {entry.short_title} {areas[entry.focus_area].title} {entry.source.reference}",
        }
        for entry in catalogue.indicators
    ]


def municipality_options(regions: Sequence[Region]) -> list[dict[str, str]]:
    """Kommuner by name, in Swedish alphabetical order."""
    return [{"label": region.name, "value": region.code} for region in sorted(regions, key=lambda r: swedish_order(r.name))]


def region_options(regions: Sequence[Region]) -> list[dict[str, str]]:
    """Län first, then kommuner, each in Swedish alphabetical order."""
    chosen = [region for region in regions if region.type is not RegionType.COUNTRY]
    ranked = sorted(chosen, key=lambda r: (r.type is RegionType.MUNICIPALITY, swedish_order(r.name)))
    return [_named(one.name, one.code, one.code) for one in ranked]


def _named(words: str, value: str, code: str) -> dict[str, str]:
    """An option; a län is found by what else people call it too."""
    also = counties.ALSO_CALLED.get(code)
    return {"label": words, "value": value, **({"search": f"{words} {also}"} if also else {})}


def group_options(groups: Sequence[Group]) -> list[dict[str, str]]:
    """Groups of kommuner: län, SKR's groups, then the similar ones of each kommun."""
    order = list(GroupKind)
    ranked = sorted(groups, key=lambda group: (order.index(group.kind), swedish_order(group.name)))
    return [_named(f"{_group_words(group)} ({len(group.members)})", group.id, group.id.removeprefix("lan:")) for group in ranked]


def _group_words(group: Group) -> str:
    return f"{KIND_WORDS[group.kind]}: {group.name}" if group.kind is GroupKind.SKR else group.name


def sex_choice(component_id: str, options: Sequence[dict[str, Any]], value: str) -> dbc.RadioItems:
    """Total, women or men."""
    return dbc.RadioItems(options=list(options), value=value, id=component_id, inline=True, class_name="sex-choice")


def swedish_order(text: str) -> list[int]:
    """A key that sorts å, ä, ö last, as Swedish does, with no need of the machine's locale."""
    alphabet = "abcdefghijklmnopqrstuvwxyzåäö"
    return [alphabet.find(letter) if letter in alphabet else -1 for letter in text.lower().replace("é", "e")]
