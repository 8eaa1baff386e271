"""`etl template`: the workbook in which kommuner report validation, and with `--goals` the one in which a strategy is entered."""

import argparse

import pyarrow.compute as pc

from etl import geography
from etl.contract.catalogue import load_catalogue
from etl.contract.paths import DataPaths, catalogue_path, data_paths
from etl.contract.reader import UnavailableError, open_current
from etl.harvest import Say
from etl.sources.inbox.goals.sheets import Years
from etl.sources.inbox.goals.template import goals_template
from etl.sources.inbox.template import template_file, write_template


def template(options: argparse.Namespace, say: Say) -> None:
    """Write it, and say where the files that come back belong.

    Raises:
        TemplateError: there is a file already, or it can't be written.
        CatalogueError: the catalogue can't be used.

    """
    paths = data_paths(options.data)
    content = _of_goals(paths, say) if options.goals else template_file()
    write_template(options.file, content, overwrite=options.force)
    to = "whoever knows the strategy" if options.goals else "the kommun"
    say(f"Wrote {options.file}: send it to {to}, and put the files that come back in {paths.inbox}.")


def _of_goals(paths: DataPaths, say: Say) -> bytes:
    catalogue = load_catalogue(catalogue_path())
    return goals_template(catalogue, geography.regions()["name"].to_pylist(), _years(paths, say))


def _years(paths: DataPaths, say: Say) -> Years:
    """The first and last year of each measure in the version in service; none where nothing is published."""
    try:
        snapshot = open_current(paths)
    except UnavailableError:
        say("Nothing is published yet, so the list has no years of the measures: run 'python -m etl run' first to have them.")
        return {}
    found = {}
    for entry in snapshot.catalogue.indicators:
        table = snapshot.observations(entry.id)
        ends = pc.min_max(table.filter(table["value"].is_valid())["period"]).as_py()
        if ends["min"] is not None:
            found[entry.id] = (int(ends["min"][:4]), int(ends["max"][:4]))
    return found
