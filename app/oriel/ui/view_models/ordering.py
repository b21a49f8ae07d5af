"""Wishes about the order among chats: many at once, folders, tags; each told with a way back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from oriel.domain.folder_tree import beside
from oriel.domain.folders import NO_FOLDER, Folder
from oriel.domain.messages import new_id
from oriel.services.conversations import Conversations
from oriel.services.folders import Folders, TooDeep
from oriel.store.chats import Before
from oriel.store.folders import FolderRemoved

if TYPE_CHECKING:
    from oriel.ui.view_models.chat_list import ChatListViewModel


_T = TypeVar("_T")
_PATIENCE_S = 0.7


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
    FOLDER_PLACED = "folder_placed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, to which chats, and what it was before. `name` is the folder's, tag's
    or, of a single chat, its title. `placed` are folders that another place changed, as they
    were."""

    deed: Deed
    ids: tuple[str, ...] = ()
    name: str = ""
    before: Before | None = None
    folder: Folder | None = None
    placed: tuple[Folder, ...] = ()
    removed: FolderRemoved | None = None


class Ordering(QObject):
    """`done(Done)` (offer undo), `undone(Done)`, `tags_read([(tag, count)])`,
    `folder_made(Folder)`, `stepped(folder id)`, `too_deep()`,
    `takes_long(how many chats)` while something is done with many."""

    done = Signal(object)
    undone = Signal(object)
    tags_read = Signal(object)
    folder_made = Signal(object)
    stepped = Signal(str)
    takes_long = Signal(int)
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
        """Another name, and other defaults; where it lies stays."""
        self._change(
            folder.id, lambda now: replace(folder, parent_id=now.parent_id, place=now.place)
        )

    def rename_folder(self, folder_id: str, name: str) -> None:
        self._change(folder_id, lambda folder: replace(folder, name=name))

    def colour_folder(self, folder_id: str, colour: str) -> None:
        self._change(folder_id, lambda folder: replace(folder, colour=colour))

    def move_folder(self, folder_id: str, parent_id: str) -> None:
        """Into another, "" for the top, behind what lies there."""
        folder = self.folder(folder_id)
        if folder is not None and folder.parent_id != parent_id:
            self.place_folder(folder_id, parent_id, "")

    def place_folder(self, folder_id: str, parent_id: str, before_id: str) -> None:
        """Into a folder ("" for the top), before the one named there, "" for the last."""
        self._chats.start(self._place_and_tell(folder_id, parent_id, before_id), "place folder")

    def step_folder(self, folder_id: str, by: int) -> None:
        """One place up (-1) or down (1) among those it lies beside; `stepped(id)` tells."""
        self._chats.start(self._step(folder_id, by), "step folder")

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
        before = await self._watched(work, len(ids))
        folder = self.folder(about) if deed is Deed.MOVED else None
        name = about if deed is not Deed.MOVED else folder.name if folder else ""
        await self._chats.read()
        if before.ids:
            self.done.emit(Done(deed=deed, ids=before.ids, name=name, before=before, folder=folder))

    async def _watched(self, work: Coroutine[Any, Any, _T], count: int) -> _T:
        """Tells when it takes longer than a person waits without a word."""
        told = asyncio.get_running_loop().call_later(_PATIENCE_S, self.takes_long.emit, count)
        try:
            return await work
        finally:
            told.cancel()

    async def _undo(self, done: Done) -> None:
        if done.before is not None:
            await self._watched(self._conversations.undo(done.before), len(done.ids))
        if done.removed is not None:
            await self._folders.put_back(done.removed)
        if done.placed and done.folder is not None:
            await self._folders.place_back(done.folder.id, done.placed)
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

    def _change(self, folder_id: str, edit: Callable[[Folder], Folder]) -> None:
        self._chats.run(self._folders.change(folder_id, edit), "folder")

    async def _place_and_tell(self, folder_id: str, parent_id: str, before_id: str) -> None:
        placed = await self._place(folder_id, parent_id, before_id)
        was = next((folder for folder in placed if folder.id == folder_id), None)
        await self._chats.read()
        if was is None:
            return
        above = self.folder(parent_id)
        deed = Deed.FOLDER_PLACED if was.parent_id == parent_id else Deed.FOLDER_MOVED
        name = above.name if above is not None else ""
        self.done.emit(Done(deed=deed, name=name, folder=was, placed=placed))

    async def _step(self, folder_id: str, by: int) -> None:
        near = beside(await self._folders.all(), folder_id)
        at = next((n for n, folder in enumerate(near) if folder.id == folder_id), -1)
        if at < 0 or not 0 <= at + by < len(near):
            return
        parents = {folder.parent_id for folder in near}
        # Those of several parents stand side by side at the top: their own is lost.
        parent_id = parents.pop() if len(parents) == 1 else NO_FOLDER
        behind = near[at + by + (by > 0) :]
        await self._place(folder_id, parent_id, behind[0].id if behind else "")
        await self._chats.read()
        self.stepped.emit(folder_id)

    async def _place(self, folder_id: str, parent_id: str, before_id: str) -> tuple[Folder, ...]:
        try:
            return await self._folders.place(folder_id, parent_id, before_id)
        except TooDeep:
            self.too_deep.emit()
            return ()

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
