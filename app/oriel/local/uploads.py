"""Uploads as multipart/form-data: bounded, never held whole in memory.

Starlette's own form reader does the same on threads that outlive the request; here
the bytes go to disk on the shelf's second thread.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from oriel.local.faults import ApiFault, wrong
from oriel.local.shelf import Shelf

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_PIECE = 256 * 1024  # bytes written at once
_FRAME = 1024 * 1024  # bytes a form may have beside its file
_LONGEST_NAME = 255
_LONGEST_FIELD = 64 * 1024  # bytes
_MOST_FIELDS = 32


@dataclass
class Form:
    """What was sent: fields by name, and the part named `file`."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    path: Path | None = None

    def content(self) -> Path:
        """Where the file is, to be taken away. Raises ApiFault 400 when there is none."""
        if self.path is None:
            raise wrong("file", "Missing required parameter: 'file'.", "missing_required_parameter")
        return self.path


@asynccontextmanager
async def uploaded(request: Request, shelf: Shelf, most: int) -> AsyncIterator[Form]:
    """The form of a request, its file of at most `most` bytes, which is gone afterwards.

    Raises ApiFault 400 or 413.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise ApiFault(400, "Send the file as multipart/form-data.", param="file")
    reading, path = _reading(boundary), shelf.incoming / secrets.token_hex(16)
    try:
        with await shelf.aside(path.open, "wb") as file:
            async for content in _contents(request, reading, most):
                await shelf.aside(file.write, content)
            await shelf.aside(file.flush)
        reading.form.path = path if reading.form.filename else None
        yield reading.form
    finally:
        await shelf.aside(partial(path.unlink, missing_ok=True))


def _reading(boundary: bytes) -> _Reading:
    try:
        return _Reading(boundary)
    except FormParserError as error:
        raise ApiFault(400, "The form cannot be read.", param="file") from error


async def _contents(request: Request, reading: _Reading, most: int) -> AsyncIterator[bytes]:
    """The bytes of the file, in pieces worth a trip to the disk. Raises ApiFault 400 or 413."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most + _FRAME:
            said = f"The file is larger than {most // 1024 // 1024} MB."
            raise ApiFault(413, said, param="file", code="too_large")
        if content := reading.read(piece):
            yield content
    yield reading.rest()


class _Reading:
    """The form as far as the parser has come."""

    def __init__(self, boundary: bytes) -> None:
        self.form = Form()
        self._ended = False
        self._content = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._header = (b"", b"")
        self._field: str | None = None  # None in the file
        self._value = bytearray()
        self._parser = MultipartParser(boundary, self._callbacks())

    def read(self, piece: bytes) -> bytes:
        """What came of the file, when it is enough; else it waits. Raises ApiFault 400."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise ApiFault(400, "The form cannot be read.", param="file") from error
        return self._taken() if len(self._content) >= _PIECE else b""

    def rest(self) -> bytes:
        """What of the file was not taken yet. Raises ApiFault 400 for a form without an end."""
        if not self._ended:
            raise ApiFault(400, "The form has no end.", param="file")
        return self._taken()

    def _taken(self) -> bytes:
        content = bytes(self._content)
        self._content.clear()
        return content

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _on_header_end(self) -> None:
        name, value = self._header
        self._headers[name.lower()] = value
        self._header = (b"", b"")

    def _on_headers(self) -> None:
        _kind, options = parse_options_header(self._headers.get(b"content-disposition"))
        name = options.get(b"name", b"").decode(errors="replace")
        self._field, self._value = name, bytearray()
        if name == "file" and b"filename" in options and not self.form.filename:
            self.form.filename = _plain(options[b"filename"].decode(errors="replace"))
            self._field = None

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self._content += data[start:end]
            return
        self._value += data[start:end]
        if len(self._value) > _LONGEST_FIELD or len(self.form.fields) > _MOST_FIELDS:
            raise FormParserError("too much beside the file")

    def _on_part_end(self) -> None:
        if self._field is not None:
            self.form.fields[self._field] = self._value.decode(errors="replace")

    def _on_end(self) -> None:
        self._ended = True


def _plain(name: str) -> str:
    """A name without folders: what a client sends is no path of ours."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c for c in last if c.isprintable())[-_LONGEST_NAME:]
    return plain if plain.strip(".") else "file"
