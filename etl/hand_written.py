"""Everything hand-written that a version is built with, read from the catalogue's directory."""

from collections.abc import Sequence
from dataclasses import dataclass

from etl import geography
from etl.contract.catalogue import Catalogue, load_catalogue
from etl.contract.corrections import Corrections, load_corrections
from etl.contract.national import Series, load_national
from etl.contract.paths import catalogue_path
from etl.contract.strategies import Strategies, load_strategies
from etl.sources.inbox.definition import load_definition


@dataclass(frozen=True)
class HandWritten:
    """Indicators, strategies, corrections of the sources' values, national figures."""

    catalogue: Catalogue
    strategies: Strategies
    corrections: Corrections = ()
    national: Sequence[Series] = ()


def read_hand_written() -> HandWritten:
    """The catalogue's files, `KOLLEN_CATALOGUE` or those beside the code.

    Raises:
        CatalogueError: something is wrong in them, the definition of what kommuner report included.
        GeographyError: the register of regions can't be used.

    """
    directory = catalogue_path()
    catalogue = load_catalogue(directory)
    load_definition(directory)
    corrections = load_corrections(directory, catalogue, geography.regions()["code"].to_pylist())
    return HandWritten(catalogue, load_strategies(directory, catalogue), corrections, load_national(directory))
