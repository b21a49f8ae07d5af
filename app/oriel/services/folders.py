"""Folders of chats: kept, moved about, taken away with a way back; and the tags there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from oriel.domain.folder_tree import Fitting, fits, placed
from oriel.domain.folders import Folder
from oriel.store.database import Database
from oriel.store.folders import FolderRemoved, FolderTable
from oriel.store.tags import tags_in

LONGEST_NAME = 80


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
        kept = replace(folder, name=_name(folder.name))

        def edit(folders: list[Folder]) -> list[Folder]:
            stays = any(f.id == kept.id and f.parent_id == kept.parent_id for f in folders)
            # One that damage has put somewhere impossible may still be renamed there.
            if not stays and not fits(folders, kept, kept.parent_id):
                raise TooDeep
            return [kept]

        await self._table.edit(edit)
        return kept

    async def change(self, folder_id: str, edit: Callable[[Folder], Folder]) -> None:
        """Changes one as it is now, in one step; where it lies stays. Nothing happens when it
        is not there any more."""

        def work(folders: list[Folder]) -> list[Folder]:
            found = [edit(folder) for folder in folders if folder.id == folder_id]
            return [replace(folder, name=_name(folder.name)) for folder in found]

        await self._table.edit(work)

    async def place(
        self, folder_id: str, parent_id: str, before_id: str = ""
    ) -> tuple[Folder, ...]:
        """Puts a folder into another ("" for the top) before the one named there, "" for
        behind the last: those that changed, as they were before. Raises TooDeep."""
        before: list[Folder] = []

        def work(folders: list[Folder]) -> list[Folder]:
            if not Fitting(folders, folder_id).at(parent_id):
                raise TooDeep
            changed = placed(folders, folder_id, parent_id, before_id)
            ids = {folder.id for folder in changed}
            before.extend(folder for folder in folders if folder.id in ids)
            return changed

        await self._table.edit(work)
        return tuple(before)

    async def place_back(self, moved_id: str, before: Iterable[Folder]) -> None:
        """Undoes `place` of that folder. What was moved or deleted since stays so."""

        def work(folders: list[Folder]) -> list[Folder]:
            now = {folder.id: folder for folder in folders}
            for old in (each for each in before if each.id in now):
                there = now[old.id].parent_id == old.parent_id
                if old.id == moved_id and Fitting(now.values(), old.id).at(old.parent_id):
                    now[old.id] = replace(now[old.id], parent_id=old.parent_id, place=old.place)
                elif there:
                    now[old.id] = replace(now[old.id], place=old.place)
            return [now[folder.id] for folder in folders if now[folder.id] != folder]

        await self._table.edit(work)

    async def delete(self, folder_id: str) -> FolderRemoved:
        """Its chats and folders go up one level. What `put_back` needs to undo it."""
        return await self._table.delete(folder_id)

    async def put_back(self, removed: FolderRemoved) -> None:
        await self._table.put_back(removed)

    async def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many chats have it, by name; the bin and the archive aside."""
        return await self._database.read_beside(tags_in)


def _name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
