"""What a reading leaves in the inbox: fault files beside refused files, none beside the others, copies of the accepted ones."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from etl.sources.inbox import memory
from etl.sources.inbox.fault_files import OURS, fault_files, write_fault_files
from etl.sources.inbox.faults import Fault, visible
from etl.sources.inbox.grid import Grid


@dataclass(frozen=True)
class Refused:
    """A refused file, the cells of its sheets where they could be read, and every fault."""

    file: Path
    grids: tuple[Grid, ...]
    faults: tuple[Fault, ...]


def leave_traces(directory: Path, accepted: Sequence[Path], refused: Sequence[Refused]) -> tuple[str, ...]:
    """Write and remove what is needed; a line for each thing that the disk refused, and for each file that was withdrawn.

    What can't be written changes nothing of what was read.
    """
    if not directory.exists():
        return ()
    present = [*accepted, *(one.file for one in refused)]
    stems = Counter(file.stem for file in present)
    needed: set[Path] = set()
    remarks = []
    for one in refused:
        paths = fault_files(one.file, alone=stems[one.file.stem] == 1)
        needed.update(paths)
        remarks += _tried(partial(write_fault_files, paths, visible(one.file.name), one.grids, one.faults))
    for file in (file for file in sorted(directory.iterdir()) if OURS.search(file.name) and file not in needed):
        remarks += _tried(file.unlink)
    for file in accepted:
        remarks += _tried(partial(memory.remember, file))
    return (*remarks, *_withdraw(directory, present))


def _withdraw(directory: Path, present: Sequence[Path]) -> list[str]:
    remarks = []
    for copy in memory.withdrawn(directory, {file.name for file in present}):
        remarks += _tried(copy.unlink) or [f"inbox: {visible(copy.name)} is gone from the inbox, and with it what it reported"]
    return remarks


def _tried(action: Callable[[], None]) -> list[str]:
    try:
        action()
    except OSError as error:
        return [f"inbox: {error.filename} can't be written ({error.strerror}); what was read still counts. Close or free it."]
    return []
