"""The folders of chats. Deleting one lets what lies in it rise a level, in one step."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite

from oriel.domain.folders import Folder
from oriel.domain.json_values import Unfit, from_plain, read_json, to_plain
from oriel.store.database import Database
from oriel.store.rows import storable, to_json

_ALL = "SELECT id, json FROM folder ORDER BY n"
_PUT = """INSERT INTO folder (id, json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET json = excluded.json"""
_DELETE = "DELETE FROM folder WHERE id = ?"
_IN_IT = "SELECT id FROM chat WHERE folder_id = ?"
_RISE = "UPDATE chat SET folder_id = ? WHERE folder_id = ?"
_BACK = """UPDATE chat SET folder_id = ?
    WHERE folder_id = ? AND id IN (SELECT value FROM json_each(?))"""
_log = logging.getLogger(__name__)
_Folders = list[Folder]


@dataclass(frozen=True, slots=True)
class FolderRemoved:
    """A folder that was deleted, with what lay in it: what undoing needs."""

    folder: Folder
    folder_ids: tuple[str, ...]
    chat_ids: tuple[str, ...]


class FolderTable:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> _Folders:
        """All of them, in the order they were made; one that cannot be read is left out."""
        return await self._db.read(folders_in)

    async def put(self, *folders: Folder) -> None:
        """Adds the folders or replaces those of their ids: all of them, or none."""
        await self._db.run(lambda db: _put(db, *folders))

    async def edit(self, edit: Callable[[_Folders], Iterable[Folder]]) -> None:
        """Reads all, and writes those that `edit` gives, in one step; nothing when it raises."""
        await self._db.run(lambda db: _put(db, *edit(folders_in(db))))

    async def delete(self, folder_id: str) -> FolderRemoved:
        """Forgets a folder; its folders and chats then lie in the one it lay in. It need not
        be there itself: chats may name one that is lost."""

        def work(db: sqlite3.Connection) -> FolderRemoved:
            folders = {folder.id: folder for folder in folders_in(db)}
            folder = folders.get(folder_id) or Folder(id=folder_id, name="")
            above = folder.parent_id if folder.parent_id in folders else ""
            below = [f for f in folders.values() if f.parent_id == folder_id]
            chats = tuple(row[0] for row in db.execute(_IN_IT, (folder_id,)))
            _put(db, *(replace(f, parent_id=above) for f in below if f.id != folder_id))
            db.execute(_RISE, (above, folder_id))
            db.execute(_DELETE, (folder_id,))
            return FolderRemoved(folder, tuple(f.id for f in below), chats)

        return await self._db.run(work)

    async def put_back(self, removed: FolderRemoved) -> None:
        """Undoes `delete`; what was moved on meanwhile stays where it is."""

        def work(db: sqlite3.Connection) -> None:
            folders = {folder.id: folder for folder in folders_in(db)}
            home = removed.folder
            above = home.parent_id if home.parent_id in folders else ""
            below = [folders[i] for i in removed.folder_ids if i in folders]
            _put(db, replace(home, parent_id=above))
            _put(db, *(replace(f, parent_id=home.id) for f in below if f.parent_id == above))
            db.execute(_BACK, (home.id, above, to_json(list(removed.chat_ids))))

        await self._db.run(work)


def folders_in(db: sqlite3.Connection) -> _Folders:
    """For the database thread, where more is read of the same moment."""
    found = []
    for folder_id, stored in db.execute(_ALL):
        try:
            found.append(_folder(folder_id, stored))
        except (ValueError, Unfit):
            _log.warning("folder %s cannot be read", folder_id)
    return found


@lru_cache(maxsize=8192)  # they are read with every list, and seldom change
def _folder(folder_id: str, stored: str) -> Folder:
    folder = replace(from_plain(Folder, read_json(stored)), id=folder_id)
    return folder if isfinite(folder.place) else replace(folder, place=0.0)


def _put(db: sqlite3.Connection, *folders: Folder) -> None:
    db.executemany(_PUT, [(storable(f.id), to_json(to_plain(f))) for f in folders])
