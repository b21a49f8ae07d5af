"""The chat being read: turns wishes into turns, and ChatEvents into signals.

Several chats may stream at once; only what concerns the open one is passed on.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.chats import Chat
from oriel.domain.errors import StoreProblem
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.outlines import Versions
from oriel.domain.parts import TextPart
from oriel.services.chat_engine import (
    AnswerBegun,
    AnswerChanged,
    AnswerEnded,
    ChatChanged,
    ChatEngine,
    ChatEvent,
    MessageAdded,
)
from oriel.services.conversations import NEW_CHAT, Conversations, OpenedChat
from oriel.services.saving import save_text
from oriel.services.tasks import TaskScope

CONTINUE_TEXT = "Please continue where you stopped."


class ChatViewModel(QObject):
    """Signals carry frozen values: `opened(Chat | None, tuple[Message], draft)`,
    `message_added(Message)`, `answer_begun(Message)`, `answer_changed(id, TurnEvent)`,
    `answer_ended(Message)`, `outlined(tuple[TurnOutline])` for what comes before the
    messages of `opened`, `turns_read(tuple[Message])`, `found(needle, counts by id)`,
    `chat_changed(Chat)`, `busy_changed(frozenset[chat id])`, `failed(BaseException)`,
    `not_kept(text)` for a turn that could not be written, `saved(path)` and
    `not_saved(path, why)` for a file."""

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
    not_kept = Signal(str)
    failed = Signal(object)

    def __init__(self, engine: ChatEngine, conversations: Conversations) -> None:
        super().__init__()
        self._engine = engine
        self._conversations = conversations
        self._scope = TaskScope(self.failed.emit)
        self._turns: dict[str, asyncio.Task[Any]] = {}
        self._opening: asyncio.Task[Any] | None = None
        self._chat: Chat | None = None
        self._messages: list[Message] = []
        self._older: dict[str, Message] = {}
        self.versions: dict[str, Versions] = {}
        self._connection_id = ""
        self._model = ""

    @property
    def chat(self) -> Chat | None:
        return self._chat

    @property
    def chat_id(self) -> str:
        return self._chat.id if self._chat else NEW_CHAT

    @property
    def messages(self) -> list[Message]:
        return self._messages

    @property
    def streaming(self) -> bool:
        return self.chat_id in self._turns

    @property
    def opening(self) -> bool:
        """Whether another chat is on its way into view."""
        return self._opening is not None and not self._opening.done()

    def use(self, connection_id: str, model: str) -> None:
        """From now on the open chat (or the next new one) is answered by this model."""
        self._connection_id, self._model = connection_id, model
        if self._chat is not None:
            self._chat = replace(self._chat, connection_id=connection_id, model=model)
            self._start(
                self._conversations.choose_model(self._chat.id, connection_id, model), "model"
            )

    def new_chat(self) -> None:
        self._start_opening(self._open_new())

    def open(self, chat_id: str) -> None:
        self._start_opening(self._open(chat_id))

    def send(self, text: str) -> bool:
        """Whether the turn was taken: not while this chat's answer still streams."""
        if self.streaming or self._scope.closed or not text.strip():
            return False
        if self._chat is None:
            self._start(self._conversations.save_draft(NEW_CHAT, ""), "draft")
        chat = self._chat or self._fresh_chat()
        self._chat = replace(chat, connection_id=self._connection_id, model=self._model)
        self._begin(self._send(self._chat, text))
        return True

    async def _send(self, chat: Chat, text: str) -> None:
        kept = False

        def hear(event: ChatEvent) -> None:
            nonlocal kept
            kept = kept or isinstance(event, MessageAdded)
            self._hear(event)

        try:
            await self._engine.send(chat, (TextPart(text),), hear)
        except StoreProblem:
            if not kept:
                self.not_kept.emit(text)
            raise

    def stop(self) -> None:
        if task := self._turns.get(self.chat_id):
            task.cancel()

    def retry(self, message_id: str) -> None:
        """Answers the same turn again; the earlier answer stays as another branch."""
        if message_id in self._older and self._chat is not None and not self.streaming:
            self._start_opening(self._retry_older(self._chat, self._older[message_id]))
            return
        answer = next((m for m in self._messages if m.id == message_id), None)
        if answer is None or answer.parent_id is None or self.streaming or self._chat is None:
            return
        kept = [m.id for m in self._messages].index(message_id)
        self._messages = self._messages[:kept]
        self._chat = replace(self._chat, connection_id=self._connection_id, model=self._model)
        self.opened.emit(self._chat, tuple(self._messages), "")
        self._begin(self._engine.answer(self._chat, answer.parent_id, self._hear))

    async def _retry_older(self, chat: Chat, answer: Message) -> None:
        if answer.parent_id is None:
            return
        page = await self._conversations.page(chat.id, answer.parent_id)
        self._chat = replace(chat, connection_id=self._connection_id, model=self._model)
        self._messages, self._older = list(page), {}
        self.opened.emit(self._chat, page, "")
        self._begin(self._engine.answer(self._chat, answer.parent_id, self._hear))

    def switch_version(self, message_id: str, step: int) -> None:
        """Reads another version of a turn; not while an answer streams."""
        if self._chat is not None and not self.streaming:
            self._start_opening(self._switch(self._chat.id, message_id, step))

    async def _switch(self, chat_id: str, message_id: str, step: int) -> None:
        if await self._conversations.switch_version(chat_id, message_id, step):
            await self._open(chat_id)

    def read(self, ids: list[str]) -> None:
        """Reads turns that are only an outline."""
        self._start(self._read(self.chat_id, ids), "older turns")

    async def _read(self, chat_id: str, ids: list[str]) -> None:
        found = tuple(await self._conversations.turns(ids))
        if chat_id == self.chat_id:
            self.versions |= await self._conversations.versions_of(chat_id, found)
            self._older |= {message.id: message for message in found}
            self.turns_read.emit(found)

    def find(self, needle: str) -> None:
        """Counts words in the chat's history."""
        self._start(self._find(self.chat_id, needle), "find")

    async def _find(self, chat_id: str, needle: str) -> None:
        counts = await self._conversations.find(chat_id, needle) if needle.strip() else {}
        if chat_id == self.chat_id:
            self.found.emit(needle, counts)

    def save_text(self, path: str, text: str) -> None:
        """Writes a file that the person chose."""
        self._start(self._save_text(path, text), "save")

    async def _save_text(self, path: str, text: str) -> None:
        try:
            await save_text(path, text)
        except OSError as error:
            self.not_saved.emit(path, error.strerror or str(error))
        else:
            self.saved.emit(path)

    def regenerate(self) -> None:
        """`retry` of the last answer, when it is the last turn."""
        if self._messages and self._messages[-1].role is Role.ASSISTANT:
            self.retry(self._messages[-1].id)

    def carry_on(self) -> None:
        """Asks for the rest of an answer that was cut off."""
        self.send(CONTINUE_TEXT)

    def save_draft(self, text: str) -> None:
        self._start(self._conversations.save_draft(self.chat_id, text), "draft")

    def forget(self, chat_id: str) -> None:
        """The chat was deleted: its answer is stopped, and a new chat opened in its place."""
        if task := self._turns.get(chat_id):
            task.cancel()
        if self.chat_id == chat_id:
            self.new_chat()

    async def settled(self) -> None:
        """Returns once nothing of this chat is being opened or answered."""
        while waiting := self._unsettled():
            await asyncio.gather(*waiting, return_exceptions=True)
            await asyncio.sleep(0)  # callbacks of a done task may come after this one

    def _unsettled(self) -> list[asyncio.Task[Any]]:
        opening = [self._opening] if self._opening and self.opening else []
        turn = self._turns.get(self.chat_id)
        return [*opening, *([turn] if turn else [])]

    async def aclose(self) -> None:
        await self._scope.aclose()

    def _fresh_chat(self) -> Chat:
        now = time.time()
        return Chat(id=new_id(), created_at=now, updated_at=now)

    def _begin(self, work: Any) -> None:
        chat_id = self.chat_id
        task = self._scope.start(work, f"turn {chat_id}")
        self._turns[chat_id] = task
        task.add_done_callback(self._turn_done)
        self.busy_changed.emit(frozenset(self._turns))

    def _turn_done(self, task: asyncio.Task[Any]) -> None:
        self._turns = {key: value for key, value in self._turns.items() if value is not task}
        self.busy_changed.emit(frozenset(self._turns))

    def _start(self, work: Any, name: str) -> asyncio.Task[Any] | None:
        if self._scope.closed:
            work.close()
            return None
        return self._scope.start(work, name)

    def _start_opening(self, work: Any) -> None:
        # The last click wins: an opening still on its way is dropped.
        if self._opening is not None:
            self._opening.cancel()
        self._opening = self._start(work, "open chat")

    async def _open_new(self) -> None:
        draft = await self._conversations.draft(NEW_CHAT)
        self.versions = {}
        self._show(None, (), draft)

    async def _open(self, chat_id: str) -> None:
        found = await self._conversations.open(chat_id)
        if found is None:
            return await self._open_new()
        self.versions = found.versions
        self._show(found.chat, self._with_live(found), found.draft)
        if found.older:
            outline = await self._conversations.outline(chat_id)
            shown = {message.id for message in self._messages}
            before = [turn for turn in outline if turn.id not in shown]
            if self.chat_id == chat_id and before:
                self.outlined.emit(tuple(before))
        return None

    def _with_live(self, found: OpenedChat) -> tuple[Message, ...]:
        live = self._engine.live_answer(found.chat.id)
        if live is None:
            return found.messages
        return (*(m for m in found.messages if m.id != live.id), live)

    def _show(self, chat: Chat | None, messages: tuple[Message, ...], draft: str) -> None:
        self._chat, self._messages, self._older = chat, list(messages), {}
        if chat is not None:
            self._connection_id, self._model = chat.connection_id, chat.model
        self.opened.emit(chat, messages, draft)

    def _hear(self, event: ChatEvent) -> None:
        match event:
            case ChatChanged(chat):
                if chat.id == self.chat_id:
                    self._chat = replace(chat, connection_id=self._connection_id, model=self._model)
                self.chat_changed.emit(chat)
            case AnswerChanged(message_id, change):
                if self._messages and self._messages[-1].id == message_id:
                    self.answer_changed.emit(message_id, change)
            case MessageAdded(message) if message.chat_id == self.chat_id:
                self._messages.append(message)
                self.message_added.emit(message)
            case AnswerBegun(message) if message.chat_id == self.chat_id:
                self._messages.append(message)
                self.answer_begun.emit(message)
            case AnswerEnded(message) if message.chat_id == self.chat_id:
                self._messages = [message if m.id == message.id else m for m in self._messages]
                self.answer_ended.emit(message)
