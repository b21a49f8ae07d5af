"""The temporary chat: held in memory alone, gone when it is left, unless the person keeps it.

Which of the two desks a chat lies on is decided here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.chats import Chat
from oriel.services.conversations import NEW_CHAT
from oriel.services.desk import ChatDesk

if TYPE_CHECKING:
    from oriel.ui.view_models.chat import ChatViewModel


class Temporary(QObject):
    """Owned by the ChatViewModel. `left(Chat)`: one in which something was said is out of
    view, and `open` of the owner comes back to it until the next is left, which is told by
    `forgotten(id)`. `kept(Chat)`: one lasts from now on. `begun_lasting(text)`: one not begun
    does, and this was being typed there before."""

    left = Signal(object)
    forgotten = Signal(str)
    kept = Signal(object)
    begun_lasting = Signal(str)

    def __init__(self, owner: ChatViewModel, lasting: ChatDesk, desk: ChatDesk | None) -> None:
        super().__init__()
        self._owner = owner
        self._lasting, self._desk = lasting, desk
        self._last_left = ""
        self._keeping = ""

    def desk_for(self, settings: ChatSettings) -> ChatDesk:
        """Where a new chat with these settings is held."""
        temporary = self._desk if settings.memory is Memory.TEMPORARY else None
        return temporary or self._lasting

    def desk_of(self, chat_id: str) -> ChatDesk:
        """Where a chat that is not in view is held."""
        return self._desk if self._desk and chat_id == self._last_left else self._lasting

    def leaving(self, chat_id: str) -> None:
        """Another chat comes into view now."""
        owner = self._owner
        if not owner.is_temporary or chat_id == owner.chat_id:
            return
        owner.turns.stop(owner.chat_id)  # nobody will see its answer
        if owner.chat is not None:
            self._forget_last_left()
            self._last_left = owner.chat.id
            self.left.emit(owner.chat)

    def keep(self) -> None:
        """Makes the temporary chat in view one that lasts. Not while an answer streams."""
        owner = self._owner
        if not owner.is_temporary or owner.streaming:
            return
        if owner.chat is None:
            owner.start(self._begin_lasting(), "keep chat")
        elif owner.chat.id != self._keeping:
            self._keeping = owner.chat.id
            owner.start(self._keep(owner.chat), "keep chat")

    def _lasting_settings(self, settings: ChatSettings) -> ChatSettings:
        usual = self._owner.default_settings.memory
        return replace(settings, memory=Memory.USUAL if usual is Memory.TEMPORARY else usual)

    async def _begin_lasting(self) -> None:
        before = await self._lasting.conversations.draft(NEW_CHAT)
        owner = self._owner
        if owner.chat is None and owner.is_temporary:
            owner.use_settings(self._lasting_settings(owner.settings))
            self.begun_lasting.emit(before)

    async def _keep(self, chat: Chat) -> None:
        assert self._desk is not None
        try:
            lasting = replace(chat, settings=self._lasting_settings(chat.settings))
            whole = await self._desk.conversations.whole(chat.id)
            if whole is None:
                return
            lasting = replace(lasting, title=whole.chat.title, leaf_id=whole.chat.leaf_id)
            waiting = await self._desk.queue.of(chat.id)
            await self._lasting.conversations.add_whole(lasting, whole.messages, waiting)
        finally:
            self._keeping = ""
        self._show_kept(lasting)
        await self._desk.conversations.forget(chat.id)

    def _show_kept(self, chat: Chat) -> None:
        owner = self._owner
        if chat.id == self._last_left:
            self._last_left = ""
        if owner.chat_id == chat.id:
            owner.leave(self._lasting, chat.id)
            owner.open(chat.id)
        owner.chat_changed.emit(chat)
        self.kept.emit(chat)

    def _forget_last_left(self) -> None:
        chat_id, self._last_left = self._last_left, ""
        if chat_id and self._desk is not None:
            self._owner.start(self._desk.conversations.forget(chat_id), "forget")
            self.forgotten.emit(chat_id)
