"""Writes down when the sources were last asked, for the dashboard; what is written is `etl.contract.freshness`."""

from collections.abc import Sequence

from etl import disk
from etl.contract.freshness import Freshness, in_json
from etl.contract.paths import DataPaths
from etl.harvest import Harvest
from etl.versions.publish import PublishError


def write_freshness(paths: DataPaths, harvests: Sequence[Harvest]) -> None:
    """Replace the file as a whole; beside demo data there is nothing to tell.

    Raises:
        PublishError: the disk refused.

    """
    sources = tuple(
        Freshness(name=harvest.source, asked_at=harvest.asked_at, changed_at=harvest.changed_at, failed=harvest.failed)
        for harvest in harvests
        if not harvest.demo
    )
    draft = paths.freshness.with_suffix(".tmp")
    try:
        disk.write(draft, in_json(sources))
        draft.replace(paths.freshness)
    except OSError as error:
        advice = "Free space or mend the permissions"
        raise PublishError(f"{paths.freshness}: can't be written ({error.strerror}). {advice}.") from error
