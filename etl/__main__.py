"""The command line of the ETL: `python -m etl run | demo | check | diff | template | backup | restore | pull | push`.

Exit codes: 0 published or nothing new, 1 failed and nothing changed, 2 wrong usage, 3 as 0 but a source failed and what it
answered before stands, or values that their source no longer gives are kept.
"""

import argparse
import gc
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from etl.contract import clock
from etl.contract.errors import ExpectedError
from etl.contract.streams import printable

GC_THRESHOLDS: Final = (50_000, 20, 100)
"""A run makes millions of small objects and next to no cycles: looking for those less often saves a fifth of its time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    printable()
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int | None] = options.command
    try:
        clock.now()  # a day that is none is refused before anything is done
        return command(options) or 0
    except ExpectedError as error:
        print(f"etl: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"etl: {error.filename or options.data or 'data'}: {error.strerror}. Nothing was changed.", file=sys.stderr)
        return 1


# Each command's module is read only when it is given: together they take two seconds.


def _run(options: argparse.Namespace) -> int:
    from etl.commands.run import run

    return run(options, _say)


def _demo(options: argparse.Namespace) -> int:
    from etl.commands.run import demo

    return demo(options, _say)


def _check(options: argparse.Namespace) -> None:
    from etl.commands.check import check

    check(options, _say)


def _diff(options: argparse.Namespace) -> None:
    from etl.commands.diff import diff

    diff(options, _say)


def _template(options: argparse.Namespace) -> None:
    from etl.commands.template import template

    template(options, _say)


def _backup(options: argparse.Namespace) -> None:
    from etl.commands.backup import backup

    backup(options, _say)


def _restore(options: argparse.Namespace) -> None:
    from etl.commands.backup import restore

    restore(options, _say)


def _pull(options: argparse.Namespace) -> None:
    from etl.commands.store import pull

    pull(options, _say)


def _push(options: argparse.Namespace) -> None:
    from etl.commands.store import push

    push(options, _say)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Sources in, published Parquet out.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", "fetch from the sources and publish", _run)
    run.add_argument("--source", action="append", type=_source, metavar="NAME", help="ask only this source; may be repeated")
    run.add_argument("--refresh", action="store_true", help="ask for everything again, not only for what can have changed")
    run.add_argument("--accept", action="store_true", help="publish although values differ much or have vanished")
    run.add_argument("--first", action="store_true", help="only where nothing is published; demo if Kolada can't be reached")
    run.add_argument("--scheduler", type=_scheduler, metavar="tcp://HOST:PORT", help="work areas out on that Dask cluster")
    _command(commands, "demo", "publish made-up values, marked as such", _demo)
    _command(commands, "check", "check the catalogue and the version in service", _check)
    diff = _command(commands, "diff", "tell what differs between two kept versions", _diff)
    diff.add_argument("old", nargs="?", metavar="A", help="a kept version (the one before B)")
    diff.add_argument("new", nargs="?", metavar="B", help="another one (the one in service)")
    template = _command(commands, "template", "write a workbook to send out: for reports or for a strategy", _template)
    template.add_argument("file", type=_workbook, metavar="FILE.xlsx", help="where it is written")
    template.add_argument("--goals", action="store_true", help="the workbook in which a strategy with its goals is entered")
    template.add_argument("--force", action="store_true", help="write over a file that is there")
    for name, text, command, force in (
        ("backup", "write the data directory to one file", _backup, "write over a file that is there"),
        ("restore", "put back what such a file holds", _restore, "replace all that is there"),
    ):
        added = _command(commands, name, text, command)
        added.add_argument("file", type=_archive, metavar="FILE.tar.gz", help="the file")
        added.add_argument("--force", action="store_true", help=force)
    pull = _command(commands, "pull", "copy what KOLLEN_STORE has, for a machine that shows it", _pull)
    pull.add_argument("--every", type=_seconds, metavar="SECONDS", help="again and again, until stopped")
    _command(commands, "push", "make KOLLEN_STORE as the data directory is", _push)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    text: str,
    command: Callable[[argparse.Namespace], int | None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--data", type=Path, help="the data directory (KOLLEN_DATA, else ./data)")
    parser.set_defaults(command=command)
    return parser


def _say(line: str) -> None:
    print(line, flush=True)


def _source(name: str) -> str:
    from etl.commands.run import ALONE

    if name not in ALONE:
        raise argparse.ArgumentTypeError(f"{name!r} must be one of {', '.join(ALONE)}")
    return name


def _scheduler(text: str) -> str:
    if not re.fullmatch(r"(tcp|tls)://[^\s:/]+:[0-9]{1,5}", text):
        raise argparse.ArgumentTypeError(f"{text!r} must be an address as tcp://127.0.0.1:8786")
    return text


def _seconds(text: str) -> float:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number of seconds, 1 or more")
    return float(text)


def _workbook(name: str) -> Path:
    if not name.lower().endswith(".xlsx"):
        raise argparse.ArgumentTypeError(f"{name!r} must end in .xlsx")
    return Path(name)


def _archive(name: str) -> Path:
    if not name.lower().endswith(".tar.gz"):
        raise argparse.ArgumentTypeError(f"{name!r} must end in .tar.gz")
    return Path(name)


if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    sys.exit(main())
