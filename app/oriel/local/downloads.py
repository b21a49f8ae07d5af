"""Bytes on their way to a client, read from disk piece by piece on the shelf's second thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from oriel.local.shelf import Shelf

_PIECE = 256 * 1024  # bytes


def download(shelf: Shelf, path: Path, filename: str) -> Response:
    """The bytes of a file, to be saved under a name."""
    kind = guess_type(filename)[0] or "application/octet-stream"
    headers = {
        "content-length": str(path.stat().st_size),
        "content-disposition": f"attachment; filename*=UTF-8''{quote(filename, '')}",
    }
    return StreamingResponse(_pieces(shelf, path), media_type=kind, headers=headers)


async def _pieces(shelf: Shelf, path: Path) -> AsyncIterator[bytes]:
    with await shelf.aside(path.open, "rb") as file:
        while piece := await shelf.aside(file.read, _PIECE):
            yield piece
