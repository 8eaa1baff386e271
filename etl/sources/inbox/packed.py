"""A workbook as bytes that depend on its content only: no clock, no random order."""

import io
import re
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
AUTHOR: Final = "Integrationskollen"

_TIMES: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def packed(workbook: Workbook) -> bytes:
    """The workbook's file; the same content gives the same bytes."""
    workbook.properties.creator = AUTHOR
    written = io.BytesIO()
    workbook.save(written)
    result = io.BytesIO()
    with ZipFile(written) as source, ZipFile(result, "w") as target:
        for name in source.namelist():
            part = ZipInfo(name, EPOCH)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, _TIMES.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", source.read(name)))
    return result.getvalue()
