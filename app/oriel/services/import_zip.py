"""A zip file from anywhere, looked at before anything in it is read.

Nothing is ever unpacked to a place its names could choose; what lies, is encrypted or would
burst is refused all the same, since it was made to do harm. Runs in a thread.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from oriel.domain.archives import ImportUnreadable

MOST_ENTRIES = 400_000
_MOST_DIRECTORY = 128 * 2**20  # bytes of the list of entries; it is read as a whole
_BURSTS_FROM = 64 * 2**20  # bytes
_MOST_PACKED = 250  # times; chats as JSON pack to a tenth, hardly ever to a fiftieth
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_LEADS_OUT = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:|\x00")
CHUNK = 2**17  # decoded in one go it keeps nobody waiting
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def opened(path: Path) -> zipfile.ZipFile:
    """The file, found harmless. Raises ImportUnreadable."""
    try:
        _check_size(path)
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise ImportUnreadable(
            path=str(path), reason="gone", detail=error.strerror or ""
        ) from error
    except BROKEN as error:
        raise ImportUnreadable(path=str(path), reason="damaged", detail=_short(error)) from error
    try:
        _check(path, archive)
    except ImportUnreadable:
        archive.close()
        raise
    return archive


def pieces(archive: zipfile.ZipFile, name: str, path: Path) -> Iterator[bytes]:
    """The content of an entry; its end tells whether it was whole. Raises ImportUnreadable."""
    try:
        with archive.open(name) as entry:
            while piece := entry.read(CHUNK):
                yield piece
    except OSError as error:
        raise ImportUnreadable(
            path=str(path), reason="gone", detail=error.strerror or ""
        ) from error
    except (*BROKEN, KeyError) as error:
        raise ImportUnreadable(path=str(path), reason="damaged", detail=_short(error)) from error


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise ImportUnreadable(path=str(path), reason="many", detail=str(len(infos)))
    names: set[str] = set()
    for info in infos:
        if info.flag_bits & 1:
            raise ImportUnreadable(path=str(path), reason="encrypted")
        # Systems that do not tell Ab from aB would write one over the other.
        if _LEADS_OUT.search(info.filename) or (folded := info.filename.casefold()) in names:
            raise ImportUnreadable(path=str(path), reason="unsafe", detail=info.filename[:200])
        names.add(folded)
        if _bursts(info.file_size, info.compress_size):
            raise ImportUnreadable(path=str(path), reason="bomb", detail=info.filename[:200])
    # Many small bursts are a large one.
    if _bursts(sum(info.file_size for info in infos), sum(info.compress_size for info in infos)):
        raise ImportUnreadable(path=str(path), reason="bomb")


def _bursts(size: int, packed: int) -> bool:
    return size > _BURSTS_FROM and size > _MOST_PACKED * packed


def _check_size(path: Path) -> None:
    """Whether the list of entries can be read at all; a zip says its length at its end."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - 2**16 - 1_000)
        file.seek(start)
        end = file.read()
    at, at_64 = end.rfind(_END), end.rfind(_END_64)
    length = struct.unpack_from("<I", end, at + 12)[0] if 0 <= at <= len(end) - 16 else 0
    if 0 <= at_64 <= len(end) - 48:
        length = max(struct.unpack_from("<Q", end, at_64 + 40)[0], length % 0xFFFFFFFF)
    if length > _MOST_DIRECTORY:
        raise ImportUnreadable(path=str(path), reason="many")


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
