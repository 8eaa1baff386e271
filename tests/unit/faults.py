"""One fault put into a copy of the hand-written catalogue."""

from pathlib import Path
from typing import NamedTuple


class Fault(NamedTuple):
    """`old` becomes `new` at its first place in `file`; the error then holds every one of `said`."""

    name: str
    file: str
    old: str
    new: str
    said: tuple[str, ...]

    def put_in(self, directory: Path) -> Path:
        """The file, once it has the fault."""
        file = directory / self.file
        text = file.read_text(encoding="utf-8")
        assert self.old in text, "the fault must be one that the catalogue can have"
        file.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")
        return file
