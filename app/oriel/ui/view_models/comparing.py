"""One turn answered by a second model beside the first; the person keeps one.

Both answers stay in the tree: the one that is not kept is another version.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.approvals import Verdict
from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.services.chat_engine import (
    AnswerBegun,
    AnswerChanged,
    AnswerEnded,
    ApprovalWanted,
    ChatEvent,
)

if TYPE_CHECKING:
    from oriel.services.desk import ChatDesk
    from oriel.ui.view_models.chat import ChatViewModel


class Comparing(QObject):
    """`begun(Message)`, `changed(message id, TurnEvent)`, `approval_wanted(message id,
    Approval)` and `ended(Message)` of the second answer. One comparison at a time."""

    begun = Signal(object)
    changed = Signal(str, object)
    approval_wanted = Signal(str, object)
    ended = Signal(object)

    def __init__(self, owner: ChatViewModel) -> None:
        super().__init__()
        self._owner = owner
        self._task: asyncio.Task[Any] | None = None
        self._chat: Chat | None = None

    def start(self, answer: Message, model: str) -> bool:
        """Asks `model` for an answer to the same turn. False while another one streams."""
        chat = self._owner.chat
        busy = self._owner.streaming or (self._task is not None and not self._task.done())
        if chat is None or busy or answer.parent_id is None:
            return False
        self._chat = chat
        asked = replace(self._owner.now_asked(chat), model=model)
        work = self._owner.desk.engine.answer(asked, answer.parent_id, self._hear)
        self._task = self._owner.start(work, "compare")
        return True

    def compares(self, chat_id: str) -> bool:
        """Whether a second answer is being compared in this chat."""
        return self._chat is not None and self._chat.id == chat_id

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def approve(self, approval_id: str, verdict: Verdict) -> bool:
        return self._owner.desk.engine.approve(approval_id, verdict)

    def keep(self, message: Message) -> None:
        """Reads on from this answer, and asks its model from now on."""
        chat, self._chat = self._chat, None
        self.stop()
        if chat is not None:
            # Not an opening: another chat that is clicked must not take the choice back.
            self._owner.start(self._keep(self._owner.desk_of(chat.id), chat, message), "keep")

    async def _keep(self, desk: ChatDesk, chat: Chat, message: Message) -> None:
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        await desk.conversations.read_from(chat.id, message.id)
        await desk.conversations.choose_model(chat.id, message.connection_id, _model(message))
        if self._owner.chat_id == chat.id:
            self._owner.open(chat.id)

    def _hear(self, event: ChatEvent) -> None:
        match event:
            case AnswerBegun(message):
                self.begun.emit(message)
            case AnswerChanged(message_id, change):
                self.changed.emit(message_id, change)
            case ApprovalWanted(message_id, approval):
                self.approval_wanted.emit(message_id, approval)
            case AnswerEnded(message):
                self.ended.emit(message)


def _model(message: Message) -> str:
    """The model that was asked; services answer under names of their own."""
    return str(message.provider.get("asked") or message.model)
