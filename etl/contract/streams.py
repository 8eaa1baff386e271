"""What is printed for the one who runs a command."""

import io
import sys


def printable() -> None:
    """Have letters that the terminal or log can't show printed as their numbers, rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
