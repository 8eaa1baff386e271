"""Tables of slides, written as XML: the library takes a millisecond for each cell, and a deck has hundreds."""

import re
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from dashboard.charts import theme

UNADORNED: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own name of the table style without colours and lines."""

ROW_HEIGHT: Final = Inches(0.3)
UNFIT: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML can't hold."""

POINTS: Final = 12
LONGEST_NUMBER: Final = 30
"""A column with anything longer holds sentences."""

INSETS: Final = 'marL="50000" marR="50000" marT="20000" marB="20000" anchor="ctr"'


def fit(text: str) -> str:
    """The text without what XML can't hold."""
    return UNFIT.sub("", text)


def fill(frame: Any, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """Put the rows, the first of them the heading, into an empty table; `widths` are in inches."""
    table = frame._element.graphic.graphicData.tbl
    table.tblPr.find(qn("a:tableStyleId")).text = UNADORNED
    table.tblPr.set("bandRow", "0")
    table.tblPr.set("firstCol", "1")
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set("w", str(Inches(width)))
    for row in list(table.tr_lst):
        table.remove(row)
    numbers = [at > 0 and all(len(row[at]) <= LONGEST_NUMBER for row in rows[1:]) for at in range(len(rows[0]))]
    for at, row in enumerate(rows):
        cells = "".join(_cell(text, head=at == 0, number=number) for text, number in zip(row, numbers, strict=True))
        table.append(parse_xml(f'<a:tr {nsdecls("a")} h="{ROW_HEIGHT}">{cells}</a:tr>'))


def _cell(text: str, *, head: bool, number: bool) -> str:
    """Words to the left, numbers to the right; a line below."""
    line = f'<a:lnB w="6350"><a:solidFill>{_colour(theme.MUTED if head else theme.FADED)}</a:solidFill></a:lnB>'
    ground = f"<a:solidFill>{_colour(theme.GRID)}</a:solidFill>" if head else "<a:noFill/>"
    look = f'lang="sv-SE" sz="{POINTS * 100}" b="{int(head)}"'
    words = f"<a:r><a:rPr {look}/><a:t>{escape(fit(text))}</a:t></a:r>" if text else f"<a:endParaRPr {look}/>"
    side = f'<a:pPr algn="{"r" if number else "l"}"/>'
    body = f"<a:txBody><a:bodyPr/><a:lstStyle/><a:p>{side}{words}</a:p></a:txBody>"
    return f"<a:tc>{body}<a:tcPr {INSETS}>{line}{ground}</a:tcPr></a:tc>"


def _colour(code: str) -> str:
    return f'<a:srgbClr val="{code.removeprefix("#").upper()}"/>'
