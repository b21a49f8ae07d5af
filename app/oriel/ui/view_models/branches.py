"""The open chat as a tree: said again in other words, answered again, cut, read elsewhere.

Nothing here overwrites: what was there stays as another version of its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oriel.domain.chats import Chat
from oriel.domain.parts import TextPart
from oriel.services.conversations import Removed

if TYPE_CHECKING:
    from oriel.services.desk import ChatDesk
    from oriel.ui.view_models.chat import ChatViewModel


class Branches:
    """Owned by the ChatViewModel. No wish is granted while an answer streams."""

    def __init__(self, owner: ChatViewModel) -> None:
        self._owner = owner

    def retry(self, message_id: str, model: tuple[str, str] | None = None) -> None:
        """Answers the same turn again, also by another model, (connection id, model id),
        which the chat then goes on with."""
        answer, chat = self._owner.known(message_id), self._free_chat()
        if answer is None or answer.parent_id is None or chat is None:
            return
        desk, parent_id, asked = self._owner.desk, answer.parent_id, self._owner.now_asked(chat)
        if model is not None:
            asked = replace(asked, connection_id=model[0], model=model[1])

        def begin() -> None:
            self._owner.turns.answer(desk, asked, parent_id)

        self._owner.opener.start(self._fork(asked, parent_id, begin))

    def edit(self, message_id: str, text: str) -> bool:
        """Says a turn in other words; what is attached to it stays. False when that cannot
        be, and nothing happens."""
        turn, chat = self._owner.known(message_id), self._free_chat()
        if turn is None or chat is None:
            return False
        rest = tuple(part for part in turn.parts if not isinstance(part, TextPart))
        parts = (*((TextPart(text),) if text.strip() else ()), *rest)
        desk, parent_id, asked = self._owner.desk, turn.parent_id, self._owner.now_asked(chat)

        def begin() -> None:
            self._owner.turns.send_below(desk, asked, parent_id, parts)

        if parts:
            self._owner.opener.start(self._fork(asked, parent_id, begin))
        return bool(parts)

    def branch_at(self, message_id: str) -> None:
        """What is sent next follows this turn."""
        if chat := self._free_chat():
            self._owner.opener.start(self._fork(chat, message_id, lambda: None))

    def remove(self, message_id: str) -> None:
        """Takes a turn out of the chat with all that follows it."""
        if chat := self._free_chat():
            # Not an opening: one that is dropped would take the way back along.
            self._owner.start(self._remove(self._owner.desk, chat.id, message_id), "remove")

    def undo_remove(self, removed: Removed) -> None:
        """Puts back what `remove` took out."""
        self._owner.start(self._undo_remove(removed), "undo")

    def switch_version(self, message_id: str, step: int) -> None:
        """Reads another version of a turn."""
        if chat := self._free_chat():
            self._owner.opener.start(self._switch(chat.id, message_id, step))

    def _free_chat(self) -> Chat | None:
        return None if self._owner.streaming else self._owner.chat

    async def _fork(self, chat: Chat, leaf_id: str | None, begin: Callable[[], None]) -> None:
        """Shows the path to `leaf_id` as the branch being read, then begins; it also begins
        when another chat is opened meanwhile: what was said is not forgotten for it."""
        try:
            await self._show_path(chat, leaf_id)
        finally:
            begin()

    async def _show_path(self, chat: Chat, leaf_id: str | None) -> None:
        conversations = self._owner.desk.conversations
        await conversations.read_at(chat.id, leaf_id)
        # Who answers now answers the chat from now on; the header shows it with the rest.
        await conversations.choose_model(chat.id, chat.connection_id, chat.model)
        if leaf_id is None:
            self._owner.versions = {}
            self._owner.show(chat, (), "")
        else:
            await self._owner.opener.load(chat.id)

    async def _remove(self, desk: ChatDesk, chat_id: str, message_id: str) -> None:
        removed = await desk.conversations.take_out(chat_id, message_id)
        if removed is not None:
            self._show(chat_id)
            self._owner.removed.emit(removed)

    async def _undo_remove(self, removed: Removed) -> None:
        conversations = self._owner.desk_of(removed.chat_id).conversations
        chat = await conversations.chat(removed.chat_id)
        if chat is None:  # deleted, or a temporary one that was left
            return
        if self._owner.turns.runs(chat.id):  # what streams now is what is being read
            removed = replace(removed, leaf_id=chat.leaf_id)
        await conversations.put_back(removed)
        self._owner.open(chat.id)

    def _show(self, chat_id: str) -> None:
        if self._owner.chat_id == chat_id:
            self._owner.open(chat_id)

    async def _switch(self, chat_id: str, message_id: str, step: int) -> None:
        if await self._owner.desk.conversations.switch_version(chat_id, message_id, step):
            await self._owner.opener.load(chat_id)
