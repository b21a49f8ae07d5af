"""Small real pictures, made without a library: what the rehearsal draws."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

_SIZE = 96  # pixels each way


def picture(fineness: int = _SIZE) -> str:
    """A PNG as base64: dusk over a hill. A smaller `fineness` shows it in coarser blocks."""
    block = max(1, _SIZE // fineness)
    rows = b"".join(
        b"\0" + b"".join(_colour(x // block * block, y // block * block) for x in range(_SIZE))
        for y in range(_SIZE)
    )
    head = struct.pack(">IIBBBBB", _SIZE, _SIZE, 8, 2, 0, 0, 0)
    pieces = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*piece) for piece in pieces)).decode()


def _colour(x: int, y: int) -> bytes:
    if (x - 66) ** 2 + (y - 34) ** 2 < 13**2:
        return bytes((255, 214, 140))
    if y > 66 + ((x - 30) / 9) ** 2 / 4:
        return bytes((10, 113 - y // 2, 108 - y // 2))
    return bytes((250 - y, 190 - y, 150 + y // 2))


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
