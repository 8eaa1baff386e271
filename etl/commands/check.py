"""`etl check`: whether the catalogue, the corrections, the comments and the version in service are without faults."""

import argparse

from etl import geography
from etl.checks import check as check_observations
from etl.contract import clock
from etl.contract.catalogue import Catalogue
from etl.contract.corrections import in_words as corrections_in_words
from etl.contract.notes import Known, load_notes
from etl.contract.paths import DataPaths, catalogue_path, data_paths
from etl.contract.reader import Snapshot, UnavailableError, open_current
from etl.contract.requirements import check_requirements
from etl.hand_written import HandWritten, read_hand_written
from etl.harvest import Say
from etl.tables.goals_in_words import followed_in_words
from etl.tables.validation_checks import check_validation
from etl.versions.publish import intact


def check(options: argparse.Namespace, say: Say) -> None:
    """Say what was looked at and that it is right.

    Raises:
        ExpectedError: with every fault that was found.

    """
    hand_written = read_hand_written()
    say(corrections_in_words(hand_written.corrections))
    check_requirements(catalogue_path(), hand_written.catalogue, hand_written.strategies)
    say(_catalogue_in_words(hand_written))
    paths = data_paths(options.data)
    say(_notes_in_words(paths, hand_written.catalogue))
    _check_version(paths, open_current(paths), say)


def _catalogue_in_words(hand_written: HandWritten) -> str:
    goals = sum(len(strategy.goals) for strategy in hand_written.strategies.strategies)
    return (
        f"Catalogue: {len(hand_written.catalogue.indicators)} indicators in {len(hand_written.catalogue.focus_areas)} areas, "
        f"{len(hand_written.strategies.strategies)} strategies with {goals} goals, no faults."
    )


def _notes_in_words(paths: DataPaths, catalogue: Catalogue) -> str:
    known = Known(catalogue, geography.regions()["code"].to_pylist(), clock.today())
    found = load_notes(paths.notes, known)
    count = sum(len(notes) for notes in found.values())
    return f"Comments: {count} in {len(found)} file(s), no faults." if found else f"Comments: none in {paths.notes}."


def _check_version(paths: DataPaths, snapshot: Snapshot, say: Say) -> None:
    if not intact(paths, snapshot.version):
        raise UnavailableError(
            f"Version {snapshot.version} is damaged: the files in {snapshot.directory} are not those that were published. "
            "Run 'python -m etl run'."
        )
    published = snapshot.catalogue
    check_observations(published, {entry.id: snapshot.observations(entry.id) for entry in published.indicators})
    for line in check_validation(snapshot):
        say(line)
    if snapshot.has("goals"):
        for line in followed_in_words(snapshot.strategies, snapshot.table("goals")):
            say(line)
    kind = "demo values (made up)" if snapshot.demo else "real values"
    say(f"Version {snapshot.version}, built {snapshot.manifest['built_at']}: {kind}, no faults.")
