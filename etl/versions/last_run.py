"""Writes down how a run went, for whoever watches over the server; what is written is `etl.contract.last_run`."""

from etl import disk
from etl.contract.last_run import LastRun
from etl.contract.paths import DataPaths
from etl.harvest import Say


def write_last_run(paths: DataPaths, run: LastRun, say: Say) -> None:
    """Replace the file, where anything was ever published; a disk that refuses is said, and changes nothing of the run."""
    draft = paths.last_run.with_suffix(".tmp")
    if not paths.published.is_dir():
        return
    try:
        disk.write(draft, run.model_dump_json(indent=1).encode())
        draft.replace(paths.last_run)
    except OSError as error:
        say(f"{paths.last_run}: can't be written ({error.strerror}): how the run went isn't written down.")
