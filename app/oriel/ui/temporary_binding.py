"""The temporary chat in the window: its mark, keeping it, and the way back to one just left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from oriel.domain.chats import Chat
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.main_window import MainWindow
from oriel.ui.undo import Undo
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.ui.temporary_bar import TemporaryBar


class TemporaryBinding(QObject):
    def __init__(
        self, window: MainWindow, models: ViewModels, chat_binding: ChatBinding, undo: Undo
    ) -> None:
        super().__init__()
        self._window, self._undo = window, undo
        self._chat, self._temporary = models.chat, models.chat.temporary
        self._chat_binding = chat_binding
        self._bar: TemporaryBar | None = None
        models.chat.opened.connect(self._show_mark)
        models.chat.settings_changed.connect(self._show_mark)
        models.chat.busy_changed.connect(self._show_streaming)
        self._temporary.left.connect(self._on_left)
        self._temporary.forgotten.connect(models.attachments.drop)
        self._temporary.kept.connect(self._on_kept)
        self._temporary.begun_lasting.connect(self._on_begun_lasting)

    def _show_mark(self) -> None:
        temporary = self._chat.is_temporary
        if temporary and self._bar is None:
            from oriel.ui.temporary_bar import TemporaryBar

            self._bar = TemporaryBar(self._window.page)
            self._bar.keep_requested.connect(self._temporary.keep)
            self._window.page.put_above_composer(self._bar)
        if self._bar is not None:
            self._bar.setVisible(temporary)
            self._show_streaming()

    def _show_streaming(self) -> None:
        if self._bar is not None:
            self._bar.set_streaming(self._chat.streaming)

    def _on_left(self, chat: Chat) -> None:
        said = self.tr("The temporary chat is gone.")
        self._undo.offer(said, partial(self._chat.open, chat.id))

    def _on_kept(self, chat: Chat) -> None:
        if self._chat.chat_id == chat.id:
            self._chat_binding.keep_draft()
        self._window.show_toast(self.tr("The chat is kept from now on."))

    def _on_begun_lasting(self, before: str) -> None:
        """What was being typed in the usual new chat goes before what is typed here."""
        typed = self._window.page.draft()
        if before.strip() and before != typed:
            self._window.page.set_draft(f"{before}\n\n{typed}" if typed.strip() else before)
        self._chat_binding.keep_draft()
