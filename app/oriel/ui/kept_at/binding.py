"""Joins what is known of chats at services to the window: the mark, the panel, the metadata.

Nothing of it is made before a chat has been in view for a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from oriel.domain.errors import AppError
from oriel.domain.messages import Message
from oriel.domain.remote_state import KeptConversation, RemoteState
from oriel.ui.chat_header import ChatHeader
from oriel.ui.kept_at.attach_binding import AttachBinding
from oriel.ui.kept_at.news import news_text, show_news
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.chat_list import ChatListViewModel

if TYPE_CHECKING:
    from oriel.services.remote_pull import Looked
    from oriel.ui.kept_at.mark import KeptAtMark
    from oriel.ui.kept_at.metadata_dialog import MetadataDialog
    from oriel.ui.kept_at.panel import KeptAtPanel
    from oriel.ui.view_models.remote import RemoteViewModel

# A chat that is only passed through on the way to another is not looked at; and a service
# needs a moment to keep what it has just answered.
_LOOK_AFTER_MS = 600


class KeptAtBinding(QObject):
    """`make` gives the view-model when it is first needed. `delete_requested(chat id)`: what
    is at services, not the chat."""

    delete_requested = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        chat: ChatViewModel,
        chats: ChatListViewModel,
        choice: ModelChoice,
        make: Callable[[], RemoteViewModel],
    ) -> None:
        super().__init__()
        self._window, self._chat, self._chats = window, chat, chats
        self._choice = choice
        self._make = make
        self._made: RemoteViewModel | None = None
        self._mark: KeptAtMark | None = None
        self._panel: KeptAtPanel | None = None
        self._metadata: MetadataDialog | None = None
        self._metadata_of = ""  # the id of the conversation
        self._attaching = AttachBinding(window, chats, choice, self._models)
        self._state: RemoteState | None = None
        self._shown = ""
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK_AFTER_MS)
        self._timer.timeout.connect(self._look)
        self._connect()

    def open(self) -> None:
        """The panel of the open chat, which is shown once its state is known."""
        if self._chat.is_temporary:
            self._window.show_toast(self.tr("A temporary chat is kept nowhere."))
            return
        if not self._chat.chat_id:
            self._window.show_toast(self.tr("Nothing was said in this chat yet."))
            return
        if self._panel is None:
            self._panel = self._new_panel()
        self._models().read(self._chat.chat_id)

    def refresh(self) -> None:
        """Something was deleted at services."""
        self._soon()

    def close(self) -> None:
        """The window closes: nothing is looked at any more."""
        self._closed = True
        self._timer.stop()

    # Inside

    def _connect(self) -> None:
        self._chat.opened.connect(self._on_opened)
        self._chat.answer_ended.connect(self._on_answer_ended)
        self._window.action("chat_state").triggered.connect(self.open)
        self._window.page.title_edited.connect(self._on_title_edited)
        self._window.sidebar.rename_requested.connect(self._on_renamed)

    def _models(self) -> RemoteViewModel:
        if self._made is None:
            made = self._made = self._make()
            made.state_changed.connect(self._on_state)
            made.pulled.connect(self._on_pulled)
            made.looking.connect(self._on_looking)
            made.renamed.connect(self._on_named_there)
            made.working.connect(self._on_working)
            made.ended.connect(self._on_ended)
            made.metadata_read.connect(self._on_metadata_read)
            made.metadata_saved.connect(self._on_metadata_saved)
            made.failed.connect(self.failed)
            self._attaching.listen(made)
        return self._made

    def _read(self) -> None:
        """What is known already, at once: the mark stands when the chat does."""
        if self._made is not None and self._chat.chat_id and not self._chat.is_temporary:
            self._made.read(self._chat.chat_id)

    def _look(self) -> None:
        if self._chat.chat_id and not self._chat.is_temporary:
            self._models().look(self._chat.chat_id)

    def _on_opened(self) -> None:
        begun = bool(self._chat.chat_id) and not self._chat.is_temporary
        if self._chat.chat_id != self._shown:
            self._shown, self._state = self._chat.chat_id, None
            self._show_mark()
            if self._panel is not None:
                self._panel.reject()
            self._read()
        if begun:
            self._soon()

    def _soon(self) -> None:
        if not self._closed:
            self._timer.start()

    def _on_answer_ended(self, message: Message) -> None:
        self._shown = self._chat.chat_id
        self._soon()

    def _on_title_edited(self, title: str) -> None:
        if self._chat.chat_id:
            self._on_renamed(self._chat.chat_id, title)

    def _on_renamed(self, chat_id: str, title: str) -> None:
        if not self._chat.is_temporary:
            self._models().rename(chat_id, title)

    # The panel's wishes

    def _new_panel(self) -> KeptAtPanel:
        from oriel.ui.kept_at.panel import KeptAtPanel

        panel = KeptAtPanel(self._window)
        panel.check_requested.connect(self._on_check)
        panel.keep_requested.connect(self._on_keep)
        panel.metadata_requested.connect(self._on_metadata)
        panel.copy_requested.connect(self._on_copy)
        panel.delete_requested.connect(self._on_delete)
        panel.finished.connect(self._on_panel_finished)
        return panel

    def _on_check(self) -> None:
        self._models().check(self._chat.chat_id)

    def _on_keep(self) -> None:
        self._models().keep_again(self._chat.chat_id)

    def _on_copy(self, conversation_id: str) -> None:
        QGuiApplication.clipboard().setText(conversation_id)
        self._window.show_toast(self.tr("The id is copied."))

    def _on_delete(self) -> None:
        if self._panel is not None:
            self._panel.accept()
        self.delete_requested.emit(self._chat.chat_id)

    def _on_metadata(self, kept: KeptConversation) -> None:
        from oriel.ui.kept_at.metadata_dialog import MetadataDialog

        dialog = self._metadata = MetadataDialog(self._panel)
        self._metadata_of = kept.id
        chat_id = self._chat.chat_id

        def save(pairs: dict[str, str]) -> None:
            self._models().save_metadata(chat_id, kept.connection_id, kept.id, pairs)

        dialog.save_requested.connect(save)
        dialog.finished.connect(self._on_metadata_finished)
        dialog.open()
        self._models().read_metadata(chat_id, kept.connection_id, kept.id)

    def _on_panel_finished(self) -> None:
        panel, self._panel = self._panel, None
        if panel is not None:
            panel.deleteLater()

    def _on_metadata_finished(self) -> None:
        dialog, self._metadata = self._metadata, None
        if dialog is not None:
            dialog.deleteLater()

    # Facts

    def _on_state(self, state: RemoteState) -> None:
        if state.chat_id != self._chat.chat_id:
            return
        self._state = state
        self._show_mark()
        if self._panel is not None:
            connection = self._choice.connection
            can = connection is not None and connection.capabilities.conversations
            self._panel.show_state(state, can_keep=can)
            if not self._panel.isVisible():
                self._panel.open()

    def _show_mark(self) -> None:
        if self._mark is None and self._state is not None:
            from oriel.ui.kept_at.mark import KeptAtMark

            header = self._window.page.findChild(ChatHeader)
            assert header is not None
            self._mark = KeptAtMark(header)
            self._mark.clicked.connect(self.open)
            header.put_mark(self._mark)
        if self._mark is not None:
            self._mark.show_state(self._state)

    def _on_looking(self, chat_id: str) -> None:
        if self._mark is not None:
            self._mark.show_looking(on=bool(chat_id) and chat_id == self._chat.chat_id)

    def _on_pulled(self, looked: Looked) -> None:
        self._chats.refresh()
        if looked.chat_id == self._chat.chat_id:
            show_news(looked, self._chat, self._window.page.transcript)
            self._window.show_toast(news_text(looked))

    def _on_named_there(self, chat_id: str) -> None:
        self._chats.refresh()

    def _on_working(self, chat_id: str, what: str) -> None:
        if self._panel is not None and chat_id == self._chat.chat_id:
            self._panel.show_working()

    def _on_ended(
        self, chat_id: str, what: str, error: AppError | None, looked: Looked | None
    ) -> None:
        if what == "metadata" and self._metadata is not None:
            if error is not None:
                self._metadata.show_error(error)
        elif self._panel is not None and chat_id == self._chat.chat_id:
            self._panel.show_ended(what, error, looked)

    def _on_metadata_read(self, remote_id: str, pairs: dict[str, str]) -> None:
        if self._metadata is not None and remote_id == self._metadata_of:
            self._metadata.show_pairs(pairs)

    def _on_metadata_saved(self, remote_id: str) -> None:
        if self._metadata is not None and remote_id == self._metadata_of:
            self._metadata.accept()
