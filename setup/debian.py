"""Debian's packages, where this is Debian and we are root."""

import os
import shutil
import subprocess


def in_ci() -> bool:
    """Whether continuous integration runs this."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def install(*packages: str) -> None:
    """Install them; where that can't be, nothing happens."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def run(*command: str) -> None:
    """Run a command, telling of it; it may fail."""
    print("$", *command, flush=True)
    subprocess.run(command, check=False)
