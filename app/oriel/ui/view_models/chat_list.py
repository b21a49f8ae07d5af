"""The list of chats: what is there, and the wishes about it."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.chats import Chat
from oriel.services.conversations import Conversations
from oriel.services.tasks import TaskScope


class ChatListViewModel(QObject):
    """`listed(list[Chat])`, `deleted(Chat)` (offer undo), `renamed(id, title)`, `failed(error)`."""

    listed = Signal(object)
    deleted = Signal(object)
    restored = Signal(str)
    failed = Signal(object)

    def __init__(self, conversations: Conversations) -> None:
        super().__init__()
        self._conversations = conversations
        self._scope = TaskScope(self.failed.emit)
        self._chats: list[Chat] = []
        self._reading: asyncio.Task[Any] | None = None

    @property
    def chats(self) -> list[Chat]:
        return self._chats

    def refresh(self) -> None:
        self._scope.start_if_open(self._read(), "list chats")

    def rename(self, chat_id: str, title: str) -> None:
        self._scope.start_if_open(
            self._then_read(self._conversations.rename(chat_id, title)), "rename"
        )

    def pin(self, chat_id: str, pinned: bool) -> None:
        self._scope.start_if_open(self._then_read(self._conversations.pin(chat_id, pinned)), "pin")

    def delete(self, chat_id: str) -> None:
        chat = next((c for c in self._chats if c.id == chat_id), None)
        if chat is not None:
            self._scope.start_if_open(self._delete(chat), "delete chat")

    def restore(self, chat_id: str) -> None:
        self._scope.start_if_open(self._restore(chat_id), "restore chat")

    async def load(self) -> None:
        """Reads the list for the first time and clears out the old bin."""
        await self._read()
        await self._conversations.empty_old_bin()

    async def aclose(self) -> None:
        await self._scope.aclose()

    async def _read(self) -> None:
        self._chats = await self._conversations.all()
        self.listed.emit(self._chats)

    async def _then_read(self, work: Any) -> None:
        await work
        await self._read()

    async def _delete(self, chat: Chat) -> None:
        await self._conversations.delete(chat.id)
        await self._read()
        self.deleted.emit(chat)

    async def _restore(self, chat_id: str) -> None:
        await self._conversations.restore(chat_id)
        await self._read()
        self.restored.emit(chat_id)
