"""Opening the zip archive that a workbook is, without trusting it: size, macros, links, encryption, before anything is parsed."""

import io
import re
import struct
import zlib
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from etl.sources.inbox.faults import Fault, RefusedError

MAX_PARTS: Final = 500
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_RATIO: Final = 250
RATIO_FROM: Final = 1024 * 1024
"""Parts smaller than this may be packed as tight as they like."""

OLD_FORMAT: Final = bytes.fromhex("d0cf11e0a1b11ae1")

ZIP_ERRORS: Final = (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)
"""What zipfile raises on damaged archives; NotImplementedError is a RuntimeError, UnicodeDecodeError a ValueError."""

FORBIDDEN_PARTS: Final = (
    (re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|customui|/ctrlprops/", re.I), "makron"),
    (re.compile(r"/externallinks/|/connections\.xml|/querytables/|/model/|/webextensions/", re.I), "länkar till andra filer"),
    (re.compile(r"/embeddings/|oleobject", re.I), "inbäddade filer"),
)

DAMAGED: Final = "Filen är skadad och går inte att öppna. Spara den på nytt från kalkylprogrammet som Excel-arbetsbok (.xlsx)."
BOMB: Final = "Filen växer orimligt när den packas upp. Kopiera uppgifterna till en ny mall."


def open_archive(content: bytes) -> ZipFile:
    """The workbook's archive, once it has proved harmless.

    Raises:
        RefusedError: it is no workbook, is encrypted or damaged, unpacks to too much, or holds macros, links or embedded files.

    """
    if content.startswith(OLD_FORMAT):
        raise RefusedError(Fault("Filen är lösenordsskyddad eller sparad i ett äldre format. Spara den utan lösenord som .xlsx."))
    try:
        archive = ZipFile(io.BytesIO(content))
    except ZIP_ERRORS as error:
        raise RefusedError(Fault(DAMAGED)) from error
    parts = archive.infolist()
    faults = [*_sizes(parts), *_forbidden(parts)]
    if faults:
        raise RefusedError(*faults)
    return archive


def read_part(archive: ZipFile, name: str) -> bytes:
    """One part of the archive, unpacked.

    Raises:
        RefusedError: it is missing or damaged.

    """
    try:
        return archive.read(name)
    except (KeyError, *ZIP_ERRORS) as error:
        raise RefusedError(Fault(f"{DAMAGED} Det som inte går att läsa är {name!r:.100}.")) from error


def _sizes(parts: list[ZipInfo]) -> list[Fault]:
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return [Fault(BOMB)]
    if any(part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * part.compress_size for part in parts):
        return [Fault(BOMB)]
    if len({*names}) < len(names):
        return [Fault(DAMAGED)]
    if any(part.flag_bits & 1 or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        return [Fault("Filen är krypterad eller packad på ett ovanligt sätt. Spara den på nytt som .xlsx.")]
    return []


def _forbidden(parts: list[ZipInfo]) -> list[Fault]:
    found = {what for part in parts for pattern, what in FORBIDDEN_PARTS if pattern.search(f"/{part.filename}")}
    return [Fault(f"Filen innehåller {what}. Kopiera uppgifterna som värden till en ny mall.") for what in sorted(found)]
