"""The list of chats: what of it is in view, read by pages, and the wishes about one chat.

Wishes about many at once, folders and tags are the room next door's (ordering.py).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.chat_lists import (
    EVERYTHING,
    PAGE_ROWS,
    ChatHead,
    ListFilter,
    Outline,
    Section,
    Seek,
    Span,
)
from oriel.domain.folders import NO_FOLDER, line_of
from oriel.services.chat_pages import ChatPages, Wanted
from oriel.services.conversations import Conversations
from oriel.services.folders import Folders
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.ordering import Ordering

_KEPT_IN_VIEW = 4  # pages that are read again with every outline
_MOST_WAITING = 6  # pages; of a fast scroll only where it ends is read
BIN_AFTER_S = 3.0  # after the start, when nobody waits for the file any more


class ChatListViewModel(QObject):
    """`listed(Outline)`, `page_read(Section, page, heads)`, `chosen_read(mark, ids)`,
    `stepped(id)`, `sought(Span | None)`, `named({chat id: title})`, `answered({connection id:
    how many chats it answers})`, `failed(error)`. `order` has the wishes about many."""

    listed = Signal(object)
    page_read = Signal(object, int, object)
    chosen_read = Signal(object, object)
    stepped = Signal(str)
    sought = Signal(object)
    named = Signal(object)
    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, conversations: Conversations, pages: ChatPages, folders: Folders) -> None:
        super().__init__()
        self._conversations = conversations
        self._pages = pages
        self._scope = TaskScope(self.failed.emit)
        self._outline = Outline()
        self._filter = EVERYTHING
        self._chat_id = ""
        self._in_view: deque[tuple[Section, int]] = deque(maxlen=_KEPT_IN_VIEW)
        self._waiting: list[tuple[Section, int]] = []
        self._paging: asyncio.Task[Any] | None = None
        self._seeking: asyncio.Task[Any] | None = None
        self._reading: asyncio.Task[Any] | None = None
        self._again = False
        self._left_off = ""
        self.open_folders: set[str] = set()
        self.bin_after_s = BIN_AFTER_S
        self.now: Callable[[], datetime] = _now_here
        self.order = Ordering(self, conversations, folders)

    # Facts

    @property
    def outline(self) -> Outline:
        """The list as last read."""
        return self._outline

    @property
    def chats(self) -> list[ChatHead]:
        """The chats that were read with the list: those at the top, and those in view."""
        return [head for heads in self._outline.pages.values() for head in heads]

    @property
    def filter(self) -> ListFilter:
        return self._filter

    def left_off(self) -> str:
        """The chat to begin with, as `load` was asked; "" when it is not there any more."""
        return self._left_off

    # Wishes

    def refresh(self) -> None:
        """Reads the list again; of wishes that come meanwhile one is heard, at the end."""
        if self._reading is not None and not self._reading.done():
            self._again = True
        else:
            self._reading = self._scope.start_if_open(self._read_until_quiet(), "list chats")

    def follow(self, chat_id: str, folder_id: str = NO_FOLDER) -> None:
        """Which chat is open: every list that is read tells its place. The folders that another
        one than before lies in are opened."""
        if folder_id and chat_id != self._chat_id:
            folders = {folder.id: folder for folder in self._outline.folders}
            line = {folder_id, *(folder.id for folder in line_of(folders, folder_id))}
            if not line <= self.open_folders:
                self.open_folders |= line
                self.refresh()
        self._chat_id = chat_id

    def show_only(self, wanted: ListFilter) -> None:
        """What is archived, what has a tag, or (EVERYTHING) the usual list."""
        self._filter = wanted
        self._in_view.clear()
        self.refresh()

    def set_folder_open(self, folder_id: str, opened: bool) -> None:
        (self.open_folders.add if opened else self.open_folders.discard)(folder_id)
        self.refresh()

    def want_page(self, section: Section, page: int) -> None:
        """Rows that are in view and not read yet. What was wanted last is read first."""
        key = (section, page)
        if key in self._in_view:
            self._in_view.remove(key)
        self._in_view.append(key)
        if key not in self._waiting:
            self._waiting = [*self._waiting, key][-_MOST_WAITING:]
        if self._paging is None or self._paging.done():
            self._paging = self._scope.start_if_open(self._read_pages(), "pages of chats")

    def resolve(self, mark: object, spans: Sequence[Span]) -> None:
        """Which chats stand in these rows: `chosen_read` tells, with the mark."""
        self._scope.start_if_open(self._resolve(mark, spans), "chosen chats")

    def step_to(self, span: Span) -> None:
        """`stepped` tells which chat stands there."""
        self._scope.start_if_open(self._step(span), "next chat")

    def seek(self, seek: Seek) -> None:
        """`sought` tells where the chat stands; only the last one that was looked for."""
        if self._seeking is not None:
            self._seeking.cancel()
        self._seeking = self._scope.start_if_open(self._seek(seek), "seek chat")

    def count_answered(self) -> None:
        """`answered` tells how many chats each connection answers."""
        self.start(self._count_answered(), "count chats")

    def name(self, ids: Iterable[str]) -> None:
        """`named` tells the titles of these chats."""
        self._scope.start_if_open(self._name(list(ids)), "titles")

    def rename(self, chat_id: str, title: str) -> None:
        self.run(self._conversations.rename(chat_id, title), "rename")

    # For those next door

    def run(self, work: Any, name: str) -> None:
        """Does `work`, then reads the list."""
        self._scope.start_if_open(self._then_read(work), name)

    def start(self, work: Any, name: str) -> None:
        self._scope.start_if_open(work, name)

    async def read(self) -> None:
        """Reads the list now."""
        self._waiting.clear()
        outline = await self._pages.outline(self._wanted())
        if outline.filter == self._filter:
            self._outline = outline
            self.listed.emit(outline)

    async def load(self, last_chat: str = "", *, newest: bool = False) -> None:
        """Reads the list for the first time; the old bin is cleared out when the start is over.
        `last_chat` is where the person left off, as far as is known; `newest` when that may be
        older than the history."""
        self._chat_id = last_chat
        await self.read()
        wanted = await self._pages.newest() if newest else ""
        head = await self._pages.head(wanted or last_chat) if wanted or last_chat else None
        self._left_off = head.id if head is not None else ""
        self._scope.start_if_open(self._empty_old_bin(), "old bin")

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    def _wanted(self) -> Wanted:
        return Wanted(
            filter=self._filter,
            today=self.now().date(),
            open_folders=frozenset(self.open_folders),
            again=tuple(self._in_view),
            chat_id=self._chat_id,
        )

    async def _read_until_quiet(self) -> None:
        self._again = True
        while self._again:
            self._again = False
            await self.read()

    async def _read_pages(self) -> None:
        while self._waiting:
            section, page = self._waiting.pop()
            outline = self._outline
            heads = await self._pages.heads(Span(section, page * PAGE_ROWS, PAGE_ROWS))
            # Rows of another list would stand in the wrong places.
            if outline is self._outline:
                self.page_read.emit(section, page, heads)

    async def _resolve(self, mark: object, spans: Sequence[Span]) -> None:
        self.chosen_read.emit(mark, tuple(await self._pages.ids(spans)))

    async def _step(self, span: Span) -> None:
        for chat_id in await self._pages.ids([span]):
            self.stepped.emit(chat_id)

    async def _seek(self, seek: Seek) -> None:
        self.sought.emit(await self._pages.sought(seek))

    async def _count_answered(self) -> None:
        self.answered.emit(await self._pages.count_by_connection())

    async def _name(self, ids: list[str]) -> None:
        heads = [await self._pages.head(chat_id) for chat_id in ids]
        self.named.emit({head.id: head.title for head in heads if head is not None})

    async def _empty_old_bin(self) -> None:
        await asyncio.sleep(self.bin_after_s)
        await self._conversations.empty_old_bin()

    async def _then_read(self, work: Any) -> None:
        await work
        await self.read()


def _now_here() -> datetime:
    return datetime.now().astimezone()
