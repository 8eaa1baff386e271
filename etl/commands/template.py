"""`etl template`: the workbook in which kommuner report validation."""

import argparse

from etl.contract.paths import data_paths
from etl.harvest import Say
from etl.sources.inbox.template import write_template


def template(options: argparse.Namespace, say: Say) -> None:
    """Write it, and say where the files that come back belong.

    Raises:
        TemplateError: there is a file already, or it can't be written.

    """
    write_template(options.file, overwrite=options.force)
    say(f"Wrote {options.file}: send it to the kommuner, and put the files that come back in {data_paths(options.data).inbox}.")
