"""Wishes about the order among chats: many at once, folders, tags; each told with a way back."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.folders import Folder
from oriel.domain.messages import new_id
from oriel.services.conversations import Conversations
from oriel.services.folders import Folders, TooDeep
from oriel.store.chats import Before
from oriel.store.folders import FolderRemoved

if TYPE_CHECKING:
    from oriel.ui.view_models.chat_list import ChatListViewModel


class Deed(StrEnum):
    MOVED = "moved"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    COLOURED = "coloured"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    DELETED = "deleted"
    FOLDER_DELETED = "folder_deleted"
    FOLDER_MOVED = "folder_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, to which chats, and what it was before. `name` is the folder's, tag's
    or, of a single chat, its title."""

    deed: Deed
    ids: tuple[str, ...] = ()
    name: str = ""
    before: Before | None = None
    folder: Folder | None = None
    removed: FolderRemoved | None = None


class Ordering(QObject):
    """`done(Done)` (offer undo), `undone(Done)`, `tags_read([(tag, count)])`,
    `folder_made(Folder)`, `too_deep()`."""

    done = Signal(object)
    undone = Signal(object)
    tags_read = Signal(object)
    folder_made = Signal(object)
    too_deep = Signal()

    def __init__(
        self, chats: ChatListViewModel, conversations: Conversations, folders: Folders
    ) -> None:
        super().__init__(chats)
        self._chats = chats
        self._conversations = conversations
        self._folders = folders

    # Of chats

    def move(self, ids: Sequence[str], folder_id: str) -> None:
        self._do(Deed.MOVED, ids, self._conversations.move(ids, folder_id), folder_id)

    def tag(self, ids: Sequence[str], tag: str) -> None:
        self._do(Deed.TAGGED, ids, self._conversations.tag(ids, add=[tag]), tag)

    def untag(self, ids: Sequence[str], tag: str) -> None:
        self._do(Deed.UNTAGGED, ids, self._conversations.tag(ids, remove=[tag]), tag)

    def colour(self, ids: Sequence[str], colour: str) -> None:
        self._do(Deed.COLOURED, ids, self._conversations.colour(ids, colour), colour)

    def pin(self, ids: Sequence[str], pinned: bool) -> None:
        deed = Deed.PINNED if pinned else Deed.UNPINNED
        self._do(deed, ids, self._conversations.pin_many(ids, pinned))

    def archive(self, ids: Sequence[str]) -> None:
        self._do(Deed.ARCHIVED, ids, self._conversations.archive(ids))

    def unarchive(self, ids: Sequence[str]) -> None:
        self._do(Deed.UNARCHIVED, ids, self._conversations.unarchive(ids))

    def delete(self, ids: Sequence[str]) -> None:
        self._do(Deed.DELETED, ids, self._conversations.delete_many(ids))

    def undo(self, done: Done) -> None:
        """Takes back what `done` told of."""
        self._chats.start(self._undo(done), "undo")

    # Of folders and tags

    def read_tags(self) -> None:
        self._chats.start(self._read_tags(), "tags")

    def make_folder(self, name: str, parent_id: str = "", ids: Sequence[str] = ()) -> None:
        """A new folder, these chats in it; `folder_made` tells."""
        folder = Folder(id=new_id(), name=name, parent_id=parent_id, place=self._last_place())
        self._chats.start(self._make(folder, ids), "new folder")

    def keep_folder(self, folder: Folder) -> None:
        """Another name, colour, or other defaults."""
        self._chats.start(self._keep(folder), "folder")

    def move_folder(self, folder_id: str, parent_id: str) -> None:
        folder = self.folder(folder_id)
        if folder is not None and folder.parent_id != parent_id:
            moved = replace(folder, parent_id=parent_id, place=self._last_place())
            self._chats.start(self._move_folder(folder, moved), "move folder")

    def delete_folder(self, folder_id: str) -> None:
        self._chats.start(self._delete_folder(folder_id), "delete folder")

    def folder(self, folder_id: str) -> Folder | None:
        """As it was last read."""
        return next((f for f in self._chats.outline.folders if f.id == folder_id), None)

    # Inside

    def _last_place(self) -> float:
        return max((f.place for f in self._chats.outline.folders), default=0.0) + 1.0

    def _do(
        self, deed: Deed, ids: Sequence[str], work: Coroutine[Any, Any, Before], about: str = ""
    ) -> None:
        self._chats.start(self._do_and_tell(deed, ids, work, about), deed)

    async def _do_and_tell(
        self, deed: Deed, ids: Sequence[str], work: Coroutine[Any, Any, Before], about: str
    ) -> None:
        before = await work
        folder = self.folder(about) if deed is Deed.MOVED else None
        name = about if deed is not Deed.MOVED else folder.name if folder else ""
        await self._chats.read()
        if before.ids:
            self.done.emit(Done(deed=deed, ids=before.ids, name=name, before=before, folder=folder))

    async def _undo(self, done: Done) -> None:
        if done.before is not None:
            await self._conversations.undo(done.before)
        if done.removed is not None:
            await self._folders.put_back(done.removed)
        elif done.folder is not None and done.deed is Deed.FOLDER_MOVED:
            await self._folders.put(done.folder)
        await self._chats.read()
        self.undone.emit(done)

    async def _read_tags(self) -> None:
        self.tags_read.emit(await self._folders.tags())

    async def _make(self, folder: Folder, ids: Sequence[str]) -> None:
        kept = await self._put(folder)
        if kept is None:
            return
        self._chats.open_folders.update({kept.id, kept.parent_id} - {""})
        before = await self._conversations.move(ids, kept.id) if ids else None
        await self._chats.read()
        self.folder_made.emit(kept)
        if before is not None and before.ids:
            self.done.emit(
                Done(deed=Deed.MOVED, ids=before.ids, name=kept.name, before=before, folder=kept)
            )

    async def _keep(self, folder: Folder) -> None:
        await self._put(folder)
        await self._chats.read()

    async def _move_folder(self, before: Folder, moved: Folder) -> None:
        if await self._put(moved) is None:
            return
        await self._chats.read()
        above = self.folder(moved.parent_id)
        self.done.emit(
            Done(deed=Deed.FOLDER_MOVED, name=above.name if above else "", folder=before)
        )

    async def _delete_folder(self, folder_id: str) -> None:
        removed = await self._folders.delete(folder_id)
        await self._chats.read()
        self.done.emit(
            Done(
                deed=Deed.FOLDER_DELETED,
                ids=removed.chat_ids,
                name=removed.folder.name,
                removed=removed,
            )
        )

    async def _put(self, folder: Folder) -> Folder | None:
        try:
            return await self._folders.put(folder)
        except TooDeep:
            self.too_deep.emit()
            return None
