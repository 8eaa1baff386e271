"""Headless Chromium: finds one, and has it print HTML as PDF.

It is given whole documents that need nothing else: no host name resolves, and no port is opened. So it needs no server, and no
worker has to answer it while another waits. Each document has a process, a profile and temporary files of its own, which are gone
when it is printed, and when it is not.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from etl.contract.errors import ExpectedError

SETTING: Final = "KOLLEN_CHROMIUM"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATHS: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
"""Where macOS has them, which no PATH names."""

SWITCHES: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--lang=sv",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
ROOTS_SWITCH: Final = "--no-sandbox"
"""Chromium doesn't start its sandbox for root."""

PATIENCE_SECONDS: Final = 20.0
DOCUMENT, PRINTED, LOG = "document.html", "printed.pdf", "chromium.log"
FATAL: Final = ":FATAL:"
LONGEST_MESSAGE: Final = 200
LONGEST_DIRECTORY: Final = 50
"""Chromium's socket, which it puts 44 letters further down, may have 103 in all on macOS."""


class ChromiumError(Exception):
    """Chromium can't be started, has died, or isn't done in time."""


class ProgramError(ExpectedError, ValueError):
    """`KOLLEN_CHROMIUM` names no program; the message says what is wanted."""


def check() -> None:
    """Hold the setting against this machine.

    Raises:
        ProgramError: it names no program.

    """
    named = os.environ.get(SETTING)
    if named and executable() is None:
        raise ProgramError(f"{SETTING} is {named!r}: a program (Chromium or Chrome) is wanted, or nothing for the one on PATH.")


def executable() -> str | None:
    """Path of the Chromium to use: the one that `KOLLEN_CHROMIUM` names, else one on PATH or where macOS has it, else None."""
    named = os.environ.get(SETTING)
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*NAMES, *PATHS))
    return next((path for path in found if path), None)


def missing() -> str:
    """What to do where `executable` finds none."""
    named = os.environ.get(SETTING)
    if named:
        return f"{SETTING} names {named!r}, and there is no such program: name another, or leave it out."
    return (
        f"PDF files are made by Chromium, and there is none: none of {', '.join(NAMES)} on PATH. Install Chromium or Chrome "
        f"(Debian: apt-get install chromium), or name the program in {SETTING}."
    )


def pdf(html: str, program: str, patience: float = PATIENCE_SECONDS, beneath: Path | None = None) -> bytes:
    """The document as tagged PDF with an outline, on the paper that its style sheet asks for; tried twice, so many seconds each.

    What it needs meanwhile lies `beneath` a directory, None that of the machine for temporary files.

    Raises:
        ChromiumError: the Chromium at `program` could not print it, twice in a row.

    """
    try:
        return _printed(html, program, patience, beneath)
    except ChromiumError:
        return _printed(html, program, patience, beneath)


def end_those_in(directory: Path) -> None:
    """End each process group that prints in the directory: who started it was killed. Without /proc it ends by itself."""
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            pid = int(arguments.parent.name)
            if f"={directory}/".encode() in arguments.read_bytes() and os.getpgid(pid) != os.getpgrp():
                os.killpg(os.getpgid(pid), signal.SIGKILL)


def _printed(html: str, program: str, patience: float, beneath: Path | None) -> bytes:
    prefix = "integrationskollen-" if beneath is None else ""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=beneath, ignore_cleanup_errors=True) as name:
        directory = Path(name)
        (directory / DOCUMENT).write_text(html, encoding="utf-8")
        _run(program, directory, patience)
        try:
            return (directory / PRINTED).read_bytes()
        except FileNotFoundError as error:
            raise ChromiumError(f"Chromium ({program}) has stopped{_last_words(directory / LOG)}.") from error


def _run(program: str, directory: Path, patience: float) -> None:
    """Have it print, in a process group of its own: whatever of it is left afterwards is ended."""
    root = [ROOTS_SWITCH] if os.geteuid() == 0 else []
    files = [f"--user-data-dir={directory / 'profile'}", f"--print-to-pdf={directory / PRINTED}", (directory / DOCUMENT).as_uri()]
    environment = {**os.environ, "TMPDIR": _short(directory)}
    with (directory / LOG).open("wb") as log:
        try:
            started = subprocess.Popen(
                [program, *SWITCHES, *root, *files],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        except OSError as error:
            raise ChromiumError(f"Chromium ({program}) can't be started: {error.strerror}.") from error
    try:
        started.wait(patience)
    except subprocess.TimeoutExpired as error:
        raise ChromiumError(f"Chromium was not done within {patience:g} seconds and was ended.") from error
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def _last_words(log: Path) -> str:
    """What it said of its end: the fatal line, else the last one."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    fatal = [line for line in lines if FATAL in line]
    return "".join(f", saying: {line[:LONGEST_MESSAGE]}" for line in (fatal[:1] or lines[-1:]))


def _short(directory: Path) -> str:
    """Where it puts its temporary files: a name that leaves room for a socket's; ours where it can be, which is removed."""
    known = (str(directory), tempfile.gettempdir())
    return next((name for name in known if len(name) <= LONGEST_DIRECTORY), os.path.sep + "tmp")
