"""Joins what can be done with single turns to the view-model: tools and leave for them,
editing, branching, deleting, what waits to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from oriel.domain.approvals import Approval
from oriel.domain.chats import Chat
from oriel.domain.messages import Message
from oriel.domain.turns import TurnEvent
from oriel.domain.waiting import WaitingTurn
from oriel.ui.chat_page import ChatPage
from oriel.ui.model_choice import ModelChoice
from oriel.ui.transcript.step_changes import approval_change, step_change
from oriel.ui.view_models.chat import ChatViewModel

if TYPE_CHECKING:
    from oriel.ui.editing_bar import EditingBar
    from oriel.ui.waiting_list import WaitingList


class TurnBinding(QObject):
    """`model_wanted(button, then)` asks the person for a model and calls `then(model id)`;
    `taken_back(parts)` is a waiting turn that is to be edited in the composer."""

    model_wanted = Signal(object, object)
    taken_back = Signal(object)

    def __init__(self, page: ChatPage, chat: ChatViewModel, choice: ModelChoice) -> None:
        super().__init__()
        self._page = page
        self._chat = chat
        self._choice = choice
        self._editing = ""
        self._draft = ""
        self._bar: EditingBar | None = None
        self._list: WaitingList | None = None
        page.stop_requested.connect(self._on_escape)
        view = page.transcript
        view.edit_requested.connect(self.begin_edit)
        view.menu_requested.connect(self._on_menu)
        view.decided.connect(chat.approve)
        chat.approval_wanted.connect(self._on_approval)
        chat.waiting_changed.connect(self._on_waiting)
        chat.opened.connect(self._on_opened)
        chat.versions_changed.connect(view.show_versions)

    def show_step(self, message_id: str, event: TurnEvent) -> None:
        """What an answer does besides saying something."""
        if change := step_change(event):
            self._page.transcript.show_step(message_id, change)

    def draft(self) -> str:
        """What is being typed for the end of the chat, also while a turn is edited."""
        return self._draft if self._editing else self._page.draft()

    # Editing

    def begin_edit(self, message_id: str) -> None:
        """Puts an earlier turn into the composer; what was being typed waits."""
        turn = self._chat.known(message_id)
        if turn is None or self._chat.streaming:
            return
        if not self._editing:
            self._draft = self._page.draft()
        self._editing = message_id
        self._made_bar().show()
        self._page.set_draft(turn.text)
        self._page.focus_composer()

    def take_edit(self, text: str) -> bool:
        """Whether what is sent takes the place of the turn that is being edited."""
        if not self._editing:
            return False
        if not self._chat.branches.edit(self._editing, text):
            self._page.set_draft(text)  # an answer has begun meanwhile: it can be sent after it
            return True
        self._editing = ""
        if self._bar is not None:
            self._bar.hide()
        self._page.set_draft(self._draft)
        self._chat.save_draft(self._draft)
        return True

    def _on_escape(self) -> None:
        """One step back: where nothing streams, out of an edit."""
        if not self._chat.streaming:
            self.cancel_edit()

    def cancel_edit(self) -> None:
        if self._editing:
            self._editing = ""
            self._page.set_draft(self._draft)
        if self._bar is not None:
            self._bar.hide()

    # Facts

    def _on_opened(self, chat: Chat | None, messages: object, draft: str) -> None:
        # Turns that came in from elsewhere end no edit.
        turn = self._chat.known(self._editing) if self._editing and chat is not None else None
        if turn is not None and chat is not None and turn.chat_id == chat.id:
            return
        self._editing = ""
        if self._bar is not None:
            self._bar.hide()

    def _on_approval(self, message_id: str, approval: Approval) -> None:
        self._page.transcript.show_step(message_id, approval_change(approval))

    def _on_waiting(self, turns: tuple[WaitingTurn, ...]) -> None:
        if turns or self._list is not None:
            self._made_list().show_turns(turns)

    # Wishes

    def _on_menu(self, message_id: str, button: QWidget) -> None:
        message = self._chat.known(message_id)
        if message is None:
            return
        from oriel.ui.turn_menu import TurnMenu

        menu = TurnMenu(message, busy=self._chat.streaming, parent=self._page)
        menu.copy_requested.connect(self._page.transcript.copy_turn)
        menu.edit_requested.connect(self.begin_edit)
        menu.branch_requested.connect(self._chat.branches.branch_at)
        menu.remove_requested.connect(self._chat.branches.remove)
        menu.another_model_requested.connect(
            lambda: self.model_wanted.emit(button, lambda model: self._again(message_id, model))
        )
        menu.compare_requested.connect(
            lambda: self.model_wanted.emit(button, lambda model: self._compare(message, model))
        )
        menu.open_below(button)

    def _again(self, message_id: str, model: str) -> None:
        connection = self._choice.connection
        if connection is not None:
            self._chat.branches.retry(message_id, (connection.id, model))

    def _compare(self, answer: Message, model: str) -> None:
        question = self._chat.known(answer.parent_id or "")
        if question is None or not self._chat.comparing.start(answer, model):
            return
        from oriel.ui.compare_dialog import CompareDialog

        zoom = self._page.transcript.builder.look.zoom
        dialog = CompareDialog(
            question, answer, model, self._chat.comparing, zoom, self._page.window()
        )
        dialog.save_requested.connect(self._chat.save_text)
        dialog.open()

    def _on_edit_waiting(self, turn: WaitingTurn) -> None:
        """Out of the queue and back into the composer, before what is typed there."""
        self._chat.turns.drop_waiting(turn)
        self._page.set_draft("\n\n".join(t for t in (turn.text, self._page.draft()) if t.strip()))
        self.taken_back.emit(turn.parts)
        self._page.focus_composer()

    def _made_bar(self) -> EditingBar:
        if self._bar is None:
            from oriel.ui.editing_bar import EditingBar

            self._bar = EditingBar(self._page)
            self._bar.cancelled.connect(self.cancel_edit)
            self._page.put_above_composer(self._bar)
        return self._bar

    def _made_list(self) -> WaitingList:
        if self._list is None:
            from oriel.ui.waiting_list import WaitingList

            self._list = made = WaitingList(self._page)
            made.send_requested.connect(self._chat.turns.send_waiting)
            made.move_requested.connect(self._chat.turns.move_waiting)
            made.drop_requested.connect(self._chat.turns.drop_waiting)
            made.edit_requested.connect(self._on_edit_waiting)
            self._page.put_above_composer(made)
        return self._list
