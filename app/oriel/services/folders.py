"""Folders of chats: kept, moved about, taken away with a way back; and the tags there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from oriel.domain.folders import DEEPEST, NO_FOLDER, Folder, line_of, within
from oriel.store.database import Database
from oriel.store.folders import FolderRemoved, FolderTable
from oriel.store.tags import tags_in

LONGEST_NAME = 80
MOST_FOLDERS = 1000


class TooDeep(Exception):
    """A folder cannot lie there: in itself, or more than DEEPEST levels down."""


class Folders:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = FolderTable(database)

    async def all(self) -> list[Folder]:
        """Every folder, in the order they were made; `in_order` sorts them for showing."""
        return await self._table.all()

    async def put(self, folder: Folder) -> Folder:
        """Adds a folder or replaces the one of its id; as it is kept. Raises TooDeep."""
        folders = await self._table.all()
        if not fits(folders, folder, folder.parent_id):
            raise TooDeep
        kept = replace(folder, name=" ".join(folder.name.split())[:LONGEST_NAME])
        await self._table.put(kept)
        return kept

    async def delete(self, folder_id: str) -> FolderRemoved:
        """Its chats and folders go up one level. What `put_back` needs to undo it."""
        return await self._table.delete(folder_id)

    async def put_back(self, removed: FolderRemoved) -> None:
        await self._table.put_back(removed)

    async def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many chats have it, by name; the bin and the archive aside."""
        return await self._database.read_beside(tags_in)


def fits(folders: Iterable[Folder], folder: Folder, parent_id: str) -> bool:
    """Whether a folder, with what lies in it, can lie in another ("" for the top)."""
    known = {each.id: each for each in folders}
    below = within(known.values(), folder.id)
    if parent_id == NO_FOLDER:
        return True
    if parent_id not in known or parent_id in below:
        return False
    inside = [len(line_of(known, each)) for each in below if each in known]
    own = len(line_of(known, folder.id)) if folder.id in known else 1
    height = max(inside, default=own) - own + 1
    return len(line_of(known, parent_id)) + height <= DEEPEST


def in_order(folders: Iterable[Folder]) -> list[tuple[Folder, int]]:
    """Folders as they are shown, each before what lies in it, with how deep it lies (0 at
    the top). None is left out, whatever it says it lies in."""
    below: dict[str, list[Folder]] = {}
    known = {folder.id: folder for folder in folders}
    for folder in sorted(known.values(), key=lambda f: (f.place, f.name.casefold(), f.id)):
        line = line_of(known, folder.id)
        rooted = bool(line) and line[0].parent_id not in known
        below.setdefault(folder.parent_id if rooted and len(line) > 1 else "", []).append(folder)
    found: list[tuple[Folder, int]] = []
    waiting = [(folder, 0) for folder in reversed(below.get("", []))]
    while waiting:
        folder, depth = waiting.pop()
        found.append((folder, depth))
        waiting.extend((each, depth + 1) for each in reversed(below.get(folder.id, [])))
    return found
