"""Bringing a chat into view: one at a time, the last wish wins.

Everything of it that is shown is read first, so that the chat changes in one step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.messages import Message
from oriel.domain.outlines import TurnOutline
from oriel.services.conversations import NEW_CHAT, OpenedChat

if TYPE_CHECKING:
    from oriel.ui.view_models.chat import ChatViewModel


class Opening:
    """Owned by the ChatViewModel, whose signals it uses."""

    def __init__(self, owner: ChatViewModel) -> None:
        self._owner = owner
        self._task: asyncio.Task[Any] | None = None

    @property
    def task(self) -> asyncio.Task[Any] | None:
        """What is on its way into view; None when nothing is."""
        return self._task if self._task is not None and not self._task.done() else None

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs what puts another chat or branch into view."""
        # The last click wins: an opening still on its way is dropped.
        if self._task is not None:
            self._task.cancel()
        self._task = self._owner.start(work, "open chat")

    async def begin_new(self, settings: ChatSettings, folder_id: str = "") -> None:
        """Puts a chat without a turn into view, with what was being typed there."""
        desk = self._owner.temporary.desk_for(settings)
        draft = await desk.conversations.draft(NEW_CHAT)
        self._owner.leave(desk, NEW_CHAT)
        self._owner.show_new(settings, folder_id, draft)

    async def load(self, chat_id: str, outline: Sequence[TurnOutline] = ()) -> None:
        """Puts a chat into view; at once with its whole `outline`, when that is known."""
        owner = self._owner
        desk = owner.desk_of(chat_id)  # temporary chats are in no list
        found = await desk.conversations.open(chat_id)
        if found is None:
            return await self.begin_new(owner.default_settings)
        owner.leave(desk, chat_id)
        owner.versions = found.versions
        owner.show(found.chat, self._with_live(found), found.draft)
        owner.start(self._show_waiting(found), "waiting")
        if found.older:
            await owner.reading.show_before(chat_id, outline)
        return None

    async def _show_waiting(self, found: OpenedChat) -> None:
        """What waits in a chat: calls for the person, turns for their time."""
        owner = self._owner
        waiting = await owner.desk.queue.of(found.chat.id)
        if found.chat.id != owner.chat_id:
            return
        owner.waiting_changed.emit(waiting)
        live = owner.desk.engine.live_answer(found.chat.id)
        for approval in owner.desk.engine.approvals.waiting(found.chat.id):
            if live is not None:
                owner.approval_wanted.emit(live.id, approval)

    def _with_live(self, found: OpenedChat) -> tuple[Message, ...]:
        live = self._owner.desk.engine.live_answer(found.chat.id)
        if live is None:
            return found.messages
        return (*(m for m in found.messages if m.id != live.id), live)
