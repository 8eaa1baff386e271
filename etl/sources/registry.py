"""The sources that are asked over the network, in the order in which they are; a new one is named here.

Each is made by a function of its own with its settings read from the environment, and only where a run has use for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import pyarrow as pa

from etl.contract.catalogue import Catalogue
from etl.harvest import Harvest, Say, Source
from etl.raw import RawStore
from etl.sources import kolada, scb


class Rereadable(Source, Protocol):
    """A source that keeps its answers and can read them again."""

    def reread(self, catalogue: Catalogue, regions: pa.Table, say: Say) -> Harvest:
        """As `collect`, but from the answers kept."""
        ...

    def has_answers(self) -> bool:
        """Whether any are kept."""
        ...


@dataclass(frozen=True)
class Origin:
    """A source with the address that it is asked at, and why that is out of reach (None: it answers within so many seconds)."""

    source: Rereadable
    url: str
    why_out_of_reach: Callable[[float], str | None]


def _kolada(store: RawStore, refresh: bool) -> Origin:
    settings = kolada.KoladaSettings.from_environment()
    return Origin(kolada.KoladaSource(store, settings, refresh), settings.url, partial(kolada.why_out_of_reach, settings))


def _scb(store: RawStore, refresh: bool) -> Origin:
    return areas_of_scb(store, refresh, "scb")


def areas_of_scb(store: RawStore, refresh: bool, kept_as: str) -> Origin:
    """SCB, its answers kept under a name of their own, as those about areas below the kommun."""
    settings = scb.ScbSettings.from_environment()
    return Origin(scb.Scb(store, settings, refresh, kept_as), settings.url, partial(scb.why_out_of_reach, settings))


ORIGINS: Final[Mapping[str, Callable[[RawStore, bool], Origin]]] = {"kolada": _kolada, "scb": _scb}
"""By the name that `source:` has in the catalogue and `--source` on the command line."""

ESSENTIAL: Final = frozenset({"kolada"})
"""The groups of kommuner come from it too: without it there is no run. Others may be silent, and keep their last values."""
