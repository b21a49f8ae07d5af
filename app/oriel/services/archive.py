"""The Oriel archive: all of the history, or some chats, in one file. Never a key in it.

Written chat by chat on one view of the history, to an unfinished file that gets its name at
the end; it can be broken off at any time.
"""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from oriel.domain.archives import ArchiveUnwritable, Manifest
from oriel.domain.messages import Message
from oriel.services.archive_beside import beside
from oriel.services.archive_file import ArchiveFile
from oriel.store import archive_rows
from oriel.store.database import Database

_LANE = "export"
_SAY_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class ArchiveProgress:
    """How many of how many chats are written."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ArchiveDone:
    """An archive that is finished. `size` is in bytes."""

    path: str
    manifest: Manifest
    size: int


Progress = Callable[[ArchiveProgress], None]


class Archive:
    def __init__(self, database: Database, version: str = "") -> None:
        """`version` is that of the Oriel that writes."""
        self._database = database
        self._version = version

    async def write(
        self,
        path: str,
        chat_ids: Sequence[str] | None = None,
        progress: Progress | None = None,
        *,
        with_bin: bool = True,
    ) -> ArchiveDone:
        """Writes these chats with their folders, drafts and attachments; with None for
        `chat_ids` all of the history and what else is kept, `with_bin` also what lies in
        the bin. `progress` is called on the loop. Cancelling leaves nothing behind.

        Raises ArchiveUnwritable, and as Database."""
        job = _Job(self._database, Path(path), self._version, progress)
        try:
            return await job.run(chat_ids, with_bin=with_bin)
        except _Failed as failed:
            raise failed.error from failed.__cause__


class _Job:
    """One archive, seen from the loop."""

    def __init__(
        self, database: Database, path: Path, version: str, progress: Progress | None
    ) -> None:
        self._database = database
        self._path = path
        self._version = version
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._stop = Event()
        self._ended: asyncio.Event | None = None

    async def run(self, chat_ids: Sequence[str] | None, *, with_bin: bool) -> ArchiveDone:
        ended = asyncio.Event()

        def work(db: sqlite3.Connection) -> ArchiveDone:
            self._ended = ended
            try:
                writing = _Writing(db, self._path, self._version, self._say, self._stop)
                return writing.write(chat_ids, with_bin=with_bin)
            finally:
                self._call(ended.set)

        try:
            return await self._database.read_beside(work, _LANE)
        except asyncio.CancelledError:
            self._stop.set()
            if self._ended is not None:  # it had begun: nothing of it may stay
                await ended.wait()
            raise

    def _say(self, said: ArchiveProgress) -> None:
        if self._progress is not None:
            self._call(self._progress, said)

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(function, *arguments)


class _Stopped(Exception):
    """Nobody waits for the archive any more."""


class _Failed(Exception):
    """Carries the failure past the database's thread, which would take it for its own."""

    def __init__(self, error: ArchiveUnwritable) -> None:
        super().__init__()
        self.error = error


class _Writing:
    """One archive, in the thread that reads."""

    def __init__(
        self,
        db: sqlite3.Connection,
        path: Path,
        version: str,
        say: Callable[[ArchiveProgress], None],
        stop: Event,
    ) -> None:
        self._db = db
        self._path = path
        self._version = version
        self._say = say
        self._stop = stop
        self._said_at = 0.0

    def write(self, chat_ids: Sequence[str] | None, *, with_bin: bool) -> ArchiveDone:
        unfinished = self._path.with_name(f".{self._path.name}.{os.urandom(4).hex()}.part")
        try:
            with ArchiveFile(unfinished) as archive:
                self._write_chats(archive, chat_ids, with_bin=with_bin)
                if chat_ids is None:
                    archive.write_lists(self._db)
                manifest = archive.finish(self._version)
            size = unfinished.stat().st_size
            unfinished.replace(self._path)
        except OSError as error:
            raise _Failed(_unwritable(self._path, error)) from error
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return ArchiveDone(str(self._path), manifest, size)

    def _write_chats(
        self, archive: ArchiveFile, chat_ids: Sequence[str] | None, *, with_bin: bool
    ) -> None:
        ids = archive_rows.archived_ids(self._db, chat_ids, with_bin=with_bin)
        folder_ids: set[str] = set()
        for done, chat_id in enumerate(ids):
            self._tell(done, len(ids))
            if chat := archive_rows.chat_in(self._db, chat_id):
                folder_ids.add(chat.folder_id)
                messages = archive_rows.messages_in(self._db, chat_id)
                # Who gives some chats to somebody does not give what was taken out of them.
                whole = with_bin and chat_ids is None
                more = beside(self._db, chat, with_bin=whole)
                archive.write_chat(chat, self._until_stopped(messages), more)
        archive.write_folders(self._db, None if chat_ids is None else folder_ids)
        self._tell(len(ids), len(ids))

    def _until_stopped(self, messages: Iterable[Message]) -> Iterator[Message]:
        for message in messages:
            if self._stop.is_set():
                raise _Stopped
            yield message

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        now = time.monotonic()
        if done == total or now - self._said_at >= _SAY_EVERY_S:
            self._said_at = now
            self._say(ArchiveProgress(done, total))


def _unwritable(path: Path, error: OSError) -> ArchiveUnwritable:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return ArchiveUnwritable(path=str(path), detail=error.strerror or str(error), full=int(full))
