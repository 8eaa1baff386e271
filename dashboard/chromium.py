"""Headless Chromium over a pipe: finds one, starts it, and has it print HTML that is handed to it as PDF.

It is given whole documents and never an address: scripts are off, no host name resolves, and no port is opened. So it needs no
server, and no worker has to answer it while another waits.
"""

import base64
import contextlib
import fcntl
import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

SETTING: Final = "KOLLEN_CHROMIUM"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
"""Where macOS has them, which no PATH names."""

SWITCHES: Final = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--lang=sv",
)
ROOTS_SWITCH: Final = "--no-sandbox"
"""Chromium doesn't start its sandbox for root."""

PATIENCE_SECONDS: Final = 20.0
PRINTING: Final[dict[str, Any]] = {
    "preferCSSPageSize": True,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
    "paperWidth": 8.27,
    "paperHeight": 11.69,
}
LOADED: Final = "Page.loadEventFired"
CHUNK: Final = 1 << 20
END: Final = b"\0"
"""Of a message."""

LOG: Final = "chromium.log"
FATAL: Final = ":FATAL:"
LONGEST_SAYING: Final = 200
LONGEST_DIRECTORY: Final = 50
"""Chromium's socket, which it puts 44 letters further down, may have 103 in all on macOS."""
FIRST_FREE: Final = 10
"""Of the descriptors: Chromium reads commands from 3 and answers on 4, so ours are kept above."""


class ChromiumError(Exception):
    """Chromium can't be started, has died, doesn't answer in time or refuses."""


def executable() -> str | None:
    """Path of the Chromium to use: the one that `KOLLEN_CHROMIUM` names, else one on PATH or where macOS has it, else None."""
    named = os.environ.get(SETTING)
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*NAMES, *PLACES))
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


class Chromium:
    """One running Chromium. Close it, or use it in `with`; should this process end first, it ends by itself."""

    def __init__(self, path: str, patience: float = PATIENCE_SECONDS) -> None:
        """Start the Chromium at `path`, and don't wait for it; each document may take so many seconds.

        Raises:
            ChromiumError: it can't be started.

        """
        self._path, self._patience = path, patience
        self._asked, self._late = 0, False
        self._received = bytearray()
        self._page: tuple[str, str] | None = None
        self._directory = tempfile.TemporaryDirectory(prefix="integrationskollen-", ignore_cleanup_errors=True)
        try:
            self._pid, self._commands, self._answers = _start(path, Path(self._directory.name))
        except ChromiumError:
            self._directory.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, and remove what it has written."""
        if self._pid:
            self._kill()
            os.waitpid(self._pid, 0)
            os.close(self._commands)
            os.close(self._answers)
            self._pid = 0
        self._directory.cleanup()

    def pdf(self, html: str) -> bytes:
        """The document as tagged PDF with an outline, on the paper that its style sheet asks for.

        Raises:
            ChromiumError: it has died, or isn't done in time. It must be closed then.

        """
        with self._watched():
            self._page = self._page or self._open()
            page, frame = self._page
            self._call("Page.setDocumentContent", page, until=LOADED, frameId=frame, html=html)
            printed = self._call("Page.printToPDF", page, **PRINTING)
        return base64.b64decode(printed["data"])

    def _open(self) -> tuple[str, str]:
        """An empty page: its session and its frame."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        page = str(self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        self._call("Page.enable", page)
        self._call("Emulation.setScriptExecutionDisabled", page, value=True)
        return page, str(self._call("Page.getFrameTree", page)["frameTree"]["frame"]["id"])

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Whatever hangs is ended: reading and writing then fail instead of waiting."""
        timer = threading.Timer(self._patience, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, EOFError) as error:
            raise ChromiumError(self._obituary()) from error
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)

    def _obituary(self) -> str:
        if self._late:
            return f"Chromium was not done within {self._patience:.0f} seconds and was ended."
        log = Path(self._directory.name, LOG)
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
        said = next(
            (line for line in lines if FATAL in line), next((line for line in reversed(lines) if line.strip()), "")
        ).strip()
        return f"Chromium ({self._path}) has stopped{f', saying: {said[:LONGEST_SAYING]}' if said else ''}."

    def _call(self, method: str, page: str | None = None, *, until: str | None = None, **parameters: Any) -> dict[str, Any]:
        """What a command answers; with `until`, once that event has come too."""
        self._asked += 1
        session = {"sessionId": page} if page else {}
        self._send(json.dumps({"id": self._asked, "method": method, "params": parameters, **session}).encode())
        answer, waiting = None, until is not None
        while answer is None or waiting:
            told = json.loads(self._receive())
            waiting = waiting and told.get("method") != until
            if told.get("id") == self._asked:
                answer = told
        if "error" in answer:
            raise ChromiumError(f"Chromium refused {method}: {answer['error'].get('message')}")
        return dict(answer["result"])

    def _send(self, message: bytes) -> None:
        rest = memoryview(message + END)
        while rest:
            rest = rest[os.write(self._commands, rest) :]

    def _receive(self) -> bytes:
        while END not in self._received:
            part = os.read(self._answers, CHUNK)
            if not part:
                raise EOFError
            self._received += part
        message, _, rest = self._received.partition(END)
        self._received = rest
        return bytes(message)


def _start(path: str, directory: Path) -> tuple[int, int, int]:
    """The process, in a group of its own, and the pipes' ends for commands and answers."""
    theirs_in, commands = map(_moved_up, os.pipe())
    answers, theirs_out = map(_moved_up, os.pipe())
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, str(directory / LOG), os.O_WRONLY | os.O_CREAT, 0o600),
        (os.POSIX_SPAWN_DUP2, theirs_in, 3),
        (os.POSIX_SPAWN_DUP2, theirs_out, 4),
    ]
    line = [path, *SWITCHES, *([ROOTS_SWITCH] if os.geteuid() == 0 else []), f"--user-data-dir={directory / 'profile'}"]
    environment = {**os.environ, "TMPDIR": _short(directory)}
    try:
        pid = os.posix_spawn(path, line, environment, file_actions=actions, setpgroup=0)
    except OSError as error:
        os.close(commands)
        os.close(answers)
        raise ChromiumError(f"Chromium ({path}) can't be started: {error.strerror}.") from error
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    return pid, commands, answers


def _short(directory: Path) -> str:
    """Where it puts its temporary files: a name that leaves room for a socket's; ours where it can be, which is removed."""
    known = (str(directory), tempfile.gettempdir())
    return next((name for name in known if len(name) <= LONGEST_DIRECTORY), os.path.sep + "tmp")


def _moved_up(descriptor: int) -> int:
    """The same pipe under a number that neither end wants for something else, and that no other child process inherits."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE)
    os.close(descriptor)
    return moved
