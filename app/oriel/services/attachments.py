"""Files on their way into a message: looked at, read or uploaded, and kept with the draft.

Pictures are looked at here and made ready in ui/attaching: decoding them needs Qt.
"""

from __future__ import annotations

import asyncio
import logging
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from oriel.domain.attachment_kinds import HEAD, FileKind, Kind, decoded, kind_of
from oriel.domain.attachments import (
    Intake,
    NotAttached,
    Refusal,
    clean_name,
    data_uri,
    intake_of,
    most_inline,
)
from oriel.domain.errors import AppError
from oriel.domain.parts import FilePart, Part
from oriel.services.connections import Connections
from oriel.store.drafts import DraftTable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes of an attachment are: in a file, or here (what was pasted)."""

    name: str
    path: Path | None = None
    content: bytes = b""

    def __repr__(self) -> str:
        return f"Source({self.name!r})"


class Seen(NamedTuple):
    """What a look at a file tells. `size` is in bytes."""

    what: FileKind
    size: int


def source_of(path: str) -> Source:
    """A file by its path, under a name that may be shown."""
    return Source(clean_name(path), Path(path))


class Attachments:
    """What cannot be read raises NotAttached; what the service refuses, its AppError."""

    def __init__(self, connections: Connections, drafts: DraftTable) -> None:
        self._connections = connections
        self._drafts = drafts

    def intake(self, connection_id: str, model: str) -> Intake:
        """What a connection and its model take: nothing when it is gone."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return Intake()
        return intake_of(connection, model, self._connections.rules(connection, model))

    async def look(self, source: Source) -> Seen:
        """What a file is, by its size and its first bytes."""
        return await asyncio.to_thread(_look, source)

    async def read(self, source: Source, what: FileKind) -> FilePart:
        """The file within the message, text in UTF-8 whatever it was in."""
        return await asyncio.to_thread(_read, source, what, most_inline(what))

    async def upload(
        self, source: Source, seen: Seen, connection_id: str, progress: Callable[[float], None]
    ) -> FilePart:
        """The file by its id at the service. `progress` hears the share sent, 0.0 to 1.0."""

        def count(sent: int) -> None:
            progress(min(sent / max(seen.size, 1), 1.0))

        client = await self._connections.client(connection_id)
        try:
            with _on_disk(source) as path:
                made = await client.files.upload(
                    path, name=source.name, media_type=seen.what.media_type, progress=count
                )
        except OSError as error:
            raise _unreadable(error) from error
        return FilePart(source.name, file_id=str(made["id"]), size=seen.size)

    async def forget(self, connection_id: str, file_id: str) -> None:
        """Deletes an upload that was never sent. That it stays there is no reason to stop."""
        try:
            client = await self._connections.client(connection_id)
            await client.files.delete(file_id)
        except AppError as error:
            _log.info("an upload that is not needed stays at the service: %s", error.code)

    async def kept(self, chat_id: str) -> tuple[Part, ...]:
        """What was attached to a chat's draft."""
        return await self._drafts.parts(chat_id)

    async def keep(self, chat_id: str, parts: tuple[Part, ...]) -> None:
        """Keeps what is attached with the chat's draft; () keeps nothing."""
        await self._drafts.put_parts(chat_id, parts)


def _look(source: Source) -> Seen:
    if source.path is None:
        return Seen(kind_of(source.name, source.content[:HEAD]), len(source.content))
    try:
        status = source.path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise NotAttached(Refusal.FOLDER)
        # Reading a pipe or a device might never end.
        if not stat.S_ISREG(status.st_mode):
            raise NotAttached(Refusal.UNREADABLE)
        with source.path.open("rb") as file:
            return Seen(kind_of(source.name, file.read(HEAD)), status.st_size)
    except OSError as error:
        raise _unreadable(error) from error


def _read(source: Source, what: FileKind, most: int) -> FilePart:
    content = _content(source, most)
    size = len(content)
    if what.kind is Kind.TEXT:
        content = decoded(content).encode("utf-8", "replace")
    return FilePart(source.name, data_uri=data_uri(what.media_type, content), size=size)


def _content(source: Source, most: int) -> bytes:
    """All of it. It may have grown since it was looked at."""
    if source.path is None:
        return source.content
    try:
        with source.path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise _unreadable(error) from error
    if not content:
        raise NotAttached(Refusal.EMPTY)
    if len(content) > most:
        raise NotAttached(Refusal.TOO_BIG, size=len(content), limit=most)
    return content


@contextmanager
def _on_disk(source: Source) -> Iterator[Path]:
    """The file itself, or one that holds what was pasted."""
    if source.path is not None:
        yield source.path
        return
    handle, name = tempfile.mkstemp(prefix="oriel-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(source.content)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _unreadable(error: OSError) -> NotAttached:
    return NotAttached(Refusal.UNREADABLE, detail=error.strerror or "")
