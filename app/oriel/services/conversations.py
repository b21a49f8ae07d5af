"""The person's chats: list, open, name, pin, delete and bring back, drafts."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.domain.tree import newest_leaf, path_to
from oriel.store.chats import ChatTable
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable

BIN_DAYS = 30
NEW_CHAT = ""  # the draft of a chat that does not exist yet


@dataclass(frozen=True, slots=True)
class OpenedChat:
    """A chat with the branch being read, root first, and what was being typed."""

    chat: Chat
    messages: tuple[Message, ...]
    draft: str


class Conversations:
    def __init__(self, chats: ChatTable, messages: MessageTable, drafts: DraftTable) -> None:
        self._chats = chats
        self._messages = messages
        self._drafts = drafts

    async def all(self) -> list[Chat]:
        """Every chat that is not deleted, newest first."""
        return await self._chats.list()

    async def open(self, chat_id: str) -> OpenedChat | None:
        """None when there is no such chat (deleted meanwhile)."""
        chat = await self._chats.get(chat_id)
        if chat is None or chat.deleted_at is not None:
            return None
        messages = await self._messages.for_chat(chat_id)
        path = path_to(messages, chat.leaf_id) or path_to(messages, newest_leaf(messages))
        return OpenedChat(chat, tuple(path), await self._drafts.get(chat_id))

    async def rename(self, chat_id: str, title: str) -> None:
        """Gives a title; an empty one is not taken."""
        chat, title = await self._chats.get(chat_id), " ".join(title.split())
        if chat is not None and title:
            await self._chats.update(replace(chat, title=title[:200], titled_by="user"))

    async def pin(self, chat_id: str, pinned: bool) -> None:
        if chat := await self._chats.get(chat_id):
            await self._chats.update(replace(chat, pinned=pinned))

    async def choose_model(self, chat_id: str, connection_id: str, model: str) -> None:
        if chat := await self._chats.get(chat_id):
            await self._chats.update(replace(chat, connection_id=connection_id, model=model))

    async def delete(self, chat_id: str) -> None:
        """To the bin, where it stays for BIN_DAYS."""
        await self._chats.delete(chat_id, time.time())

    async def restore(self, chat_id: str) -> None:
        await self._chats.restore(chat_id)

    async def empty_old_bin(self) -> int:
        """Removes for good what has been in the bin for over BIN_DAYS; how many chats."""
        return await self._chats.purge(time.time() - BIN_DAYS * 86400)

    async def draft(self, chat_id: str) -> str:
        return await self._drafts.get(chat_id)

    async def save_draft(self, chat_id: str, text: str) -> None:
        await self._drafts.put(chat_id, text)
