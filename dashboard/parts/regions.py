"""Which kommuner a page shows and which is in focus: what its address asks for held against those that exist."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from dashboard import url_state
from dashboard.charts.colours import OWN, Look, looks
from dashboard.published import counties, queries
from dashboard.published.queries import Group
from etl.contract.codes import GroupKind
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

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


def known_kommuner(snapshot: Snapshot, wanted: tuple[str, ...] | None) -> tuple[tuple[str, ...], list[str]]:
    """The same for a page without län: a län stands for its kommuner."""
    codes, remarks = known(snapshot, wanted)
    groups = queries.groups(snapshot)
    parts = (groups[f"lan:{code}"].members if f"lan:{code}" in groups else (code,) for code in codes)
    return tuple(dict.fromkeys(code for part in parts for code in part)), remarks


def _unknown(codes: list[str]) -> Iterator[str]:
    """That there are no kommuner or län with the codes."""
    for kind, digits in (("ingen kommun", 4), ("inget län", 2)):
        if found := [code for code in codes if len(code) == digits]:
            yield f"Det finns {kind} med koden {', '.join(found)}."


def focused(
    snapshot: Snapshot, wanted: str | None, codes: tuple[str, ...], remarks: list[str]
) -> tuple[str | None, tuple[str, ...]]:
    """The place in focus (the only chosen one where none is named) and the chosen with it; a remark on one that doesn't exist."""
    if wanted and wanted not in _order(snapshot):
        remarks.extend(_unknown([wanted]))
        wanted = None
    if wanted and wanted not in codes:
        codes = (wanted, *codes)
    return wanted or (codes[0] if len(codes) == 1 else None), codes


def said_focus(focus: str | None, codes: tuple[str, ...]) -> str | None:
    """The place in focus as an address says it: not where it is the only one."""
    return None if codes == (focus,) else focus


def codes(snapshot: Snapshot) -> Collection[str]:
    """The codes of all kommuner and län."""
    return _order(snapshot)


def numbers(snapshot: Snapshot, codes: Sequence[str]) -> list[int]:
    """The numbers of places among all kommuner and then län, by which they have their colours."""
    order = _order(snapshot)
    return [order[code] for code in codes]


@remembered(8)
def _order(snapshot: Snapshot) -> dict[str, int]:
    places = (*queries.municipalities(snapshot), *counties.counties(snapshot))
    return {region.code: number for number, region in enumerate(places)}


def worn(snapshot: Snapshot, codes: Sequence[str], focus: str | None) -> list[Look]:
    """How each of the chosen is drawn."""
    return looks(numbers(snapshot, codes), _order(snapshot).get(focus or ""))


def similar(snapshot: Snapshot, focus: str | None) -> Group | None:
    """The kommuner like the one in focus; None where it has none."""
    return queries.groups(snapshot).get(f"peer:{focus}")


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


def counted(codes: Sequence[str]) -> list[str]:
    """What a reader must know where no kommun is chosen, or more than have a colour each."""
    if not codes:
        return ["Inga kommuner eller län är valda. Bara riket visas."]
    colourless = f"Fler än {OWN} får ingen egen färg: peka på en linje eller punkt för att se vilken det är."
    kind = "områden" if any(len(code) == LAN_DIGITS for code in codes) else "kommuner"
    many = f"{len(codes)} {kind} är valda. {colourless}"
    return [many] if len(codes) > OWN else []


def counted_words(codes: Sequence[str]) -> str:
    """`9 kommuner`, `1 län och 9 kommuner`."""
    lan = sum(len(code) == LAN_DIGITS for code in codes)
    kommuner = len(codes) - lan
    parts = [f"{lan} län"] if lan else []
    parts += [f"{kommuner} {'kommun' if kommuner == 1 else 'kommuner'}"] if kommuner else []
    return " och ".join(parts)


def short(snapshot: Snapshot, codes: tuple[str, ...]) -> str:
    """The chosen kommuner as the län or group that they are, by the only one's name, or by how many they are."""
    if len(codes) < 2:
        return queries.regions(snapshot)[codes[0]].name if codes else "inga kommuner"
    groups = [group for group in queries.groups(snapshot).values() if set(group.members) == set(codes)]
    order = list(GroupKind)
    first = min(groups, key=lambda group: order.index(group.kind), default=None)
    return first.name if first and first.kind is not GroupKind.PEER else counted_words(codes)


def in_words(snapshot: Snapshot, codes: tuple[str, ...]) -> str:
    """`Södermanlands län: Vingåker, Gnesta …`: the chosen kommuner by name, of many the first."""
    known = queries.regions(snapshot)
    names = ", ".join(known[code].name for code in codes[:MOST_NAMED])
    rest = f" och {len(codes) - MOST_NAMED} till" if len(codes) > MOST_NAMED else ""
    what = short(snapshot, codes)
    return f"{what}: {names}{rest}" if len(codes) > 1 else what[0].upper() + what[1:]
