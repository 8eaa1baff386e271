"""Which sources a run asks, and which only give again what they gave before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import pyarrow as pa

from etl.contract.catalogue import Catalogue
from etl.contract.paths import DataPaths
from etl.harvest import Harvest, MismatchError, Say, SettingError, Source, SourceError
from etl.raw import RawStore
from etl.sources.kolada import KoladaSettings, KoladaSource
from etl.sources.kolada.source import NAME as KOLADA
from etl.sources.scb import Scb, ScbSettings, why_out_of_reach
from etl.sources.scb.source import NAME as SCB

PROBE_SECONDS: Final = 5.0
"""How long a source has to answer before it is taken to be out of reach."""

ASKED: Final = (KOLADA, SCB)
"""The sources that are asked over the network, in the order in which they are."""


class Rereadable(Source, Protocol):
    """A source that keeps its answers and can read them again."""

    def reread(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """As `collect`, but from the answers kept."""
        ...

    def has_answers(self) -> bool:
        """Whether any are kept."""
        ...


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
            if self._required or (self.name == KOLADA and not self._source.has_answers()):
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
    """Kolada, and SCB where the catalogue has indicators of it: each asked if wished for, else read from what is kept.

    Raises:
        SourceError: a setting can't be used, or SCB was named and can't be reached.

    """
    store = RawStore(paths.raw)
    kolada = KoladaSource(store, KoladaSettings.from_environment(), refresh=wish.refresh)
    sources: list[Source] = [_asked(kolada, wish) if wish.includes(KOLADA) else Kept(kolada)]
    if catalogue.of_source(SCB):
        settings = ScbSettings.from_environment()
        scb = Scb(store, settings, refresh=wish.refresh)
        ask = wish.includes(SCB) and _answers(settings, catalogue, wish, say)
        sources.append(_asked(scb, wish) if ask else Kept(scb))
    return sources


def _asked(source: Rereadable, wish: Wish) -> Asked:
    return Asked(source, required=source.name in wish.named)


def _answers(settings: ScbSettings, catalogue: Catalogue, wish: Wish, say: Say) -> bool:
    """Whether SCB can be asked now.

    Raises:
        SourceError: it can't, and was named.

    """
    why = why_out_of_reach(settings, PROBE_SECONDS)
    if why is None:
        return True
    silent = f"SCB ({settings.url}) {why}"
    if SCB in wish.named:
        raise SourceError(f"{silent}. Run again on a network that reaches it, or without --source scb. Nothing was changed.")
    say(f"{silent}: its {len(catalogue.of_source(SCB))} indicator(s) keep the values of the last run that reached it, if any.")
    return False
