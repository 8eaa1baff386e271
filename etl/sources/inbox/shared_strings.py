"""The texts that the cells of a workbook point to."""

import re
from typing import Final

from etl.sources.inbox.markup import Element, Handler

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """The text as a spreadsheet shows it: `_x003D_` stands for an equals sign; halves of characters become U+FFFD."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SharedStrings(Handler):
    """Collects each `si`: its runs of text together, without the phonetic ones."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._runs: list[str] = []

    def start(self, element: Element) -> None:
        """A new text begins with `si`."""
        if element.name == "si":
            self._runs = []

    def end(self, name: str) -> None:
        """The text is whole at the end of `si`."""
        if name == "si":
            self.strings.append(unescaped("".join(self._runs)))

    def text(self, data: str) -> None:
        """Text counts within `t`, unless that is phonetic."""
        if self.stack[-1] == "t" and "rPh" not in self.stack:
            self._runs.append(data)
