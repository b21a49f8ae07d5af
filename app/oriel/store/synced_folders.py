"""The folders kept in step with vector stores, and which files of them were sent as what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from oriel.domain.json_values import from_plain, to_plain
from oriel.domain.synced_folders import SyncedFile, SyncedFolder
from oriel.store.database import Database
from oriel.store.json_rows import JsonRows
from oriel.store.rows import storable

_PUT = """INSERT INTO synced_file (folder_id, path, file_id, sha256, size, mtime_ns)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (folder_id, path) DO UPDATE SET file_id = excluded.file_id,
    sha256 = excluded.sha256, size = excluded.size, mtime_ns = excluded.mtime_ns"""
_FILES = "SELECT path, file_id, sha256, size, mtime_ns FROM synced_file WHERE folder_id = ?"
_DROP = "DELETE FROM synced_file WHERE folder_id = ? AND path = ?"
_USES = "SELECT folder_id, path FROM synced_file WHERE file_id = ?"


class Use(NamedTuple):
    """One place in a synced folder that stands for a file of the service."""

    folder_id: str
    key: str


class SyncedFolderTable:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._folders = JsonRows(db, "synced_folder", to_plain, _folder)

    async def put(self, folder: SyncedFolder) -> None:
        """Adds a folder, or replaces the one of its id; its files stay."""
        await self._folders.put((folder.id, folder))

    async def forget(self, folder_id: str) -> None:
        """The folder and what is known of its files; one that is not there is no error."""
        await self._folders.delete(folder_id)

    async def all(self) -> list[SyncedFolder]:
        """In the order they were added."""
        return await self._folders.all()

    async def files(self, folder_id: str) -> dict[str, SyncedFile]:
        """What was sent of a folder, by key."""

        def work(db: sqlite3.Connection) -> dict[str, SyncedFile]:
            return {row[0]: SyncedFile(*row) for row in db.execute(_FILES, (folder_id,))}

        return await self._db.read(work)

    async def put_files(self, folder_id: str, files: Iterable[SyncedFile]) -> None:
        """All of them, or none; a folder that was forgotten meanwhile takes none."""
        rows = [
            (folder_id, storable(f.key), f.file_id, f.sha256, f.size, f.mtime_ns) for f in files
        ]

        def work(db: sqlite3.Connection) -> None:
            known = "SELECT 1 FROM synced_folder WHERE id = ?"
            if db.execute(known, (folder_id,)).fetchone():
                db.executemany(_PUT, rows)

        await self._db.run(work)

    async def drop_files(self, folder_id: str, keys: Iterable[str]) -> None:
        """They are not in the store any more."""
        rows = [(folder_id, storable(key)) for key in keys]
        await self._db.run(lambda db: db.executemany(_DROP, rows))

    async def uses(self, file_ids: Iterable[str]) -> dict[str, list[Use]]:
        """Every place that stands for one of the files: the same content may lie twice."""
        asked = tuple(file_ids)

        def work(db: sqlite3.Connection) -> dict[str, list[Use]]:
            return {i: [Use(*row) for row in db.execute(_USES, (i,))] for i in asked}

        return await self._db.read(work)


def _folder(raw: Any) -> SyncedFolder:
    return from_plain(SyncedFolder, raw)
