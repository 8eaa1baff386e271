"""Groups of kommuner from Kolada: SKR's nine, and each kommun's "liknande kommuner" of the latest year."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from etl.contract.catalogue import Groups
from etl.contract.codes import GroupKind
from etl.contract.schemas import GROUPS
from etl.sources.kolada.metadata import KoladaGroup
from etl.sources.kolada.plan import from_kolada

SOURCE: Final = "Kolada"
PEERS: Final = "Liknande kommuner"
MOST_LISTED: Final = 10

Row = dict[str, Any]


@dataclass(frozen=True)
class Kommuner:
    """Every kommun's name by SCB code, and the codes by each name that is used for it."""

    names: Mapping[str, str]
    codes: Mapping[str, str]


def group_table(found: Iterable[KoladaGroup], wanted: Groups, kommuner: Kommuner) -> tuple[pa.Table, list[str]]:
    """The groups (schema `GROUPS`, sorted by group and member), with remarks on what was left out."""
    by_id = {group.id: group for group in found}
    remarks: list[str] = []
    rows = list(_skr_rows(by_id, wanted, kommuner, remarks))
    rows += _peer_rows(by_id.values(), wanted.peers_theme, kommuner, remarks)
    rows.sort(key=lambda row: (row["group"], row["member"]))
    return pa.Table.from_pylist(rows, schema=GROUPS), remarks


def latest_peers(
    found: Iterable[KoladaGroup], theme: str, codes: Mapping[str, str]
) -> tuple[dict[str, tuple[int, KoladaGroup]], list[str]]:
    """By kommun, the latest year's group "<theme>, <kommun>, <year>"; and the titles that name no kommun."""
    title = re.compile(rf"{re.escape(theme)}, (.+), (\d{{4}})")
    latest: dict[str, tuple[int, KoladaGroup]] = {}
    nameless = []
    for group in found:
        match = title.fullmatch(group.title)
        if match is None:
            continue
        code, year = codes.get(match[1]), int(match[2])
        if code is None:
            nameless.append(group.title)
        elif code not in latest or latest[code][0] < year:
            latest[code] = (year, group)
    return latest, nameless


def _skr_rows(by_id: Mapping[str, KoladaGroup], wanted: Groups, kommuner: Kommuner, remarks: list[str]) -> Iterator[Row]:
    for group in wanted.skr:
        if group.kolada_group not in by_id:
            remarks.append(f"Group skr:{group.code} left out: Kolada has no group {group.kolada_group} (groups.yaml)")
            continue
        head = {"group": f"skr:{group.code}", "name": group.title, "kind": GroupKind.SKR.value, "year": wanted.skr_year}
        yield from _member_rows(by_id[group.kolada_group], head, set(kommuner.names), remarks)


def _peer_rows(found: Iterable[KoladaGroup], theme: str, kommuner: Kommuner, remarks: list[str]) -> Iterator[Row]:
    latest, nameless = latest_peers(found, theme, kommuner.codes)
    lacking = [name for code, name in kommuner.names.items() if code not in latest]
    remarks += _listed("group(s) of peers that name no kommun", nameless)
    remarks += _listed(f"kommun(er) without a group '{theme}, <kommun>, <year>'", lacking)
    label = theme.removeprefix(PEERS).strip(" ,") or theme
    for code, (year, group) in latest.items():
        name = f"{PEERS} {kommuner.names[code]} ({label}, {year})"
        head = {"group": f"peer:{code}", "name": name, "kind": GroupKind.PEER.value, "year": year}
        yield from _member_rows(group, head, set(kommuner.names) - {code}, remarks)


def _member_rows(group: KoladaGroup, head: Row, known: set[str], remarks: list[str]) -> Iterator[Row]:
    codes = {from_kolada(member.member_id): None for member in group.members}
    if strangers := [code for code in codes if code not in known]:
        remarks.append(f"Group {head['group']} ({group.id}): left out, no kommuner that can be members: {', '.join(strangers)}")
    yield from ({**head, "source": SOURCE, "member": code} for code in codes if code in known)


def _listed(what: str, names: list[str]) -> list[str]:
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return [f"{len(names)} {what}: {', '.join(names[:MOST_LISTED])}{more}"] if names else []
