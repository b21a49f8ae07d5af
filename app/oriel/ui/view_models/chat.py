"""The chat being read: turns wishes into turns, and ChatEvents into signals.

Several chats may stream at once; only what concerns the open one is passed on. How turns
are begun, kept waiting and ended is the room next door's (turns.py), as is how a chat comes
into view (opening.py) and what is read of it then (reading.py).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Container, Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.approvals import Verdict
from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings, Memory
from oriel.domain.chats import Chat
from oriel.domain.folders import Folder
from oriel.domain.hosted_tools import HostedTools
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.outlines import Versions
from oriel.domain.parts import Part, TextPart
from oriel.domain.word_places import NOTHING, Sought
from oriel.services.chat_engine import (
    AnswerBegun,
    AnswerChanged,
    AnswerEnded,
    ApprovalWanted,
    ChatChanged,
    ChatEvent,
    MessageAdded,
)
from oriel.services.conversations import NEW_CHAT
from oriel.services.desk import ChatDesk
from oriel.services.saving import save_text
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.branches import Branches
from oriel.ui.view_models.comparing import Comparing
from oriel.ui.view_models.opening import Opening
from oriel.ui.view_models.pointing import Pointing
from oriel.ui.view_models.reading import Reading
from oriel.ui.view_models.temporary import Temporary
from oriel.ui.view_models.turns import Turns


class ChatViewModel(QObject):
    """Signals carry frozen values: `opened(Chat | None, tuple[Message], draft)`,
    `message_added(Message)`, `answer_begun(Message)`, `answer_changed(id, TurnEvent)`,
    `answer_ended(Message)`, `outlined(tuple[TurnOutline])` for what comes before the
    messages of `opened`, `turns_read(tuple[Message])`, `found(needle, counts by id)`,
    `chat_changed(Chat)`, `busy_changed(frozenset[chat id])`, `failed(BaseException)`,
    `not_kept(parts)` for a turn that could not be written, `saved(path)` and
    `not_saved(path, why)` for a file, `approval_wanted(message id, Approval)`,
    `waiting_changed(tuple[WaitingTurn])`, `settings_changed(ChatSettings)` `removed(Removed)`
    for a turn that `undo_remove` brings back and `versions_changed({id: Versions})`;
    `pointed(message id, Sought)` and `not_pointed(why)` as in pointing.py."""

    opened = Signal(object, object, str)
    message_added = Signal(object)
    answer_begun = Signal(object)
    answer_changed = Signal(str, object)
    answer_ended = Signal(object)
    outlined = Signal(object)
    turns_read = Signal(object)
    found = Signal(str, object)
    saved = Signal(str)
    not_saved = Signal(str, str)
    chat_changed = Signal(object)
    busy_changed = Signal(object)
    not_kept = Signal(object)
    approval_wanted = Signal(str, object)
    waiting_changed = Signal(object)
    settings_changed = Signal(object)
    removed = Signal(object)
    versions_changed = Signal(object)
    pointed = Signal(str, object)
    not_pointed = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: ChatDesk, temporary: ChatDesk | None = None) -> None:
        super().__init__()
        self._kept, self._temporary = desk, temporary
        self._desk = desk
        self.temporary = Temporary(self, desk, temporary)
        self._scope = TaskScope(self.failed.emit)
        self.turns = Turns(self)
        self.branches = Branches(self)
        self.comparing = Comparing(self)
        self.reading = Reading(self)
        self._pointing = Pointing(self)
        self.opener = Opening(self)
        self._chat: Chat | None = None
        self._messages: list[Message] = []
        self.versions: dict[str, Versions] = {}
        self._connection_id = ""
        self._model = ""
        self._settings = USUAL_SETTINGS
        self._new_in = ""
        self.default_settings = USUAL_SETTINGS
        self._changing_settings = 0  # how many changes are not written yet

    # Facts

    @property
    def chat(self) -> Chat | None:
        return self._chat

    @property
    def chat_id(self) -> str:
        return self._chat.id if self._chat else NEW_CHAT

    @property
    def desk(self) -> ChatDesk:
        """What the open chat is held with."""
        return self._desk

    def desk_of(self, chat_id: str) -> ChatDesk:
        """What a chat is held with: a temporary one is nowhere but here."""
        return self._desk if chat_id == self.chat_id else self.temporary.desk_of(chat_id)

    @property
    def messages(self) -> list[Message]:
        return self._messages

    @property
    def settings(self) -> ChatSettings:
        """How the open chat, or the next new one, is answered."""
        return self._chat.settings if self._chat else self._settings

    @property
    def new_in(self) -> str:
        """The folder in which the next new chat will lie; "" for none, and in an old chat."""
        return "" if self._chat is not None or self.is_temporary else self._new_in

    @property
    def is_temporary(self) -> bool:
        return self._desk is self._temporary

    @property
    def streaming(self) -> bool:
        return self.turns.runs(self.chat_id)

    @property
    def opening(self) -> bool:
        """Whether another chat is on its way into view."""
        return self.opener.task is not None

    # Wishes

    def use(self, connection_id: str, model: str) -> None:
        """From now on the open chat (or the next new one) is answered by this model."""
        self._connection_id, self._model = connection_id, model
        if self._chat is not None:
            self._chat = replace(self._chat, connection_id=connection_id, model=model)
            chosen = self._desk.conversations.choose_model(self._chat.id, connection_id, model)
            self.start(chosen, "model")

    def use_settings(self, settings: ChatSettings) -> None:
        """From now on the open chat (or the next new one) is answered like this.

        Whether a chat is temporary is decided before its first turn.
        """
        if self._chat is None:
            self._settings, before = settings, self._desk
            self._desk = self.temporary.desk_for(settings)
            if self.is_temporary and before is not self._desk:
                # What was typed so far is of a chat that leaves no trace.
                self.start(self._kept.conversations.save_draft(NEW_CHAT, ""), "draft")
        else:
            self._chat = replace(self._chat, settings=settings)
            self._changing_settings += 1
            self.start(self._change_settings(self._desk, self._chat.id, settings), "settings")
        self.settings_changed.emit(settings)

    def new_chat(
        self,
        *,
        temporary: bool = False,
        hosted: HostedTools | None = None,
        folder: Folder | None = None,
    ) -> None:
        """A chat as chats usually begin, or those of a folder; `hosted` are its tools at the
        service, if others."""
        usual = folder.settings if folder and folder.settings else self.default_settings
        memory = Memory.TEMPORARY if temporary else usual.memory
        settings = replace(usual, memory=memory, hosted=hosted or usual.hosted)
        self.opener.start(self.opener.begin_new(settings, folder.id if folder else ""))

    def open(self, chat_id: str) -> None:
        self.opener.start(self.opener.load(chat_id))

    def open_at(self, chat_id: str, message_id: str, sought: Sought = NOTHING) -> None:
        """Opens a chat on the branch of a message, at this message, with what was sought marked
        there. When that cannot be, what is in view stays: `not_pointed` says why."""
        self._pointing.open_at(chat_id, message_id, sought)

    def send(self, text: str, attachments: tuple[Part, ...] = ()) -> bool:
        """Whether the turn was taken. While an answer streams it waits for its turn."""
        parts = (*((TextPart(text),) if text.strip() else ()), *attachments)
        if self._scope.closed or not parts:
            return False
        if self.streaming:
            self.turns.wait(self.chat_id, parts)
            return True
        if self._chat is None:
            self.start(self._desk.conversations.save_draft(NEW_CHAT, ""), "draft")
        chat = self.now_asked(self._chat or self._fresh_chat())
        self._chat = chat
        self.turns.send(self._desk, chat, parts)
        return True

    def stop(self) -> None:
        self.turns.stop(self.chat_id)

    def approve(self, approval_id: str, verdict: Verdict) -> bool:
        """What the person says to a call that waits; False when it no longer does."""
        return self._desk.engine.approve(approval_id, verdict)

    def save_text(self, path: str, text: str) -> None:
        """Writes a file that the person chose."""
        self.start(self._save_text(path, text), "save")

    def regenerate(self) -> None:
        """`retry` of the last answer, when it is the last turn."""
        if self._messages and self._messages[-1].role is Role.ASSISTANT:
            self.branches.retry(self._messages[-1].id)

    def carry_on(self, message_id: str, words: str) -> None:
        """The rest of an answer that was cut off: from the service where it has it, else the
        model is asked for it with these words."""
        answer = self.known(message_id)
        if answer is None or not answer.response_id:
            self.send(words)
        elif not self.streaming:
            self.opener.start(self._fetch_rest(answer, words))

    def save_draft(self, text: str) -> None:
        self.start(self._desk.conversations.save_draft(self.chat_id, text), "draft")

    def forget(self, chat_id: str) -> None:
        """The chat was deleted: its answer is stopped, and a new chat opened in its place."""
        self.forget_all({chat_id})

    def forget_all(self, ids: Container[str]) -> None:
        """As `forget`, of ever so many."""
        self.turns.stop_all(ids)
        if self._chat is not None and self._chat.id in ids:
            self.new_chat()

    async def settled(self) -> None:
        """Returns once nothing of this chat is being opened or answered."""
        while waiting := self._unsettled():
            await asyncio.gather(*waiting, return_exceptions=True)
            await asyncio.sleep(0)  # callbacks of a done task may come after this one

    async def aclose(self) -> None:
        await self._scope.aclose()

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any] | None:
        """Runs `work` for as long as this lives; None once it is closed."""
        return self._scope.start_if_open(work, name)

    def hear(self, event: ChatEvent) -> None:
        """What the engine says of any chat; what concerns the open one is passed on."""
        match event:
            case ChatChanged(chat):
                if self._chat is not None and chat.id == self._chat.id:
                    # A turn that begins now may have read the settings of before.
                    settings = self._chat.settings if self._changing_settings else chat.settings
                    self._chat = replace(self.now_asked(chat), settings=settings)
                self.chat_changed.emit(chat)
            case AnswerChanged(message_id, change):
                if self._messages and self._messages[-1].id == message_id:
                    self.answer_changed.emit(message_id, change)
            case ApprovalWanted(message_id, approval) if approval.chat_id == self.chat_id:
                self.approval_wanted.emit(message_id, approval)
            # A chat that is opened at this very moment was read with it.
            case MessageAdded(message) | AnswerBegun(message) if self.known(message.id):
                pass
            case MessageAdded(message) if message.chat_id == self.chat_id:
                self._messages.append(message)
                self.message_added.emit(message)
                self.reading.renew_versions(message)
            case AnswerBegun(message) if message.chat_id == self.chat_id:
                self._messages.append(message)
                self.answer_begun.emit(message)
            case AnswerEnded(message) if message.chat_id == self.chat_id:
                self._messages = [message if m.id == message.id else m for m in self._messages]
                self.answer_ended.emit(message)
                self.reading.renew_versions(message)

    # Inside

    def known(self, message_id: str) -> Message | None:
        """A message that is shown; None when it is not, or only as an outline."""
        found = next((m for m in self._messages if m.id == message_id), None)
        return found or self.reading.older(message_id)

    def now_asked(self, chat: Chat) -> Chat:
        """The chat with the connection and model of the next turn."""
        return replace(chat, connection_id=self._connection_id, model=self._model)

    def _unsettled(self) -> list[asyncio.Task[Any]]:
        return [task for task in (self.opener.task, self.turns.task(self.chat_id)) if task]

    def _fresh_chat(self) -> Chat:
        now = time.time()
        return Chat(
            id=new_id(),
            created_at=now,
            updated_at=now,
            settings=self._settings,
            folder_id=self.new_in,
        )

    def leave(self, desk: ChatDesk, chat_id: str) -> None:
        """From here on another chat is open, perhaps on another desk: both change in one
        step, so that no temporary chat is ever written where others are."""
        self.temporary.leaving(chat_id)
        self._desk = desk

    async def _fetch_rest(self, answer: Message, words: str) -> None:
        whole = await self._desk.engine.fetch_rest(answer)
        if whole is None:
            self.send(words)
        else:
            self.hear(AnswerEnded(whole))

    async def _change_settings(self, desk: ChatDesk, chat_id: str, settings: ChatSettings) -> None:
        try:
            await desk.conversations.change_settings(chat_id, settings)
        finally:
            self._changing_settings -= 1

    async def _save_text(self, path: str, text: str) -> None:
        try:
            await save_text(path, text)
        except OSError as error:
            self.not_saved.emit(path, error.strerror or str(error))
        else:
            self.saved.emit(path)

    def show_new(self, settings: ChatSettings, folder_id: str, draft: str) -> None:
        """A chat without a turn is in view, which will lie in the folder."""
        self._settings, self._new_in = settings, folder_id
        self.versions = {}
        self.show(None, (), draft)

    def show(self, chat: Chat | None, messages: tuple[Message, ...], draft: str) -> None:
        self._chat, self._messages = chat, list(messages)
        self.reading.forget()
        if chat is not None:
            self._connection_id, self._model = chat.connection_id, chat.model
        self.opened.emit(chat, messages, draft)
        self.settings_changed.emit(self.settings)
        if chat is None:
            self.waiting_changed.emit(())
