"""Which kommuner a page shows: what its address asks for held against those that exist, and the controls to choose them."""

from dash import html

from dashboard import queries
from dashboard.components import pickers
from etl.contract.reader import Snapshot


def known(snapshot: Snapshot, wanted: tuple[str, ...] | None) -> tuple[tuple[str, ...], list[str]]:
    """The codes of the wanted kommuner that exist, Sörmland's where none are named, and a remark on those that don't."""
    if wanted is None:
        return queries.groups(snapshot)[queries.DEFAULT_GROUP].members, []
    exist = {region.code for region in queries.municipalities(snapshot)}
    unknown = [code for code in wanted if code not in exist]
    remarks = [f"Det finns ingen kommun med koden {', '.join(unknown)}."] if unknown else []
    return tuple(code for code in wanted if code in exist), remarks


def settled(snapshot: Snapshot, chosen: list[str] | None) -> tuple[str, ...] | None:
    """What the address says of the kommuner in the control: None for those of the default group."""
    codes = tuple(chosen or ())
    return None if set(codes) == set(queries.groups(snapshot)[queries.DEFAULT_GROUP].members) else codes


def controls(snapshot: Snapshot, chosen: tuple[str, ...], prefix: str) -> list[html.Div]:
    """A list of kommuner (`<prefix>-municipalities`) and a list of groups that fills it (`<prefix>-group`)."""
    places = pickers.dropdown(
        f"{prefix}-municipalities",
        pickers.municipality_options(queries.municipalities(snapshot)),
        value=list(chosen),
        multi=True,
        debounce=True,
        placeholder="Inga valda",
    )
    groups = pickers.dropdown(
        f"{prefix}-group", pickers.group_options(list(queries.groups(snapshot).values())), placeholder="Välj län eller grupp"
    )
    return [
        html.Div(pickers.field("Kommuner", places), className="control-medium"),
        html.Div(pickers.field("Ett helt län eller en grupp", groups), className="control-medium"),
    ]
