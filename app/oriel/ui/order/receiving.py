"""Gives what was dropped on a chat in the list to its next message, once the chat is open."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject

from oriel.domain.chats import Chat
from oriel.ui.attaching.taken_in import has_files, has_picture
from oriel.ui.composer import ComposerText
from oriel.ui.main_window import MainWindow
from oriel.ui.view_models.chat import ChatViewModel


class Receiving(QObject):
    """Made after what else listens to `opened`: by then the draft is in its place."""

    def __init__(self, window: MainWindow, chat: ChatViewModel) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._waiting: tuple[str, QMimeData] | None = None
        chat.opened.connect(self._on_opened)

    def take(self, chat_id: str, data: QMimeData) -> None:
        """Opens the chat, and gives it `data`, which is ours to keep."""
        open_already = chat_id == self._chat.chat_id and not self._chat.opening
        self._waiting = (chat_id, data)
        self._window.sidebar.chat_chosen.emit(chat_id)
        if open_already:
            self._give()

    def _on_opened(self, chat: Chat | None) -> None:
        if self._waiting is None:
            return
        if chat is not None and chat.id == self._waiting[0]:
            self._give()
        self._waiting = None  # another one was wished for since, or it is gone

    def _give(self) -> None:
        if self._waiting is None:
            return
        (_, data), self._waiting = self._waiting, None
        composer = self._window.page.composer
        text = composer.findChild(ComposerText)
        assert text is not None
        if has_files(data) or has_picture(data):
            composer.files.take_in(data)
        else:
            text.go_to_end()
            if composer.text().strip():
                text.insertPlainText("\n\n")
            text.insertFromMimeData(data)
        composer.focus()
