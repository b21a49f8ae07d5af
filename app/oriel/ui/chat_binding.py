"""Joins the chat page to its view-model: wishes up, facts down, nothing else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from oriel.domain.chats import Chat
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.messages import Message
from oriel.domain.outlines import TurnOutline
from oriel.domain.parts import Part, TextPart
from oriel.domain.turns import (
    ReasoningAdded,
    RefusalAdded,
    RetryScheduled,
    TextAdded,
    TurnEvent,
)
from oriel.ui.chat_page import ChatPage
from oriel.ui.model_choice import ModelChoice
from oriel.ui.turn_binding import TurnBinding
from oriel.ui.view_models.chat import ChatViewModel


class ChatBinding(QObject):
    """`sent()` when a message went off, with what was attached."""

    sent = Signal()

    def __init__(self, page: ChatPage, chat: ChatViewModel, choice: ModelChoice) -> None:
        super().__init__()
        self._page = page
        self._chat = chat
        self._choice = choice
        self._shown = ""
        self._temporary = False
        self._proposed = ""
        self.turns = TurnBinding(page, chat, choice)
        page.send_requested.connect(self._on_send)
        page.stop_requested.connect(chat.stop)
        page.retry_requested.connect(chat.branches.retry)
        page.continue_requested.connect(self._on_continue)
        page.draft_changed.connect(chat.save_draft)
        page.turns_wanted.connect(chat.reading.read)
        page.save_requested.connect(chat.save_text)
        page.find_requested.connect(chat.reading.find)
        chat.found.connect(page.show_found)
        page.version_requested.connect(chat.branches.switch_version)
        chat.opened.connect(self._on_opened)
        chat.outlined.connect(self._on_outlined)
        chat.turns_read.connect(self._on_turns_read)
        chat.pointed.connect(page.point_at)
        chat.message_added.connect(page.add_message)
        chat.answer_begun.connect(page.begin_answer)
        chat.answer_changed.connect(self._on_answer_changed)
        chat.answer_ended.connect(page.end_answer)
        chat.chat_changed.connect(self._on_chat_changed)
        chat.busy_changed.connect(self._on_busy_changed)
        chat.not_kept.connect(self._on_not_kept)
        chat.settings_changed.connect(self._on_settings)
        choice.changed.connect(self._on_choice)

    def propose(self, question: str) -> None:
        """The next new chat begins with this question, behind what was already being typed."""
        self._proposed = question

    def keep_draft(self) -> None:
        """Saves what is being typed under the chat it belongs to, before another is shown."""
        self._chat.save_draft(self.turns.draft())

    def _on_send(self, text: str) -> None:
        if self.turns.take_edit(text):
            return
        if not self._chat.send(text, self._page.composer.attachments):
            self._page.set_draft(text)  # nothing typed is ever lost
            return
        self._page.set_draft("")
        self._chat.save_draft("")
        self.sent.emit()

    def _on_not_kept(self, parts: tuple[Part, ...]) -> None:
        # The disk refused: what was written goes back to where it was written.
        said = "".join(p.text for p in parts if isinstance(p, TextPart))
        typed = self._page.draft()
        self._page.set_draft(f"{said}\n\n{typed}" if typed.strip() else said)

    def _on_continue(self, message_id: str) -> None:
        self._chat.carry_on(message_id, self.tr("Please continue where you stopped."))

    def _on_opened(self, chat: Chat | None, messages: tuple[Message, ...], draft: str) -> None:
        if chat is None:
            self._page.show_new_chat()
        else:
            self._page.show_chat(chat, list(messages), self._chat.versions)
        self._temporary = self._chat.is_temporary
        self._page.set_temporary(temporary=self._temporary)
        # Another branch of the same chat: what is being typed belongs to it as before.
        if chat is None or chat.id != self._shown:
            self._page.set_draft(draft)
        if chat is None and self._proposed:
            typed, self._proposed = self._proposed, ""
            self._page.set_draft(f"{draft}\n\n{typed}" if draft.strip() else typed)
        self._shown = chat.id if chat else ""
        self._page.set_streaming(self._chat.streaming)
        self._choice.follow(chat)
        self._page.focus_composer()

    def _on_settings(self) -> None:
        # A new chat may be made a temporary one, and back, before its first turn.
        if self._chat.chat is None and self._chat.is_temporary is not self._temporary:
            self._temporary = self._chat.is_temporary
            self._page.show_new_chat()
            self._page.set_temporary(temporary=self._temporary)

    def _on_outlined(self, outlines: tuple[TurnOutline, ...]) -> None:
        self._page.show_older(list(outlines))

    def _on_turns_read(self, messages: tuple[Message, ...]) -> None:
        self._page.fill(list(messages), self._chat.versions)

    def _on_answer_changed(self, message_id: str, event: TurnEvent) -> None:
        match event:
            case TextAdded(_, text):
                self._page.add_text(message_id, text)
            case ReasoningAdded(_, text):
                self._page.add_reasoning(message_id, text)
            case RefusalAdded(_, text):
                self._page.add_refusal(message_id, text)
            case RetryScheduled(_, delay_s, status):
                self._page.show_retry(message_id, delay_s, status)
            case _:
                self.turns.show_step(message_id, event)

    def _on_chat_changed(self, chat: Chat) -> None:
        if chat.id == self._chat.chat_id:
            self._shown = chat.id
            self._page.set_title(chat.title)

    def _on_busy_changed(self, busy: frozenset[str]) -> None:
        self._page.set_streaming(self._chat.chat_id in busy)

    def _on_choice(self, connection: Connection | None, model: str) -> None:
        if connection is None:
            self._page.set_can_send(can=False, reason=self.tr("Add a connection first."))
            return
        self._page.set_model(model or self.tr("Choose a model"), connection.name)
        self._page.set_local(connection.kind is ConnectionKind.LOCAL)
        reason = "" if model else self.tr("Choose a model first.")
        self._page.set_can_send(can=bool(model), reason=reason)
