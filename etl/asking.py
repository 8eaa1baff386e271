"""Which sources a run asks, and which only give again what they gave before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from etl.areas.steps import groups_of
from etl.contract.catalogue import Catalogue
from etl.contract.paths import DataPaths
from etl.contract.sources import TITLES
from etl.harvest import Harvest, MismatchError, Say, SettingError, Source, SourceError
from etl.raw import RawStore
from etl.sources.registry import ESSENTIAL, ORIGINS, Origin, Rereadable, areas_of_scb

PROBE_SECONDS: Final = 5.0
"""How long a source has to answer before it is taken to be out of reach."""

ASKED: Final = tuple(ORIGINS)
"""The sources that are asked over the network, in the order in which they are."""


class Kept:
    """A source that isn't asked in this run. Its values are read again from the answers kept, not from the last version.

    A version has been through disclosure control: what is hidden in it has no value any more, so nothing could be worked out
    anew from it. A hidden cell would look like one that the source lacks, and no longer be covered for by others, or be shown
    once its number of persons has come in from elsewhere. From the source's own answers the same values come, and the same
    control is done on all of them together.
    """

    def __init__(self, source: Rereadable) -> None:
        self.name = source.name
        self._source = source

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """What the source last answered.

        Raises:
            SourceError: the store of answers can't be used.

        """
        return self._source.reread(catalogue, regions, say)


class Asked:
    """A source that is asked in this run. Where it fails, its last answers stand and the run goes on, saying so.

    Not where it was named (`required`), where it gave no answers before and the dashboard would be empty without it, nor where a
    setting or the catalogue is wrong.
    """

    def __init__(self, source: Rereadable, *, required: bool) -> None:
        self.name = source.name
        self._source = source
        self._required = required

    def collect(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """What the source answers, or, marked as failed, what it last answered.

        Raises:
            SourceError: it failed and was required, or the store of answers can't be used.

        """
        try:
            return self._source.collect(catalogue, regions, say)
        except (MismatchError, SettingError):
            raise
        except SourceError as error:
            if self._required or (self.name in ESSENTIAL and not self._source.has_answers()):
                raise
            kept = self._source.reread(catalogue, regions, say)
            remark = f"FAILED: {error}\nThe values of {self.name} are those that it last answered with, if any."
            return replace(kept, failed=True, remarks=(remark, *kept.remarks))


@dataclass(frozen=True)
class Wish:
    """What the command line asks for: the sources named (none: all that apply), and whether everything is asked anew."""

    named: frozenset[str] = frozenset()
    refresh: bool = False

    def includes(self, name: str) -> bool:
        """Whether a source is to be asked."""
        return not self.named or name in self.named


def asked_sources(catalogue: Catalogue, paths: DataPaths, wish: Wish, say: Say) -> Sequence[Source]:
    """The sources that the catalogue has use for: each asked if wished for and there to answer, else read from what is kept.

    Raises:
        SourceError: a setting can't be used, or a source was named and can't be reached.

    """
    store = RawStore(paths.raw)
    sources: list[Source] = []
    for name, make in ORIGINS.items():
        count = len(catalogue.of_source(name))
        if not count and name not in ESSENTIAL:
            continue
        origin = make(store, wish.refresh)
        ask = wish.includes(name) and (name in ESSENTIAL or _answers(name, origin, count, wish, say))
        sources.append(Asked(origin.source, required=name in wish.named) if ask else Kept(origin.source))
    return sources


def area_sources(catalogue: Catalogue, paths: DataPaths, wish: Wish, say: Say) -> dict[str, Source]:
    """SCB for each number of persons in areas below the kommun with its shares, by the number's id; asked or read as above.

    Their answers are kept apart, so that one can be read and let go of before the next.

    Raises:
        SourceError: a setting can't be used, or SCB was named and can't be reached.

    """
    groups = groups_of(catalogue)
    if not groups or not paths.geo.is_dir():
        return {}
    origins = {entries[0].id: areas_of_scb(RawStore(paths.raw), wish.refresh, f"scb_{entries[0].id}") for entries in groups}
    first, count = next(iter(origins.values())), sum(map(len, groups))
    ask = wish.includes("scb") and _answers("scb", first, count, wish, say)
    required = "scb" in wish.named
    return {name: Asked(origin.source, required=required) if ask else Kept(origin.source) for name, origin in origins.items()}


def _answers(name: str, origin: Origin, count: int, wish: Wish, say: Say) -> bool:
    """Whether a source that a run can do without can be asked now.

    Raises:
        SourceError: it can't, and was named.

    """
    why = origin.why_out_of_reach(PROBE_SECONDS)
    if why is None:
        return True
    silent = f"{TITLES[name]} ({origin.url}) {why}"
    if name in wish.named:
        raise SourceError(f"{silent}. Run again on a network that reaches it, or without --source {name}. Nothing was changed.")
    say(f"{silent}: its {count} indicator(s) keep the values of the last run that reached it, if any.")
    return False
