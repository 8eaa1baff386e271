"""Which kommuner a page shows and which is in focus: what its address asks for held against those that exist."""

from collections.abc import Collection, Sequence
from typing import Final

from dashboard import url_state
from dashboard.charts.colours import OWN, Look, looks
from dashboard.published import queries
from dashboard.published.queries import Group
from etl.contract.codes import GroupKind
from etl.contract.reader import Snapshot
from etl.contract.remembered import remembered

MOST_NAMED: Final = 12
LAN_DIGITS: Final = 2


def known(snapshot: Snapshot, wanted: tuple[str, ...] | None) -> tuple[tuple[str, ...], list[str]]:
    """The codes of the wanted kommuner that exist, Sörmland's where none are named, and a remark on those that don't."""
    if wanted is None:
        return queries.groups(snapshot)[queries.DEFAULT_GROUP].members, []
    exist = {region.code for region in queries.municipalities(snapshot)}
    wanted = tuple(dict.fromkeys(code for name in wanted for code in _of_name(snapshot, name)))[: url_state.MOST_CHOSEN]
    unknown = [code for code in wanted if code not in exist]
    remarks = [f"Det finns ingen kommun med koden {', '.join(unknown)}."] if unknown else []
    return tuple(code for code in wanted if code in exist), remarks


def focused(
    snapshot: Snapshot, wanted: str | None, codes: tuple[str, ...], remarks: list[str]
) -> tuple[str | None, tuple[str, ...]]:
    """The kommun in focus (the only chosen one where none is named) and the chosen with it; remarks on one that doesn't exist."""
    if wanted and wanted not in {region.code for region in queries.municipalities(snapshot)}:
        remarks.append(f"Det finns ingen kommun med koden {wanted}.")
        wanted = None
    if wanted and wanted not in codes:
        codes = (wanted, *codes)
    return wanted or (codes[0] if len(codes) == 1 else None), codes


def said_focus(focus: str | None, codes: tuple[str, ...]) -> str | None:
    """The kommun in focus as an address says it: not where it is the only one."""
    return None if codes == (focus,) else focus


def codes(snapshot: Snapshot) -> Collection[str]:
    """The codes of all kommuner."""
    return _order(snapshot)


def numbers(snapshot: Snapshot, codes: Sequence[str]) -> list[int]:
    """The numbers of kommuner among all, by which they have their colours."""
    order = _order(snapshot)
    return [order[code] for code in codes]


@remembered(8)
def _order(snapshot: Snapshot) -> dict[str, int]:
    return {region.code: number for number, region in enumerate(queries.municipalities(snapshot))}


def worn(snapshot: Snapshot, codes: Sequence[str], focus: str | None) -> list[Look]:
    """How each of the chosen is drawn."""
    return looks(numbers(snapshot, codes), _order(snapshot).get(focus or ""))


def similar(snapshot: Snapshot, focus: str | None) -> Group | None:
    """The kommuner like the one in focus; None where it has none."""
    return queries.groups(snapshot).get(f"peer:{focus}")


def _of_name(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """A kommun's own code; for a län those of its kommuner."""
    lan = queries.groups(snapshot).get(f"lan:{name}")
    return lan.members if lan else (name,)


def in_address(snapshot: Snapshot, codes: Sequence[str]) -> tuple[str, ...]:
    """The chosen kommuner as an address says them: a whole län by its own two digits."""
    wanted = set(codes)
    own = (f"lan:{codes[0][:LAN_DIGITS]}",) if len(codes) > 1 else ()
    whole = any(set(queries.groups(snapshot)[lan].members) == wanted for lan in own if lan in queries.groups(snapshot))
    return (codes[0][:LAN_DIGITS],) if whole else tuple(codes)


def missing(snapshot: Snapshot, wanted: tuple[str, ...] | None, shown: Sequence[str]) -> dict[str, str]:
    """What a page's address lacks of the kommuner that it shows."""
    return {} if wanted is not None else {"kommuner": ",".join(in_address(snapshot, shown)) or url_state.NONE_AT_ALL}


def counted(codes: Sequence[str]) -> list[str]:
    """What a reader must know where no kommun is chosen, or more than have a colour each."""
    if not codes:
        return ["Inga kommuner är valda. Bara riket visas."]
    colourless = f"Fler än {OWN} får ingen egen färg: peka på en linje eller punkt för att se vilken det är."
    many = f"{len(codes)} kommuner är valda. {colourless}"
    return [many] if len(codes) > OWN else []


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
