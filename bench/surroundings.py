"""Where the replay and the peer apps lie, and what is measured on them: the catalogue's KPIs."""

import sys
from pathlib import Path

from etl.contract.catalogue import Catalogue, load_catalogue
from etl.contract.paths import ROOT, catalogue_path

SHARED = ROOT.parent / "shared"
REPLAY = SHARED / "kolada_replay"
PEERS = SHARED / "peers"


def skip_without(*needed: Path) -> None:
    """Leave with exit code 0 and the reason where something that is measured against is not there."""
    missing = [str(path) for path in needed if not path.exists()]
    if missing:
        print(f"Skipped: {', '.join(missing)} is not there; the benchmark measures against it.")
        sys.exit(0)


def catalogue() -> Catalogue:
    """The catalogue that the ETL runs with."""
    return load_catalogue(catalogue_path())
