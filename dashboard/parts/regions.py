"""Which kommuner a page shows: what its address asks for held against those that exist, and the controls to choose them."""

from collections.abc import Iterator, Sequence
from typing import Final

from dash import html

from dashboard import url_state
from dashboard.parts import pickers
from dashboard.published import counties, queries
from etl.contract.codes import GroupKind
from etl.contract.reader import Snapshot

MOST_NAMED: Final = 12
LAN_DIGITS: Final = 2


def known(snapshot: Snapshot, wanted: tuple[str, ...] | None) -> tuple[tuple[str, ...], list[str]]:
    """The codes of the wanted places that exist, Sörmland's kommuner where none are named, and remarks on the others."""
    if wanted is None:
        return queries.groups(snapshot)[queries.DEFAULT_GROUP].members, []
    exist = {region.code for region in (*counties.counties(snapshot), *queries.municipalities(snapshot))}
    wanted = tuple(dict.fromkeys(code for name in wanted for code in _of_name(snapshot, name)))[: url_state.MOST_CHOSEN]
    unknown = [code for code in wanted if code not in exist]
    return tuple(code for code in wanted if code in exist), list(_unknown(unknown))


def _unknown(codes: list[str]) -> Iterator[str]:
    """That there are no kommuner or län with the codes."""
    for kind, digits in (("ingen kommun", 4), ("inget län", 2)):
        if found := [code for code in codes if len(code) == digits]:
            yield f"Det finns {kind} med koden {', '.join(found)}."


def _of_name(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """A kommun's or län's own code; where all of a län are asked for those of its kommuner."""
    county = name.removeprefix(url_state.EVERY)
    lan = queries.groups(snapshot).get(f"lan:{county}") if county != name else None
    return lan.members if lan else (county,)


def in_address(snapshot: Snapshot, codes: Sequence[str]) -> tuple[str, ...]:
    """The chosen kommuner and län as a view says them: all kommuner of a län by its own two digits."""
    kommuner = [code for code in codes if len(code) > LAN_DIGITS]
    lan = kommuner[0][:LAN_DIGITS] if len(kommuner) > 1 else ""
    group = queries.groups(snapshot).get(f"lan:{lan}")
    if group is None or set(group.members) != set(kommuner):
        return tuple(codes)
    return (f"{url_state.EVERY}{lan}", *(code for code in codes if len(code) == LAN_DIGITS))


def missing(snapshot: Snapshot, wanted: tuple[str, ...] | None, shown: Sequence[str]) -> dict[str, str]:
    """What a page's address lacks of the kommuner that it shows."""
    return {} if wanted is not None else {"kommuner": url_state.KOMMUNER.write(in_address(snapshot, shown))}


def short(snapshot: Snapshot, codes: tuple[str, ...]) -> str:
    """The chosen kommuner as the län or group that they are, by the only one's name, or by how many they are."""
    if len(codes) < 2:
        return queries.regions(snapshot)[codes[0]].name if codes else "inga kommuner"
    groups = [group for group in queries.groups(snapshot).values() if set(group.members) == set(codes)]
    order = list(GroupKind)
    first = min(groups, key=lambda group: order.index(group.kind), default=None)
    return first.name if first and first.kind is not GroupKind.PEER else f"{len(codes)} kommuner"


def in_words(snapshot: Snapshot, codes: tuple[str, ...]) -> str:
    """`Södermanlands län: Vingåker, Gnesta …`: the chosen kommuner by name, of many the first."""
    known = queries.regions(snapshot)
    names = ", ".join(known[code].name for code in codes[:MOST_NAMED])
    rest = f" och {len(codes) - MOST_NAMED} till" if len(codes) > MOST_NAMED else ""
    what = short(snapshot, codes)
    return f"{what}: {names}{rest}" if len(codes) > 1 else what[0].upper() + what[1:]


def controls(snapshot: Snapshot, chosen: tuple[str, ...], prefix: str) -> list[html.Div]:
    """A list of kommuner (`<prefix>-municipalities`) and a list of groups that fills it (`<prefix>-group`)."""
    kommuner = pickers.dropdown(
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
        html.Div(pickers.field("Kommuner", kommuner), className="control-medium"),
        html.Div(pickers.field("Ett helt län eller en grupp", groups), className="control-medium"),
    ]
