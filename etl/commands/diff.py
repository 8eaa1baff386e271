"""`etl diff`: what differs between two kept versions."""

import argparse

from etl.contract.paths import data_paths
from etl.harvest import Say
from etl.versions.difference import pair, summary


def diff(options: argparse.Namespace, say: Say) -> None:
    """Say it line by line, of the last two versions where none are named.

    Raises:
        UnavailableError: a version isn't kept.

    """
    for line in summary(pair(data_paths(options.data), options.old, options.new)):
        say(line)
